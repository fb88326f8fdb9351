"""Carries letters from the outbox to the mail server, beside the web server, in a thread of its own."""

import logging
import smtplib
import threading
from uuid import UUID

from app import clock, mail
from app.beside import Beside
from app.config import Settings
from app.db import Database
from app.domain import outbox
from app.domain.outbox import Letter

log = logging.getLogger("miracles")
EVERY_SECONDS = 3.0


def start(database: Database, settings: Settings) -> Beside:
    """Begin to carry letters, where a mail server is set."""
    postman = Beside("postman", lambda stopped: deliver(database, settings, stopped), EVERY_SECONDS)
    if settings.smtp_url:
        postman.begin()
    return postman


def deliver(database: Database, settings: Settings, stopped: threading.Event | None = None) -> int:
    """Send what waits, each letter in transactions of its own; answers how many went."""
    with database.reading() as db:
        waiting = outbox.waiting(db, at=clock.now())
    gone = 0
    for letter_id in waiting:
        if stopped and stopped.is_set():
            break
        try:
            gone += _carry(database, settings, letter_id)
        except OSError as error:
            log.warning("the mail server cannot be reached: %s", type(error).__name__)
            break  # nor for the letters after this one
    return gone


def _carry(database: Database, settings: Settings, letter_id: UUID) -> bool:
    with database.writing() as db:
        letter = outbox.claim(db, letter_id, at=clock.now())
    if letter is None:
        return False
    try:
        _send(settings, letter)
    except (smtplib.SMTPException, ValueError) as error:
        # Neither the address nor the words: a log is read by others.
        log.warning("a letter was not taken by the mail server: %s", type(error).__name__)
        _mark(database, letter, was_sent=False)
        return False
    except OSError:
        _mark(database, letter, was_sent=False)
        raise
    _mark(database, letter, was_sent=True)
    return True


def _send(settings: Settings, letter: Letter) -> None:
    mail.send(
        settings,
        to=letter.to,
        subject=letter.subject,
        text=letter.text,
        calendar=letter.calendar,
        reply_to=letter.reply_to,
        stop_url=letter.stop_url,
        name=str(letter.id),
    )


def _mark(database: Database, letter: Letter, *, was_sent: bool) -> None:
    mark = outbox.sent if was_sent else outbox.failed
    with database.writing() as db:
        mark(db, db.merge(letter), at=clock.now())
