"""Aftercare: a list that only facilitators see."""

from typing import Annotated, Any, ClassVar, Literal

from fastapi import Response
from pydantic import StringConstraints
from sqlmodel import Session

from app.db import Db
from app.domain import aftercare, attendance
from app.domain.meetings import Meeting
from app.routes.coaching import SharedForm, note_kept, read_again
from app.routes.deps import AftercareToChange, Me, MeetingAftercare, Now, noun_router
from app.routes.forms import Form, FormModel, OptionalId, Words, posted
from app.routes.here import here
from app.routes.pages import page, path, see_other

router = noun_router()


class AftercareForm(SharedForm):
    """Who was shaken, who rings them, and what the ringer should know."""

    WORDS: ClassVar[Words] = {"who": {"*": "Choose who was shaken."}, "rings": {"*": "Choose somebody of the list."}}
    READ = ("note",)
    who: OptionalId = None
    rings: OptionalId = None
    note: Annotated[str, StringConstraints(max_length=500)] = ""


class CareWordForm(FormModel):
    """What became of it."""

    word: Literal["done", "not_done", "put_away", "brought_back"] | None = None


@router.get("/meetings/{meeting_id}/aftercare")
def show_aftercare(meeting: MeetingAftercare, db: Db) -> Response:
    """Who was shaken, and who rings them."""
    return _show(db, meeting)


@router.post("/meetings/{meeting_id}/aftercare")
def look_after(
    meeting: MeetingAftercare, me: Me, db: Db, at: Now, form: Annotated[Form[AftercareForm], posted(AftercareForm)]
) -> Response:
    """Put somebody on the list."""
    read_again(form)
    if form.is_good and form.data.who is None:
        form.wrong("who", "Choose who was shaken.")
    if not form.is_good or form.data.who is None:
        return _show(db, meeting, form, status=422)
    aftercare.look_after(db, meeting, form.data.who, form.data.rings, form.data.note, by=me, at=at)
    note_kept(db, form, "aftercare", meeting, by=me, at=at)
    return see_other(path("show_aftercare", meeting_id=meeting.id), "Noted, for facilitators only.")


@router.post("/aftercare/{care_id}")
def say_of_aftercare(
    care: AftercareToChange, me: Me, db: Db, at: Now, form: Annotated[Form[CareWordForm], posted(CareWordForm)]
) -> Response:
    """Somebody rang them; or it is put away; or neither after all."""
    aftercare.say(db, care, (form.data.word if form.is_good else "") or "", by=me, at=at)
    return see_other(path("show_aftercare", meeting_id=care.meeting_id), "Noted, for facilitators only.")


def still_open(db: Session, community: Any) -> list[aftercare.Line]:
    """Whom somebody still has to ring, for facilitators; for everybody else there is nothing."""
    return aftercare.open_in(db, community.id) if here().may("look_after", community) else []


def _show(db: Session, meeting: Meeting, form: Form[Any] | None = None, status: int = 200) -> Response:
    who = [(seat.membership.id, seat.person.name) for seat in attendance.seats(db, meeting)]
    rings = [(person.id, person.name) for person in aftercare.who_may_ring(db, meeting.community_id)]
    return page(
        "aftercare/show.html",
        status=status,
        meeting=meeting,
        lines=aftercare.of_meeting(db, meeting),
        who=[("", "Choose"), *who],
        rings=[("", "Nobody yet"), *rings],
        form=form,
    )
