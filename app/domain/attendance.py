"""Who is here: one press each; apologies ahead of the meeting, late and leaving during it."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, Session, SQLModel, col, select

from app.db import new_id
from app.domain import history, memberships
from app.domain.communities import Agency
from app.domain.errors import Refused
from app.domain.meetings import Meeting
from app.domain.memberships import Membership
from app.domain.people import Person

WORDS = {"coming": "Coming", "apologies": "Apologies", "here": "Here", "left": "Left early"}


class Attendance(SQLModel, table=True):
    """What is known of one member at one meeting."""

    __table_args__ = (UniqueConstraint("meeting_id", "membership_id"),)

    id: UUID = Field(default_factory=new_id, primary_key=True)
    meeting_id: UUID = Field(foreign_key="meeting.id", index=True, ondelete="CASCADE")
    membership_id: UUID = Field(foreign_key="membership.id", index=True, ondelete="CASCADE")
    word: str = Field(max_length=20)
    came_at: datetime | None = None
    at: datetime


class Seat(NamedTuple):
    """One line of the list of who is here."""

    membership: Membership
    person: Person
    agency: Agency | None
    attendance: Attendance | None

    @property
    def word(self) -> str:
        """coming, apologies, here, left, or nothing yet."""
        return self.attendance.word if self.attendance else ""


def say(db: Session, meeting: Meeting, membership: Membership, word: str, *, by: Person, at: datetime) -> None:
    """Note that somebody is coming, sends apologies, is here, or has left; an empty word takes it back."""
    if meeting.is_over:
        raise Refused("This meeting is over; its record stays as it is.")
    if word not in WORDS and word:
        raise Refused("Choose: coming, apologies, here or left.")
    if word in {"here", "left"} and not meeting.is_running:
        raise Refused("The meeting has not begun yet. For now say who is coming and who sends apologies.")
    noted = _of(db, meeting, membership)
    if (noted.word if noted else "") == word:
        return
    if noted is None:
        noted = Attendance(meeting_id=meeting.id, membership_id=membership.id, word=word, at=at)
    if word == "here" and not noted.came_at:
        noted.came_at = at
    noted.word, noted.at = word, at
    db.add(noted)
    history.record(
        db, meeting.community_id, "attendance", "said", about=membership, by=by, at=at, meeting_id=meeting.id
    )


def place_at(db: Session, meeting: Meeting, membership_id: UUID) -> Membership | None:
    """The member of this meeting's community whose attendance can be noted."""
    statement = select(Membership).where(
        Membership.id == membership_id,
        Membership.community_id == meeting.community_id,
        col(Membership.left_at).is_(None),
    )
    return db.exec(statement).first()


def counts(seats: list[Seat]) -> dict[str, int]:
    """How many said each word."""
    return {word: sum(1 for seat in seats if seat.word == word) for word in WORDS}


def seats(db: Session, meeting: Meeting) -> list[Seat]:
    """Everybody who belongs, is invited, or was at this meeting, by name, with what is known of them."""
    noted = (col(Attendance.membership_id) == Membership.id) & (col(Attendance.meeting_id) == meeting.id)
    statement = (
        select(Membership, Person, Agency, Attendance)
        .join(Person, col(Person.id) == Membership.person_id)
        .join(Agency, col(Agency.id) == Membership.agency_id, isouter=True)
        .join(Attendance, noted, isouter=True)
        .where(Membership.community_id == meeting.community_id)
        .where(col(Membership.left_at).is_(None) | col(Attendance.id).is_not(None))
        .where((col(Membership.role) != "guest") | col(Attendance.id).is_not(None))
        .where((col(Membership.role) != "sponsor") | col(Attendance.id).is_not(None))
        .order_by(memberships.shown_name())
    )
    rows = db.exec(statement)
    return [Seat(place, memberships.as_shown(place, person), agency, said) for place, person, agency, said in rows]


def _of(db: Session, meeting: Meeting, membership: Membership) -> Attendance | None:
    statement = select(Attendance).where(Attendance.meeting_id == meeting.id)
    return db.exec(statement.where(Attendance.membership_id == membership.id).with_for_update()).first()
