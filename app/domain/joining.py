"""“Us too”: who else has met a barrier, counted by kinds of agency and never by people."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, Session, SQLModel, col, select

from app.db import new_id
from app.domain import barriers, follow_ups
from app.domain.barriers import Barrier
from app.domain.communities import AGENCY_KINDS, Agency
from app.domain.memberships import Membership
from app.domain.people import Person


class Joined(SQLModel, table=True):
    """Somebody of an agency said: us too; perhaps also how it shows at their door."""

    __tablename__ = "barrier_joined"
    __table_args__ = (UniqueConstraint("barrier_id", "membership_id"),)

    id: UUID = Field(default_factory=new_id, primary_key=True)
    barrier_id: UUID = Field(foreign_key="barrier.id", index=True, ondelete="CASCADE")
    membership_id: UUID = Field(foreign_key="membership.id")
    agency_id: UUID | None = Field(default=None, foreign_key="agency.id")
    shows: str = Field(default="", max_length=300)
    at: datetime


class Door(NamedTuple):
    """How it shows at one agency's door."""

    kind: str
    shows: str


def join(db: Session, barrier: Barrier, membership: Membership, shows: str = "", *, by: Person, at: datetime) -> None:
    """Us too. Saying it twice changes nothing but the sentence, if there is a new one."""
    same = by_member(db, barrier.id, membership.id)
    if same and shows.strip() in {"", same.shows}:
        return
    follow_ups.refuse_if_ended(db, barrier)
    db.flush()
    joined = same or Joined(barrier_id=barrier.id, membership_id=membership.id, at=at)
    joined.agency_id, joined.shows = membership.agency_id, shows.strip()
    db.add(joined)
    barriers.record(db, barrier, "joined", by=by, at=at)


def take_back(db: Session, barrier: Barrier, membership: Membership, *, by: Person, at: datetime) -> None:
    """Not us after all."""
    if same := by_member(db, barrier.id, membership.id):
        db.delete(same)
        barriers.record(db, barrier, "joining_taken_back", by=by, at=at)


def by_member(db: Session, barrier_id: UUID, membership_id: UUID) -> Joined | None:
    """What this member said, if they said “us too”."""
    same = select(Joined).where(Joined.barrier_id == barrier_id, Joined.membership_id == membership_id)
    return db.exec(same).first()


def of(db: Session, barrier_ids: set[UUID]) -> list[Joined]:
    """All who joined these barriers, in order."""
    statement = select(Joined).where(col(Joined.barrier_id).in_(barrier_ids))
    return list(db.exec(statement.order_by(col(Joined.at))))


def doors(db: Session, barrier_id: UUID) -> list[Door]:
    """How it shows at the doors of those who said so, in order."""
    statement = (
        select(Joined.shows, Agency.kind)
        .join(Agency, col(Agency.id) == Joined.agency_id, isouter=True)
        .where(Joined.barrier_id == barrier_id, Joined.shows != "")
        .order_by(col(Joined.at))
    )
    return [Door(AGENCY_KINDS.get(kind or "", "Another kind"), shows) for shows, kind in db.exec(statement)]


def kinds_of(db: Session, community_id: UUID) -> dict[UUID, list[str]]:
    """The kinds of agency that have met each barrier, the namer's among them: agencies count, not people."""
    met = (
        select(Barrier.id, Agency.kind)
        .join(Joined, col(Joined.barrier_id) == Barrier.id)
        .join(Agency, col(Agency.id) == Joined.agency_id)
        .where(Barrier.community_id == community_id)
    )
    named = (
        select(Barrier.id, Agency.kind)
        .join(Membership, col(Membership.community_id) == Barrier.community_id)
        .join(Agency, col(Agency.id) == Membership.agency_id)
        .where(Barrier.community_id == community_id, Membership.person_id == Barrier.named_by_id)
    )
    kinds: dict[UUID, set[str]] = {}
    for barrier_id, kind in [*db.exec(named), *db.exec(met)]:
        kinds.setdefault(barrier_id, set()).add(AGENCY_KINDS.get(kind, kind))
    return {barrier_id: sorted(found) for barrier_id, found in kinds.items()}


def met_by(db: Session, membership: Membership) -> set[UUID]:
    """The barriers that this member's agency has met: one of us named it, or said “us too”."""
    is_ours = Membership.agency_id == membership.agency_id if membership.agency_id else Membership.id == membership.id
    of_ours = select(Membership).where(Membership.community_id == membership.community_id, is_ours)
    ours = list(db.exec(of_ours))
    named = select(Barrier.id).where(
        Barrier.community_id == membership.community_id,
        col(Barrier.named_by_id).in_({place.person_id for place in ours}),
    )
    joined = select(Joined.barrier_id).where(
        Joined.agency_id == membership.agency_id if membership.agency_id else Joined.membership_id == membership.id
    )
    return {*db.exec(named), *db.exec(joined)}
