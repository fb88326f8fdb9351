"""Barriers: named, joined, asked of one sponsor or two, answered or met with silence, told, looked at again, ended."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis.stateful import rule
from sqlmodel import Session

from app.domain import asks, barriers, barriers_back, follow_ups, joining, memberships, opening, replies
from app.domain.barriers import Barrier
from app.domain.errors import Refused
from app.domain.memberships import Membership
from tests.domain.life.barrier_looks import BarrierLooks
from tests.domain.life.ground import found, pick
from tests.domain.life.known import one_of
from tests.domain.life.known_barriers import Answer, Hindrance, Letter
from tests.domain.life.ways import TWO, WAYS


class Barriers(BarrierLooks):
    """A barrier on its whole way, with two sponsors who can be asked."""

    @rule(which=pick, deeds=WAYS)
    def work_on_barrier(self, which: int, deeds: list[tuple[Any, ...]]) -> None:
        for verb, *how in deeds:
            getattr(self, f"_{verb}" if self.barriers else "_name")(which, *(how if self.barriers else ("between", 1)))

    def _name(self, which: int, where: str, by: int) -> None:
        with self._writing(apart=True, by=by) as (db, who):
            meeting = self._place(db, where, which)
            named = barriers.name(db, self.community.id, text=self._word("barrier"), meeting=meeting, **who)
        self.barriers[named.id] = Hindrance(meeting.id if meeting else None, named_by=by)

    def _say_us_too(self, which: int, by: int, words: bool) -> None:
        with self._working_on(which, by=by) as (db, barrier, known, who):
            place = db.get_one(Membership, self.everybody[by].place.id)
            if by in known.joined and not words:
                joining.take_back(db, barrier, place, **who)
                del known.joined[by]
            elif known.lives:
                known.joined[by] = (self.comes_from[by], self._word("door") if words else "")
                joining.join(db, barrier, place, known.joined[by][1], **who)

    def _write_a_letter(self, which: int, what: str) -> None:
        """It waits to be sent, or is put away for now."""
        with self._working_on(which) as (db, barrier, known, who):
            away = [letter_id for letter_id in known.drafts if letter_id != known.draft]
            if what == "write" and known.lives:
                text = self._word("letter")
                known.draft = asks.write(db, barrier, text, sponsor=None, reply_by=None, **who).id
                known.drafts[known.draft] = text
            if what == "put away" and known.draft:
                asks.put_away(db, self._letter(db, known.draft), **who)
                known.draft = None
            if what == "bring back" and away and not known.draft:
                asks.bring_back(db, self._letter(db, away[-1]), **who)
                known.draft = away[-1]

    def _ask(self, which: int, whom: list[int], days: int) -> None:
        """What is written goes to this sponsor; or each of the two is sent a letter, with a day of their own."""
        for which_one, sponsor in enumerate(whom):
            with self._working_on(which) as (db, barrier, known, who):
                text, by = self._word("ask"), self._today() + timedelta(days=days + 5 * which_one)
                place = memberships.by_id(db, self.everybody[sponsor].place.id)
                assert place
                if not known.lives:
                    with pytest.raises(Refused):
                        asks.ask_now(db, barrier, place, text, reply_by=by, **who)
                    return
                sent = asks.ask_now(db, barrier, place, text, reply_by=by, **who)
                assert known.draft in {None, sent.id}, "What was written is what is sent."
                known.drafts.pop(sent.id, None)
                known.draft = None
                known.letters.append(Letter(sent.id, sponsor, text, self.at, by))

    def _answer(self, which: int, letter: int, word: str, days: int) -> None:
        if not one_of(self.barriers, which)[1].letters:
            self._ask(which, TWO[letter % len(TWO)], days)
        with self._working_on(which) as (db, _barrier, known, who):
            if not known.letters:
                return
            written = known.letters[letter % len(known.letters)]
            asked = self._letter(db, written.id)
            before = written.answers[-1] if written.answers else None
            can_mend = before is not None and before.may_be_mended(self.begun)
            can = known.lives and (not before or before.word == "looking" or can_mend)
            assert replies.can_answer(db, asked) == can
            said = Answer(word, self._word("answer"), self.at, self._today() + timedelta(days=days))
            if not can:
                with pytest.raises(Refused):
                    replies.answer(db, asked, word, said.why, hear_by=said.hear_by, **who)
                return
            replies.answer(db, asked, word, said.why, hear_by=said.hear_by, **who)
            if before and can_mend:
                self.mended.add(written.answers.pop().why)
            written.answers.append(said)

    def _hear_from_two(self, which: int, first: str, second: str | None, days: int) -> None:
        """Two are asked. The one answers and a meeting is told of it; then the other answers, or does not."""
        self._ask(which, [5, 6], days)
        letters = one_of(self.barriers, which)[1].letters
        for place, word in ((-2, first), (-1, second)):
            if word and len(letters) > 1:
                self._answer(which, len(letters) + place, word, days)
                self._meet(which, days=28)
                self._tell_of_answers(which, is_told=True)

    def _meet_on_its_day(self, which: int, day: int, later: int) -> None:
        self._meet_on(one_of(self.barriers, which)[1].days, day, later)

    def _send_second_letters(self, which: int) -> None:
        """When the first of the days by which a word was hoped for has passed."""
        if not any(not letter.answers for letter in one_of(self.barriers, which)[1].unanswered):
            self._ask(which, [6], days=7)
        hoped_for = [letter.by for letter in one_of(self.barriers, which)[1].unanswered if not letter.answers]
        self.at += timedelta(days=max((min(hoped_for) - self._today()).days + 1, 0) if hoped_for else 0)
        with self._working_on(which) as (db, _barrier, known, who):
            for letter in known.letters if known.lives else []:
                if letter in known.unanswered and letter.by < self._today() and not letter.is_reminded:
                    asks.remind(db, self._letter(db, letter.id), **who)
                    letter.is_reminded = True

    def _tell_of_answers(self, which: int, is_told: bool) -> None:
        with self._working_on(which) as (db, barrier, known, who):
            is_there = known.meeting != self.running and (known.lives or known.ended_during == self.running)
            heard = known.to_tell(self.running) if self.running and is_there and not known.is_away else []
            if not heard:
                return
            word = "told" if is_told else "not_told"
            given = replies.of(db, {barrier.id})
            seen = " ".join(str(one.id) for one in given if one.why in {answer.why for answer in heard})
            opening.say_of_barrier(db, found(db, self.running), barrier, word, seen=seen, **who)
            for answer in heard:
                answer.told_at = self.running if is_told else None

    def _look_at_the_door(self, which: int, word: str, at_meeting: bool) -> None:
        with self._working_on(which) as (db, barrier, known, who):
            if known.is_away:
                return
            meeting = found(db, self.running) if at_meeting and self.running else None
            follow_ups.check(db, barrier, word, meeting=meeting, **who)
            if known.last == (word, self._today()):
                return
            known.last = (word, self._today())
            known.looked_at |= {meeting.id} if meeting else set()
            known.ended_during = (self.running or "between") if word == "holds" else None
            known.back_at = self.at if word == "back" else known.back_at

    def _choose_a_day_to_look(self, which: int, days: int) -> None:
        with self._working_on(which) as (db, barrier, known, who):
            if known.is_away:
                return
            ended = known.last is not None and known.last[0] == "lifted"
            change = known.change or (known.changes[-1] if known.changes else None)
            if ended or not change:
                with pytest.raises(Refused):
                    barriers_back.to_look_at(db, barrier, self._today())
                return
            shown = barriers_back.to_look_at(db, barrier, self._today())
            assert shown.why == change.why
            change.look_on = self._today() + timedelta(days=days)
            replies.set_check_day(db, shown, barrier, change.look_on, **who)
            if known.last and known.last[0] == "holds":
                known.last, known.ended_during = ("reopened", self._today()), None

    def _end(self, which: int, is_back: bool) -> None:
        with self._working_on(which) as (db, barrier, known, who):
            if is_back:
                follow_ups.reopen(db, barrier, **who)
            elif known.lives:
                follow_ups.end(db, barrier, "lifted", "They wrote back", **who)
            if is_back == (known.ended_during is not None) and not (known.is_away and not is_back):
                known.last = ("reopened" if is_back else "lifted", self._today())
                known.ended_during = None if is_back else self.running or "between"

    def _put_away(self, which: int, turns: list[bool]) -> None:
        for away in turns:
            with self._working_on(which) as (db, barrier, known, who):
                (barriers.put_away if away else barriers.bring_back)(db, barrier, **who)
                known.is_away = away

    @contextmanager
    def _working_on(self, which: int, by: int = 0) -> Iterator[tuple[Session, Barrier, Hindrance, dict[str, Any]]]:
        barrier_id, known = one_of(self.barriers, which)
        with self._writing(apart=True, by=by) as (db, who):
            barrier = barriers.by_id(db, barrier_id)
            assert barrier
            yield db, barrier, known, who

    def _letter(self, db: Session, ask_id: UUID) -> asks.Asked:
        asked = asks.by_id(db, ask_id)
        assert asked
        return asked
