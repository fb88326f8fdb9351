"""Catching things while a meeting runs: one bar, five kinds, and an undo for each."""

from datetime import datetime
from typing import Annotated, Any, ClassVar, Literal

from fastapi import APIRouter, Request, Response
from pydantic import StringConstraints, ValidationInfo, field_validator
from sqlmodel import Session

from app.db import Db
from app.domain import captures, meetings, memberships, notes, pacing
from app.domain.meetings import Meeting
from app.domain.notes import Note
from app.domain.people import Person
from app.routes import running
from app.routes.deps import Me, MeetingToCapture, MeetingToSee, NoteToPutAway, Now, OfferToTake, must_find
from app.routes.forms import Form, FormModel, OptionalDay, OptionalId, Words, empty, posted
from app.routes.here import here
from app.routes.pages import fragment, fragments, path, see_other
from app.routes.refusals import own_referer

router = APIRouter()


class CaptureForm(FormModel):
    """One thing that was said; for an action also who takes it on, and by when."""

    WORDS: ClassVar[Words] = {
        "text": {"string_too_short": "Write a few words first.", "missing": "Write a few words first."},
        "kind": {"*": "Choose what it is."},
        "owner": {"*": "Choose somebody of the list."},
    }
    kind: Literal["note", "offer", "action", "miracle", "barrier"] = "note"
    text: Annotated[str, StringConstraints(min_length=1)]
    owner: OptionalId = None
    due_on: OptionalDay = None

    @field_validator("text")
    @classmethod
    def not_too_long(cls, text: str, info: ValidationInfo) -> str:
        """Each kind has its length."""
        longest = captures.LONGEST[info.data.get("kind", "note")]
        if len(text) > longest:
            raise ValueError(f"Make this shorter: at most {longest} letters.")
        return text


PostedCapture = Annotated[Form[CaptureForm], posted(CaptureForm)]


@router.get("/meetings/{meeting_id}/captures")
def show_captures(meeting: MeetingToSee, db: Db) -> Response:
    """What was caught at this meeting; by itself it is no page, as when the bar was sent without JavaScript."""
    if not here().is_partial:
        return see_other(path("show_meeting", meeting_id=meeting.id))
    return _caught(db, meeting)


@router.post("/meetings/{meeting_id}/captures")
def capture(meeting: MeetingToCapture, form: PostedCapture, me: Me, db: Db, at: Now) -> Response:
    """Catch something at the step we are at."""
    captures.refuse_unless_running(meeting)
    if not form.is_good:
        return _not_yet(db, meeting, form, me=me, at=at)
    data = form.data
    what = captures.Words(data.kind, data.text, data.owner, data.due_on)
    captures.catch(db, meeting, what, by=me, at=at)
    return _saved(db, meeting, what)


@router.post("/notes/{note_id}/put-away")
def put_away_note(request: Request, note: NoteToPutAway, me: Me, db: Db, at: Now) -> Response:
    """Undo a note or an offer."""
    notes.put_away(db, note, by=me, at=at)
    return _look_again(request, db, note, "Put away. You can bring it back.")


@router.post("/notes/{note_id}/return")
def bring_back_note(request: Request, note: NoteToPutAway, me: Me, db: Db, at: Now) -> Response:
    """Bring it back."""
    notes.bring_back(db, note, by=me, at=at)
    return _look_again(request, db, note, "It is back.")


@router.post("/notes/{note_id}/taking")
def take_offer(*, request: Request, note: OfferToTake, me: Me, db: Db, at: Now, from_case: bool = False) -> Response:
    """The presenter takes this offer, or gives it back."""
    notes.take_offer(db, note, by=me, at=at)
    said = "This offer is taken." if note.taken_at else "This offer is open again."
    if from_case and note.case_id:
        return see_other(path("show_case", case_id=note.case_id) + f"#offer-{note.id}", said)
    return _look_again(request, db, note, said)


def _saved(db: Session, meeting: Meeting, what: captures.Words) -> Response:
    said = f"{_kind_in_words(what.kind)} saved."
    if captures.details_in(what.kind, what.text):
        said += " Look at it before the minutes go out."
    if not here().is_partial:
        return see_other(path("show_meeting", meeting_id=meeting.id), said)
    values = running.bar_of(db, meeting, form=empty(kind=what.kind), is_fresh=True)
    return fragments("captures/_form.html", "captures/_captures.html", said=said, **values, **_list(db, meeting))


def _not_yet(db: Session, meeting: Meeting, form: Form[CaptureForm], *, me: Person, at: datetime) -> Response:
    if not here().is_partial:
        return running.running_page(meeting, me, db, at, form=form, status=422)
    return fragment("captures/_form.html", status=422, **running.bar_of(db, meeting, form=form))


def _look_again(request: Request, db: Session, note: Note, said: str) -> Response:
    if not here().is_partial:
        close = path("confirm_close", meeting_id=note.meeting_id)
        is_closing = own_referer(request) == close
        return see_other(close if is_closing else path("show_meeting", meeting_id=note.meeting_id), said)
    return _caught(db, must_find(meetings.by_id(db, note.meeting_id)), said)


def _caught(db: Session, meeting: Meeting, said: str = "") -> Response:
    return fragment("captures/_captures.html", said=said, meeting=meeting, **_list(db, meeting))


def _list(db: Session, meeting: Meeting) -> dict[str, Any]:
    caught = captures.of_meeting(db, meeting, pacing.step_of(db, meeting))
    return {"caught": caught, "names": memberships.names_in(db, meeting.community_id)}


def _kind_in_words(kind: str) -> str:
    community = here().community
    words = community.own_word if community and kind == "miracle" else captures.KINDS[kind]
    return words[:1].upper() + words[1:]
