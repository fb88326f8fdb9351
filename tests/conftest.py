"""Every test gets a fresh copy of a migrated database with the cast in it, and a clock that stands still.

With TEST_DATABASE_URL set to a PostgreSQL server, every such test runs a second time there; where CI=true it must be.
"""

import os
import shutil
import uuid
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import create_engine, text
from sqlmodel import Session

from app import migrate
from app.config import Settings
from app.db import Database, with_driver
from app.domain import sign_ins
from app.domain.people import Person
from app.main import create_app
from tests import cast as cast_module
from tests.cast import NOW, Cast

BASE_URL = "https://miracles.test"
SERVER = os.environ.get("TEST_DATABASE_URL", "")
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


@pytest.fixture(scope="session", params=KINDS)
def template(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Cast]]:
    """A migrated database with the cast in it, from which every test's own is copied."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path_factory.mktemp('template') / 'template.sqlite3'}"
        yield url, _filled(url)
        return
    name = f"lm_template_{uuid.uuid4().hex[:8]}"
    _on_server(f'CREATE DATABASE "{name}"')
    yield _url_of(name), _filled(_url_of(name))
    _on_server(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@pytest.fixture
def database_url(template: tuple[str, Cast], tmp_path: Path) -> Iterator[str]:
    """The URL of this test's own database."""
    if template[0].startswith("sqlite"):
        file = tmp_path / "test.sqlite3"
        shutil.copyfile(template[0].removeprefix("sqlite:///"), file)
        yield f"sqlite:///{file}"
        return
    name = f"lm_test_{uuid.uuid4().hex[:12]}"
    _on_server(f'CREATE DATABASE "{name}" TEMPLATE "{template[0].rsplit("/", 1)[1]}"')
    yield _url_of(name)
    _on_server(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@pytest.fixture
def cast(template: tuple[str, Cast]) -> Cast:
    """Who is who; the objects belong to no session, so load what you change."""
    return template[1]


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
def client(app: FastAPI) -> TestClient:
    """A browser in which nobody is signed in."""
    return TestClient(app, base_url=BASE_URL, follow_redirects=False, raise_server_exceptions=False)


@pytest.fixture
def client_for(app: FastAPI, time: StillClock) -> Callable[[Person], TestClient]:
    """A browser in which this person is signed in."""

    def open_browser(person: Person) -> TestClient:
        client = TestClient(app, base_url=BASE_URL, follow_redirects=False, raise_server_exceptions=False)
        with app.state.database.writing() as db:
            client.cookies.set("__Host-sign-in", sign_ins.begin(db, person, device="a test", at=time.at))
        return client

    return open_browser


def _filled(url: str) -> Cast:
    migrate.to_newest(url)
    database = Database(url)
    with database.writing() as db:
        cast = cast_module.build(db)
    if database.is_sqlite:
        with database.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    database.engine.dispose()
    return cast


def _url_of(name: str) -> str:
    return urlunsplit(urlsplit(SERVER)._replace(path=f"/{name}"))


def _on_server(statement: str) -> None:
    engine = create_engine(with_driver(SERVER), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()
