"""A break, pressed by whoever runs the meeting."""

from datetime import datetime
from typing import Annotated

from fastapi import Response
from pydantic import Field

from app.db import Db
from app.domain import breaks
from app.domain.errors import Refused
from app.routes.deps import Me, MeetingToRun, Now, noun_router
from app.routes.forms import Form, FormModel, WallTime, posted
from app.routes.here import here
from app.routes.running import pressed

router = noun_router()


class BreakForm(FormModel):
    """How many minutes, or the time on the clock when we are back."""

    minutes: Annotated[int, Field(ge=1, le=120)] | None = None
    wall: WallTime | None = None

    def back_at(self, zone: str, at: datetime) -> datetime | None:
        """When we are back, if that was said."""
        if self.minutes:
            return breaks.back_in(self.minutes, at)
        return breaks.back_when(self.wall.replace(tzinfo=None), zone, at) if self.wall else None


class SeenBreakForm(FormModel):
    """The hour that stood on the page, so that a press from a page that was behind does nothing."""

    until: datetime | None = None


@router.post("/meetings/{meeting_id}/run/break")
def take_break(
    meeting: MeetingToRun, me: Me, db: Db, at: Now, form: Annotated[Form[BreakForm], posted(BreakForm)]
) -> Response:
    """Take a break."""
    community = here().community
    assert community is not None
    back_at = form.data.back_at(community.zone, at) if form.is_good else None
    if back_at is None:
        raise Refused("Say when we are back: a time such as 13:25, or one of the lengths.")
    breaks.begin(db, meeting, back_at, by=me, at=at)
    return pressed(db, meeting, at)


@router.post("/meetings/{meeting_id}/run/break/minutes")
def extend_break(
    meeting: MeetingToRun, me: Me, db: Db, at: Now, form: Annotated[Form[SeenBreakForm], posted(SeenBreakForm)]
) -> Response:
    """Five more minutes of it."""
    breaks.extend(db, meeting, form.data.until if form.is_good else None, by=me, at=at)
    return pressed(db, meeting, at, "Five more minutes.")


@router.post("/meetings/{meeting_id}/run/break/end")
def end_break(
    meeting: MeetingToRun, me: Me, db: Db, at: Now, form: Annotated[Form[SeenBreakForm], posted(SeenBreakForm)]
) -> Response:
    """We are back."""
    breaks.end(db, meeting, form.data.until if form.is_good else None, by=me, at=at)
    return pressed(db, meeting, at)
