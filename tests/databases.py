"""Where the tests' databases come from: one original of each kind for a whole run, and quick copies of it.

On PostgreSQL a copy is not thrown away after its test but put back: every table that a test wrote to gets the
original's rows again, which takes a twentieth of what making and dropping a database does. It is vacuumed between, so
that rows of one moment come in the order they were written in, as they do from a table that was just made. It comes
back under another name, so whatever a test left running finds nothing there any more; and one whose tables a test has
changed is dropped.
"""

import os
import shutil
import uuid
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg

from app import migrate
from app.db import Database
from tests import cast as cast_module
from tests.cast import Cast

SERVER = os.environ.get("TEST_DATABASE_URL", "")
TABLES = "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'"
# Every column and every constraint that is made, changed or dropped leaves a mark in these.
FORM = """
    SELECT count(*), sum(xmin::text::bigint) FROM (
        SELECT xmin FROM pg_attribute WHERE attrelid IN
            (SELECT oid FROM pg_class WHERE relnamespace = 'public'::regnamespace)
        UNION ALL SELECT xmin FROM pg_constraint WHERE connamespace = 'public'::regnamespace
    ) AS marks
"""
# What a server has learnt of a table changes how it looks into it, and so the order of rows of one moment.
KNOW_NOTHING = """
    UPDATE pg_class SET relpages = 0, reltuples = -1, relallvisible = 0
    WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'
"""
LEAVE = "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = %s"


class Files:
    """The databases on SQLite: files that are copied."""

    def __init__(self, folder: Path) -> None:
        self.url = f"sqlite:///{folder / 'template.sqlite3'}"
        self.cast = filled(self.url)

    def lend(self, folder: Path) -> str:
        """A test's own database, in its own folder."""
        file = folder / "test.sqlite3"
        shutil.copyfile(self.url.removeprefix("sqlite:///"), file)
        return f"sqlite:///{file}"

    def take_back(self, url: str) -> None:
        """Nothing: the file goes with its folder."""

    def close(self) -> None:
        """Nothing."""


class OnServer:
    """The databases on PostgreSQL: the original, one that is lent, and what puts it back."""

    def __init__(self) -> None:
        self._original = f"lm_template_{uuid.uuid4().hex[:8]}"
        self._spare = ""
        self._marks: dict[str, object] = {}
        on_server(f'CREATE DATABASE "{self._original}"')
        self.url = url_of(self._original)
        self.cast = filled(self.url)
        with psycopg.connect(self.url) as original:
            tables = [name for (name,) in original.execute(TABLES)]
            original.execute("CREATE SCHEMA kept")
            original.execute(KNOW_NOTHING)
            for name in tables:
                original.execute(f'ALTER TABLE public."{name}" SET (autovacuum_enabled = off)')
                original.execute(f'CREATE TABLE kept."{name}" AS TABLE public."{name}"')
            self._form = original.execute(FORM).fetchone()
        # Any row that is written, changed or deleted leaves a mark in these.
        self._rows = " UNION ALL ".join(
            f"SELECT '{name}', count(*), sum(xmin::text::bigint), max(ctid)::text FROM public.\"{name}\""
            for name in tables
        )
        with psycopg.connect(self.url) as original:
            self._new = self._marked(original)

    def lend(self, folder: Path) -> str:
        """A test's own database, on the server."""
        name = f"lm_test_{uuid.uuid4().hex[:12]}"
        if self._spare:
            on_server(f'ALTER DATABASE "{self._spare}" RENAME TO "{name}"')
            self._spare = ""
        else:
            on_server(f'CREATE DATABASE "{name}" TEMPLATE "{self._original}"')
            self._marks = self._new
        return url_of(name)

    def take_back(self, url: str) -> None:
        """Put it back to how it was lent, or away when its tables are others now."""
        name = urlsplit(url).path[1:]
        _server().execute(LEAVE, [name])
        with psycopg.connect(url, autocommit=True) as used:
            as_it_was = used.execute(FORM).fetchone() == self._form
            if as_it_was:
                self._put_back(used)
        if not as_it_was or self._spare:
            on_server(f'DROP DATABASE "{name}" WITH (FORCE)')
            return
        self._spare = name

    def _put_back(self, used: psycopg.Connection) -> None:
        marks = self._marked(used)
        written = [f'"{name}"' for name in marks if marks[name] != self._marks[name]]
        if not written:
            return
        # What belongs to another row comes and goes without being asked about it.
        used.execute("SET session_replication_role = replica")
        used.execute(";".join(f"DELETE FROM public.{table}" for table in written))
        used.execute(f"VACUUM {', '.join(written)}")
        used.execute(KNOW_NOTHING)
        used.execute(";".join(f"INSERT INTO public.{table} TABLE kept.{table}" for table in written))
        self._marks = self._marked(used)

    def _marked(self, database: psycopg.Connection) -> dict[str, object]:
        return {name: mark for name, *mark in database.execute(self._rows)}

    def close(self) -> None:
        """Leave nothing on the server."""
        for name in filter(None, [self._spare, self._original]):
            on_server(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def filled(url: str) -> Cast:
    """The newest tables with the cast in them."""
    migrate.to_newest(url)
    database = Database(url)
    with database.writing() as db:
        cast = cast_module.build(db)
    if database.is_sqlite:
        with database.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    database.engine.dispose()
    return cast


def url_of(name: str) -> str:
    """The URL of another database on the server."""
    return urlunsplit(urlsplit(SERVER)._replace(path=f"/{name}"))


def on_server(statement: str) -> None:
    """Say this to the server, about a whole database."""
    _server().execute(statement)


@cache
def _server() -> psycopg.Connection:
    return psycopg.connect(SERVER, autocommit=True)
