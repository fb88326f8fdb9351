"""How the meeting was: three presses and one word."""

from datetime import datetime
from typing import Annotated, Any

from fastapi import Response
from sqlmodel import Session

from app.db import Db
from app.domain import feedback
from app.domain.meetings import Meeting
from app.domain.memberships import Membership
from app.routes.deps import MeetingFeedback, Now, noun_router
from app.routes.forms import Form, FormModel, OptionalLine, posted
from app.routes.here import here
from app.routes.pages import fragment, path, see_other

router = noun_router()


class AnswerForm(FormModel):
    """One press."""

    question: str = ""
    answer: str = ""


class LastWordForm(FormModel):
    """One word out."""

    word: OptionalLine = ""


@router.get("/meetings/{meeting_id}/feedback")
def show_feedback(meeting: MeetingFeedback, db: Db, at: Now) -> Response:
    """The panel, once it is time to ask; by itself it is no page."""
    if not here().is_partial:
        return _back(meeting)
    return fragment("feedback/_feedback.html", meeting=meeting, **asked(db, meeting, at))


@router.post("/meetings/{meeting_id}/feedback")
def give_feedback(
    meeting: MeetingFeedback, db: Db, at: Now, form: Annotated[Form[AnswerForm], posted(AnswerForm)]
) -> Response:
    """One answer, counted without a name."""
    chosen = form.data if form.is_good else AnswerForm()
    feedback.answer(db, meeting, my_place(), chosen.question, chosen.answer, at=at)
    if not here().is_partial:
        return _back(meeting, "Counted. Thank you.")
    return _piece(db, meeting, "feedback/_question.html", "Counted. Thank you.", key=chosen.question)


@router.post("/meetings/{meeting_id}/last-word")
def leave_last_word(
    meeting: MeetingFeedback, db: Db, at: Now, form: Annotated[Form[LastWordForm], posted(LastWordForm)]
) -> Response:
    """One word out, or another one instead."""
    feedback.leave_word(db, meeting, my_place(), form.data.word if form.is_good else form.value("word"), at=at)
    if not here().is_partial:
        return _back(meeting, "Your word is kept.")
    return _piece(db, meeting, "feedback/_word.html", "Your word is kept.")


def asked(db: Session, meeting: Meeting, at: datetime) -> dict[str, Any]:
    """What `feedback/_feedback.html` shows to whoever asks."""
    is_offered = bool(here().may("give_feedback", meeting)) and feedback.is_offered(db, meeting, at)
    mine = feedback.mine(db, meeting, my_place()) if is_offered else None
    return {"feedback_mine": mine, "questions": feedback.QUESTIONS}


def my_place() -> Membership:
    """The membership of whoever asks."""
    place = here().membership
    assert place is not None
    return place


def _back(meeting: Meeting, said: str = "") -> Response:
    return see_other(path("show_meeting", meeting_id=meeting.id) + "#feedback", said)


def _piece(db: Session, meeting: Meeting, name: str, said: str, key: str = "") -> Response:
    mine = feedback.mine(db, meeting, my_place())
    known: dict[str, Any] = {"meeting": meeting, "questions": feedback.QUESTIONS, "feedback_mine": mine, "key": key}
    return fragment(name, said=said, is_fresh=True, **known)
