"""A pause for a case that somebody may have recognised: hidden at once, until it is made safe or goes on."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, select

from app.domain import history
from app.domain.cases import Case
from app.domain.errors import Refused
from app.domain.people import Person

# What stands in the place of the words, and which others go with them.
IN_PLACE: dict[str, dict[str, str]] = {
    "action": {"text": "An action of a paused case", "first_step": "", "why": ""},
    "miracle": {"text": "Told about a case that is paused", "did_differently": "", "hoped": "", "real_ending": ""},
    "barrier": {"text": "A barrier of a paused case"},
    # What was asked, answered and said of a barrier.
    "barrier_ask": {"text": ""},
    "barrier_reply": {"why": ""},
    "barrier_follow_up": {"why": ""},
}


class Veiled:
    """Something agreed, told or named about a paused case: it stays in its place, and its words are not shown."""

    is_veiled = True

    def __init__(self, thing: Any) -> None:
        self._thing, self._words = thing, IN_PLACE[thing.__tablename__]

    def __getattr__(self, name: str) -> Any:
        words: dict[str, str] = self.__dict__["_words"]
        return words[name] if name in words else getattr(self.__dict__["_thing"], name)


def pause(db: Session, case: Case, *, by: Person, at: datetime) -> None:
    """Hide it from all but its presenter and the facilitators; twice changes nothing.

    A facilitator who presses after the presenter makes the pause a facilitator's, which the presenter cannot end.
    """
    if case.is_paused:
        _hold(db, case, by=by, at=at)
        return
    if not case.is_open:
        raise Refused("Only a case that is open to the group can be paused.")
    case.paused_at, case.paused_by_id = at, by.id
    _record(db, case, "paused", by=by, at=at)


def resume(db: Session, case: Case, *, by: Person, at: datetime) -> None:
    """Open it to the group again, as it was."""
    if not case.is_paused:
        return
    case.paused_at = case.paused_by_id = None
    _record(db, case, "resumed", by=by, at=at)


def paused_in(db: Session, community_id: UUID) -> list[Case]:
    """The cases of this community about which nothing is shown: paused, also when withdrawn or written anew since.

    A case that was recognised is often withdrawn next; what was said about it is as telling then as before.
    """
    statement = select(Case).where(Case.community_id == community_id, col(Case.paused_at).is_not(None))
    return list(db.exec(statement))


def _hold(db: Session, case: Case, *, by: Person, at: datetime) -> None:
    # Whoever else may pause it than its presenter is a facilitator.
    if case.paused_by_id == case.presenter_id != by.id:
        case.paused_by_id = by.id
        _record(db, case, "pause_held", by=by, at=at)


def _record(db: Session, case: Case, verb: str, *, by: Person, at: datetime) -> None:
    db.add(case)
    history.record(db, case.community_id, "cases", verb, about=case, by=by, at=at, meeting_id=case.meeting_id)
