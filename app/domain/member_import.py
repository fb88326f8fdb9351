"""Bringing in a whole list of people at once: looked at first, then all of it or nothing."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlmodel import Session, col, select

from app.domain import communities, history, invitations, member_lines, people
from app.domain.communities import AGENCY_KINDS, Agency, Community
from app.domain.errors import Refused
from app.domain.invitations import Invited
from app.domain.member_lines import Line
from app.domain.memberships import Membership
from app.domain.people import Person


class Arrival(NamedTuple):
    """A line of the list and what this community knows of its address: '', here, invited or back."""

    line: Line
    known: str
    agency_is_new: bool

    @property
    def is_invited_by_this(self) -> bool:
        """Whether the import would invite them."""
        return not self.line.problems and self.known in {"", "back"}


class Preview(NamedTuple):
    """What an import would do, before it does it."""

    arrivals: list[Arrival]
    problem: str

    @property
    def faults(self) -> list[Line]:
        """The lines to put right."""
        return [one.line for one in self.arrivals if one.line.problems]

    @property
    def newcomers(self) -> list[Arrival]:
        """Those who would be invited."""
        return [one for one in self.arrivals if one.is_invited_by_this]

    @property
    def is_ready(self) -> bool:
        """Whether it can be done as it stands."""
        return not self.problem and not self.faults and bool(self.newcomers)


def preview(db: Session, community: Community, text: str) -> Preview:
    """Look at the list; nothing is written.

    Only this community is asked who is known: an address that another community knows looks like any other.
    """
    reading = member_lines.read(text, AGENCY_KINDS)
    places = _places_by_email(db, community.id)
    named = {agency.name.casefold() for agency in communities.agencies_of(db, community.id)}
    arrivals = [
        Arrival(line, _known(places.get(line.email)), bool(line.agency) and line.agency.casefold() not in named)
        for line in reading.lines
    ]
    return Preview(arrivals, reading.problem)


def bring_in(db: Session, community: Community, looked_at: Preview, *, by: Person, at: datetime) -> list[Invited]:
    """Add the agencies and invite the people of the list, in this one transaction."""
    if not looked_at.is_ready:
        raise Refused("Put the list right first, then bring it in.")
    lines = [arrival.line for arrival in looked_at.newcomers]
    agencies = _agencies(db, community, lines, by=by, at=at)
    persons = _persons(db, lines, at=at)
    places = _places_by_email(db, community.id)
    for line in lines:
        place = places.get(line.email) or Membership(
            community_id=community.id, person_id=persons[line.email].id, role=line.role, added_at=at
        )
        place.role, place.invited_as, place.joined_at, place.left_at = line.role, line.name, None, None
        place.agency_id = agencies[line.agency.casefold()].id if line.agency else None
        db.add(place)
        places[line.email] = place
    db.flush()
    for line in lines:
        history.record(db, community.id, "members", "added", about=places[line.email], by=by, at=at)
    fresh = [places[line.email] for line in lines]
    secrets = invitations.invite_all(db, fresh, by=by, at=at)
    return [
        Invited(place, persons[line.email], secret) for line, place, secret in zip(lines, fresh, secrets, strict=True)
    ]


def _places_by_email(db: Session, community_id: UUID) -> dict[str, Membership]:
    statement = select(Person.email, Membership).join(Membership, col(Membership.person_id) == Person.id)
    statement = statement.where(Membership.community_id == community_id, col(Person.email).is_not(None))
    return {email: place for email, place in db.exec(statement) if email}


def _known(place: Membership | None) -> str:
    if place is None:
        return ""
    if place.left_at:
        return "back"
    return "here" if place.joined_at else "invited"


def _agencies(db: Session, community: Community, lines: list[Line], *, by: Person, at: datetime) -> dict[str, Agency]:
    agencies = {agency.name.casefold(): agency for agency in communities.agencies_of(db, community.id)}
    for line in lines:
        key = line.agency.casefold()
        if not key or key in agencies:
            continue
        agencies[key] = Agency(community_id=community.id, name=line.agency, kind=line.kind or "other")
        db.add(agencies[key])
        history.record(db, community.id, "agencies", "added", about=agencies[key], by=by, at=at)
    db.flush()
    return agencies


def _persons(db: Session, lines: list[Line], *, at: datetime) -> dict[str, Person]:
    emails = {line.email for line in lines}
    found = db.exec(select(Person).where(col(Person.email).in_(emails)))
    persons = {person.email: person for person in found if person.email}
    for line in lines:
        if line.email not in persons:
            persons[line.email] = Person(name=line.name, email=people.tidy_email(line.email), created_at=at)
            db.add(persons[line.email])
    db.flush()
    return persons
