"""Where barriers stand: read from what was asked, answered and said of them, and stored nowhere.

A barrier is noticed, others join, an ask is written and sent; the sponsor answers or is silent; the community is told;
and after a while it looks again at the door whether it holds.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from sqlmodel import Session, col, select

from app import clock
from app.domain import asks, communities, follow_ups, joining, replies
from app.domain.asks import Ask
from app.domain.barrier_words import ANSWERS, ENDINGS, STATES, TO_CHECK
from app.domain.barriers import Barrier
from app.domain.follow_ups import BACK, HOLDS, FollowUp
from app.domain.meetings import Meeting
from app.domain.replies import Reply


class Moment(NamedTuple):
    """One line of its story: an ask, an answer, or a word of the community."""

    at: datetime
    ask: Ask | None = None
    reply: Reply | None = None
    said: FollowUp | None = None


class Standing(NamedTuple):
    """One barrier and all that was asked, answered and said of it, as it stands on this day."""

    barrier: Barrier
    today: date
    asks: tuple[Ask, ...] = ()
    replies: tuple[Reply, ...] = ()
    said: tuple[FollowUp, ...] = ()
    joined: int = 0
    kinds: tuple[str, ...] = ()

    @property
    def state(self) -> str:
        """One of STATES."""
        if self.ending:
            return "checked" if self.ending.word == HOLDS else "ended"
        if self.reply and not self._asked_since(self.reply):
            return self._answered(self.reply)
        if self.ask:
            return "silent" if self.silent_days else "with_sponsor"
        if self.draft:
            return "written"
        if self.came_back_at:
            return "back"
        return "joined" if self.joined else "noticed"

    @property
    def words(self) -> str:
        """The state, as people say it."""
        if self.state == "ended" and self.ending:
            return ENDINGS[self.ending.word]
        if self.state == "told":
            return f"{self.answer.removesuffix(', because')}: told to us"
        if self.state == "silent":
            return "Silent for a day" if self.silent_days == 1 else f"Silent for {self.silent_days} days"
        return STATES[self.state]

    @property
    def is_open(self) -> bool:
        """Whether it still comes back."""
        return self.ending is None and self.barrier.put_away_at is None

    @property
    def ending(self) -> FollowUp | None:
        """What lets it rest, if the last that was said of it does."""
        last = self.said[-1] if self.said else None
        if last is None or last.word not in follow_ups.RESTS:
            return None
        # “It holds, and we look again later” is no end.
        looks_again = last.word == HOLDS and self.reply and self.reply.check_on
        return None if looks_again and self.reply.check_on > last.at.date() else last  # type: ignore[union-attr, operator]

    @property
    def came_back_at(self) -> datetime | None:
        """When it was last found not to hold any more: what was asked and answered before is history then."""
        return next((one.at for one in reversed(self.said) if one.word == BACK), None)

    @property
    def ask(self) -> Ask | None:
        """The newest ask that was sent since it last came back."""
        sent = [ask for ask in self.asks if ask.sent_at and self._is_since(ask.sent_at)]
        return max(sent, key=lambda ask: ask.sent_at or ask.at, default=None)

    @property
    def draft(self) -> Ask | None:
        """What is written and not sent."""
        return next((ask for ask in reversed(self.asks) if not ask.sent_at and not ask.put_away_at), None)

    @property
    def reply(self) -> Reply | None:
        """The newest answer since it last came back."""
        return next((reply for reply in reversed(self.replies) if self._is_since(reply.at)), None)

    @property
    def waits_until(self) -> date | None:
        """The day by which somebody was to write."""
        if self.reply and not self._asked_since(self.reply):
            return self.reply.hear_by if self.reply.word == "looking" else None
        return self.ask.reply_by if self.ask else None

    @property
    def silent_days(self) -> int:
        """For how many days the day has passed by which we hoped to hear."""
        return max((self.today - self.waits_until).days, 0) if self.waits_until else 0

    @property
    def is_silent(self) -> bool:
        """Whether it waits for a sponsor whose day has passed."""
        return self.state == "silent"

    @property
    def check_day(self) -> date | None:
        """When we look at the door whether it holds, if an answer changed something."""
        return self.reply.check_day if self.reply and not self._asked_since(self.reply) else None

    @property
    def has_rest(self) -> bool:
        """Whether nothing is to be done about it: it has ended, or waits for the day to look again."""
        return not self.is_open or (self.state == "told" and self.check_day is not None)

    @property
    def answer(self) -> str:
        """The sponsor's answer in a word or two."""
        return ANSWERS[self.reply.word] if self.reply else ""

    def said_at(self, meeting: Meeting) -> FollowUp | None:
        """What was said at this meeting about whether it holds."""
        ours = [one for one in self.said if one.meeting_id == meeting.id and one.word in follow_ups.CHECKS]
        return ours[-1] if ours else None

    @property
    def story(self) -> list[Moment]:
        """All that was asked, answered and said of it, oldest first."""
        asked = [Moment(ask.sent_at, ask=ask) for ask in self.asks if ask.sent_at]
        answered = [Moment(reply.at, reply=reply) for reply in self.replies]
        said = [Moment(one.at, said=one) for one in self.said]
        return sorted([*asked, *answered, *said], key=lambda one: one.at)

    def _answered(self, reply: Reply) -> str:
        if reply.word == "looking":
            return "silent" if self.silent_days else "looking"
        if not reply.told_at:
            return reply.word
        return "written" if self.draft and reply.word not in TO_CHECK else "told"

    def _asked_since(self, reply: Reply) -> bool:
        return self.ask is not None and self.ask.sent_at is not None and self.ask.sent_at > reply.at

    def _is_since(self, at: datetime) -> bool:
        return self.came_back_at is None or at > self.came_back_at


