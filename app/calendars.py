"""Writes what a calendar reads (RFC 5545): entries in the time of their place, folded, with nothing smuggled in."""

import unicodedata
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import quote
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from icalendar import Calendar, Event, Timezone

# Who wrote the file, as the format asks; it names no installation.
WRITER = "-//Little Miracles//Calendar//EN"
MAIN_PARTS = "!#$%&'*+-./=?@^_`{|}~"
# For how long the rule of a zone is looked at before it is called one.
YEARS = 8
# A clock on the wall has no zone.
EVER_SINCE = datetime(1970, 1, 1)  # noqa: DTZ001
LOOK_AGAIN = timedelta(hours=1)


class Mailbox(NamedTuple):
    """Somebody by name and address."""

    name: str
    email: str


class Entry(NamedTuple):
    """One thing that stands in a calendar: with moments it has hours in `zone`, with days alone it lasts whole days."""

    uid: str
    title: str
    starts: datetime | date
    ends: datetime | date
    stamp: datetime
    zone: str = "UTC"
    sequence: int = 0
    place: str = ""
    text: str = ""
    url: str = ""
    status: str = "CONFIRMED"
    is_busy: bool = True
    organizer: Mailbox | None = None
    sent_by: str = ""
    attendee: Mailbox | None = None
    answer: str = "NEEDS-ACTION"


def written(entries: Iterable[Entry], *, method: str = "", name: str = "") -> str:
    """The whole file, with its line ends; `method` when it is a letter's part, `name` when it is a calendar to follow.

    The library is heavy and seldom needed: it is loaded with the first file.
    """
    from icalendar import Calendar  # noqa: PLC0415

    entries = list(entries)
    calendar = Calendar()
    calendar.add("prodid", WRITER)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    if method:
        calendar.add("method", method)
    if name:
        _name(calendar, name)
    for zone, year in sorted(_zones(entries).items()):
        calendar.add_component(_zone(zone, year))
    for entry in entries:
        calendar.add_component(_event(entry))
    return str(calendar.to_ical(), "utf-8")


def plain(text: str) -> str:
    """The text in one line, without letters that steer a machine: a line of its own would be an order to it."""
    return " ".join("".join(letter for letter in text if not _steers(letter)).split())


