"""Who belongs to a community, in which role, from which agency; and how they are invited."""

import secrets
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, Session, SQLModel, col, select

from app import live
from app.db import new_id
from app.domain import history
from app.domain.communities import Agency, Community
from app.domain.errors import Refused
from app.domain.people import Person
from app.domain.sign_ins import hashed

ROLES = {"facilitator": "Facilitator", "member": "Member", "sponsor": "Sponsor", "guest": "Guest"}
INVITATION_LASTS = timedelta(days=7)


class Membership(SQLModel, table=True):
    """A person in a community. Invited people can already be given a role and an action before they join."""

    __table_args__ = (UniqueConstraint("community_id", "person_id"),)

    id: UUID = Field(default_factory=new_id, primary_key=True)
    community_id: UUID = Field(foreign_key="community.id", index=True, ondelete="CASCADE")
    person_id: UUID = Field(foreign_key="person.id", index=True)
    agency_id: UUID | None = Field(default=None, foreign_key="agency.id")
    role: str = Field(max_length=20)
    ask_me_about: str = Field(default="", max_length=500)
    added_at: datetime
    joined_at: datetime | None = None
    left_at: datetime | None = None

    @property
    def is_current(self) -> bool:
        """Whether it opens the community's pages now."""
        return self.joined_at is not None and self.left_at is None


class Invitation(SQLModel, table=True):
    """A link sent to one e-mail address; single use, seven days, revocable; only its hash is kept."""

    id: UUID = Field(default_factory=new_id, primary_key=True)
    membership_id: UUID = Field(foreign_key="membership.id", index=True, ondelete="CASCADE")
    token_hash: str = Field(max_length=64, unique=True)
    invited_at: datetime
    ends_at: datetime
    accepted_at: datetime | None = None
    revoked_at: datetime | None = None

    def is_open(self, at: datetime) -> bool:
        """Whether it can still be accepted."""
        return not self.accepted_at and not self.revoked_at and at < self.ends_at


class Member(NamedTuple):
    """One line of a list of members."""

    membership: Membership
    person: Person
    agency: Agency | None


def of(db: Session, community_id: UUID, person_id: UUID) -> Membership | None:
    """The person's current membership of the community."""
    membership = any_of(db, community_id, person_id)
    return membership if membership and membership.is_current else None


def any_of(db: Session, community_id: UUID, person_id: UUID) -> Membership | None:
    """The person's membership, current or not."""
    statement = select(Membership).where(Membership.community_id == community_id)
    return db.exec(statement.where(Membership.person_id == person_id)).first()


def by_id(db: Session, membership_id: UUID, *, lock: bool = False) -> Membership | None:
    """The membership; locked for change on PostgreSQL when asked."""
    return db.get(Membership, membership_id, with_for_update=lock or None)


def members_of(db: Session, community_id: UUID) -> list[Member]:
    """Everybody who belongs or is invited, by name; guests and people who left are not listed."""
    statement = (
        select(Membership, Person, Agency)
        .join(Person, col(Person.id) == Membership.person_id)
        .join(Agency, col(Agency.id) == Membership.agency_id, isouter=True)
        .where(Membership.community_id == community_id, col(Membership.left_at).is_(None))
        .where(Membership.role != "guest")
        .order_by(col(Person.name))
    )
    return [Member(*row) for row in db.exec(statement)]


def everybody(db: Session) -> list[Member]:
    """Everybody who joined any community, by name; for the demo's bar."""
    statement = (
        select(Membership, Person, Agency)
        .join(Person, col(Person.id) == Membership.person_id)
        .join(Agency, col(Agency.id) == Membership.agency_id, isouter=True)
        .where(col(Membership.joined_at).is_not(None), Membership.role != "guest")
        .order_by(col(Person.name))
    )
    return [Member(*row) for row in db.exec(statement)]


def communities_of(db: Session, person: Person) -> list[tuple[Membership, Community]]:
    """The communities this person belongs to or is invited to, by name."""
    statement = (
        select(Membership, Community)
        .join(Community, col(Community.id) == Membership.community_id)
        .where(Membership.person_id == person.id, col(Membership.left_at).is_(None))
        .order_by(col(Community.name))
    )
    return list(db.exec(statement).all())


def add(
    db: Session,
    community: Community,
    person: Person,
    *,
    role: str,
    agency: Agency | None,
    by: Person,
    at: datetime,
    joined: bool = False,
) -> Membership:
    """Give the person a place; somebody who left comes back. Refuses somebody who is here already."""
    membership = any_of(db, community.id, person.id)
    if membership and not membership.left_at:
        raise Refused(f"{person.name} is a member here already.")
    if membership is None:
        membership = Membership(community_id=community.id, person_id=person.id, role=role, added_at=at)
    membership.role, membership.left_at = role, None
    membership.agency_id = agency.id if agency else None
    membership.joined_at = at if joined else None
    db.add(membership)
    db.flush()
    history.record(db, community.id, "members", "added", about=membership, by=by, at=at)
    return membership


