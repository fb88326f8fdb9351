"""The thread that writes letters: beside the server, once for all, and never stopped by one letter."""

import threading
from datetime import date, datetime, time, timedelta

import pytest

from app import clock, letter_writer, postman
from app.config import Settings
from app.db import Database
from app.domain import outbox, reminding
from app.domain.outbox import Letter
from app.routes import letter_texts
from tests.cast import Cast, build_action
from tests.test_mail import Clock, Mailbox, hour, mailbox, port, with_mail

__all__ = ["hour", "mailbox", "port", "with_mail"]
DUE = date(2027, 5, 21)
MORNING = clock.at_local(date(2027, 5, 19), time(8), "Europe/London")


@pytest.fixture
def due(database: Database, cast: Cast) -> None:
    """An action of Omar's and one of Nia's, due in two days."""
    with database.writing() as db:
        for person in (cast.omar, cast.nia):
            build_action(db, cast.community, person, due_on=DUE)


def reminders(database: Database) -> list[Letter]:
    with database.reading() as db:
        return [letter for letter in outbox.latest(db) if letter.kind == "reminder"]


def write(database: Database, at: datetime = MORNING) -> int:
    return letter_writer.write_letters(database, "https://miracles.test", at=at)


def test_a_letter_arrives_with_its_header_and_its_text_is_forgotten(
    database: Database, with_mail: Settings, mailbox: Mailbox, hour: Clock, due: None
) -> None:
    write(database)
    hour.at = MORNING + timedelta(minutes=1)
    postman.deliver(database, with_mail)
    one = next(letter for letter in mailbox.letters if letter["To"] == "omar@example.org")
    stop = str(one["List-Unsubscribe"])
    assert stop.startswith("<https://miracles.test/letters/") and stop.endswith("/stop>")
    assert one["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert stop.strip("<>") in one.get_content()
    assert [(letter.text, letter.stop_url) for letter in reminders(database)] == [("", ""), ("", "")]


def test_a_letter_that_would_come_days_late_is_not_sent(
    database: Database, with_mail: Settings, mailbox: Mailbox, hour: Clock, due: None
) -> None:
    write(database)
    hour.at = MORNING + timedelta(days=2)
    postman.deliver(database, with_mail)
    assert mailbox.letters == []
    assert all(letter.given_up_at and not letter.text for letter in reminders(database))


def test_one_that_cannot_be_written_holds_up_no_other_and_is_written_later(
    database: Database, due: None, cast: Cast, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    really = letter_texts.post_reminders

    def stumble(db, base_url, lines, words, *, at):  # type: ignore[no-untyped-def]
        if lines[0].waiting.person.id == cast.omar.id:
            raise ValueError("Call the hostel")
        really(db, base_url, lines, words, at=at)

    monkeypatch.setattr(letter_texts, "post_reminders", stumble)
    write(database)
    assert [letter.to for letter in reminders(database)] == ["nia@example.org"]
    assert "ValueError" in caplog.text and "hostel" not in caplog.text
    monkeypatch.undo()
    write(database, MORNING + timedelta(minutes=1))
    assert {letter.to for letter in reminders(database)} == {"nia@example.org", "omar@example.org"}


def test_two_at_once_write_each_letter_once(database: Database, due: None) -> None:
    writers = [threading.Thread(target=write, args=(database,)) for _ in range(3)]
    for one in writers:
        one.start()
    for one in writers:
        one.join()
    assert sorted(letter.to for letter in reminders(database)) == ["nia@example.org", "omar@example.org"]


def test_where_no_letter_could_go_anywhere_none_is_written(database: Database, settings: Settings) -> None:
    writer = letter_writer.start(database, settings)
    assert not writer.is_at_work
    writer.stop()


def test_it_runs_by_itself_and_stops_when_told(
    database: Database, with_mail: Settings, hour: Clock, due: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(letter_writer, "EVERY_SECONDS", 0.05)
    hour.at = MORNING
    writer = letter_writer.start(database, with_mail)
    waited = threading.Event()
    for _ in range(200):
        if len(reminders(database)) == 2:
            break
        waited.wait(0.05)
    writer.stop()
    assert len(reminders(database)) == 2 and not writer.is_at_work


def test_looking_every_minute_writes_nothing_when_nothing_is_due(database: Database, due: None) -> None:
    with database.reading() as db:
        assert reminding.whose_hour(db, at=MORNING - timedelta(minutes=1)) == []
    assert write(database, MORNING - timedelta(minutes=1)) == 0
