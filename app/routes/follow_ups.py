"""What the community says of a barrier: its end and why, whether it holds at the door, and when to look again."""

from typing import Annotated, ClassVar, Literal

from fastapi import Response
from pydantic import StringConstraints

from app.db import Db
from app.domain import barriers_back, follow_ups, meetings, replies
from app.domain.barriers import today_of
from app.domain.errors import Refused
from app.routes.barriers import show
from app.routes.coaching import SharedForm, note_kept, read_again
from app.routes.deps import BarrierToEnd, BarrierToFollow, Me, Now, noun_router
from app.routes.forms import Day, Form, FormModel, Words, posted
from app.routes.pages import path, see_other

router = noun_router()


class EndForm(SharedForm):
    """How it ended, and why."""

    WORDS: ClassVar[Words] = {
        "ending": {"*": "Choose how it ended."},
        "why": {
            "string_too_short": "Say in a few words what happened, so that nobody wonders later.",
            "missing": "Say in a few words what happened, so that nobody wonders later.",
        },
    }
    READ = ("why",)
    ending: Literal["lifted", "exception", "let_go"]
    why: Annotated[str, StringConstraints(min_length=1, max_length=500)]


class CheckForm(SharedForm):
    """Whether it holds at the door, and perhaps what was seen there."""

    WORDS: ClassVar[Words] = {"word": {"*": "Choose: it holds, or it no longer does."}}
    READ = ("why",)
    word: Literal["holds", "back"]
    why: Annotated[str, StringConstraints(max_length=500)] = ""


class CheckDayForm(FormModel):
    """When to look again."""

    WORDS: ClassVar[Words] = {"day": {"*": "Choose the day on which to look again."}}
    day: Day


@router.post("/barriers/{barrier_id}/ending")
def end_barrier(
    barrier: BarrierToEnd, me: Me, db: Db, at: Now, form: Annotated[Form[EndForm], posted(EndForm)]
) -> Response:
    """End it, with a reason."""
    read_again(form)
    if not form.is_good:
        return show(db, barrier, at, end_form=form, status=422)
    follow_ups.end(db, barrier, form.data.ending, form.data.why, by=me, at=at)
    note_kept(db, form, "barriers", barrier, by=me, at=at)
    return see_other(path("show_barrier", barrier_id=barrier.id), "Ended, with the reason.")


@router.post("/barriers/{barrier_id}/return")
def reopen_barrier(barrier: BarrierToEnd, me: Me, db: Db, at: Now) -> Response:
    """It is there again."""
    follow_ups.reopen(db, barrier, by=me, at=at)
    return see_other(path("show_barrier", barrier_id=barrier.id), "Open again.")


@router.post("/barriers/{barrier_id}/check")
def check_barrier(
    barrier: BarrierToFollow, me: Me, db: Db, at: Now, form: Annotated[Form[CheckForm], posted(CheckForm)]
) -> Response:
    """Does it hold at the door? While a meeting goes on, it is said there."""
    read_again(form)
    if not form.is_good:
        return show(db, barrier, at, check_form=form, status=422)
    meeting = meetings.running_in(db, barrier.community_id)
    follow_ups.check(db, barrier, form.data.word, form.data.why, meeting=meeting, by=me, at=at)
    note_kept(db, form, "barriers", barrier, by=me, at=at)
    return see_other(path("show_barrier", barrier_id=barrier.id), f"{follow_ups.CHECKS[form.data.word]}.")


@router.post("/barriers/{barrier_id}/check-day")
def set_check_day(
    barrier: BarrierToFollow, me: Me, db: Db, at: Now, form: Annotated[Form[CheckDayForm], posted(CheckDayForm)]
) -> Response:
    """Look again on this day."""
    if not form.is_good:
        raise Refused(form.error("day"))
    reply = barriers_back.to_look_at(db, barrier, today_of(db, barrier, at))
    replies.set_check_day(db, reply, barrier, form.data.day, by=me, at=at)
    return see_other(path("show_barrier", barrier_id=barrier.id), "It comes back at the meeting nearest to that day.")
