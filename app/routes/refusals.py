"""Turns every no into words: a page, or for a part of a page a message in #flash."""

import logging
import re
import secrets
import traceback
from urllib.parse import SplitResult, quote, urlsplit

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.exceptions import HTTPException
from starlette.routing import Match

from app.db import Collided, TooBusy
from app.domain import once
from app.domain.errors import Refused
from app.routes.forms import sent_with, token_sent_with
from app.routes.here import here
from app.routes.pages import page, render, where_it_led

log = logging.getLogger("miracles")
FRAMES = 8
# A form of nothing but these was a press: it is made again where it was made.
AN_ID = re.compile(r"[0-9a-f-]{36}")
# Says to a script that we have what its one-use token stands for. A proxy's own page would not say so.
KEPT = "Kept"
# A message stands at the top, whatever piece was asked for.
IN_FLASH = {"HX-Retarget": "#flash", "HX-Reswap": "outerHTML", "HX-Reselect": "#flash"}


class NotFound(Exception):
    """You may not know that it exists, or it does not."""


class NotAllowed(Exception):
    """You may know of it, but not do this; the reason is for the person."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class LinkEnded(Exception):
    """A link in a letter opens nothing any more, or never did: which of the two is not said."""


class NotSignedIn(Exception):
    """This needs somebody."""


class AlreadyReceived(Exception):
    """This form was sent before: the first time counted."""


def install(app: FastAPI) -> None:
    """Give the app its refusals."""
    app.add_exception_handler(Refused, _refused)
    app.add_exception_handler(NotFound, _not_found)
    app.add_exception_handler(RequestValidationError, _not_found)
    app.add_exception_handler(NotAllowed, _not_allowed)
    app.add_exception_handler(LinkEnded, _link_ended)
    app.add_exception_handler(NotSignedIn, _not_signed_in)
    app.add_exception_handler(AlreadyReceived, _already_received)
    app.add_exception_handler(TooBusy, _too_busy)
    app.add_exception_handler(Collided, _collided)
    app.add_exception_handler(HTTPException, _http)


def say_no(
    request: Request, status: int, heading: str, message: str, reference: str = "", *, again: bool = False
) -> Response:
    """The no as a page or as a message in the page; a script may send it again by itself where that can help."""
    if here().is_partial:
        text = render("shared/_flash.html", message=message, tone="problem")
        headers = dict(IN_FLASH)
        if again or status >= 500:
            headers["Retry-After"] = "2"
        return HTMLResponse(text, status_code=status if status < 500 else 409, headers=headers)
    back = own_referer(request) if request.method == "POST" else "/"
    known = {"heading": heading, "message": message, "reference": reference, "typed": typed_in(request)}
    return page("shared/refusal.html", status=status, back=back, **known)


def typed_in(request: Request) -> list[str]:
    """What somebody had typed into the form that is refused: several words, or a long one; no token and no choice."""
    if request.method != "POST":
        return []
    return [text for _name, text in _texts_of(request) if " " in text.strip()]


def _texts_of(request: Request) -> list[tuple[str, str]]:
    return [(name, text) for name, text in sent_with(request) if isinstance(text, str)]


def _address(request: Request) -> str:
    return request.url.path + (f"?{request.url.query}" if request.url.query else "")


async def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, Refused)
    return say_no(request, 409, "Not just now", error.message)


async def _not_found(request: Request, error: Exception) -> Response:
    return say_no(request, 404, "We cannot find that", "The link may be old, or it belongs to another community.")


async def _not_allowed(request: Request, error: Exception) -> Response:
    assert isinstance(error, NotAllowed)
    return say_no(request, 403, "Not for you to do", error.reason)


async def _link_ended(request: Request, error: Exception) -> Response:
    message = (
        "A link in a letter works for a while, and until what it is about has ended. "
        "If you still belong to the community, sign in: all of it is there, also which letters you get."
    )
    return say_no(request, 410, "This link has ended", message)


async def _not_signed_in(request: Request, error: Exception) -> Response:
    back = request.url.path if request.method in {"GET", "HEAD"} else own_referer(request)
    target = f"/sign-in?after={quote(back)}" if back != "/" else "/sign-in"
    if here().is_partial:
        return _signed_out_here(request)
    sent = _texts_of(request)
    words = [text for _name, text in sent if text.strip() and not AN_ID.fullmatch(text)]
    if words:
        # Nobody but whoever sent it sees this answer, and no browser keeps it. Its one-use token was not spent.
        token = token_sent_with(request)
        # Only a token that says whose it is keeps the words from being sent as somebody else's.
        again = once.is_somebodys(token) and not here().guest
        typed = typed_in(request) if again else words
        known = {"sent": sent, "once": token, "is_again": again, "typed": typed, "guest": here().guest}
        return page("sign_in/signed_out.html", status=401, sign_in_url=target, again_url=_address(request), **known)
    return RedirectResponse(target, status_code=303)


def _signed_out_here(request: Request) -> Response:
    # Nobody is led away from what they are writing; the rest of the page goes as soon as it looks again (app.js).
    is_press = request.method == "POST"
    known = {
        "sign_in_url": f"/sign-in?after={quote(own_referer(request))}",
        "is_press": is_press,
        "takes_focus": is_press and not request.headers.get("hx-source", "").startswith("textarea"),
        "guest": here().guest,
    }
    return HTMLResponse(render("sign_in/_signed_out.html", **known), status_code=401, headers=IN_FLASH)


async def _already_received(request: Request, error: Exception) -> Response:
    if here().is_partial:
        answer = say_no(request, 200, "", "We already have this: it was saved the first time.")
        answer.headers[KEPT] = "yes"
        return answer
    return RedirectResponse(where_it_led(here().once) or own_referer(request), status_code=303)


async def _too_busy(request: Request, error: Exception) -> Response:
    return say_no(request, 503, "Very busy just now", "Nothing was saved. Wait a moment, then try again.")


async def _collided(request: Request, error: Exception) -> Response:
    _forget_who_asks()
    message = "Somebody else just did this too. Nothing was saved: try again."
    return say_no(request, 409, "In the same moment", message, again=True)


async def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    if error.status_code == 404:
        return await _not_found(request, error)
    if error.status_code == 405:
        return say_no(request, 405, "Not here", "This page cannot do that. Go back and try again.")
    return say_no(request, error.status_code, "That did not work", str(error.detail))


def broken(request: Request, error: Exception) -> Response:
    """A fault of ours: an id on the page; in the log where it happened, never its message."""
    reference = secrets.token_hex(4)
    # The message of an error can hold somebody's words; the lines of our own code cannot.
    where = "".join(traceback.format_tb(error.__traceback__)[-FRAMES:])
    log.error("broken %s: %s at %s\n%s", reference, type(error).__name__, request.scope.get("route"), where)
    _forget_who_asks()
    return say_no(
        request, 500, "Something went wrong on our side", "Nothing was saved. Try again in a moment.", reference
    )


def _forget_who_asks() -> None:
    # What was read in a transaction that the database gave up cannot be read again: the page must do without it.
    now = here()
    now.me = now.membership = now.community = None
    now.cast = []


def own_referer(request: Request) -> str:
    """The page the person came from, with what they had looked for there, if it is ours; else home."""
    parts = parts_of(request.headers.get("referer", ""))
    if parts is None or parts.netloc != request.headers.get("host"):
        return "/"
    there = own_path(parts.path)
    # A form that came back stands under the address it was sent to: its page is the nearest one above.
    while there and not _is_page(request, there):
        there = there.rpartition("/")[0]
    return f"{there}?{parts.query}" if parts.query and there == parts.path else there or "/"


def _is_page(request: Request, there: str) -> bool:
    scope = {"type": "http", "method": "GET", "path": there}
    return any(route.matches(scope)[0] is Match.FULL for route in request.app.routes)


def own_path(wanted: str) -> str:
    """The path, if it stays on our site; else home."""
    parts = parts_of(wanted)
    is_ours = wanted.startswith("/") and not wanted.startswith(("//", "/\\")) and parts and not parts.netloc
    return wanted if is_ours and wanted.isprintable() else "/"


def parts_of(address: str) -> SplitResult | None:
    """The parts of an address that somebody sent; None when it is none."""
    try:
        return urlsplit(address)
    except ValueError:
        return None
