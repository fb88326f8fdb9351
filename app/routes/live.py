"""What keeps open pages with the meeting: the stream that tells them to look again, never content; and the clock."""

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from datetime import datetime
from uuid import UUID

from fastapi import Request, Response
from fastapi.responses import PlainTextResponse, StreamingResponse

from app.domain import history, memberships, sign_ins
from app.domain.sign_ins import SignIn
from app.live import Hub, events
from app.presence import Presence
from app.routes.deps import CommunityToSee, Me, MeetingToSee, MySignIn, Now, noun_router
from app.routes.forms import whole
from app.routes.here import here

router = noun_router()
# A proxy that gathers an answer before it passes it on would hold the stream back.
STREAM = "text/event-stream"
HEADERS = {"X-Accel-Buffering": "no"}


@router.get("/meetings/{meeting_id}/live")
async def stream(request: Request, meeting: MeetingToSee, sign_in: MySignIn, at: Now, seen: str = "") -> Response:
    """Nouns as they change. The one async route: it waits, and holds neither a thread nor a connection."""
    nouns = _nouns(request, meeting.community_id, sign_in, at, seen)
    followed = _followed(nouns, request.app.state.presence, meeting.id, sign_in.person_id)
    return StreamingResponse(followed, media_type=STREAM, headers=HEADERS)


@router.get("/communities/{community_id}/live")
async def stream_community(
    request: Request, community: CommunityToSee, sign_in: MySignIn, at: Now, seen: str = ""
) -> Response:
    """The same for the pages that follow no meeting; who reads them is nobody's presence at one."""
    return StreamingResponse(_nouns(request, community.id, sign_in, at, seen), media_type=STREAM, headers=HEADERS)


@router.get("/communities/{community_id}/version")
def show_community_version(request: Request, community: CommunityToSee) -> Response:
    """How far the community's pages have come."""
    return PlainTextResponse(str(request.app.state.hub.version(history.topic_of(community.id))))


@router.get("/meetings/{meeting_id}/version")
def show_version(request: Request, meeting: MeetingToSee, me: Me, watching: bool = False) -> Response:
    """How far the community's pages have come, for those whose stream is held back on its way.

    From whoever runs the meeting it is a sign of life too: a dead laptop or network does not end a stream by itself.
    A page that only watches, as the big screen, gives none: nobody can run a meeting from it.
    """
    hub: Hub = request.app.state.hub
    topic = history.topic_of(meeting.community_id)
    if meeting.is_running and meeting.run_by_id == me.id and not watching:
        here().presence.alive(meeting.id, me.id, topic)
    return PlainTextResponse(str(hub.version(topic)))


@router.post("/meetings/{meeting_id}/presence")
def put_page_aside(meeting: MeetingToSee, me: Me) -> Response:
    """The page of whoever runs the meeting was put aside on purpose: nobody is to miss it."""
    here().presence.aside(meeting.id, me.id)
    return Response(status_code=204)


def _nouns(request: Request, community_id: UUID, sign_in: SignIn, at: datetime, seen: str) -> AsyncGenerator[str, None]:
    membership = here().membership
    assert membership is not None
    return events(
        request.app.state.hub,
        history.topic_of(community_id),
        {sign_ins.topic_of(sign_in.id), memberships.topic_of(membership.id)},
        seen=whole(request.headers.get("last-event-id") or seen, digits=19, otherwise=0),
        asked_at=here().version,
        lasts=(sign_in.ends_at - at).total_seconds(),
    )


async def _followed(
    nouns: AsyncGenerator[str, None], presence: Presence, meeting_id: UUID, person_id: UUID
) -> AsyncIterator[str]:
    presence.came(meeting_id, person_id)
    try:
        async with aclosing(nouns):
            async for text in nouns:
                yield text
    finally:
        presence.went(meeting_id, person_id)


@router.get("/clock")
def show_clock(at: Now) -> Response:
    """The server's time in milliseconds, for pages that measure how far it is from their own."""
    return PlainTextResponse(str(int(at.timestamp() * 1000)))