def _name(calendar: "Calendar", name: str) -> None:
    calendar.add("name", plain(name))
    calendar.add("x-wr-calname", plain(name))
    calendar.add("refresh-interval", LOOK_AGAIN, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT1H")


def _event(entry: Entry) -> "Event":
    from icalendar import Event  # noqa: PLC0415

    event = Event()
    event.add("uid", plain(entry.uid))
    event.add("summary", plain(entry.title))
    event.add("dtstart", _when(entry.starts, entry.zone))
    event.add("dtend", _when(entry.ends, entry.zone))
    event.add("dtstamp", entry.stamp.astimezone(UTC).replace(microsecond=0))
    event.add("sequence", entry.sequence)
    if entry.status:
        event.add("status", entry.status)
    event.add("transp", "OPAQUE" if entry.is_busy else "TRANSPARENT")
    if entry.place:
        event.add("location", plain(entry.place))
    if entry.text:
        event.add("description", "\n".join(plain(line) for line in entry.text.splitlines()))
    if entry.url:
        event.add("url", plain(entry.url))
    _add_people(event, entry)
    return event


def _add_people(event: "Event", entry: Entry) -> None:
    if entry.organizer:
        sent_by = {"SENT-BY": _address(entry.sent_by)} if entry.sent_by else {}
        event.add("organizer", _person(entry.organizer, **sent_by))
    if entry.attendee:
        known = {"CUTYPE": "INDIVIDUAL", "ROLE": "REQ-PARTICIPANT", "PARTSTAT": entry.answer, "RSVP": "TRUE"}
        event.add("attendee", _person(entry.attendee, **known))


def _person(who: Mailbox, **params: str) -> Any:
    from icalendar import vCalAddress  # noqa: PLC0415

    address = vCalAddress(_address(who.email))
    # A quotation mark would end the name early in programs that do not know how it is written here.
    address.params.update({"CN": plain(who.name).replace('"', "”")} | params)
    return address


def _address(email: str) -> str:
    return f"mailto:{quote(plain(email), safe=MAIN_PARTS)}"


def _when(moment: datetime | date, zone: str) -> datetime | date:
    if not isinstance(moment, datetime):
        return moment
    return moment.astimezone(UTC if zone == "UTC" else ZoneInfo(zone)).replace(microsecond=0)


def _steers(letter: str) -> bool:
    # White space is tidied by `plain` itself; a lone surrogate cannot be sent at all.
    return unicodedata.category(letter) in {"Cc", "Cs"} and not letter.isspace()


def _zones(entries: list[Entry]) -> dict[str, int]:
    """The zones of all that has hours, each with the year from which it is needed."""
    years: dict[str, int] = {}
    for entry in entries:
        if isinstance(entry.starts, datetime) and entry.zone != "UTC":
            years[entry.zone] = min(years.get(entry.zone, entry.starts.year), entry.starts.year)
    return years


@cache
def _zone(name: str, year: int) -> "Timezone":
    """The zone, from a year before: each way of its changes as a rule if it keeps one, else as a list of days.

    Outlook reads rules alone and passes over a list of days (MS-STANOICAL 2.2.47). The library writes lists, and of a
    zone with an odd year it leaves some out (tests/test_calendars.py).
    """
    from icalendar import Timezone  # noqa: PLC0415

    zone, changes = Timezone(), _changes(name, year - 1)
    zone.add("tzid", name)
    ways = [[one for one in changes if one.ways == ways] for ways in dict.fromkeys(one.ways for one in changes)]
    if len(ways) != 2 or not all(map(_rule, ways)):
        zone.add_component(_part([_before(name, year - 1)]))
    for way in ways:
        zone.add_component(_part(way))
    return zone


class Change(NamedTuple):
    """The clocks change: what they show just then, and how far from UTC they were and are."""

    wall: datetime
    before: timedelta
    after: timedelta
    called: str

    @property
    def ways(self) -> tuple[timedelta, timedelta]:
        """From what to what."""
        return self.before, self.after


def _changes(name: str, year: int) -> list[Change]:
    zone, found = ZoneInfo(name), []
    day = datetime(year, 1, 1, tzinfo=UTC)
    while day.year < year + YEARS:
        then = day + timedelta(days=1)
        if _offset(day, zone) != _offset(then, zone):
            found.append(_change(day, then, zone))
        day = then
    return found


def _change(low: datetime, high: datetime, zone: ZoneInfo) -> Change:
    # The minute is found by halving the day.
    before = _offset(low, zone)
    while high - low > timedelta(minutes=1):
        middle = low + (high - low) // 2
        low, high = (middle, high) if _offset(middle, zone) == before else (low, middle)
    moment = high.replace(second=0, microsecond=0)
    wall = (moment + before).replace(tzinfo=None)
    return Change(wall, before, _offset(high, zone), high.astimezone(zone).tzname() or "")


def _before(name: str, year: int) -> Change:
    """How the clocks stand as that year begins."""
    there = datetime(year, 1, 1, tzinfo=UTC).astimezone(ZoneInfo(name))
    offset = there.utcoffset() or timedelta()
    return Change(EVER_SINCE, offset, offset, there.tzname() or "")


def _offset(moment: datetime, zone: ZoneInfo) -> timedelta:
    return moment.astimezone(zone).utcoffset() or timedelta()


def _rule(changes: list[Change]) -> dict[str, Any] | None:
    """The rule that all these keep each year, such as the last Sunday of March; None when they keep none."""
    if len(changes) != YEARS or len({(one.wall.month, one.wall.weekday(), one.wall.time()) for one in changes}) != 1:
        return None
    week = {(one.wall.day - 1) // 7 + 1 for one in changes}
    is_last = all((one.wall + timedelta(days=7)).month != one.wall.month for one in changes)
    if len(week) > 1 and not is_last:
        return None
    weekday = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")[changes[0].wall.weekday()]
    return {"FREQ": "YEARLY", "BYMONTH": changes[0].wall.month, "BYDAY": f"{-1 if is_last else week.pop()}{weekday}"}


def _part(changes: list[Change]) -> Any:
    from icalendar import TimezoneDaylight, TimezoneStandard  # noqa: PLC0415

    first = changes[0]
    # By its place on the clock, not by its name: Irish time calls summer the standard and winter the exception.
    part = TimezoneDaylight() if first.after > first.before else TimezoneStandard()
    part.add("dtstart", first.wall)
    rule = _rule(changes)
    if rule:
        part.add("rrule", rule)
    elif len(changes) > 1:
        part.add("rdate", [one.wall for one in changes[1:]])
    part.add("tzoffsetfrom", first.before)
    part.add("tzoffsetto", first.after)
    part.add("tzname", first.called)
    return part
