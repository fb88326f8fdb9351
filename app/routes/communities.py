"""Stub, soon replaced."""

from fastapi import APIRouter, Response

from app.routes.deps import CommunityToSee, Me
from app.routes.pages import page

router = APIRouter()


@router.get("/communities/{community_id}")
def show_community(community: CommunityToSee, me: Me) -> Response:
    """Soon."""
    return page("home/help.html")
