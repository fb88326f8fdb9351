"""What a sponsor sees: what was asked of them, what they answered, and what became of it; never a case or a name."""

from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from sqlmodel import Session, col, select

from app.clock import quarter_of
from app.domain import replies, standings
from app.domain.asks import Ask, Asked
from app.domain.barriers import Barrier
from app.domain.memberships import Membership
from app.domain.replies import Reply
from app.domain.standings import Standing


class Line(NamedTuple):
    """One ask, as its sponsor sees it."""

    ask: Ask
    standing: Standing
    reply: Reply | None
    can_answer: bool

    @property
    def waits(self) -> bool:
        """Whether the community waits for a word: there is none yet, or they are looking into it."""
        return self.can_answer and (self.reply is None or self.reply.word == "looking")

    @property
    def day(self) -> date | None:
        """The day by which a word would help."""
        return self.reply.hear_by if self.reply else self.ask.reply_by

    @property
    def silent_days(self) -> int:
        """For how many days that day has passed."""
        return max((self.standing.today - self.day).days, 0) if self.waits and self.day else 0

    @property
    def earlier(self) -> list[Reply]:
        """What they answered to it before, and the community heard."""
        return [one for one in self.standing.replies if one.ask_id == self.ask.id and one is not self.reply]


class Desk(NamedTuple):
    """All that was asked of one sponsor: what waits, what they answered this quarter, and what was before."""

    waiting: list[Line]
    lately: list[Line]
    earlier: list[Line]


def desk_of(db: Session, place: Membership, today: date) -> Desk:
    """The page of this sponsor."""
    lines = _lines(db, place, today)
    waiting = [one for one in lines if one.waits]
    rest = [one for one in lines if not one.waits]
    lately = [one for one in rest if quarter_of(_newest_day(one)) == quarter_of(today)]
    return Desk(sorted(waiting, key=lambda one: one.day or today), lately, [one for one in rest if one not in lately])


def line_of(db: Session, asked: Asked, today: date) -> Line:
    """One ask, as its sponsor sees it."""
    standing = standings.of_one(db, asked.barrier, today)
    return Line(asked.ask, standing, replies.newest_to(db, asked.ask.id), replies.can_answer(db, asked))


def _lines(db: Session, place: Membership, today: date) -> list[Line]:
    statement = (
        select(Ask, Barrier)
        .join(Barrier, col(Barrier.id) == Ask.barrier_id)
        .where(Ask.sponsor_id == place.id, col(Ask.sent_at).is_not(None), col(Barrier.put_away_at).is_(None))
        .order_by(col(Ask.sent_at).desc())
    )
    known = {one.barrier.id: one for one in standings.of(db, place.community_id, today)}
    opened_at = replies.last_opening(db, place.community_id)
    return [_line(ask, known[barrier.id], opened_at) for ask, barrier in db.exec(statement).all()]


def _line(ask: Ask, standing: Standing, opened_at: datetime | None) -> Line:
    before, is_ended = _newest(standing, ask.id), standing.ending is not None
    takes = replies.takes_answer(ask, standing.barrier, before, is_ended=is_ended, opened_at=opened_at)
    return Line(ask, standing, before, takes)


def _newest(standing: Standing, ask_id: UUID) -> Reply | None:
    return next((reply for reply in reversed(standing.replies) if reply.ask_id == ask_id), None)


def _newest_day(line: Line) -> date:
    moment = line.reply.at if line.reply else line.ask.sent_at or line.ask.at
    return moment.date()
