"""Still holding? What is said of a little miracle some months later, where the meeting opens or on its own page."""

from typing import Annotated, Any, ClassVar, Literal
from uuid import UUID

from fastapi import Response
from pydantic import StringConstraints
from sqlmodel import Session

from app import clock
from app.db import Db
from app.domain import holding, meetings, memberships
from app.domain.errors import Refused
from app.domain.meetings import Meeting
from app.domain.miracles import Miracle
from app.routes import running
from app.routes.coaching import SharedForm, note_kept, read_again
from app.routes.deps import Me, MeetingToSee, MeetingToTellAt, MiracleToTellOf, Now, noun_router
from app.routes.forms import Form, FormModel, Words, posted
from app.routes.here import here
from app.routes.hiding import hidden_cases
from app.routes.miracle_pages import own_page
from app.routes.pages import fragment, path, see_other

router = noun_router()
CHOOSE = "Choose: still holding, grown, slipped back, or nobody knows."
SAID = "Thank you. “{}.”"


class PressForm(FormModel):
    """One press where the meeting opens."""

    WORDS: ClassVar[Words] = {"word": {"*": CHOOSE}}
    word: Literal["holding", "grown", "slipped", "unknown", "taken_back"]


class HoldingForm(SharedForm):
    """The same on its own page, with a sentence if somebody likes."""

    WORDS: ClassVar[Words] = {"word": {"*": CHOOSE}, "text": {"*": "One sentence is enough: at most 300 letters."}}
    word: Literal["holding", "grown", "slipped", "unknown"]
    text: Annotated[str, StringConstraints(max_length=300)] = ""


@router.post("/miracles/{miracle_id}/holding")
def say_how_it_holds(
    miracle: MiracleToTellOf, form: Annotated[Form[HoldingForm], posted(HoldingForm)], me: Me, db: Db, at: Now
) -> Response:
    """Say how it is with it now; while a meeting goes on, it is said there."""
    read_again(form)
    if not form.is_good:
        return own_page(db, miracle, holding_form=form, status=422)
    meeting = meetings.running_in(db, miracle.community_id)
    _say(db, miracle, form.data.word, form.data.text, meeting=meeting, by=me, at=at)
    note_kept(db, form, "miracles", miracle, by=me, at=at)
    return see_other(path("show_miracle", miracle_id=miracle.id), SAID.format(holding.WORDS[form.data.word]))


@router.post("/meetings/{meeting_id}/miracles/{miracle_id}/holding")
def say_how_it_holds_at_meeting(
    *,
    meeting: MeetingToSee,
    miracle: MiracleToTellOf,
    form: Annotated[Form[PressForm], posted(PressForm)],
    me: Me,
    db: Db,
    at: Now,
) -> Response:
    """Say it with one press where the meeting opens, or take it back."""
    _refuse_elsewhere(meeting, miracle)
    if not form.is_good:
        raise Refused(CHOOSE)
    if form.data.word == "taken_back":
        holding.take_back(db, miracle, meeting, by=me, at=at)
        return _opening(db, meeting, at, "It waits again.", said_of=miracle.id)
    _say(db, miracle, form.data.word, meeting=meeting, by=me, at=at)
    return _opening(db, meeting, at, SAID.format(holding.WORDS[form.data.word]), said_of=miracle.id)


@router.post("/meetings/{meeting_id}/miracles/holding")
def leave_the_rest_unknown(meeting: MeetingToTellAt, me: Me, db: Db, at: Now) -> Response:
    """Of all that still wait, nobody here knows: one press instead of many."""
    _refuse_elsewhere(meeting)
    today = clock.today_in(_zone(), at)
    hidden = hidden_cases(db, meeting.community_id)
    waiting = [asked.miracle for asked in holding.carried_into(db, meeting, today) if asked.said is None]
    waiting = [miracle for miracle in waiting if miracle.case_id not in hidden]
    for miracle in waiting:
        holding.say(db, miracle, "unknown", today=today, meeting=meeting, by=me, at=at)
    return _opening(db, meeting, at, "Thank you. The others are left as they are.")


def _say(db: Session, miracle: Miracle, word: str, words: str = "", **who: Any) -> None:
    holding.say(db, miracle, word, words, today=clock.today_in(_zone(), who["at"]), **who)


def _refuse_elsewhere(meeting: Meeting, miracle: Miracle | None = None) -> None:
    if miracle and miracle.community_id != meeting.community_id:
        raise Refused("This was told in another community.")
    if not meeting.is_running:
        raise Refused("This meeting is not running. You can say it on its own page.")


def _zone() -> str:
    community = here().community
    assert community is not None
    return community.zone


def _opening(db: Session, meeting: Meeting, at: Now, said: str, said_of: UUID | None = None) -> Response:
    if not here().is_partial:
        row = f"opening-holding-{said_of}" if said_of else "opening-holding"
        return see_other(path("show_meeting", meeting_id=meeting.id) + f"#{row}", said)
    names = memberships.names_in(db, meeting.community_id)
    values: dict[str, Any] = {"meeting": meeting, "opening": running.opening_of(db, meeting, at), "names": names}
    return fragment("opening/_opening.html", said=said, said_of=said_of or "all", **values)
