"""Carries letters from the outbox to the mail server, beside the web server, in a thread of its own."""

import logging
import smtplib
import threading

from app import clock, mail
from app.config import Settings
from app.db import Database
from app.domain import once, outbox

log = logging.getLogger("miracles")
EVERY_SECONDS = 3.0


class Carrier:
    """The thread that looks into the outbox; does nothing when no mail server is set."""

    def __init__(self, database: Database, settings: Settings) -> None:
        self._database, self._settings = database, settings
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="postman", daemon=True)
        if settings.smtp_url:
            self._thread.start()

    def stop(self) -> None:
        """Finish the letter in hand and stop."""
        self._stopped.set()
        if self._thread.is_alive():
            self._thread.join(timeout=mail.TIMEOUT)

    def _run(self) -> None:
        while not self._stopped.wait(EVERY_SECONDS):
            try:
                deliver(self._database, self._settings)
            except Exception as error:  # the next round tries again; a postman never dies
                log.error("the postman stumbled: %s", type(error).__name__)


def start(database: Database, settings: Settings) -> Carrier:
    """Begin to carry letters."""
    return Carrier(database, settings)


def deliver(database: Database, settings: Settings) -> int:
    """Send what waits, each letter marked in a transaction of its own; answers how many went."""
    with database.reading() as db:
        waiting = outbox.waiting(db)
    gone = 0
    for letter in waiting:
        was_sent = _try(settings, letter)
        gone += was_sent
        with database.writing() as db:
            mark = outbox.sent if was_sent else outbox.failed
            mark(db, db.merge(letter), at=clock.now())
    with database.writing() as db:
        once.forget_old(db, at=clock.now())
    return gone


def _try(settings: Settings, letter: outbox.Letter) -> bool:
    try:
        mail.send(settings, to=letter.to, subject=letter.subject, text=letter.text)
    except (OSError, smtplib.SMTPException) as error:
        log.warning("a letter was not taken by the mail server: %s", type(error).__name__)
        return False
    return True
