"""A pause hides a case from all but its presenter and the facilitators, and undoes itself whole."""

import pytest
from sqlmodel import Session

from app import access
from app.domain import cases, history, pausing, people
from app.domain.cases import Case
from app.domain.errors import Refused
from tests.cast import NOW, Cast


def paused(db: Session, cast: Cast) -> Case:
    case, nia = cases.by_id(db, cast.open_case.id), people.by_id(db, cast.nia.id)
    assert case and nia
    pausing.pause(db, case, by=nia, at=NOW)
    db.flush()
    return case


def test_others_do_not_see_it_and_are_told_why(db: Session, cast: Cast) -> None:
    case = paused(db, cast)
    answer = access.may(cast.omars_place, "see_case", case)
    assert isinstance(answer, access.No) and "paused" in answer.reason and not answer.is_hidden
    for place in (cast.fatimas_place, cast.nias_place):
        assert access.may(place, "see_case", case)
    assert case.state == "paused" and not case.is_open
    assert [one.id for one in pausing.paused_in(db, cast.community.id)] == [case.id]


def test_it_goes_on_as_it_was(db: Session, cast: Cast) -> None:
    case = paused(db, cast)
    pausing.pause(db, case, by=people.by_id(db, cast.nia.id), at=NOW)
    pausing.resume(db, case, by=cast.fatima, at=NOW)
    pausing.resume(db, case, by=cast.fatima, at=NOW)
    assert case.is_open and access.may(cast.omars_place, "see_case", case)
    db.flush()
    assert [line.verb for line in history.of(db, case.id)][-2:] == ["paused", "resumed"]


def test_who_ends_it_hangs_on_who_set_it(db: Session, cast: Cast) -> None:
    case = paused(db, cast)
    ends = [bool(access.may(place, "resume_case", case)) for place in (cast.nias_place, cast.fatimas_place)]
    assert ends == [True, True] and not access.may(cast.omars_place, "resume_case", case)
    pausing.pause(db, case, by=cast.fatima, at=NOW)
    answer = access.may(cast.nias_place, "resume_case", case)
    assert answer == access.No(access.HELD) and access.may(cast.fatimas_place, "resume_case", case)
    db.flush()
    assert [line.verb for line in history.of(db, case.id)][-2:] == ["paused", "pause_held"]


def test_only_an_open_case_can_be_paused(db: Session, cast: Cast) -> None:
    draft = cases.by_id(db, cast.draft_case.id)
    assert draft
    with pytest.raises(Refused, match="open to the group"):
        pausing.pause(db, draft, by=cast.nia, at=NOW)


def test_a_paused_case_is_withdrawn_like_any_other_and_not_taken_back_before(db: Session, cast: Cast) -> None:
    case = paused(db, cast)
    with pytest.raises(Refused, match="withdraw"):
        cases.take_back(db, case, by=cast.nia, at=NOW)
    cases.withdraw(db, case, by=cast.nia, at=NOW)
    assert case.state == "withdrawn"
    cases.take_back(db, case, by=cast.nia, at=NOW)
    assert case.state == "draft" and case in pausing.paused_in(db, case.community_id)
