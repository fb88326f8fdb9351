"""Stub, soon replaced."""

from fastapi import APIRouter, Response

from app.routes.deps import CommunityBarriers, Me
from app.routes.pages import page

router = APIRouter()


@router.get("/communities/{community_id}/barriers")
def list_barriers(community: CommunityBarriers, me: Me) -> Response:
    """Soon."""
    return page("home/help.html")
