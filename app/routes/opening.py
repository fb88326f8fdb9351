"""What a meeting opens with, and the word that is said of each action there."""

from typing import Annotated, Any, ClassVar, Literal

from fastapi import Response
from pydantic import Field, StringConstraints, ValidationInfo, field_validator
from sqlmodel import Session

from app.db import Db
from app.domain import memberships, opening, reading
from app.domain.actions import NEEDS_WHY, Action
from app.domain.errors import Refused
from app.domain.meetings import Meeting
from app.routes import running
from app.routes.coaching import SharedForm, ask_again, note_kept, read_again
from app.routes.deps import ActionToWorkOn, BarrierToFollow, Me, MeetingToSee, Now, noun_router
from app.routes.forms import Form, FormModel, Words, posted
from app.routes.here import here
from app.routes.pages import fragment, fragments_alike, path, see_other

router = noun_router()
OPENING = "opening/_opening.html"
KEPT = "Kept, for before we next meet."


class WordForm(SharedForm):
    """What became of an action."""

    WORDS: ClassVar[Words] = {"word": {"*": "Choose: done, not done yet, circumstances changed, or let go."}}
    READ = ("why",)
    BUT = reading.IN_ACTIONS
    word: Literal["done", "not_yet", "kept", "changed", "let_go", "reopened"]
    why: Annotated[str, Field(validate_default=True), StringConstraints(max_length=500)] = ""

    @field_validator("why")
    @classmethod
    def says_why(cls, why: str, info: ValidationInfo) -> str:
        """Some words need a reason."""
        question = NEEDS_WHY.get(info.data.get("word", ""))
        if question and not why:
            raise ValueError(f"{question} A few words are enough.")
        return why


class BarrierWordForm(FormModel):
    """That an answer was told, or whether what changed holds at the door; `seen` are the answers that stood there."""

    WORDS: ClassVar[Words] = {"word": {"*": "Choose: told, it holds, or it no longer does."}}
    word: Literal["told", "not_told", "holds", "back"]
    seen: str = ""


# Among which rows it stands.
ROWS = {"told": "answer", "not_told": "answer", "holds": "check", "back": "check"}
SAID = {"told": "Told.", "not_told": "Not told yet.", "holds": "It holds.", "back": "Open again, with its history."}


@router.get("/meetings/{meeting_id}/opening")
def show_opening(meeting: MeetingToSee, db: Db, at: Now) -> Response:
    """Since last time."""
    return fragments_alike(OPENING, about=meeting, at=at, values=lambda: _values(db, meeting, at))


@router.post("/meetings/{meeting_id}/actions/{action_id}/word")
def say_at_meeting(
    *,
    meeting: MeetingToSee,
    action: ActionToWorkOn,
    form: Annotated[Form[WordForm], posted(WordForm)],
    me: Me,
    db: Db,
    at: Now,
) -> Response:
    """Say at this meeting what became of an action."""
    read_again(form)
    if not form.is_good:
        return _why_again(meeting, action, form)
    opening.say(db, meeting, action, form.data.word, form.data.why, by=me, at=at)
    note_kept(db, form, "actions", action, by=me, at=at)
    if not here().is_partial:
        row = f"#opening-action-{action.id}"
        return see_other(path("show_meeting", meeting_id=meeting.id) + row, _said(action))
    return _opening(db, meeting, at, _said(action), said_of=action.id)


@router.post("/meetings/{meeting_id}/barriers/{barrier_id}/word")
def say_of_barrier(
    *,
    meeting: MeetingToSee,
    barrier: BarrierToFollow,
    form: Annotated[Form[BarrierWordForm], posted(BarrierWordForm)],
    me: Me,
    db: Db,
    at: Now,
) -> Response:
    """Say at this meeting that an answer was told, or whether what changed holds."""
    if not form.is_good:
        raise Refused(form.error("word"))
    opening.say_of_barrier(db, meeting, barrier, form.data.word, seen=form.data.seen, by=me, at=at)
    if not here().is_partial:
        row = f"#opening-{ROWS[form.data.word]}-{barrier.id}"
        return see_other(path("show_meeting", meeting_id=meeting.id) + row, SAID[form.data.word])
    return _opening(db, meeting, at, SAID[form.data.word], said_of=barrier.id)


def _said(action: Action) -> str:
    return KEPT if action.word == "kept" else f"{action.state}."


def _why_again(meeting: Meeting, action: Action, form: Form[WordForm]) -> Response:
    if not form.waits and not form.error("why"):
        raise Refused(next(iter(form.errors.values())))
    word = "let_go" if form.value("word") == "let_go" else "changed"
    place, back_url = f"#form-{word}-{action.id}", path("show_meeting", meeting_id=meeting.id)
    known = {"meeting": meeting, "action": action, "word": word, "why_form": form}
    return ask_again("opening/_why.html", place, back_url=back_url, **known)


def _opening(db: Session, meeting: Meeting, at: Now, said: str = "", **more: Any) -> Response:
    return fragment(OPENING, said=said, **_values(db, meeting, at), **more)


def _values(db: Session, meeting: Meeting, at: Now) -> dict[str, Any]:
    names = memberships.names_in(db, meeting.community_id)
    return {"meeting": meeting, "opening": running.opening_of(db, meeting, at), "names": names}
