"""Who belongs to a community, in which role, from which agency."""

from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, UniqueConstraint, case
from sqlmodel import Field, Session, SQLModel, col, select

from app import live
from app.db import new_id
from app.domain import communities, history
from app.domain.communities import Agency, Community
from app.domain.errors import Refused
from app.domain.people import Person

ROLES = {"facilitator": "Facilitator", "member": "Member", "sponsor": "Sponsor", "guest": "Guest"}
GIVEN_ROLES = ("facilitator", "member", "sponsor")


class Membership(SQLModel, table=True):
    """A person in a community. Invited people can already be given a role and an action before they join."""

    __table_args__ = (UniqueConstraint("community_id", "person_id"),)

    id: UUID = Field(default_factory=new_id, primary_key=True)
    community_id: UUID = Field(foreign_key="community.id", index=True, ondelete="CASCADE")
    person_id: UUID = Field(foreign_key="person.id", index=True)
    agency_id: UUID | None = Field(default=None, foreign_key="agency.id")
    role: str = Field(max_length=20)
    # The name that whoever invited them wrote. Shown until they join, so that nobody learns from an invitation
    # whether an address is known in another community, or by what name.
    invited_as: str = Field(default="", max_length=100)
    ask_me_about: str = Field(default="", max_length=500)
    added_at: datetime
    joined_at: datetime | None = None
    left_at: datetime | None = None

    @property
    def is_current(self) -> bool:
        """Whether it opens the community's pages now."""
        return self.joined_at is not None and self.left_at is None


class Member(NamedTuple):
    """One line of a list of members. Whoever has not joined yet stands in it by the name they were invited by."""

    membership: Membership
    person: Person
    agency: Agency | None


class Part(NamedTuple):
    """One kind of agency on the map of who does what."""

    kind: str
    words: str
    agencies: list[Agency]
    members: list[Member]

    @property
    def is_missing(self) -> bool:
        """Whether this is a kind that most groups want, and nobody of it is with us."""
        return self.kind not in {"", "other", "voluntary"} and not self.agencies and not self.members


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
    rows = db.exec(_listed().where(Membership.community_id == community_id).order_by(shown_name()))
    return [Member(place, as_shown(place, person), agency) for place, person, agency in rows]


def member(db: Session, place: Membership) -> Member | None:
    """The line of this place in the list of members, if it stands there."""
    row = db.exec(_listed().where(Membership.id == place.id)).first()
    return Member(row[0], as_shown(row[0], row[1]), row[2]) if row else None


def who_does_what(members: list[Member], agencies: list[Agency]) -> list[Part]:
    """The map: every kind of agency in its order, with our agencies and people of that kind; perhaps nobody yet."""
    parts = []
    for kind, words in communities.AGENCY_KINDS.items():
        ours = [agency for agency in agencies if agency.kind == kind]
        people = [one for one in members if one.agency and one.agency.kind == kind]
        parts.append(Part(kind, words, ours, people))
    alone = [one for one in members if one.agency is None]
    return [*parts, Part("", "No agency named", [], alone)]


def shown_name() -> ColumnElement[str]:
    """In a query over memberships and people: the name to show and to order by."""
    is_waiting = col(Membership.joined_at).is_(None) & (col(Membership.invited_as) != "")
    return case((is_waiting, col(Membership.invited_as)), else_=col(Person.name))


def as_shown(place: Membership | None, person: Person) -> Person:
    """The person by the name to show; whoever has not joined yet, as a stand-in that no session knows or saves."""
    if place is None or place.joined_at or not place.invited_as:
        return person
    return Person(id=person.id, name=place.invited_as, email=person.email, created_at=person.created_at)


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


def begin_community(db: Session, values: dict[str, Any], *, by: Person, at: datetime) -> Community:
    """A new community, facilitated by whoever begins it."""
    community = communities.create(db, values, by=by, at=at)
    add(db, community, by, role="facilitator", agency=None, by=by, at=at, joined=True)
    return community


