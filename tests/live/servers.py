"""A real uvicorn in a thread, and a page that listens to its stream."""

import http.client
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urlencode

import uvicorn
from fastapi import FastAPI

from app import clock
from app.config import Settings
from app.db import Database
from app.domain import sign_ins
from app.domain.people import Person
from app.live import Hub
from app.main import create_app


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def secret_for(database: Database, person: Person, at: datetime | None = None) -> str:
    with database.writing() as db:
        return sign_ins.begin(db, person, device="a test", at=at or clock.now())


@dataclass
class Listening:
    """An open stream, read line by line."""

    connection: http.client.HTTPConnection
    answer: http.client.HTTPResponse
    last_id: str = ""

    def next(self, seconds: float = 5.0) -> str:
        """The next noun; empty when the stream has ended. Comments are passed over."""
        assert self.connection.sock
        self.connection.sock.settimeout(seconds)
        noun = ""
        while line := self.answer.readline().decode():
            if line.startswith("event: "):
                noun = line.removeprefix("event: ").strip()
            if line.startswith("id: "):
                self.last_id = line.removeprefix("id: ").strip()
            if line == "\n" and noun:
                return noun
        return ""

    def ends_within(self, seconds: float) -> bool:
        """Whether the server ends it in that time, whatever it tells first."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            try:
                if not self.next(max(0.01, until - time.monotonic())):
                    return True
            except TimeoutError:
                return False
        return False

    def close(self) -> None:
        self.answer.close()
        self.connection.close()


@dataclass
class RealServer:
    """The app on a port of this machine."""

    app: FastAPI
    port: int
    open_streams: list[Listening] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def database(self) -> Database:
        database: Database = self.app.state.database
        return database

    @property
    def hub(self) -> Hub:
        hub: Hub = self.app.state.hub
        return hub

    def ask(self, method: str, path: str, secret: str = "", data: dict[str, str] | None = None) -> tuple[int, str]:
        """One request; the status and the text."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        headers = {"Cookie": f"sign-in={secret}"}
        if method == "POST":
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection.request(method, path, urlencode(data or {}) if method == "POST" else None, headers)
        answer = connection.getresponse()
        text = answer.read().decode()
        connection.close()
        return answer.status, text

    def listen(self, path: str, secret: str, headers: dict[str, str] | None = None) -> Listening:
        """Open a stream and wait until the server has it."""
        before = self.hub.open_pages
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        connection.request("GET", path, headers={"Cookie": f"sign-in={secret}"} | (headers or {}))
        listening = Listening(connection, connection.getresponse())
        self.open_streams.append(listening)
        if listening.answer.status == 200:
            wait_until(lambda: self.hub.open_pages > before)
        return listening


def wait_until(is_so, seconds: float = 5.0) -> None:
    until = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < until, "It did not come to that in time."
        time.sleep(0.01)


@contextmanager
def serving(
    database_url: str,
    *,
    demo: bool = False,
    port: int = 0,
    smtp_url: str = "",
    now: Callable[[], datetime] = clock.now,
) -> Iterator[RealServer]:
    """A server for as long as the block lasts."""
    port = port or free_port()
    settings = Settings(database_url=database_url, base_url=f"http://127.0.0.1:{port}", smtp_url=smtp_url, demo=demo)
    app = create_app(settings, now=now)
    server = uvicorn.Server(uvicorn.Config(app, port=port, log_level="warning", timeout_graceful_shutdown=3))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    wait_until(lambda: server.started)
    real = RealServer(app, port)
    try:
        yield real
    finally:
        app.state.hub.close()
        for stream in real.open_streams:
            stream.close()
        server.should_exit = True
        thread.join(10)
        assert not thread.is_alive(), "The server did not stop."
