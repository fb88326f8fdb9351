"""Still holding? A little miracle comes back about three and six months after it was told, at the meeting nearest.

Nothing is copied: what comes back is a question over what was told and what has been said of it since.
"""

from calendar import monthrange
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Index, text
from sqlmodel import Field, Session, SQLModel, col, func, select

from app import clock
from app.db import new_id
from app.domain import communities, history, returns
from app.domain.communities import Community
from app.domain.errors import Refused
from app.domain.meetings import Meeting
from app.domain.miracles import Miracle
from app.domain.people import Person

MARKS = (3, 6)
WORDS = {
    "holding": "Still holding",
    "grown": "It has grown",
    "slipped": "It slipped back",
    "unknown": "Nobody here knows",
}


class Holding(SQLModel, table=True):
    """What was said of a little miracle some months later. Nought months: told in between, unasked."""

    __table_args__ = (
        Index(
            "uq_holding_miracle_id_months",
            "miracle_id",
            "months",
            unique=True,
            sqlite_where=text("months > 0"),
            postgresql_where=text("months > 0"),
        ),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    community_id: UUID = Field(foreign_key="community.id", index=True, ondelete="CASCADE")
    miracle_id: UUID = Field(foreign_key="miracle.id", index=True, ondelete="CASCADE")
    months: int
    word: str = Field(max_length=10)
    text: str = Field(default="", max_length=300)
    said_by_id: UUID = Field(foreign_key="person.id")
    said_at: datetime
    meeting_id: UUID | None = Field(default=None, foreign_key="meeting.id", index=True)


class Due(NamedTuple):
    """A little miracle whose day has come, after how many months, and what was said of it if anything was."""

    miracle: Miracle
    months: int
    said: Holding | None = None


def say(
    db: Session,
    miracle: Miracle,
    word: str,
    words: str = "",
    *,
    today: date,
    meeting: Meeting | None,
    by: Person,
    at: datetime,
) -> Holding:
    """Say how it is with it now; it answers the question whose day has come, if one has."""
    if word not in WORDS:
        raise Refused("Choose: still holding, grown, slipped back, or nobody knows.")
    if miracle.put_away_at:
        raise Refused("This has been put away. Bring it back first.")
    before = _said_here(db, miracle, meeting)
    if before:
        return _say_more(db, miracle, before, word, words.strip(), by=by, at=at)
    community = _community(db, miracle.community_id)
    day = returns.day_at(db, meeting, today) if meeting else today
    months = _due(miracle, _last(db, [miracle.id]).get(miracle.id, 0), community, _horizon(community, day))
    said = Holding(
        community_id=miracle.community_id,
        miracle_id=miracle.id,
        months=months,
        word=word,
        text=words.strip(),
        said_by_id=by.id,
        said_at=at,
        meeting_id=meeting.id if meeting else None,
    )
    db.add(said)
    _record(db, miracle, f"holding_{word}", meeting=meeting, by=by, at=at)
    return said


def take_back(db: Session, miracle: Miracle, meeting: Meeting, *, by: Person, at: datetime) -> None:
    """Undo what was last said of it at this meeting: the question waits again."""
    last = _said_here(db, miracle, meeting)
    if last is None:
        return
    if last.text and last.said_by_id != by.id:
        raise Refused("Somebody said this in their own words. Only they can take it back.")
    db.delete(last)
    _record(db, miracle, "holding_taken_back", meeting=meeting, by=by, at=at)


def carried_into(db: Session, meeting: Meeting, today: date) -> list[Due]:
    """Those whose day is nearer to this meeting than to the next one, and what was said of them here; oldest first."""
    said_here = said_at(db, meeting)
    if meeting.is_over:
        return said_here
    community = _community(db, meeting.community_id)
    horizon = _horizon(community, returns.day_at(db, meeting, today))
    waiting = _waiting(db, community, horizon, before=meeting.started_at)
    return sorted([*said_here, *waiting], key=lambda asked: asked.miracle.told_at)


def said_at(db: Session, meeting: Meeting) -> list[Due]:
    """What was said of them at this meeting; oldest first."""
    statement = (
        select(Miracle, Holding)
        .join(Holding, col(Holding.miracle_id) == Miracle.id)
        .where(Holding.meeting_id == meeting.id, col(Miracle.put_away_at).is_(None))
        .order_by(col(Miracle.told_at), col(Holding.said_at))
    )
    return [Due(miracle, said.months, said) for miracle, said in db.exec(statement)]


def of(db: Session, miracle_ids: Iterable[UUID]) -> dict[UUID, list[Holding]]:
    """All that was said of each since it was told, oldest first."""
    found: dict[UUID, list[Holding]] = {}
    statement = select(Holding).where(col(Holding.miracle_id).in_(set(miracle_ids)))
    for said in db.exec(statement.order_by(col(Holding.said_at))):
        found.setdefault(said.miracle_id, []).append(said)
    return found


def day_after(told_on: date, months: int) -> date:
    """The same day of the month so many months later, or that month's last."""
    year, month = divmod(told_on.year * 12 + told_on.month - 1 + months, 12)
    return date(year, month + 1, min(told_on.day, monthrange(year, month + 1)[1]))


def _say_more(
    db: Session, miracle: Miracle, before: Holding, word: str, words: str, *, by: Person, at: datetime
) -> Holding:
    """It was said here already: twice is once, and a sentence may be added where there is none."""
    if before.word != word:
        raise Refused(f"“{WORDS[before.word]}” has just been said of it here. Take that back first.")
    if not words or words == before.text:
        return before
    if before.text and before.said_by_id != by.id:
        raise Refused("Somebody has said the same of it here, in their own words. Say yours at the meeting.")
    before.text, before.said_by_id = words, by.id
    db.add(before)
    history.record(db, miracle.community_id, "miracles", f"holding_{word}", about=miracle, by=by, at=at)
    return before


def _said_here(db: Session, miracle: Miracle, meeting: Meeting | None) -> Holding | None:
    if meeting is None:
        return None
    said = select(Holding).where(Holding.miracle_id == miracle.id, Holding.meeting_id == meeting.id)
    return db.exec(said.order_by(col(Holding.said_at).desc())).first()


def _waiting(db: Session, community: Community, horizon: date, before: datetime | None) -> list[Due]:
    last = select(func.max(Holding.months)).where(Holding.miracle_id == Miracle.id).correlate(Miracle).scalar_subquery()
    heard_of = clock.at_local(horizon + timedelta(days=1), time(), community.zone)
    latest = heard_of - timedelta(days=MARKS[0] * 28)
    statement = select(Miracle, func.coalesce(last, 0)).where(
        Miracle.community_id == community.id,
        col(Miracle.put_away_at).is_(None),
        Miracle.told_at < min(latest, before or latest),
        func.coalesce(last, 0) < MARKS[-1],
    )
    asked = ((miracle, _due(miracle, done, community, horizon)) for miracle, done in db.exec(statement))
    return [Due(miracle, months) for miracle, months in asked if months]


def _due(miracle: Miracle, done: int, community: Community, horizon: date) -> int:
    # After a long gap it is asked once, for the later day.
    told_on = clock.local(miracle.told_at, community.zone).date()
    return max((months for months in MARKS if months > done and day_after(told_on, months) <= horizon), default=0)


def _last(db: Session, miracle_ids: Sequence[UUID]) -> dict[UUID, int]:
    statement = select(Holding.miracle_id, func.max(Holding.months)).where(col(Holding.miracle_id).in_(miracle_ids))
    return dict(db.exec(statement.group_by(col(Holding.miracle_id))).all())


def _horizon(community: Community, day: date) -> date:
    return day + community.half_the_rhythm


def _community(db: Session, community_id: UUID) -> Community:
    community = communities.by_id(db, community_id)
    assert community is not None
    return community


def _record(db: Session, miracle: Miracle, verb: str, *, meeting: Meeting | None, by: Person, at: datetime) -> None:
    meeting_id = meeting.id if meeting else None
    history.record(db, miracle.community_id, "miracles", verb, about=miracle, by=by, at=at, meeting_id=meeting_id)
