"""What is shown beside the case we are at: the offers, when the presenter chooses among them, and when we ask again."""

from typing import Any
from uuid import UUID

from sqlmodel import Session

from app.domain import cases, notes, returns
from app.domain.captures import Caught
from app.domain.meetings import Meeting
from app.domain.notes import Note, Offered
from app.domain.pacing import Place
from app.routes.hiding import hidden_cases, not_of


def beside(db: Session, meeting: Meeting, place: Place) -> dict[str, Any]:
    """What `methods/_offers.html` and `returns/_room.html` show beside the case that we are at."""
    return {"place": place, **_made(db, meeting, place), **closing(db, place)}


def closing(db: Session, place: Place) -> dict[str, Any]:
    """What `returns/_room.html` shows while a case's discussion closes: the case, and the day that stands for it."""
    is_closing = place.phase is None or place.phase.chooses_offers or place.phase.number == place.phase.of
    case_id = place.now.case_id if place.now and is_closing and not place.break_ends_at else None
    case = cases.by_id(db, case_id) if case_id else None
    if case is None or not case.has_opened:
        return {"asked_about": None, "asked": None}
    return {"asked_about": case, "asked": returns.standing(db, case.id)}


def among(db: Session, meeting: Meeting, caught: Caught) -> dict[UUID, Offered]:
    """The offers in what was caught, with who may take each."""
    everything = [one.thing for one in [*caught.here, *caught.earlier] if isinstance(one.thing, Note)]
    return notes.offered(db, everything, meeting)


def _made(db: Session, meeting: Meeting, place: Place) -> dict[str, Any]:
    # Nothing, outside the phases that collect offers or choose among them.
    is_shown = place.now and place.phase and (place.phase.collects_offers or place.phase.chooses_offers)
    if not is_shown or not place.now or place.break_ends_at:
        return {"made": None, "offered": {}, "presented": None}
    made = not_of(hidden_cases(db, meeting.community_id), notes.offers_at(db, place.now.id))
    case = cases.by_id(db, place.now.case_id) if place.now.case_id else None
    return {"made": made, "offered": notes.offered(db, made, meeting), "presented": case}
