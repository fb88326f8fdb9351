"""SQLite files as wholes: checked, copied, and held by one server at a time."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from app import migrate

try:
    import fcntl
except ImportError:  # Windows has no such locks; two servers on one file cannot be told there.
    fcntl = None  # type: ignore[assignment]

OWNER_ONLY = 0o600


class Unusable(Exception):
    """The file is not a whole database of ours; the message says why."""


class InUse(Exception):
    """A server is running on this database."""


def check(file: Path) -> str:
    """The revision of a whole database of ours; raises Unusable for anything else."""
    if not file.is_file():
        raise Unusable(f"There is no file {file}.")
    try:
        with closing(_opened(file)) as connection:
            return _checked(connection, file)
    except sqlite3.DatabaseError as error:
        raise Unusable(f"{file} is not a whole SQLite database: {error}.") from error


def mark_of(file: Path) -> int:
    """The number that tells whose file it is, or -1 when it is no database at all."""
    try:
        with closing(_opened(file)) as connection:
            return int(connection.execute("PRAGMA application_id").fetchone()[0])
    except sqlite3.DatabaseError:
        return -1


def copy(source: Path, target: Path) -> None:
    """A whole, checked copy, made while others may be writing; an existing target is never overwritten."""
    if target.exists():
        raise Unusable(f"{target} exists already. Choose another name; nothing was overwritten.")
    part = target.with_name(f".{target.name}.part")
    part.unlink(missing_ok=True)
    try:
        os.close(os.open(part, os.O_CREAT | os.O_EXCL, OWNER_ONLY))
        with closing(_opened(source)) as connection:
            connection.execute("VACUUM INTO ?", (str(part),))
        check(part)
        _settle(part)
        _give_name(part, target)
    finally:
        part.unlink(missing_ok=True)


def put_aside(file: Path, aside: Path) -> None:
    """Rename a database with everything that belongs to it, so that not a word of it is lost."""
    try:
        with closing(sqlite3.connect(file)) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    except sqlite3.DatabaseError:
        # A damaged database is kept just as it is.
        pass
    for ending in ("", "-wal", "-shm"):
        part = file.with_name(file.name + ending)
        if part.exists():
            part.rename(aside.with_name(aside.name + ending))


@contextmanager
def held(file: Path) -> Iterator[None]:
    """Hold the database for one server; raises InUse when another holds it. A killed server lets go by itself."""
    if fcntl is None:
        yield
        return
    lock = os.open(file.with_name(file.name + ".lock"), os.O_CREAT | os.O_RDWR, OWNER_ONLY)
    try:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise InUse from error
        yield
    finally:
        os.close(lock)


def _opened(file: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(f"{file.resolve().as_uri()}?mode=rw", uri=True, timeout=10)
    connection.isolation_level = None
    return connection


def _checked(connection: sqlite3.Connection, file: Path) -> str:
    whole = connection.execute("PRAGMA integrity_check").fetchone()[0]
    if whole != "ok":
        raise Unusable(f"{file} is damaged: {whole}.")
    orphans = connection.execute("PRAGMA foreign_key_check").fetchall()
    if orphans:
        raise Unusable(f"{file} holds {len(orphans)} rows that have lost what they belong to.")
    if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'").fetchone():
        raise Unusable(f"{file} is a database, but not one of ours.")
    row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    if row is None or not migrate.is_known(row[0]):
        raise Unusable(f"{file} was made by a newer version. Install that version first.")
    return str(row[0])


def _settle(file: Path) -> None:
    """On the disk before anybody is told that it is there."""
    handle = os.open(file, os.O_RDWR)
    os.fsync(handle)
    os.close(handle)


def _give_name(part: Path, target: Path) -> None:
    try:
        os.link(part, target)
    except FileExistsError as error:
        raise Unusable(f"{target} exists already. Choose another name; nothing was overwritten.") from error
    except OSError:  # a disk without hard links
        part.rename(target)
