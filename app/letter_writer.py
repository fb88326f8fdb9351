"""Writes the letters whose hour has come, beside the web server, in a thread of its own: reminders, the weekly letter.

Each letter stands in the outbox together with the mark that it was written, in one transaction: killed in between,
neither is there, and the next round writes it. The postman carries it from there.
"""

import logging
import threading
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from uuid import UUID

from app import clock
from app.beside import Beside
from app.config import Settings
from app.db import Collided, Database
from app.domain import digests, mornings, people, reading, reminding
from app.routes import letter_texts
from app.routes.letter_texts import Words

log = logging.getLogger("miracles")
EVERY_SECONDS = 60.0


class Rounds:
    """Looks once for all whose hour has come; in the demo, the first time, as it would have this morning."""

    def __init__(self, database: Database, settings: Settings) -> None:
        self._database, self._settings = database, settings
        self._is_first = True

    def __call__(self, stopped: threading.Event) -> None:
        """Write what is to be written now."""
        at = _last_morning(clock.now()) if self._is_first and self._settings.demo else clock.now()
        self._is_first = False
        write_letters(self._database, self._settings.base_url, at=at, stopped=stopped)


def start(database: Database, settings: Settings) -> Beside:
    """Begin to write letters, where one could go anywhere."""
    writer = Beside("letter writer", Rounds(database, settings), EVERY_SECONDS, waits_first=False)
    if settings.smtp_url or settings.demo:
        writer.begin()
    return writer


def write_letters(database: Database, base_url: str, *, at: datetime, stopped: threading.Event | None = None) -> int:
    """Write all whose hour has come, each in a transaction of its own; answers how many."""
    with database.reading() as db:
        reminded, weekly = reminding.whose_hour(db, at=at), digests.whose_week(db, at=at)
    written = 0
    for write, everybody in ((_remind, reminded), (_tell_of_the_week, weekly)):
        for person_id in everybody:
            if stopped and stopped.is_set():
                return written
            written += _one(write, database, base_url, person_id, at)
    return written


Write = Callable[[Database, str, UUID, datetime], bool]


def _one(write: Write, database: Database, base_url: str, person_id: UUID, at: datetime) -> bool:
    try:
        return write(database, base_url, person_id, at)
    except Collided:
        return False  # another process wrote it in the same moment
    except Exception as error:  # nobody waits for a letter to somebody else
        log.error("a letter could not be written: %s", type(error).__name__)
        return False


def _remind(database: Database, base_url: str, person_id: UUID, at: datetime) -> bool:
    with database.reading() as db:
        words = _read(reminding.words_for(db, person_id, at=at))
    with database.writing() as db:
        reminders = reminding.write(db, person_id, at=at)
        if reminders:
            letter_texts.post_reminders(db, base_url, reminders, words, at=at)
    return bool(reminders)


def _tell_of_the_week(database: Database, base_url: str, person_id: UUID, at: datetime) -> bool:
    with database.reading() as db:
        person = people.by_id(db, person_id)
        words = _read(digests.words_for(db, person, at=at)) if person else Words({})
    with database.writing() as db:
        digest = digests.write(db, person_id, at=at)
        if digest:
            letter_texts.post_digest(db, base_url, digest, words, at=at)
    return digest is not None


def _read(texts: Iterable[str]) -> Words:
    """The words as a letter may hold them. Reading takes its time, so it is done before anybody has to wait for us."""
    return Words({text: reading.settled(text, but=reading.IN_ACTIONS) for text in texts})


def _last_morning(at: datetime) -> datetime:
    # Whoever opens the demo in the evening finds the letters of this morning.
    zone = "Europe/London"
    morning = mornings.of(clock.today_in(zone, at), zone)
    return morning if morning <= at else morning - timedelta(days=1)
