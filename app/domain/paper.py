"""A meeting without screens: what was written on paper in the room, typed in afterwards as one thing."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from sqlmodel import Session

from app.domain import agenda, attendance, captures, guests, history, notes, running
from app.domain.agenda import AgendaItem
from app.domain.captures import Thing, Words
from app.domain.errors import Refused
from app.domain.meetings import Meeting
from app.domain.notes import Note
from app.domain.people import Person


class Line(NamedTuple):
    """One line of the paper: a note, offer, offer taken, little miracle or barrier, at its step or beside them all."""

    kind: str
    text: str
    step_id: UUID | None = None


class Agreed(NamedTuple):
    """One row of the table of actions."""

    text: str
    owner_id: UUID | None
    due_on: date | None


class Sheet(NamedTuple):
    """Everything that stood on the paper; guests by name."""

    here: list[UUID] = []
    guests: list[str] = []
    reached: list[UUID] = []
    lines: list[Line] = []
    agreed: list[Agreed] = []

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
    """Save the whole paper or, when anything is refused, none of it; what stands already is not written twice."""
    refuse_if_over(meeting)
    if sheet.is_empty:
        raise Refused("Tick who was here, or write down one line first.")
    with db.begin_nested():
        if not meeting.is_running:
            _begin(db, meeting, by=by, at=at)
        # A meeting held on paper was held as planned, whenever it is typed in.
        held_at = meeting.started_at if meeting.on_paper and meeting.started_at else at
        _seat(db, meeting, sheet.here, by=by, at=held_at)
        _seat_guests(db, meeting, sheet.guests, by=by, at=held_at)
        items = {item.id: item for item in agenda.of(db, meeting.id)}
        for step_id in sheet.reached:
            if step_id in items:
                _reach(db, items[step_id], by=by, at=held_at)
        _write_down(db, meeting, sheet, items, held_at=held_at, by=by, at=at)


def _begin(db: Session, meeting: Meeting, *, by: Person, at: datetime) -> None:
    running.open_up(db, meeting, by=by, at=min(meeting.starts_at, at))
    meeting.on_paper = True
    db.add(meeting)


def _seat(db: Session, meeting: Meeting, ids: Iterable[UUID], *, by: Person, at: datetime) -> None:
    for membership_id in ids:
        place = attendance.place_at(db, meeting, membership_id)
        if place is None:
            raise Refused("Somebody who was ticked is not a member any more. Look at who was here again.")
        attendance.say(db, meeting, place, "here", by=by, at=at)


def _seat_guests(db: Session, meeting: Meeting, names: Iterable[str], *, by: Person, at: datetime) -> None:
    known = {seat.person.name.casefold(): seat.membership.role for seat in attendance.seats(db, meeting)}
    for name in names:
        role = known.setdefault(name.casefold(), "")
        if role not in {"", "guest"}:
            raise Refused(f"{name} belongs to our group: tick them in the list, and leave them out of the guests.")
        if not role:
            guests.join(db, meeting, name, by=by, at=at)
            known[name.casefold()] = "guest"


def _reach(db: Session, item: AgendaItem, *, by: Person, at: datetime) -> None:
    # The step that the clock is at ends by a press; what has ended, parked or not, keeps the time it had.
    if item.is_reached or item.is_running:
        return
    # Nobody measured a step from paper: it begins and ends in one moment.
    item.begun_at = item.begun_at or at
    item.ended_at = item.ended_at or item.begun_at
    item.parked_at = None
    db.add(item)
    history.record(db, item.community_id, "agenda", "typed_in", about=item, by=by, at=at, meeting_id=item.meeting_id)


def _write_down(
    db: Session,
    meeting: Meeting,
    sheet: Sheet,
    items: dict[UUID, AgendaItem],
    *,
    held_at: datetime,
    by: Person,
    at: datetime,
) -> None:
    stands = _standing(db, meeting)
    for written, line, moment in _in_order(sheet, at):
        item = items.get(line.step_id) if line.step_id else None
        what = captures.as_asked(written, item)
        thing = stands.get(_key(what.kind, what.text, item.id if item else None))
        if thing is None:
            # On paper nobody knows who “I” is.
            heard = captures.understood(db, meeting, what, writer_id=None, at=held_at)
            thing = captures.take_down(db, meeting, item, heard, by=by, at=moment)
        if line.kind == "taken" and isinstance(thing, Note) and not thing.taken_at:
            notes.take_offer(db, thing, by=by, at=moment)


def _in_order(sheet: Sheet, at: datetime) -> Iterator[tuple[Words, Line, datetime]]:
    """Each line and action, a hair apart, so that they keep the order of the paper."""
    said = [(Words("offer" if line.kind == "taken" else line.kind, line.text), line) for line in sheet.lines]
    said += [(Words("action", *agreed), Line("action", agreed.text)) for agreed in sheet.agreed]
    for place, (what, line) in enumerate(said):
        yield what, line, at + timedelta(microseconds=place)


def _standing(db: Session, meeting: Meeting) -> dict[tuple[str, str, UUID | None], Thing]:
    caught = captures.of_meeting(db, meeting, None)
    return {
        _key(one.kind, one.thing.text, one.thing.agenda_item_id): one.thing for one in [*caught.here, *caught.earlier]
    }


def _key(kind: str, text: str, item_id: UUID | None) -> tuple[str, str, UUID | None]:
    # On the paper actions, little miracles and barriers stand beside the steps, wherever they were caught.
    return (kind, text, item_id if kind in notes.KINDS else None)
