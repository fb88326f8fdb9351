"""The phases of a case discussion: who speaks, what the others do, and for how long. They stay with their step."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlmodel import Field, Session, SQLModel, col, select

from app.db import new_id
from app.domain import methods, timer
from app.domain.errors import Refused
from app.domain.steps import AgendaItem

# A case that was parked when its time was nearly up comes back with at least this many minutes.
FEWEST_MINUTES = 5


class Phase(SQLModel, table=True):
    """One phase of a step. `began_after` and `took` are seconds of the step's own clock, so a pause pauses both.

    A phase still to come has no `began_after`; the one we are at has no `took`. One that was left by going back is
    to come again, and keeps in `took` what it has had.
    """

    id: UUID = Field(default_factory=new_id, primary_key=True)
    agenda_item_id: UUID = Field(foreign_key="agenda_item.id", index=True, ondelete="CASCADE")
    position: int
    title: str = Field(max_length=120)
    minutes: int
    added_minutes: int = 0
    speaks: str = Field(default="group", max_length=20)
    others_do: str = Field(default="", max_length=300)
    presenter_is_silent: bool = False
    collects_questions: bool = False
    collects_offers: bool = False
    chooses_offers: bool = False
    began_after: int | None = None
    took: int | None = None

    @property
    def all_minutes(self) -> int:
        """Its minutes with what was added while it ran."""
        return self.minutes + self.added_minutes

    @property
    def state(self) -> str:
        """to_come, now or done."""
        if self.began_after is None:
            return "to_come"
        return "now" if self.took is None else "done"


class AtPhase(NamedTuple):
    """The phase that a running step is at, among the others of its step, and what its own timer shows."""

    phase: Phase
    phases: list[Phase]
    face: timer.Face

    @property
    def number(self) -> int:
        """Which phase it is, counted from one."""
        return self.phases.index(self.phase) + 1

    @property
    def of(self) -> int:
        """How many phases there are."""
        return len(self.phases)

    @property
    def title(self) -> str:
        """What it is called."""
        return self.phase.title

    @property
    def speaks(self) -> str:
        """Who speaks: a key of `methods.SPEAKS`."""
        return self.phase.speaks

    @property
    def others_do(self) -> str:
        """What the others do now."""
        return self.phase.others_do

    @property
    def presenter_is_silent(self) -> bool:
        """Whether the presenter listens and does not reply."""
        return self.phase.presenter_is_silent

    @property
    def collects_questions(self) -> bool:
        """Whether this is when questions are asked, to understand."""
        return self.phase.collects_questions

    @property
    def collects_offers(self) -> bool:
        """Whether this is when offers are made."""
        return self.phase.collects_offers

    @property
    def chooses_offers(self) -> bool:
        """Whether the presenter says now which offers are taken."""
        return self.phase.chooses_offers

    @property
    def presenters_turn(self) -> Phase | None:
        """The next phase in which the presenter speaks."""
        return next((one for one in self.phases[self.number :] if one.speaks == "presenter"), None)

    @property
    def seconds_to_come(self) -> int:
        """What is left for the step when each phase still to come takes its minutes."""
        return max(0, self.face.left) + sum(_left(phase) for phase in self.phases[self.number :])


def of(db: Session, item_id: UUID) -> list[Phase]:
    """The phases of this step in order; none before it has begun for the first time."""
    return list(db.exec(select(Phase).where(Phase.agenda_item_id == item_id).order_by(col(Phase.position))))


def place(db: Session, item: AgendaItem | None, at: datetime) -> AtPhase | None:
    """Which phase the running step is at; none when it follows no method."""
    # A step without a method has no phases: that costs no question.
    phases = of(db, item.id) if item and item.method else []
    now = _current(phases)
    if item is None or now is None or now.began_after is None:
        return None
    run = item.run._replace(before=item.run.before - now.began_after)
    return AtPhase(now, phases, timer.face(run, now.all_minutes, at))


def mark(db: Session, item: AgendaItem | None) -> UUID | None:
    """What a page shows of where we are: the phase, or the step, or neither."""
    now = _current(of(db, item.id)) if item and item.method else None
    return now.id if now else item.id if item else None


def begin(db: Session, item: AgendaItem, at: datetime) -> None:
    """The step begins: the first time it gets the phases of its method; later it goes on where it was."""
    if not item.method:
        return
    phases = of(db, item.id) or _copied(db, item)
    if not phases or _current(phases):
        return
    _begin(db, item, next(phase for phase in phases if phase.state == "to_come"), at)


def step_on(db: Session, item: AgendaItem, at: datetime) -> bool:
    """On to the next phase; False, and nothing done, when there is none: then the step is through.

    The last phase is left as it is, so that whoever comes back to the step is where they were.
    """
    phases = of(db, item.id) if item.method else []
    now = _current(phases)
    if now is None or now is phases[-1]:
        return False
    now.took = _spent(item, now, at)
    db.add(now)
    _begin(db, item, phases[phases.index(now) + 1], at)
    return True


def step_back(db: Session, item: AgendaItem, at: datetime) -> bool:
    """Back to the phase before, which goes on from the time it had; False when this is the first."""
    phases = of(db, item.id) if item.method else []
    now = _current(phases)
    if now is None or now is phases[0]:
        return False
    _leave(db, item, now, at)
    _begin(db, item, phases[phases.index(now) - 1], at)
    return True


def add_minutes(db: Session, item: AgendaItem, minutes: int) -> None:
    """The phase we are at gets some of the minutes that its step was given."""
    now = _current(of(db, item.id)) if item.method else None
    if now:
        now.added_minutes += minutes
        db.add(now)


def rest(db: Session, item: AgendaItem, at: datetime) -> None:
    """The step moves to another agenda, where its clock begins anew: it keeps where it was and what is left of it."""
    phases = of(db, item.id) if item.method else []
    now = _current(phases)
    if now is None:
        return
    _leave(db, item, now, at)
    seconds = sum(_left(phase) for phase in phases if phase.state == "to_come")
    item.minutes = max(FEWEST_MINUTES, -(-seconds // 60))


def forget(db: Session, item: AgendaItem) -> None:
    """The step is to follow another method, or none: what it had of the old one goes."""
    if item.begun_at:
        raise Refused("This step has begun with its method. Park it first, then choose another one.")
    for phase in of(db, item.id):
        db.delete(phase)
    db.flush()


def _copied(db: Session, item: AgendaItem) -> list[Phase]:
    method = methods.found(db, item.community_id, item.method)
    if method is None:
        return []
    minutes = methods.scaled([phase.minutes for phase in method.phases], item.all_minutes)
    phases = [
        Phase(agenda_item_id=item.id, position=position, minutes=minutes[position - 1], **methods.words_of(words))
        for position, words in enumerate(method.phases, start=1)
    ]
    db.add_all(phases)
    return phases


def _begin(db: Session, item: AgendaItem, phase: Phase, at: datetime) -> None:
    # It begins so long ago that it has had by now what it had before.
    phase.began_after = timer.spent(item.run, at) - (phase.took or 0)
    phase.took = None
    db.add(phase)


def _leave(db: Session, item: AgendaItem, phase: Phase, at: datetime) -> None:
    phase.took = _spent(item, phase, at)
    phase.began_after = None
    db.add(phase)


def _spent(item: AgendaItem, phase: Phase, at: datetime) -> int:
    assert phase.began_after is not None
    return timer.spent(item.run, at) - phase.began_after


def _left(phase: Phase) -> int:
    return max(0, phase.all_minutes * 60 - (phase.took or 0))


def _current(phases: list[Phase]) -> Phase | None:
    return next((phase for phase in phases if phase.state == "now"), None)
