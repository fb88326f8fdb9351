"""What should be known of whatever was agreed, promised, parked or hoped for: the plain model beside the domain."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import TypeVar
from uuid import UUID

from app import clock

FIRST_DAY = datetime(2027, 3, 2, 12, 30, tzinfo=UTC)
# Half of the four weeks between two meetings: what has a day comes back at the meeting that is nearest to it.
NEAR = timedelta(days=14)


@dataclass
class Step:
    """What should be known of a step or topic."""

    returns: bool
    is_ended: bool = False
    is_reached: bool = False
    is_a_case: bool = False
    returned_before: bool = True
    notes: list[str] = field(default_factory=list)

    @property
    def lives(self) -> bool:
        return self.returns and not self.is_ended and not self.is_reached


@dataclass
class Thing:
    """What should be known of an action, a barrier or a little miracle."""

    meeting: UUID | None
    ended_during: UUID | str | None = None
    is_away: bool = False

    @property
    def lives(self) -> bool:
        return self.ended_during is None and not self.is_away


@dataclass
class Told(Thing):
    """What should be known of a little miracle: its words and their teller, who heard it and who saw it too."""

    text: str = ""
    by: int = 0
    told_at: datetime = FIRST_DAY
    heard: UUID | None = None
    # After how many months somebody said at which meeting how it holds.
    answers: list[tuple[int, UUID | None]] = field(default_factory=list)
    # Agencies; whoever said it for theirs may be elsewhere by now.
    seconded: set[UUID] = field(default_factory=set)

    @property
    def days(self) -> list[date]:
        """From when on it is asked at a meeting of that day whether it holds."""
        told_on = clock.today_in("Europe/London", self.told_at)
        return [some_months_later(told_on, months) - NEAR for months in (3, 6)]

    def asked_after(self, day: date) -> int:
        """Three or six months, if that is nearer to a meeting of this day than to the one four weeks on."""
        told_on = clock.today_in("Europe/London", self.told_at)
        reached = [months for months in (3, 6) if some_months_later(told_on, months) <= day + NEAR]
        answered = max((months for months, _meeting in self.answers), default=0)
        return max((months for months in reached if months > answered), default=0)


@dataclass
class Asked:
    """What should be known of a case that the group said it would ask about; `at` is where the day was set.

    `before` is what it gave way to, while that can be undone.
    """

    on_day: date
    at: UUID | None
    before: "Asked | None" = None


@dataclass
class Words:
    """What should be known of words that were told of a case: the meeting that heard them, once there is one."""

    text: str
    heard: UUID | None


Known = TypeVar("Known", bound=Thing)


def some_months_later(day: date, months: int) -> date:
    for shorter in range(4):
        try:
            month = day.month - 1 + months
            return day.replace(year=day.year + month // 12, month=month % 12 + 1, day=day.day - shorter)
        except ValueError:
            continue
    raise AssertionError


def one_of(things: dict[UUID, Known], which: int) -> tuple[UUID, Known]:
    latest = list(things.items())[-3:]
    return latest[which % len(latest)]
