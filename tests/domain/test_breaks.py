"""A break: when we are back, what stands still meanwhile, and what it moves."""

from datetime import UTC, datetime, time, timedelta

import pytest
from sqlmodel import Session

from app.domain import breaks, history, meetings, pacing, running
from app.domain.errors import Refused
from app.domain.meetings import Meeting
from tests.cast import NOW, Cast

BEGAN = NOW - timedelta(minutes=10)


def today(db: Session, cast: Cast) -> Meeting:
    """Today's meeting, which has been at its first step of ten minutes for five."""
    meeting = meetings.by_id(db, cast.today.id)
    assert meeting is not None
    return meeting


def after(**span: float) -> datetime:
    return BEGAN + timedelta(**span)


def test_a_break_stops_the_clock_of_the_step_and_the_predicted_end_counts_it(db: Session, cast: Cast) -> None:
    meeting = today(db, cast)
    before = pacing.place(db, meeting, BEGAN)
    assert (before.face and before.face.left, before.ends) == (300, after(minutes=25))
    breaks.begin(db, meeting, breaks.back_in(10, BEGAN), by=cast.fatima, at=BEGAN)
    in_it = pacing.place(db, meeting, after(minutes=4))
    assert in_it.break_ends_at == after(minutes=10)
    assert in_it.face == ("break", 360, 10, after(minutes=10))
    assert in_it.ends == after(minutes=35)
    assert [in_it.starts[item.id] for item in in_it.items[1:]] == [after(minutes=15), after(minutes=25)]


def test_a_break_that_takes_longer_moves_the_end_and_ends_only_by_a_press(db: Session, cast: Cast) -> None:
    meeting = today(db, cast)
    breaks.begin(db, meeting, after(minutes=10), by=cast.fatima, at=BEGAN)
    over = pacing.place(db, meeting, after(minutes=13))
    assert over.face == ("over", -180, 10, after(minutes=10))
    assert over.ends == after(minutes=38)
    breaks.end(db, meeting, after(minutes=10), by=cast.fatima, at=after(minutes=13))
    place = pacing.place(db, meeting, after(minutes=13))
    assert place.break_ends_at is None
    assert place.face and (place.face.state, place.face.left) == ("running", 300)
    assert place.ends == after(minutes=38)


def test_only_the_first_press_begins_it_and_the_second_press_ends_nothing(db: Session, cast: Cast) -> None:
    meeting = today(db, cast)
    breaks.begin(db, meeting, after(minutes=10), by=cast.fatima, at=BEGAN)
    breaks.begin(db, meeting, after(minutes=15), by=cast.omar, at=after(seconds=1))
    assert meeting.break_ends_at == after(minutes=10)
    for _ in range(2):
        breaks.extend(db, meeting, after(minutes=10), by=cast.fatima, at=after(minutes=2))
    assert meeting.break_ends_at == after(minutes=15)
    breaks.end(db, meeting, after(minutes=10), by=cast.omar, at=after(minutes=9))
    assert meeting.break_ends_at == after(minutes=15)
    for _ in range(2):
        breaks.end(db, meeting, after(minutes=15), by=cast.fatima, at=after(minutes=9))
    told = [(one.verb, one.by_id) for one in history.of(db, meeting.id) if one.verb.startswith("break")]
    assert told == [(verb, cast.fatima.id) for verb in ("break_begun", "break_extended", "break_ended")]


def test_five_more_minutes_count_from_now_once_the_break_is_over(db: Session, cast: Cast) -> None:
    meeting = today(db, cast)
    breaks.begin(db, meeting, after(minutes=10), by=cast.fatima, at=BEGAN)
    breaks.extend(db, meeting, after(minutes=10), by=cast.fatima, at=after(minutes=12, seconds=20))
    assert meeting.break_ends_at == after(minutes=18)


def test_a_step_that_was_paused_before_the_break_stays_paused(db: Session, cast: Cast) -> None:
    meeting = today(db, cast)
    running.pause(db, meeting, by=cast.fatima, at=after(minutes=-1))
    breaks.begin(db, meeting, after(minutes=10), by=cast.fatima, at=BEGAN)
    breaks.end(db, meeting, after(minutes=10), by=cast.fatima, at=after(minutes=10))
    face = pacing.place(db, meeting, after(minutes=20)).face
    assert face and (face.state, face.left) == ("paused", 360)


def test_in_a_break_nothing_moves_on(db: Session, cast: Cast) -> None:
    meeting = today(db, cast)
    breaks.begin(db, meeting, after(minutes=10), by=cast.fatima, at=BEGAN)
    for press in (running.step_on, running.step_back, running.pause, running.resume, running.add_minutes, running.park):
        with pytest.raises(Refused, match="We are back"):
            press(db, meeting, cast.step.id, by=cast.fatima, at=after(minutes=1))


def test_a_break_after_the_last_step_is_a_break_too(db: Session, cast: Cast) -> None:
    meeting = today(db, cast)
    for _ in range(3):
        now = pacing.step_of(db, meeting)
        running.step_on(db, meeting, now.id if now else None, by=cast.fatima, at=BEGAN)
    breaks.begin(db, meeting, after(minutes=5), by=cast.fatima, at=BEGAN)
    assert pacing.place(db, meeting, BEGAN).ends == after(minutes=5)
    breaks.end(db, meeting, after(minutes=5), by=cast.fatima, at=after(minutes=5))
    assert pacing.place(db, meeting, after(minutes=5)).face is None


def test_closing_the_meeting_ends_the_break(db: Session, cast: Cast) -> None:
    meeting = today(db, cast)
    breaks.begin(db, meeting, after(minutes=10), by=cast.fatima, at=BEGAN)
    running.close(db, meeting, by=cast.fatima, at=after(minutes=3))
    assert (meeting.break_begun_at, meeting.break_ends_at) == (None, None)
    with pytest.raises(Refused, match="not running"):
        breaks.begin(db, meeting, after(minutes=10), by=cast.fatima, at=after(minutes=4))


@pytest.mark.parametrize("minutes", [-5, 0, 121])
def test_a_break_is_at_most_two_hours_and_never_in_the_past(db: Session, cast: Cast, minutes: int) -> None:
    meeting = today(db, cast)
    with pytest.raises(Refused, match="within the next two hours"):
        breaks.begin(db, meeting, after(minutes=minutes), by=cast.fatima, at=BEGAN)
    assert meeting.break_ends_at is None


def test_the_hour_is_a_whole_minute_and_what_the_wall_shows_next() -> None:
    at = datetime(2027, 5, 11, 11, 35, 20, tzinfo=UTC)
    assert breaks.back_in(10, at) == datetime(2027, 5, 11, 11, 46, tzinfo=UTC)
    assert breaks.back_in(10, at.replace(second=0)) == datetime(2027, 5, 11, 11, 45, tzinfo=UTC)
    assert breaks.back_when(time(13, 25), "Europe/London", at) == datetime(2027, 5, 11, 12, 25, tzinfo=UTC)
    late = datetime(2027, 5, 11, 22, 50, tzinfo=UTC)
    assert breaks.back_when(time(0, 5), "Europe/London", late) == datetime(2027, 5, 11, 23, 5, tzinfo=UTC)
