"""When the next meeting is, in the community's own time."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from app import clock
from app.domain import rhythm
from app.domain.communities import Community
from app.domain.meetings import Meeting
from tests.cast import NOW


def riverside(zone: str = "Europe/London", **values: object) -> Community:
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
    assert rhythm.next_time(riverside(), met(last), last + timedelta(hours=3)) == following
    assert clock.local(following, "Europe/London").time() == time(12, 30)


def test_a_zone_half_an_hour_off_keeps_its_time() -> None:
    last = datetime(2027, 5, 11, 7, 0, tzinfo=UTC)
    following = rhythm.next_time(riverside("Asia/Kolkata"), met(last), last)
    assert following == datetime(2027, 6, 8, 7, 0, tzinfo=UTC)
    assert clock.local(following, "Asia/Kolkata").time() == time(12, 30)


def test_a_meeting_moved_within_its_week_does_not_move_the_next() -> None:
    thursday = datetime(2027, 5, 13, 14, 0, tzinfo=UTC)
    assert rhythm.next_time(riverside(), met(thursday), thursday) == datetime(2027, 6, 8, 11, 30, tzinfo=UTC)


def test_after_a_long_silence_the_next_time_is_still_to_come() -> None:
    long_ago = datetime(2025, 5, 13, 11, 30, tzinfo=UTC)
    following = rhythm.next_time(riverside(), met(long_ago), NOW)
    assert following > NOW
    assert clock.local(following, "Europe/London").weekday() == 1


def test_a_first_meeting_is_on_the_weekday_of_the_rhythm() -> None:
    first = rhythm.next_time(riverside(weekday=3), None, NOW)
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
    assert words in rhythm.why_not_then(riverside(zone), day, wall, at=NOW)


@pytest.mark.parametrize(
    ("day", "wall", "zone"),
    [
        (date(2027, 10, 31), time(1, 30), "Europe/London"),  # Twice that night: the first one is taken.
        (date(2028, 3, 26), time(1, 30), "Asia/Kolkata"),
        (date(2027, 5, 11), time(12, 30), "Europe/London"),  # A quarter of an hour ago: people are sitting down.
    ],
)
def test_other_times_can(day: date, wall: time, zone: str) -> None:
    assert rhythm.why_not_then(riverside(zone), day, wall, at=NOW) == ""


def test_a_time_that_stays_as_it_was_needs_no_reason() -> None:
    then = datetime(2027, 5, 10, 11, 30, tzinfo=UTC)
    assert rhythm.why_not_then(riverside(), date(2027, 5, 10), time(12, 30), at=NOW, now=then) == ""
