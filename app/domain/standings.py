"""Where barriers stand: read from what was asked, answered and said of them, and stored nowhere.

A barrier is noticed, others join, an ask is written and sent; the sponsor answers or is silent; the community is told;
and after a while it looks again at the door whether it holds.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlmodel import Session, col, select

from app import clock
from app.domain import asks, communities, follow_ups, joining, replies
from app.domain.asks import Ask
from app.domain.barrier_words import ANSWERS, ENDINGS, STATES, TO_CHECK
from app.domain.barriers import Barrier
from app.domain.follow_ups import BACK, HOLDS, BarrierFollowUp
from app.domain.meetings import Meeting
from app.domain.replies import Reply


class Moment(NamedTuple):
    """One line of its story: an ask, an answer, or a word of the community."""

    at: datetime
    ask: Ask | None = None
    reply: Reply | None = None
    said: BarrierFollowUp | None = None


class Standing(NamedTuple):
    """One barrier and all that was asked, answered and said of it, as it stands on this day."""

    barrier: Barrier
    today: date
    asks: tuple[Ask, ...] = ()
    replies: tuple[Reply, ...] = ()
    said: tuple[BarrierFollowUp, ...] = ()
    joined: int = 0
    kinds: tuple[str, ...] = ()
    zone: str = "UTC"

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
    def ending(self) -> BarrierFollowUp | None:
        """What lets it rest, if the last that was said of it does."""
        last = self.said[-1] if self.said else None
        return last if follow_ups.rests(last) else None

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
        return self.answers[-1] if self.answers else None

    @property
    def answers(self) -> list[Reply]:
        """All answers since it last came back, oldest first: of two sponsors who were asked, each has theirs."""
        return [reply for reply in self.replies if self._is_since(reply.at)]

    @property
    def untold(self) -> list[Reply]:
        """The answers that the community has not been told of yet, also if the barrier has come back meanwhile."""
        return [reply for reply in self.replies if not reply.told_at]

    def to_tell_at(self, meeting: Meeting) -> list[Reply]:
        """The answers that this meeting hears, or heard: all that nobody had been told of when it came to them."""
        over = meeting.closed_at
        here = [one for one in self.replies if one.told_meeting_id == meeting.id]
        return [one for one in self.replies if not one.told_at or one in here or (over and one.told_at > over)]

    @property
    def waiting(self) -> list[Ask]:
        """The asks that wait for a word: unanswered or being looked into, unless we asked on since their day."""
        sent = [ask for ask in self.asks if ask.sent_at and self._is_since(ask.sent_at)]
        return [ask for ask in sent if self.day_of(ask) and not any(self._asks_on(ask, other) for other in sent)]

    @property
    def silent_asks(self) -> list[Ask]:
        """Those without a word although their day has passed."""
        quiet = [ask for ask in self.waiting if not self.answer_to(ask)]
        return [ask for ask in quiet if ask.reply_by and ask.reply_by < self.today]

    def answer_to(self, ask: Ask) -> Reply | None:
        """The newest answer to this ask."""
        return next((reply for reply in reversed(self.replies) if reply.ask_id == ask.id), None)

    def day_of(self, ask: Ask) -> date | None:
        """The day by which its sponsor was to write; none once they have answered."""
        reply = self.answer_to(ask)
        return ask.reply_by if reply is None else reply.hear_by

    @property
    def waits_until(self) -> date | None:
        """The first day by which somebody was to write."""
        return min((day for ask in self.waiting if (day := self.day_of(ask))), default=None)

    @property
    def silent_days(self) -> int:
        """For how many days the day has passed by which we hoped to hear."""
        return max((self.today - self.waits_until).days, 0) if self.waits_until else 0

    @property
    def is_silent(self) -> bool:
        """Whether it waits for a sponsor whose day has passed."""
        return self.state == "silent"

    @property
    def changes(self) -> list[Reply]:
        """The answers that changed something and count; what another sponsor is asked or writes later ends none."""
        changes = [reply for reply in self.replies if reply.word in TO_CHECK]
        return [reply for reply in changes if not self.is_history(reply) and not self._is_asked_anew(reply)]

    @property
    def change(self) -> Reply | None:
        """The answer for which we look at the door: the newest that we were told of; or the newest there ever was."""
        told = [reply for reply in self.changes if reply.told_at]
        found = told or self.changes or [reply for reply in self.replies if reply.word in TO_CHECK]
        return found[-1] if found else None

    @property
    def check_day(self) -> date | None:
        """When we look at the door whether it holds, once we were told of an answer that changed something."""
        change = self.change
        return change.check_day if change and change.told_at and change in self.changes and self.is_open else None

    def look_day_of(self, reply: Reply) -> date | None:
        """When we look at the door for this answer, once it is told; no day where another one's counts."""
        return reply.check_day if self.is_open and self.changes[-1:] == [reply] else None

    def is_history(self, reply: Reply) -> bool:
        """Whether the barrier has come back since this answer."""
        return not self._is_since(reply.at)

    @property
    def has_rest(self) -> bool:
        """Whether nothing is to be done: it has ended, or changed last of all and waits for the day to look again."""
        if self.reply is None or self.check_day is None:
            return not self.is_open
        return self.change is self.reply and not self._asked_since(self.reply)

    @property
    def answer(self) -> str:
        """The sponsor's answer in a word or two."""
        return ANSWERS[self.reply.word] if self.reply else ""

    def said_at(self, meeting: Meeting) -> BarrierFollowUp | None:
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
        if self.silent_days and (reply.told_at or reply.word == "looking"):
            return "silent"
        if reply.word == "looking" or not reply.told_at:
            return reply.word
        if reply.word in TO_CHECK:
            return "told"
        return "with_sponsor" if self.waiting else "written" if self.draft else "told"

    def _is_asked_anew(self, reply: Reply) -> bool:
        # The same sponsor, that is: whoever else is asked for the rest takes nothing from what they changed.
        whom = next((ask.sponsor_id for ask in self.asks if ask.id == reply.ask_id), None)
        return any(ask.sponsor_id == whom and ask.sent_at and ask.sent_at > reply.at for ask in self.asks)

    def _asked_since(self, reply: Reply) -> bool:
        return self.ask is not None and self.ask.sent_at is not None and self.ask.sent_at > reply.at

    def _asks_on(self, ask: Ask, other: Ask) -> bool:
        # In other words to the same sponsor; or to somebody else, as nothing had come by the day.
        if not ask.sent_at or not other.sent_at or other.sent_at <= ask.sent_at:
            return False
        day, asked_on = self.day_of(ask), clock.today_in(self.zone, other.sent_at)
        return other.sponsor_id == ask.sponsor_id or (day is not None and day < asked_on)

    def _is_since(self, at: datetime) -> bool:
        return self.came_back_at is None or at > self.came_back_at


