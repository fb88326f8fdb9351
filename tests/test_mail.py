"""Letters: from the outbox to a real mail server, once, in time, and not lost when the server is away."""

import re
import threading
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default
from socket import socket
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from fastapi import FastAPI
from fastapi.testclient import TestClient

from app import clock, mail, postman
from app.config import Settings
from app.db import Database
from app.domain import outbox, sign_ins
from app.domain.outbox import Letter
from app.sweeper import sweep
from tests.cast import Cast
from tests.keeping import keep


class Mailbox:
    """A mail server's handler that keeps what comes; it can say no, or be slow."""

    def __init__(self) -> None:
        self.letters: list[EmailMessage] = []
        self.says_no = False

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        if self.says_no:
            return "451 Not just now"
        content = envelope.original_content or b""
        self.letters.append(BytesParser(_class=EmailMessage, policy=default).parsebytes(content))
        return "250 Thank you"


class Clock:
    """The postman's clock, moved by hand."""

    def __init__(self) -> None:
        self.at = datetime(2027, 5, 11, 11, 45, tzinfo=UTC)

    def now(self) -> datetime:
        return self.at

    def pass_by(self, **span: float) -> None:
        self.at += timedelta(**span)


@pytest.fixture
def port() -> int:
    with closing(socket()) as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@pytest.fixture
def mailbox(port: int) -> Iterator[Mailbox]:
    """Where letters arrive, by way of a real mail server."""
    box = Mailbox()
    server = Controller(box, hostname="127.0.0.1", port=port)
    server.start()
    yield box
    server.stop(no_assert=True)


@pytest.fixture
def with_mail(settings: Settings, port: int) -> Settings:
    return settings.model_copy(update={"smtp_url": f"smtp://127.0.0.1:{port}"})


@pytest.fixture
def hour(monkeypatch: pytest.MonkeyPatch) -> Clock:
    moved = Clock()
    monkeypatch.setattr(clock, "now", moved.now)
    return moved


def post(database: Database, at: datetime, *, subject: str = "Come and join us", kind: str = "invitation") -> None:
    with database.writing() as db:
        outbox.post(db, to="ana@example.org", kind=kind, subject=subject, text="Kettle’s on.", at=at)


def letters_in(database: Database) -> list[Letter]:
    with database.reading() as db:
        return outbox.latest(db)


def test_a_letter_goes_once(database: Database, with_mail: Settings, mailbox: Mailbox, hour: Clock) -> None:
    post(database, hour.at)
    assert postman.deliver(database, with_mail) == 1
    hour.pass_by(hours=1)
    assert postman.deliver(database, with_mail) == 0
    (letter,) = mailbox.letters
    assert (letter["To"], letter["Subject"]) == ("ana@example.org", "Come and join us")
    assert letter.get_content().strip() == "Kettle’s on."
    assert letter["Auto-Submitted"] == "auto-generated"


def test_a_code_is_forgotten_once_it_has_gone(
    database: Database, with_mail: Settings, mailbox: Mailbox, hour: Clock, cast: Cast
) -> None:
    with database.writing() as db:
        sign_ins.ask(db, cast.omar.email or "", browser="a browser", place="here", at=hour.at)
    assert postman.deliver(database, with_mail) == 1
    assert "your code is" in mailbox.letters[0].get_content()
    assert [letter.text for letter in letters_in(database) if letter.kind == "code"] == [""]


def test_an_unknown_address_gets_no_letter(
    database: Database, with_mail: Settings, mailbox: Mailbox, hour: Clock
) -> None:
    with database.writing() as db:
        sign_ins.ask(db, "nobody@example.org", browser="a browser", place="here", at=hour.at)
    assert postman.deliver(database, with_mail) == 0
    assert mailbox.letters == []


def test_a_code_is_not_sent_when_its_ten_minutes_are_over(
    database: Database, with_mail: Settings, mailbox: Mailbox, hour: Clock, cast: Cast
) -> None:
    with database.writing() as db:
        sign_ins.ask(db, cast.omar.email or "", browser="a browser", place="here", at=hour.at)
    hour.pass_by(minutes=10)
    assert postman.deliver(database, with_mail) == 0
    assert mailbox.letters == []
    (letter,) = [letter for letter in letters_in(database) if letter.kind == "code"]
    assert letter.given_up_at and not letter.text


@pytest.mark.parametrize(("kind", "days"), [("meeting", 7), ("barrier_ask", 14)])
def test_a_letter_that_would_come_too_late_to_be_of_use_is_not_sent(
    database: Database, with_mail: Settings, mailbox: Mailbox, hour: Clock, *, kind: str, days: int
) -> None:
    post(database, hour.at, kind=kind)
    hour.pass_by(days=days)
    assert postman.deliver(database, with_mail) == 0
    (letter,) = letters_in(database)
    assert (mailbox.letters, letter.given_up_at, letter.text) == ([], hour.at, "")


