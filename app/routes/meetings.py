"""Stub, soon replaced."""

from fastapi import APIRouter, Response

from app.routes.deps import CommunityMeetings, Me
from app.routes.pages import page

router = APIRouter()


@router.get("/communities/{community_id}/meetings")
def list_meetings(community: CommunityMeetings, me: Me) -> Response:
    """Soon."""
    return page("home/help.html")
