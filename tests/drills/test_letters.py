"""Reminders and the weekly letter while servers are killed, are away, have a wrong clock, or are two at once.

A table says for each what was lost and what was doubled. DRILL_ROUNDS says how often servers are killed around the
moment; three times when it is not set.
"""

import os
import signal
import time as real_time
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from multiprocessing.process import BaseProcess

import pytest
from aiosmtpd.controller import Controller
from sqlmodel import select

from app import clock
from app.db import Database
from app.domain.digests import DigestMark
from app.domain.outbox import Letter
from app.domain.people import Person
from app.domain.reminding import ReminderMark
from tests.cast import Cast, build_action, build_membership, build_person
from tests.drills import running
from tests.test_mail import Mailbox

pytestmark = pytest.mark.drill
ROUNDS = int(os.environ.get("DRILL_ROUNDS", "3"))
PEOPLE = 8
PATIENCE = 60.0
# A Monday, so that both kinds of letter have their hour at once.
DAY = date(2027, 5, 24)
EIGHT = clock.at_local(DAY, time(8), "Europe/London")
HOUR = timedelta(hours=1)
ADDRESS = "https://miracles.test"


def serve_at(database_url: str, port: int, smtp_port: int, starts_at: datetime) -> None:
    """`miracles serve` in a process whose clock says this hour when it begins."""
    from app import letter_writer, postman
    from app.cli import app

    began = real_time.monotonic()
    clock.now = lambda: starts_at + timedelta(seconds=real_time.monotonic() - began)
    letter_writer.EVERY_SECONDS, postman.EVERY_SECONDS = 0.02, 0.05
    os.environ["MIRACLES_DATABASE_URL"] = database_url
    os.environ["MIRACLES_BASE_URL"] = f"http://127.0.0.1:{port}"
    os.environ["MIRACLES_SMTP_URL"] = f"smtp://127.0.0.1:{smtp_port}"
    app(["serve", "--port", str(port)])


def write_at(database_url: str, at: datetime, gate: float) -> None:
    """Only the letter writer, in a process of its own, from this moment on."""
    from app.config import Settings
    from app.letter_writer import write_letters
    from app.main import create_app

    create_app(Settings(database_url="sqlite:///unused.sqlite3", base_url=ADDRESS))  # so that the paths are known
    database = Database(database_url)
    real_time.sleep(max(0.0, gate - real_time.time()))
    for number in range(6):
        write_letters(database, ADDRESS, at=at + timedelta(seconds=number))


@pytest.fixture(scope="module")
def table() -> Iterator[list[str]]:
    lines: list[str] = []
    yield lines
    print(f"\n{'scenario':<34}{'database':<12}{'due':>5}{'written':>9}{'lost':>6}{'doubled':>9}")
    print("\n".join(lines))


@pytest.fixture
def mail() -> Iterator[tuple[Mailbox, int]]:
    """A real mail server."""
    box, port = Mailbox(), running.free_port()
    server = Controller(box, hostname="127.0.0.1", port=port)
    server.start()
    yield box, port
    server.stop(no_assert=True)


