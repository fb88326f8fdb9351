"""What the demo's builders share: the database, the hour, and everybody and everything made so far, by its key."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from sqlmodel import Session

from app import clock
from app.demo.meetings import MEETINGS
from app.demo.people import FACILITATOR
from app.domain.actions import Action
from app.domain.agenda import AgendaItem
from app.domain.asks import Ask
from app.domain.barriers import Barrier
from app.domain.cases import Case
from app.domain.communities import Community
from app.domain.meetings import Meeting
from app.domain.memberships import Membership
from app.domain.people import Person

ZONE = "Europe/London"
STARTS = time(12, 30)
EVERY_WEEKS = 4
SATURDAY = 5
# Things of other days happen after work; those of a meeting's own day, so many minutes into it.
EVENING = 200


@dataclass
class Stage:
    """Filled by one builder, read by the next."""

    db: Session
    at: datetime
    last: datetime
    community: Community = field(init=False)
    people: dict[str, Person] = field(default_factory=dict)
    places: dict[str, Membership] = field(default_factory=dict)
    meetings: dict[int, Meeting] = field(default_factory=dict)
    topics: dict[str, AgendaItem] = field(default_factory=dict)
    cases: dict[str, Case] = field(default_factory=dict)
    actions: dict[str, Action] = field(default_factory=dict)
    barriers: dict[str, Barrier] = field(default_factory=dict)
    asks: dict[str, Ask] = field(default_factory=dict)

    @property
    def facilitator(self) -> Person:
        """Whoever plans and runs the meetings."""
        return self.people[FACILITATOR]

    def start_of(self, number: int) -> datetime:
        """When this meeting begins: four weeks of wall time from one to the next."""
        return clock.weeks_later(self.last, (number - len(MEETINGS)) * EVERY_WEEKS, ZONE)

    def day_of(self, number: int, days: int = 0) -> date:
        """The day so many days from this meeting."""
        return clock.today_in(ZONE, self.start_of(number)) + timedelta(days=days)

    def when(self, number: int, days: int, minutes: int = 0) -> datetime:
        """A moment so many days from a meeting; never ahead of now."""
        into = minutes if days == 0 else EVENING + minutes
        return min(self.start_of(number) + timedelta(days=days, minutes=into), self.at - timedelta(minutes=1))


def next_start(at: datetime) -> datetime:
    """When the demo's next meeting begins: the coming half past twelve on a working day."""
    day = clock.today_in(ZONE, at)
    while clock.at_local(day, STARTS, ZONE) <= at or day.weekday() >= SATURDAY:
        day += timedelta(days=1)
    return clock.at_local(day, STARTS, ZONE)
