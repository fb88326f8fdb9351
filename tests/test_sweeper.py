"""What is swept up every minute: old tokens, old keys, and the log in which replaced words still stand."""

import sqlite3
import time as real_time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest

from app import clock, sweeper
from app.db import Database
from app.domain import cases, once
from app.domain.recognitions import RecognitionKey
from app.sweeper import sweep
from tests.cast import NOW, Cast


def log_of(database: Database) -> Path:
    return Path(f"{database.engine.url.database}-wal")


def write_and_replace(database: Database, cast: Cast) -> None:
    for words in ("They rang 07911 123456.", "They rang."):
        with database.writing() as db:
            case = cases.by_id(db, cast.draft_case.id)
            assert case
            case.wants = words
            db.add(case)


def until(happened: Callable[[], bool]) -> bool:
    end = real_time.monotonic() + 10
    while not happened() and real_time.monotonic() < end:
        real_time.sleep(0.02)
    return happened()


def test_s41_the_log_is_emptied_of_what_was_replaced(database: Database, cast: Cast) -> None:
    write_and_replace(database, cast)
    if not database.is_sqlite:
        assert database.settle()
        return
    assert b"07911 123456" in log_of(database).read_bytes()
    broom = sweeper.start(database, every_seconds=0.05)
    assert until(lambda: log_of(database).stat().st_size == 0)
    broom.stop()


def test_it_does_not_wait_for_a_reader_and_comes_again(database: Database, cast: Cast) -> None:
    if not database.is_sqlite:
        pytest.skip("Only SQLite has such a log.")
    with database.reading() as db:
        cases.by_id(db, cast.draft_case.id)
        write_and_replace(database, cast)
        began = real_time.monotonic()
        assert not database.settle()
        assert real_time.monotonic() - began < 2
    assert database.settle()


def test_a_log_that_cannot_be_emptied_leaves_its_connection_as_patient_as_before(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not database.is_sqlite:
        pytest.skip("Only SQLite has such a log.")
    lent = database.engine.raw_connection()
    driver = lent.driver_connection
    assert isinstance(driver, sqlite3.Connection)
    driver.set_authorizer(lambda _act, name, *_: sqlite3.SQLITE_DENY if name == "wal_checkpoint" else sqlite3.SQLITE_OK)
    monkeypatch.setattr(database.engine, "raw_connection", lambda: lent)
    with pytest.raises(sqlite3.DatabaseError):
        database.settle()
    assert driver.execute("PRAGMA busy_timeout").fetchone() == (5000,)
    driver.set_authorizer(None)


def test_a_round_that_fails_is_not_the_last(
    database: Database, cast: Cast, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    rounds = []

    def stumble(_database: Database) -> None:
        rounds.append(1)
        raise OSError("They rang 07911 123456")

    monkeypatch.setattr("app.sweeper.sweep", stumble)
    broom = sweeper.start(database, every_seconds=0.01)
    assert until(lambda: len(rounds) > 2)
    broom.stop()
    assert "OSError" in caplog.text and "07911" not in caplog.text


def test_old_tokens_and_keys_go_and_those_that_may_be_needed_stay(database: Database, cast: Cast) -> None:
    now = clock.now()
    with database.writing() as db:
        once.spend(db, "of last month", at=now - timedelta(days=30))
        once.spend(db, "of this week", at=now - timedelta(days=7))
        db.add(RecognitionKey(case_id=cast.open_case.id, key="ab", made_on=date(2020, 1, 1)))
    sweep(database)
    with database.writing() as db:
        assert db.get(RecognitionKey, cast.open_case.id) is None
        assert once.spend(db, "of last month", at=NOW)
        assert not once.spend(db, "of this week", at=NOW)
