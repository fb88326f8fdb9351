"""How long a write takes while another person's whole case is read, again and again: the turn must not be held for it.

A real server on one SQLite file. One person says of an action that it is done, and opens it again, as fast as answers
come; first alone, then while another hands in a case of ten pages in which something was found, which is refused.

    uv run python -m tests.bench.beside_reading [--seconds 10] [--json FILE]
"""

import argparse
import json
import statistics
import tempfile
import threading
import time
from pathlib import Path

from app import clock, migrate
from app.db import Database
from app.domain import people, sign_ins
from tests import cast as cast_module
from tests.cast import build_case
from tests.drills import running

# A case as long as somebody might write it: some 15,000 letters.
SENTENCE = "She wants to stay where the dog may stay, and nobody has asked what helped before the winter came. "
TOLD = {"wants": 18, "strengths": 18, "housing_now": 9, "tried": 28, "around": 9, "stuck": 18, "missing": 9}


def filled(url: str) -> tuple[str, str, str, str]:
    """The cast with a long case of Nia's; answers two cookies, the action's path and the case's."""
    migrate.to_newest(url)
    database = Database(url)
    with database.writing() as db:
        cast = cast_module.build(db)
        nia = people.by_id(db, cast.nia.id)
        assert nia
        told = {name: f"Ring 07700 9001{len(name):02} first. " + SENTENCE * times for name, times in TOLD.items()}
        case = build_case(db, cast.community, nia, **told)
        cookies = [sign_ins.begin(db, one, device="the bench", at=clock.now()) for one in (cast.nia, cast.omar)]
        paths = f"/cases/{case.id}/offer", f"/actions/{cast.open_action.id}/word"
    database.engine.dispose()
    return cookies[0], cookies[1], *paths


def writes(port: int, path: str, cookie: str, seconds: float) -> list[float]:
    """How long each write took, in milliseconds."""
    took: list[float] = []
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        word = ("done", "reopened")[len(took) % 2]
        began = time.monotonic()
        status, _ = running.request(port, "POST", path, cookie=cookie, form={"word": word})
        assert status == 303, status
        took.append((time.monotonic() - began) * 1000)
    return took


def measure(port: int, seconds: float, known: tuple[str, str, str, str]) -> dict[str, object]:
    """Alone, then beside the reading."""
    nia, omar, offer, action = known
    running.request(port, "POST", offer, cookie=nia, form={})
    alone = writes(port, action, omar, seconds)
    read: list[float] = []
    stop = threading.Event()

    def hand_in() -> None:
        while not stop.is_set():
            began = time.monotonic()
            assert running.request(port, "POST", offer, cookie=nia, form={})[0] == 422
            read.append((time.monotonic() - began) * 1000)

    reader = threading.Thread(target=hand_in)
    reader.start()
    beside = writes(port, action, omar, seconds)
    stop.set()
    reader.join()
    return {"alone": _figures(alone), "beside": _figures(beside), "handing in": _figures(read)}


def _figures(took: list[float]) -> dict[str, float]:
    ranked = sorted(took)
    return {
        "number": len(ranked),
        "median": round(statistics.median(ranked), 1),
        "p99": round(ranked[int(len(ranked) * 0.99)], 1),
        "most": round(ranked[-1], 1),
    }


def main() -> None:
    """Measure and print, in milliseconds."""
    ask = argparse.ArgumentParser()
    ask.add_argument("--seconds", type=float, default=10)
    ask.add_argument("--json", type=Path)
    given = ask.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        url, port = f"sqlite:///{folder}/bench.sqlite3", running.free_port()
        known = filled(url)
        process = running.start(url, port)
        try:
            figures = measure(port, given.seconds, known)
        finally:
            process.kill()
            process.join()
    for what, row in figures.items():
        print(f"{what:12}", row)
    if given.json:
        given.json.write_text(json.dumps(figures, indent=1))


if __name__ == "__main__":
    main()
