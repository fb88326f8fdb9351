"""The agenda: steps of a meeting, and topics that wait for one.

A step is one row for its whole life. It waits (no meeting), stands on one agenda, and when it was not reached it
moves to another agenda with its notes; a Deferral keeps the trail for the minutes of the meeting it left.
"""

from datetime import datetime
from uuid import UUID

from sqlmodel import Field, Session, SQLModel, col, or_, select

from app.db import new_id
from app.domain import cases, history, timer
from app.domain.errors import Refused
from app.domain.meetings import Meeting
from app.domain.people import Person

LED_BY = {
    "facilitator": "Facilitator",
    "all": "Everybody",
    "group": "The group",
    "presenter": "Presenter",
    "scribe": "Scribe",
    "sponsor": "Sponsor",
    "guest": "Guest",
}


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
    led_by: str = Field(default="facilitator", max_length=20)
    hint: str = Field(default="", max_length=500)
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
    def all_minutes(self) -> int:
        """Its planned minutes with what was added while it ran."""
        return self.minutes + self.added_minutes


class Deferral(SQLModel, table=True):
    """The trail of a step that a meeting did not reach and that moved on to another."""

    id: UUID = Field(default_factory=new_id, primary_key=True)
    agenda_item_id: UUID = Field(foreign_key="agenda_item.id", index=True, ondelete="CASCADE")
    meeting_id: UUID = Field(foreign_key="meeting.id", index=True)
    title: str = Field(max_length=200)
    at: datetime


def add(
    db: Session,
    meeting: Meeting,
    *,
    title: str,
    minutes: int,
    led_by: str,
    hint: str,
    returns: bool = True,
    by: Person,
    at: datetime,
) -> AgendaItem:
    """Put a new step at the end of the agenda."""
    _refuse_if_over(meeting)
    item = AgendaItem(
        community_id=meeting.community_id,
        meeting_id=meeting.id,
        position=len(of(db, meeting.id)) + 1,
        title=title,
        minutes=minutes,
        led_by=led_by,
        hint=hint,
        returns=returns,
        added_by_id=by.id,
        added_at=at,
    )
    _record(db, item, "added", by=by, at=at)
    return item


def propose(
    db: Session,
    community_id: UUID,
    *,
    title: str,
    why: str,
    minutes: int,
    case_id: UUID | None = None,
    by: Person,
    at: datetime,
) -> AgendaItem:
    """A topic or a case that waits for an agenda."""
    item = AgendaItem(
        community_id=community_id,
        case_id=case_id,
        title=title,
        hint=why,
        minutes=minutes,
        led_by="presenter" if case_id else "group",
        added_by_id=by.id,
        added_at=at,
    )
    _record(db, item, "proposed", by=by, at=at)
    return item


def take(db: Session, item: AgendaItem, meeting: Meeting, *, by: Person, at: datetime) -> None:
    """Put a waiting step on this agenda; it leaves wherever it stood, with its notes, and is on one agenda only."""
    _refuse_if_over(meeting)
    if item.meeting_id == meeting.id and not item.parked_at:
        return
    if item not in waiting(db, item.community_id):
        raise Refused("This is on another agenda already, or has been ended.")
    if item.meeting_id:
        db.add(Deferral(agenda_item_id=item.id, meeting_id=item.meeting_id, title=item.title, at=at))
    item.seconds_before = timer.spent(item.run, at)
    item.position = len(of(db, meeting.id)) + 1
    item.meeting_id = meeting.id
    item.begun_at = item.paused_at = item.ended_at = item.parked_at = None
    item.seconds_paused = 0
    _tell_case(db, item, meeting, by=by, at=at)
    _record(db, item, "taken", by=by, at=at)


def change(
    db: Session, item: AgendaItem, *, title: str, minutes: int, led_by: str, hint: str, by: Person, at: datetime
) -> None:
    """Change a step's words and minutes."""
    item.title, item.minutes, item.led_by, item.hint = title, minutes, led_by, hint
    _record(db, item, "changed", by=by, at=at)


def move(db: Session, item: AgendaItem, place: int, *, by: Person, at: datetime) -> None:
    """Move the step to a place in its agenda, counted from one; the others close up."""
    if item.meeting_id is None:
        raise Refused("This topic is not on an agenda yet.")
    others = [other for other in of(db, item.meeting_id) if other.id != item.id]
    others.insert(max(0, min(place - 1, len(others))), item)
    _number(db, others)
    _record(db, item, "moved", by=by, at=at)


def take_off(db: Session, item: AgendaItem, *, by: Person, at: datetime) -> None:
    """Take the step off its agenda: what returns waits again, a template's step is let go."""
    if item.begun_at:
        raise Refused("This step has begun. Park it instead.")
    if item.meeting_id is None:
        return
    meeting_id = item.meeting_id
    if item.returns:
        item.meeting_id = None
        _tell_case(db, item, None, by=by, at=at)
    else:
        item.let_go_at, item.let_go_why = at, "taken off the agenda"
    db.add(item)
    db.flush()
    _number(db, of(db, meeting_id))
    _record(db, item, "taken_off", by=by, at=at)


def let_go(db: Session, item: AgendaItem, why: str, *, by: Person, at: datetime) -> None:
    """End a waiting topic with a reason; it does not come back."""
    if not why.strip():
        raise Refused("Say in a few words why, so that nobody wonders later.")
    item.let_go_at, item.let_go_why = at, why.strip()
    _record(db, item, "let_go", by=by, at=at)


def bring_back(db: Session, item: AgendaItem, *, by: Person, at: datetime) -> None:
    """Undo letting go; and a step that would not return by itself does so from now on."""
    item.let_go_at, item.let_go_why, item.returns = None, "", True
    _record(db, item, "brought_back", by=by, at=at)


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


def total(items: list[AgendaItem]) -> int:
    """Minutes of the whole agenda."""
    return sum(item.minutes for item in items)


def _tell_case(db: Session, item: AgendaItem, meeting: Meeting | None, *, by: Person, at: datetime) -> None:
    case = cases.by_id(db, item.case_id) if item.case_id else None
    if case:
        cases.put_on(db, case, meeting, by=by, at=at)


def _number(db: Session, items: list[AgendaItem]) -> None:
    for place, item in enumerate(items, start=1):
        if item.position != place:
            item.position = place
            db.add(item)


def _refuse_if_over(meeting: Meeting) -> None:
    if meeting.is_closed or meeting.called_off_at:
        raise Refused("This meeting is over. Put it on the next one.")


def _record(db: Session, item: AgendaItem, verb: str, *, by: Person, at: datetime) -> None:
    db.add(item)
    history.record(db, item.community_id, "agenda", verb, about=item, by=by, at=at, meeting_id=item.meeting_id)
