"""A summary is nobody's word until the presenter confirms it; the takeaway is the presenter's."""

import pytest
from sqlmodel import Session

from app.domain import closing, discussions, editing, history, meetings, people
from app.domain.discussions import Discussed, Discussion
from app.domain.errors import Refused
from app.domain.people import Person
from tests.cast import NOW, Cast


def discussed(db: Session, cast: Cast) -> tuple[Discussed, Person]:
    found, nia = discussions.by_case(db, cast.open_case.id), people.by_id(db, cast.nia.id)
    assert found and nia
    return found, nia


def kept(db: Session, cast: Cast) -> Discussion:
    db.flush()
    stands = discussions.of_meeting(db, cast.open_case.id, cast.today.id)
    assert stands
    return stands


def test_the_scribes_words_wait_until_the_presenter_confirms_them(db: Session, cast: Cast) -> None:
    found, nia = discussed(db, cast)
    assert discussions.write_summary(db, found, "We thought of mornings.", "", by=cast.omar, at=NOW)
    assert kept(db, cast).confirmed_at is None
    assert not discussions.confirm(db, found, "other words", by=nia, at=NOW), "Only what was read is confirmed."
    assert discussions.confirm(db, found, kept(db, cast).wording, by=nia, at=NOW)
    assert kept(db, cast).confirmed_at == NOW


def test_the_presenters_own_words_are_confirmed_and_a_later_change_is_not(db: Session, cast: Cast) -> None:
    found, nia = discussed(db, cast)
    discussions.write_summary(db, found, "Mornings.", "", by=nia, at=NOW)
    assert kept(db, cast).confirmed_at
    seen = kept(db, cast).wording
    assert not discussions.write_summary(db, found, "Evenings.", "what stood before", by=cast.omar, at=NOW)
    assert discussions.write_summary(db, found, "Evenings.", seen, by=cast.omar, at=NOW)
    assert kept(db, cast).confirmed_at is None


def test_there_is_nothing_to_sum_up_before_its_meeting(db: Session, cast: Cast) -> None:
    found, nia = discussed(db, cast)
    planned = meetings.by_id(db, cast.next_month.id)
    assert planned
    with pytest.raises(Refused, match="not begun"):
        discussions.write_takeaway(db, found._replace(meeting=planned), "Mornings.", "", by=nia, at=NOW)
    with pytest.raises(Refused, match="no summary"):
        discussions.confirm(db, found, "", by=nia, at=NOW)


def test_a_case_without_a_meeting_was_not_discussed(db: Session, cast: Cast) -> None:
    assert discussions.by_case(db, cast.draft_case.id) is None


def test_the_presenter_who_saves_the_same_words_confirms_them(db: Session, cast: Cast) -> None:
    found, nia = discussed(db, cast)
    discussions.write_summary(db, found, "Mornings.", "", by=cast.fatima, at=NOW)
    assert discussions.write_summary(db, found, "Mornings.", "", by=cast.fatima, at=NOW)
    assert not discussions.write_summary(db, found, "Mornings.", "what stood before", by=nia, at=NOW)
    assert kept(db, cast).confirmed_at is None
    for _ in range(2):
        assert discussions.write_summary(db, found, "Mornings.", kept(db, cast).wording, by=nia, at=NOW)
    assert kept(db, cast).confirmed_at == NOW and kept(db, cast).summary_by_id == cast.fatima.id
    assert [line.verb for line in history.of(db, cast.open_case.id)].count("summary_confirmed") == 1


def test_a_summary_in_minutes_that_are_ready_stays_and_one_that_is_not_can_still_come(db: Session, cast: Cast) -> None:
    found, nia = discussed(db, cast)
    closing.close(db, found.meeting, by=cast.fatima, at=NOW)
    editing.make_ready(db, found.meeting, kept="nobody", by=cast.fatima, at=NOW)
    assert discussions.write_summary(db, found, "Mornings.", "", by=cast.fatima, at=NOW)
    assert discussions.write_summary(db, found, "Evenings.", kept(db, cast).wording, by=nia, at=NOW)
    with pytest.raises(Refused, match="Ask your facilitator"):
        discussions.write_summary(db, found, "Nights.", kept(db, cast).wording, by=nia, at=NOW)
    editing.reopen(db, found.meeting, by=cast.fatima, at=NOW)
    assert discussions.write_summary(db, found, "Nights.", kept(db, cast).wording, by=nia, at=NOW)
