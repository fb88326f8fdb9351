"""Barriers: the rule that stands in the way, not the person; asked of a sponsor, and answered or silent."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, Session, SQLModel, col, or_, select

from app.db import new_id
from app.domain import asks, history
from app.domain.barrier_words import ANSWERS, ENDINGS, LEVELS, TYPES
from app.domain.communities import AGENCY_KINDS, Agency
from app.domain.errors import Refused
from app.domain.meetings import Meeting
from app.domain.memberships import Membership
from app.domain.people import Person

__all__ = ["ANSWERS", "ENDINGS", "LEVELS", "TYPES", "Barrier", "Joined"]


class Barrier(SQLModel, table=True):
    """A rule or a gap that blocks people; no text about a person belongs here."""

    id: UUID = Field(default_factory=new_id, primary_key=True)
    community_id: UUID = Field(foreign_key="community.id", index=True, ondelete="CASCADE")
    meeting_id: UUID | None = Field(default=None, foreign_key="meeting.id", index=True)
    agenda_item_id: UUID | None = Field(default=None, foreign_key="agenda_item.id")
    case_id: UUID | None = Field(default=None, foreign_key="case.id", index=True)
    text: str = Field(max_length=600)
    type: str = Field(default="other", max_length=30)
    level: str = Field(default="", max_length=20)
    named_at: datetime = Field(index=True)
    named_by_id: UUID = Field(foreign_key="person.id")
    ask: str = Field(default="", max_length=600)
    asked_id: UUID | None = Field(default=None, foreign_key="membership.id", index=True)
    asked_at: datetime | None = None
    reply_by: date | None = None
    answer: str = Field(default="", max_length=20)
    answer_why: str = Field(default="", max_length=1000)
    answered_at: datetime | None = None
    ending: str = Field(default="", max_length=20)
    ending_why: str = Field(default="", max_length=500)
    ended_at: datetime | None = Field(default=None, index=True)
    put_away_at: datetime | None = None

    @property
    def is_open(self) -> bool:
        """Whether it still comes back."""
        return self.ended_at is None and self.put_away_at is None

    def state(self, today: date) -> str:
        """noticed, with_sponsor, silent, answered or ended."""
        if self.ended_at:
            return "ended"
        if self.answered_at:
            return "answered"
        if not self.asked_at:
            return "noticed"
        return "silent" if self.reply_by and self.reply_by < today else "with_sponsor"


class Joined(SQLModel, table=True):
    """Somebody of an agency said: us too."""

    __tablename__ = "barrier_joined"
    __table_args__ = (UniqueConstraint("barrier_id", "membership_id"),)

    id: UUID = Field(default_factory=new_id, primary_key=True)
    barrier_id: UUID = Field(foreign_key="barrier.id", index=True, ondelete="CASCADE")
    membership_id: UUID = Field(foreign_key="membership.id")
    agency_id: UUID | None = Field(default=None, foreign_key="agency.id")
    at: datetime


def name(
    db: Session,
    community_id: UUID,
    *,
    text: str,
    type: str = "other",
    level: str = "",
    meeting: Meeting | None = None,
    agenda_item_id: UUID | None = None,
    case_id: UUID | None = None,
    by: Person,
    at: datetime,
) -> Barrier:
    """Name a barrier."""
    barrier = Barrier(
        community_id=community_id,
        meeting_id=meeting.id if meeting else None,
        agenda_item_id=agenda_item_id,
        case_id=case_id,
        text=text,
        type=type,
        level=level,
        named_at=at,
        named_by_id=by.id,
    )
    _record(db, barrier, "named", by=by, at=at)
    return barrier


def join(db: Session, barrier: Barrier, membership: Membership, *, by: Person, at: datetime) -> None:
    """Us too; saying it twice changes nothing."""
    same = select(Joined).where(Joined.barrier_id == barrier.id, Joined.membership_id == membership.id)
    if db.exec(same).first():
        return
    _refuse_if_ended(barrier)
    db.add(Joined(barrier_id=barrier.id, membership_id=membership.id, agency_id=membership.agency_id, at=at))
    _record(db, barrier, "joined", by=by, at=at)


def ask(
    db: Session, barrier: Barrier, sponsor: Membership, text: str, *, reply_by: date | None, by: Person, at: datetime
) -> None:
    """Ask a sponsor to lift it. Asking again awaits an answer anew; what was asked and said before is kept."""
    if sponsor.community_id != barrier.community_id or sponsor.role != "sponsor" or sponsor.left_at:
        raise Refused("Only a sponsor of this community can be asked.")
    _refuse_if_ended(barrier)
    asks.keep_ask(db, barrier.id, sponsor, text, reply_by=reply_by, by=by, at=at)
    barrier.ask, barrier.asked_id, barrier.asked_at, barrier.reply_by = text, sponsor.id, at, reply_by
    barrier.answer, barrier.answer_why, barrier.answered_at = "", "", None
    _record(db, barrier, "asked", by=by, at=at)


def answer(db: Session, barrier: Barrier, word: str, why: str, *, by: Person, at: datetime) -> None:
    """The sponsor's answer; “no” needs a reason. It stays with the community until they have ended the barrier."""
    if word not in ANSWERS:
        raise Refused("Choose: changed, exception made, no because, or looking into it.")
    if word == "no" and not why.strip():
        raise Refused("Say why not, so that the community can understand it.")
    if barrier.asked_id is None:
        raise Refused("This has not been asked of a sponsor yet.")
    _refuse_if_ended(barrier)
    if barrier.answered_at and (barrier.answer, barrier.answer_why) == (word, why.strip()):
        return
    asks.keep_reply(db, barrier.id, barrier.asked_id, word, why.strip(), by=by, at=at)
    barrier.answer, barrier.answer_why, barrier.answered_at = word, why.strip(), at
    _record(db, barrier, "answered", by=by, at=at)


