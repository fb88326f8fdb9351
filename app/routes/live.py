"""What keeps open pages with the meeting: the stream that tells them to look again, never content; and the clock."""

from fastapi import APIRouter, Request, Response
from fastapi.responses import PlainTextResponse, StreamingResponse

from app.domain import history, memberships, sign_ins
from app.live import Hub, events
from app.routes.deps import MeetingToSee, MySignIn, Now
from app.routes.here import here

router = APIRouter()
# A proxy that gathers an answer before it passes it on would hold the stream back.
HEADERS = {"X-Accel-Buffering": "no"}


@router.get("/meetings/{meeting_id}/live")
async def stream(request: Request, meeting: MeetingToSee, sign_in: MySignIn, at: Now, seen: str = "") -> Response:
    """Nouns as they change. The one async route: it waits, and holds neither a thread nor a connection."""
    membership = here().membership
    assert membership is not None
    nouns = events(
        request.app.state.hub,
        history.topic_of(meeting.community_id),
        {sign_ins.topic_of(sign_in.id), memberships.topic_of(membership.id)},
        seen=_number(request.headers.get("last-event-id") or seen),
        asked_at=here().version,
        lasts=(sign_in.ends_at - at).total_seconds(),
    )
    return StreamingResponse(nouns, media_type="text/event-stream", headers=HEADERS)


@router.get("/meetings/{meeting_id}/version")
def show_version(request: Request, meeting: MeetingToSee) -> Response:
    """How far the community's pages have come, for those whose stream is held back on its way."""
    hub: Hub = request.app.state.hub
    return PlainTextResponse(str(hub.version(history.topic_of(meeting.community_id))))


@router.get("/clock")
def show_clock(at: Now) -> Response:
    """The server's time in milliseconds, for pages that measure how far it is from their own."""
    return PlainTextResponse(str(int(at.timestamp() * 1000)))


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 20 else 0