def test_where_no_mail_server_is_set_no_secret_lies_in_the_outbox_past_its_last_day(
    database: Database, hour: Clock
) -> None:
    for kind in outbox.LASTS:
        post(database, hour.at, kind=kind, subject=kind)
    post(database, hour.at, kind="something else")
    hour.pass_by(days=7, seconds=-1)
    sweep(database)
    kept = {letter.kind for letter in letters_in(database) if letter.text}
    assert kept == {"invitation", "meeting", "barrier_ask", "something else"}
    hour.pass_by(seconds=1)
    sweep(database)
    assert {letter.kind for letter in letters_in(database) if letter.text} == {"barrier_ask", "something else"}
    hour.pass_by(days=7)
    sweep(database)
    assert [letter.kind for letter in letters_in(database) if not letter.given_up_at] == ["something else"]


def test_a_letter_in_a_postman_s_hand_is_not_given_up_by_the_sweeper(database: Database, hour: Clock) -> None:
    post(database, hour.at, kind="meeting")
    hour.pass_by(days=7, seconds=-1)
    with database.writing() as db:
        (letter_id,) = outbox.waiting(db, at=hour.at)
        assert outbox.claim(db, letter_id, at=hour.at)
    hour.pass_by(seconds=2)
    sweep(database)
    assert [letter.given_up_at for letter in letters_in(database)] == [None]


def test_a_letter_waits_while_the_server_is_away_and_goes_once_it_is_back(
    database: Database, with_mail: Settings, port: int, hour: Clock
) -> None:
    post(database, hour.at, subject="One")
    post(database, hour.at + timedelta(seconds=1), subject="Two")
    for _ in range(6):
        assert postman.deliver(database, with_mail) == 0
        hour.pass_by(minutes=20)
    mailbox = Mailbox()
    server = Controller(mailbox, hostname="127.0.0.1", port=port)
    server.start()
    gone = 0
    for _ in range(4):
        gone += postman.deliver(database, with_mail)
        hour.pass_by(hours=1)
    server.stop()
    assert gone == 2
    assert sorted(letter["Subject"] for letter in mailbox.letters) == ["One", "Two"]


def test_a_letter_the_server_does_not_take_holds_up_no_other(
    database: Database, with_mail: Settings, mailbox: Mailbox, hour: Clock
) -> None:
    with database.writing() as db:
        outbox.post(db, to="no address", kind="invitation", subject="Lost", text="…", at=hour.at)
    post(database, hour.at + timedelta(seconds=1))
    postman.deliver(database, with_mail)
    assert "Come and join us" in [letter["Subject"] for letter in mailbox.letters]


def test_a_letter_is_given_up_after_three_days_and_not_before(
    database: Database, with_mail: Settings, mailbox: Mailbox, hour: Clock
) -> None:
    mailbox.says_no = True
    post(database, hour.at, kind="reminder")
    began, given_up = hour.at, None
    while given_up is None and hour.at < began + timedelta(days=10):
        postman.deliver(database, with_mail)
        hour.pass_by(hours=1)
        given_up = letters_in(database)[0].given_up_at
    assert given_up is not None
    assert timedelta(days=1) < given_up - began < timedelta(days=4)
    mailbox.says_no = False
    assert postman.deliver(database, with_mail) == 0


def test_two_postmen_at_once_send_it_once(
    database: Database, with_mail: Settings, mailbox: Mailbox, hour: Clock
) -> None:
    for number in range(8):
        post(database, hour.at, subject=f"Letter {number}")
    postmen = [threading.Thread(target=postman.deliver, args=(database, with_mail)) for _ in range(3)]
    for one in postmen:
        one.start()
    for one in postmen:
        one.join()
    assert sorted(letter["Subject"] for letter in mailbox.letters) == [f"Letter {number}" for number in range(8)]


def test_a_second_try_carries_the_same_name(
    database: Database, with_mail: Settings, mailbox: Mailbox, hour: Clock
) -> None:
    mail.send(with_mail, to="ana@example.org", subject="Hello", text="Hello", name="a-letter")
    mail.send(with_mail, to="ana@example.org", subject="Hello", text="Hello", name="a-letter")
    assert {letter["Message-ID"] for letter in mailbox.letters} == {"<a-letter@miracles.test>"}


def test_s33_a_line_break_in_a_subject_writes_no_header(
    database: Database, with_mail: Settings, mailbox: Mailbox, hour: Clock
) -> None:
    post(database, hour.at, subject="Hello\r\nBcc: everybody@example.org\n\nNot the text")
    assert postman.deliver(database, with_mail) == 1
    (letter,) = mailbox.letters
    assert letter["Bcc"] is None
    assert letter["Subject"] == "Hello Bcc: everybody@example.org Not the text"


