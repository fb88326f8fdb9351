"""Who is here: one press each."""

from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Response
from sqlmodel import Session

from app.db import Db
from app.domain import attendance
from app.domain.meetings import Meeting
from app.domain.memberships import Membership
from app.routes.deps import Me, MeetingToAttend, MeetingToNoteAttendance, MeetingToSee, Now, must_find
from app.routes.forms import Form, FormModel, posted
from app.routes.here import here
from app.routes.pages import fragment, path, see_other

router = APIRouter()


class WordForm(FormModel):
    """One of the words; none takes it back."""

    word: Literal["coming", "apologies", "here", "left", ""] = ""


@router.get("/meetings/{meeting_id}/attendance")
def show_attendance(meeting: MeetingToSee, db: Db) -> Response:
    """Who is here, or coming."""
    return fragment("attendance/_attendance.html", meeting=meeting, seats=attendance.seats(db, meeting), is_open=False)


@router.post("/meetings/{meeting_id}/attendance")
def say_own_attendance(
    meeting: MeetingToAttend, me: Me, db: Db, at: Now, form: Annotated[Form[WordForm], posted(WordForm)]
) -> Response:
    """I am coming, here, leaving, or send apologies."""
    attendance.say(db, meeting, _my_place(), _word(form), by=me, at=at)
    return _answer(db, meeting, is_open=False)


@router.post("/meetings/{meeting_id}/attendance/{membership_id}")
def note_attendance(
    *,
    membership_id: UUID,
    meeting: MeetingToNoteAttendance,
    me: Me,
    db: Db,
    at: Now,
    form: Annotated[Form[WordForm], posted(WordForm)],
) -> Response:
    """One scribe notes it for everybody."""
    somebody = must_find(attendance.place_at(db, meeting, membership_id))
    attendance.say(db, meeting, somebody, _word(form), by=me, at=at)
    return _answer(db, meeting, is_open=True)


def _my_place() -> Membership:
    place = here().membership
    assert place is not None
    return place


def _word(form: Form[WordForm]) -> str:
    return form.data.word if form.is_good else "?"


def _answer(db: Session, meeting: Meeting, *, is_open: bool) -> Response:
    if not here().is_partial:
        return see_other(path("show_meeting", meeting_id=meeting.id) + "#attendance", "Noted.")
    seats = attendance.seats(db, meeting)
    return fragment("attendance/_attendance.html", said="Noted.", meeting=meeting, seats=seats, is_open=is_open)
