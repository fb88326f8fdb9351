"""Every test gets a fresh copy of a migrated database with the cast in it, and a clock that stands still.

With TEST_DATABASE_URL set to a PostgreSQL server, every such test runs a second time there; where CI=true it must be.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

import pytest
from anyio.from_thread import BlockingPortal, start_blocking_portal
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlmodel import Session

from app.config import Settings
from app.db import Database
from app.domain import sign_ins
from app.domain.people import Person
from app.main import create_app
from tests.cast import NOW, Cast
from tests.databases import SERVER, Files, OnServer

BASE_URL = "https://miracles.test"
if os.environ.get("CI") == "true" and not SERVER:
    raise RuntimeError("Set TEST_DATABASE_URL: in CI the suite runs on PostgreSQL too.")
KINDS = ["sqlite", "postgresql"] if SERVER else ["sqlite"]


class StillClock:
    """The time in a test; it moves only when told to."""

    def __init__(self) -> None:
        self.at = NOW

    def __call__(self) -> datetime:
        return self.at

    def pass_by(self, **span: float) -> datetime:
        """Let time pass; answers the new time."""
        self.at += timedelta(**span)
        return self.at


@pytest.fixture(scope="session")
def originals(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Files | OnServer]]:
    """Where databases of each kind come from; made once, however often the tests go from one kind to the other."""

    @cache
    def original(kind: str) -> Files | OnServer:
        made.append(Files(tmp_path_factory.mktemp("template")) if kind == "sqlite" else OnServer())
        return made[-1]

    made: list[Files | OnServer] = []
    yield original
    for one in made:
        one.close()


@pytest.fixture(scope="session", params=KINDS)
def template(request: pytest.FixtureRequest, originals: Callable[[str], Files | OnServer]) -> Files | OnServer:
    """A migrated database with the cast in it, from which every test's own is copied."""
    return originals(request.param)


@pytest.fixture
def database_url(template: Files | OnServer, tmp_path: Path) -> Iterator[str]:
    """The URL of this test's own database."""
    url = template.lend(tmp_path)
    yield url
    template.take_back(url)


@pytest.fixture
def cast(template: Files | OnServer) -> Cast:
    """Who is who; the objects belong to no session, so load what you change."""
    return template.cast


@pytest.fixture
def settings(database_url: str) -> Settings:
    """The settings of a small installation without a mail server."""
    return Settings(database_url=database_url, base_url=BASE_URL, smtp_url="", demo=False)


@pytest.fixture
def time() -> StillClock:
    """The clock of this test."""
    return StillClock()


@pytest.fixture
def app(settings: Settings, time: StillClock) -> Iterator[FastAPI]:
    """The app on this test's database, by this test's clock."""
    app = create_app(settings, now=time)
    yield app
    app.state.database.engine.dispose()


@pytest.fixture
def database(app: FastAPI) -> Database:
    """The app's own database, for looking at what a request left."""
    database: Database = app.state.database
    return database


@pytest.fixture
def db(database: Database) -> Iterator[Session]:
    """A writing session for rules without HTTP. Not together with a client that posts: writers take turns."""
    with database.writing() as db:
        yield db


@pytest.fixture
def look(database: Database) -> Callable[[], AbstractContextManager[Session]]:
    """Opens a reading session: `with look() as db`."""
    return database.reading


@pytest.fixture
def loop() -> Iterator[BlockingPortal]:
    """The one event loop on which all browsers of a test are answered, as a server answers them."""
    with start_blocking_portal() as loop:
        yield loop


@pytest.fixture
def client(app: FastAPI, loop: BlockingPortal) -> TestClient:
    """A browser in which nobody is signed in."""
    return _browser(app, loop)


@pytest.fixture
def client_for(app: FastAPI, time: StillClock, loop: BlockingPortal) -> Callable[[Person], TestClient]:
    """A browser in which this person is signed in."""

    def open_browser(person: Person) -> TestClient:
        client = _browser(app, loop)
        with app.state.database.writing() as db:
            client.cookies.set("__Host-sign-in", sign_ins.begin(db, person, device="a test", at=time.at))
        return client

    return open_browser


def _browser(app: FastAPI, loop: BlockingPortal) -> TestClient:
    browser = TestClient(app, base_url=BASE_URL, follow_redirects=False, raise_server_exceptions=False)
    # Left to itself it begins a loop for each request, and what two of them wait for together never comes.
    browser.portal = loop
    return browser
