"""Looking after the database: migrate, backup, restore."""

from pathlib import Path
from typing import Annotated

import typer

from app import clock, migrate
from app.commands import sqlite_files
from app.commands.sqlite_files import InUse, Unusable
from app.commands.words import read_settings, say, stop, working
from app.config import Settings

NOT_SQLITE = (
    "This database is on a PostgreSQL server, which has its own tools. Use {tool}, and try it out before you need it."
)


def bring_to_newest(settings: Settings) -> bool:
    """Migrate when there is something to migrate, with a backup first on SQLite; answers whether there was."""
    file = settings.database_file
    if file:
        file.parent.mkdir(parents=True, exist_ok=True)
    revision = migrate.revision_of(settings.database_url)
    if revision == migrate.newest():
        return False
    if revision and not migrate.is_known(revision):
        stop("This database was made by a newer version. Install that version, or restore an older backup.")
    if revision and file:
        aside = _beside(file, f"before-{migrate.newest()}")
        with working("Making a backup before the tables change"):
            sqlite_files.copy(file, aside)
        say(f"The database as it was is kept in {aside}.")
    with working("Bringing the tables to the newest form"):
        migrate.to_newest(settings.database_url)
    return True


def migrate_command() -> None:
    """Bring the database to the newest tables; on SQLite a backup is made first."""
    settings = read_settings()
    changed = bring_to_newest(settings)
    say("The tables are now the newest." if changed else "The tables were the newest already. Nothing was changed.")


def backup(file: Annotated[Path, typer.Argument(help="Where to write it; must not exist yet.")]) -> None:
    """Write a whole, checked copy of the database to FILE, while the server runs or not."""
    source = _sqlite_file(read_settings(), "pg_dump --format=custom")
    if not source.exists():
        stop(f"There is no database yet at {source}. Nothing to copy.")
    if not file.parent.is_dir():
        stop(f"There is no folder {file.parent}. Make it first.", code=2)
    try:
        with working("Copying and checking"):
            sqlite_files.copy(source, file)
    except Unusable as error:
        stop(str(error))
    say(f"Copied to {file} ({file.stat().st_size // 1024} KB) and checked: it is whole. Keep it somewhere else too.")


def restore(file: Annotated[Path, typer.Argument(help="A file that `miracles backup` wrote.")]) -> None:
    """Put the database in FILE in place of the present one, which is kept aside. Stop the server first."""
    target = _sqlite_file(read_settings(), "pg_restore")
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        with sqlite_files.held(target), working("Checking, copying and migrating"):
            aside = _put_in_place(file, target)
    except InUse:
        stop("The server is running on this database. Stop it first, then restore.")
    except Unusable as error:
        stop(f"{error} The present database was left as it is.")
    kept = f" The one before it is kept in {aside}." if aside else ""
    say(f"{target} now holds what was in {file}.{kept} Start the server again.")


def _put_in_place(file: Path, target: Path) -> Path | None:
    sqlite_files.check(file)
    fresh = _beside(target, "being-restored")
    try:
        sqlite_files.copy(file, fresh)
        migrate.to_newest(f"sqlite:///{fresh}")
        sqlite_files.check(fresh)
        aside = _beside(target, "before-restore") if target.exists() else None
        if aside:
            sqlite_files.put_aside(target, aside)
        fresh.rename(target)
    finally:
        fresh.unlink(missing_ok=True)
    return aside


def _sqlite_file(settings: Settings, tool: str) -> Path:
    if settings.database_file is None:
        stop(NOT_SQLITE.format(tool=tool), code=2)
    return settings.database_file


def _beside(file: Path, what: str) -> Path:
    """A name beside the database that says what it is and when."""
    return file.with_name(f"{file.stem}.{what}.{clock.now():%Y%m%d-%H%M%S-%f}.sqlite3")
