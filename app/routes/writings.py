"""Silent writing: each writes on their own page, and all is shown at once when whoever runs the meeting says so."""

from typing import Annotated, Any

from fastapi import Response
from pydantic import StringConstraints
from sqlmodel import Session

from app.db import Db
from app.domain import pacing, turns, writings
from app.domain.errors import Refused
from app.domain.meetings import Meeting
from app.domain.writings import Words
from app.routes.coaching import SharedForm, ask_again, note_kept, read_again
from app.routes.deps import Me, MeetingToRun, MeetingToSee, MeetingToWriteAt, Now, noun_router
from app.routes.feedback import my_place
from app.routes.forms import Form, FormModel, OptionalId, OptionalLine, posted
from app.routes.here import here
from app.routes.hiding import hidden_cases
from app.routes.pages import fragment, fragments, path, see_other

router = noun_router()


class QuestionForm(SharedForm):
    """What we write about."""

    READ = ("question",)
    question: OptionalLine = ""


class SlipForm(FormModel):
    """What somebody has written so far, and to which writing; `ready` comes with that button alone."""

    writing: OptionalId = None
    text: Annotated[str, StringConstraints(max_length=writings.LONGEST)] = ""
    ready: bool | None = None


class SeenForm(FormModel):
    """Which writing stood on the page."""

    seen: OptionalId = None


class KeepForm(FormModel):
    """Which slip to keep, and as what."""

    slip: OptionalId = None
    kind: str = ""


PostedQuestion = Annotated[Form[QuestionForm], posted(QuestionForm)]
PostedSlip = Annotated[Form[SlipForm], posted(SlipForm)]
PostedSeen = Annotated[Form[SeenForm], posted(SeenForm)]
PostedKeep = Annotated[Form[KeepForm], posted(KeepForm)]


@router.get("/meetings/{meeting_id}/writing")
def show_writing(meeting: MeetingToSee, db: Db) -> Response:
    """The writing as whoever asks may see it; by itself it is no page."""
    if not here().is_partial:
        return _back(meeting)
    return _sheet(db, meeting)


@router.post("/meetings/{meeting_id}/writing")
def begin_writing(meeting: MeetingToRun, me: Me, db: Db, at: Now, form: PostedQuestion) -> Response:
    """Ask everybody one question."""
    read_again(form)
    if form.waits:
        return _question_again(meeting, form)
    question = form.data.question if form.is_good else ""
    writings.begin(db, meeting, pacing.step_of(db, meeting), question, by=me, at=at)
    note_kept(db, form, "writings", meeting, by=me, at=at)
    return _begun_or_ended(db, meeting, "We are writing.")


@router.post("/meetings/{meeting_id}/writing/slip")
def write_slip(meeting: MeetingToWriteAt, db: Db, at: Now, form: PostedSlip) -> Response:
    """Save my words; their page sends them by itself, the button when there is no script."""
    if not form.is_good:
        raise Refused(f"Not saved yet. Make it shorter: at most {writings.LONGEST} letters.")
    words = Words(form.data.writing, form.data.text, form.data.ready)
    slip = writings.write(db, meeting, my_place(), words, at=at)
    said = {None: "", True: "You are ready.", False: "You are still writing."}[form.data.ready]
    if not here().is_partial:
        return _back(meeting, said or "Your words are saved. Nobody else sees them yet.")
    return fragment("writings/_slip_state.html", said=said, meeting=meeting, slip=slip, at=at)


@router.post("/meetings/{meeting_id}/writing/slip/put-away")
def put_away_slip(meeting: MeetingToWriteAt, db: Db, at: Now) -> Response:
    """Take my words back."""
    writings.put_away(db, meeting, my_place(), at=at)
    return _changed(db, meeting, "Your words are put away.")


@router.post("/meetings/{meeting_id}/writing/slip/return")
def bring_back_slip(meeting: MeetingToWriteAt, db: Db, at: Now) -> Response:
    """Let them stand again."""
    writings.bring_back(db, meeting, my_place(), at=at)
    return _changed(db, meeting, "Your words are back.")


@router.post("/meetings/{meeting_id}/writing/reveal")
def reveal_writing(meeting: MeetingToRun, me: Me, db: Db, at: Now, form: PostedSeen) -> Response:
    """Show all of it to everybody."""
    writings.reveal(db, meeting, form.data.seen if form.is_good else None, by=me, at=at)
    return _changed(db, meeting, "Everybody sees all that was written.")


@router.post("/meetings/{meeting_id}/writing/keeping")
def keep_slip(meeting: MeetingToRun, me: Me, db: Db, at: Now, form: PostedKeep) -> Response:
    """Keep one slip beyond the meeting."""
    chosen = form.data if form.is_good else KeepForm()
    writings.keep(db, meeting, chosen.slip, chosen.kind, by=me, at=at)
    return _changed(db, meeting, "Kept. It stands with what we caught.")


@router.post("/meetings/{meeting_id}/writing/end")
def end_writing(meeting: MeetingToRun, me: Me, db: Db, at: Now) -> Response:
    """Put it aside."""
    writings.end(db, meeting, by=me, at=at)
    return _begun_or_ended(db, meeting, "The writing is over.")


@router.post("/meetings/{meeting_id}/writing/return")
def go_on_with_writing(meeting: MeetingToRun, me: Me, db: Db, at: Now) -> Response:
    """It was not over."""
    writings.go_on(db, meeting, by=me, at=at)
    return _begun_or_ended(db, meeting, "The writing goes on.")


def sheet_of(db: Session, meeting: Meeting) -> dict[str, Any]:
    """What `writings/_writing.html` shows to whoever asks: the writing that goes on, or one that ended at this step."""
    sheet = writings.sheet(db, meeting, my_place())
    is_hidden = sheet is not None and sheet.case_id in hidden_cases(db, meeting.community_id)
    if sheet and is_hidden:
        sheet = sheet._replace(shown=[])
    last = None if sheet or not meeting.is_running else writings.latest(db, meeting)
    is_just_over = last is not None and pacing.is_at(db, meeting, last.agenda_item_id)
    return {"sheet": sheet, "is_writing_just_over": is_just_over, "is_writing_hidden": is_hidden}


def _sheet(db: Session, meeting: Meeting, said: str = "") -> Response:
    return fragment("writings/_writing.html", said=said, meeting=meeting, **sheet_of(db, meeting))


def _changed(db: Session, meeting: Meeting, said: str) -> Response:
    return _sheet(db, meeting, said) if here().is_partial else _back(meeting, said)


def _begun_or_ended(db: Session, meeting: Meeting, said: str) -> Response:
    if not here().is_partial:
        return _back(meeting, said)
    circle = turns.of_meeting(db, meeting)
    values = {**sheet_of(db, meeting), "circle": circle, "is_fresh": True}
    return fragments("writings/_writing.html", "running/_together.html", said=said, meeting=meeting, **values)


def _back(meeting: Meeting, said: str = "") -> Response:
    return see_other(path("show_meeting", meeting_id=meeting.id) + "#writing", said)


def _question_again(meeting: Meeting, form: Form[Any]) -> Response:
    known = {"meeting": meeting, "sheet": None, "question_form": form}
    back_url = path("show_meeting", meeting_id=meeting.id)
    return ask_again("writings/_begin.html", "#writing-begin", back_url=back_url, **known)
