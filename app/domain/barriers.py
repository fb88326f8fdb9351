"""Barriers: the rule that stands in the way, not the person. Where one stands is read in `standings.py`."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlmodel import Field, Session, SQLModel, col, select

from app import clock
from app.db import new_id
from app.domain import communities, history
from app.domain.errors import Refused
from app.domain.meetings import Meeting
from app.domain.people import Person


class Barrier(SQLModel, table=True):
    """A rule or a gap that blocks people; no text about a person belongs here."""

    id: UUID = Field(default_factory=new_id, primary_key=True)
    community_id: UUID = Field(foreign_key="community.id", index=True, ondelete="CASCADE")
    meeting_id: UUID | None = Field(default=None, foreign_key="meeting.id", index=True)
    agenda_item_id: UUID | None = Field(default=None, foreign_key="agenda_item.id")
    case_id: UUID | None = Field(default=None, foreign_key="case.id", index=True)
    text: str = Field(max_length=600)
    type: str = Field(default="other", max_length=30)
    level: str = Field(default="", max_length=20)
    lever: str = Field(default="", max_length=20)
    named_at: datetime = Field(index=True)
    named_by_id: UUID = Field(foreign_key="person.id")
    put_away_at: datetime | None = None


def name(
    db: Session,
    community_id: UUID,
    *,
    text: str,
    type: str = "other",
    level: str = "",
    lever: str = "",
    meeting: Meeting | None = None,
    agenda_item_id: UUID | None = None,
    case_id: UUID | None = None,
    by: Person,
    at: datetime,
) -> Barrier:
    """Name a barrier."""
    barrier = Barrier(
        community_id=community_id,
        meeting_id=meeting.id if meeting else None,
        agenda_item_id=agenda_item_id,
        case_id=case_id,
        text=text,
        type=type,
        level=level,
        lever=lever,
        named_at=at,
        named_by_id=by.id,
    )
    record(db, barrier, "named", by=by, at=at)
    return barrier


def change(db: Session, barrier: Barrier, values: dict[str, Any], *, by: Person, at: datetime) -> None:
    """Say the rule in other words, or what it is like, and where it could be lifted."""
    refuse_if_away(barrier)
    if all(getattr(barrier, name) == value for name, value in values.items()):
        return
    for name, value in values.items():
        setattr(barrier, name, value)
    record(db, barrier, "changed", by=by, at=at)


def put_away(db: Session, barrier: Barrier, *, by: Person, at: datetime) -> None:
    """Undo one that was taken down by mistake; it can be brought back."""
    if not barrier.put_away_at:
        barrier.put_away_at = at
        record(db, barrier, "put_away", by=by, at=at)


def bring_back(db: Session, barrier: Barrier, *, by: Person, at: datetime) -> None:
    """Undo the undo."""
    if barrier.put_away_at:
        barrier.put_away_at = None
        record(db, barrier, "brought_back", by=by, at=at)


def by_id(db: Session, barrier_id: UUID, *, lock: bool = False) -> Barrier | None:
    """The barrier; locked for change on PostgreSQL when asked."""
    return db.get(Barrier, barrier_id, with_for_update=lock or None)


def named_at(db: Session, meeting: Meeting) -> list[Barrier]:
    """What was named at this meeting, in order."""
    statement = select(Barrier).where(Barrier.meeting_id == meeting.id, col(Barrier.put_away_at).is_(None))
    return list(db.exec(statement.order_by(col(Barrier.named_at))))


def of_case(db: Session, case_id: UUID) -> list[Barrier]:
    """What was named about this case, in order."""
    statement = select(Barrier).where(Barrier.case_id == case_id, col(Barrier.put_away_at).is_(None))
    return list(db.exec(statement.order_by(col(Barrier.named_at))))


def today_of(db: Session, barrier: Barrier, at: datetime) -> date:
    """Which day it is where the community meets."""
    community = communities.by_id(db, barrier.community_id)
    assert community is not None
    return clock.today_in(community.zone, at)


def refuse_if_away(barrier: Barrier) -> None:
    """What was put away is not worked on."""
    if barrier.put_away_at:
        raise Refused("This barrier has been put away. Bring it back first.")


def record(db: Session, barrier: Barrier, verb: str, *, by: Person, at: datetime) -> None:
    """Write down what was done with it, and keep it."""
    db.add(barrier)
    history.record(
        db, barrier.community_id, "barriers", verb, about=barrier, by=by, at=at, meeting_id=barrier.meeting_id
    )
