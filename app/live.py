"""Tells open pages that something changed: a noun, never the content; the pages look again.

Listeners live on the event loop and are touched only there; versions are counted under a lock,
because changes are committed in worker threads.
"""

import asyncio
import threading
import time
from collections import defaultdict
from collections.abc import AsyncGenerator, Mapping
from typing import Any, NamedTuple

Told = Mapping[str, set[str]]
ENDED = "ended"
SYNC = "sync"
KEEP_ALIVE_EVERY = 15.0


def tell(info: dict[Any, Any], topic: str, noun: str) -> None:
    """Remember, on a database session's `info`, what to tell once the commit has succeeded."""
    info.setdefault("told", defaultdict(set))[topic].add(noun)


class Heard(NamedTuple):
    """What one open page has not told its browser yet, and how far its topics had come by then."""

    nouns: set[str]
    version: int


class Listener:
    """One open page: the nouns it has yet to hear of."""

    def __init__(self, topics: set[str]) -> None:
        self.topics = topics
        self._nouns: set[str] = set()
        self._version = 0
        self._woken = asyncio.Event()

    def hear(self, nouns: set[str], version: int) -> None:
        """Add the nouns and wake the page; a slow page holds a small set, never a growing queue."""
        self._nouns |= nouns
        self._version = max(self._version, version)
        self._woken.set()

    async def next(self, seconds: float) -> Heard:
        """What was told since the last call; no nouns when nothing came in that time."""
        try:
            await asyncio.wait_for(self._woken.wait(), seconds)
        except TimeoutError:
            return Heard(set(), self._version)
        self._woken.clear()
        nouns, self._nouns = self._nouns, set()
        return Heard(nouns, self._version)


class Hub:
    """All open pages by topic, and how far each topic has come.

    All topics count on one number line, which begins at the wall clock: so one number, taken before a request reads
    anything, tells for every topic whether its page is behind, and a restarted server is ahead of the one before it.
    """

    def __init__(self) -> None:
        self._loop: asyncio.AbstractEventLoop | None = None
        self._listeners: dict[str, set[Listener]] = defaultdict(set)
        self._versions: dict[str, int] = {}
        self._lock = threading.Lock()
        self._first_version = time.time_ns() // 1_000_000
        self.latest = self._first_version
        self.is_closing = False

    def open(self, loop: asyncio.AbstractEventLoop) -> None:
        """Take the event loop that serves the pages."""
        self._loop, self.is_closing = loop, False

    def close(self) -> None:
        """Let every open page go, so that the server can stop at once."""
        self.is_closing = True
        self._on_loop({topic: {ENDED} for topic in list(self._listeners)}, self.latest)

    def version(self, topic: str) -> int:
        """How far the topic has come."""
        return self._versions.get(topic, self._first_version)

    def deliver(self, told: Told) -> None:
        """Count and pass on what one committed transaction told; callable from any thread."""
        with self._lock:
            self.latest += 1
            self._versions |= dict.fromkeys(told, self.latest)
            # Inside the lock, so that pages hear in the order of the numbers.
            self._on_loop(told, self.latest)

    def listen(self, topics: set[str]) -> Listener:
        """Open a page's listener; call on the event loop."""
        listener = Listener(topics)
        for topic in topics:
            self._listeners[topic].add(listener)
        return listener

    def leave(self, listener: Listener) -> None:
        """Forget a page that closed; call on the event loop."""
        for topic in listener.topics:
            self._listeners[topic].discard(listener)
            if not self._listeners[topic]:
                del self._listeners[topic]

    @property
    def open_pages(self) -> int:
        """How many pages are listening."""
        return len({listener for some in self._listeners.values() for listener in some})

    def _on_loop(self, told: Told, version: int) -> None:
        if self._loop is None or self._loop.is_closed():
            return
        self._loop.call_soon_threadsafe(self._pass_on, dict(told), version)

    def _pass_on(self, told: Told, version: int) -> None:
        for topic, nouns in told.items():
            for listener in self._listeners.get(topic, ()):
                listener.hear(nouns, version)


async def events(
    hub: Hub, topic: str, ending: set[str], *, seen: int, asked_at: int, lasts: float
) -> AsyncGenerator[str, None]:
    """The stream of one open page: each noun told under the topic, until an ending topic says so or time is up.

    A page that has `seen` less than the topic's version is told to look at everything again, once. What ended after
    the request was let in, at the version `asked_at`, ends the stream before it begins.
    """
    loop = asyncio.get_running_loop()
    until = loop.time() + lasts
    listener = hub.listen({topic} | ending)
    try:
        if any(hub.version(one) > asked_at for one in ending):
            return
        version = hub.version(topic)
        yield _event(SYNC, version) if seen < version else ": hello\n\n"
        while not hub.is_closing and (left := until - loop.time()) > 0:
            heard = await listener.next(min(KEEP_ALIVE_EVERY, left))
            if ENDED in heard.nouns:
                return
            yield "".join(_event(noun, heard.version) for noun in sorted(heard.nouns)) or ": still here\n\n"
    finally:
        hub.leave(listener)


def _event(noun: str, version: int) -> str:
    return f"event: {noun}\nid: {version}\ndata: -\n\n"