class Drill:
    """Some people, each with one action that is due in two days, and what became of their letters."""

    def __init__(self, database_url: str, cast: Cast, smtp_port: int) -> None:
        self.url, self.smtp_port = database_url, smtp_port
        database = Database(database_url)
        with database.writing() as db:
            home = db.merge(cast.community)
            for number in range(PEOPLE):
                one = build_person(db, f"Person{number}")
                build_membership(db, home, one)
                build_action(db, home, one, due_on=DAY + timedelta(days=2), at=EIGHT - timedelta(days=9))
        database.engine.dispose()

    def serve(self, starts_at: datetime) -> BaseProcess:
        """A server whose clock says this."""
        port = running.free_port()
        process = running.CONTEXT.Process(target=serve_at, args=(self.url, port, self.smtp_port, starts_at))
        process.start()
        running.wait_until_well(port)
        return process

    def run(self, starts_at: datetime, *, until_written: bool = True) -> None:
        """Let a server run until all are written, a while longer to double some, and stop it politely."""
        process = self.serve(starts_at)
        patience = real_time.monotonic() + PATIENCE
        while until_written and self.written().total() < 2 * PEOPLE and real_time.monotonic() < patience:
            real_time.sleep(0.2)
        real_time.sleep(2)
        os.kill(process.pid or 0, signal.SIGTERM)
        process.join()

    def written(self) -> Counter[tuple[str, str]]:
        """How many letters of each kind there are to each address."""
        database = Database(self.url)
        with database.reading() as db:
            mine = [one for one in db.exec(select(Letter)) if one.to.startswith("person")]
            marks = len(list(db.exec(select(ReminderMark)))) + len(
                list(db.exec(select(DigestMark).join(Person).where(Person.name.like("Person%"))))  # type: ignore[attr-defined]
            )
        database.engine.dispose()
        assert marks >= len(mine), "A letter without its mark."
        return Counter((one.to, one.kind) for one in mine)

    def settle(self, table: list[str], scenario: str) -> None:
        """Count, write the line, and hold it to nothing lost and nothing doubled."""
        written = self.written()
        due = {(f"person{number}@example.org", kind) for number in range(PEOPLE) for kind in ("reminder", "digest")}
        lost, doubled = len(due - set(written)), sum(count - 1 for count in written.values())
        kind = self.url.split(":")[0].split("+")[0]
        table.append(f"{scenario:<34}{kind:<12}{len(due):>5}{written.total():>9}{lost:>6}{doubled:>9}")
        assert (lost, doubled) == (0, 0), table[-1]


@pytest.fixture
def drill(database_url: str, cast: Cast, mail: tuple[Mailbox, int]) -> Drill:
    return Drill(database_url, cast, mail[1])


def arrived(box: Mailbox) -> set[str]:
    """What came to these people, by its own name: a second copy has the same."""
    return {str(letter["Message-ID"]) for letter in box.letters if str(letter["To"]).startswith("person")}


def test_killed_around_the_moment(drill: Drill, table: list[str], mail: tuple[Mailbox, int]) -> None:
    for number in range(ROUNDS):
        process = drill.serve(EIGHT - timedelta(seconds=0.2))
        real_time.sleep(0.05 * (number % 8))
        os.kill(process.pid or 0, signal.SIGKILL)
        process.join()
    drill.run(EIGHT + timedelta(minutes=5))
    process = drill.serve(EIGHT + timedelta(minutes=10))
    patience = real_time.monotonic() + PATIENCE
    while len(arrived(mail[0])) < 2 * PEOPLE and real_time.monotonic() < patience:
        real_time.sleep(0.2)
    process.kill()
    process.join()
    drill.settle(table, f"killed -9 around eight, {ROUNDS} times")
    assert len(arrived(mail[0])) == 2 * PEOPLE, "What stands in the outbox arrives."
    one = next(letter for letter in mail[0].letters if "reminder" in letter.get_content())
    assert one["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert one["List-Unsubscribe"].startswith("<http://127.0.0.1") and one["List-Unsubscribe"].endswith("/stop>")


def test_three_hours_of_downtime(drill: Drill, table: list[str]) -> None:
    drill.run(EIGHT - HOUR / 2, until_written=False)
    assert not drill.written()
    drill.run(EIGHT + 2.5 * HOUR)
    drill.settle(table, "away from 7:30 to 10:30")


def test_the_clock_goes_back_an_hour(drill: Drill, table: list[str]) -> None:
    drill.run(EIGHT + HOUR / 2)
    drill.run(EIGHT - HOUR / 2, until_written=False)
    drill.run(EIGHT + HOUR / 4)
    drill.settle(table, "clock back an hour, twice eight")


def test_the_clock_runs_a_day_ahead_and_is_put_right(drill: Drill, table: list[str]) -> None:
    drill.run(EIGHT + 24 * HOUR)
    drill.run(EIGHT - HOUR, until_written=False)
    drill.run(EIGHT + HOUR)
    drill.settle(table, "clock a day ahead, then right")


def test_two_processes_at_once(drill: Drill, table: list[str]) -> None:
    gate = real_time.time() + 6
    both = [running.CONTEXT.Process(target=write_at, args=(drill.url, EIGHT, gate)) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join()
        assert one.exitcode == 0
    drill.settle(table, "two processes in one moment")
