"""The only reader of the clock, and the few sums between local and universal time."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo


def now() -> datetime:
    """This moment, in UTC."""
    return datetime.now(UTC)


def local(moment: datetime, zone: str) -> datetime:
    """The moment as a clock on the wall in that zone shows it."""
    return moment.astimezone(ZoneInfo(zone))


def today_in(zone: str, at: datetime) -> date:
    """Which day it is in that zone at that moment."""
    return local(at, zone).date()


def at_local(day: date, wall: time, zone: str) -> datetime:
    """The moment, in UTC, when a clock on the wall in that zone shows that day and time."""
    return datetime.combine(day, wall, ZoneInfo(zone)).astimezone(UTC)


def is_on_the_wall(day: date, wall: time, zone: str) -> bool:
    """Whether a clock on the wall ever shows that time that day: in spring an hour is left out."""
    there = local(at_local(day, wall, zone), zone)
    return (there.date(), there.time()) == (day, wall)


def weeks_later(moment: datetime, weeks: int, zone: str) -> datetime:
    """The same weekday and wall time so many weeks on, whatever summer time does between."""
    there = local(moment, zone)
    return at_local(there.date() + timedelta(weeks=weeks), there.time(), zone)


def quarter_of(day: date) -> tuple[int, int]:
    """Year and quarter of a day."""
    return day.year, (day.month - 1) // 3 + 1
