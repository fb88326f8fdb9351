"""Tells open pages that something changed: a noun, never the content; the pages look again.

Listeners live on the event loop and are touched only there; versions are counted under a lock,
because changes are committed in worker threads.
"""

import asyncio
import threading
import time
from collections import defaultdict
from collections.abc import Mapping
from typing import Any

Told = Mapping[str, set[str]]
ENDED = "ended"


def tell(info: dict[Any, Any], topic: str, noun: str) -> None:
    """Remember, on a database session's `info`, what to tell once the commit has succeeded."""
    info.setdefault("told", defaultdict(set))[topic].add(noun)


class Listener:
    """One open page: the nouns it has yet to hear of."""

    def __init__(self, topics: set[str]) -> None:
        self.topics = topics
        self._nouns: set[str] = set()
        self._woken = asyncio.Event()

    def hear(self, nouns: set[str]) -> None:
        """Add the nouns and wake the page; a slow page holds a small set, never a growing queue."""
        self._nouns |= nouns
        self._woken.set()

    async def next_nouns(self, seconds: float) -> set[str]:
        """The nouns told since the last call, or an empty set when nothing came in that time."""
        try:
            await asyncio.wait_for(self._woken.wait(), seconds)
        except TimeoutError:
            return set()
        self._woken.clear()
        nouns, self._nouns = self._nouns, set()
        return nouns


class Hub:
    """All open pages by topic, and a version for each topic that never repeats after a restart."""

    def __init__(self) -> None:
        self._loop: asyncio.AbstractEventLoop | None = None
        self._listeners: dict[str, set[Listener]] = defaultdict(set)
        self._versions: dict[str, int] = {}
        self._lock = threading.Lock()
        # Counting from the wall clock makes a restarted server differ from the one before it.
        self._first_version = time.time_ns() // 1_000_000
        self.is_closing = False

    def open(self, loop: asyncio.AbstractEventLoop) -> None:
        """Take the event loop that serves the pages."""
        self._loop, self.is_closing = loop, False

    def close(self) -> None:
        """Let every open page go, so that the server can stop at once."""
        self.is_closing = True
        self._on_loop({topic: {ENDED} for topic in list(self._listeners)})

    def version(self, topic: str) -> int:
        """How far the topic has come; read it before the data that the page shows."""
        return self._versions.get(topic, self._first_version)

    def deliver(self, told: Told) -> None:
        """Count and pass on what one committed transaction told; callable from any thread."""
        with self._lock:
            for topic in told:
                self._versions[topic] = self.version(topic) + 1
        self._on_loop(told)

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

    def _on_loop(self, told: Told) -> None:
        if self._loop is None or self._loop.is_closed():
            return
        self._loop.call_soon_threadsafe(self._pass_on, dict(told))

    def _pass_on(self, told: Told) -> None:
        for topic, nouns in told.items():
            for listener in self._listeners.get(topic, ()):
                listener.hear(nouns)
