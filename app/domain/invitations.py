"""Invitations: a link sent to one e-mail address, which only that person can use, once, for seven days."""

import secrets
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from sqlmodel import Field, Session, SQLModel, col, select

from app.db import new_id
from app.domain import communities, history, memberships, people
from app.domain.communities import Community
from app.domain.errors import Refused
from app.domain.memberships import Membership
from app.domain.people import Person
from app.domain.sign_ins import hashed

LASTS = timedelta(days=7)
# So that nobody's letter box is filled by pressing a button again and again.
REST = timedelta(minutes=10)


class Invitation(SQLModel, table=True):
    """A link sent to one e-mail address; single use, seven days, revocable; only its hash is kept."""

    id: UUID = Field(default_factory=new_id, primary_key=True)
    membership_id: UUID = Field(foreign_key="membership.id", index=True, ondelete="CASCADE")
    token_hash: str = Field(max_length=64, unique=True)
    invited_at: datetime
    ends_at: datetime
    accepted_at: datetime | None = None
    revoked_at: datetime | None = None


class Invited(NamedTuple):
    """Somebody who has just been invited, with the secret for the link in their letter."""

    place: Membership
    person: Person
    secret: str


class Found(NamedTuple):
    """What the link in a letter opens."""

    invitation: Invitation
    place: Membership
    person: Person
    community: Community

    def is_open(self, at: datetime) -> bool:
        """Whether it can still be accepted."""
        is_unused = not self.invitation.accepted_at and not self.invitation.revoked_at
        return is_unused and at < self.invitation.ends_at and not self.place.joined_at and not self.place.left_at


def ask_in(db: Session, community: Community, values: dict[str, Any], *, by: Person, at: datetime) -> Invited:
    """Give somebody a place that waits for them, perhaps a new agency too, and the link that goes into their letter."""
    agency = communities.agency_chosen(
        db, community, values["agency_id"], name=values["new_agency"], kind=values["new_kind"], by=by, at=at
    )
    name = values["name"].strip()
    person = people.found_or_added(db, name=name, email=values["email"], at=at)
    place = memberships.add(db, community, person, role=values["role"], agency=agency, invited_as=name, by=by, at=at)
    return Invited(place, person, invite(db, place, by=by, at=at))


def invite(db: Session, place: Membership, *, by: Person, at: datetime) -> str:
    """A fresh invitation; earlier ones stop working. Answers the secret for the link."""
    return invite_all(db, [place], by=by, at=at)[0]


def invite_all(db: Session, places: list[Membership], *, by: Person, at: datetime) -> list[str]:
    """A fresh invitation for each; earlier ones stop working. Answers the secrets, in order."""
    for earlier in _unused(db, places):
        earlier.revoked_at = at
        db.add(earlier)
    answer = [secrets.token_urlsafe(32) for _ in places]
    for place, secret in zip(places, answer, strict=True):
        db.add(Invitation(membership_id=place.id, token_hash=hashed(secret), invited_at=at, ends_at=at + LASTS))
        history.record(db, place.community_id, "members", "invited", about=place, by=by, at=at)
    return answer


def invite_again(db: Session, place: Membership, *, by: Person, at: datetime) -> Invited:
    """Another letter for somebody who has not joined yet; not in the same breath as the last one."""
    if place.left_at:
        raise Refused("This person has left. Invite them from the list of members.")
    if place.joined_at:
        raise Refused("This person has joined already.")
    if any(earlier.invited_at > at - REST for earlier in _unused(db, [place])):
        raise Refused("A letter went off a few minutes ago. Give it a little time before you send another.")
    person = people.by_id(db, place.person_id)
    assert person is not None
    return Invited(place, person, invite(db, place, by=by, at=at))


def found(db: Session, secret: str) -> Found | None:
    """The invitation that this secret opens, whatever its state."""
    statement = (
        select(Invitation, Membership, Person, Community)
        .join(Membership, col(Membership.id) == Invitation.membership_id)
        .join(Person, col(Person.id) == Membership.person_id)
        .join(Community, col(Community.id) == Membership.community_id)
        .where(Invitation.token_hash == hashed(secret))
    )
    row = db.exec(statement).first()
    return Found(*row) if row else None


def accept(db: Session, letter: Found, *, by: Person, at: datetime) -> None:
    """Join. Only the person who was invited may; anybody else is refused and the invitation stays open."""
    if letter.place.person_id != by.id:
        raise Refused("This invitation was sent to another e-mail address. Sign in with that address to use it.")
    memberships.by_id(db, letter.place.id, lock=True)
    if letter.place.is_current:
        return
    if not letter.is_open(at):
        raise Refused("This invitation has ended. Ask your facilitator for a new one.")
    letter.invitation.accepted_at = at
    db.add(letter.invitation)
    memberships.join(db, letter.place, by=by, at=at)


def _unused(db: Session, places: list[Membership]) -> list[Invitation]:
    statement = select(Invitation).where(col(Invitation.membership_id).in_({place.id for place in places}))
    statement = statement.where(col(Invitation.accepted_at).is_(None), col(Invitation.revoked_at).is_(None))
    return list(db.exec(statement))