def end(db: Session, barrier: Barrier, ending: str, why: str, *, by: Person, at: datetime) -> None:
    """End it with a reason: lifted, an exception, or let go."""
    if barrier.ended_at:
        return
    _refuse_if_ended(barrier)
    if ending not in ENDINGS:
        raise Refused("Choose: lifted, an exception was made, or let go.")
    if not why.strip():
        raise Refused("Say in a few words what happened, so that nobody wonders later.")
    barrier.ending, barrier.ending_why, barrier.ended_at = ending, why.strip(), at
    _record(db, barrier, "ended", by=by, at=at)


def reopen(db: Session, barrier: Barrier, *, by: Person, at: datetime) -> None:
    """It is back."""
    if barrier.ended_at:
        barrier.ending, barrier.ending_why, barrier.ended_at = "", "", None
        _record(db, barrier, "reopened", by=by, at=at)


def put_away(db: Session, barrier: Barrier, *, by: Person, at: datetime) -> None:
    """Undo one that was taken down by mistake; it can be brought back."""
    if not barrier.put_away_at:
        barrier.put_away_at = at
        _record(db, barrier, "put_away", by=by, at=at)


def bring_back(db: Session, barrier: Barrier, *, by: Person, at: datetime) -> None:
    """Undo the undo."""
    if barrier.put_away_at:
        barrier.put_away_at = None
        _record(db, barrier, "brought_back", by=by, at=at)


def by_id(db: Session, barrier_id: UUID, *, lock: bool = False) -> Barrier | None:
    """The barrier; locked for change on PostgreSQL when asked."""
    return db.get(Barrier, barrier_id, with_for_update=lock or None)


def of(db: Session, community_id: UUID) -> list[Barrier]:
    """All barriers of the community: open ones first, then the newest."""
    statement = select(Barrier).where(Barrier.community_id == community_id, col(Barrier.put_away_at).is_(None))
    return list(db.exec(statement.order_by(col(Barrier.ended_at).is_not(None), col(Barrier.named_at).desc())))


def named_at(db: Session, meeting: Meeting) -> list[Barrier]:
    """What was named at this meeting, in order."""
    statement = select(Barrier).where(Barrier.meeting_id == meeting.id, col(Barrier.put_away_at).is_(None))
    return list(db.exec(statement.order_by(col(Barrier.named_at))))


def of_case(db: Session, case_id: UUID) -> list[Barrier]:
    """What was named about this case, in order."""
    statement = select(Barrier).where(Barrier.case_id == case_id, col(Barrier.put_away_at).is_(None))
    return list(db.exec(statement.order_by(col(Barrier.named_at))))


def carried_into(db: Session, meeting: Meeting) -> list[Barrier]:
    """Barriers named elsewhere, at whichever meeting or between, not ended when this one began; oldest first."""
    statement = select(Barrier).where(
        Barrier.community_id == meeting.community_id,
        col(Barrier.put_away_at).is_(None),
        or_(col(Barrier.meeting_id).is_(None), col(Barrier.meeting_id) != meeting.id),
    )
    ended = col(Barrier.ended_at)
    statement = statement.where(
        or_(ended.is_(None), ended > meeting.started_at) if meeting.started_at else ended.is_(None)
    )
    if meeting.closed_at:
        statement = statement.where(col(Barrier.named_at) <= meeting.closed_at)
    return list(db.exec(statement.order_by(col(Barrier.named_at))))


def kinds_blocked(db: Session, community_id: UUID) -> dict[UUID, list[str]]:
    """The kind of each agency that has met it, the namer's among them, by barrier: agencies count, not people."""
    met = (
        select(Barrier.id, Agency)
        .join(Joined, col(Joined.barrier_id) == Barrier.id)
        .join(Agency, col(Agency.id) == Joined.agency_id)
        .where(Barrier.community_id == community_id)
    )
    named = (
        select(Barrier.id, Agency)
        .join(Membership, col(Membership.community_id) == Barrier.community_id)
        .join(Agency, col(Agency.id) == Membership.agency_id)
        .where(Barrier.community_id == community_id, Membership.person_id == Barrier.named_by_id)
    )
    agencies: dict[UUID, dict[UUID, str]] = {}
    for barrier_id, agency in [*db.exec(named), *db.exec(met)]:
        agencies.setdefault(barrier_id, {})[agency.id] = AGENCY_KINDS.get(agency.kind, agency.kind)
    return {barrier_id: sorted(kinds.values()) for barrier_id, kinds in agencies.items()}


def has_joined(db: Session, barrier: Barrier, membership: Membership) -> bool:
    """Whether this member said “us too”."""
    same = select(Joined.id).where(Joined.barrier_id == barrier.id, Joined.membership_id == membership.id)
    return db.exec(same).first() is not None


def seen_by(db: Session, membership: Membership) -> list[Barrier]:
    """What this member may see, open ones first: all of the community's, or a sponsor what they were asked."""
    everything = of(db, membership.community_id)
    if membership.role != "sponsor":
        return everything
    return [barrier for barrier in everything if barrier.asked_id == membership.id]


def _refuse_if_ended(barrier: Barrier) -> None:
    if barrier.put_away_at:
        raise Refused("This barrier has been put away. Bring it back first.")
    if barrier.ended_at:
        raise Refused("This barrier has been ended. Open it again first.")


def _record(db: Session, barrier: Barrier, verb: str, *, by: Person, at: datetime) -> None:
    db.add(barrier)
    history.record(
        db, barrier.community_id, "barriers", verb, about=barrier, by=by, at=at, meeting_id=barrier.meeting_id
    )
