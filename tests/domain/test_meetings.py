"""When the next meeting is, in the community's own time; changing and calling off."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlmodel import Session

from app import clock
from app.domain import history, meetings
from app.domain.communities import Community
from app.domain.errors import Refused
from app.domain.meetings import Meeting
from tests.cast import NOW, Cast, build_community, build_meeting


def rhythm(zone: str = "Europe/London", **values: object) -> Community:
    known = {"name": "Riverside", "zone": zone, "every_weeks": 4, "weekday": 1, "starts_at": time(12, 30)}
    return Community(**(known | values), created_at=NOW)


def met(moment: datetime) -> Meeting:
    return Meeting(title="Last", starts_at=moment, community_id=None, planned_at=moment)


@pytest.mark.parametrize(
    ("last", "following"),
    [
        # The clocks go forward on 28 March 2027 and back on 31 October 2027.
        (datetime(2027, 3, 9, 12, 30, tzinfo=UTC), datetime(2027, 4, 6, 11, 30, tzinfo=UTC)),
        (datetime(2027, 10, 5, 11, 30, tzinfo=UTC), datetime(2027, 11, 2, 12, 30, tzinfo=UTC)),
        (datetime(2027, 5, 11, 11, 30, tzinfo=UTC), datetime(2027, 6, 8, 11, 30, tzinfo=UTC)),
    ],
)
def test_the_next_meeting_is_at_the_same_time_on_the_wall(last: datetime, following: datetime) -> None:
    assert meetings.next_time(rhythm(), met(last), last + timedelta(hours=3)) == following
    assert clock.local(following, "Europe/London").time() == time(12, 30)


def test_a_zone_half_an_hour_off_keeps_its_time() -> None:
    last = datetime(2027, 5, 11, 7, 0, tzinfo=UTC)
    following = meetings.next_time(rhythm("Asia/Kolkata"), met(last), last)
    assert following == datetime(2027, 6, 8, 7, 0, tzinfo=UTC)
    assert clock.local(following, "Asia/Kolkata").time() == time(12, 30)


def test_a_meeting_moved_within_its_week_does_not_move_the_next() -> None:
    thursday = datetime(2027, 5, 13, 14, 0, tzinfo=UTC)
    assert meetings.next_time(rhythm(), met(thursday), thursday) == datetime(2027, 6, 8, 11, 30, tzinfo=UTC)


def test_after_a_long_silence_the_next_time_is_still_to_come() -> None:
    long_ago = datetime(2025, 5, 13, 11, 30, tzinfo=UTC)
    following = meetings.next_time(rhythm(), met(long_ago), NOW)
    assert following > NOW
    assert clock.local(following, "Europe/London").weekday() == 1


def test_a_first_meeting_is_on_the_weekday_of_the_rhythm() -> None:
    first = meetings.next_time(rhythm(weekday=3), None, NOW)
    assert clock.local(first, "Europe/London").date() == date(2027, 5, 13)


@pytest.mark.parametrize(
    ("day", "wall", "zone", "words"),
    [
        (date(2028, 3, 26), time(1, 30), "Europe/London", "clocks go forward"),
        (date(2027, 5, 11), time(9, 0), "Europe/London", "in the past"),
        (date(2026, 5, 11), time(9, 0), "Europe/London", "in the past"),
        (date(1, 1, 1), time(0, 0), "Asia/Kolkata", "next two years"),
        (date(9999, 12, 31), time(23, 59), "America/New_York", "next two years"),
    ],
)
def test_some_times_cannot_be_and_the_words_say_why(day: date, wall: time, zone: str, words: str) -> None:
    assert words in meetings.why_not_then(rhythm(zone), day, wall, at=NOW)


@pytest.mark.parametrize(
    ("day", "wall", "zone"),
    [
        (date(2027, 10, 31), time(1, 30), "Europe/London"),  # Twice that night: the first one is taken.
        (date(2028, 3, 26), time(1, 30), "Asia/Kolkata"),
        (date(2027, 5, 11), time(12, 30), "Europe/London"),  # A quarter of an hour ago: people are sitting down.
    ],
)
def test_other_times_can(day: date, wall: time, zone: str) -> None:
    assert meetings.why_not_then(rhythm(zone), day, wall, at=NOW) == ""


def test_a_time_that_stays_as_it_was_needs_no_reason() -> None:
    then = datetime(2027, 5, 10, 11, 30, tzinfo=UTC)
    assert meetings.why_not_then(rhythm(), date(2027, 5, 10), time(12, 30), at=NOW, now=then) == ""


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