def of(db: Session, community_id: UUID, today: date, *, until: datetime | None = None) -> list[Standing]:
    """Every barrier of the community as it stands, open ones first and then the newest; or as it stood at a moment."""
    statement = select(Barrier).where(Barrier.community_id == community_id, col(Barrier.put_away_at).is_(None))
    found = _standings(db, list(db.exec(statement.order_by(col(Barrier.named_at).desc()))), today, until)
    return sorted(found, key=lambda one: not one.is_open)


def of_one(db: Session, barrier: Barrier, today: date) -> Standing:
    """This barrier as it stands, put away or not."""
    return _standings(db, [barrier], today)[0]


def _standings(db: Session, found: list[Barrier], today: date, until: datetime | None = None) -> list[Standing]:
    if until:
        found = [barrier for barrier in found if barrier.named_at <= until]
    ids = {barrier.id for barrier in found}
    every_ask = _by_barrier(asks.of(db, ids), until)
    every_reply = _by_barrier(replies.of(db, ids), until)
    every_word = _by_barrier(follow_ups.of(db, ids), until)
    every_joined = _by_barrier(joining.of(db, ids), until)
    home = communities.by_id(db, found[0].community_id) if found else None
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
            home.zone if home else "UTC",
        )
        for barrier in found
    ]


def _by_barrier(rows: Iterable[Any], until: datetime | None) -> dict[UUID, list[Any]]:
    sorted_out: dict[UUID, list[Any]] = defaultdict(list)
    for row in rows:
        if until is None or row.at <= until:
            sorted_out[row.barrier_id].append(row)
    return sorted_out
