"""A break: everybody sees when we are back, the step's clock stands still, and it ends when somebody presses."""

from datetime import datetime, time, timedelta

from sqlmodel import Session

from app import clock
from app.domain import history, pacing, running
from app.domain.errors import Refused
from app.domain.meetings import Meeting
from app.domain.people import Person

LENGTHS = (5, 10, 15)
PRESS_ADDS = 5
LONGEST = timedelta(hours=2)


def begin(db: Session, meeting: Meeting, back_at: datetime, *, by: Person, at: datetime) -> None:
    """Take a break until then. During a break this changes nothing: the first who pressed said when we are back."""
    if not meeting.is_running:
        raise Refused("This meeting is not running.")
    if meeting.break_ends_at:
        return
    _refuse_if_too_long(back_at, at)
    if pacing.step_of(db, meeting):
        running.pause(db, meeting, by=by, at=at)
    meeting.break_begun_at, meeting.break_ends_at = at, back_at
    _record(db, meeting, "break_begun", by=by, at=at)


def extend(db: Session, meeting: Meeting, seen: datetime | None, *, by: Person, at: datetime) -> None:
    """Five more minutes; `seen` is the hour that stood on the page, so that two presses at once add them once."""
    if meeting.break_ends_at is None or meeting.break_ends_at != seen:
        return
    back_at = max(meeting.break_ends_at, back_in(0, at)) + timedelta(minutes=PRESS_ADDS)
    _refuse_if_too_long(back_at, at)
    meeting.break_ends_at = back_at
    _record(db, meeting, "break_extended", by=by, at=at)


def end(db: Session, meeting: Meeting, seen: datetime | None, *, by: Person, at: datetime) -> None:
    """We are back: the step goes on where it stood. A step that was paused before the break stays paused."""
    begun_at = meeting.break_begun_at
    if begun_at is None or meeting.break_ends_at != seen:
        return
    meeting.break_begun_at = meeting.break_ends_at = None
    _record(db, meeting, "break_ended", by=by, at=at)
    step = pacing.step_of(db, meeting)
    if step and step.paused_at and step.paused_at >= begun_at:
        running.resume(db, meeting, by=by, at=at)


def back_in(minutes: int, at: datetime) -> datetime:
    """So many minutes from now, to the next whole minute: people read it off the clock on the wall."""
    back_at = at + timedelta(minutes=minutes)
    to_the_minute = back_at.replace(second=0, microsecond=0)
    return to_the_minute if to_the_minute == back_at else to_the_minute + timedelta(minutes=1)


def back_when(wall: time, zone: str, at: datetime) -> datetime:
    """When a clock on the wall in that zone next shows this time."""
    back_at = clock.at_local(clock.today_in(zone, at), wall, zone)
    return back_at if back_at > at else clock.at_local(clock.today_in(zone, at) + timedelta(days=1), wall, zone)


def _refuse_if_too_long(back_at: datetime, at: datetime) -> None:
    if not at < back_at <= at + LONGEST:
        raise Refused("Choose a time within the next two hours, so that everybody finds back.")


def _record(db: Session, meeting: Meeting, verb: str, *, by: Person, at: datetime) -> None:
    db.add(meeting)
    history.record(db, meeting.community_id, "meetings", verb, about=meeting, by=by, at=at, meeting_id=meeting.id)
