"""Sweeps up beside the web server, in a thread of its own: what was replaced, and what nobody can need any more."""

import logging
import threading
from datetime import date

from app import clock
from app.db import Database
from app.domain import detached, mail_links, once, outbox, recognitions

log = logging.getLogger("miracles")
EVERY_SECONDS = 60.0


class Sweeper:
    """The thread that sweeps up every minute."""

    def __init__(self, database: Database, every_seconds: float = EVERY_SECONDS) -> None:
        self._database, self._every_seconds = database, every_seconds
        self._swept_on: date | None = None
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="sweeper", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Finish and stop."""
        self._stopped.set()
        self._thread.join(timeout=1)

    def _run(self) -> None:
        while not self._stopped.wait(self._every_seconds):
            try:
                sweep(self._database)
                self._once_a_day(clock.now().date())
            except Exception as error:  # the next round tries again; a sweeper never dies
                log.error("the sweeper stumbled: %s", type(error).__name__)

    def _once_a_day(self, today: date) -> None:
        if today != self._swept_on:
            settle_the_day(self._database, today)
            self._swept_on = today


def sweep(database: Database) -> None:
    """Forget old tokens, links, keys and letters, and let no replaced words stand in the database's log."""
    now = clock.now()
    with database.writing() as db:
        once.forget_old(db, at=now)
        mail_links.forget_old(db, at=now)
        outbox.give_up_late(db, at=now)
        recognitions.forget_old_keys(db, today=now.date())
    database.settle()


def settle_the_day(database: Database, today: date) -> None:
    """Let nothing in the database tell at what hour of an earlier day something detached came."""
    if not database.is_sqlite:
        with database.writing() as db:
            detached.settle(db, today=today)
