"""The server is killed while many pages are open and somebody catches things: every page is back and shows all of it.

DRILL_PAGES and DRILL_PAGE_KILLS say how many and how often; a few when they are not set, 500 in the long drill.
"""

import asyncio
import os
import resource
import signal
import statistics
import time
from collections.abc import Callable

import pytest

from app import clock
from app.db import Database
from app.domain import sign_ins
from tests.cast import Cast
from tests.drills import running
from tests.drills.pages import OpenPage, ask

pytestmark = pytest.mark.drill
PAGES = int(os.environ.get("DRILL_PAGES", "60"))
KILLS = int(os.environ.get("DRILL_PAGE_KILLS", "3"))
# Each page holds its stream, and looks again beside it.
FILES = 4 * PAGES + 200


@pytest.fixture
def secret(database_url: str, cast: Cast) -> str:
    """The cookie of somebody who is signed in, by the real clock."""
    database = Database(database_url)
    with database.writing() as db:
        secret = sign_ins.begin(db, cast.omar, device="a drill", at=clock.now())
    database.engine.dispose()
    return secret


class Scribe:
    """Catches one note after the other, each until it is acknowledged, with one token for one text."""

    def __init__(self, port: int, meeting: str, cookie: str) -> None:
        self.port, self.meeting, self.cookie = port, meeting, cookie
        self.acknowledged: list[str] = []
        self.is_done = False

    async def write(self) -> None:
        while not self.is_done:
            text = f"Note {len(self.acknowledged) + 1} of the drill"
            while not await self._send(text):
                await asyncio.sleep(0.1)
            self.acknowledged.append(text)
            await asyncio.sleep(0.25)

    async def _send(self, text: str) -> bool:
        form = {"kind": "note", "text": text, "once": text}
        try:
            status, _ = await ask(self.port, "POST", f"{self.meeting}/captures", self.cookie, form)
        except OSError:
            return False
        assert status in {200, 303, 409}, f"A note was answered with {status}."
        return True


def test_s52_every_page_comes_back_after_kill_9_and_shows_all_that_was_acknowledged(
    database_url: str, cast: Cast, secret: str, capsys: pytest.CaptureFixture[str]
) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, max(soft, FILES)), hard))
    figures = asyncio.run(_drill(database_url, f"/meetings/{cast.today.id}", secret))
    with capsys.disabled():
        print(f"\n{PAGES} pages, {KILLS} kills: {figures}")


async def _drill(database_url: str, meeting: str, secret: str) -> dict[str, float]:
    port = running.free_port()
    server = await asyncio.to_thread(running.start, database_url, port)
    pages = [OpenPage(port, meeting, secret) for _ in range(PAGES)]
    scribe = Scribe(port, meeting, secret)
    tasks = [asyncio.create_task(page.live()) for page in pages]
    writing = asyncio.create_task(scribe.write())
    back: list[float] = []
    try:
        await _until(lambda: all(page.is_open for page in pages))
        for _ in range(KILLS):
            before = len(scribe.acknowledged)
            await _until(lambda: len(scribe.acknowledged) >= before + 3)  # noqa: B023
            os.kill(server.pid or 0, signal.SIGKILL)
            await asyncio.to_thread(server.join)
            killed_at = time.monotonic()
            server = await asyncio.to_thread(running.start, database_url, port)
            up_at = time.monotonic()
            await _until(lambda: all(page.opened_at > killed_at for page in pages))  # noqa: B023
            back += [max(0.0, page.opened_at - up_at) for page in pages]
        # Not in the middle of a note, which the server might have and the scribe not know of.
        scribe.is_done = True
        await writing
        stopped_at = time.monotonic()
        await _until(lambda: all(of_the_drill(page) == scribe.acknowledged for page in pages))
        settled = time.monotonic() - stopped_at
    finally:
        for task in [*tasks, writing]:
            task.cancel()
        server.kill()
        server.join()
    return {
        "notes": len(scribe.acknowledged),
        "back_p50": round(statistics.median(back), 2),
        "back_p95": round(sorted(back)[int(len(back) * 0.95)], 2),
        "settled": round(settled, 2),
    }


def of_the_drill(page: OpenPage) -> list[str]:
    return [words for words in page.shown if words.endswith("of the drill")]


async def _until(is_so: Callable[[], bool], seconds: float = 120) -> None:
    end = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < end, "It did not come to that in time."
        await asyncio.sleep(0.02)
