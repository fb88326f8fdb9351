"""Reflections: whose they are, who may read them, and with how much of a name."""

import pytest
from sqlmodel import Session

from app.domain import bringing, cases, history, reflections
from app.domain.errors import Refused
from app.domain.reading import NotKept
from app.domain.reflections import Reflection
from tests.cast import NOW, Cast


def added(db: Session, cast: Cast, text: str = "How calm", shared: str = "private", **where: object) -> Reflection:
    known = {"meeting_id": None, "case_id": cast.open_case.id, "kept": ""} | where
    return reflections.add(
        db, cast.community.id, text=text, kind="struck", shared=shared, by=cast.omar, at=NOW, **known
    )


def test_a_private_reflection_is_its_authors_alone(db: Session, cast: Cast) -> None:
    added(db, cast)
    assert [shown.is_mine for shown in reflections.shown_to(db, cast.omar, case_id=cast.open_case.id)] == [True]
    assert reflections.shown_to(db, cast.nia, case_id=cast.open_case.id) == []
    assert reflections.shown_to(db, cast.fatima, case_id=cast.open_case.id) == []


def test_a_shared_one_shows_no_more_of_a_name_than_was_chosen(db: Session, cast: Cast) -> None:
    added(db, cast, shared="named")
    added(db, cast, shared="agency")
    who = [shown.who for shown in reflections.shown_to(db, cast.nia, case_id=cast.open_case.id)]
    assert who == ["Omar Reid", "Northgate Homes"]


def test_what_is_shared_is_read_first_and_what_is_private_is_not(db: Session, cast: Cast) -> None:
    added(db, cast, text="Ring 07700 900245")
    with pytest.raises(NotKept):
        added(db, cast, text="Ring 07700 900245", shared="named")
    kept = added(db, cast, text="Ring 07700 900245", shared="named", kept="nobody")
    db.flush()
    assert [line.verb for line in history.of(db, kept.id)].count("kept_findings") == 1


def test_it_can_be_put_away_and_brought_back_twice_changes_nothing(db: Session, cast: Cast) -> None:
    mine = added(db, cast, shared="named")
    for _ in range(2):
        reflections.put_away(db, mine, by=cast.omar, at=NOW)
    assert reflections.shown_to(db, cast.nia, case_id=cast.open_case.id) == []
    assert len(reflections.put_away_by(db, cast.omar, case_id=cast.open_case.id)) == 1
    assert reflections.put_away_by(db, cast.nia, case_id=cast.open_case.id) == []
    for _ in range(2):
        reflections.bring_back(db, mine, by=cast.omar, at=NOW)
    assert len(reflections.shown_to(db, cast.nia, case_id=cast.open_case.id)) == 1
    verbs = [line.verb for line in history.of(db, mine.id)]
    assert (verbs.count("put_away"), verbs.count("brought_back")) == (1, 1)


def test_nobody_reflects_on_a_case_that_is_not_open(db: Session, cast: Cast) -> None:
    with pytest.raises(Refused, match="not open"):
        added(db, cast, case_id=cast.offered_case.id)
    case = cases.by_id(db, cast.open_case.id)
    assert case
    bringing.withdraw(db, case, by=cast.nia, at=NOW)
    with pytest.raises(Refused, match="not open"):
        added(db, cast)


def test_reflections_of_a_meeting_and_of_a_case_stay_apart(db: Session, cast: Cast) -> None:
    added(db, cast, meeting_id=cast.today.id, case_id=None, text="On the meeting")
    texts = [shown.reflection.text for shown in reflections.shown_to(db, cast.omar, meeting_id=cast.today.id)]
    assert texts == [cast.reflection.text, "On the meeting"]
    assert reflections.shown_to(db, cast.omar, case_id=cast.open_case.id) == []
