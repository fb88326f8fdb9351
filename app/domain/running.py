"""Running a meeting: start, next, back, pause, close. Nothing moves on by itself; a person presses.

`seen` is the step, or the phase of it, that the person was looking at: two presses at once, or one from a page that
was behind, do nothing.
"""

from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from app import live
from app.domain import agenda, cases, communities, history, meetings, miracles, pacing, phases, timer
from app.domain.agenda import AgendaItem
from app.domain.errors import Refused
from app.domain.meetings import Meeting
from app.domain.people import Person

PRESS_ADDS = 2


def start(db: Session, meeting: Meeting, *, by: Person, at: datetime) -> None:
    """The meeting begins, its cases open, and the clock starts with the first step."""
    if meeting.is_running:
        return
    open_up(db, meeting, by=by, at=at)
    items = agenda.of(db, meeting.id)
    if items:
        _begin(db, items[0], by=by, at=at, is_last=len(items) == 1)


def open_up(db: Session, meeting: Meeting, *, by: Person, at: datetime) -> None:
    """The meeting begins and its cases open; no step does, as when it was held on paper."""
    meetings.start(db, meeting, by=by, at=at)
    cases.open_at(db, meeting, by=by, at=at)
    community = communities.by_id(db, meeting.community_id)
    if community and not community.is_quiet(at):
        miracles.open_with(db, meeting)


def step_on(db: Session, meeting: Meeting, seen: UUID | None, *, by: Person, at: datetime) -> None:
    """On to the next phase of the step, or after its last one to the next step."""
    _refuse_unless_running(meeting)
    items = agenda.of(db, meeting.id)
    now = pacing.current(items)
    if phases.mark(db, now) != seen:
        return
    if now and phases.step_on(db, now, at):
        _let_clock_go_on(now, at)
        _record(db, now, "phase_begun", by=by, at=at)
        return
    if now:
        _end(db, now, by=by, at=at)
    following = next((item for item in items if pacing.is_ahead(item, now)), None)
    if following:
        _begin(db, following, by=by, at=at, is_last=following is items[-1])


def step_back(db: Session, meeting: Meeting, seen: UUID | None, *, by: Person, at: datetime) -> None:
    """Back to the phase before, or to the step before; it goes on from the time it had already used."""
    _refuse_unless_running(meeting)
    items = agenda.of(db, meeting.id)
    now = pacing.current(items)
    if phases.mark(db, now) != seen:
        return
    if now and phases.step_back(db, now, at):
        _let_clock_go_on(now, at)
        _record(db, now, "phase_left", by=by, at=at)
        return
    before = [item for item in items if pacing.is_behind(item, now)]
    if not before:
        raise Refused("This is the first step.")
    if now:
        _leave_unreached(db, now, by=by, at=at)
    _begin(db, before[-1], by=by, at=at)


def pause(db: Session, meeting: Meeting, seen: UUID | None = None, *, by: Person, at: datetime) -> None:
    """Stop the step's clock; saying it twice changes nothing."""
    now = _step_at(db, meeting, seen)
    if now is None or now.paused_at:
        return
    now.paused_at = at
    _record(db, now, "paused", by=by, at=at)


def resume(db: Session, meeting: Meeting, seen: UUID | None = None, *, by: Person, at: datetime) -> None:
    """Let the step's clock go on; the pause does not count."""
    now = _step_at(db, meeting, seen)
    if now is None or not now.paused_at:
        return
    _let_clock_go_on(now, at)
    _record(db, now, "resumed", by=by, at=at)


def add_minutes(db: Session, meeting: Meeting, seen: UUID | None = None, *, by: Person, at: datetime) -> None:
    """Give the running step two more minutes, and with it the phase it is at."""
    now = _step_at(db, meeting, seen)
    if now is None:
        return
    lengthen(db, now, PRESS_ADDS, "extended", by=by, at=at)


def lengthen(db: Session, item: AgendaItem, minutes: int, verb: str, *, by: Person, at: datetime) -> None:
    """Give a step, and the phase it is at, more minutes than planned, or fewer; `verb` says why, for the trail."""
    item.added_minutes += minutes
    phases.add_minutes(db, item, minutes)
    _record(db, item, verb, by=by, at=at)


def park(db: Session, meeting: Meeting, seen: UUID | None, *, by: Person, at: datetime) -> None:
    """Leave the running step for another meeting, with its notes, and go on to the next."""
    _refuse_unless_running(meeting)
    now = pacing.current(agenda.of(db, meeting.id))
    if now is None or seen not in {now.id, phases.mark(db, now)}:
        return
    now.returns = True
    _end(db, now, by=by, at=at)
    now.parked_at = at
    _record(db, now, "parked", by=by, at=at)
    step_on(db, meeting, None, by=by, at=at)


def close(db: Session, meeting: Meeting, *, by: Person, at: datetime) -> None:
    """Close the meeting. Steps it did not reach wait for the next one."""
    if meeting.is_closed:
        return
    now = pacing.current(agenda.of(db, meeting.id))
    if now:
        _end(db, now, by=by, at=at)
    meetings.close(db, meeting, by=by, at=at)


def _step_at(db: Session, meeting: Meeting, seen: UUID | None) -> AgendaItem | None:
    """The running step; None when the person was looking at another one."""
    _refuse_unless_running(meeting)
    now = pacing.current(agenda.of(db, meeting.id))
    if now is None:
        raise Refused("The agenda is through. Close the meeting, or go back a step.")
    return now if seen in {None, now.id, phases.mark(db, now)} else None


def _begin(db: Session, item: AgendaItem, *, by: Person, at: datetime, is_last: bool = False) -> None:
    item.seconds_before = timer.spent(item.run, at)
    item.begun_at, item.paused_at, item.ended_at, item.parked_at = at, None, None, None
    item.seconds_paused = 0
    phases.begin(db, item, at)
    _record(db, item, "begun", by=by, at=at)
    if is_last:
        live.tell(db.info, history.topic_of(item.community_id), "feedback")  # from now on everybody is asked


def _end(db: Session, item: AgendaItem, *, by: Person, at: datetime) -> None:
    _let_clock_go_on(item, at)
    item.ended_at = at
    _record(db, item, "ended", by=by, at=at)


def _let_clock_go_on(item: AgendaItem, at: datetime) -> None:
    if item.paused_at:
        item.seconds_paused += int((at - item.paused_at).total_seconds())
        item.paused_at = None


def _leave_unreached(db: Session, item: AgendaItem, *, by: Person, at: datetime) -> None:
    item.seconds_before = timer.spent(item.run, at)
    item.begun_at = item.paused_at = item.ended_at = None
    item.seconds_paused = 0
    _record(db, item, "left", by=by, at=at)


def _refuse_unless_running(meeting: Meeting) -> None:
    if not meeting.is_running:
        raise Refused("This meeting is not running.")
    if meeting.break_ends_at:
        raise Refused("We are on a break. Press “We are back” first.")


def _record(db: Session, item: AgendaItem, verb: str, *, by: Person, at: datetime) -> None:
    db.add(item)
    # Where we are concerns fewer pieces of the page than what stands on the agenda.
    noun = "agenda" if verb == "parked" else "steps"
    history.record(db, item.community_id, noun, verb, about=item, by=by, at=at, meeting_id=item.meeting_id)
