"""The pacing strip's presses: take minutes from a later step, roll a step to the next meeting, and undo both."""

from typing import Annotated
from uuid import UUID

from fastapi import Response

from app.db import Db
from app.domain import lending, rolling
from app.routes.deps import Me, MeetingToRun, Now, noun_router
from app.routes.forms import Form, FormModel, posted
from app.routes.running import Seen, pressed

router = noun_router()


class HadForm(FormModel):
    """How many minutes the later step had on the page."""

    had: int


@router.post("/meetings/{meeting_id}/run/steps/{item_id}/minutes")
def take_minutes(
    *,
    meeting: MeetingToRun,
    item_id: UUID,
    seen: Seen,
    me: Me,
    db: Db,
    at: Now,
    form: Annotated[Form[HadForm], posted(HadForm)],
) -> Response:
    """Take minutes from a later step for the one that runs."""
    had = form.data.had if form.is_good else 0
    minutes = lending.take(db, meeting, item_id, had, seen, by=me, at=at)
    said = f"{minutes} more for this step. We still end when we would have." if minutes else ""
    return pressed(db, meeting, at, said, ways_open=True)


@router.post("/meetings/{meeting_id}/run/steps/{item_id}/minutes/return")
def give_minutes_back(*, meeting: MeetingToRun, item_id: UUID, seen: Seen, me: Me, db: Db, at: Now) -> Response:
    """Undo that."""
    lending.undo(db, meeting, item_id, seen, by=me, at=at)
    return pressed(db, meeting, at, "The minutes are where they were.", ways_open=True)


@router.post("/meetings/{meeting_id}/run/steps/{item_id}/rolling")
def roll_step(*, meeting: MeetingToRun, item_id: UUID, seen: Seen, me: Me, db: Db, at: Now) -> Response:
    """Put a step on the next meeting's agenda."""
    item = rolling.roll(db, meeting, item_id, seen, by=me, at=at)
    said = f"“{item.title}” {'goes to the next meeting' if item.meeting_id else 'waits for a meeting'}." if item else ""
    return pressed(db, meeting, at, said, ways_open=True, just_rolled=item_id)


@router.post("/meetings/{meeting_id}/run/steps/{item_id}/rolling/return")
def roll_back_step(*, meeting: MeetingToRun, item_id: UUID, seen: Seen, me: Me, db: Db, at: Now) -> Response:
    """Undo that."""
    rolling.undo(db, meeting, item_id, seen, by=me, at=at)
    return pressed(db, meeting, at, "The step is back.", ways_open=True)
