"""We saw it too: an agency other than the teller's says that a little miracle is so."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, Session, SQLModel, col, select

from app.db import new_id
from app.domain import history, memberships
from app.domain.communities import AGENCY_KINDS, Agency
from app.domain.errors import Refused
from app.domain.memberships import Membership
from app.domain.miracles import Miracle
from app.domain.people import Person


class Seconding(SQLModel, table=True):
    """An agency that saw it too; counted by agency, shown by its kind."""

    __table_args__ = (UniqueConstraint("miracle_id", "agency_id"),)

    id: UUID = Field(default_factory=new_id, primary_key=True)
    miracle_id: UUID = Field(foreign_key="miracle.id", index=True, ondelete="CASCADE")
    agency_id: UUID = Field(foreign_key="agency.id", index=True, ondelete="CASCADE")
    by_id: UUID = Field(foreign_key="person.id")
    at: datetime


def second(db: Session, miracle: Miracle, place: Membership, *, by: Person, at: datetime) -> None:
    """Say for my agency that we saw it too; saying it twice changes nothing."""
    if miracle.put_away_at:
        raise Refused("This has been put away. Bring it back first.")
    if place.agency_id is None:
        raise Refused("Your own entry names no agency yet. Add it under Members, then you can say it for your agency.")
    if place.agency_id == _teller_agency(db, miracle):
        raise Refused("It was told by your own agency. Another one can say that it saw it too.")
    if _of_agency(db, miracle, place.agency_id):
        return
    db.add(Seconding(miracle_id=miracle.id, agency_id=place.agency_id, by_id=by.id, at=at))
    _record(db, miracle, "seconded", by=by, at=at)


def take_back(db: Session, miracle: Miracle, place: Membership, *, by: Person, at: datetime) -> None:
    """Take it back for my agency."""
    found = _of_agency(db, miracle, place.agency_id) if place.agency_id else None
    if found is None:
        return
    db.delete(found)
    _record(db, miracle, "seconding_taken_back", by=by, at=at)


def kinds(db: Session, miracle_ids: Iterable[UUID]) -> dict[UUID, list[str]]:
    """The kinds of agency that saw each of them too, in words, each kind once."""
    found: dict[UUID, set[str]] = {}
    statement = select(Seconding.miracle_id, Agency.kind).join(Agency, col(Agency.id) == Seconding.agency_id)
    for miracle_id, kind in db.exec(statement.where(col(Seconding.miracle_id).in_(set(miracle_ids)))):
        found.setdefault(miracle_id, set()).add(AGENCY_KINDS.get(kind, AGENCY_KINDS["other"]))
    return {miracle_id: sorted(words) for miracle_id, words in found.items()}


def of_agency(db: Session, miracle_ids: Iterable[UUID], agency_id: UUID | None) -> set[UUID]:
    """Which of these my agency has seconded."""
    if agency_id is None:
        return set()
    statement = select(Seconding.miracle_id).where(Seconding.agency_id == agency_id)
    return set(db.exec(statement.where(col(Seconding.miracle_id).in_(set(miracle_ids)))))


def tellers(db: Session, miracles: Iterable[Miracle]) -> dict[UUID, UUID | None]:
    """The agency of whoever told each of them, as their entry says now."""
    told = list(miracles)
    statement = select(Membership.community_id, Membership.person_id, Membership.agency_id)
    rows = db.exec(statement.where(col(Membership.person_id).in_({one.told_by_id for one in told})))
    agencies = {(community_id, person_id): agency_id for community_id, person_id, agency_id in rows}
    return {one.id: agencies.get((one.community_id, one.told_by_id)) for one in told}


def _teller_agency(db: Session, miracle: Miracle) -> UUID | None:
    place = memberships.any_of(db, miracle.community_id, miracle.told_by_id)
    return place.agency_id if place else None


def _of_agency(db: Session, miracle: Miracle, agency_id: UUID) -> Seconding | None:
    statement = select(Seconding).where(Seconding.miracle_id == miracle.id, Seconding.agency_id == agency_id)
    return db.exec(statement).first()


def _record(db: Session, miracle: Miracle, verb: str, *, by: Person, at: datetime) -> None:
    history.record(db, miracle.community_id, "miracles", verb, about=miracle, by=by, at=at)
