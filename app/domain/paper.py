"""A meeting without screens: what was written on paper in the room, typed in afterwards as one thing."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from sqlmodel import Session

from app.domain import actions, agenda, attendance, barriers, history, miracles, notes, running
from app.domain.agenda import AgendaItem
from app.domain.errors import Refused
from app.domain.meetings import Meeting
from app.domain.people import Person


class Line(NamedTuple):
    """One line of the paper: a note, offer, little miracle or barrier, at its step or beside them all."""

    kind: str
    text: str
    step_id: UUID | None = None


class Agreed(NamedTuple):
    """One row of the table of actions."""

    text: str
    owner_id: UUID | None
    due_on: date | None


class Sheet(NamedTuple):
    """Everything that stood on the paper."""

    here: list[UUID]
    reached: list[UUID]
    lines: list[Line]
    agreed: list[Agreed]

    @property
    def is_empty(self) -> bool:
        """Whether nothing was written or ticked."""
        return not any(self)


def lines_in(kind: str, text: str, step_id: UUID | None = None) -> list[Line]:
    """What was written, a line each; empty lines are none."""
    return [Line(kind, line.strip(), step_id) for line in text.splitlines() if line.strip()]


def refuse_if_over(meeting: Meeting) -> None:
    """Paper belongs to a meeting that is planned or running."""
    if meeting.is_over:
        raise Refused("This meeting is over. What is missing can be added to its actions and little miracles.")


def type_in(db: Session, meeting: Meeting, sheet: Sheet, *, by: Person, at: datetime) -> None:
    """Save the whole paper or, when anything is refused, none of it; a meeting not begun began as planned."""
    refuse_if_over(meeting)
    if sheet.is_empty:
        raise Refused("Tick who was here, or write down one line first.")
    with db.begin_nested():
        is_fresh = not meeting.is_running
        if is_fresh:
            running.start(db, meeting, by=by, at=min(meeting.starts_at, at))
        began = meeting.started_at or at
        items = agenda.of(db, meeting.id)
        _mark_here(db, meeting, sheet.here, by=by, at=began if is_fresh else at)
        for item in items:
            _mark_step(db, item, is_reached=item.id in sheet.reached, is_fresh=is_fresh, by=by, at=at)
        _write_down(db, meeting, sheet, {item.id: item for item in items}, by=by, at=at)


def _mark_here(db: Session, meeting: Meeting, ids: Iterable[UUID], *, by: Person, at: datetime) -> None:
    for membership_id in dict.fromkeys(ids):
        place = attendance.place_at(db, meeting, membership_id)
        if place is None:
            raise Refused("Somebody who was ticked is not a member any more. Look at who was here again.")
        attendance.say(db, meeting, place, "here", by=by, at=at)


def _mark_step(db: Session, item: AgendaItem, *, is_reached: bool, is_fresh: bool, by: Person, at: datetime) -> None:
    if is_reached and not item.is_reached:
        # Nobody measured it: a step from paper begins and ends in one moment. One that ran by the clock ends now.
        ran_here = item.is_running and not is_fresh
        item.ended_at = at if ran_here else item.begun_at or at
        item.begun_at = item.begun_at or item.ended_at
        item.paused_at = item.parked_at = None
    elif is_fresh and item.is_running:
        item.begun_at = item.ended_at = None
    else:
        return
    db.add(item)
    verb = "typed_in" if is_reached else "left"
    history.record(db, item.community_id, "agenda", verb, about=item, by=by, at=at, meeting_id=item.meeting_id)


def _write_down(
    db: Session, meeting: Meeting, sheet: Sheet, items: dict[UUID, AgendaItem], *, by: Person, at: datetime
) -> None:
    moment = at
    for line in sheet.lines:
        # A hair apart, so that the lines keep the order of the paper.
        moment += timedelta(microseconds=1)
        item = items.get(line.step_id) if line.step_id else None
        _take_down(db, meeting, line, item, by=by, at=moment)
    for agreed in sheet.agreed:
        moment += timedelta(microseconds=1)
        words = agreed._asdict()
        actions.agree(db, meeting.community_id, **words, meeting=meeting, by=by, at=moment)


def _take_down(db: Session, meeting: Meeting, line: Line, item: AgendaItem | None, *, by: Person, at: datetime) -> None:
    if line.kind in notes.KINDS:
        notes.take_down(db, meeting, item, kind=line.kind, text=line.text, by=by, at=at)
        return
    keep = miracles.tell if line.kind == "miracle" else barriers.name
    keep(db, meeting.community_id, text=line.text, meeting=meeting, by=by, at=at)
