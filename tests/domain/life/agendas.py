"""Agendas: what is proposed, taken on, taken off, let go with a reason and brought back."""

from uuid import UUID

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule
from sqlmodel import Session

from app.domain import agenda, bringing, cases, notes, pacing
from app.domain.agenda import AgendaItem
from tests.domain.life.ground import found, pick, yes_or_no
from tests.domain.life.known import Step
from tests.domain.life.steps import Steps


class Agendas(Steps):
    """Topics and cases are proposed, taken on, taken off, let go and brought back."""

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

    def _look_at_everything(self, db: Session) -> None:
        super()._look_at_everything(db)
        self._look_at_steps(db)

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

    def _is_before(self, item_id: UUID) -> bool:
        with self.database.reading() as db:
            items = agenda.of(db, found(db, self.running).id)
            now = pacing.current(items)
            return any(item.id == item_id and not item.begun_at and pacing.is_ahead(item, now) for item in items)

    def _change(self, db: Session, item: AgendaItem, known: Step | None, returns: bool) -> None:
        words = {"title": self._word("title"), "minutes": 5, "led_by": "all", "hint": "", "returns": returns}
        agenda.change(db, item, **words, method=item.method, seen=item.wording, by=self.fatima, at=self.at)
        if known:
            # Saying of a step on an agenda that it need not come back is a choice; a case always does.
            known.returns = returns or known.is_a_case
