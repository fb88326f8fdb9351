"""A form counts once: whoever presses twice has done it once, and whoever was answered with a no may send it again."""

from collections.abc import AsyncIterator

from fastapi import Request
from starlette.concurrency import run_in_threadpool

from app.db import Db
from app.domain import once
from app.routes.forms import OnceToken, sent_in_words
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
