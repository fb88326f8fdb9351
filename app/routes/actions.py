"""Stub, soon replaced."""

from fastapi import APIRouter, Response

from app.routes.deps import CommunityActions, Me
from app.routes.pages import page

router = APIRouter()


@router.get("/communities/{community_id}/actions")
def list_actions(community: CommunityActions, me: Me) -> Response:
    """Soon."""
    return page("home/help.html")


@router.get("/my-actions")
def show_my_actions(me: Me) -> Response:
    """Soon."""
    return page("home/help.html")
