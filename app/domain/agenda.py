"""The agenda: steps of a meeting, and topics that wait for one; what is done to them.

A step is one row for its whole life. It waits (no meeting), stands on one agenda, and when it was not reached it
moves to another agenda with its notes; a Deferral keeps the trail for the minutes of the meeting it left.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import Session

from app.domain import cases, history, meetings, methods, moving_on, phases
from app.domain.errors import Refused
from app.domain.meetings import Meeting
from app.domain.people import Person
from app.domain.steps import (
    LED_BY,
    AgendaItem,
    Deferral,
    Wording,
    by_id,
    deferred_from,
    is_off,
    keep_trail,
    let_go_in,
    of,
    total,
    waiting,
)

__all__ = [
    "LED_BY",
    "AgendaItem",
    "Deferral",
    "by_id",
    "deferred_from",
    "is_off",
    "let_go_in",
    "of",
    "total",
    "waiting",
]


def add(
    db: Session,
    meeting: Meeting,
    *,
    title: str,
    minutes: int | None,
    led_by: str,
    hint: str,
    method: str = "",
    returns: bool = True,
    by: Person,
    at: datetime,
) -> AgendaItem:
    """Put a new step at the end of the agenda; without minutes it takes those of its method."""
    _refuse_if_over(meeting)
    its_own = methods.minutes_of(db, meeting.community_id, method)
    words = {"title": title, "minutes": minutes or its_own, "led_by": led_by, "hint": hint, "method": method}
    return _add(db, meeting, words, returns=returns, place=moving_on.next_place(db, meeting), by=by, at=at)


def fill(db: Session, meeting: Meeting, steps: Sequence[Wording], *, by: Person, at: datetime) -> None:
    """Put these steps at the end of the agenda; as every meeting has them, they do not return by themselves."""
    _refuse_if_over(meeting)
    for place, step in enumerate(steps, start=moving_on.next_place(db, meeting)):
        words = {name: getattr(step, name) for name in ("title", "minutes", "led_by", "hint", "method")}
        _add(db, meeting, words, returns=False, place=place, by=by, at=at)


def propose(
    db: Session,
    community_id: UUID,
    *,
    title: str,
    why: str,
    minutes: int,
    case_id: UUID | None = None,
    by: Person,
    at: datetime,
) -> AgendaItem:
    """A topic or a case that waits for an agenda."""
    item = AgendaItem(
        community_id=community_id,
        case_id=case_id,
        title=title,
        hint=why,
        minutes=minutes,
        led_by="presenter" if case_id else "group",
        method=methods.USUAL if case_id else "",
        added_by_id=by.id,
        added_at=at,
    )
    _record(db, item, "proposed", by=by, at=at)
    return item


def take(db: Session, item: AgendaItem, meeting: Meeting, *, by: Person, at: datetime) -> None:
    """Put a waiting step on this agenda; it leaves wherever it stood, with its notes, and is on one agenda only."""
    _refuse_if_over(meeting)
    if item.community_id != meeting.community_id:
        raise Refused("This belongs to another community.")
    if item.meeting_id == meeting.id and not item.parked_at:
        return
    if item not in waiting(db, item.community_id):
        raise Refused("This is on another agenda already, or has been ended.")
    keep_trail(db, item, at)
    moving_on.carry(db, item, meeting, by=by, at=at)
    _record(db, item, "taken", by=by, at=at)


def change(
    db: Session,
    item: AgendaItem,
    *,
    title: str,
    minutes: int | None,
    led_by: str,
    hint: str,
    method: str,
    returns: bool,
    seen: str,
    by: Person,
    at: datetime,
) -> bool:
    """Change a step's words; minutes left as they were follow a new method.

    False, with nothing changed, when somebody else did since this person looked.
    """
    _refuse_if_written_down(db, item)
    its_own = methods.minutes_of(db, item.community_id, method)
    if not minutes or (method != item.method and minutes == item.minutes):
        minutes = its_own or item.minutes
    words = {"title": title, "minutes": minutes, "led_by": led_by, "hint": hint, "method": method}
    # What waits comes back until somebody ends it with a reason; so does a case.
    words["returns"] = returns or item.case_id is not None or item.meeting_id is None
    if all(getattr(item, name) == value for name, value in words.items()):
        return True
    if item.wording != seen:
        return False
    if minutes + item.added_minutes < 1:
        raise Refused(f"This step gave {-item.added_minutes} minutes to another, so plan at least one more than that.")
    if method != item.method:
        phases.forget(db, item)
    item.sqlmodel_update(words)
    _record(db, item, "changed", by=by, at=at)
    return True


def move(db: Session, item: AgendaItem, place: int, *, by: Person, at: datetime) -> None:
    """Move the step to a place in its agenda, counted from one; the others close up."""
    if item.meeting_id is None:
        raise Refused("This topic is not on an agenda yet.")
    _refuse_if_written_down(db, item)
    if item.begun_at:
        raise Refused("This step has begun, so it stays where it is.")
    items = of(db, item.meeting_id)
    others = [other for other in items if other.id != item.id]
    # What has begun is behind us: nothing that is still to come is put before it.
    first_place = sum(1 for other in others if other.begun_at)
    others.insert(max(first_place, min(place - 1, len(others))), item)
    if others == items:
        return
    moving_on.number(db, others)
    _record(db, item, "moved", by=by, at=at)


def take_off(db: Session, item: AgendaItem, *, by: Person, at: datetime) -> None:
    """Take the step off its agenda: what returns waits again, a template's step is let go."""
    if item.begun_at:
        raise Refused("This step has begun. Park it instead.")
    if item.meeting_id is None or item.let_go_at:
        return
    _refuse_if_written_down(db, item)
    meeting_id = item.meeting_id
    if item.returns:
        item.meeting_id = None
        moving_on.tell_case(db, item, None, by=by, at=at)
    else:
        item.let_go_at, item.let_go_why = at, "taken off the agenda"
    db.add(item)
    db.flush()
    moving_on.number(db, of(db, meeting_id))
    _record(db, item, "taken_off", by=by, at=at)


