"""Which meeting comes next; changing and calling off."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import Session

from app.domain import history, meetings
from app.domain.errors import Refused
from app.domain.meetings import Meeting
from tests.cast import NOW, Cast, build_community, build_meeting


def met(moment: datetime) -> Meeting:
    return Meeting(title="Last", starts_at=moment, community_id=None, planned_at=moment)


def test_two_who_change_it_at_once_do_not_overwrite_each_other(db: Session, cast: Cast) -> None:
    meeting = loaded(db, cast)
    seen = meeting.revision
    values = {"title": "June", "starts_at": meeting.starts_at, "minutes": 120}
    assert meetings.change(db, meeting, **values, place="The chapel", revision=seen, by=cast.fatima, at=NOW)
    assert not meetings.change(db, meeting, **values, place="The pub", revision=seen, by=cast.fatima, at=NOW)
    assert meeting.place == "The chapel"


def test_changing_nothing_records_nothing(db: Session, cast: Cast) -> None:
    meeting = loaded(db, cast)
    before = len(history.of(db, meeting.id))
    same = {"title": meeting.title, "starts_at": meeting.starts_at, "minutes": 120, "place": meeting.place}
    assert meetings.change(db, meeting, **same, revision=0, by=cast.fatima, at=NOW)
    assert len(history.of(db, meeting.id)) == before


def test_calling_off_needs_a_reason_and_happens_once(db: Session, cast: Cast) -> None:
    meeting = loaded(db, cast)
    with pytest.raises(Refused, match="why"):
        meetings.call_off(db, meeting, " ", by=cast.fatima, at=NOW)
    meetings.call_off(db, meeting, "Snow", by=cast.fatima, at=NOW)
    meetings.call_off(db, meeting, "Rain", by=cast.fatima, at=NOW + timedelta(hours=1))
    assert (meeting.called_off_why, meeting.called_off_at) == ("Snow", NOW)
    assert meeting.is_over


def test_a_meeting_that_began_is_neither_changed_nor_called_off(db: Session, cast: Cast) -> None:
    today = meetings.by_id(db, cast.today.id)
    assert today
    with pytest.raises(Refused):
        meetings.call_off(db, today, "Snow", by=cast.fatima, at=NOW)
    with pytest.raises(Refused):
        meetings.change(db, today, title="x", starts_at=NOW, minutes=1, place="", revision=1, by=cast.fatima, at=NOW)


def test_nights_are_counted_in_the_zone() -> None:
    late = met(datetime(2027, 5, 11, 23, 30, tzinfo=UTC))
    assert meetings.days_until(late, "Europe/London", NOW) == 1
    assert meetings.days_until(late, "UTC", NOW) == 0


def loaded(db: Session, cast: Cast) -> Meeting:
    meeting = meetings.by_id(db, cast.next_month.id)
    assert meeting
    return meeting


def test_what_comes_next_is_what_runs_then_what_is_ahead_then_what_never_began(db: Session, cast: Cast) -> None:
    home = build_community(db, cast.fatima, name="Hillside")

    def on_day(days: int) -> Meeting:
        return build_meeting(db, home, cast.fatima, starts_at=NOW + timedelta(days=days))

    def next_at(at: datetime) -> Meeting | None:
        return meetings.next_in(db, home.id, at)

    missed, late, ahead = on_day(-30), on_day(-20), on_day(9)
    assert next_at(NOW) == ahead
    assert next_at(late.starts_at + timedelta(minutes=110)) == late
    assert next_at(NOW + timedelta(days=40)) == ahead
    missed.started_at = NOW
    assert next_at(NOW) == missed
    assert meetings.ahead(db, {home.id}, NOW) == [ahead]
