"""Requests per CPU second of the running meeting's page, beside its floor in the same run.

The floor is the same number of bytes from plain SQL and Jinja in a bare Starlette route, without a sign-in. Both are
real uvicorn processes on one SQLite file; their own CPU time is read from the operating system, in turn, for several
rounds; medians are printed, and written as JSON.

    uv run python -m tests.bench.meeting_page [--rounds 5] [--requests 200] [--json FILE]
"""

import argparse
import http.client
import json
import os
import signal
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from app import clock, migrate
from app.config import Settings
from app.db import Database
from app.domain import actions, agenda, attendance, barriers, memberships, miracles, notes, running, sign_ins
from app.main import create_app
from tests import cast as cast_module
from tests.cast import Cast, build_meeting, build_membership, build_person

STEPS, CAPTURED, PEOPLE = 20, 40, 25


def fill(url: str) -> tuple[str, str]:
    """A meeting of 20 steps, 40 captured things and 25 people; answers its path and a sign-in's secret."""
    migrate.to_newest(url)
    database = Database(url)
    at = clock.now()
    with database.writing() as db:
        cast = cast_module.build(db)
        running.close(db, db.merge(cast.today), by=cast.fatima, at=at)
        meeting = build_meeting(db, cast.community, cast.fatima, starts_at=at, steps=STEPS, title="A full meeting")
        places = [_place(db, cast, number) for number in range(PEOPLE - 5)]
        running.start(db, meeting, by=cast.fatima, at=at)
        for place in places:
            attendance.say(db, meeting, place, "here", by=cast.fatima, at=at)
        step = agenda.of(db, meeting.id)[0]
        known = {"by": cast.omar, "at": at}
        for number in range(CAPTURED // 4):
            text = f"Something worth keeping, number {number}, in a sentence of ordinary length."
            notes.take_down(db, meeting, step, kind="note", text=text, **known)
            actions.agree(
                db, cast.community.id, text=text, owner_id=cast.omar.id, due_on=None, meeting=meeting, **known
            )
            miracles.tell(db, cast.community.id, text=text, meeting=meeting, **known)
            barriers.name(db, cast.community.id, text=text, meeting=meeting, **known)
        secret = sign_ins.begin(db, cast.fatima, device="the bench", at=at)
    database.engine.dispose()
    return f"/meetings/{meeting.id}", secret


def _place(db, cast: Cast, number: int) -> memberships.Membership:
    person = build_person(db, f"Person{number} Bench")
    return build_membership(db, cast.community, person, agency=cast.housing)


class Server:
    """One side: a uvicorn process."""

    def __init__(self, target: str, port: int, environment: dict[str, str]) -> None:
        command = [sys.executable, "-m", "uvicorn", "--factory", target, "--port", str(port), "--log-level", "error"]
        self.port = port
        self.process = subprocess.Popen(command, env=os.environ | environment)
        for _ in range(600):
            try:
                http.client.HTTPConnection("127.0.0.1", port, timeout=1).connect()
                return
            except OSError:
                time.sleep(0.1)
        raise RuntimeError("The server did not start.")

    def cpu_seconds(self) -> float:
        """User and system time of the process so far."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def per_cpu_second(self, path: str, headers: dict[str, str], requests: int) -> tuple[float, int]:
        """Requests per CPU second, and the bytes of one answer."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port)
        before, size = self.cpu_seconds(), 0
        for _ in range(requests):
            connection.request("GET", path, headers=headers)
            answer = connection.getresponse()
            size = len(answer.read())
            if answer.status != 200:
                raise RuntimeError(f"{path} answered {answer.status}")
        return requests / max(self.cpu_seconds() - before, 0.01), size

    def stop(self) -> None:
        """End the process."""
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(10)


def ours() -> object:
    """The real app, for uvicorn."""
    return create_app(
        Settings(database_url=os.environ["BENCH_URL"], base_url=f"http://127.0.0.1:{os.environ['BENCH_PORT']}")
    )


def floor() -> object:
    """The bare route: plain SQL and Jinja, no sign-in, as many bytes."""
    from jinja2 import Environment
    from starlette.applications import Starlette
    from starlette.responses import HTMLResponse
    from starlette.routing import Route

    size = int(os.environ["BENCH_SIZE"])
    database = sqlite3.connect(os.environ["BENCH_URL"].removeprefix("sqlite:///"), check_same_thread=False)
    template = Environment(autoescape=True).from_string(
        "<!doctype html><title>{{ title }}</title>"
        "{% for rows in sections %}<ol>{% for row in rows %}<li>{% for cell in row %}<span>{{ cell }}</span>"
        "{% endfor %}</li>{% endfor %}</ol>{% endfor %}{{ padding }}"
    )
    queries = [
        "SELECT title, minutes, led_by, hint FROM agenda_item WHERE meeting_id = ? ORDER BY position",
        "SELECT kind, text, at FROM note WHERE meeting_id = ? ORDER BY at",
        "SELECT text, due_on, agreed_at FROM action WHERE meeting_id = ? ORDER BY agreed_at",
        "SELECT text, kind, told_at FROM miracle WHERE meeting_id = ? ORDER BY told_at",
        "SELECT text, type, named_at FROM barrier WHERE meeting_id = ? ORDER BY named_at",
        "SELECT p.name, a.word FROM attendance a JOIN membership m ON m.id = a.membership_id "
        "JOIN person p ON p.id = m.person_id WHERE a.meeting_id = ?",
    ]

    def show(request) -> HTMLResponse:
        meeting = request.path_params["meeting"].replace("-", "")
        sections = [database.execute(query, (meeting,)).fetchall() for query in queries]
        short = template.render(title="A meeting", sections=sections, padding="")
        return HTMLResponse(short + "." * (size - len(short.encode())))

    return Starlette(routes=[Route("/meetings/{meeting}", show)])


def main() -> None:
    """Run both sides in turn and print the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--requests", type=int, default=200)
    parser.add_argument("--json", type=Path)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/bench.sqlite3"
        path, secret = fill(url)
        environment = {"BENCH_URL": url, "BENCH_PORT": "8601"}
        cookie = {"Cookie": f"sign-in={secret}"}
        own = Server("tests.bench.meeting_page:ours", 8601, environment)
        _, size = own.per_cpu_second(path, cookie, 20)
        bare = Server("tests.bench.meeting_page:floor", 8602, environment | {"BENCH_SIZE": str(size)})
        bare.per_cpu_second(path, {}, 20)
        rounds = [
            (own.per_cpu_second(path, cookie, asked.requests)[0], bare.per_cpu_second(path, {}, asked.requests)[0])
            for _ in range(asked.rounds)
        ]
        own.stop()
        bare.stop()
    _report(rounds, size, asked.json)


def _report(rounds: list[tuple[float, float]], size: int, file: Path | None) -> None:
    figures = {
        "page_bytes": size,
        "ours_per_cpu_second": round(statistics.median(own for own, _ in rounds), 1),
        "floor_per_cpu_second": round(statistics.median(bare for _, bare in rounds), 1),
        "ratio": round(statistics.median(own / bare for own, bare in rounds), 3),
    }
    for name, figure in figures.items():
        print(f"{name:24} {figure}")
    if file:
        file.write_text(json.dumps(figures, indent=1) + "\n")


if __name__ == "__main__":
    main()