def let_go(db: Session, item: AgendaItem, why: str, *, by: Person, at: datetime) -> None:
    """End a waiting topic with a reason; it does not come back. Twice changes nothing."""
    if item.let_go_at:
        return
    if not why.strip():
        raise Refused("Say in a few words why, so that nobody wonders later.")
    item.let_go_at, item.let_go_why = at, why.strip()
    if not item.begun_at:
        moving_on.tell_case(db, item, None, by=by, at=at)
    _record(db, item, "let_go", by=by, at=at)


def bring_back(db: Session, item: AgendaItem, *, by: Person, at: datetime) -> None:
    """Undo letting go: back to its place, or to wait; and after its meeting, one that would not return does now."""
    meeting = meetings.by_id(db, item.meeting_id) if item.meeting_id else None
    is_ours_again = meeting is None or meeting.is_over
    if not item.let_go_at and (item.returns or not is_ours_again):
        return
    _refuse_if_case_went_back(db, item)
    if meeting and item.let_go_at and not is_ours_again:
        others = of(db, meeting.id)
        others.insert(item.position - 1, item)
        moving_on.number(db, others)
        moving_on.tell_case(db, item, meeting, by=by, at=at)
    item.let_go_at, item.let_go_why, item.returns = None, "", item.returns or is_ours_again
    _record(db, item, "brought_back", by=by, at=at)


def _add(
    db: Session, meeting: Meeting, words: dict[str, Any], *, returns: bool, place: int, by: Person, at: datetime
) -> AgendaItem:
    item = AgendaItem(
        community_id=meeting.community_id,
        meeting_id=meeting.id,
        position=place,
        returns=returns,
        added_by_id=by.id,
        added_at=at,
        **words,
    )
    _record(db, item, "added", by=by, at=at)
    return item


def _refuse_if_over(meeting: Meeting) -> None:
    if meeting.is_over:
        raise Refused("This meeting is over. Put it on the next one.")


def _refuse_if_written_down(db: Session, item: AgendaItem) -> None:
    meeting = meetings.by_id(db, item.meeting_id) if item.meeting_id else None
    if meeting and meeting.is_over:
        raise Refused("This meeting is over; its record stays as it is.")


def _refuse_if_case_went_back(db: Session, item: AgendaItem) -> None:
    case = cases.by_id(db, item.case_id) if item.case_id else None
    if case and not case.is_approved:
        raise Refused("Its case went back to the presenter. It waits here again once it is approved.")


def _record(db: Session, item: AgendaItem, verb: str, *, by: Person, at: datetime) -> None:
    db.add(item)
    history.record(db, item.community_id, "agenda", verb, about=item, by=by, at=at, meeting_id=item.meeting_id)
