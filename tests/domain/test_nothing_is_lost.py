"""Nothing agreed, promised, parked or hoped for disappears between meetings: random communities, held to a plain model.

The model keeps, in its own words, what should still be there. It never asks the domain what that is. What the domain
shows is looked at whenever a meeting opens, and for every planned meeting at the end.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule
from sqlmodel import Session, col, select

from app import clock, migrate
from app.db import Database
from app.domain import (
    actions,
    agenda,
    asks,
    barriers,
    breaks,
    bringing,
    cases,
    closing,
    communities,
    discussions,
    follow_ups,
    holding,
    lending,
    meetings,
    memberships,
    minutes,
    miracles,
    notes,
    opening,
    pacing,
    pausing,
    phases,
    replies,
    returns,
    rolling,
    running,
    standings,
    templates,
)
from app.domain.agenda import AgendaItem
from app.domain.barrier_words import ANSWERS
from app.domain.coming_back import ComingBack
from app.domain.meetings import Meeting
from app.domain.people import Person
from app.domain.replies import Reply

FIRST_DAY = datetime(2027, 3, 2, 12, 30, tzinfo=UTC)
# Seconds between one deed and the next. With none, everything happens in the same moment.
PACES = [0, 0, 1, 7200]
pick = st.integers(min_value=0, max_value=1000)
yes_or_no = st.booleans()

settings.register_profile("nothing-is-lost", max_examples=60, stateful_step_count=40, deadline=None)
settings.register_profile("nothing-is-lost-long", max_examples=1500, stateful_step_count=60, deadline=None)
PROFILE = settings.get_profile(os.environ.get("NOTHING_IS_LOST", "nothing-is-lost"))


@dataclass
class Step:
    """What should be known of a step or topic."""

    returns: bool
    is_ended: bool = False
    is_reached: bool = False
    is_a_case: bool = False
    returned_before: bool = True
    notes: list[str] = field(default_factory=list)

    @property
    def lives(self) -> bool:
        return self.returns and not self.is_ended and not self.is_reached


@dataclass
class Thing:
    """What should be known of an action, a barrier or a little miracle."""

    meeting: UUID | None
    ended_during: UUID | str | None = None
    is_away: bool = False
    heard: UUID | None = None
    # Of a little miracle: when it was told, and after how many months somebody said at which meeting how it holds.
    told_at: datetime = FIRST_DAY
    answers: list[tuple[int, UUID | None]] = field(default_factory=list)

    @property
    def lives(self) -> bool:
        return self.ended_during is None and not self.is_away

    def asked_after(self, day: date) -> int:
        """Three or six months, if that is nearer to a meeting of this day than to the one four weeks on."""
        told_on = clock.today_in("Europe/London", self.told_at)
        reached = [months for months in (3, 6) if some_months_later(told_on, months) <= day + timedelta(days=14)]
        answered = max((months for months, _meeting in self.answers), default=0)
        return max((months for months in reached if months > answered), default=0)


@dataclass
class Asked:
    """What should be known of a case that the group said it would ask about; `at` is where the day was set.

    `before` is what it gave way to, while that can be undone.
    """

    on_day: date
    at: UUID | None
    before: "Asked | None" = None


@dataclass
class Words:
    """What should be known of words that were told of a case: the meeting that heard them, once there is one."""

    text: str
    heard: UUID | None


class Communities(RuleBasedStateMachine):
    """One community, and whatever its people do."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        shutil.copyfile(template_file(), Path(self.folder.name) / "a.sqlite3")
        self.database = Database(f"sqlite:///{self.folder.name}/a.sqlite3")
        self.at = FIRST_DAY
        self.pace = 0
        self.count = 0
        self.steps: dict[UUID, Step] = {}
        self.actions: dict[UUID, Thing] = {}
        self.barriers: dict[UUID, Thing] = {}
        self.miracles: dict[UUID, Thing] = {}
        self.asked: dict[UUID, Asked] = {}
        self.told: dict[UUID, list[Words]] = {}
        self.taken: dict[UUID, set[str]] = {}
        self.summaries: dict[tuple[UUID, UUID], tuple[str, bool]] = {}
        self.planned: list[UUID] = []
        self.over: list[UUID] = []
        self.held: list[UUID] = []
        self.running: UUID | None = None
        self.said_by_sponsor: list[str] = []

    @initialize(pace=st.sampled_from(PACES), has_met=yes_or_no)
    def begin(self, pace: int, has_met: bool) -> None:
        self.pace = pace
        with self.database.writing() as db:
            self.fatima = Person(name="Fatima", email="fatima@example.org", created_at=self.at)
            self.sol = Person(name="Sol", email="sol@example.org", created_at=self.at)
            db.add_all([self.fatima, self.sol])
            db.flush()
            self.community = communities.create(db, {"name": "Riverside"}, by=self.fatima, at=self.at)
            for person, role in ((self.fatima, "facilitator"), (self.sol, "sponsor")):
                self.sols_place = memberships.add(
                    db, self.community, person, role=role, agency=None, by=self.fatima, at=self.at, joined=True
                )
        self.propose(is_a_case=False)
        self.plan(days=28, chosen="template")
        if has_met:
            self.take(which=0, where=0)
            self.start(which=0)

    def teardown(self) -> None:
        if hasattr(self, "community"):
            with self.database.reading() as db:
                self._look_at_everything(db)
        self.database.engine.dispose()
        self.folder.cleanup()

    # Meetings

    @rule(days=st.integers(-40, 40), chosen=st.sampled_from(["", "like_before", "template"]))
    def plan(self, days: int, chosen: str) -> None:
        if chosen == "template":
            chosen = min(templates.everything().values(), key=lambda template: len(template.steps)).key
        with self._writing() as (db, who):
            meeting = templates.plan(
                db,
                self.community,
                chosen=templates.LIKE_BEFORE if chosen == "like_before" else chosen,
                title="",
                starts_at=self.at + timedelta(days=days),
                minutes=120,
                place="",
                **who,
            )
            self.planned.append(meeting.id)
            for item in agenda.of(db, meeting.id):
                assert not item.returns, "A meeting planned like another one brings no topics of its own."
                self.steps[item.id] = Step(returns=False)
            self._look_at(db, meeting)

    @precondition(lambda self: self.planned)
    @rule(which=pick)
    def call_off(self, which: int) -> None:
        meeting_id = self.planned.pop(which % len(self.planned))
        with self._writing() as (db, who):
            meetings.call_off(db, found(db, meeting_id), "Snow", **who)
        self.over.append(meeting_id)

    @precondition(lambda self: self.planned and not self.running)
    @rule(which=pick)
    def start(self, which: int) -> None:
        self.running = self.planned.pop(which % len(self.planned))
        with self._writing() as (db, who):
            meeting = found(db, self.running)
            running.start(db, meeting, **who)
            before = meetings.previous_to(db, meeting)
            assert (before.id if before else None) == (self.held[-1] if self.held else None)
        self.held.append(self.running)
        for words in (one for texts in self.told.values() for one in texts):
            words.heard = words.heard or self.running
        for miracle in self.miracles.values():
            if not miracle.heard and not miracle.is_away:
                miracle.heard = self.running
        with self.database.reading() as db:
            self._look_at_everything(db)

    @precondition(lambda self: self.running)
    @rule(come_back=yes_or_no)
    def close(self, come_back: bool) -> None:
        with self._writing() as (db, who):
            meeting = found(db, self.running)
            now = pacing.current(agenda.of(db, meeting.id))
            chosen = {item.id for item in closing.outlook(db, meeting).not_coming_back[:2]} if come_back else set()
            closing.close(db, meeting, chosen, **who)
        if now:
            self.steps[now.id].is_reached = True
        for item_id in chosen:
            self.steps[item_id].returns = True
        assert self.running
        self.over.append(self.running)
        self.running = None

    @rule(which=pick, come_back=yes_or_no)
    def on_to_the_next_meeting(self, which: int, come_back: bool) -> None:
        if self.running:
            self.close(come_back)
        if not self.planned:
            self.plan(days=28, chosen="like_before")
        self.start(which)

    # The steps of a meeting

    @precondition(lambda self: self.running)
    @rule(how=st.sampled_from(["on", "on", "back", "park", "from a page that is behind"]))
    def move_on(self, how: str) -> None:
        with self._writing() as (db, who):
            meeting = found(db, self.running)
            now = pacing.current(agenda.of(db, meeting.id))
            seen = phases.mark(db, now)
            if meeting.break_ends_at:
                breaks.end(db, meeting, meeting.break_ends_at, **who)
            if how == "on":
                running.step_on(db, meeting, seen, **who)
                # A step that follows a method is through after its last phase.
                while now and now.is_running:
                    running.step_on(db, meeting, phases.mark(db, now), **who)
            if how == "park":
                running.park(db, meeting, seen, **who)
            if how == "from a page that is behind":
                running.step_on(db, meeting, another_step(), **who)
                return
            if how == "back":
                if not pacing.place(db, meeting, self.at).can_go_back:
                    return
                running.step_back(db, meeting, seen, **who)
                now = pacing.current(agenda.of(db, meeting.id))
        if now:
            self.steps[now.id].is_reached = how == "on"
            self.steps[now.id].returns |= how == "park"

    @precondition(lambda self: self.running)
    @rule(which=pick, what=st.sampled_from(["roll", "roll", "have back"]))
    def roll(self, which: int, what: str) -> None:
        with self._writing() as (db, who):
            meeting = found(db, self.running)
            now = pacing.current(agenda.of(db, meeting.id))
            seen = now.id if now else None
            rolled = [one.item for one in rolling.of(db, meeting) if one.can_come_back]
            left = [item for item in agenda.of(db, meeting.id) if not item.is_reached]
            items = left if what == "roll" else rolled
            if not items or (meeting.break_ends_at and now in items):
                return
            item = items[which % len(items)]
            known = self.steps[item.id]
            if what == "have back":
                rolling.undo(db, meeting, item.id, seen, **who)
                # It is as it was: what every meeting has does not wait, unless it is parked here.
                known.returns = known.returned_before or item.parked_at is not None
                assert item.meeting_id == self.running
                return
            case = cases.by_id(db, item.case_id) if item.case_id else None
            rolling.roll(db, meeting, item.id, seen, **who)
            assert item.meeting_id in {*self.planned, None}, "It stands on a planned agenda, or waits."
            assert case is None or case.meeting_id in {item.meeting_id, self.running}, "Its case is where it is."
        known.returned_before, known.returns = known.returns, True

    @precondition(lambda self: self.running)
    @rule(which=pick, what=st.sampled_from(["lend", "lend", "give back", "break", "back"]))
    def work_on_time(self, which: int, what: str) -> None:
        with self._writing() as (db, who):
            meeting = found(db, self.running)
            items = agenda.of(db, meeting.id)
            now = pacing.current(items)
            minutes = sum(item.all_minutes for item in items)
            offers = [one for one in lending.offers(items, now) if one.minutes]
            lent = lending.of(db, items)
            seen = now.id if now else None
            if what == "lend" and offers:
                giver = offers[which % len(offers)].item
                lending.take(db, meeting, giver.id, giver.all_minutes, seen, **who)
            if what == "give back" and lent:
                lending.undo(db, meeting, lent[which % len(lent)].giver.id, seen, **who)
            if what == "break":
                breaks.begin(db, meeting, breaks.back_in(1 + which % 20, self.at), **who)
            if what == "back":
                breaks.end(db, meeting, meeting.break_ends_at, **who)
            assert sum(item.all_minutes for item in agenda.of(db, meeting.id)) == minutes, "No minute is lost."
            assert all(item.all_minutes > 0 for item in agenda.of(db, meeting.id))

    @precondition(lambda self: self.running)
    @rule()
    def note(self) -> None:
        with self._writing() as (db, who):
            meeting = found(db, self.running)
            now = pacing.current(agenda.of(db, meeting.id))
            text = self._word("note")
            notes.take_down(db, meeting, now, kind="note", text=text, **who)
        if now:
            self.steps[now.id].notes.append(text)

    # Topics and cases

    @rule(is_a_case=yes_or_no)
    def propose(self, is_a_case: bool) -> None:
        with self._writing() as (db, who):
            if is_a_case:
                case = cases.begin(db, self.community.id, **who)
                cases.write(db, case, {"question": "What helps?"}, **who)
                cases.offer(db, case, **who)
                bringing.approve(db, case, **who)
                item = bringing.place_of(db, case)
                assert item
            else:
                item = agenda.propose(db, self.community.id, title=self._word("topic"), why="", minutes=10, **who)
        self.steps[item.id] = Step(returns=True, is_a_case=is_a_case)

    @precondition(lambda self: self.planned or self.running)
    @rule(which=pick, where=pick)
    def take(self, which: int, where: int) -> None:
        with self._writing() as (db, who):
            waiting = agenda.waiting(db, self.community.id)
            if not waiting:
                return
            places = [*self.planned, *([self.running] if self.running else [])]
            agenda.take(db, waiting[which % len(waiting)], found(db, places[where % len(places)]), **who)

    @precondition(lambda self: self.planned or self.running)
    @rule(which=pick, where=pick, what=st.sampled_from(["take off", "move", "change", "let go"]), yes=yes_or_no)
    def work_on_agenda(self, which: int, where: int, what: str, yes: bool) -> None:
        places = [*self.planned, *([self.running] if self.running else [])]
        with self._writing() as (db, who):
            items = [
                item for item in agenda.of(db, places[where % len(places)]) if what == "let go" or not item.begun_at
            ]
            if not items:
                return
            item = items[which % len(items)]
            known = self.steps[item.id]
            if what == "take off":
                agenda.take_off(db, item, **who)
                known.is_ended |= not known.returns
            if what == "move":
                agenda.move(db, item, which % 9, **who)
            if what == "change":
                self._change(db, item, known, yes)
            if what == "let go":
                agenda.let_go(db, item, "It has settled", **who)
                known.is_ended = True

    @precondition(lambda self: self.steps)
    @rule(which=pick, yes=yes_or_no)
    def work_on_waiting(self, which: int, yes: bool) -> None:
        with self._writing() as (db, who):
            waiting = [item for item in agenda.waiting(db, self.community.id)]
            if not waiting:
                return
            item = waiting[which % len(waiting)]
            if not yes:
                agenda.let_go(db, item, "It has settled", **who)
                self.steps[item.id].is_ended = True
            elif item.meeting_id is None:
                # Changing the words of a topic that waits never makes it go.
                self._change(db, item, None, False)

    @precondition(lambda self: any(step.is_ended for step in self.steps.values()))
    @rule(which=pick)
    def bring_step_back(self, which: int) -> None:
        ended = [item_id for item_id, step in self.steps.items() if step.is_ended]
        item_id = ended[which % len(ended)]
        with self._writing() as (db, who):
            item = agenda.by_id(db, item_id)
            assert item
            agenda.bring_back(db, item, **who)
            is_after = item.meeting_id is None or item.meeting_id in self.over
        self.steps[item_id].is_ended = False
        self.steps[item_id].returns |= is_after

    # Cases that are discussed, and come back

    @precondition(lambda self: self.running)
    @rule()
    def discuss_a_case(self) -> None:
        """A case is handed in and approved, and the meeting takes it up and comes to its step."""
        self.propose(is_a_case=True)
        with self._writing() as (db, who):
            meeting = found(db, self.running)
            item = next(item for item in reversed(agenda.waiting(db, self.community.id)) if item.case_id)
            agenda.take(db, item, meeting, **who)
        while self._is_before(item.id):
            self.move_on("on")
        for is_taken in (True, False, True):
            self.make_an_offer(is_taken)

    @precondition(lambda self: self.running)
    @rule(is_taken=yes_or_no)
    def make_an_offer(self, is_taken: bool) -> None:
        with self._writing() as (db, who):
            meeting = found(db, self.running)
            now = pacing.current(agenda.of(db, meeting.id))
            text = self._word("offer")
            offer = notes.take_down(db, meeting, now, kind="offer", text=text, **who)
            if is_taken:
                notes.take_offer(db, offer, wanted=True, **who)
        if now:
            self.steps[now.id].notes.append(text)
            if now.case_id and is_taken:
                self.taken.setdefault(now.case_id, set()).add(text)

    @rule(which=pick, by_presenter=yes_or_no)
    def sum_up(self, which: int, by_presenter: bool) -> None:
        with self._writing() as (db, who):
            case = self._opened(db, which)
            discussed = discussions.by_case(db, case.id) if case else None
            if not discussed or not discussed.meeting.started_at:
                return
            stands = discussions.of(db, discussed)
            text, writer = self._word("summary"), self.fatima if by_presenter else self.sol
            seen = stands.wording if stands else ""
            discussions.write_summary(db, discussed, text, seen, by=writer, at=who["at"])
        self.summaries[discussed.case.id, discussed.meeting.id] = (text, by_presenter)

    @rule(which=pick, days=st.sampled_from([0, 0, 24, 60]), at_meeting=yes_or_no)
    def ask_about_a_case(self, which: int, days: int, at_meeting: bool) -> None:
        with self._writing(apart=True) as (db, who):
            case = self._opened(db, which)
            if not case:
                return
            meeting = found(db, self.running) if self.running and at_meeting else None
            day = self._today() + timedelta(days=days)
            returns.set_day(db, case, day, meeting=meeting, **who)
        before, here = self.asked.get(case.id), meeting.id if meeting else None
        if not before or (before.on_day, before.at) != (day, here):
            self.asked[case.id] = Asked(day, here, before)

    @precondition(lambda self: self.running and self.asked)
    @rule(which=pick)
    def take_the_day_back(self, which: int) -> None:
        case_id = [*self.asked][which % len(self.asked)]
        with self._writing(apart=True) as (db, who):
            returns.take_day_back(db, db.get_one(cases.Case, case_id), found(db, self.running), **who)
        asked = self.asked[case_id]
        if asked.at == self.running:
            del self.asked[case_id]
            if asked.before:
                self.asked[case_id] = asked.before

    @precondition(lambda self: self.asked)
    @rule(which=pick, word=st.sampled_from(["told", "rest", "pause", "resume"]), at_meeting=yes_or_no)
    def say_of_a_case(self, which: int, word: str, at_meeting: bool) -> None:
        case_id = [*self.asked][which % len(self.asked)]
        with self._writing(apart=True) as (db, who):
            case = cases.by_id(db, case_id)
            assert case and case.has_opened
            meeting = found(db, self.running) if self.running and at_meeting else None
            if word in {"pause", "resume"}:
                (pausing.pause if word == "pause" else pausing.resume)(db, case, **who)
                return
            text = self._word(word)
            if word == "told":
                returns.tell(db, case, text, today=self._today(), meeting=meeting, **who)
            if word == "rest":
                returns.rest(db, case, text, meeting=meeting, **who)
        self.told.setdefault(case_id, []).append(Words(text, meeting.id if meeting else None))
        asked = self.asked[case_id]
        today = max(self._days_of(meeting)) if meeting else self._today()
        # What this meeting has set is for a later one: telling leaves it.
        if word == "rest" or (asked.on_day <= today and (meeting is None or asked.at != meeting.id)):
            del self.asked[case_id]

    # Actions, miracles, barriers

    @rule(where=st.sampled_from(["here", "between", "a planned one"]), which=pick)
    def agree(self, where: str, which: int) -> None:
        with self._writing() as (db, who):
            meeting = self._place(db, where, which)
            action = actions.agree(
                db, self.community.id, text=self._word("action"), owner_id=None, due_on=None, meeting=meeting, **who
            )
        self.actions[action.id] = Thing(meeting.id if meeting else None)

    @precondition(lambda self: self.actions)
    @rule(which=pick, word=st.sampled_from([*actions.WORDS]), at_meeting=yes_or_no)
    def say(self, which: int, word: str, at_meeting: bool) -> None:
        action_id, known = one_of(self.actions, which)
        ends = actions.WORDS[word][1]
        if known.is_away or (known.ended_during and word in {"not_yet", "kept"}):
            return
        with self._writing() as (db, who):
            meeting = found(db, self.running) if at_meeting and self.running else None
            actions.say(db, actions.by_id(db, action_id), word, "A reason", meeting=meeting, **who)
        known.ended_during = (known.ended_during or self.running or "between") if ends else None

    @rule(where=st.sampled_from(["here", "between", "a planned one"]), which=pick)
    def tell(self, where: str, which: int) -> None:
        with self._writing() as (db, who):
            meeting = self._place(db, where, which)
            told = miracles.tell(db, self.community.id, text=self._word("miracle"), meeting=meeting, **who)
        self.miracles[told.id] = Thing(meeting.id if meeting else None, told_at=told.told_at)

    @precondition(lambda self: self.miracles)
    @rule(which=pick, word=st.sampled_from([*holding.WORDS]), at_meeting=yes_or_no)
    def say_how_it_holds(self, which: int, word: str, at_meeting: bool) -> None:
        miracle_id, known = one_of(self.miracles, which)
        if known.is_away:
            return
        with self._writing(apart=True) as (db, who):
            miracle = miracles.by_id(db, miracle_id)
            assert miracle
            meeting = found(db, self.running) if at_meeting and self.running else None
            here = meeting.id if meeting else None
            if here and here in {at for _months, at in known.answers}:
                holding.take_back(db, miracle, meeting, **who)
                known.answers = [one for one in known.answers if one[1] != here]
                return
            day = max(self._days_of(meeting)) if meeting else self._today()
            known.answers.append((known.asked_after(day), here))
            holding.say(db, miracle, word, today=self._today(), meeting=meeting, **who)

    @rule(where=st.sampled_from(["here", "between", "a planned one"]), which=pick)
    def name_barrier(self, where: str, which: int) -> None:
        with self._writing() as (db, who):
            meeting = self._place(db, where, which)
            named = barriers.name(db, self.community.id, text=self._word("barrier"), meeting=meeting, **who)
        self.barriers[named.id] = Thing(meeting.id if meeting else None)

    @precondition(lambda self: self.barriers)
    @rule(which=pick, what=st.sampled_from(["ask", "answer", "end", "reopen"]), word=st.sampled_from([*ANSWERS]))
    def work_on_barrier(self, which: int, what: str, word: str) -> None:
        barrier_id, known = one_of(self.barriers, which)
        if known.is_away or (known.ended_during and what in {"ask", "answer"}):
            return
        with self._writing() as (db, who):
            barrier = barriers.by_id(db, barrier_id)
            assert barrier
            newest = standings.of_one(db, barrier, self._today()).ask
            asked = asks.by_id(db, newest.id) if newest else None
            can_answer = asked is not None and replies.can_answer(db, asked)
            if what == "ask" or (what == "answer" and not can_answer):
                ask = asks.ask_now(db, barrier, self.sols_place, self._kept("ask"), reply_by=None, **who)
                asked = asks.by_id(db, ask.id)
            if what == "answer":
                assert asked is not None
                replies.answer(db, asked, word, self._kept("answer"), **who)
            if what == "end":
                follow_ups.end(db, barrier, "lifted", "They wrote back", **who)
                known.ended_during = known.ended_during or self.running or "between"
            if what == "reopen":
                follow_ups.reopen(db, barrier, **who)
                known.ended_during = None

    @rule(which=pick, what=st.sampled_from(["action", "miracle", "barrier"]), away=yes_or_no)
    def put_away_or_bring_back(self, which: int, what: str, away: bool) -> None:
        module, things = {
            "action": (actions, self.actions),
            "miracle": (miracles, self.miracles),
            "barrier": (barriers, self.barriers),
        }[what]
        if not things:
            return
        thing_id, known = one_of(things, which)
        with self._writing() as (db, who):
            verb: Any = module.put_away if away else module.bring_back  # type: ignore[attr-defined]
            verb(db, module.by_id(db, thing_id), **who)  # type: ignore[attr-defined]
        known.is_away = away

    @rule(days=st.sampled_from([0, 28, 80]), pace=st.sampled_from(PACES))
    def time_passes(self, days: int, pace: int) -> None:
        self.at += timedelta(days=days)
        self.pace = pace

    # What should be seen

    def _look_at_everything(self, db: Session) -> None:
        for meeting_id in [*self.planned, *([self.running] if self.running else [])]:
            self._look_at(db, found(db, meeting_id))
        self._look_at_steps(db)
        self._look_at_what_is_over(db)
        for meeting_id in self.held[-3:]:
            self._look_at_minutes(db, found(db, meeting_id))

    def _look_at(self, db: Session, meeting: Meeting) -> None:
        seen = opening.of_meeting(db, meeting, clock.today_in("Europe/London", self.at))
        self._look_at_things(meeting, [action.id for action in seen.actions], self.actions)
        self._look_at_things(meeting, [one.barrier.id for part in seen.barriers for one in part], self.barriers)
        self._look_at_cases(db, meeting, seen.returns)
        expected = {
            miracle_id
            for miracle_id, known in self.miracles.items()
            if not known.is_away and known.heard == (meeting.id if meeting.started_at else None)
        }
        assert sorted(miracle.id for miracle in seen.miracles) == sorted(expected), "Each miracle opens one meeting."
        self._look_at_holding(meeting, [one.miracle.id for one in seen.holding if one.said is None])

    def _look_at_holding(self, meeting: Meeting, seen: list[UUID]) -> None:
        day = max(self._days_of(meeting))
        expected = {
            miracle_id
            for miracle_id, known in self.miracles.items()
            if not known.is_away and known.asked_after(day) and not (meeting.started_at or self.at) <= known.told_at
        }
        assert sorted(seen) == sorted(expected), "Whether it holds is asked until somebody says, once for each day."

    def _look_at_things(self, meeting: Meeting, seen: list[UUID], things: dict[UUID, Thing]) -> None:
        assert len(seen) == len(set(seen)), "Nothing stands there twice."
        expected = {thing_id for thing_id, known in things.items() if known.lives and known.meeting != meeting.id}
        assert expected <= set(seen), "All that is open comes back."
        for thing_id in set(seen) - expected:
            known = things[thing_id]
            assert not known.is_away, "What was put away stays away."
            assert known.ended_during == meeting.id, "What ended before does not come back."

    def _look_at_cases(self, db: Session, meeting: Meeting, seen: list[ComingBack]) -> None:
        open_ones = [back.case.id for back in seen if back.is_open]
        assert len(open_ones) == len(set(open_ones)), "A case is asked about once."
        held = self._days_of(meeting)
        due = {case_id for case_id, asked in self.asked.items() if asked.on_day <= max(held) and asked.at != meeting.id}
        assert set(open_ones) == due, "It comes back from its day on until somebody tells, paused or not."
        for back in seen:
            assert {offer.text for offer in back.taken} == self.taken.get(back.case.id, set()), "With what was taken."
        for case_id, told in self.told.items():
            texts = {one.text for one in told}
            assert {one.text for one in returns.of_case(db, case_id)} >= texts, "Nothing that was told is lost."

    def _look_at_minutes(self, db: Session, meeting: Meeting) -> None:
        written = minutes.of(db, meeting, self.at)
        told = sorted(one.words.text for one in written.told)
        expected = sorted(one.text for texts in self.told.values() for one in texts if one.heard == meeting.id)
        assert told == expected, "What was told stands in the minutes of the one meeting that heard it."
        kept = [line.kept for line in [*written.steps, *written.not_reached] if line.kept] + written.kept_beside
        in_short = {one.case.id: one.summary.summary for one in kept if one.summary}
        confirmed = {ids[0]: text for ids, (text, is_so) in self.summaries.items() if is_so and ids[1] == meeting.id}
        assert in_short == confirmed, "What a presenter has confirmed stands in its minutes, and nothing else."
        asked = [one.case.id for one in kept if one.asked]
        ours = {case_id for case_id, one in self.asked.items() if one.at == meeting.id}
        assert len(asked) == len(set(asked)) and ours <= set(asked), "So does the day that it set."

    def _look_at_steps(self, db: Session) -> None:
        waiting = [item.id for item in agenda.waiting(db, self.community.id)]
        ahead = [item.id for meeting_id in self.planned for item in agenda.of(db, meeting_id)]
        today = [item.id for item in agenda.of(db, self.running)] if self.running else []
        somewhere = [*waiting, *ahead, *today]
        taken_down = {(note.agenda_item_id, note.text) for note in notes.of_items(db, set(self.steps))}
        expected = {(item_id, text) for item_id, known in self.steps.items() for text in known.notes}
        assert taken_down == expected, "Its notes go with it."
        for item_id, known in self.steps.items():
            if not known.returns:
                assert item_id not in waiting, "A step that every meeting has does not wait."
            if known.lives:
                assert somewhere.count(item_id) == 1, "It waits, or stands on exactly one agenda."
            if known.is_ended:
                assert item_id not in somewhere, "What was let go with a reason does not come back."
            if known.is_reached:
                assert item_id not in [*waiting, *ahead], "What we got through does not come back."

    def _look_at_what_is_over(self, db: Session) -> None:
        for meeting_id in self.over:
            linked = {thing_id for thing_id, known in self.actions.items() if known.meeting == meeting_id}
            kept = {thing_id for thing_id in linked if not self.actions[thing_id].is_away}
            assert {action.id for action in actions.agreed_at(db, found(db, meeting_id))} == kept
        texts = {ask.text for ask in asks.of(db, set(self.barriers))}
        # A mended answer is not shown any more, and is there all the same.
        texts |= set(db.exec(select(Reply.why).where(col(Reply.barrier_id).in_(set(self.barriers)))))
        assert texts == set(self.said_by_sponsor), "No question and no answer is lost."

    # Small things

    def _today(self) -> date:
        return clock.today_in("Europe/London", self.at)

    def _is_before(self, item_id: UUID) -> bool:
        with self.database.reading() as db:
            items = agenda.of(db, found(db, self.running).id)
            now = pacing.current(items)
            return any(item.id == item_id and not item.begun_at and pacing.is_ahead(item, now) for item in items)

    def _days_of(self, meeting: Meeting) -> list[date]:
        return [clock.today_in("Europe/London", one) for one in (meeting.starts_at, meeting.started_at or self.at)]

    def _opened(self, db: Session, which: int) -> cases.Case | None:
        known = [case for case in cases.of(db, self.community.id) if case.has_opened]
        return sorted(known, key=lambda case: case.code_name)[which % len(known)] if known else None

    @contextmanager
    def _writing(self, *, apart: bool = False) -> Iterator[tuple[Session, dict[str, Any]]]:
        # What is undone by its moment is never done twice in one.
        self.at += timedelta(seconds=self.pace, microseconds=int(apart))
        with self.database.writing() as db:
            yield db, {"by": self.fatima, "at": self.at}

    def _place(self, db: Session, where: str, which: int) -> Meeting | None:
        if where == "here" and self.running:
            return found(db, self.running)
        if where == "a planned one" and self.planned:
            return found(db, self.planned[which % len(self.planned)])
        return None

    def _change(self, db: Session, item: AgendaItem, known: Step | None, returns: bool) -> None:
        words = {"title": self._word("title"), "minutes": 5, "led_by": "all", "hint": "", "returns": returns}
        agenda.change(db, item, **words, method=item.method, seen=item.wording, by=self.fatima, at=self.at)
        if known:
            # Saying of a step on an agenda that it need not come back is a choice; a case always does.
            known.returns = returns or known.is_a_case

    def _word(self, kind: str) -> str:
        self.count += 1
        return f"{kind} {self.count}"

    def _kept(self, kind: str) -> str:
        self.said_by_sponsor.append(self._word(kind))
        return self.said_by_sponsor[-1]


@cache
def template_file() -> Path:
    """A migrated, empty database to copy from."""
    file = Path(tempfile.mkdtemp()) / "template.sqlite3"
    migrate.to_newest(f"sqlite:///{file}")
    database = Database(f"sqlite:///{file}")
    with database.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    database.engine.dispose()
    return file


def some_months_later(day: date, months: int) -> date:
    for shorter in range(4):
        try:
            month = day.month - 1 + months
            return day.replace(year=day.year + month // 12, month=month % 12 + 1, day=day.day - shorter)
        except ValueError:
            continue
    raise AssertionError


def found(db: Session, meeting_id: UUID | None) -> Meeting:
    meeting = meetings.by_id(db, meeting_id) if meeting_id else None
    assert meeting
    return meeting


def one_of(things: dict[UUID, Thing], which: int) -> tuple[UUID, Thing]:
    latest = list(things.items())[-3:]
    return latest[which % len(latest)]


def another_step() -> UUID:
    return UUID(int=0)


class TestNothingIsLost(Communities.TestCase):
    settings = settings(PROFILE, suppress_health_check=list(HealthCheck))
