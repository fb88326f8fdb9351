"""What agendas are made of: a step's row, the trail it leaves, and the questions asked of them."""

import hashlib
from datetime import datetime
from typing import Protocol
from uuid import UUID

from sqlmodel import Field, Session, SQLModel, col, or_, select

from app.db import new_id
from app.domain import timer
from app.domain.meetings import Meeting

LED_BY = {
    "facilitator": "Facilitator",
    "all": "Everybody",
    "group": "The group",
    "presenter": "Presenter",
    "scribe": "Scribe",
    "sponsor": "Sponsor",
    "guest": "Guest",
}


# Why a step that was kept for a case is off its agenda: every meeting like this one keeps such a step again.
FILLED = "a case took its place"


class Wording(Protocol):
    """What is said of a step before it stands on an agenda."""

    title: str
    minutes: int
    led_by: str
    hint: str
    method: str


class AgendaItem(SQLModel, table=True):
    """A step of an agenda, or a topic that waits for one; `returns` says that it comes back until it is ended."""

    __tablename__ = "agenda_item"

    id: UUID = Field(default_factory=new_id, primary_key=True)
    community_id: UUID = Field(foreign_key="community.id", index=True, ondelete="CASCADE")
    meeting_id: UUID | None = Field(default=None, foreign_key="meeting.id", index=True)
    case_id: UUID | None = Field(default=None, foreign_key="case.id", index=True)
    position: int = 0
    title: str = Field(max_length=200)
    minutes: int = 10
    added_minutes: int = 0
    # What its template says, and what was proposed instead because it really took that: both, or neither.
    usual_minutes: int | None = None
    proposed_minutes: int | None = None
    led_by: str = Field(default="facilitator", max_length=20)
    hint: str = Field(default="", max_length=500)
    # The case method it follows: a key of the seeds, or the id of one of the community's own.
    method: str = Field(default="", max_length=40)
    returns: bool = True
    added_by_id: UUID = Field(foreign_key="person.id")
    added_at: datetime
    begun_at: datetime | None = None
    paused_at: datetime | None = None
    ended_at: datetime | None = None
    seconds_paused: int = 0
    seconds_before: int = 0
    parked_at: datetime | None = None
    let_go_at: datetime | None = None
    let_go_why: str = Field(default="", max_length=300)

    @property
    def run(self) -> timer.Run:
        """When it ran, for the timer's arithmetic."""
        return timer.Run(self.begun_at, self.paused_at, self.ended_at, self.seconds_paused, self.seconds_before)

    @property
    def is_running(self) -> bool:
        """Whether this is the step the meeting is at."""
        return self.begun_at is not None and self.ended_at is None

    @property
    def is_reached(self) -> bool:
        """Whether the meeting got through it."""
        return self.ended_at is not None and self.parked_at is None

    @property
    def wording(self) -> str:
        """A short sign of its words as they are now: whoever changes them shows which ones they had read."""
        words = f"{self.title}|{self.minutes}|{self.led_by}|{self.hint}|{self.returns}|{self.method}"
        return hashlib.sha256(words.encode()).hexdigest()[:16]

    @property
    def all_minutes(self) -> int:
        """Its planned minutes with what was added to it, or given to another step, while the meeting ran."""
        return self.minutes + self.added_minutes

    @property
    def minutes_used(self) -> int:
        """Whole minutes it took, at least one; none before it has ended, or when nobody measured it."""
        seconds = timer.spent(self.run, self.ended_at) if self.ended_at else 0
        return max(1, round(seconds / 60)) if seconds else 0


class Deferral(SQLModel, table=True):
    """The trail of a step that a meeting did not reach and that moved on.

    `stood` says how it stood when somebody rolled it on while its meeting ran; with the three before, it can be undone.
    """

    id: UUID = Field(default_factory=new_id, primary_key=True)
    agenda_item_id: UUID = Field(foreign_key="agenda_item.id", index=True, ondelete="CASCADE")
    meeting_id: UUID = Field(foreign_key="meeting.id", index=True)
    title: str = Field(max_length=200)
    minutes: int = 0
    seconds: int = 0
    position: int = 0
    added_minutes: int = 0
    returned: bool = True
    stood: str = Field(default="", max_length=10)
    at: datetime


def keep_trail(db: Session, item: AgendaItem, at: datetime) -> Deferral | None:
    """The step leaves the agenda it stands on, if it stands on one: its minutes go on saying so."""
    if item.meeting_id is None:
        return None
    trail = Deferral(agenda_item_id=item.id, meeting_id=item.meeting_id, title=item.title, minutes=item.minutes, at=at)
    trail.seconds = timer.spent(item.run, at)
    db.add(trail)
    return trail


def by_id(db: Session, item_id: UUID, *, lock: bool = False) -> AgendaItem | None:
    """The step; locked for change on PostgreSQL when asked."""
    return db.get(AgendaItem, item_id, with_for_update=lock or None)


def of(db: Session, meeting_id: UUID) -> list[AgendaItem]:
    """The steps of this agenda in order."""
    statement = select(AgendaItem).where(AgendaItem.meeting_id == meeting_id, col(AgendaItem.let_go_at).is_(None))
    return list(db.exec(statement.order_by(col(AgendaItem.position), col(AgendaItem.added_at))))


def waiting(db: Session, community_id: UUID) -> list[AgendaItem]:
    """Topics without a meeting, and steps that a held or called-off meeting left or parked; oldest first."""
    over = or_(col(Meeting.closed_at).is_not(None), col(Meeting.called_off_at).is_not(None))
    left_behind = over & (col(AgendaItem.ended_at).is_(None) | col(AgendaItem.parked_at).is_not(None))
    statement = (
        select(AgendaItem)
        .join(Meeting, col(Meeting.id) == AgendaItem.meeting_id, isouter=True)
        .where(AgendaItem.community_id == community_id, AgendaItem.returns, col(AgendaItem.let_go_at).is_(None))
        .where(or_(col(AgendaItem.meeting_id).is_(None), left_behind))
        .order_by(col(AgendaItem.added_at))
    )
    return list(db.exec(statement))


def deferred_from(db: Session, meeting_id: UUID) -> list[Deferral]:
    """What this meeting did not reach and what has moved on since."""
    statement = select(Deferral).where(Deferral.meeting_id == meeting_id)
    return list(db.exec(statement.order_by(col(Deferral.at))))


def let_go_in(db: Session, community_id: UUID) -> list[AgendaItem]:
    """Topics that were let go, the last first; steps taken off a template are not worth remembering."""
    statement = select(AgendaItem).where(AgendaItem.community_id == community_id, AgendaItem.returns)
    statement = statement.where(col(AgendaItem.let_go_at).is_not(None))
    return list(db.exec(statement.order_by(col(AgendaItem.let_go_at).desc()).limit(20)))


def total(items: list[AgendaItem]) -> int:
    """Minutes of the whole agenda."""
    return sum(item.minutes for item in items)


def is_off(item: AgendaItem, meeting: Meeting) -> bool:
    """Whether the step is one of this community's and does not stand on this agenda."""
    return item.community_id == meeting.community_id and (item.meeting_id != meeting.id or item.let_go_at is not None)
