"""The stream that tells a running meeting's open pages to look again; it never carries content."""

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


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 20 else 0
