"""What was caught, looked at again: other words, another kind, who takes it on and by when, and who writes for all."""

from datetime import datetime
from typing import Annotated, Any, ClassVar, Literal
from uuid import UUID

from fastapi import Form as Field
from fastapi import Response
from pydantic import StringConstraints
from sqlmodel import Session

from app.db import Db
from app.domain import actions, attendance, captures, meetings, notes, sorting
from app.domain.actions import Action
from app.domain.captures import KINDS, Thing
from app.domain.notes import Note
from app.domain.people import Person
from app.routes.deps import (
    ActionToPutAway,
    ActionToWorkOn,
    BarrierToPutAway,
    Me,
    MeetingToWriteFor,
    MiracleToPutAway,
    NoteToPutAway,
    Now,
    must_find,
    noun_router,
)
from app.routes.forms import Form, FormModel, OptionalDay, OptionalId, Words, empty, posted
from app.routes.here import here
from app.routes.pages import fragment, page, path, see_other

router = noun_router()


class NoteForm(FormModel):
    """Its words and its kind; `wording` says which words the person had read."""

    WORDS: ClassVar[Words] = {"text": {"string_too_short": "Write a few words first."}}
    kind: Literal["note", "question", "offer"]
    text: Annotated[str, StringConstraints(min_length=1, max_length=2000)]
    wording: str = ""


class HandForm(FormModel):
    """Who takes it on, and by when."""

    WORDS: ClassVar[Words] = {"owner": {"*": "Choose somebody of the list."}}
    owner: OptionalId = None
    due_on: OptionalDay = None


class ScribeForm(FormModel):
    """Who writes for all. A page says "me", so that one rendering serves everybody."""

    owner: Literal["me"] | OptionalId = None

    def person(self, me: Person) -> UUID | None:
        """Whom that means when this person says it."""
        return me.id if self.owner == "me" else self.owner


PostedNote = Annotated[Form[NoteForm], posted(NoteForm)]
PostedHand = Annotated[Form[HandForm], posted(HandForm)]
Kind = Annotated[str, Field()]


@router.get("/notes/{note_id}/edit")
def edit_note(note: NoteToPutAway, db: Db) -> Response:
    """The words of a note or an offer, to be changed."""
    return _changing(db, note, empty(kind=note.kind, text=note.text, wording=note.wording))


@router.post("/notes/{note_id}")
def change_note(note: NoteToPutAway, me: Me, db: Db, at: Now, form: PostedNote) -> Response:
    """Change them."""
    if not form.is_good:
        return _changing(db, note, form, status=422)
    data = form.data
    if not notes.change(db, note, kind=data.kind, text=data.text, seen=data.wording, by=me, at=at):
        kept = empty(kind=data.kind, text=data.text, wording=note.wording)
        return _changing(db, note, kept, is_conflict=True, status=422)
    return _changed(note, "Changed.")


@router.get("/actions/{action_id}/hand")
def edit_who_and_when(action: ActionToWorkOn, db: Db) -> Response:
    """Who takes it on and by when, to be changed."""
    return _changing(db, action, empty(owner=action.owner_id, due_on=action.due_on))


@router.post("/actions/{action_id}/hand")
def change_who_and_when(action: ActionToWorkOn, me: Me, db: Db, at: Now, form: PostedHand) -> Response:
    """Change it; the words stay."""
    if not form.is_good:
        return _changing(db, action, form, status=422)
    known = {"text": action.text, "first_step": action.first_step}
    actions.change(db, action, owner_id=form.data.owner, due_on=form.data.due_on, **known, by=me, at=at)
    return _changed(action, "Changed.")


@router.post("/notes/{note_id}/sorting")
def sort_note(note: NoteToPutAway, me: Me, db: Db, at: Now, kind: Kind = "") -> Response:
    """Let a note or an offer stand as another kind."""
    return _sorted(db, note, kind, by=me, at=at)


@router.post("/actions/{action_id}/sorting")
def sort_action(action: ActionToPutAway, me: Me, db: Db, at: Now, kind: Kind = "") -> Response:
    """Let an action stand as another kind."""
    return _sorted(db, action, kind, by=me, at=at)


@router.post("/miracles/{miracle_id}/sorting")
def sort_miracle(miracle: MiracleToPutAway, me: Me, db: Db, at: Now, kind: Kind = "") -> Response:
    """Let a little miracle stand as another kind."""
    return _sorted(db, miracle, kind, by=me, at=at)


@router.post("/barriers/{barrier_id}/sorting")
def sort_barrier(barrier: BarrierToPutAway, me: Me, db: Db, at: Now, kind: Kind = "") -> Response:
    """Let a barrier stand as another kind."""
    return _sorted(db, barrier, kind, by=me, at=at)


@router.post("/meetings/{meeting_id}/scribe")
def name_scribe(
    meeting: MeetingToWriteFor, me: Me, db: Db, at: Now, form: Annotated[Form[ScribeForm], posted(ScribeForm)]
) -> Response:
    """Say who writes for all; nobody when nobody is named."""
    person_id = form.data.person(me) if form.is_good else None
    captures.name_scribe(db, meeting, person_id, by=me, at=at)
    said = "Everybody sees who writes." if person_id else "Nobody writes for all now."
    if here().is_partial:
        return fragment("captures/_changed.html", thing=meeting, said=said)
    return see_other(path("show_meeting", meeting_id=meeting.id), said)


def _sorted(db: Session, thing: Thing, kind: str, *, by: Person, at: datetime) -> Response:
    stands = sorting.sort(db, thing, kind, by=by, at=at)
    community = here().community
    assert community is not None
    words = community.own_word if sorting.kind_of(stands) == "miracle" else KINDS[sorting.kind_of(stands)].lower()
    return _changed(stands, f"Sorted: {words}.")


def _changing(
    db: Session, thing: Note | Action, form: Form[Any], *, is_conflict: bool = False, status: int = 200
) -> Response:
    meeting = meetings.by_id(db, thing.meeting_id) if thing.meeting_id else None
    seats = attendance.seats(db, must_find(meeting))
    owners = [("", "Nobody yet"), *((person.id, person.name) for person in captures.who_may_own(seats))]
    kind = sorting.kind_of(thing)
    values: dict[str, Any] = {"thing": thing, "kind": kind, "form": form, "owners": owners, "is_conflict": is_conflict}
    if here().is_partial:
        return fragment("captures/_change.html", status=status, **values)
    return page("captures/change.html", status=status, **values)


def _changed(thing: Thing, said: str) -> Response:
    # The list on the page is told, and looks again by itself; the form has done its work.
    if here().is_partial:
        return fragment("captures/_changed.html", thing=thing, said=said)
    return see_other(path("show_meeting", meeting_id=thing.meeting_id), said)
