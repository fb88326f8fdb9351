"""When a letter may come that nobody asked for just now: from eight until nine at night, by the reader's clock."""

from datetime import date, datetime, time, timedelta

from app import clock

MORNING = time(8)
NIGHT = time(21)


def of(day: date, zone: str) -> datetime:
    """When that morning begins in that zone."""
    return clock.at_local(day, MORNING, zone)


def after(moment: datetime, zone: str) -> datetime:
    """The first morning that begins after this moment."""
    this = of(clock.today_in(zone, moment), zone)
    return this if this > moment else of(clock.today_in(zone, moment) + timedelta(days=1), zone)


def is_day(at: datetime, zone: str) -> bool:
    """Whether it is neither night nor late evening there: what was held up comes late, but wakes nobody."""
    return MORNING <= clock.local(at, zone).time() < NIGHT
