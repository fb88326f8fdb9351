"""The database: how transactions begin, the one commit, and how tables name their parts."""

import threading
import uuid
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from typing import Annotated, Any, TypeVar

from fastapi import Depends, Request
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session, SQLModel

# Every constraint needs a name, or SQLite's batch migrations cannot change it. Set before any table.
SQLModel.metadata.naming_convention = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}
# What PostgreSQL says when two wrote at once: the same unique value, a deadlock, an order that cannot be.
COLLISIONS = {"23505", "40P01", "40001"}
AT_ONCE = 20
_only_look: set[Callable[..., Any]] = set()
Route = TypeVar("Route", bound=Callable[..., Any])
SECONDS_TO_WAIT = 30.0


def new_id() -> uuid.UUID:
    """An id that cannot be guessed."""
    return uuid.uuid4()


class TooBusy(Exception):
    """Writers waited longer than a person should."""


class Collided(Exception):
    """On PostgreSQL somebody else wrote the same thing in the same moment; nothing of this request was kept."""


class Turns:
    """Lets writers in one at a time, in the order they came.

    SQLite's own waiting is a lottery: with forty writers some wait for seconds. A turn may be taken in one
    thread and given back in another, as FastAPI runs the two halves of a dependency.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: deque[threading.Event] = deque()
        self._taken = False

    def take(self) -> None:
        """Wait for my turn; raises TooBusy when it does not come."""
        mine = threading.Event()
        with self._lock:
            if not self._taken:
                self._taken = True
                return
            self._waiting.append(mine)
        if mine.wait(SECONDS_TO_WAIT):
            return
        with self._lock:
            if mine.is_set():
                return
            self._waiting.remove(mine)
        raise TooBusy

    def give_back(self) -> None:
        """Pass the turn to whoever has waited longest."""
        with self._lock:
            if self._waiting:
                self._waiting.popleft().set()
                return
            self._taken = False


class Database:
    """One database: reading sessions that may not change anything, writing sessions that commit once."""

    def __init__(self, url: str, after_commit: Callable[[Mapping[str, set[str]]], None] | None = None) -> None:
        self.engine = _engine(url)
        self.is_sqlite = self.engine.dialect.name == "sqlite"
        self._after_commit = after_commit
        self._turns = Turns()
        self._for_writing = self.engine.execution_options(writes=True)
        self._for_reading = self.engine.execution_options(postgresql_readonly=True)

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session that only looks; raises when something was changed in it."""
        with Session(self._for_reading, autoflush=False, expire_on_commit=False) as db:
            yield db
            if db.new or db.deleted or any(db.is_modified(thing) for thing in db.dirty):
                raise RuntimeError("A request that only reads has changed something.")

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A session that commits once at its end and then tells the open pages; an exception rolls back."""
        with self._my_turn(), Session(self._for_writing, expire_on_commit=False) as db:
            try:
                yield db
                db.commit()
            except DBAPIError as error:
                if getattr(error.orig, "sqlstate", "") in COLLISIONS:
                    raise Collided from error
                raise
            told = db.info.get("told")
        if told and self._after_commit:
            self._after_commit(told)

    def settle(self) -> bool:
        """Empty SQLite's log, in which words that were replaced still stand; False when somebody was reading just then.

        What is overwritten in the file itself is overwritten at once (`secure_delete`). The log beside it is only
        emptied when it is told to, and while nobody reads; so it does not wait for readers, and is asked again later.
        """
        if not self.is_sqlite:
            return True
        with self._my_turn(), closing(self.engine.raw_connection()) as connection:
            try:
                connection.cursor().execute("PRAGMA busy_timeout=50")
                row = connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
                return bool(row[0] == 0)
            finally:
                # The connection goes back to the others, who wait as long as they always do.
                connection.cursor().execute("PRAGMA busy_timeout=5000")

    @contextmanager
    def _my_turn(self) -> Iterator[None]:
        if not self.is_sqlite:
            yield
            return
        self._turns.take()
        try:
            yield
        finally:
            self._turns.give_back()


def with_driver(url: str) -> str:
    """The URL with the driver we ship for PostgreSQL; others as they are."""
    return url.replace("postgresql://", "postgresql+psycopg://", 1).replace("postgres://", "postgresql+psycopg://", 1)


def only_looks(endpoint: Route) -> Route:
    """Marks a route that is sent words too long for an address, and writes nothing: it waits for no writer."""
    _only_look.add(endpoint)
    return endpoint


def is_only_looking(endpoint: Callable[..., Any]) -> bool:
    """Whether this route writes nothing, whatever is sent to it."""
    return endpoint in _only_look


def get_db(request: Request) -> Iterator[Session]:
    """The session of this request; the HTTP method decides whether it may write, unless the route only looks."""
    database: Database = request.app.state.database
    looks = request.method in {"GET", "HEAD"} or is_only_looking(request.scope["endpoint"])
    opened = database.reading() if looks else database.writing()
    with opened as db:
        yield db


# Function scope: the commit runs before the answer leaves (tests/routes/test_honest_commit.py). At most as many
# at once as there are connections, waiting without a thread (tests/load/test_no_deadlock.py): always this alias.
Db = Annotated[Session, Depends(get_db, scope="function", max_concurrency=AT_ONCE)]


def _engine(url: str) -> Engine:
    if not url.startswith("sqlite"):
        return create_engine(with_driver(url), pool_size=AT_ONCE, max_overflow=0, pool_pre_ping=True)
    engine = create_engine(url, pool_size=AT_ONCE, max_overflow=0, connect_args={"timeout": 5})
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: object) -> None:
    # We say BEGIN ourselves: Python's implicit one loses updates silently (tests/domain/test_db.py).
    connection.isolation_level = None
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "secure_delete=ON",
        "busy_timeout=5000",
    ):
        connection.execute(f"PRAGMA {pragma}")
    # Its own knows capitals from A to Z alone, and people write “Éva”.
    connection.create_function("lower", 1, _lower, deterministic=True)


def _lower(value: Any) -> Any:
    return value.lower() if isinstance(value, str) else value


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
