"""A round, as it goes: whose turn it is, and the presses that move it on."""

from typing import Annotated, Any

from fastapi import Response
from sqlmodel import Session

from app.db import Db
from app.domain import pacing, rounds, turns
from app.domain.meetings import Meeting
from app.routes.coaching import SharedForm, ask_again, note_kept, read_again
from app.routes.deps import Me, MeetingToRun, MeetingToSee, MeetingToTakeTurn, Now, noun_router
from app.routes.feedback import my_place
from app.routes.forms import Form, FormModel, OptionalLine, posted
from app.routes.here import here
from app.routes.hiding import hidden_cases
from app.routes.pages import fragment, fragments, path, see_other
from app.routes.writings import sheet_of

router = noun_router()


class RoundForm(SharedForm):
    """A question, if there is one, and whether each agency speaks with one voice."""

    READ = ("question",)
    question: OptionalLine = ""
    by_agency: bool = False


class TurnForm(FormModel):
    """One press, and what stood on the page when it was made."""

    word: str = ""
    seen: str = ""


PostedRound = Annotated[Form[RoundForm], posted(RoundForm)]
PostedTurn = Annotated[Form[TurnForm], posted(TurnForm)]


@router.get("/meetings/{meeting_id}/together")
def show_together(meeting: MeetingToSee, db: Db) -> Response:
    """What the group can do together, for whoever runs the meeting; by itself it is no page."""
    if not here().is_partial:
        return _back(meeting)
    return fragment("running/_together.html", meeting=meeting, **round_of(db, meeting), **sheet_of(db, meeting))


@router.get("/meetings/{meeting_id}/round")
def show_round(meeting: MeetingToSee, db: Db) -> Response:
    """The round as it stands; by itself it is no page."""
    if not here().is_partial:
        return _back(meeting)
    return fragment("rounds/_round.html", meeting=meeting, **round_of(db, meeting))


@router.post("/meetings/{meeting_id}/round")
def begin_round(meeting: MeetingToRun, me: Me, db: Db, at: Now, form: PostedRound) -> Response:
    """Begin a round of those who are here."""
    read_again(form)
    if form.waits:
        return _question_again(meeting, form)
    asked = form.data if form.is_good else RoundForm()
    step = pacing.step_of(db, meeting)
    rounds.begin(db, meeting, step, asked.question, by_agency=asked.by_agency, by=me, at=at)
    note_kept(db, form, "rounds", meeting, by=me, at=at)
    return _begun_or_ended(db, meeting, "The round has begun.")


@router.post("/meetings/{meeting_id}/round/turn")
def take_turn(meeting: MeetingToTakeTurn, me: Me, db: Db, at: Now, form: PostedTurn) -> Response:
    """I have spoken, or I pass."""
    said = form.data if form.is_good else TurnForm()
    rounds.press(db, meeting, said.word, said.seen, place=my_place(), by=me, at=at)
    return _moved(db, meeting)


@router.post("/meetings/{meeting_id}/round/next")
def give_turn(meeting: MeetingToRun, me: Me, db: Db, at: Now, form: PostedTurn) -> Response:
    """Whoever runs the meeting presses for them."""
    said = form.data if form.is_good else TurnForm()
    rounds.press(db, meeting, said.word, said.seen, by=me, at=at)
    return _moved(db, meeting)


@router.post("/meetings/{meeting_id}/round/undo")
def undo_turn(meeting: MeetingToTakeTurn, me: Me, db: Db, at: Now, form: PostedTurn) -> Response:
    """Take the last press back: one's own, or anybody's for whoever runs the meeting."""
    place = None if here().may("run_meeting", meeting) else my_place()
    rounds.undo(db, meeting, form.data.seen if form.is_good else "", place=place, by=me, at=at)
    return _moved(db, meeting)


@router.post("/meetings/{meeting_id}/round/end")
def end_round(meeting: MeetingToRun, me: Me, db: Db, at: Now) -> Response:
    """The round is over."""
    rounds.end(db, meeting, by=me, at=at)
    return _begun_or_ended(db, meeting, "The round is over.")


@router.post("/meetings/{meeting_id}/round/return")
def go_on_with_round(meeting: MeetingToRun, me: Me, db: Db, at: Now) -> Response:
    """It was not over."""
    rounds.go_on(db, meeting, by=me, at=at)
    return _begun_or_ended(db, meeting, "The round goes on.")


def round_of(db: Session, meeting: Meeting) -> dict[str, Any]:
    """What `rounds/_round.html` shows: the round that goes on, or else the one that ended at this very step."""
    circle = turns.of_meeting(db, meeting)
    last = None if circle or not meeting.is_running else turns.latest(db, meeting)
    is_just_over = last is not None and pacing.is_at(db, meeting, last.agenda_item_id)
    is_hidden = circle is not None and turns.case_of(db, circle) in hidden_cases(db, meeting.community_id)
    return {"circle": circle, "is_round_just_over": is_just_over, "is_round_hidden": is_hidden}


def _moved(db: Session, meeting: Meeting) -> Response:
    values = round_of(db, meeting)
    now = values["circle"].speaking if values["circle"] else None
    said = f"Now: {now.name}" if now else "Everybody has had a turn."
    if not here().is_partial:
        return _back(meeting, said)
    return fragment("rounds/_round.html", said=said, meeting=meeting, **values)


def _begun_or_ended(db: Session, meeting: Meeting, said: str) -> Response:
    if not here().is_partial:
        return _back(meeting, said)
    values = {**round_of(db, meeting), **sheet_of(db, meeting)}
    pieces = ("rounds/_round.html", "running/_together.html")
    return fragments(*pieces, said=said, meeting=meeting, is_fresh=True, **values)


def _back(meeting: Meeting, said: str = "") -> Response:
    return see_other(path("show_meeting", meeting_id=meeting.id) + "#round", said)


def _question_again(meeting: Meeting, form: Form[Any]) -> Response:
    known = {"meeting": meeting, "circle": None, "question_form": form}
    back_url = path("show_meeting", meeting_id=meeting.id)
    return ask_again("rounds/_begin.html", "#round-begin", back_url=back_url, **known)
