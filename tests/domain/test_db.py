"""How transactions begin and end: nothing lost, nothing locked, in turn, and told only once it is kept."""

import threading
import time
from collections.abc import Iterator

import pytest
from sqlalchemy import text

from app import db as db_module
from app import live
from app.db import Database, TooBusy, Turns
from app.domain import people
from app.domain.people import Person
from tests.cast import NOW, Cast

THREADS, TIMES = 20, 25


@pytest.fixture
def counter(database: Database) -> Iterator[Database]:
    """A database with one row that is only a number."""
    with database.writing() as db:
        db.connection().execute(text("CREATE TABLE tally (id INTEGER PRIMARY KEY, number INTEGER)"))
        db.connection().execute(text("INSERT INTO tally VALUES (1, 0)"))
    yield database


def read_then_write(database: Database) -> None:
    with database.writing() as db:
        lock = "" if database.is_sqlite else " FOR UPDATE"
        number = db.connection().execute(text(f"SELECT number FROM tally WHERE id = 1{lock}")).scalar_one()
        db.connection().execute(text("UPDATE tally SET number = :number WHERE id = 1"), {"number": number + 1})


def test_s49_twenty_writers_lose_nothing_and_never_meet_a_lock(counter: Database) -> None:
    errors: list[Exception] = []

    def write_often() -> None:
        for _ in range(TIMES):
            try:
                read_then_write(counter)
            except Exception as error:
                errors.append(error)

    writers = [threading.Thread(target=write_often) for _ in range(THREADS)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert errors == []
    with counter.reading() as db:
        assert db.connection().execute(text("SELECT number FROM tally")).scalar_one() == THREADS * TIMES


def test_turns_are_given_in_the_order_in_which_they_were_asked_for() -> None:
    turns, came = Turns(), []
    turns.take()

    def wait_for_mine(number: int) -> None:
        turns.take()
        came.append(number)
        turns.give_back()

    waiters = []
    for number in range(10):
        waiters.append(threading.Thread(target=wait_for_mine, args=(number,)))
        waiters[-1].start()
        until(lambda expected=number: len(turns._waiting) == expected + 1)
    turns.give_back()
    for waiter in waiters:
        waiter.join()
    assert came == list(range(10))


def test_a_turn_that_does_not_come_is_given_up_and_blocks_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(db_module, "SECONDS_TO_WAIT", 0.02)
    turns = Turns()
    turns.take()
    with pytest.raises(TooBusy):
        turns.take()
    turns.give_back()
    turns.take()
    turns.give_back()


def test_a_turn_is_given_back_when_the_work_fails(database: Database, cast: Cast) -> None:
    for _ in range(3):
        with pytest.raises(ZeroDivisionError), database.writing():
            _ = 1 / 0
    with database.writing() as db:
        assert people.by_id(db, cast.omar.id)


def test_reading_goes_on_while_somebody_writes(database: Database, cast: Cast) -> None:
    with database.writing() as db:
        people.found_or_added(db, name="New", email="new@example.org", at=NOW)
        with database.reading() as other:
            assert people.by_email(other, "new@example.org") is None


def test_reading_that_changes_something_raises(database: Database, cast: Cast) -> None:
    def change() -> None:
        with database.reading() as db:
            person = people.by_id(db, cast.omar.id)
            assert person
            person.name = "Somebody else"

    with pytest.raises(RuntimeError, match="only reads"):
        change()
    with database.reading() as db:
        person = people.by_id(db, cast.omar.id)
        assert person and person.name == cast.omar.name


def test_reading_that_adds_something_raises(database: Database) -> None:
    def add() -> None:
        with database.reading() as db:
            db.add(Person(name="New", created_at=NOW))

    with pytest.raises(RuntimeError, match="only reads"):
        add()


def test_open_pages_are_told_after_the_commit_and_once_for_each_noun(database_url: str) -> None:
    told: list[dict[str, set[str]]] = []
    database = Database(database_url, after_commit=lambda what: told.append(dict(what)))
    with database.writing() as db:
        live.tell(db.info, "community:1", "actions")
        live.tell(db.info, "community:1", "actions")
        live.tell(db.info, "community:1", "notes")
        assert told == []
    assert told == [{"community:1": {"actions", "notes"}}]
    database.engine.dispose()


def test_a_rollback_tells_nobody(database_url: str) -> None:
    told: list[object] = []
    database = Database(database_url, after_commit=told.append)
    with pytest.raises(ZeroDivisionError), database.writing() as db:
        live.tell(db.info, "community:1", "actions")
        _ = 1 / 0
    assert told == []
    database.engine.dispose()


def test_sqlite_keeps_what_was_acknowledged_and_forgets_what_was_erased(database: Database) -> None:
    if not database.is_sqlite:
        return
    with database.engine.connect() as connection:
        values = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "secure_delete")
        }
    assert values == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "secure_delete": 1}


def until(is_so: object, seconds: float = 5) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if callable(is_so) and is_so():
            return
        time.sleep(0.001)
    raise AssertionError("It did not come to pass.")
