"""Stub, soon replaced."""

from fastapi import APIRouter, Response

from app.routes.deps import CommunityMiracles, Me
from app.routes.pages import page

router = APIRouter()


@router.get("/communities/{community_id}/miracles")
def list_miracles(community: CommunityMiracles, me: Me) -> Response:
    """Soon."""
    return page("home/help.html")
