"""What follows on putting something away or bringing it back."""

from fastapi import Request, Response

from app.routes.here import here
from app.routes.pages import see_other
from app.routes.refusals import own_referer


def back_again(request: Request, said: str, *, to: str = "") -> Response:
    """Back to where the person came from, to the thing with this id on a long page; a page that refreshes itself, being
    told, needs no answer."""
    there = own_referer(request) + (f"#{to}" if to else "")
    return Response(status_code=204) if here().is_partial else see_other(there, said)
