"""A pause for a case that somebody may have recognised: hidden at once, until it is made safe or goes on."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, select

from app.domain import history
from app.domain.cases import Case
from app.domain.errors import Refused
from app.domain.people import Person


def pause(db: Session, case: Case, *, by: Person, at: datetime) -> None:
    """Hide it from all but its presenter and the facilitators; twice changes nothing."""
    if case.is_paused:
        return
    if not case.is_open:
        raise Refused("Only a case that is open to the group can be paused.")
    case.paused_at = at
    _record(db, case, "paused", by=by, at=at)


def resume(db: Session, case: Case, *, by: Person, at: datetime) -> None:
    """Open it to the group again, as it was."""
    if not case.is_paused:
        return
    case.paused_at = None
    _record(db, case, "resumed", by=by, at=at)


def paused_in(db: Session, community_id: UUID) -> list[Case]:
    """The cases of this community about which nothing is shown: paused, also when withdrawn or written anew since.

    A case that was recognised is often withdrawn next; what was said about it is as telling then as before.
    """
    statement = select(Case).where(Case.community_id == community_id, col(Case.paused_at).is_not(None))
    return list(db.exec(statement))


def _record(db: Session, case: Case, verb: str, *, by: Person, at: datetime) -> None:
    db.add(case)
    history.record(db, case.community_id, "cases", verb, about=case, by=by, at=at, meeting_id=case.meeting_id)
