"""Running a meeting: start, next, back, pause, close. Nothing moves on by itself; a person presses.

`seen` is the step that the person was looking at: two presses at once, or one from a page that was behind, do nothing.
"""

from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from sqlmodel import Session

from app.domain import agenda, cases, history, meetings, miracles, timer
from app.domain.agenda import AgendaItem
from app.domain.errors import Refused
from app.domain.meetings import Meeting
from app.domain.people import Person

PRESS_ADDS = 2


class Place(NamedTuple):
    """Where a running meeting is: its steps, the one it is at, and when it would end."""

    items: list[AgendaItem]
    now: AgendaItem | None
    face: timer.Face | None
    ends: datetime
    minutes_late: int
    starts: dict[UUID, datetime]

    @property
    def number(self) -> int:
        """Which step it is at, counted from one; the number of steps when they are all behind us."""
        return self.items.index(self.now) + 1 if self.now else len(self.items)

    @property
    def has_more(self) -> bool:
        """Whether a step is still to come."""
        return any(_is_ahead(item, self.now) for item in self.items)

    @property
    def can_go_back(self) -> bool:
        """Whether there is a step before this one."""
        return any(_is_behind(item, self.now) for item in self.items)


def start(db: Session, meeting: Meeting, *, by: Person, at: datetime) -> None:
    """The meeting begins, its cases open, and the clock starts with the first step."""
    if meeting.is_running:
        return
    meetings.start(db, meeting, by=by, at=at)
    cases.open_at(db, meeting, by=by, at=at)
    miracles.open_with(db, meeting)
    items = agenda.of(db, meeting.id)
    if items:
        _begin(db, items[0], by=by, at=at)


def step_on(db: Session, meeting: Meeting, seen: UUID | None, *, by: Person, at: datetime) -> None:
    """On to the next step."""
    _refuse_unless_running(meeting)
    items = agenda.of(db, meeting.id)
    now = current(items)
    if (now.id if now else None) != seen:
        return
    if now:
        _end(db, now, by=by, at=at)
    following = next((item for item in items if _is_ahead(item, now)), None)
    if following:
        _begin(db, following, by=by, at=at)


def step_back(db: Session, meeting: Meeting, seen: UUID | None, *, by: Person, at: datetime) -> None:
    """Back to the step before; it goes on from the time it had already used."""
    _refuse_unless_running(meeting)
    items = agenda.of(db, meeting.id)
    now = current(items)
    if (now.id if now else None) != seen:
        return
    before = [item for item in items if _is_behind(item, now)]
    if not before:
        raise Refused("This is the first step.")
    if now:
        _leave_unreached(db, now, by=by, at=at)
    _begin(db, before[-1], by=by, at=at)


def pause(db: Session, meeting: Meeting, seen: UUID | None = None, *, by: Person, at: datetime) -> None:
    """Stop the step's clock; saying it twice changes nothing."""
    now = _step_at(db, meeting, seen)
    if now is None or now.paused_at:
        return
    now.paused_at = at
    _record(db, now, "paused", by=by, at=at)


def resume(db: Session, meeting: Meeting, seen: UUID | None = None, *, by: Person, at: datetime) -> None:
    """Let the step's clock go on; the pause does not count."""
    now = _step_at(db, meeting, seen)
    if now is None or not now.paused_at:
        return
    now.seconds_paused += int((at - now.paused_at).total_seconds())
    now.paused_at = None
    _record(db, now, "resumed", by=by, at=at)


def add_minutes(db: Session, meeting: Meeting, seen: UUID | None = None, *, by: Person, at: datetime) -> None:
    """Give the running step two more minutes."""
    now = _step_at(db, meeting, seen)
    if now is None:
        return
    now.added_minutes += PRESS_ADDS
    _record(db, now, "extended", by=by, at=at)


def park(db: Session, meeting: Meeting, seen: UUID | None, *, by: Person, at: datetime) -> None:
    """Leave the running step for another meeting, with its notes, and go on to the next."""
    _refuse_unless_running(meeting)
    now = current(agenda.of(db, meeting.id))
    if now is None or now.id != seen:
        return
    now.returns = True
    _end(db, now, by=by, at=at)
    now.parked_at = at
    _record(db, now, "parked", by=by, at=at)
    step_on(db, meeting, None, by=by, at=at)


