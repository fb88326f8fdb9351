"""Runs migrations with an engine of its own: SQLite's batch mode copies and drops tables, and with foreign keys
on that would delete the children of every changed table (tests/test_migrations.py)."""

from typing import Any

from alembic import context
from sqlalchemy import Connection, create_engine, event, pool
from sqlmodel import SQLModel

import app.domain  # noqa: F401  makes every table known
from app.config import Settings
from app.db import with_driver


def _url() -> str:
    return with_driver(context.config.get_main_option("sqlalchemy.url") or Settings().database_url)


def _run(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=SQLModel.metadata,
        render_as_batch=True,
        compare_type=True,
        transaction_per_migration=True,
    )
    with context.begin_transaction():
        context.run_migrations()


def _check_children(connection: Connection) -> None:
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
    if broken:
        raise RuntimeError(f"A migration left {len(broken)} rows without their parent: {broken[:5]}")


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.execute("PRAGMA foreign_keys=OFF")
    # A table that is copied and dropped leaves no words behind in the file.
    connection.execute("PRAGMA secure_delete=ON")


def run() -> None:
    """Migrate the configured database."""
    engine = create_engine(_url(), poolclass=pool.NullPool)
    is_sqlite = engine.dialect.name == "sqlite"
    if is_sqlite:
        event.listen(engine, "connect", _prepare_sqlite)
    with engine.connect() as connection:
        _run(connection)
        if is_sqlite:
            _check_children(connection)
    engine.dispose()


run()