def invite(db: Session, membership: Membership, *, by: Person, at: datetime) -> str:
    """A fresh invitation; earlier ones stop working. Answers the secret for the link."""
    _revoke_open(db, membership, at=at)
    secret = secrets.token_urlsafe(32)
    db.add(
        Invitation(
            membership_id=membership.id,
            token_hash=hashed(secret),
            invited_at=at,
            ends_at=at + INVITATION_LASTS,
        )
    )
    history.record(db, membership.community_id, "members", "invited", about=membership, by=by, at=at)
    return secret


def invitation(db: Session, secret: str, *, lock: bool = False) -> tuple[Invitation, Membership] | None:
    """The invitation that this secret opens, whatever its state."""
    statement = (
        select(Invitation, Membership)
        .join(Membership, col(Membership.id) == Invitation.membership_id)
        .where(Invitation.token_hash == hashed(secret))
    )
    return db.exec(statement.with_for_update() if lock else statement).first()


def accept(db: Session, invited: Invitation, membership: Membership, *, by: Person, at: datetime) -> None:
    """Join. Only the person who was invited may; anybody else is refused and the invitation stays open."""
    if membership.person_id != by.id:
        raise Refused("This invitation was sent to another e-mail address. Sign in with that address to use it.")
    if not invited.is_open(at):
        raise Refused("This invitation has ended. Ask your facilitator for a new one.")
    invited.accepted_at = at
    db.add(invited)
    join(db, membership, by=by, at=at)


def join(db: Session, membership: Membership, *, by: Person, at: datetime) -> None:
    """The invited person, signed in with their own address, takes their place."""
    if membership.left_at:
        raise Refused("This place has been given back. Ask your facilitator for a new invitation.")
    if membership.joined_at:
        return
    membership.joined_at = at
    db.add(membership)
    history.record(db, membership.community_id, "members", "joined", about=membership, by=by, at=at)


def change_role(db: Session, membership: Membership, role: str, *, by: Person, at: datetime) -> None:
    """Give another role; a community keeps at least one facilitator."""
    if membership.role == role:
        return
    if membership.role == "facilitator" and _is_last_facilitator(db, membership):
        raise Refused("A community needs a facilitator: make somebody else one first.")
    membership.role = role
    db.add(membership)
    history.record(db, membership.community_id, "members", "changed_role", about=membership, by=by, at=at)


def change_details(
    db: Session, membership: Membership, *, agency_id: UUID | None, ask_me_about: str, by: Person, at: datetime
) -> None:
    """Change the agency somebody comes from and what they may be asked about."""
    membership.agency_id, membership.ask_me_about = agency_id, ask_me_about
    db.add(membership)
    history.record(db, membership.community_id, "members", "changed", about=membership, by=by, at=at)


def leave(db: Session, membership: Membership, *, by: Person, at: datetime) -> None:
    """Leave the community; what the person wrote and promised stays, their open pages are let go."""
    if membership.left_at:
        return
    if membership.role == "facilitator" and _is_last_facilitator(db, membership):
        raise Refused("A community needs a facilitator: make somebody else one first.")
    membership.left_at = at
    db.add(membership)
    _revoke_open(db, membership, at=at)
    history.record(db, membership.community_id, "members", "left", about=membership, by=by, at=at)
    live.tell(db.info, topic_of(membership.id), live.ENDED)


def topic_of(membership_id: UUID) -> str:
    """The live topic that ends a member's open pages."""
    return f"membership:{membership_id}"


def names_in(db: Session, community_id: UUID) -> dict[UUID, str]:
    """Names by person, of everybody who ever belonged, for showing who did what."""
    statement = (
        select(Person.id, Person.name)
        .join(Membership, col(Membership.person_id) == Person.id)
        .where(Membership.community_id == community_id)
    )
    return {person_id: name for person_id, name in db.exec(statement)}


def people_by_email(db: Session, community_id: UUID) -> set[str]:
    """The addresses of everybody who belongs or is invited."""
    return {member.person.email for member in members_of(db, community_id) if member.person.email}




def _is_last_facilitator(db: Session, membership: Membership) -> bool:
    others = [
        member
        for member in members_of(db, membership.community_id)
        if member.membership.role == "facilitator" and member.membership.joined_at and member.membership.id != membership.id
    ]
    return not others


def _revoke_open(db: Session, membership: Membership, *, at: datetime) -> None:
    statement = select(Invitation).where(Invitation.membership_id == membership.id)
    for invited in db.exec(statement):
        if invited.is_open(at):
            invited.revoked_at = at
            db.add(invited)
