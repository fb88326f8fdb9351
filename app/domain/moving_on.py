"""How a step leaves one agenda for another, or to wait: its clock begins anew, its case goes along."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Session, select

from app.domain import cases, phases, steps
from app.domain.meetings import Meeting
from app.domain.people import Person
from app.domain.steps import AgendaItem, Deferral


def carry(db: Session, item: AgendaItem, to: Meeting | None, *, by: Person, at: datetime) -> None:
    """Put the step at the end of this agenda, or let it wait; wherever it stood, it is on one agenda only."""
    phases.rest(db, item, at)
    if to:
        _forget_trail(db, item, to.id)
        item.position = next_place(db, to)
    item.meeting_id = to.id if to else None
    item.begun_at = item.paused_at = item.ended_at = item.parked_at = None
    item.seconds_paused = item.seconds_before = item.added_minutes = 0
    item.usual_minutes = item.proposed_minutes = None
    db.add(item)
    tell_case(db, item, to, by=by, at=at)


def tell_case(db: Session, item: AgendaItem, meeting: Meeting | None, *, by: Person, at: datetime) -> None:
    """The step's case, if it has one, is where the step is."""
    case = cases.by_id(db, item.case_id) if item.case_id else None
    if case:
        cases.put_on(db, case, meeting, by=by, at=at)


def next_place(db: Session, meeting: Meeting) -> int:
    """The position behind everything on this agenda."""
    items = steps.of(db, meeting.id)
    return items[-1].position + 1 if items else 1


def number(db: Session, items: list[AgendaItem]) -> None:
    """Count the steps from one, in this order."""
    for place, item in enumerate(items, start=1):
        if item.position != place:
            item.position = place
            db.add(item)


def _forget_trail(db: Session, item: AgendaItem, meeting_id: UUID) -> None:
    # What is back where it came from has not left: the minutes would tell of it twice.
    statement = select(Deferral).where(Deferral.agenda_item_id == item.id, Deferral.meeting_id == meeting_id)
    for trail in db.exec(statement).all():
        db.delete(trail)
