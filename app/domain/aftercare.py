"""Aftercare: who was shaken, and who rings them. Only facilitators ever see it.

Nothing of it is told to open pages, and its history belongs to its meeting and to no community's stream: that
somebody is looked after is itself nobody else's business.
"""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlmodel import Field, Session, SQLModel, col, select

from app.db import new_id
from app.domain import attendance, history, memberships
from app.domain.errors import Refused
from app.domain.meetings import Meeting
from app.domain.memberships import Membership
from app.domain.people import Person


class Aftercare(SQLModel, table=True):
    """Somebody to look after when a meeting is over."""

    id: UUID = Field(default_factory=new_id, primary_key=True)
    community_id: UUID = Field(foreign_key="community.id", index=True, ondelete="CASCADE")
    meeting_id: UUID = Field(foreign_key="meeting.id", index=True)
    membership_id: UUID = Field(foreign_key="membership.id", index=True, ondelete="CASCADE")
    rings_id: UUID | None = Field(default=None, foreign_key="person.id")
    note: str = Field(default="", max_length=500)
    by_id: UUID = Field(foreign_key="person.id")
    at: datetime
    done_at: datetime | None = None
    done_by_id: UUID | None = Field(default=None, foreign_key="person.id")
    put_away_at: datetime | None = None


class Line(NamedTuple):
    """One line of the list: whom it is about, and who rings them, by name."""

    care: Aftercare
    name: str
    rings: str


def look_after(
    db: Session, meeting: Meeting, membership_id: UUID, rings_id: UUID | None, note: str, *, by: Person, at: datetime
) -> Aftercare:
    """Put somebody of this meeting on the list; whoever stands on it already is not put there twice."""
    if not meeting.started_at:
        raise Refused("This meeting has not begun yet. Look after each other once it has.")
    if membership_id not in {seat.membership.id for seat in attendance.seats(db, meeting)}:
        raise Refused("Choose somebody of this meeting.")
    if rings_id is not None and rings_id not in {person.id for person in who_may_ring(db, meeting.community_id)}:
        raise Refused("Choose somebody of our group to ring them.")
    care = next((line.care for line in _open(db, Aftercare.meeting_id == meeting.id, membership_id)), None)
    care = care or Aftercare(
        community_id=meeting.community_id, meeting_id=meeting.id, membership_id=membership_id, by_id=by.id, at=at
    )
    care.rings_id, care.note = rings_id, note
    _record(db, care, "noted", by=by, at=at)
    return care


def say(db: Session, care: Aftercare, word: str, *, by: Person, at: datetime) -> None:
    """done, not_done, put_away or brought_back; saying it twice changes nothing."""
    before = (care.done_at, care.put_away_at)
    if word in {"done", "not_done"}:
        care.done_at = (care.done_at or at) if word == "done" else None
        care.done_by_id = (care.done_by_id or by.id) if word == "done" else None
    elif word in {"put_away", "brought_back"}:
        care.put_away_at = (care.put_away_at or at) if word == "put_away" else None
    else:
        raise Refused("Say that it is done, or put it away.")
    if (care.done_at, care.put_away_at) != before:
        _record(db, care, word, by=by, at=at)


def by_id(db: Session, care_id: UUID, *, lock: bool = False) -> Aftercare | None:
    """The line; locked for change on PostgreSQL when asked."""
    return db.get(Aftercare, care_id, with_for_update=lock or None)


def of_meeting(db: Session, meeting: Meeting) -> list[Line]:
    """Everybody of this meeting on the list, also those who were rung and those put away; oldest first."""
    return _lines(db, Aftercare.meeting_id == meeting.id)


def open_in(db: Session, community_id: UUID) -> list[Line]:
    """Whom somebody still has to ring, from whichever meeting; oldest first."""
    return _open(db, Aftercare.community_id == community_id)


def who_may_ring(db: Session, community_id: UUID) -> list[Person]:
    """The facilitators and members who have joined, by name."""
    ours = [one for one in memberships.members_of(db, community_id) if one.membership.role != "sponsor"]
    return [one.person for one in ours if one.membership.is_current]


def _open(db: Session, where: bool, membership_id: UUID | None = None) -> list[Line]:
    lines = [line for line in _lines(db, where) if not line.care.done_at and not line.care.put_away_at]
    return [line for line in lines if membership_id in {None, line.care.membership_id}]


def _lines(db: Session, where: bool) -> list[Line]:
    statement = select(Aftercare, Membership, Person).where(where)
    statement = statement.join(Membership, col(Membership.id) == Aftercare.membership_id)
    statement = statement.join(Person, col(Person.id) == Membership.person_id)
    rows = db.exec(statement.order_by(col(Aftercare.at))).all()
    names: dict[UUID, str] = {}
    for community_id in {care.community_id for care, _place, _person in rows}:
        names |= memberships.names_in(db, community_id)
    return [
        Line(care, memberships.as_shown(place, person).name, names.get(care.rings_id, "") if care.rings_id else "")
        for care, place, person in rows
    ]


def _record(db: Session, care: Aftercare, verb: str, *, by: Person, at: datetime) -> None:
    db.add(care)
    # Without the community, so that no page is told: the word alone would say that somebody is not well.
    history.record(db, None, "aftercare", verb, about=care, by=by, at=at, meeting_id=care.meeting_id)
