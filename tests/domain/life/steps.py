"""The steps of a meeting that runs: on and back, parked, rolled to the next one, with time lent and notes taken."""

from uuid import UUID

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from app.domain import agenda, breaks, cases, lending, notes, pacing, phases, rolling, running
from tests.domain.life.ground import found, pick
from tests.domain.life.meetings import Meetings


class Steps(Meetings):
    """The steps of a meeting that runs."""

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


def another_step() -> UUID:
    return UUID(int=0)
