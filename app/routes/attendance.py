"""Who is here: one press each."""

from datetime import datetime
from typing import Annotated, Any, ClassVar, Literal
from uuid import UUID

from fastapi import Response
from sqlmodel import Session

from app.db import Db
from app.domain import attendance
from app.domain.errors import Refused
from app.domain.meetings import Meeting
from app.domain.memberships import Membership
from app.domain.people import Person
from app.routes.deps import Me, MeetingToAttend, MeetingToNoteAttendance, MeetingToSee, Now, must_find, noun_router
from app.routes.forms import Form, FormModel, OptionalTime, Words, posted
from app.routes.here import here
from app.routes.pages import fragment, fragments, path, see_other

router = noun_router()


Said = Literal["coming", "late", "apologies", "here", "left", ""]


class WordForm(FormModel):
    """One press: a word, or the word that is taken back, or the one that a time belongs to."""

    WORDS: ClassVar[Words] = {"about": {"*": "Write a time such as 12:50, or leave it out."}}
    word: Said = ""
    take_back: Said = ""
    expects: Said = ""
    about: OptionalTime = None
    from_start: bool = False
    # Pressed at the top of the live page, where the focus stays.
    on_top: bool = False


@router.get("/meetings/{meeting_id}/attendance")
def show_attendance(meeting: MeetingToSee, db: Db) -> Response:
    """Who is here, or coming."""
    return fragment("attendance/_attendance.html", **_list(db, meeting, is_open=False))


@router.get("/meetings/{meeting_id}/attendance/offer")
def show_here_offer(meeting: MeetingToSee, db: Db) -> Response:
    """The offer to say "I am here", at the top of the live page."""
    return fragment("attendance/_offer.html", meeting=meeting, seats=attendance.seats(db, meeting))


@router.post("/meetings/{meeting_id}/attendance")
def say_own_attendance(
    meeting: MeetingToAttend, me: Me, db: Db, at: Now, form: Annotated[Form[WordForm], posted(WordForm)]
) -> Response:
    """I am coming, late, here, leaving, or send apologies; or I take it back."""
    _note(db, meeting, _my_place(), form, by=me, at=at)
    return _answer(db, meeting, is_open=False, on_top=form.is_good and form.data.on_top)


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
    _note(db, meeting, somebody, form, by=me, at=at)
    return _answer(db, meeting, is_open=True)


def _note(db: Session, meeting: Meeting, place: Membership, form: Form[WordForm], *, by: Person, at: datetime) -> None:
    if form.error("about"):
        raise Refused(form.error("about"))
    said = form.data if form.is_good else WordForm()
    if said.from_start:
        attendance.came_at_the_start(db, meeting, place, by=by, at=at)
    elif said.expects:
        attendance.expect(db, meeting, place, said.expects, said.about, by=by, at=at)
    elif said.take_back:
        attendance.take_back(db, meeting, place, said.take_back, by=by, at=at)
    else:
        attendance.say(db, meeting, place, said.word, by=by, at=at)


def _my_place() -> Membership:
    place = here().membership
    assert place is not None
    return place


def _answer(db: Session, meeting: Meeting, *, is_open: bool, on_top: bool = False) -> Response:
    if not here().is_partial:
        return see_other(path("show_meeting", meeting_id=meeting.id) + "#attendance", "Noted.")
    offer = ["attendance/_offer.html"] if on_top else []
    return fragments(*offer, "attendance/_attendance.html", said="Noted.", **_list(db, meeting, is_open=is_open))


def _list(db: Session, meeting: Meeting, *, is_open: bool) -> dict[str, Any]:
    seats = attendance.seats(db, meeting)
    return {"meeting": meeting, "seats": seats, "kinds": attendance.kinds_here(seats), "is_open": is_open}
