"""Guests: somebody who joins one meeting by its link, without an account, and sees that meeting only."""

import secrets
from datetime import datetime, timedelta
from uuid import UUID

from sqlmodel import Field, Session, SQLModel, col, select

from app.db import new_id
from app.domain import attendance, history, memberships, sign_ins
from app.domain.communities import Agency
from app.domain.errors import Refused
from app.domain.meetings import Meeting
from app.domain.memberships import Membership
from app.domain.people import Person
from app.domain.sign_ins import SignIn, hashed

STAYS_AFTER = timedelta(hours=2)
ON_SCREEN = timedelta(minutes=30)
# Somebody who had scanned it is still typing their name when it is taken off.
TYPING = timedelta(minutes=10)


class GuestLink(SQLModel, table=True):
    """The link to one meeting; only its hash is kept; a new one ends the one before."""

    __tablename__ = "guest_link"

    id: UUID = Field(default_factory=new_id, primary_key=True)
    meeting_id: UUID = Field(foreign_key="meeting.id", index=True, ondelete="CASCADE")
    token_hash: str = Field(max_length=64, unique=True)
    made_at: datetime
    # A link that stands on the screen works for a while only, so that a picture of it does not.
    ends_at: datetime | None = None
    ended_at: datetime | None = None


class Guest(SQLModel, table=True):
    """Which one meeting a guest's membership is for, and from what kind of place they come."""

    membership_id: UUID = Field(foreign_key="membership.id", primary_key=True, ondelete="CASCADE")
    meeting_id: UUID = Field(foreign_key="meeting.id", index=True, ondelete="CASCADE")
    kind: str = Field(default="", max_length=30)


def make_link(db: Session, meeting: Meeting, *, for_screen: bool = False, by: Person, at: datetime) -> str:
    """A fresh link for guests, instead of the one of its kind before; answers its secret.

    A link for the screen works for a while only, and leaves the one that was sent out as it is.
    """
    if meeting.is_closed or meeting.called_off_at:
        raise Refused("This meeting is over.")
    for link in _open_links(db, meeting, for_screen=for_screen):
        link.ended_at = at
        db.add(link)
    secret = secrets.token_urlsafe(16)
    ends_at = at + ON_SCREEN + TYPING if for_screen else None
    db.add(GuestLink(meeting_id=meeting.id, token_hash=hashed(secret), made_at=at, ends_at=ends_at))
    history.record(db, meeting.community_id, "guests", "link_made", about=meeting, by=by, at=at, meeting_id=meeting.id)
    return secret


def take_off_screen(db: Session, meeting: Meeting, *, by: Person, at: datetime) -> None:
    """The link on the screen works only for those who are typing their name already."""
    links = [link for link in _open_links(db, meeting, for_screen=True) if link.ends_at and link.ends_at > at + TYPING]
    for link in links:
        link.ends_at = at + TYPING
        db.add(link)
    if links:
        history.record(
            db, meeting.community_id, "guests", "taken_off_screen", about=meeting, by=by, at=at, meeting_id=meeting.id
        )


def meeting_for(db: Session, secret: str, *, lock: bool = False, at: datetime) -> Meeting | None:
    """The meeting that this link opens, while neither is over; locked for whoever comes in, on PostgreSQL.

    Without the lock somebody could come in while it is being closed, and would be let go by nobody.
    """
    statement = (
        select(Meeting)
        .join(GuestLink, col(GuestLink.meeting_id) == Meeting.id)
        .where(GuestLink.token_hash == hashed(secret), col(GuestLink.ended_at).is_(None))
        .where(col(GuestLink.ends_at).is_(None) | (col(GuestLink.ends_at) > at))
        .where(col(Meeting.closed_at).is_(None), col(Meeting.called_off_at).is_(None))
    )
    return db.exec(statement.with_for_update(of=Meeting) if lock else statement).first()


