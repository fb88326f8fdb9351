"""Brings a database to the newest tables.

Most starts have nothing to migrate, so they look with plain means; alembic, a third of the time that starting takes,
is imported only when there is something to do.
"""

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import create_engine, inspect, pool, text

from app.db import with_driver

if TYPE_CHECKING:
    from alembic.config import Config

# Beside the package in the repository, inside it once it is installed.
PLACES = (Path(__file__).resolve().parent / "migrations", Path(__file__).resolve().parent.parent / "migrations")
MIGRATIONS = next(place for place in PLACES if (place / "env.py").exists())
REVISION = re.compile(r"^(down_revision|revision)\b[^=]*= *[\"'](\w+)[\"']", re.M)


def config_for(url: str) -> "Config":
    """Alembic's settings for this database."""
    from alembic.config import Config  # noqa: PLC0415

    # Its own default is whatever the output was when alembic was first imported.
    config = Config(stdout=sys.stdout)
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("sqlalchemy.url", url.replace("%", "%%"))
    config.set_main_option("file_template", "%%(year)d_%%(month).2d_%%(day).2d_%%(hour).2d%%(minute).2d_%%(slug)s")
    return config


def to_newest(url: str) -> None:
    """Create or upgrade the tables; nothing happens when they are the newest already."""
    from alembic import command  # noqa: PLC0415

    command.upgrade(config_for(url), "head")


def revision_of(url: str) -> str | None:
    """How far this database's tables have come; None for an empty database."""
    engine = create_engine(with_driver(url), poolclass=pool.NullPool)
    with engine.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def newest() -> str:
    """The newest revision that this version of the product knows: the one that no other follows."""
    (head,) = _named("revision") - _named("down_revision")
    return head


def is_known(revision: str) -> bool:
    """Whether this version of the product knows the revision; one from a newer version it does not."""
    return revision in _named("revision")


def _named(which: str) -> set[str]:
    files = [file.read_text(encoding="utf-8") for file in (MIGRATIONS / "versions").glob("*.py")]
    return {name for file in files for kind, name in REVISION.findall(file) if kind == which}
