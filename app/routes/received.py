"""A form counts once: whoever presses twice has done it once, and whoever was answered with a no may send it again."""

from collections.abc import AsyncIterator

from fastapi import Request
from starlette.concurrency import run_in_threadpool

from app.db import Db
from app.domain import once
from app.domain.errors import Refused
from app.domain.people import Person
from app.routes.forms import OnceToken, sent_in_words, token_sent_with
from app.routes.here import here
from app.routes.refusals import AlreadyReceived


async def first_time(request: Request, db: Db, once_token: OnceToken = "") -> AsyncIterator[None]:
    """Take a form with a one-use token once; sent again as it was, it stops here, with nothing done."""
    now = here()
    now.once = once.mark(once_token, request.url.path, sent_in_words(request)) if once_token else ""
    now.is_refused = False
    if now.once and not await run_in_threadpool(once.spend, db, now.once, at=request.app.state.now()):
        raise AlreadyReceived
    yield
    # Answered with a question or a no, nothing of it was saved: pressed again, it must not look as if it had been.
    if now.once and now.is_refused:
        await run_in_threadpool(once.give_back, db, now.once)


def refuse_anothers_page(request: Request, me: Person) -> None:
    """Where people share a browser, what one of them left open is not sent as the words of another."""
    if once.is_for_another(token_sent_with(request), me.id):
        raise Refused(
            "You are signed in as somebody else now than when this page was opened, so nothing was saved. "
            "Copy your words, then open the page again."
        )
