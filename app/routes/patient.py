"""Routes in which reading keeps nobody waiting: what a write needs read is read while no turn to write is held.

On SQLite one person writes at a time, and on PostgreSQL a row is locked meanwhile. A text takes the coach up to a
quarter of a second and a whole case more than one, so a write that comes upon words not yet read is rolled back; they
are read, and it is done again from its beginning, with the words that stand there then (tests/load/test_patient.py).
"""

from collections.abc import Callable
from contextlib import suppress

from anyio import CapacityLimiter, to_thread
from fastapi.routing import APIRoute
from starlette.types import Message, Receive, Scope, Send

from app.db import is_only_looking
from app.domain.looked import Looks, NotYetRead, remembered

# So many texts are read at once; whoever else comes waits for a hand without a thread.
HANDS = 2
# A form, the case or minutes behind it, and what is shown then; after so many tries it reads where it stands.
MOST_TRIES = 6


class PatientRoute(APIRoute):
    """A route that is begun anew when it comes upon words that nobody has read yet."""

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, and remember for the length of the request what was read for it."""
        looks = Looks(may_read=scope["method"] in {"GET", "HEAD"} or is_only_looking(self.endpoint))
        with remembered(looks):
            if looks.may_read:
                await super().handle(scope, receive, send)
                return
            await self._write(looks, scope, _again(receive), send)

    async def _write(self, looks: Looks, scope: Scope, sent: Callable[[], Receive], send: Send) -> None:
        for _ in range(MOST_TRIES):
            try:
                await super().handle(dict(scope), sent(), send)
            except NotYetRead as words:
                await to_thread.run_sync(looks.read, words.texts, limiter=scope["app"].state.hands)
            else:
                return
        looks.may_read = True
        await super().handle(dict(scope), sent(), send)


def hands() -> CapacityLimiter:
    """As many as may read at once beside the writes of one app."""
    return CapacityLimiter(HANDS)


def _again(receive: Receive) -> Callable[[], Receive]:
    """What was sent, to be received from its beginning as often as asked; the gate bounds how much that is."""
    sent: list[Message] = []

    def from_the_start() -> Receive:
        kept = iter(list(sent))

        async def one() -> Message:
            with suppress(StopIteration):
                return next(kept)
            sent.append(await receive())
            return sent[-1]

        return one

    return from_the_start
