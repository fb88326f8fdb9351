"""A case's way to its meeting: approved, it waits for an agenda; gone back, its step is let go, with the reason."""

from collections.abc import Iterable
from datetime import datetime

from sqlmodel import Session, col, select

from app.domain import agenda, cases, phases, steps
from app.domain.agenda import AgendaItem
from app.domain.cases import Case
from app.domain.errors import Refused
from app.domain.meetings import Meeting
from app.domain.people import Person

MINUTES = 35


def approve(db: Session, case: Case, *, by: Person, at: datetime) -> None:
    """Approve the case and let it wait for an agenda."""
    if case.is_approved:
        return
    cases.approve(db, case, by=by, at=at)
    propose(db, case, by=by, at=at)


def send_back(db: Session, case: Case, note: str, *, by: Person, at: datetime) -> None:
    """Back to the presenter with a note; it leaves its agenda."""
    cases.send_back(db, case, note, by=by, at=at)
    _let_go(db, case, "The case went back to its presenter.", by=by, at=at)


def take_back(db: Session, case: Case, *, by: Person, at: datetime) -> None:
    """Back to a draft; it leaves its agenda."""
    cases.take_back(db, case, by=by, at=at)
    _let_go(db, case, "The presenter took the case back.", by=by, at=at)


def withdraw(db: Session, case: Case, *, by: Person, at: datetime) -> None:
    """Nobody but the presenter reads it any more; it leaves the agenda it has not been reached on."""
    cases.withdraw(db, case, by=by, at=at)
    _let_go(db, case, "The case was withdrawn.", by=by, at=at)


def open_places(items: Iterable[AgendaItem]) -> list[AgendaItem]:
    """The steps that are kept for a case and have none yet."""
    return [item for item in items if _is_open_place(item)]


def put_into(db: Session, item: AgendaItem, place: AgendaItem, meeting: Meeting, *, by: Person, at: datetime) -> None:
    """Put the case that waits into a step kept for one: it takes that step's place, minutes and method."""
    if place.let_go_at and item.meeting_id == meeting.id:
        return
    if item.case_id is None or place.meeting_id != meeting.id or not _is_open_place(place) or not meeting.is_planned:
        raise Refused("This place is not free for a case any more. Look at the agenda again.")
    agenda.take(db, item, meeting, by=by, at=at)
    # A case that was parked goes on with what is left of its own phases.
    if not phases.of(db, item.id):
        item.minutes, item.method, item.hint = place.minutes, place.method, place.hint
    position = agenda.of(db, meeting.id).index(place) + 1
    agenda.take_off(db, place, by=by, at=at)
    place.let_go_why, place.position = steps.FILLED, position
    agenda.move(db, item, position, by=by, at=at)


def _is_open_place(item: AgendaItem) -> bool:
    is_kept = bool(item.method) and item.case_id is None and not item.returns
    return is_kept and not item.begun_at and not item.let_go_at


def propose(db: Session, case: Case, *, by: Person, at: datetime) -> AgendaItem:
    """Its step waits for an agenda; one let go when the case went back waits again, with its notes.

    The title says the code name only, and nothing says the question: topics are read by everybody.
    """
    known = place_of(db, case)
    if known is None:
        title = f"Case: {case.code_name}"
        return agenda.propose(
            db, case.community_id, title=title, why="", minutes=MINUTES, case_id=case.id, by=by, at=at
        )
    if known.let_go_at:
        agenda.bring_back(db, known, by=by, at=at)
    return known


def place_of(db: Session, case: Case) -> AgendaItem | None:
    """Its newest step: waiting, on an agenda, or let go."""
    statement = select(AgendaItem).where(AgendaItem.case_id == case.id)
    return db.exec(statement.order_by(col(AgendaItem.let_go_at).is_not(None), col(AgendaItem.added_at).desc())).first()


def _let_go(db: Session, case: Case, why: str, *, by: Person, at: datetime) -> None:
    statement = select(AgendaItem).where(AgendaItem.case_id == case.id, col(AgendaItem.let_go_at).is_(None))
    for item in db.exec(statement).all():
        # What was reached is the meeting's record, and a running step is the facilitator's to end.
        if item.is_running or item.is_reached:
            continue
        agenda.let_go(db, item, why, by=by, at=at)
