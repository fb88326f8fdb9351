"""When the person who took an action on wants to be reminded of it, if not as usual."""

from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, Session, SQLModel, select

from app import clock
from app.db import new_id
from app.domain import communities, history, meetings
from app.domain.actions import Action
from app.domain.errors import Refused
from app.domain.people import Person

WORDS = {
    "week": "In a week",
    "day_before": "The day before",
    "never": "Not again for this one",
    "usual": "As usual",
}
A_WEEK = timedelta(days=7)
A_DAY = timedelta(days=1)


class Snooze(SQLModel, table=True):
    """One person's wish about one action; it gives way to the next one."""

    __table_args__ = (UniqueConstraint("action_id", "person_id"),)

    id: UUID = Field(default_factory=new_id, primary_key=True)
    action_id: UUID = Field(foreign_key="action.id", ondelete="CASCADE")
    person_id: UUID = Field(foreign_key="person.id", index=True, ondelete="CASCADE")
    word: str = Field(max_length=20)
    # The day itself where one was meant; the day before moves with the date.
    remind_on: date | None = None
    said_at: datetime


def of(db: Session, action: Action, person: Person) -> Snooze | None:
    """What this person wished for this action, if anything."""
    statement = select(Snooze).where(Snooze.action_id == action.id, Snooze.person_id == person.id)
    return db.exec(statement).first()


def wish(db: Session, action: Action, word: str, *, today: date, by: Person, at: datetime) -> None:
    """Be reminded otherwise than as usual, or as usual again. Only whoever took it on is reminded at all."""
    if word not in WORDS:
        raise Refused("Choose: in a week, the day before, not again for this one, or as usual.")
    if action.owner_id != by.id:
        raise Refused("Only whoever took it on is reminded of it.")
    if not action.is_open:
        raise Refused("This action has ended, so we remind nobody of it.")
    if word == "day_before" and not _has_a_morning_left(db, action, today, at):
        raise Refused("There is no morning left before that day. Choose another time, or change the date.")
    wished = of(db, action, by) or Snooze(action_id=action.id, person_id=by.id, word="usual", said_at=at)
    wished.word, wished.said_at = word, at
    wished.remind_on = today + A_WEEK if word == "week" else None
    db.add(wished)
    history.record(db, action.community_id, "actions", "reminder_moved", about=action, by=by, at=at, quietly=True)


def day_of(db: Session, action: Action, at: datetime) -> date | None:
    """The day by which it is to be done: its date, or the next planned meeting's; None when none is planned."""
    if action.due_on:
        return action.due_on
    found = next_planned(db, {action.community_id}, at).get(action.community_id)
    community = communities.by_id(db, action.community_id)
    return clock.today_in(community.zone, found) if found and community else None


def next_planned(db: Session, community_ids: set[UUID], at: datetime) -> dict[UUID, datetime]:
    """When each of these communities meets next, of the meetings that are planned and have not begun."""
    # The nearest comes last here, so it is the one that stays.
    return {one.community_id: one.starts_at for one in reversed(meetings.ahead(db, community_ids, at))}


def _has_a_morning_left(db: Session, action: Action, today: date, at: datetime) -> bool:
    day = day_of(db, action, at)
    return day is not None and day - A_DAY > today
