"""Our letters and calendars, given to a real calendar server and read back by a real calendar program."""

import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

import caldav
import pytest
from aiosmtpd.controller import Controller
from fastapi.testclient import TestClient
from icalendar import Calendar
from sqlmodel import Session

from app import clock, postman
from app.config import Settings
from app.db import Database
from app.domain.people import Person
from tests.cast import NOW, Cast, build_action
from tests.live.servers import free_port
from tests.test_mail import Mailbox

Look = Callable[[], AbstractContextManager[Session]]
ClientFor = Callable[[Person], TestClient]


@pytest.fixture(scope="module")
def radicale(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a calendar server of its own."""
    port, folder = free_port(), tmp_path_factory.mktemp("radicale")
    options = ["--server-hosts", f"127.0.0.1:{port}", "--auth-type", "none", "--rights-type", "authenticated"]
    options += ["--storage-filesystem-folder", str(folder), "--config", ""]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen([sys.executable, "-m", "radicale", *options], stdout=log, stderr=log)
    url = f"http://127.0.0.1:{port}/"
    _wait_for(url, folder / "log")
    yield url
    process.terminate()
    process.wait(timeout=20)


def _wait_for(url: str, log: Path) -> None:
    for _ in range(300):
        try:
            urlopen(url, timeout=2).close()
        except (URLError, OSError):
            time.sleep(0.1)
        else:
            return
    pytest.fail(log.read_text())


@pytest.fixture
def omars(radicale: str, cast: Cast) -> Iterator[Any]:
    """Omar's own calendar there, empty."""
    with caldav.DAVClient(url=radicale, username=f"omar-{cast.omar.id}-{time.monotonic_ns()}", password="x") as client:
        yield client.principal().make_calendar(name="Omar")


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    box = Mailbox()
    server = Controller(box, hostname="127.0.0.1", port=free_port())
    server.start()
    box.port = server.port  # type: ignore[attr-defined]
    yield box
    server.stop(no_assert=True)


@pytest.fixture
def carry(database: Database, settings: Settings, mailbox: Mailbox, monkeypatch: Any) -> Callable[[], EmailMessage]:
    """Sends what waits over SMTP; answers the newest letter to Omar."""
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(minutes=1))
    port = mailbox.port  # type: ignore[attr-defined]
    with_mail = settings.model_copy(update={"smtp_url": f"smtp://127.0.0.1:{port}"})

    def go() -> EmailMessage:
        postman.deliver(database, with_mail)
        return next(one for one in reversed(mailbox.letters) if one["To"] == "omar@example.org")

    return go


def part(letter: EmailMessage) -> tuple[str, str]:
    """The method that the letter names, and its calendar."""
    (found,) = [one for one in letter.walk() if one.get_content_type() == "text/calendar"]
    method = str(found["Content-Type"].params["method"])
    text = found.get_payload(decode=True).decode()  # type: ignore[union-attr]
    assert str(Calendar.from_ical(text)["METHOD"]) == method
    return method, text


def stored(text: str) -> str:
    """As a calendar program stores it: without the method, which belongs to the letter."""
    return re.sub(r"METHOD:\w+\r\n", "", text)


def shown(calendar: Any, start: datetime, days: int = 1) -> list[Any]:
    """What stands in the calendar at that time, with all repeating worked out."""
    found = calendar.search(start=start, end=start + timedelta(days=days), event=True, expand=True)
    return [event for one in found for event in one.icalendar_instance.events]


def take_in(calendar: Any, text: str) -> Any:
    """Take it in as iTIP says: the same thing by its UID, the newer one by its SEQUENCE."""
    event = Calendar.from_ical(text).events[0]
    try:
        old = calendar.event_by_uid(str(event["UID"]))
    except caldav.error.NotFoundError:
        return calendar.add_event(stored(text), increase_seqno=False)
    if event["SEQUENCE"] > old.icalendar_instance.events[0]["SEQUENCE"]:
        old.data = stored(text)
        old.save(increase_seqno=False)
    return old


def test_an_invitation_a_change_and_a_calling_off_reach_a_calendar(
    client_for: ClientFor, carry: Callable[[], EmailMessage], omars: Any, cast: Cast
) -> None:
    browser, meeting = client_for(cast.fatima), f"/meetings/{cast.next_month.id}"
    starts = cast.next_month.starts_at
    browser.post(f"{meeting}/letters", data={"sequence": "0"})
    method, first = part(carry())
    assert method == "REQUEST"
    take_in(omars, first)
    (there,) = shown(omars, starts)
    assert (there["SUMMARY"], there.start, there.end) == ("June", starts, starts + timedelta(minutes=120))
    assert there["ATTENDEE"] == "mailto:omar@example.org"

    moved = {"title": "June", "day": "2027-06-15", "wall": "13:00", "minutes": "90", "place": "The chapel"}
    browser.post(meeting, data=moved | {"revision": "1"})
    browser.post(f"{meeting}/letters", data={"sequence": "1"})
    method, second = part(carry())
    assert method == "REQUEST"
    take_in(omars, second)
    assert shown(omars, starts) == []
    then = datetime(2027, 6, 15, 12, 0, tzinfo=UTC)
    (there,) = shown(omars, then)
    assert (there.start, there.end, there["LOCATION"]) == (then, then + timedelta(minutes=90), "The chapel")
    # An older letter that comes late changes nothing.
    take_in(omars, first)
    assert shown(omars, starts) == [] and len(omars.events()) == 1

    browser.post(f"{meeting}/calling-off", data={"why": "Snow"})
    browser.post(f"{meeting}/letters", data={"sequence": "2"})
    method, third = part(carry())
    assert method == "CANCEL"
    take_in(omars, third)
    (there,) = shown(omars, then)
    assert (there["STATUS"], there["SEQUENCE"]) == ("CANCELLED", 2)


def test_what_is_followed_is_read_back_the_same(
    client_for: ClientFor, client: TestClient, database: Database, omars: Any, cast: Cast
) -> None:
    with database.writing() as db:
        due = {"text": "Ask the library", "due_on": datetime(2027, 6, 1, tzinfo=UTC).date()}
        build_action(db, cast.community, cast.omar, **due)
    paths = [f"/feeds/{cast.omars_feed}/{name}.ics" for name in ("meetings", "actions")]
    ours = [event for path in paths for event in Calendar.from_ical(client.get(path).text).events]
    zones = Calendar.from_ical(client.get(paths[0]).text).timezones
    for event in ours:
        one = Calendar()
        one.add("prodid", "-//A calendar program//EN")
        one.add("version", "2.0")
        for component in (*zones, event):
            one.add_component(component)
        omars.add_event(one.to_ical().decode(), increase_seqno=False)
    known = {str(event["UID"]): (str(event["SUMMARY"]), event.start, event.end, event["TRANSP"]) for event in ours}
    back = [event for one in omars.events() for event in one.icalendar_instance.events]
    assert len(known) >= 7
    assert {str(one["UID"]): (str(one["SUMMARY"]), one.start, one.end, one["TRANSP"]) for one in back} == known
    # In the winter and in the summer half-hour past noon, as the wall in London shows it.
    april, august = datetime(2027, 4, 13, 11, 30, tzinfo=UTC), datetime(2027, 8, 3, 11, 30, tzinfo=UTC)
    assert [one.start for moment in (april, august) for one in shown(omars, moment)] == [april, august]
    (action,) = [one for one in shown(omars, datetime(2027, 6, 1, tzinfo=UTC)) if one["SUMMARY"] == "Ask the library"]
    assert action["DTSTART"].dt.isoformat() == "2027-06-01"
