"""The doctor: looks at everything a server needs and says in sentences what is wrong and what to do."""

import os
import shutil
import smtplib
import stat
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import typer
from pydantic import ValidationError
from sqlalchemy.exc import SQLAlchemyError

from app import clock, mail, migrate
from app.commands import sqlite_files
from app.commands.sqlite_files import Unusable
from app.commands.words import out, sentences, working
from app.config import Settings
from app.db import Database
from app.domain import history, outbox, people

ENOUGH_BYTES = 200 * 1024 * 1024
# Nobody ran this before it was written.
EARLIEST = datetime(2026, 11, 1, tzinfo=UTC)
LATE = timedelta(hours=1)


class Finding(NamedTuple):
    """One sentence; `is_wrong` says that it must be mended, `is_advice` that it might be."""

    sentence: str
    is_wrong: bool = False
    is_advice: bool = False

    @property
    def sign(self) -> str:
        """How it is marked in the list."""
        if self.is_wrong:
            return "[bold]Mend[/bold]  "
        return "Look  " if self.is_advice else "Good  "


def doctor() -> None:
    """Look at settings, database, mail server, disk and clock; ends with 1 when something must be mended."""
    findings = []
    with working("Looking at everything"):
        findings = list(_examine())
    for finding in findings:
        out.print(finding.sign, end="")
        out.print(finding.sentence, markup=False)
    if any(finding.is_wrong for finding in findings):
        raise typer.Exit(1)


def _examine() -> Iterator[Finding]:
    try:
        settings = Settings()
    except ValidationError as error:
        yield from (_wrong(sentence) for sentence in sentences(error))
        return
    yield _good("The settings can be read.")
    looks: tuple[Callable[[Settings], Iterator[Finding]], ...] = (_address, _database, _files, _disk, _mail)
    for look in looks:
        yield from look(settings)


def _address(settings: Settings) -> Iterator[Finding]:
    if settings.demo:
        yield _wrong("MIRACLES_DEMO is on: anybody can become anybody. Unset it for a real community.")
    if not settings.is_https:
        yield _advice("People can reach this from this machine only. Set MIRACLES_BASE_URL to your https:// address.")
        return
    yield _good(f"People type {settings.base_url}.")
    if not settings.trusted_proxies:
        yield _advice(
            "No reverse proxy is trusted, so every request would count as plain http and be refused. "
            "Set MIRACLES_TRUSTED_PROXIES to its address, such as 127.0.0.1."
        )


def _database(settings: Settings) -> Iterator[Finding]:
    file = settings.database_file
    if file and not file.exists():
        yield _advice(f"There is no database yet at {file}. `miracles serve` or `miracles invite` will make one.")
        yield _clock(None)
        return
    try:
        revision = migrate.revision_of(settings.database_url)
        if revision != migrate.newest():
            yield _wrong("The tables are not the newest. Run `miracles migrate`.")
            return
        yield _good("The database answers, and its tables are the newest.")
        if file:
            sqlite_files.check(file)
            yield _good("The database file is whole.")
        yield from _contents(settings)
    except Unusable as error:
        yield _wrong(f"{error} Restore a backup.")
    except SQLAlchemyError as error:
        reason = str(getattr(error, "orig", error)).strip().partition("\n")[0]
        yield _wrong(f"The database cannot be reached: {reason}. Look at MIRACLES_DATABASE_URL.")


def _contents(settings: Settings) -> Iterator[Finding]:
    database = Database(settings.database_url)
    with database.reading() as db:
        has_keeper, newest = people.any_keeper(db), history.newest_at(db)
        waits_since = outbox.oldest_waiting(db)
    database.engine.dispose()
    if not has_keeper:
        yield _advice("Nobody looks after this installation yet. Run `miracles invite NAME EMAIL --keeper`.")
    yield _clock(newest)
    if settings.smtp_url and waits_since and waits_since < clock.now() - LATE:
        yield _wrong(
            "A letter has waited for more than an hour. Is the server running, and does the mail server take it?"
        )


def _clock(newest: datetime | None) -> Finding:
    now = clock.now()
    if now < EARLIEST or (newest and newest > now + timedelta(minutes=5)):
        return _wrong(f"The clock says {now:%d %B %Y, %H:%M} UTC, which is behind what happened here already. Set it.")
    return _good(f"The clock says {now:%d %B %Y, %H:%M} UTC.")


def _files(settings: Settings) -> Iterator[Finding]:
    file = settings.database_file
    if not file or not file.exists():
        return
    for place in (file, file.parent):
        if not os.access(place, os.W_OK):
            yield _wrong(f"We may not write to {place}. Give it to the user that runs this.")
    if _others_may_read(file) and _others_may_enter(file.parent):
        yield _wrong(f"Others on this machine may read {file}, which is confidential. Run: chmod 600 {file}")
        return
    yield _good("Nobody else on this machine may read the database.")


def _others_may_read(file: Path) -> bool:
    return bool(file.stat().st_mode & (stat.S_IRGRP | stat.S_IROTH))


def _others_may_enter(folder: Path) -> bool:
    return bool(folder.stat().st_mode & (stat.S_IXGRP | stat.S_IXOTH))


def _disk(settings: Settings) -> Iterator[Finding]:
    file = settings.database_file
    if not file:
        return
    folder = next(place for place in file.absolute().parents if place.is_dir())
    needed = max(ENOUGH_BYTES, 3 * file.stat().st_size if file.exists() else 0)
    free = shutil.disk_usage(folder).free
    if free < needed:
        yield _wrong(f"Only {_megabytes(free)} are free at {folder}; with backups {_megabytes(needed)} are needed.")
        return
    yield _good(f"{_megabytes(free)} are free at {folder}.")


def _mail(settings: Settings) -> Iterator[Finding]:
    if not settings.smtp_url:
        yield _advice("No mail server is set: letters wait, and you hand out codes with `miracles invite`.")
        return
    try:
        mail.try_out(settings)
    except (OSError, smtplib.SMTPException) as error:
        yield _wrong(f"The mail server does not let us in: {error}. Look at MIRACLES_SMTP_URL.")
        return
    yield _good("The mail server lets us in.")


def _megabytes(size: int) -> str:
    return f"{size // (1024 * 1024):,} MB"


def _good(sentence: str) -> Finding:
    return Finding(sentence)


def _advice(sentence: str) -> Finding:
    return Finding(sentence, is_advice=True)


def _wrong(sentence: str) -> Finding:
    return Finding(sentence, is_wrong=True)
