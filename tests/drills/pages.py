"""Simulated open pages of a running meeting: they follow its stream and look again as `live.js` does."""

import asyncio
import contextlib
import html
import random
import re
import time
from urllib.parse import urlencode

WORDS = re.compile(r'<p class="words">(.*?)</p>', re.DOTALL)


async def ask(port: int, method: str, path: str, cookie: str, form: dict[str, str] | None = None) -> tuple[int, str]:
    """One request on a connection of its own; the status and the text."""
    body = urlencode(form or {}).encode()
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(_head(port, method, path, cookie, len(body)) + body)
        answer = await reader.read()
    finally:
        writer.close()
    head, _, text = answer.partition(b"\r\n\r\n")
    if not head:
        raise ConnectionResetError
    return int(head.split()[1]), text.decode()


def _head(port: int, method: str, path: str, cookie: str, length: int = 0) -> bytes:
    lines = [f"{method} {path} HTTP/1.1", f"Host: 127.0.0.1:{port}", f"Cookie: sign-in={cookie}"]
    lines += ["HX-Request-Type: partial", "Connection: close"]
    if method == "POST":
        lines += ["Content-Type: application/x-www-form-urlencoded", f"Content-Length: {length}"]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


class OpenPage:
    """One page: which version it has seen, and what it shows of what was caught."""

    def __init__(self, port: int, meeting: str, cookie: str) -> None:
        self.port, self.meeting, self.cookie = port, meeting, cookie
        self.seen = 0
        self.shown: list[str] = []
        self.is_open = False
        self.opened_at = self.looked_at = 0.0
        self._missed = False
        self._stale = asyncio.Event()

    async def live(self) -> None:
        """Follow the meeting until the test ends it."""
        looking = asyncio.create_task(self._look_again())
        tries = 0
        try:
            while True:
                with contextlib.suppress(OSError, asyncio.IncompleteReadError):
                    await self._follow()
                    tries = 0
                self.is_open = False
                await asyncio.sleep(min(15, 0.4 * 1.12**tries) * random.uniform(0.7, 1.3))
                tries += 1
        finally:
            looking.cancel()

    async def _follow(self) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        try:
            seen = 0 if self._missed else self.seen
            writer.write(_head(self.port, "GET", f"{self.meeting}/live?seen={seen}", self.cookie))
            if b" 200 " not in await reader.readline():
                raise ConnectionResetError
            self.is_open, self.opened_at = True, time.monotonic()
            noun = ""
            while line := (await reader.readline()).decode():
                if line.startswith("event: "):
                    noun = line.split()[1]
                if line.startswith("id: "):
                    self.seen = max(self.seen, int(line.split()[1]))
                if noun and line == "\n":
                    self._hear(noun)
                    noun = ""
        finally:
            writer.close()

    def _hear(self, noun: str) -> None:
        if noun == "sync":
            self._missed = False
        if noun in {"notes", "steps", "agenda", "sync"}:
            self._stale.set()

    async def _look_again(self) -> None:
        while True:
            await self._stale.wait()
            self._stale.clear()
            try:
                status, text = await ask(self.port, "GET", f"{self.meeting}/captures", self.cookie)
            except OSError:
                status, text = 0, ""
            if status == 200:
                self.shown = [html.unescape(words) for words in WORDS.findall(text)]
                self.looked_at = time.monotonic()
            elif status != 304:
                self._missed = True
