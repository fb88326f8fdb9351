"""When a community meets by its rhythm, in its own time; and when it cannot."""

from datetime import date, datetime, time, timedelta

from app import clock
from app.domain.communities import Community
from app.domain.meetings import Meeting

FURTHEST_AHEAD = timedelta(days=730)
# People sit down while the facilitator still writes: a start a little while ago is no slip of the pen.
JUST_NOW = timedelta(hours=1)
# A diary is filled some months ahead.
EXPECTED = 3


def next_time(community: Community, last: Meeting | None, at: datetime) -> datetime:
    """When the rhythm says the next meeting is: its weekday and wall time, whatever summer time does.

    A meeting that was moved to another day of its week does not move those after it.
    """
    rhythm = timedelta(weeks=max(1, community.every_weeks))
    today = clock.today_in(community.zone, at)
    day = today + timedelta(days=(community.weekday - today.weekday()) % 7 or 7)
    if last:
        day = clock.local(last.starts_at, community.zone).date() + rhythm
        day += timedelta(days=(community.weekday - day.weekday() + 3) % 7 - 3)
    while clock.at_local(day, community.starts_at, community.zone) <= at:
        day += rhythm
    return clock.at_local(day, community.starts_at, community.zone)


def why_not_then(community: Community, day: date, wall: time, *, at: datetime, now: datetime | None = None) -> str:
    """Why the community cannot meet on that day at that time, in words; nothing when it can. `now` may stay."""
    today = clock.today_in(community.zone, at)
    if not today - timedelta(days=366) <= day <= today + FURTHEST_AHEAD:
        return "Choose a day within the next two years."
    if not clock.is_on_the_wall(day, wall, community.zone):
        return "The clocks go forward that night and leave this time out. Choose one an hour earlier or later."
    starts_at = clock.at_local(day, wall, community.zone)
    if starts_at < at - JUST_NOW and starts_at != now:
        return "This is in the past. Choose a day and a time that are still to come."
    return ""


def to_come(community: Community, last: Meeting | None, *, at: datetime) -> list[datetime]:
    """The next times that the rhythm brings: the same on the wall, whatever summer time does."""
    first = next_time(community, last, at)
    weeks = max(1, community.every_weeks)
    return [clock.weeks_later(first, number * weeks, community.zone) for number in range(EXPECTED)]
