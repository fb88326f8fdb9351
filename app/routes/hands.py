"""In whose hands the meeting is: taken over with one press, handed to somebody by name, handed back."""

from datetime import datetime
from typing import Annotated, Any, ClassVar
from uuid import UUID

from fastapi import Response
from sqlmodel import Session

from app.db import Db
from app.domain import attendance, hands, memberships
from app.domain.meetings import Meeting
from app.routes import running
from app.routes.deps import Me, MeetingToRun, MeetingToSee, MeetingToTakeOver, Now, must_find, noun_router
from app.routes.forms import Form, FormModel, OptionalId, Words, empty, posted
from app.routes.here import here
from app.routes.pages import fragment, page, path, see_other

router = noun_router()


class TakeOverForm(FormModel):
    """Who stood on the page as running the meeting."""

    instead_of: OptionalId = None


class HandOverForm(FormModel):
    """Whose hands it goes into."""

    WORDS: ClassVar[Words] = {"to": {"*": "Choose who runs it from here."}}
    to: UUID


@router.get("/meetings/{meeting_id}/hands")
def show_hands(meeting: MeetingToSee, me: Me, db: Db) -> Response:
    """Who runs the meeting, and whether their page is missed; by itself it is no page."""
    if not (here().is_partial and meeting.is_running):
        return see_other(path("show_meeting", meeting_id=meeting.id))
    names = memberships.names_in(db, meeting.community_id)
    missed = running.missed_now(meeting)
    who = names[meeting.run_by_id] if meeting.run_by_id and meeting.run_by_id != me.id else ""
    said = f"{who}’s page {missed}. The meeting goes on." if who and missed else ""
    return fragment("running/_hands.html", said=said, meeting=meeting, names=names, missed=missed)


@router.post("/meetings/{meeting_id}/run/hand-over")
def take_over(
    meeting: MeetingToTakeOver, me: Me, db: Db, at: Now, form: Annotated[Form[TakeOverForm], posted(TakeOverForm)]
) -> Response:
    """Run the meeting from here."""
    hands.take(db, meeting, form.data.instead_of if form.is_good else None, by=me, at=at)
    return _handed(db, meeting, at, "You run the meeting now.")


@router.get("/meetings/{meeting_id}/hand-over")
def choose_hands(meeting: MeetingToRun, db: Db) -> Response:
    """Who runs it from here?"""
    if not meeting.is_running:
        return see_other(path("show_meeting", meeting_id=meeting.id))
    return _choices(db, meeting, empty())


@router.post("/meetings/{meeting_id}/hand-over")
def hand_over(
    meeting: MeetingToRun, me: Me, db: Db, at: Now, form: Annotated[Form[HandOverForm], posted(HandOverForm)]
) -> Response:
    """Hand it over to somebody by name."""
    if not form.is_good:
        return _choices(db, meeting, form, status=422)
    to = must_find(attendance.place_at(db, meeting, form.data.to))
    hands.give(db, meeting, to, by=me, at=at)
    name = memberships.names_in(db, meeting.community_id)[to.person_id]
    return _handed(db, meeting, at, f"{name} runs the meeting now.")


@router.post("/meetings/{meeting_id}/run/hand-back")
def hand_back(meeting: MeetingToRun, me: Me, db: Db, at: Now) -> Response:
    """Back to whoever ran it before."""
    hands.give_back(db, meeting, by=me, at=at)
    return _handed(db, meeting, at, "It is back in their hands. Thank you.")


def _handed(db: Session, meeting: Meeting, at: datetime, said: str) -> Response:
    here().presence.let_be(meeting.id)
    return running.pressed(db, meeting, at, said)


def _choices(db: Session, meeting: Meeting, form: Form[Any], status: int = 200) -> Response:
    pages = here().presence.pages(meeting.id)
    seats = hands.who_may_run(meeting, attendance.seats(db, meeting))
    return page("running/hand_over.html", status=status, meeting=meeting, seats=seats, pages=pages, form=form)
