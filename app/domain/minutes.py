"""The minutes of a meeting, built from what was taken down while it ran; nothing is written twice."""

from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlmodel import Session, col, or_, select

from app.domain import actions as all_actions
from app.domain import attendance, barriers_back, cases, feedback, holding, meetings, notes, timer
from app.domain import barriers as all_barriers
from app.domain import miracles as all_miracles
from app.domain import told as all_told
from app.domain.actions import Action, FollowUp
from app.domain.agenda import AgendaItem, Deferral
from app.domain.attendance import Seat
from app.domain.barriers import Barrier
from app.domain.barriers_back import Heard
from app.domain.communities import AGENCY_KINDS
from app.domain.feedback import End
from app.domain.holding import Due
from app.domain.meetings import Meeting
from app.domain.miracles import Miracle
from app.domain.notes import Note
from app.domain.told import Kept, Told


class Caught(NamedTuple):
    """What was taken down at one step, or beside all of them."""

    notes: list[Note]
    questions: list[Note]
    offers: list[Note]
    actions: list[Action]
    miracles: list[Miracle]
    barriers: list[Barrier]

    @property
    def is_empty(self) -> bool:
        """Whether nothing was."""
        return not any(self)

    def without(self, case_ids: set[UUID]) -> "Caught":
        """The same, but for what was said of these cases."""
        parts: Any = ([one for one in part if one.case_id not in case_ids] for part in self)
        return Caught(*parts) if case_ids else self

    def at(self, item_ids: set[UUID | None]) -> "Caught":
        """Only what was caught at these steps."""
        return Caught(
            [note for note in self.notes if note.agenda_item_id in item_ids],
            [asked for asked in self.questions if asked.agenda_item_id in item_ids],
            [offer for offer in self.offers if offer.agenda_item_id in item_ids],
            [action for action in self.actions if action.agenda_item_id in item_ids],
            [miracle for miracle in self.miracles if miracle.agenda_item_id in item_ids],
            [barrier for barrier in self.barriers if barrier.agenda_item_id in item_ids],
        )


class Line(NamedTuple):
    """One step in the minutes; `fate` says what became of one that was not reached, `now_at` where it stands now."""

    title: str
    item: AgendaItem
    minutes: int
    seconds: int
    caught: Caught
    # Where the step was a case's: what is kept of its discussion, if anything is.
    kept: Kept | None = None
    fate: str = ""
    now_at: Meeting | None = None

    @property
    def real_minutes(self) -> int:
        """The whole minutes it really took; a step that was begun took at least one."""
        return max(1, round(self.seconds / 60)) if self.seconds else 0


class Minutes(NamedTuple):
    """Everything that the minutes say."""

    here: list[tuple[str, list[Seat]]]
    apologies: list[Seat]
    remembered: list[Miracle]
    told: list[Told]
    # What was said of earlier ones: still holding, grown, slipped back.
    held: list[Due]
    carried: list[tuple[Action, FollowUp | None]]
    # Answers of sponsors that were told, and whether what changed holds at the door.
    heard: list[Heard]
    steps: list[Line]
    beside: Caught
    # What is kept of cases that have no step here.
    kept_beside: list[Kept]
    not_reached: list[Line]
    end: End
    # How actions were worded when the minutes were ready, if they are worded otherwise today.
    worded: dict[UUID, str]


def of(db: Session, meeting: Meeting, at: datetime, hidden: set[UUID] | None = None) -> Minutes:
    """The minutes of a meeting that is closed; of one that is running, as far as they go. Without the hidden cases."""
    hidden = hidden or set()
    caught = caught_at(db, meeting).without(hidden)
    steps, left = _steps(db, meeting, caught, at)
    not_reached = left + _moved_on(db, meeting, caught)
    known = {line.item.id for line in steps + not_reached}
    others = {one.agenda_item_id for some in caught for one in some} - known
    kept = {case_id: one for case_id, one in all_told.kept_at(db, meeting).items() if case_id not in hidden}
    steps, not_reached = _with_kept(steps, kept), _with_kept(not_reached, kept)
    said = all_actions.said_at(db, meeting)
    seats = attendance.seats(db, meeting)
    told = all_told.heard_at(db, meeting, meetings.previous_to(db, meeting))
    return Minutes(
        here=_by_kind([seat for seat in seats if seat.word in {"here", "left"}]),
        apologies=[seat for seat in seats if seat.word == "apologies"],
        remembered=all_miracles.remembered_at(db, meeting),
        told=[one for one in told if one.case.id not in hidden],
        held=[asked for asked in holding.said_at(db, meeting) if asked.miracle.case_id not in hidden],
        carried=[(action, said.get(action.id)) for action in all_actions.carried_into(db, meeting)],
        heard=[one for one in barriers_back.heard_at(db, meeting) if one.barrier.case_id not in hidden],
        steps=steps,
        beside=caught.at(others),
        kept_beside=list(kept.values()),
        not_reached=not_reached,
        end=feedback.end_of(db, meeting),
        worded=all_actions.reworded_since(db, caught.actions, meeting.minutes_ready_at)
        if meeting.minutes_ready_at
        else {},
    )