def join(
    db: Session,
    meeting: Meeting,
    name: str,
    agency: Agency | None = None,
    *,
    kind: str = "",
    by: Person | None = None,
    at: datetime,
) -> Person:
    """Somebody joins this one meeting by name, or is noted by somebody else; they are here when it is running."""
    person = Person(name=name, created_at=at)
    db.add(person)
    db.flush()
    membership = Membership(
        community_id=meeting.community_id,
        person_id=person.id,
        agency_id=agency.id if agency else None,
        role="guest",
        added_at=at,
        joined_at=at,
    )
    db.add(membership)
    db.flush()
    db.add(Guest(membership_id=membership.id, meeting_id=meeting.id, kind=kind))
    history.record(
        db, meeting.community_id, "guests", "joined", about=membership, by=by or person, at=at, meeting_id=meeting.id
    )
    attendance.say(db, meeting, membership, "here" if meeting.is_running else "coming", by=by or person, at=at)
    return person


def come_in(db: Session, meeting: Meeting, name: str, kind: str, *, device: str, at: datetime) -> str:
    """Join, and be signed in until two hours after the planned end; answers the sign-in's secret."""
    guest = join(db, meeting, name, kind=kind, at=at)
    return sign_ins.begin(db, guest, device=device, at=at, lasts=stays(meeting, at))


def stays(meeting: Meeting, at: datetime) -> timedelta:
    """How long a guest who joins now stays signed in."""
    return max(meeting.planned_end, at) + STAYS_AFTER - at


def let_go(db: Session, meeting: Meeting, *, by: Person, at: datetime) -> None:
    """The meeting is over: its guests leave, and their browsers are signed out."""
    is_theirs = col(Guest.membership_id) == Membership.id
    of_this_meeting = select(Membership).join(Guest, is_theirs).where(Guest.meeting_id == meeting.id)
    for membership in db.exec(of_this_meeting).all():
        memberships.leave(db, membership, by=by, at=at)
    open_sign_ins = (
        select(SignIn)
        .join(Membership, col(Membership.person_id) == SignIn.person_id)
        .join(Guest, is_theirs)
        .where(Guest.meeting_id == meeting.id, col(SignIn.ended_at).is_(None))
    )
    for sign_in in db.exec(open_sign_ins).all():
        sign_ins.end(db, sign_in, by=by, at=at)


def seat_of(db: Session, secret: str) -> Membership | None:
    """The place of the guest whose sign-in this secret opens or opened; none where it is nobody's, or a member's."""
    statement = (
        select(Membership)
        .join(SignIn, col(SignIn.person_id) == Membership.person_id)
        .where(SignIn.token_hash == hashed(secret), Membership.role == "guest")
    )
    return db.exec(statement).first()


def meeting_of(db: Session, person: Person) -> Meeting | None:
    """The one meeting that this person is a guest of, while they are."""
    statement = (
        select(Meeting)
        .join(Guest, col(Guest.meeting_id) == Meeting.id)
        .join(Membership, col(Membership.id) == Guest.membership_id)
        .where(Membership.person_id == person.id, Membership.role == "guest", col(Membership.left_at).is_(None))
    )
    return db.exec(statement).first()


def kinds_at(db: Session, meeting: Meeting) -> dict[UUID, str]:
    """From what kind of place each guest of this meeting comes, by membership."""
    statement = select(Guest.membership_id, Guest.kind).where(Guest.meeting_id == meeting.id)
    return {membership_id: kind for membership_id, kind in db.exec(statement)}


def is_outside(db: Session, membership: Membership, meeting_id: UUID | None) -> bool:
    """Whether this is a guest who looks beyond their one meeting."""
    if membership.role != "guest":
        return False
    guest = db.get(Guest, membership.id)
    return guest is None or guest.meeting_id != meeting_id


def _open_links(db: Session, meeting: Meeting, *, for_screen: bool) -> list[GuestLink]:
    is_for_screen = col(GuestLink.ends_at).is_not(None) if for_screen else col(GuestLink.ends_at).is_(None)
    of_meeting = select(GuestLink).where(GuestLink.meeting_id == meeting.id, is_for_screen)
    return list(db.exec(of_meeting.where(col(GuestLink.ended_at).is_(None))))
