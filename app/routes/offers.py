"""What is shown of the offers made for a case, while they are collected and when the presenter chooses."""

from typing import Any
from uuid import UUID

from sqlmodel import Session

from app.domain import cases, notes
from app.domain.captures import Caught
from app.domain.meetings import Meeting
from app.domain.notes import Note, Offered
from app.domain.pacing import Place
from app.routes.hiding import hidden_cases, not_of


def beside(db: Session, meeting: Meeting, place: Place) -> dict[str, Any]:
    """What `methods/_offers.html` shows: nothing, outside the phases that collect offers or choose among them."""
    is_shown = place.now and place.phase and (place.phase.collects_offers or place.phase.chooses_offers)
    if not is_shown or not place.now or place.break_ends_at:
        return {"place": place, "made": None, "offered": {}, "presented": None}
    made = not_of(hidden_cases(db, meeting.community_id), notes.offers_at(db, place.now.id))
    case = cases.by_id(db, place.now.case_id) if place.now.case_id else None
    return {"place": place, "made": made, "offered": notes.offered(db, made, meeting), "presented": case}


def among(db: Session, meeting: Meeting, caught: Caught) -> dict[UUID, Offered]:
    """The offers in what was caught, with who may take each."""
    everything = [one.thing for one in [*caught.here, *caught.earlier] if isinstance(one.thing, Note)]
    return notes.offered(db, everything, meeting)
