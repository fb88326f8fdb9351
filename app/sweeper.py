"""Sweeps up beside the web server, in a thread of its own: what was replaced, and what nobody can need any more."""

import threading
from datetime import date

from app import clock
from app.beside import Beside
from app.db import Database
from app.domain import detached, mail_links, once, outbox, recognitions

EVERY_SECONDS = 60.0


class Rounds:
    """What is swept up every minute, and what once a day."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._swept_on: date | None = None

    def __call__(self, _stopped: threading.Event) -> None:
        """Sweep up once."""
        sweep(self._database)
        today = clock.now().date()
        if today != self._swept_on:
            settle_the_day(self._database, today)
            self._swept_on = today


def start(database: Database, every_seconds: float = EVERY_SECONDS) -> Beside:
    """Begin to sweep up."""
    sweeper = Beside("sweeper", Rounds(database), every_seconds)
    sweeper.begin()
    return sweeper


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