class AtMeeting(NamedTuple):
    """What a meeting opens with about barriers, each in the order in which it is best gone through."""

    answers: list[Standing]
    silent: list[Standing]
    checks: list[Standing]
    waiting: list[Standing]


def of(db: Session, community_id: UUID, today: date, *, until: datetime | None = None) -> list[Standing]:
    """Every barrier of the community as it stands, open ones first and then the newest; or as it stood at a moment."""
    statement = select(Barrier).where(Barrier.community_id == community_id, col(Barrier.put_away_at).is_(None))
    found = _standings(db, list(db.exec(statement.order_by(col(Barrier.named_at).desc()))), today, until)
    return sorted(found, key=lambda one: not one.is_open)


def of_one(db: Session, barrier: Barrier, today: date) -> Standing:
    """This barrier as it stands, put away or not."""
    return _standings(db, [barrier], today)[0]


def carried_into(db: Session, meeting: Meeting, today: date) -> AtMeeting:
    """What comes back at this meeting: all that was not at its end when it began, named anywhere else."""
    known = [
        one
        for one in of(db, meeting.community_id, today, until=meeting.closed_at)
        if one.barrier.meeting_id != meeting.id and not _ended_before(one, meeting)
    ]
    nearest = _day_of(db, meeting) + _half_the_rhythm(db, meeting)
    answers = [one for one in known if _is_to_tell(one, meeting)]
    checks = [one for one in known if one not in answers and _is_to_check(one, meeting, nearest)]
    silent = [one for one in known if one not in answers and one.is_silent]
    taken = {id(one) for one in [*answers, *checks, *silent]}
    waiting = [one for one in known if id(one) not in taken and (not one.has_rest or not one.is_open)]
    return AtMeeting(
        sorted(answers, key=lambda one: one.reply.at if one.reply else one.barrier.named_at),
        sorted(silent, key=lambda one: -one.silent_days),
        # By the answer's own day, which stays when it has been looked at: no row moves away from under a reader.
        sorted(checks, key=lambda one: (one.replies[-1].check_day or date.max, one.barrier.named_at)),
        sorted(waiting, key=lambda one: one.barrier.named_at),
    )


def _is_to_tell(one: Standing, meeting: Meeting) -> bool:
    if one.reply is None or not one.reply.told_at:
        return one.reply is not None
    is_told_later = meeting.closed_at is not None and one.reply.told_at > meeting.closed_at
    return is_told_later or one.reply.told_meeting_id == meeting.id


def _is_to_check(one: Standing, meeting: Meeting, nearest: date) -> bool:
    if one.said_at(meeting):
        return True
    return one.is_open and one.state == "told" and one.check_day is not None and one.check_day <= nearest


def _ended_before(one: Standing, meeting: Meeting) -> bool:
    return one.ending is not None and (meeting.started_at is None or one.ending.at <= meeting.started_at)


def _day_of(db: Session, meeting: Meeting) -> date:
    community = communities.by_id(db, meeting.community_id)
    assert community is not None
    return clock.today_in(community.zone, meeting.started_at or meeting.starts_at)


def _half_the_rhythm(db: Session, meeting: Meeting) -> timedelta:
    # Looked at again at the meeting nearest to its day: the one before it, if the next one is further away.
    community = communities.by_id(db, meeting.community_id)
    assert community is not None
    return timedelta(days=community.every_weeks * 7 // 2)


def _standings(db: Session, found: list[Barrier], today: date, until: datetime | None = None) -> list[Standing]:
    if until:
        found = [barrier for barrier in found if barrier.named_at <= until]
    ids = {barrier.id for barrier in found}
    every_ask = _by_barrier(asks.of(db, ids), until)
    every_reply = _by_barrier(replies.of(db, ids), until)
    every_word = _by_barrier(follow_ups.of(db, ids), until)
    every_joined = _by_barrier(joining.of(db, ids), until)
    kinds = joining.kinds_of(db, found[0].community_id) if found else {}
    return [
        Standing(
            barrier,
            today,
            tuple(every_ask[barrier.id]),
            tuple(every_reply[barrier.id]),
            tuple(every_word[barrier.id]),
            len(every_joined[barrier.id]),
            tuple(kinds.get(barrier.id, ())),
        )
        for barrier in found
    ]


def _by_barrier(rows: Iterable[Any], until: datetime | None) -> dict[UUID, list[Any]]:
    sorted_out: dict[UUID, list[Any]] = defaultdict(list)
    for row in rows:
        if until is None or row.at <= until:
            sorted_out[row.barrier_id].append(row)
    return sorted_out
