"""The minutes of a meeting: to read and to print; to read over once, put right, and call ready."""

from datetime import datetime
from typing import Annotated, Any, ClassVar, Literal
from uuid import UUID

from fastapi import Response
from pydantic import StringConstraints
from sqlmodel import Session

from app.db import Db
from app.domain import actions, attendance, captures, editing, memberships, methods, minutes, reading
from app.domain.captures import Captured
from app.domain.meetings import Meeting
from app.routes.coaching import Found, KeepForm, SharedForm, kept_in, note_kept, read_again
from app.routes.deps import ItemToPlan, Me, MeetingMinutes, MeetingToEdit, Now, must_find, noun_router
from app.routes.forms import Form, FormModel, Line, Words, empty, posted
from app.routes.hiding import hidden_cases, minutes_veiled
from app.routes.looking import marked_in, signs_in
from app.routes.pages import page, path, see_other

router = noun_router()
IN_SHORT = "in-short"


class WordsForm(SharedForm):
    """The words of one thing, and which of them the person had read."""

    WORDS: ClassVar[Words] = {"text": {"*": "Write a few words, or put it away."}}
    # As long as the longest kind; each kind's own limit is held where the kind is known.
    text: Annotated[str, StringConstraints(min_length=1, max_length=max(captures.LONGEST.values()))]
    seen: str = ""


class ActionWordsForm(WordsForm):
    """The words of an action, as they are read while they are written."""

    BUT = reading.IN_ACTIONS


class TitleForm(SharedForm):
    """What a step is called in the record."""

    WORDS: ClassVar[Words] = {"text": {"string_too_short": "Give the step a name.", "missing": "Give the step a name."}}
    text: Line
    seen: str = ""


class InShortForm(SharedForm):
    """What the minutes say above everything else; nothing is fine too."""

    text: Annotated[str, StringConstraints(max_length=4000)] = ""
    seen: str = ""


class SayForm(FormModel):
    """What becomes of one thing."""

    word: Literal["put_away", "brought_back"] | None = None


class SeatForm(FormModel):
    """Somebody, and what is known of them."""

    WORDS: ClassVar[Words] = {"who": {"*": "Choose somebody of the list."}, "word": {"*": "Choose one of the words."}}
    who: UUID
    word: Literal["here", "left", "apologies", ""] = ""


@router.get("/meetings/{meeting_id}/minutes")
def show_minutes(meeting: MeetingMinutes, db: Db, at: Now, cases: str = "") -> Response:
    """What was said, agreed and left; of a running meeting, so far. With `cases=none` as they can be passed on."""
    if meeting.is_planned or meeting.called_off_at:
        return see_other(path("show_meeting", meeting_id=meeting.id), "There are no minutes of a meeting not yet held.")
    return page("minutes/show.html", **_written(db, meeting, at, without_cases=cases == "none"))


@router.get("/meetings/{meeting_id}/minutes/edit")
def edit_minutes(meeting: MeetingToEdit, db: Db, at: Now, change: str = "") -> Response:
    """Read them over; `change` is the one thing, or step, whose words are being changed."""
    if not meeting.is_closed or meeting.minutes_ready_at:
        return see_other(path("show_minutes", meeting_id=meeting.id))
    return _edit(db, meeting, at, changing=change)


@router.post("/meetings/{meeting_id}/minutes/in-short")
def write_in_short(
    meeting: MeetingToEdit, me: Me, db: Db, at: Now, form: Annotated[Form[InShortForm], posted(InShortForm)]
) -> Response:
    """What they say above everything else."""
    editing.refuse_unless_waiting(meeting)
    found = read_again(form)
    if not form.is_good:
        return _edit(db, meeting, at, changing=IN_SHORT, form=form, found=found, status=422)
    if not editing.write_in_short(db, meeting, form.data.text, seen=form.data.seen, by=me, at=at):
        return _edit(db, meeting, at, changing=IN_SHORT, form=form, is_conflict=True, status=409)
    note_kept(db, form, "meetings", meeting, by=me, at=at)
    return _back(meeting, IN_SHORT, "Saved.")


@router.post("/meetings/{meeting_id}/minutes/things/{thing_id}")
def change_in_minutes(
    *,
    meeting: MeetingToEdit,
    thing_id: UUID,
    me: Me,
    db: Db,
    at: Now,
    form: Annotated[Form[WordsForm], posted(WordsForm)],
) -> Response:
    """Change the words of one thing."""
    one = must_find(editing.found(db, meeting, thing_id))
    editing.refuse_unless_waiting(meeting)
    found = _read(form, one, editing.called(db, one))
    if not form.is_good:
        return _edit(db, meeting, at, changing=str(thing_id), form=form, found=found, status=422)
    if not editing.change(db, meeting, one, form.data.text, seen=form.data.seen, by=me, at=at):
        return _edit(db, meeting, at, changing=str(thing_id), form=form, is_conflict=True, status=409)
    note_kept(db, form, editing.NOUNS[one.kind], one.thing, by=me, at=at)
    return _back(meeting, f"thing-{thing_id}", "Changed.")


@router.post("/meetings/{meeting_id}/minutes/told/{told_id}")
def change_told_in_minutes(
    *,
    meeting: MeetingToEdit,
    told_id: UUID,
    me: Me,
    db: Db,
    at: Now,
    form: Annotated[Form[WordsForm], posted(WordsForm)],
) -> Response:
    """Change what was told of a case."""
    case, words = must_find(editing.told_at(db, meeting, told_id))
    editing.refuse_unless_waiting(meeting)
    found = read_again(form, called=case.code_name)
    if not form.is_good:
        return _edit(db, meeting, at, changing=str(told_id), form=form, found=found, status=422)
    if not editing.change_told(db, meeting, words, form.data.text, seen=form.data.seen, by=me, at=at):
        return _edit(db, meeting, at, changing=str(told_id), form=form, is_conflict=True, status=409)
    note_kept(db, form, "cases", case, by=me, at=at)
    return _back(meeting, f"told-{told_id}", "Changed.")


