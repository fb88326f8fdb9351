"""When each step of a planned agenda is due, and whether it all fits. Pure; no database, no clock."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

from app.domain.agenda import AgendaItem
from app.domain.meetings import Meeting


class Line(NamedTuple):
    """One step with its place, counted from one, and when it is due."""

    item: AgendaItem
    place: int
    starts_at: datetime


class Timetable(NamedTuple):
    """The lines of an agenda and what they add up to."""

    lines: list[Line]
    minutes: int
    ends_at: datetime
    minutes_over: int

    @property
    def is_over(self) -> bool:
        """Whether the agenda takes longer than the meeting."""
        return self.minutes_over > 0


def of(meeting: Meeting, items: Iterable[AgendaItem]) -> Timetable:
    """The agenda's steps one after the other, from the hour the meeting is planned for."""
    lines: list[Line] = []
    minutes = 0
    for place, item in enumerate(items, start=1):
        lines.append(Line(item, place, meeting.starts_at + timedelta(minutes=minutes)))
        minutes += item.minutes
    ends_at = meeting.starts_at + timedelta(minutes=minutes)
    return Timetable(lines, minutes, ends_at, max(0, minutes - meeting.minutes))
