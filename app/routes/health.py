"""Whether the server and its database are well, for machines."""

from fastapi import Request
from fastapi.responses import PlainTextResponse

from app.db import Db
from app.domain import people
from app.routes.deps import noun_router

router = noun_router()


@router.get("/healthz")
def show_health(db: Db) -> PlainTextResponse:
    """Well, when the database answers."""
    people.any_keeper(db)
    return PlainTextResponse("well\n")


@router.get("/.well-known/security.txt")
def show_security_contact(request: Request) -> PlainTextResponse:
    """Where to tell us of a weakness: the keeper of this installation."""
    contact = request.app.state.settings.mail_from.rpartition("<")[2].rstrip(">")
    return PlainTextResponse(f"Contact: mailto:{contact}\nExpires: 2027-11-23T00:00:00Z\nPreferred-Languages: en\n")