def add(
    db: Session,
    community: Community,
    person: Person,
    *,
    role: str,
    agency: Agency | None,
    invited_as: str = "",
    by: Person,
    at: datetime,
    joined: bool = False,
) -> Membership:
    """Give the person a place; somebody who left comes back. Refuses somebody who is here already."""
    membership = any_of(db, community.id, person.id)
    if membership and not membership.left_at:
        raise Refused("Somebody with this address is a member here already, or has been invited.")
    if membership is None:
        membership = Membership(community_id=community.id, person_id=person.id, role=role, added_at=at)
    membership.role, membership.left_at, membership.invited_as = role, None, invited_as
    membership.agency_id = agency.id if agency else None
    membership.joined_at = at if joined else None
    db.add(membership)
    db.flush()
    history.record(db, community.id, "members", "added", about=membership, by=by, at=at)
    return membership


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
    if membership.left_at or membership.role == "guest" or role not in GIVEN_ROLES:
        raise Refused("Only somebody who belongs to this community, or is invited, can have a role in it.")
    _keep_a_facilitator(db, membership)
    membership.role = role
    db.add(membership)
    history.record(db, membership.community_id, "members", "changed_role", about=membership, by=by, at=at)
    live.tell(db.info, topic_of(membership.id), live.ENDED)


def change_details(
    db: Session,
    membership: Membership,
    *,
    agency_id: UUID | None,
    ask_me_about: str,
    name: str = "",
    by: Person,
    at: datetime,
) -> None:
    """Change the agency somebody comes from and what they may be asked about; and their own name, which is theirs."""
    person = db.get_one(Person, membership.person_id)
    new_name = name if name and by.id == person.id else person.name
    if (membership.agency_id, membership.ask_me_about, person.name) == (agency_id, ask_me_about, new_name):
        return
    if membership.left_at:
        raise Refused("This person has left. Invite them again first.")
    communities.agency_in(db, membership.community_id, agency_id)
    membership.agency_id, membership.ask_me_about, person.name = agency_id, ask_me_about, new_name
    db.add(membership)
    db.add(person)
    history.record(db, membership.community_id, "members", "changed", about=membership, by=by, at=at)


def leave(db: Session, membership: Membership, *, by: Person, at: datetime) -> None:
    """Leave the community; what the person wrote and promised stays, their open pages are let go."""
    if membership.left_at:
        return
    _keep_a_facilitator(db, membership)
    membership.left_at = at
    db.add(membership)
    history.record(db, membership.community_id, "members", "left", about=membership, by=by, at=at)
    live.tell(db.info, topic_of(membership.id), live.ENDED)


def topic_of(membership_id: UUID) -> str:
    """The live topic that ends a member's open pages."""
    return f"membership:{membership_id}"


def names_in(db: Session, community_id: UUID) -> dict[UUID, str]:
    """Names by person, of everybody who ever belonged, for showing who did what; guests are marked as guests."""
    statement = (
        select(Person.id, shown_name(), Membership.role)
        .join(Membership, col(Membership.person_id) == Person.id)
        .where(Membership.community_id == community_id)
    )
    return {person_id: f"{name} (guest)" if role == "guest" else name for person_id, name, role in db.exec(statement)}


def people_by_email(db: Session, community_id: UUID) -> set[str]:
    """The addresses of everybody who belongs or is invited."""
    return {member.person.email for member in members_of(db, community_id) if member.person.email}


def _listed() -> Any:
    return (
        select(Membership, Person, Agency)
        .join(Person, col(Person.id) == Membership.person_id)
        .join(Agency, col(Agency.id) == Membership.agency_id, isouter=True)
        .where(col(Membership.left_at).is_(None), Membership.role != "guest")
    )


def _keep_a_facilitator(db: Session, membership: Membership) -> None:
    if membership.role != "facilitator" or not membership.joined_at:
        return
    # Taking turns by the community: two facilitators who step down at once would each see the other still there.
    communities.by_id(db, membership.community_id, lock=True)
    statement = select(Membership.id).where(
        Membership.community_id == membership.community_id,
        Membership.role == "facilitator",
        Membership.id != membership.id,
        col(Membership.joined_at).is_not(None),
        col(Membership.left_at).is_(None),
    )
    if db.exec(statement).first() is None:
        raise Refused("A community needs a facilitator: make somebody else one first.")