def close(db: Session, meeting: Meeting, *, by: Person, at: datetime) -> None:
    """Close the meeting. Steps it did not reach wait for the next one."""
    if meeting.is_closed:
        return
    now = current(agenda.of(db, meeting.id))
    if now:
        _end(db, now, by=by, at=at)
    meetings.close(db, meeting, by=by, at=at)


def current(items: list[AgendaItem]) -> AgendaItem | None:
    """The step the meeting is at."""
    return next((item for item in items if item.is_running), None)


def step_of(db: Session, meeting: Meeting) -> AgendaItem | None:
    """The step this meeting is at."""
    return current(agenda.of(db, meeting.id))


def place(db: Session, meeting: Meeting, at: datetime) -> Place:
    """Where the meeting is at this moment."""
    items = agenda.of(db, meeting.id)
    now = current(items)
    ends = predicted_end(items, at)
    return Place(
        items=items,
        now=now,
        face=timer.face(now.run, now.all_minutes, at) if now else None,
        ends=ends,
        minutes_late=round((ends - meeting.planned_end).total_seconds() / 60),
        starts=_starts(items, now, at),
    )


def predicted_end(items: list[AgendaItem], at: datetime) -> datetime:
    """When the meeting will end if each step still to come takes its minutes."""
    now = current(items)
    left = timer.left(now.run, now.all_minutes, at) if now else 0
    return timer.predicted_end(sum(_to_come(item, at) for item in items), left, at)


def _starts(items: list[AgendaItem], now: AgendaItem | None, at: datetime) -> dict[UUID, datetime]:
    """When each step began, or will begin if the ones before it take their minutes."""
    starts = {}
    next_at = at + timedelta(seconds=max(0, timer.left(now.run, now.all_minutes, at))) if now else at
    for item in items:
        starts[item.id] = item.begun_at or next_at
        next_at += timedelta(seconds=_to_come(item, at))
    return starts


def _to_come(item: AgendaItem, at: datetime) -> int:
    return 0 if item.begun_at else max(0, timer.left(item.run, item.all_minutes, at))


def _step_at(db: Session, meeting: Meeting, seen: UUID | None) -> AgendaItem | None:
    """The running step; None when the person was looking at another one."""
    _refuse_unless_running(meeting)
    now = current(agenda.of(db, meeting.id))
    if now is None:
        raise Refused("The agenda is through. Close the meeting, or go back a step.")
    return now if seen in {None, now.id} else None


def _is_ahead(item: AgendaItem, now: AgendaItem | None) -> bool:
    return item.begun_at is None and (now is None or item.position > now.position)


def _is_behind(item: AgendaItem, now: AgendaItem | None) -> bool:
    return item.ended_at is not None and (now is None or item.position < now.position)


def _begin(db: Session, item: AgendaItem, *, by: Person, at: datetime) -> None:
    item.seconds_before = timer.spent(item.run, at)
    item.begun_at, item.paused_at, item.ended_at, item.parked_at = at, None, None, None
    item.seconds_paused = 0
    _record(db, item, "begun", by=by, at=at)


def _end(db: Session, item: AgendaItem, *, by: Person, at: datetime) -> None:
    if item.paused_at:
        item.seconds_paused += int((at - item.paused_at).total_seconds())
        item.paused_at = None
    item.ended_at = at
    _record(db, item, "ended", by=by, at=at)


def _leave_unreached(db: Session, item: AgendaItem, *, by: Person, at: datetime) -> None:
    item.seconds_before = timer.spent(item.run, at)
    item.begun_at = item.paused_at = item.ended_at = None
    item.seconds_paused = 0
    _record(db, item, "left", by=by, at=at)


def _refuse_unless_running(meeting: Meeting) -> None:
    if not meeting.is_running:
        raise Refused("This meeting is not running.")


def _record(db: Session, item: AgendaItem, verb: str, *, by: Person, at: datetime) -> None:
    db.add(item)
    history.record(db, item.community_id, "agenda", verb, about=item, by=by, at=at, meeting_id=item.meeting_id)
