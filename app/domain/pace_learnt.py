"""What steps really took: the next plan from the same template proposes it; the planned minutes can be kept."""

import statistics
from collections import defaultdict
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlmodel import Session, col, select

from app.domain import agenda, history, timer
from app.domain.agenda import AgendaItem
from app.domain.errors import Refused
from app.domain.history import History
from app.domain.meetings import Meeting
from app.domain.people import Person

# So many meetings are looked back on; a step counts once it was measured in two, or in the only one there was.
MEETINGS, ENOUGH = 5, 2


class Pace(NamedTuple):
    """What a step really took: the middle of what was measured, and in how many meetings it was."""

    minutes: int
    meetings: int


class Learnt(NamedTuple):
    """What a planned agenda proposes: the pace of its steps by their id, and whether the proposal is in force."""

    paces: dict[UUID, Pace]
    is_used: bool


def of(db: Session, community_id: UUID, template_key: str) -> dict[str, Pace]:
    """The pace of each step of this template in this community, by its title."""
    held = _held(db, community_id, template_key)
    measured = _measured(db, held)
    enough = min(ENOUGH, len(held))
    return {
        title: Pace(int(statistics.median(minutes for _, minutes in taken) + 0.5), meetings)
        for title, taken in measured.items()
        if (meetings := len({meeting_id for meeting_id, _ in taken})) >= enough
    }


def proposed(planned: int, pace: Pace) -> int:
    """What to plan instead: what it took, but never more than half as long again, nor less than half."""
    most, least = max(planned + 1, planned * 3 // 2), (planned + 1) // 2
    return max(least, min(pace.minutes, most))


def propose(db: Session, meeting: Meeting, *, by: Person, at: datetime) -> None:
    """Plan each step of this new agenda for what it really took at the meetings before."""
    known = of(db, meeting.community_id, meeting.template_key)
    paced = [item for item in agenda.of(db, meeting.id) if item.title in known]
    for item in paced:
        minutes = proposed(item.minutes, known[item.title])
        if minutes != item.minutes:
            item.usual_minutes, item.proposed_minutes, item.minutes = item.minutes, minutes, minutes
            db.add(item)
    if any(item.proposed_minutes for item in paced):
        _record(db, meeting, "pace_proposed", by=by, at=at)


def use(db: Session, meeting: Meeting, *, is_learnt: bool, by: Person, at: datetime) -> None:
    """Plan for what the steps really took, or as the template says; what was changed by hand stays."""
    if not meeting.is_planned:
        raise Refused("This meeting has begun or was called off, so its plan stays as it is.")
    changed = False
    for item in agenda.of(db, meeting.id):
        before, after = item.usual_minutes, item.proposed_minutes
        if not is_learnt:
            before, after = after, before
        if before and after and item.minutes == before:
            item.minutes, changed = after, True
            db.add(item)
    if changed:
        _record(db, meeting, "pace_used" if is_learnt else "pace_left", by=by, at=at)


def shown(db: Session, meeting: Meeting, items: list[AgendaItem]) -> Learnt | None:
    """What the plan says of it; nothing when nothing was proposed, or all of it was changed by hand."""
    paced = [item for item in items if item.minutes in {item.usual_minutes, item.proposed_minutes}]
    if not paced:
        return None
    known = of(db, meeting.community_id, meeting.template_key)
    paces = {item.id: known[item.title] for item in paced if item.title in known}
    return Learnt(paces, any(item.minutes == item.proposed_minutes for item in paced)) if paces else None


def _held(db: Session, community_id: UUID, template_key: str) -> list[UUID]:
    # What was held on paper was not measured.
    statement = select(Meeting.id).where(Meeting.community_id == community_id, Meeting.template_key == template_key)
    statement = statement.where(col(Meeting.closed_at).is_not(None), col(Meeting.on_paper).is_(False))
    return list(db.exec(statement.order_by(col(Meeting.started_at).desc()).limit(MEETINGS)))


def _measured(db: Session, held: list[UUID]) -> dict[str, list[tuple[UUID, int]]]:
    statement = select(AgendaItem).where(col(AgendaItem.meeting_id).in_(held), col(AgendaItem.ended_at).is_not(None))
    items = [item for item in db.exec(statement) if item.is_reached and not item.let_go_at]
    typed_in = select(History.about_id).where(History.noun == "agenda", History.verb == "typed_in")
    not_measured = set(db.exec(typed_in.where(col(History.about_id).in_([item.id for item in items]))))
    taken = defaultdict(list)
    for item in items:
        minutes = round(timer.spent(item.run, item.ended_at or item.added_at) / 60)
        # A step that was only passed over, in less than half a minute, says nothing of how long it takes.
        if minutes and item.meeting_id and item.id not in not_measured:
            taken[item.title].append((item.meeting_id, minutes))
    return taken


def _record(db: Session, meeting: Meeting, verb: str, *, by: Person, at: datetime) -> None:
    history.record(db, meeting.community_id, "agenda", verb, about=meeting, by=by, at=at, meeting_id=meeting.id)
