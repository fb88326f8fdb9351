"""From the press "next" to the new step in hand on every open page, and the CPU time it takes the server.

A real uvicorn on one SQLite file and a full meeting; each page holds its stream and, told of it, fetches what `live.js`
fetches: where we are, and what was caught with the offers beside it. Members and the facilitator have pages in turn.

    uv run python -m tests.bench.press [--pages 50 200] [--presses 5] [--json FILE]
"""

import argparse
import asyncio
import json
import re
import statistics
import tempfile
import time
from pathlib import Path
from uuid import UUID

from app import clock
from app.db import Database
from app.domain import meetings, memberships, sign_ins
from app.domain.people import Person
from tests.bench.meeting_page import Server, fill
from tests.drills.pages import OpenPage, ask
from tests.drills.running import free_port

PIECES = ("now", "captures")


class TimedPage(OpenPage):
    """A page that remembers when it had where we are, and when it had everything."""

    has_now = has_all = 0.0

    def _hear(self, noun: str) -> None:
        if noun in {"steps", "agenda", "sync"}:
            self._stale.set()

    async def _look_again(self) -> None:
        while True:
            await self._stale.wait()
            self._stale.clear()
            await asyncio.gather(*(self._fetch(piece) for piece in PIECES))
            self.has_all = time.monotonic()

    async def _fetch(self, piece: str) -> None:
        status, text = await ask(self.port, "GET", f"{self.meeting}/{piece}", self.cookie)
        if status != 200:
            raise RuntimeError(f"{piece} answered {status}")
        if piece == "now":
            self.step = re.findall(r'data-step="([^"]*)"', text)[0]
            self.has_now = time.monotonic()


def secrets_of(url: str, meeting: str, number: int) -> list[str]:
    """Sign-ins for the members, in turn."""
    database = Database(url)
    with database.writing() as db:
        found = meetings.by_id(db, UUID(meeting.rsplit("/", 1)[1]))
        places = [memberships.of(db, found.community_id, one) for one in memberships.names_in(db, found.community_id)]
        members = [place.person_id for place in places if place and place.role == "member"]
        people = [db.get(Person, person_id) for person_id in members]
        secrets = [
            sign_ins.begin(db, people[one % len(people)], device="the bench", at=clock.now()) for one in range(number)
        ]
    database.engine.dispose()
    return secrets


async def measure(server: Server, meeting: str, facilitator: str, secrets: list[str], presses: int) -> dict[str, float]:
    """So many presses with so many pages open, one after the other, each when all have the one before."""
    pages = [TimedPage(server.port, meeting, secret) for secret in secrets]
    tasks = [asyncio.create_task(page.live()) for page in pages]
    while not all(page.has_all for page in pages):
        await asyncio.sleep(0.05)
    now, everything, cpu = [], [], []
    for _ in range(presses):
        before, began = server.cpu_seconds(), time.monotonic()
        await ask(server.port, "POST", f"{meeting}/run/next", facilitator, {"seen": pages[0].step})
        while not all(page.has_all > began for page in pages):
            await asyncio.sleep(0.01)
        now += [page.has_now - began for page in pages]
        everything += [page.has_all - began for page in pages]
        cpu.append(server.cpu_seconds() - before)
    for task in tasks:
        task.cancel()
    return {
        "pages": len(pages),
        "now_p50": round(statistics.median(now), 3),
        "now_p95": round(sorted(now)[int(len(now) * 0.95)], 3),
        "all_p50": round(statistics.median(everything), 3),
        "all_p95": round(sorted(everything)[int(len(everything) * 0.95)], 3),
        "cpu_per_press": round(statistics.median(cpu), 3),
        "cpu_ms_per_fetch": round(1000 * statistics.median(cpu) / len(pages) / len(PIECES), 2),
    }


def main() -> None:
    """Measure with each number of pages and print the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--pages", type=int, nargs="+", default=[50, 200])
    parser.add_argument("--presses", type=int, default=5)
    parser.add_argument("--json", type=Path)
    asked = parser.parse_args()
    rows = []
    for number in asked.pages:
        with tempfile.TemporaryDirectory() as folder:
            url = f"sqlite:///{folder}/bench.sqlite3"
            meeting, facilitator = fill(url)
            secrets = secrets_of(url, meeting, number)
            port = free_port()
            server = Server("tests.bench.meeting_page:ours", port, {"BENCH_URL": url, "BENCH_PORT": str(port)})
            try:
                rows.append(asyncio.run(measure(server, meeting, facilitator, secrets, asked.presses)))
            finally:
                server.stop()
    print("".join(f"{name:>18}" for name in rows[0]))
    for row in rows:
        print("".join(f"{figure:>18}" for figure in row.values()))
    if asked.json:
        asked.json.write_text(json.dumps(rows, indent=1) + "\n")


if __name__ == "__main__":
    main()
