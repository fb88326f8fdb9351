"""Migrations lead from nothing to the tables of the code, and keep every row on the way."""

import os
import sqlite3
import uuid
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pytest
from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, inspect, text

from app import migrate
from app.db import with_driver

SERVER = os.environ.get("TEST_DATABASE_URL", "")
PARENT_IS_CHANGED = '''
"""Changes a table that others belong to."""

import sqlalchemy as sa
from alembic import op

revision = "a_change_of_a_parent"
down_revision = {head!r}
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("community") as table:
        table.add_column(sa.Column("colour", sa.String(20), nullable=False, server_default="green"))
        table.alter_column("name", existing_type=sa.String(120), type_=sa.String(200))
'''


@pytest.fixture(params=["sqlite", "postgresql"] if SERVER else ["sqlite"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of an empty database."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.sqlite3'}"
        return
    name = f"lm_empty_{uuid.uuid4().hex[:12]}"
    on_server(f'CREATE DATABASE "{name}"')
    yield urlunsplit(urlsplit(SERVER)._replace(path=f"/{name}"))
    on_server(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture
def one_more(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A further migration after the newest one; answers its revision."""
    folder = tmp_path / "migrations"
    (folder / "versions").mkdir(parents=True)
    for name in ("env.py", "script.py.mako"):
        (folder / name).write_text((migrate.MIGRATIONS / name).read_text())
    for file in (migrate.MIGRATIONS / "versions").glob("*.py"):
        (folder / "versions" / file.name).write_text(file.read_text())
    (folder / "versions" / "9999_change.py").write_text(PARENT_IS_CHANGED.format(head=migrate.newest()))
    monkeypatch.setattr(migrate, "MIGRATIONS", folder)
    return "a_change_of_a_parent"


def on_server(statement: str) -> None:
    engine = create_engine(with_driver(SERVER), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()


def rows_in(url: str) -> dict[str, int]:
    engine = create_engine(with_driver(url))
    with engine.connect() as connection:
        counts = {
            name: connection.execute(text(f'SELECT count(*) FROM "{name}"')).scalar_one()
            for name in inspect(connection).get_table_names()
        }
    engine.dispose()
    return counts


def test_s59_from_nothing_to_the_tables_of_the_code(empty_url: str) -> None:
    assert migrate.revision_of(empty_url) is None
    migrate.to_newest(empty_url)
    command.check(migrate.config_for(empty_url))
    assert migrate.revision_of(empty_url) == migrate.newest()


def test_migrating_again_changes_nothing(empty_url: str) -> None:
    migrate.to_newest(empty_url)
    migrate.to_newest(empty_url)
    assert migrate.revision_of(empty_url) == migrate.newest()


def test_there_is_one_newest_migration_and_we_read_it_as_alembic_does() -> None:
    scripts = ScriptDirectory(str(migrate.MIGRATIONS))
    assert scripts.get_heads() == [migrate.newest()]
    assert all(migrate.is_known(script.revision) for script in scripts.walk_revisions())
    assert not migrate.is_known("from_tomorrow")


def test_every_constraint_has_a_name(empty_url: str) -> None:
    migrate.to_newest(empty_url)
    engine = create_engine(with_driver(empty_url))
    with engine.connect() as connection:
        looking = inspect(connection)
        keys = [key for table in looking.get_table_names() for key in looking.get_foreign_keys(table)]
    engine.dispose()
    assert keys
    assert all(key["name"] for key in keys)


def test_s59_changing_a_parent_keeps_its_children(database_url: str, one_more: str) -> None:
    before = rows_in(database_url)
    assert before["membership"] > 0 and before["action"] > 0
    migrate.to_newest(database_url)
    assert migrate.revision_of(database_url) == one_more
    assert rows_in(database_url) == before
    engine = create_engine(with_driver(database_url))
    with engine.connect() as connection:
        assert "colour" in {column["name"] for column in inspect(connection).get_columns("community")}
    engine.dispose()


def test_s59_a_migration_that_leaves_orphans_is_noticed(tmp_path: Path) -> None:
    file = tmp_path / "orphans.sqlite3"
    migrate.to_newest(f"sqlite:///{file}")
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA foreign_keys=OFF")
        connection.execute("CREATE TABLE crumb (id INTEGER PRIMARY KEY, person_id TEXT REFERENCES person(id))")
        connection.execute("INSERT INTO crumb VALUES (1, 'nobody')")
        connection.commit()
    with pytest.raises(RuntimeError, match="without their parent"):
        migrate.to_newest(f"sqlite:///{file}")


def test_s59_a_backup_is_made_before_the_tables_change(
    tmp_path: Path, one_more: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from app.commands import keeping
    from app.config import OwnSettings

    file = tmp_path / "old.sqlite3"
    first = next(
        script for script in ScriptDirectory(str(migrate.MIGRATIONS)).walk_revisions() if not script.down_revision
    )
    command.upgrade(migrate.config_for(f"sqlite:///{file}"), first.revision)
    assert keeping.bring_to_newest(OwnSettings(database_url=f"sqlite:///{file}"))
    (aside,) = tmp_path.glob("old.before-*")
    assert migrate.revision_of(f"sqlite:///{aside}") == first.revision
    assert migrate.revision_of(f"sqlite:///{file}") == one_more
