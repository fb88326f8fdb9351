"""A case's way to its meeting: approved, it waits for an agenda; gone back, its step is let go, with the reason."""

from datetime import datetime

from sqlmodel import Session, col, select

from app.domain import agenda, cases
from app.domain.agenda import AgendaItem
from app.domain.cases import Case
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