def test_s33_a_line_break_in_an_address_sends_nothing(
    database: Database, with_mail: Settings, mailbox: Mailbox, hour: Clock
) -> None:
    with database.writing() as db:
        to = "ana@example.org\nBcc: everybody@example.org"
        outbox.post(db, to=to, kind="invitation", subject="Hello", text="…", at=hour.at)
    assert postman.deliver(database, with_mail) == 0
    assert mailbox.letters == []


def test_without_a_mail_server_letters_stay_in_the_outbox(database: Database, settings: Settings, hour: Clock) -> None:
    post(database, hour.at)
    carrier = postman.start(database, settings)
    assert not carrier.is_at_work
    carrier.stop()
    assert letters_in(database)[0].sent_at is None


def test_the_postman_carries_by_itself_and_stops_when_told(
    database: Database, with_mail: Settings, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postman, "EVERY_SECONDS", 0.05)
    carrier = postman.start(database, with_mail)
    post(database, clock.now())
    waited = threading.Event()
    for _ in range(100):
        if letters_in(database)[0].sent_at:
            break
        waited.wait(0.05)
    carrier.stop()
    assert not carrier.is_at_work
    assert len(mailbox.letters) == 1


def test_the_mail_server_can_be_tried_without_sending(with_mail: Settings, mailbox: Mailbox) -> None:
    mail.try_out(with_mail)
    assert mailbox.letters == []


INVITE = "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nBEGIN:VEVENT\r\nSUMMARY:Kettle’s on\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"


def test_a_calendar_stands_beside_the_text_and_at_the_end_byte_for_byte(
    database: Database, with_mail: Settings, mailbox: Mailbox, hour: Clock
) -> None:
    with database.writing() as db:
        outbox.post(
            db,
            to="ana@example.org",
            kind="meeting",
            subject="June",
            text="Come.",
            calendar=INVITE,
            reply_to="fatima@example.org",
            at=hour.at,
        )
    assert postman.deliver(database, with_mail) == 1
    (letter,) = mailbox.letters
    either, attached = letter.iter_parts()
    text, calendar = either.iter_parts()
    assert (letter.get_content_type(), either.get_content_type()) == ("multipart/mixed", "multipart/alternative")
    assert (text.get_content_type(), text.get_content().strip()) == ("text/plain", "Come.")
    assert calendar["Content-Type"].params == {"charset": "UTF-8", "method": "REQUEST"}
    assert (attached.get_content_type(), attached.get_filename()) == ("application/ics", "meeting.ics")
    assert calendar.get_payload(decode=True) == attached.get_payload(decode=True) == INVITE.encode()
    assert letter["Reply-To"] == "fatima@example.org"
    (kept,) = letters_in(database)
    assert (kept.text, kept.calendar) == ("", "")


def test_a_letter_without_a_calendar_is_plain(with_mail: Settings, mailbox: Mailbox) -> None:
    mail.send(with_mail, to="ana@example.org", subject="Hello", text="Hello", name="a-letter")
    (letter,) = mailbox.letters
    assert (letter.get_content_type(), letter["Reply-To"]) == ("text/plain", None)


def test_s33_a_line_break_in_whom_to_answer_sends_nothing(
    database: Database, with_mail: Settings, mailbox: Mailbox, hour: Clock
) -> None:
    with database.writing() as db:
        known = {"to": "ana@example.org", "kind": "meeting", "subject": "June", "text": "…", "at": hour.at}
        outbox.post(db, **known, reply_to="a@example.org\nBcc: everybody@example.org")
    assert postman.deliver(database, with_mail) == 0
    assert mailbox.letters == []


def test_a_letter_to_a_sponsor_goes_over_a_real_server_and_its_link_answers(
    *, app: FastAPI, with_mail: Settings, mailbox: Mailbox, hour: Clock, client: TestClient, client_for: Any, cast: Cast
) -> None:
    facilitator, database = client_for(cast.fatima), app.state.database
    sent = {"sponsor_id": str(cast.sols_place.id), "text": "Could Zoë’s rule – the old one – go?"}
    letter = keep(facilitator, f"/barriers/{cast.barrier.id}/ask", sent).headers["location"]
    seen = re.search(r'name="seen" value="(\w+)"', facilitator.get(letter).text)
    sent = {"text": cast.barrier.text, "seen": seen[1] if seen else ""}
    assert facilitator.post(letter, data=sent).status_code == 303
    assert postman.deliver(database, with_mail) == 1
    [came] = mailbox.letters
    assert (came["To"], came["Reply-To"]) == (cast.sol.email, cast.fatima.email)
    text = came.get_content()
    assert "Could Zoë’s rule – the old one – go?" in text and cast.barrier.text in text
    link = text.split("https://miracles.test")[1].split()[0]
    assert client.post(link, data={"word": "exception"}).status_code == 303
    assert "Your answer: Exception made." in client.get(link).text
    with database.reading() as db:
        assert [one.text for one in outbox.latest(db) if one.kind == "barrier_ask"] == [""]
