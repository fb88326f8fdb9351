"""Stub, soon replaced."""

from fastapi import APIRouter, Response

from app.routes.deps import CommunityCases, Me
from app.routes.pages import page

router = APIRouter()


@router.get("/communities/{community_id}/cases")
def list_cases(community: CommunityCases, me: Me) -> Response:
    """Soon."""
    return page("home/help.html")
