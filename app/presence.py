"""Whose page is open at a meeting, for handing it over alone: in memory, never stored, never counted by person.

The page of whoever runs a meeting gives a sign of life every two seconds; when the signs stop, the others are told.
Nobody is said to be gone who was not seen by this process: after a restart nobody is missing. With several worker
processes each knows its own pages only, and then the quiet menu on the page is the way to take over.
"""

import asyncio
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

LOST, AWAY = "lost", "away"
Key = tuple[UUID, UUID]


class Patience(NamedTuple):
    """How many seconds we wait before somebody is missed."""

    lost: float = 5.0
    # Somebody who put the page aside (another tab, a locked phone, a page of ours beside it) is not gone.
    aside: float = 600.0
    # A sign that was on its way when the page was put aside does not bring it back.
    on_its_way: float = 1.0
    forgotten: float = 6 * 3600.0


@dataclass
class Sign:
    """The last sign of life of one person's page at one meeting."""

    topic: str
    at: float
    is_aside: bool = False
    gone: str = ""
    wait: asyncio.TimerHandle | None = None


class Presence:
    """Who has a page open, and whether whoever runs a meeting is missed. Callable from any thread."""

    def __init__(self, tell: Callable[[str], None], patience: Patience | None = None) -> None:
        self._tell = tell
        self._patience = patience or Patience()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._signs: dict[Key, Sign] = {}
        self._pages: dict[UUID, Counter[UUID]] = defaultdict(Counter)
        self._lock = threading.Lock()

    def open(self, loop: asyncio.AbstractEventLoop) -> None:
        """Take the event loop that watches."""
        self._loop = loop

    def came(self, meeting_id: UUID, person_id: UUID) -> None:
        """A page of theirs began to follow the meeting."""
        with self._lock:
            self._pages[meeting_id][person_id] += 1

    def went(self, meeting_id: UUID, person_id: UUID) -> None:
        """A page of theirs follows it no more."""
        with self._lock:
            pages = self._pages[meeting_id]
            pages[person_id] -= 1
            if pages[person_id] <= 0:
                del pages[person_id]
            if not pages:
                del self._pages[meeting_id]

    def pages(self, meeting_id: UUID) -> dict[UUID, int]:
        """How many pages of whom follow the meeting now."""
        with self._lock:
            return dict(self._pages.get(meeting_id, {}))

    def alive(self, meeting_id: UUID, person_id: UUID, topic: str) -> None:
        """The page of whoever runs the meeting is there; the topic hears when it is not any more."""
        now, key = time.monotonic(), (meeting_id, person_id)
        with self._lock:
            sign = self._signs.setdefault(key, Sign(topic, now))
            if sign.is_aside and now - sign.at < self._patience.on_its_way:
                return
            was_gone = sign.gone
            is_watched = sign.wait is not None and not was_gone and not sign.is_aside
            sign.at, sign.gone, sign.is_aside = now, "", False
        if was_gone:
            self._tell(topic)
        if not is_watched:
            self._watch(key)

    def aside(self, meeting_id: UUID, person_id: UUID) -> None:
        """They put the page aside; nobody is told, and for some minutes nobody misses them."""
        with self._lock:
            sign = self._signs.get((meeting_id, person_id))
            if sign and not sign.gone:
                sign.at, sign.is_aside = time.monotonic(), True

    def absence(self, meeting_id: UUID, person_id: UUID | None) -> str:
        """lost: the page stopped without a word; away: it was put aside long ago; or nothing."""
        with self._lock:
            sign = self._signs.get((meeting_id, person_id)) if person_id else None
            return sign.gone if sign else ""

    def let_be(self, meeting_id: UUID) -> None:
        """The meeting is in other hands now: watch nobody until their page says that it is there."""
        with self._lock:
            for key in [key for key in self._signs if key[0] == meeting_id]:
                del self._signs[key]

    def _watch(self, key: Key) -> None:
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._look, key)

    def _look(self, key: Key) -> None:
        # On the loop: one timer for each page that is watched, set again for as long as signs come.
        with self._lock:
            sign = self._signs.get(key)
            if sign is None or self._loop is None:
                return
            if sign.wait:
                sign.wait.cancel()
            left = self._left(sign)
            if left <= 0 and sign.gone:
                del self._signs[key]
                return
            is_missed = left <= 0
            if is_missed:
                sign.gone, sign.at = (AWAY if sign.is_aside else LOST), time.monotonic()
            sign.wait = self._loop.call_later(self._left(sign), self._look, key)
        if is_missed:
            self._tell(sign.topic)

    def _left(self, sign: Sign) -> float:
        patience = self._patience
        waits = patience.forgotten if sign.gone else patience.aside if sign.is_aside else patience.lost
        return sign.at + waits - time.monotonic()
