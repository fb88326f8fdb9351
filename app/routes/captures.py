"""Catching things while a meeting runs: one bar, a kind for each, and an undo."""

from datetime import UTC, datetime
from typing import Annotated, Any, ClassVar, Literal
from uuid import UUID

from fastapi import Request, Response
from pydantic import BeforeValidator, StringConstraints
from sqlmodel import Session

from app.db import Db
from app.domain import captures, meetings, memberships, notes, pacing, sorting
from app.domain.meetings import Meeting
from app.domain.notes import Note
from app.domain.people import Person
from app.routes import offers, running
from app.routes.deps import Me, MeetingToCapture, MeetingToSee, NoteToPutAway, Now, OfferToTake, must_find, noun_router
from app.routes.forms import Form, FormModel, OptionalDay, OptionalId, Words, posted
from app.routes.here import here
from app.routes.hiding import hidden_cases
from app.routes.pages import fragment, fragments, fragments_alike, path, see_other
from app.routes.refusals import KEPT, own_referer

router = noun_router()
CAUGHT = ("captures/_captures.html", "methods/_offers.html", "returns/_room.html")


def _step(sent: Any) -> UUID | None:
    try:
        return UUID(sent)
    except (ValueError, AttributeError, TypeError):
        return None  # a page says what it was at; when it says nothing we know, the step is the one we are at


def _moment(sent: Any) -> datetime | None:
    # Milliseconds since 1970. Nobody types them, so nobody could put them right: what is none of these says nothing.
    is_one = isinstance(sent, str) and sent.isascii() and sent.isdigit() and len(sent) < 15
    return datetime.fromtimestamp(int(sent) / 1000, UTC) if is_one else None


class CaptureForm(FormModel):
    """One thing that was said; for an action also who takes it on, and by when."""

    WORDS: ClassVar[Words] = {
        "text": {"string_too_short": "Write a few words first.", "missing": "Write a few words first."},
        "kind": {"*": "Choose what it is."},
        "owner": {"*": "Choose somebody of the list."},
    }
    kind: Literal["note", "question", "offer", "action", "miracle", "barrier"] = "note"
    text: Annotated[str, StringConstraints(min_length=1)]
    owner: OptionalId = None
    due_on: OptionalDay = None
    # The script says these of words that may have waited; without it they are said and sent in one moment.
    step: Annotated[UUID | None, BeforeValidator(_step)] = None
    writer: OptionalId = None
    said_at: Annotated[datetime | None, BeforeValidator(_moment)] = None


PostedCapture = Annotated[Form[CaptureForm], posted(CaptureForm)]


@router.get("/meetings/{meeting_id}/captures")
def show_captures(meeting: MeetingToSee, db: Db, at: Now) -> Response:
    """What was caught at this meeting; by itself it is no page, as when the bar was sent without JavaScript.

    The offers beside the case come with it, and when we ask again: one look is enough, and they show one moment.
    """
    if not here().is_partial:
        return see_other(path("show_meeting", meeting_id=meeting.id))

    return fragments_alike(*CAUGHT, about=meeting, at=at, values=lambda: _all_caught(db, meeting, at))


@router.post("/meetings/{meeting_id}/captures")
def capture(meeting: MeetingToCapture, form: PostedCapture, me: Me, db: Db, at: Now) -> Response:
    """Catch something at the step we are at."""
    captures.refuse_unless_running(meeting)
    what = _said(form, me)
    if what is None:
        return _not_yet(db, meeting, form, me=me, at=at)
    stands = captures.catch(db, meeting, what, by=me, at=at)
    return _saved(db, meeting, what, sorting.kind_of(stands))


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
def take_offer(
    *,
    request: Request,
    offer: OfferToTake,
    me: Me,
    db: Db,
    at: Now,
    from_case: bool = False,
    wanted: bool | None = None,
) -> Response:
    """The presenter takes this offer, or gives it back."""
    note = offer.note
    notes.take_offer(db, note, wanted=wanted, by=me, at=at)
    said = "This offer is taken." if note.taken_at else "This offer is open again."
    if from_case and note.case_id:
        return see_other(path("show_case", case_id=note.case_id) + f"#offer-{note.id}", said)
    return _chosen(db, note, at, said) if here().is_partial else _look_again(request, db, note, said)


def _chosen(db: Session, note: Note, at: datetime, said: str) -> Response:
    meeting = must_find(meetings.by_id(db, note.meeting_id))
    return fragments(*CAUGHT, said=said, **_all_caught(db, meeting, at))


def _all_caught(db: Session, meeting: Meeting, at: datetime) -> dict[str, Any]:
    return {"meeting": meeting, **offers.beside(db, meeting, pacing.place(db, meeting, at)), **_list(db, meeting)}


def _said(form: Form[CaptureForm], me: Person) -> captures.Words | None:
    """What was said, as the kind that its first word says; nothing when it cannot be taken down like this."""
    community = here().community
    if not form.is_good or community is None:
        return None
    data = form.data
    captures.refuse_other_writer(data.writer, by=me)
    what = captures.Words(data.kind, data.text, data.owner, data.due_on, data.step, data.said_at)
    what = captures.sorted_by_word(what, community.own_word)
    longest = captures.LONGEST[what.kind]
    if len(what.text) > longest:
        form.wrong("text", f"Make this shorter: at most {longest} letters.")
        return None
    # Read before it is caught: what is written first would only be done again.
    captures.details_in(what.kind, what.text)
    return what


def _saved(db: Session, meeting: Meeting, what: captures.Words, kind: str) -> Response:
    said = f"{_kind_in_words(kind)} saved."
    if captures.details_in(what.kind, what.text):
        said += " Look at it before the minutes go out."
    if not here().is_partial:
        return see_other(path("show_meeting", meeting_id=meeting.id), said)
    values = running.bar_of(db, meeting, kind=what.kind, is_fresh=True)
    answer = fragments("captures/_form.html", "captures/_captures.html", said=said, **values, **_list(db, meeting))
    answer.headers[KEPT] = "yes"
    return answer


def _not_yet(db: Session, meeting: Meeting, form: Form[CaptureForm], *, me: Person, at: datetime) -> Response:
    if not here().is_partial:
        return running.running_page(meeting, me, db, at, form=form, status=422)
    return fragment("captures/_form.html", status=422, **running.bar_of(db, meeting, form=form))


def _look_again(request: Request, db: Session, note: Note, said: str) -> Response:
    if not here().is_partial:
        close = path("confirm_close", meeting_id=note.meeting_id)
        is_closing = own_referer(request).partition("?")[0] == close
        return see_other(close if is_closing else path("show_meeting", meeting_id=note.meeting_id), said)
    return _caught(db, must_find(meetings.by_id(db, note.meeting_id)), said)


def _caught(db: Session, meeting: Meeting, said: str = "") -> Response:
    return fragment("captures/_captures.html", said=said, meeting=meeting, **_list(db, meeting))


def _list(db: Session, meeting: Meeting) -> dict[str, Any]:
    hidden = hidden_cases(db, meeting.community_id)
    caught = captures.of_meeting(db, meeting, pacing.step_of(db, meeting)).without(hidden)
    captures.read_all([*caught.here, *caught.earlier])
    offered = offers.among(db, meeting, caught)
    return {"caught": caught, "offered": offered, "names": memberships.names_in(db, meeting.community_id)}


def _kind_in_words(kind: str) -> str:
    community = here().community
    words = community.own_word if community and kind == "miracle" else captures.KINDS[kind]
    return words[:1].upper() + words[1:]
