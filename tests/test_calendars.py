"""What a calendar reads of us: whole, in the right time, folded, and nothing smuggled in."""

import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar, Event

from app import calendars
from app.calendars import Entry, Mailbox
from app.domain.communities import ZONES

THEN = datetime(2027, 5, 11, 11, 30, tzinfo=UTC)
HOSTILE = [
    "June\r\nATTENDEE:mailto:everybody@example.org",
    "June\nEND:VEVENT\nBEGIN:VEVENT\nSUMMARY:Another",
    "June\rX-EVIL:1",
    "June\u2028X-EVIL:1\u2029X-EVIL:2\x85X-EVIL:3\x0b\x0c\x1c",
    "a\x00b\x07c\x1bd\x7fe\x9ff",
    "comma, semicolon; colon: back\\slash \\n \\, \"quoted\" 'too'",
    "Zażółć gęślą jaźń 会議 🍰 " * 20,
    "\N{RIGHT-TO-LEFT OVERRIDE}evil",
    "x" * 4000,
    "^n^'^^",
    "",
]


def entry(**values: object) -> Entry:
    known = {
        "uid": "one",
        "title": "June",
        "starts": THEN,
        "ends": THEN + timedelta(hours=2),
        "stamp": THEN,
        "zone": "Europe/London",
    }
    return Entry(**(known | values))  # type: ignore[arg-type]


def read(text: str) -> Event:
    (event,) = Calendar.from_ical(text).events
    return event


def test_an_entry_is_read_back_as_it_was() -> None:
    organizer, attendee = Mailbox("Fatima Aziz", "fatima@example.org"), Mailbox("Omar Reid", "omar+x@example.org")
    known = {"place": "The library", "text": "One\nTwo", "url": "https://miracles.test/x", "sequence": 3}
    text = calendars.written(
        [entry(**known, organizer=organizer, attendee=attendee, sent_by="us@example.org")], method="REQUEST"
    )
    found, calendar = read(text), Calendar.from_ical(text)
    assert (calendar["METHOD"], calendar["VERSION"], found["UID"], found["SEQUENCE"]) == ("REQUEST", "2.0", "one", 3)
    assert (found["SUMMARY"], found["LOCATION"], found["DESCRIPTION"]) == ("June", "The library", "One\nTwo")
    assert (found.start, found.end) == (THEN, THEN + timedelta(hours=2))
    assert found["DTSTART"].params["TZID"] == "Europe/London"
    assert found["ORGANIZER"] == "mailto:fatima@example.org"
    assert dict(found["ORGANIZER"].params) == {"CN": "Fatima Aziz", "SENT-BY": "mailto:us@example.org"}
    assert found["ATTENDEE"] == "mailto:omar+x@example.org"
    known_of = {"CN": "Omar Reid", "CUTYPE": "INDIVIDUAL", "ROLE": "REQ-PARTICIPANT"}
    assert dict(found["ATTENDEE"].params) == known_of | {"PARTSTAT": "NEEDS-ACTION", "RSVP": "TRUE"}


def test_whole_days_have_no_hours_and_fill_nothing() -> None:
    day = date(2027, 5, 11)
    found = read(calendars.written([entry(starts=day, ends=day + timedelta(days=1), is_busy=False)]))
    assert (found["DTSTART"].dt, found["DTEND"].dt, found["TRANSP"]) == (day, date(2027, 5, 12), "TRANSPARENT")
    assert found["DTSTART"].params["VALUE"] == "DATE"


@pytest.mark.parametrize("words", HOSTILE, ids=range(len(HOSTILE)))
def test_s33_no_words_write_a_line_of_their_own(words: str) -> None:
    somebody = Mailbox(words, "a@example.org\r\nX-EVIL:1")
    text = calendars.written(
        [entry(title=words, place=words, text=words, uid=words or "one", organizer=somebody, attendee=somebody)],
        method="REQUEST",
        name=words,
    )
    assert_sound(text)


@given(st.text(), st.text())
@settings(max_examples=200, deadline=None)
def test_s33_whatever_is_typed_stays_a_value(words: str, name: str) -> None:
    somebody = Mailbox(name, "a@example.org")
    found = assert_sound(calendars.written([entry(title=words, text=words, organizer=somebody, attendee=somebody)]))
    assert " ".join(found["SUMMARY"].split()) == calendars.plain(words)


def assert_sound(text: str) -> Event:
    """One event, only names we write, every line ended and folded as the format wants."""
    lines = text.encode().split(b"\r\n")
    assert lines.pop() == b""
    assert all(len(line) <= 75 and b"\n" not in line and b"\r" not in line for line in lines)
    assert not any(byte < 32 for line in lines for byte in line)
    names = {line.split(b":")[0].split(b";")[0] for line in lines if not line.startswith(b" ")}
    assert not {name for name in names if b"EVIL" in name}
    assert sum(line == b"BEGIN:VEVENT" for line in lines) == 1
    found = read(text)
    assert not isinstance(found.get("ATTENDEE"), list)
    return found


@pytest.mark.parametrize("zone", [*ZONES, "Australia/Lord_Howe", "Asia/Kolkata", "Africa/Casablanca", "Asia/Jerusalem"])
def test_a_zone_says_what_the_clocks_there_do(zone: str) -> None:
    """Every third week of five years, at noon and at night; then each day, by the file's own words alone."""
    first = datetime(2026, 11, 26, 0, 30, tzinfo=UTC)
    moments = [first + timedelta(weeks=week, hours=hour) for week in range(0, 5 * 52, 3) for hour in (0, 12)]
    calendar = Calendar.from_ical(calendars.written(entry(zone=zone, starts=one, ends=one) for one in moments))
    assert [found.start for found in calendar.events] == moments
    if zone == "UTC":
        assert not calendar.timezones
        return
    (written,) = calendar.timezones
    theirs, real = written.to_tz(lookup_tzid=False), ZoneInfo(zone)
    for day in range(5 * 365):
        there = (first + timedelta(days=day, hours=12)).astimezone(real)
        assert there.replace(tzinfo=theirs).utcoffset() == there.utcoffset()


def test_outlook_finds_a_rule_for_every_zone_we_offer_first() -> None:
    for zone in set(ZONES) - {"UTC"}:
        assert "RDATE" not in calendars.written([entry(zone=zone)])
    text = calendars.written([entry(zone="Europe/London")])
    assert "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3" in text and "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10" in text


def test_the_same_is_written_the_same() -> None:
    assert calendars.written([entry()], name="Ours") == calendars.written([entry()], name="Ours")


def test_the_library_is_loaded_with_the_first_file_and_not_before() -> None:
    command = "import sys, app.main; assert 'icalendar' not in sys.modules"
    subprocess.run([sys.executable, "-c", command], check=True)
