"""What sponsors answer. An answer may be mended until a meeting has opened with it; after that it stands."""

from datetime import date, datetime, timedelta
from uuid import UUID

from sqlmodel import Field, Session, SQLModel, col, func, select

from app.db import new_id
from app.domain import asks, barriers, follow_ups
from app.domain.asks import Ask, Asked
from app.domain.barrier_words import ANSWERS, TO_CHECK
from app.domain.barriers import Barrier
from app.domain.errors import Refused
from app.domain.meetings import Meeting
from app.domain.people import Person

# After about three months we look at the door whether it holds.
CHECKED_AFTER = timedelta(days=91)
FURTHEST = timedelta(days=730)


class Reply(SQLModel, table=True):
    """One answer to one ask, and when the community was told of it."""

    __tablename__ = "barrier_reply"

    id: UUID = Field(default_factory=new_id, primary_key=True)
    barrier_id: UUID = Field(foreign_key="barrier.id", index=True, ondelete="CASCADE")
    ask_id: UUID = Field(foreign_key="barrier_ask.id", index=True, ondelete="CASCADE")
    word: str = Field(max_length=20)
    why: str = Field(default="", max_length=1000)
    # For “looking into it”: by when we hear.
    hear_by: date | None = None
    # For what changed: the day to look again, about three months on where we meet, or one that we chose.
    check_on: date | None = None
    at: datetime
    by_id: UUID = Field(foreign_key="person.id")
    mended_at: datetime | None = None
    told_at: datetime | None = None
    told_meeting_id: UUID | None = Field(default=None, foreign_key="meeting.id")

    @property
    def check_day(self) -> date | None:
        """When we look at the door again; never for an answer that changed nothing. Older answers hold no day."""
        return (self.check_on or self.at.date() + CHECKED_AFTER) if self.word in TO_CHECK else None


def answer(
    db: Session, asked: Asked, word: str, why: str, *, hear_by: date | None = None, by: Person, at: datetime
) -> Reply:
    """The sponsor's answer; “no” needs a reason, “looking” says by when we hear."""
    ask, barrier, why = asked.ask, asked.barrier, why.strip()
    if word not in ANSWERS:
        raise Refused("Choose: changed, exception made, no because, or looking into it.")
    if word == "no" and not why:
        raise Refused("Say why not, so that the community can understand it.")
    if ask.sent_at is None:
        raise Refused("This has not been asked of a sponsor yet.")
    follow_ups.refuse_if_ended(db, barrier)
    hear_by = _day_to_hear(db, barrier, hear_by, at) if word == "looking" else None
    before = newest_to(db, ask.id)
    if before and (before.word, before.why, before.hear_by) == (word, why, hear_by):
        return before
    if before and can_mend(before, last_opening(db, barrier.community_id)):
        before.mended_at = at
        db.add(before)
    elif before and before.word != "looking":
        raise Refused("The community has been told of your answer, so it stands. When things change, write to them.")
    reply = Reply(barrier_id=barrier.id, ask_id=ask.id, word=word, why=why, hear_by=hear_by, at=at, by_id=by.id)
    reply.check_on = barriers.today_of(db, barrier, at) + CHECKED_AFTER if word in TO_CHECK else None
    db.add(reply)
    barriers.record(db, barrier, "answered", by=by, at=at)
    db.flush()
    return reply


def last_opening(db: Session, community_id: UUID) -> datetime | None:
    """When a meeting of the community last opened: what was answered before that has been heard."""
    return db.exec(select(func.max(Meeting.started_at)).where(Meeting.community_id == community_id)).one()


def can_mend(reply: Reply, opened_at: datetime | None) -> bool:
    """Whether nobody has been told of it yet, and no meeting has opened with it."""
    return not reply.told_at and (opened_at is None or opened_at <= reply.at)


def takes_answer(
    ask: Ask, barrier: Barrier, before: Reply | None, *, is_ended: bool, opened_at: datetime | None
) -> bool:
    """Whether an answer, or another one after this, can be given now."""
    if ask.sent_at is None or barrier.put_away_at or is_ended:
        return False
    return before is None or before.word == "looking" or can_mend(before, opened_at)


def can_answer(db: Session, asked: Asked) -> bool:
    """The same, of one ask alone."""
    ask, barrier = asked.ask, asked.barrier
    is_ended, opened_at = follow_ups.is_ended(db, barrier), last_opening(db, barrier.community_id)
    return takes_answer(ask, barrier, newest_to(db, ask.id), is_ended=is_ended, opened_at=opened_at)


def say_told(
    db: Session, reply: Reply, barrier: Barrier, is_told: bool, *, meeting: Meeting | None, by: Person, at: datetime
) -> None:
    """The community has been told; or not after all, and it is read out next time."""
    barriers.refuse_if_away(barrier)
    if bool(reply.told_at) == is_told:
        return
    reply.told_at = at if is_told else None
    reply.told_meeting_id = meeting.id if is_told and meeting else None
    db.add(reply)
    barriers.record(db, barrier, "told" if is_told else "telling_taken_back", by=by, at=at)


def set_check_day(db: Session, reply: Reply, barrier: Barrier, day: date, *, by: Person, at: datetime) -> None:
    """Look again on a day of our choice."""
    barriers.refuse_if_away(barrier)
    if reply.word not in TO_CHECK:
        raise Refused("There is nothing to look at again yet: nothing has changed.")
    today = barriers.today_of(db, barrier, at)
    if not today < day <= today + FURTHEST:
        raise Refused("Choose a day that is still to come, within two years.")
    if follow_ups.look_again(db, barrier, by=by, at=at) or reply.check_day != day:
        reply.check_on = day
        db.add(reply)
        barriers.record(db, barrier, "check_day_set", by=by, at=at)


def newest_to(db: Session, ask_id: UUID) -> Reply | None:
    """The answer that counts now."""
    to_it = select(Reply).where(Reply.ask_id == ask_id, col(Reply.mended_at).is_(None))
    return db.exec(to_it.order_by(col(Reply.at).desc()).limit(1)).first()


def of(db: Session, barrier_ids: set[UUID]) -> list[Reply]:
    """All answers about these barriers that were not mended, oldest first."""
    statement = select(Reply).where(col(Reply.barrier_id).in_(barrier_ids), col(Reply.mended_at).is_(None))
    return list(db.exec(statement.order_by(col(Reply.at))))


def _day_to_hear(db: Session, barrier: Barrier, day: date | None, at: datetime) -> date:
    today = barriers.today_of(db, barrier, at)
    day = day or asks.usual_day_for(db, barrier, at)
    if not today <= day <= today + FURTHEST:
        raise Refused("Choose a day that is still to come, by when we hear from you.")
    return day
