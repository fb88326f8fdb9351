"""What is still marked when the minutes are read over: replaced where it stands, or kept and why."""

from typing import Annotated
from uuid import UUID

from fastapi import Response
from pydantic import Field

from app.db import Db
from app.domain import editing, reading
from app.domain.captures import Captured
from app.domain.meetings import Meeting
from app.routes.coaching import MOVED, Found
from app.routes.deps import Me, MeetingToEdit, Now, must_find, noun_router
from app.routes.forms import Form, FormModel, one_of, posted
from app.routes.pages import path, see_other

router = noun_router()
CHANGED = "Somebody has changed these words since you looked, so nothing was kept. Look again."


class LookForm(FormModel):
    """Which of what is marked is replaced, in the words that were read; or why it may stay."""

    use: Annotated[str, Field(max_length=60)] = ""
    use_all: bool = False
    keep: Annotated[str, one_of(reading.KEPT_BECAUSE)] = ""
    seen: str = ""


PostedLook = Annotated[Form[LookForm], posted(LookForm)]


@router.post("/meetings/{meeting_id}/minutes/things/{thing_id}/look")
def look_at_in_minutes(
    *, meeting: MeetingToEdit, thing_id: UUID, me: Me, db: Db, at: Now, form: PostedLook
) -> Response:
    """Use what is suggested where it may say who somebody is, or keep it and say why."""
    one = must_find(editing.found(db, meeting, thing_id))
    asked = form.data if form.is_good else LookForm()
    if asked.use or asked.use_all:
        text = marked_in(one, editing.called(db, one)).with_suggestions(asked.use, everywhere=asked.use_all)
        is_done = text and editing.change(db, meeting, one, text, seen=asked.seen, by=me, at=at)
        return _back(meeting, "look", "Replaced." if is_done else MOVED)
    if asked.keep and _has_seen(asked, one):
        editing.say(db, meeting, one, "fine", asked.keep, by=me, at=at)
    return _back(meeting, "look", _said_of(asked, one))


def marked_in(one: Captured, called: str) -> Found:
    """Its words, cut at what may say who somebody is; of a case that is `called` by this code name, if of one."""
    text = one.thing.text
    findings = reading.read(text, but=reading.but_in(one.kind), called=called)
    return Found("text", reading.pieces(text, findings), str(one.thing.id))


def signs_in(readings: editing.Readings) -> list[str]:
    """A sign of everything that is still marked."""
    called = {one.thing.id: readings.called.get(one.thing.case_id or one.thing.id, "") for one in readings.to_look_at}
    parts = [marked_in(one, called[one.thing.id]) for one in readings.to_look_at]
    return [sign for part in parts for sign in part.signs]


def _has_seen(asked: LookForm, one: Captured) -> bool:
    return asked.seen == editing.wording_of(one.thing)


def _said_of(asked: LookForm, one: Captured) -> str:
    if not asked.keep:
        return "Choose why it may stay."
    return "Kept. We noted why, never the words." if _has_seen(asked, one) else CHANGED


def _back(meeting: Meeting, anchor: str, said: str) -> Response:
    return see_other(path("edit_minutes", meeting_id=meeting.id) + f"#{anchor}", said)