@router.post("/meetings/{meeting_id}/minutes/things/{thing_id}/word")
def say_in_minutes(
    *, meeting: MeetingToEdit, thing_id: UUID, me: Me, db: Db, at: Now, form: Annotated[Form[SayForm], posted(SayForm)]
) -> Response:
    """It is put away, or brought back."""
    one = must_find(editing.found(db, meeting, thing_id))
    word = (form.data.word if form.is_good else "") or ""
    editing.say(db, meeting, one, word, by=me, at=at)
    said = {"put_away": "Put away. You can bring it back.", "brought_back": "It is back."}
    return _back(meeting, f"thing-{thing_id}", said[word])


@router.post("/meetings/{meeting_id}/minutes/steps/{item_id}")
def retitle_step(
    *,
    meeting: MeetingToEdit,
    item: ItemToPlan,
    me: Me,
    db: Db,
    at: Now,
    form: Annotated[Form[TitleForm], posted(TitleForm)],
) -> Response:
    """Call a step otherwise in the record."""
    editing.refuse_unless_waiting(meeting)
    found = read_again(form)
    if not form.is_good:
        return _edit(db, meeting, at, changing=str(item.id), form=form, found=found, status=422)
    if not editing.retitle(db, meeting, item, form.data.text, seen=form.data.seen, by=me, at=at):
        return _edit(db, meeting, at, changing=str(item.id), form=form, is_conflict=True, status=409)
    note_kept(db, form, "agenda", item, by=me, at=at)
    return _back(meeting, f"line-{item.id}", "Changed.")


@router.post("/meetings/{meeting_id}/minutes/attendance")
def correct_attendance(
    meeting: MeetingToEdit, me: Me, db: Db, at: Now, form: Annotated[Form[SeatForm], posted(SeatForm)]
) -> Response:
    """Put right who was here."""
    if not form.is_good:
        editing.refuse_unless_waiting(meeting)
        return _edit(db, meeting, at, changing="who", form=form, status=422)
    attendance.correct(db, meeting, form.data.who, form.data.word, by=me, at=at)
    return _back(meeting, "who", "Noted.")


@router.post("/meetings/{meeting_id}/minutes/ready")
def finish_minutes(
    meeting: MeetingToEdit, me: Me, db: Db, at: Now, form: Annotated[Form[KeepForm], posted(KeepForm)]
) -> Response:
    """They are ready; from now on their words stay."""
    try:
        kept = kept_in(form, signs_in(editing.readings(db, meeting)))
        editing.make_ready(db, meeting, kept=kept, by=me, at=at)
    except reading.NotKept as no:
        form.errors.setdefault("keep", no.message)
        return _edit(db, meeting, at, changing="ready", form=form, status=422)
    return see_other(path("show_minutes", meeting_id=meeting.id), "The minutes are ready, and stay as they are.")


@router.post("/meetings/{meeting_id}/minutes/reopening")
def reopen_minutes(meeting: MeetingToEdit, me: Me, db: Db, at: Now) -> Response:
    """Undo that."""
    editing.reopen(db, meeting, by=me, at=at)
    return see_other(path("edit_minutes", meeting_id=meeting.id), "The minutes are open again.")


def _read(form: Form[WordsForm], one: Captured, called: str) -> list[Found]:
    longest = captures.LONGEST[one.kind]
    if len(form.value("text").strip()) > longest:
        form.wrong("text", f"Make this shorter: at most {longest} letters.")
    return read_again(form, reading.but_in(one.kind), called=called)


def _written(db: Session, meeting: Meeting, at: datetime, *, without_cases: bool = False) -> dict[str, Any]:
    hidden = hidden_cases(db, meeting.community_id)
    found = minutes.without_cases(db, meeting, at) if without_cases else minutes.of(db, meeting, at, hidden)
    return {
        "meeting": meeting,
        "without_cases": without_cases,
        "minutes": minutes_veiled(hidden, found),
        "spoken": {word: words for word, (words, _ends) in actions.WORDS.items()},
        "methods": methods.known(db, meeting.community_id),
        "names": memberships.names_in(db, meeting.community_id),
    }


def _edit(
    db: Session,
    meeting: Meeting,
    at: datetime,
    *,
    changing: str,
    form: Form[Any] | None = None,
    found: Any = (),
    is_conflict: bool = False,
    status: int = 200,
) -> Response:
    seats = attendance.seats(db, meeting)
    return page(
        "minutes/edit.html",
        **_written(db, meeting, at),
        readings=editing.readings(db, meeting),
        seats=seats,
        who=[("", "Choose"), *((seat.membership.id, seat.person.name) for seat in seats)],
        afterwards=attendance.WORDS_AFTERWARDS,
        wording=editing.wording_of,
        marked=marked_in,
        signs_in=signs_in,
        fresh=empty,
        changing=changing,
        form=form,
        found=found,
        is_conflict=is_conflict,
        status=status,
    )


def _back(meeting: Meeting, anchor: str, said: str) -> Response:
    return see_other(path("edit_minutes", meeting_id=meeting.id) + f"#{anchor}", said)
