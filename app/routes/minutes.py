"""The minutes of a meeting, to read and to print."""

from fastapi import APIRouter, Response

from app.db import Db
from app.domain import actions, memberships, methods, minutes
from app.routes.deps import MeetingMinutes, Now
from app.routes.pages import page, path, see_other

router = APIRouter()


@router.get("/meetings/{meeting_id}/minutes")
def show_minutes(meeting: MeetingMinutes, db: Db, at: Now) -> Response:
    """What was said, agreed and left; of a running meeting, so far."""
    if meeting.is_planned or meeting.called_off_at:
        return see_other(path("show_meeting", meeting_id=meeting.id), "There are no minutes of a meeting not yet held.")
    return page(
        "minutes/show.html",
        meeting=meeting,
        minutes=minutes.of(db, meeting, at),
        spoken={word: words for word, (words, _ends) in actions.WORDS.items()},
        methods=methods.known(db, meeting.community_id),
        names=memberships.names_in(db, meeting.community_id),
    )
