"""Rolling a step to the next meeting while this one runs: it stands there at once, with its notes; a trail stays."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlmodel import Session, col, select

from app.domain import agenda, cases, history, meetings, moving_on, pacing, phases, running, steps
from app.domain.agenda import AgendaItem, Deferral
from app.domain.errors import Refused
from app.domain.meetings import Meeting
from app.domain.people import Person


class Rolled(NamedTuple):
    """A step that was rolled on from this meeting, and the meeting it stands at now, if any."""

    trail: Deferral
    item: AgendaItem
    now_at: Meeting | None

    @property
    def can_come_back(self) -> bool:
        """Whether it can still be had back: nobody has let it go, or begun the meeting it went to."""
        return self.item.let_go_at is None and (self.now_at is None or self.now_at.started_at is None)


def roll(
    db: Session, meeting: Meeting, item_id: UUID, seen: UUID | None, *, by: Person, at: datetime
) -> AgendaItem | None:
    """Put the step on the agenda of the next planned meeting, or let it wait for one; a running one makes way."""
    item = next((one for one in agenda.of(db, meeting.id) if one.id == item_id), None)
    if not _is_as_seen(db, meeting, seen) or item is None:
        return None
    stood = _stands(item)
    _refuse_if_case_went_back(db, item)
    before = {"position": item.position, "added_minutes": item.added_minutes, "returned": item.returns}
    if item.is_running:
        running.park(db, meeting, seen, by=by, at=at)
    trail = steps.keep_trail(db, item, at)
    assert trail is not None
    trail.sqlmodel_update(before | {"stood": stood})
    item.returns = True
    moving_on.carry(db, item, next_planned(db, meeting, at), by=by, at=at)
    _record(db, item, "rolled", meeting, by=by, at=at)
    return item


def undo(db: Session, meeting: Meeting, item_id: UUID, seen: UUID | None, *, by: Person, at: datetime) -> None:
    """Have it back where it stood; the step that was running goes on when nothing was done since."""
    rolled = next((one for one in of(db, meeting) if one.item.id == item_id), None)
    if not _is_as_seen(db, meeting, seen) or rolled is None:
        return
    if not rolled.can_come_back:
        raise Refused("This step has gone on since then, so it stays where it is.")
    item, returned, was_running = rolled.item, rolled.trail.returned, rolled.trail.stood == "running"
    _put_back(db, meeting, rolled, by=by, at=at)
    _record(db, item, "rolled_back", meeting, by=by, at=at)
    if was_running and not meeting.break_ends_at and _is_just_behind(db, meeting, item, at):
        running.step_back(db, meeting, phases.mark(db, pacing.step_of(db, meeting)), by=by, at=at)
        item.returns = returned


def of(db: Session, meeting: Meeting) -> list[Rolled]:
    """What was rolled on from this meeting while it ran, oldest first."""
    statement = (
        select(Deferral, AgendaItem, Meeting)
        .join(AgendaItem, col(AgendaItem.id) == Deferral.agenda_item_id)
        .join(Meeting, col(Meeting.id) == AgendaItem.meeting_id, isouter=True)
        .where(Deferral.meeting_id == meeting.id, Deferral.stood != "")
        .order_by(col(Deferral.at))
    )
    return [Rolled(trail, item, now_at) for trail, item, now_at in db.exec(statement)]


def next_planned(db: Session, meeting: Meeting, at: datetime) -> Meeting | None:
    """The next meeting that is planned; one whose day went by without it is none."""
    return next(iter(meetings.ahead(db, {meeting.community_id}, at)), None)


def _is_as_seen(db: Session, meeting: Meeting, seen: UUID | None) -> bool:
    if not meeting.is_running:
        raise Refused("This meeting is not running.")
    now = pacing.step_of(db, meeting)
    return (now.id if now else None) == seen


def _stands(item: AgendaItem) -> str:
    if item.is_reached:
        raise Refused("We are through with this step, so it stays in the minutes of this meeting.")
    if item.parked_at:
        return "parked"
    return "running" if item.is_running else "ahead"


def _refuse_if_case_went_back(db: Session, item: AgendaItem) -> None:
    case = cases.by_id(db, item.case_id) if item.case_id else None
    if case and not case.is_approved:
        raise Refused("Its case went back to the presenter, so it cannot go to another meeting yet.")


def _put_back(db: Session, meeting: Meeting, rolled: Rolled, *, by: Person, at: datetime) -> None:
    item, trail, has_begun = rolled.item, rolled.trail, rolled.trail.stood != "ahead"
    now = pacing.step_of(db, meeting)
    moving_on.carry(db, item, meeting, by=by, at=at)
    item.minutes, item.added_minutes, item.seconds_before = trail.minutes, trail.added_minutes, trail.seconds
    # What had begun is parked here again, which makes it come back; the rest is still to come.
    item.returns = trail.returned or has_begun
    if has_begun:
        item.begun_at = item.ended_at = item.parked_at = trail.at
    others = [one for one in agenda.of(db, meeting.id) if one.id != item.id]
    first_place = others.index(now) + 1 if now and not has_begun else 0
    place = sum(1 for one in others if one.position < trail.position)
    others.insert(max(first_place, place), item)
    moving_on.number(db, others)


def _is_just_behind(db: Session, meeting: Meeting, item: AgendaItem, at: datetime) -> bool:
    now = pacing.step_of(db, meeting)
    phase = phases.place(db, now, at)
    before = [one for one in agenda.of(db, meeting.id) if pacing.is_behind(one, now)]
    return bool(before) and before[-1].id == item.id and (phase is None or phase.number == 1)


def _record(db: Session, item: AgendaItem, verb: str, meeting: Meeting, *, by: Person, at: datetime) -> None:
    db.add(item)
    history.record(db, item.community_id, "agenda", verb, about=item, by=by, at=at, meeting_id=meeting.id)
