"""Minutes that a later step gives to the one that runs, so that the whole agenda takes no longer."""

import math
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlmodel import Field, Session, SQLModel, col, select

from app.db import new_id
from app.domain import agenda, pacing, running
from app.domain.agenda import AgendaItem
from app.domain.errors import Refused
from app.domain.meetings import Meeting
from app.domain.people import Person

AMOUNTS = (5, 2, 1)


class Lending(SQLModel, table=True):
    """That one step gave minutes to another; `undone_at` says when they were given back."""

    id: UUID = Field(default_factory=new_id, primary_key=True)
    meeting_id: UUID = Field(foreign_key="meeting.id", index=True, ondelete="CASCADE")
    giver_id: UUID = Field(foreign_key="agenda_item.id", index=True, ondelete="CASCADE")
    taker_id: UUID = Field(foreign_key="agenda_item.id", index=True, ondelete="CASCADE")
    minutes: int
    by_id: UUID = Field(foreign_key="person.id")
    at: datetime
    undone_at: datetime | None = None


class Offer(NamedTuple):
    """A later step, and how many minutes it can give with one press; none when it can spare nothing."""

    item: AgendaItem
    minutes: int

    @property
    def left(self) -> int:
        """What it would have then."""
        return self.item.all_minutes - self.minutes


class Lent(NamedTuple):
    """What one step has given to the running one."""

    giver: AgendaItem
    lendings: list[Lending]

    @property
    def minutes(self) -> int:
        """How many minutes."""
        return sum(lending.minutes for lending in self.lendings)


def offers(items: list[AgendaItem], now: AgendaItem | None) -> list[Offer]:
    """The steps still to come, each with what it can give."""
    return [Offer(item, _can_give(item)) for item in items if pacing.is_ahead(item, now)]


def best(offered: list[Offer]) -> Offer | None:
    """The offer that leaves a step the most; nothing when no step can spare any."""
    return max((one for one in offered if one.minutes), key=lambda one: (one.minutes, one.left), default=None)


def take(
    db: Session, meeting: Meeting, giver_id: UUID, had: int, seen: UUID | None, *, by: Person, at: datetime
) -> int:
    """Give the running step what the other can spare; answers how many minutes.

    `had` is how many the giver had on the page, so that two people who press at once take them once.
    """
    items = _items_as_seen(db, meeting, seen)
    now = pacing.current(items)
    offer = next((one for one in offers(items, now) if one.item.id == giver_id), None)
    if now is None or offer is None or offer.item.all_minutes != had:
        return 0
    giver, minutes = offer
    if not minutes:
        raise Refused(f"“{giver.title}” has no minutes to spare any more.")
    db.add(Lending(meeting_id=meeting.id, giver_id=giver.id, taker_id=now.id, minutes=minutes, by_id=by.id, at=at))
    running.lengthen(db, giver, -minutes, "lent", by=by, at=at)
    running.lengthen(db, now, minutes, "given", by=by, at=at)
    return minutes


def undo(db: Session, meeting: Meeting, giver_id: UUID, seen: UUID | None, *, by: Person, at: datetime) -> None:
    """Give back what this step gave to the running one; not any more once either has gone on."""
    items = _items_as_seen(db, meeting, seen)
    now = pacing.current(items)
    lent = next((one for one in of(db, items) if one.giver.id == giver_id), None)
    if now is None or lent is None:
        return
    for lending in lent.lendings:
        lending.undone_at = at
        db.add(lending)
    running.lengthen(db, now, -lent.minutes, "gave_back", by=by, at=at)
    running.lengthen(db, lent.giver, lent.minutes, "had_back", by=by, at=at)


def of(db: Session, items: list[AgendaItem]) -> list[Lent]:
    """What the running step was given by steps that are still to come, in their order."""
    now = pacing.current(items)
    if now is None:
        return []
    statement = select(Lending).where(Lending.taker_id == now.id, col(Lending.undone_at).is_(None))
    found = list(db.exec(statement.order_by(col(Lending.at))))
    lent = [
        Lent(item, [one for one in found if one.giver_id == item.id]) for item in items if pacing.is_ahead(item, now)
    ]
    return [one for one in lent if one.lendings]


def _items_as_seen(db: Session, meeting: Meeting, seen: UUID | None) -> list[AgendaItem]:
    if not meeting.is_running:
        raise Refused("This meeting is not running.")
    items = agenda.of(db, meeting.id)
    now = pacing.current(items)
    return items if now and now.id == seen else []


def _can_give(item: AgendaItem) -> int:
    # Half of what was planned stays, and a minute more than what it has used already, if it was begun once.
    least = max(math.ceil(item.minutes / 2), item.seconds_before // 60 + 1)
    return next((amount for amount in AMOUNTS if item.all_minutes - amount >= least), 0)