def without_cases(db: Session, meeting: Meeting, at: datetime) -> Minutes:
    """The same for whoever is to read nothing of any case: not what was caught at its step, nor what came of it."""
    written = of(db, meeting, at, {case.id for case in cases.of(db, meeting.community_id)})
    return written._replace(
        remembered=[miracle for miracle in written.remembered if miracle.case_id is None],
        held=[asked for asked in written.held if asked.miracle.case_id is None],
        carried=[(action, said) for action, said in written.carried if action.case_id is None],
    )


def caught_at(db: Session, meeting: Meeting) -> Caught:
    """What was taken down at the meeting, in order."""
    written = notes.of_meeting(db, meeting)
    return Caught(
        notes=[note for note in written if note.kind == "note"],
        questions=[note for note in written if note.kind == "question"],
        offers=[note for note in written if note.kind == "offer"],
        actions=all_actions.agreed_at(db, meeting),
        miracles=all_miracles.told_at(db, meeting),
        barriers=all_barriers.named_at(db, meeting),
    )


def left_over(db: Session, meeting: Meeting, at: datetime) -> list[Line]:
    """What the meeting did not reach, and what became of each step."""
    nothing = Caught([], [], [], [], [], [])
    return _steps(db, meeting, nothing, at)[1] + _moved_on(db, meeting, nothing)


def _steps(db: Session, meeting: Meeting, caught: Caught, at: datetime) -> tuple[list[Line], list[Line]]:
    # Steps let go after the meeting had begun belong to its record; those taken off while it was planned do not.
    then = meeting.started_at or at
    statement = select(AgendaItem).where(
        AgendaItem.meeting_id == meeting.id,
        or_(col(AgendaItem.let_go_at).is_(None), col(AgendaItem.let_go_at) >= then),
    )
    reached: list[Line] = []
    left: list[Line] = []
    for item in db.exec(statement.order_by(col(AgendaItem.position))):
        is_reached = item.is_reached or item.is_running
        line = Line(item.title, item, item.minutes, timer.spent(item.run, at), caught.at({item.id}))
        (reached if is_reached else left).append(line if is_reached else line._replace(fate=_fate(item, meeting)))
    return reached, left


def _with_kept(lines: list[Line], kept: dict[UUID, Kept]) -> list[Line]:
    # Each case once, at its first step; what is left over is said beside them.
    return [line._replace(kept=kept.pop(line.item.case_id, None)) if line.item.case_id else line for line in lines]


def _fate(item: AgendaItem, meeting: Meeting) -> str:
    if item.let_go_at:
        return "let_go"
    if not meeting.is_closed and not item.parked_at:
        return "to_come"
    return "waits" if item.returns else "not_needed"


def _moved_on(db: Session, meeting: Meeting, caught: Caught) -> list[Line]:
    statement = (
        select(Deferral, AgendaItem, Meeting)
        .join(AgendaItem, col(AgendaItem.id) == Deferral.agenda_item_id)
        .join(Meeting, col(Meeting.id) == AgendaItem.meeting_id, isouter=True)
        .where(Deferral.meeting_id == meeting.id)
        .order_by(col(Deferral.at))
    )
    return [
        Line(trail.title, item, trail.minutes, trail.seconds, caught.at({item.id}), None, *_whereabouts(item, now_at))
        for trail, item, now_at in db.exec(statement)
    ]


def _whereabouts(item: AgendaItem, now_at: Meeting | None) -> tuple[str, Meeting | None]:
    if item.let_go_at:
        return "let_go", None
    if now_at is None or (now_at.is_over and not item.is_reached):
        return "waits", None
    return "moved", now_at


def _by_kind(seats: list[Seat]) -> list[tuple[str, list[Seat]]]:
    kinds: dict[str, list[Seat]] = {}
    for seat in seats:
        kinds.setdefault(AGENCY_KINDS[seat.agency.kind] if seat.agency else "", []).append(seat)
    return sorted(kinds.items(), key=lambda kind: (not kind[0], kind[0]))
