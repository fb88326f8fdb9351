"""The big screen of a meeting: for everybody in the room to read, for nobody to type on."""

from datetime import datetime
from typing import Any

from fastapi import Response
from sqlmodel import Session

from app.db import Db
from app.domain import methods, screen
from app.domain.meetings import Meeting
from app.routes.deps import MeetingScreen, Now, noun_router
from app.routes.here import here
from app.routes.pages import fragment, page

router = noun_router()


@router.get("/meetings/{meeting_id}/screen")
def show_screen(meeting: MeetingScreen, db: Db, at: Now) -> Response:
    """The page that stands on the wall."""
    return page("screen/show.html", version=here().version, **_on_it(db, meeting, at))


@router.get("/meetings/{meeting_id}/screen/now")
def show_screen_now(meeting: MeetingScreen, db: Db, at: Now) -> Response:
    """What stands on it at this moment."""
    return fragment("screen/_now.html", **_on_it(db, meeting, at))


def _on_it(db: Session, meeting: Meeting, at: datetime) -> dict[str, Any]:
    member = here().membership
    assert member is not None
    shown = screen.of(db, meeting, member, at)
    return {"meeting": meeting, "screen": shown, "place": shown.place, "speaks": methods.SPEAKS, "at": at}
