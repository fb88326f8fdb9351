"""What follows on putting something away or bringing it back."""

from fastapi import Request, Response

from app.routes.here import here
from app.routes.pages import see_other
from app.routes.refusals import own_referer


def back_again(request: Request, said: str) -> Response:
    """Back to where the person came from; a page that refreshes itself, being told, needs no answer."""
    return Response(status_code=204) if here().is_partial else see_other(own_referer(request), said)
