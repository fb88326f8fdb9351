"""Servers are killed while people write: nothing that was acknowledged is lost, and what is left is whole.

DRILL_KILLS says how often; twenty when it is not set, a thousand in the long drill.
"""

import http.client
import os
import random
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from sqlmodel import select

from app.db import Database
from app.domain import sign_ins
from app.domain.actions import Action
from tests.cast import Cast
from tests.drills import running

pytestmark = pytest.mark.drill
KILLS = int(os.environ.get("DRILL_KILLS", "20"))
WRITERS = 4
MIRACLES = str(Path(sys.executable).parent / "miracles")


@pytest.fixture
def secret(database_url: str, cast: Cast) -> str:
    """The cookie of somebody who is signed in, by the real clock."""
    from app import clock

    database = Database(database_url)
    with database.writing() as db:
        secret = sign_ins.begin(db, cast.omar, device="a drill", at=clock.now())
    database.engine.dispose()
    return secret


class Writer(threading.Thread):
    """Agrees one action after the other until the server is gone; remembers which were acknowledged."""

    def __init__(self, port: int, path: str, cookie: str, name: str) -> None:
        super().__init__(name=name)
        self.port, self.path, self.cookie = port, path, cookie
        self.acknowledged: list[str] = []
        self.wrong: list[int] = []

    def run(self) -> None:
        number = 0
        while True:
            number += 1
            text = f"{self.name} {number}"
            try:
                form = {"text": text, "once": text}
                status, _ = running.request(self.port, "POST", self.path, cookie=self.cookie, form=form)
            except (OSError, http.client.HTTPException):
                return
            if status != 303:
                self.wrong.append(status)
                return
            self.acknowledged.append(text)


def test_s47_kill_9_loses_no_acknowledged_write(database_url: str, cast: Cast, secret: str) -> None:
    path, acknowledged, wrong = f"/communities/{cast.community.id}/actions", [], []
    chance = random.Random(47)
    for kill in range(KILLS):
        port = running.free_port()
        server = running.start(database_url, port)
        writers = [Writer(port, path, secret, f"Kill {kill}, writer {number}:") for number in range(WRITERS)]
        for writer in writers:
            writer.start()
        enough = chance.randint(1, 25)
        wait_until(lambda: sum(len(one.acknowledged) + 99 * len(one.wrong) for one in writers) >= enough)  # noqa: B023
        os.kill(server.pid or 0, signal.SIGKILL)
        server.join()
        for writer in writers:
            writer.join()
            acknowledged += writer.acknowledged
            wrong += writer.wrong
    database = Database(database_url)
    with database.reading() as db:
        kept = list(db.exec(select(Action.text).where(Action.community_id == cast.community.id)))
    database.engine.dispose()
    assert wrong == []
    assert len(acknowledged) >= KILLS
    assert set(acknowledged) - set(kept) == set()
    assert len(kept) == len(set(kept))
    assert_whole(database_url)
    print(f"{KILLS} kills, {len(acknowledged)} acknowledged, 0 lost")


def test_s54_a_polite_stop_finishes_what_is_being_said(
    database_url: str, cast: Cast, secret: str, tmp_path: Path
) -> None:
    port = running.free_port()
    env = os.environ | {"MIRACLES_DATABASE_URL": database_url, "MIRACLES_BASE_URL": f"http://127.0.0.1:{port}"}
    with subprocess.Popen([MIRACLES, "serve", "--port", str(port)], env=env, cwd=tmp_path) as server:
        try:
            running.wait_until_well(port)
            with closing(an_open_page(port, cast, secret)):
                began = time.monotonic()
                server.send_signal(signal.SIGTERM)
                code = server.wait(timeout=20)
                took = time.monotonic() - began
        finally:
            if server.poll() is None:
                server.kill()
    assert code == 0
    assert took < 3.5
    assert_whole(database_url)


def test_s48_another_server_can_start_at_once_after_a_kill(database_url: str, cast: Cast) -> None:
    for _ in range(2):
        server = running.start(database_url, running.free_port())
        os.kill(server.pid or 0, signal.SIGKILL)
        server.join()


def an_open_page(port: int, cast: Cast, secret: str) -> socket.socket:
    """The stream of a meeting, which stays open as long as the server lets it."""
    page = socket.create_connection(("127.0.0.1", port), timeout=20)
    lines = (f"GET /meetings/{cast.today.id}/live HTTP/1.1", f"Host: 127.0.0.1:{port}", f"Cookie: sign-in={secret}")
    page.sendall(("\r\n".join(lines) + "\r\n\r\n").encode())
    assert b"200" in page.recv(4096).split(b"\r\n", 1)[0]
    return page


def wait_until(is_so: Callable[[], bool], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < end, "It did not come to pass."
        time.sleep(0.002)


def assert_whole(database_url: str) -> None:
    if not database_url.startswith("sqlite"):
        return
    with closing(sqlite3.connect(database_url.removeprefix("sqlite:///"))) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
