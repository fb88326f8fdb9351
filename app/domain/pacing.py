"""Where a running meeting is, and when it would end: what its page shows of time. It changes nothing."""

import math
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from sqlmodel import Session

from app.domain import agenda, phases, timer
from app.domain.agenda import AgendaItem
from app.domain.meetings import Meeting
from app.domain.phases import AtPhase, Phase


class Place(NamedTuple):
    """Where a running meeting is: its steps, the one it is at, and when it would end. In a break, `face` counts it."""

    items: list[AgendaItem]
    now: AgendaItem | None
    face: timer.Face | None
    ends: datetime
    minutes_late: int
    starts: dict[UUID, datetime]
    break_ends_at: datetime | None = None
    # Where the step follows a method: the phase it is at, with a timer of its own.
    phase: AtPhase | None = None

    @property
    def here(self) -> AgendaItem | Phase | None:
        """What a press shows it has seen: the phase, where there is one, else the step."""
        return self.phase.phase if self.phase else self.now

    @property
    def counts(self) -> timer.Face | None:
        """What everybody's clock counts: the break, the phase, or the step."""
        return self.phase.face if self.phase and not self.break_ends_at else self.face

    @property
    def number(self) -> int:
        """Which step it is at, counted from one; the number of steps when they are all behind us."""
        return self.items.index(self.now) + 1 if self.now else len(self.items)

    @property
    def minutes_over(self) -> int:
        """How many minutes the step has had beyond those it was given, each begun one counted."""
        is_over = self.face is not None and self.face.state == "over" and self.break_ends_at is None
        return math.ceil(-self.face.left / 60) if is_over and self.face else 0

    @property
    def has_more(self) -> bool:
        """Whether a step is still to come."""
        return any(is_ahead(item, self.now) for item in self.items)

    @property
    def catches(self) -> str:
        """What is mostly caught now: the kind that the capture bar is set to."""
        if self.phase and self.phase.collects_questions:
            return "question"
        return "offer" if self.phase and self.phase.collects_offers else "note"

    @property
    def next_words(self) -> str:
        """What the press that moves on does."""
        if self.phase and self.phase.number < self.phase.of:
            return "Next phase"
        return "Next step" if self.has_more else "Finish this step"

    @property
    def can_go_back(self) -> bool:
        """Whether there is a phase or a step before this one."""
        is_within = self.phase is not None and self.phase.number > 1
        return is_within or any(is_behind(item, self.now) for item in self.items)


def current(items: list[AgendaItem]) -> AgendaItem | None:
    """The step the meeting is at."""
    return next((item for item in items if item.is_running), None)


def step_of(db: Session, meeting: Meeting) -> AgendaItem | None:
    """The step this meeting is at."""
    return current(agenda.of(db, meeting.id))


def is_at(db: Session, meeting: Meeting, step_id: UUID | None) -> bool:
    """Whether this is the step the meeting is at, or it is at none and none is meant."""
    step = step_of(db, meeting)
    return (step.id if step else None) == step_id


def place(db: Session, meeting: Meeting, at: datetime) -> Place:
    """Where the meeting is at this moment."""
    items = agenda.of(db, meeting.id)
    now = current(items)
    phase = phases.place(db, now, at)
    left = seconds_left(now, phase, at)
    # The step's clock stands still in a break: what is left of it begins when we are back.
    goes_on_at = max(at, meeting.break_ends_at or at)
    ends = predicted_end(items, left, goes_on_at)
    return Place(
        items=items,
        now=now,
        face=_face(meeting, now, at),
        ends=ends,
        minutes_late=round((ends - meeting.planned_end).total_seconds() / 60),
        starts=_starts(items, left, goes_on_at),
        break_ends_at=meeting.break_ends_at,
        phase=phase,
    )


def seconds_left(now: AgendaItem | None, phase: AtPhase | None, at: datetime) -> int:
    """What the running step still needs: what is left of its minutes, or of its phases."""
    if phase:
        return phase.seconds_to_come
    return max(0, timer.left(now.run, now.all_minutes, at)) if now else 0


def predicted_end(items: list[AgendaItem], left: int, at: datetime) -> datetime:
    """When the meeting will end if this is left of the running step, and each one to come takes its minutes."""
    return timer.predicted_end(sum(_to_come(item, at) for item in items), left, at)


def is_ahead(item: AgendaItem, now: AgendaItem | None) -> bool:
    """Whether the step is still to come."""
    return item.begun_at is None and (now is None or item.position > now.position)


def is_behind(item: AgendaItem, now: AgendaItem | None) -> bool:
    """Whether the step is over."""
    return item.ended_at is not None and (now is None or item.position < now.position)


def _face(meeting: Meeting, now: AgendaItem | None, at: datetime) -> timer.Face | None:
    if meeting.break_ends_at:
        return timer.face_of_break(meeting.break_begun_at or at, meeting.break_ends_at, at)
    return timer.face(now.run, now.all_minutes, at) if now else None


def _starts(items: list[AgendaItem], left: int, at: datetime) -> dict[UUID, datetime]:
    """When each step began, or will begin if the ones before it take their minutes."""
    starts = {}
    next_at = at + timedelta(seconds=left)
    for item in items:
        starts[item.id] = item.begun_at or next_at
        next_at += timedelta(seconds=_to_come(item, at))
    return starts


def _to_come(item: AgendaItem, at: datetime) -> int:
    return 0 if item.begun_at else max(0, timer.left(item.run, item.all_minutes, at))
