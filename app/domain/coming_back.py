"""The cases that a meeting asks about: their day has come, or something was told of them since the last one.

Nothing is copied: it is a question over the days that were set.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from sqlmodel import Session, col, or_, select

from app.domain import notes
from app.domain.cases import Case
from app.domain.meetings import Meeting
from app.domain.notes import Note
from app.domain.returns import CaseReturn, day_at, moves_the_day


class ComingBack(NamedTuple):
    """A case whose day has come, with the offers that were taken, and what was said of it since if anything was."""

    case: Case
    asked: CaseReturn
    taken: list[Note]
    # The day that stands, if one does.
    ahead: CaseReturn | None

    @property
    def is_open(self) -> bool:
        """Whether it still waits to be told."""
        return not self.asked.answered_at

    @property
    def again_on(self) -> date | None:
        """When the group asks again, if a day stands."""
        return self.ahead.on_day if self.ahead else None

    @property
    def has_moved_the_day(self) -> bool:
        """Whether taking back what was said would change when the group asks."""
        return moves_the_day(self.asked, self.ahead)


def carried_into(db: Session, meeting: Meeting, today: date, since: Meeting | None) -> list[ComingBack]:
    """Cases whose day has come by this meeting, set before it and not ended when it began; and what was told since the
    last meeting, which the group has not heard yet. The longest awaited first."""
    rows = list(db.exec(_asked_before(meeting).where(CaseReturn.on_day <= day_at(db, meeting, today))))
    shown = [(asked, case) for asked, case in rows if case.has_opened and _is_for(asked, meeting, since)]
    ids = {case.id for _asked, case in shown}
    taken, ahead = notes.taken_of(db, ids), _ahead(db, ids)
    return [ComingBack(case, asked, taken.get(case.id, []), ahead.get(case.id)) for asked, case in _each_once(shown)]


def _ahead(db: Session, case_ids: set[UUID]) -> dict[UUID, CaseReturn]:
    if not case_ids:
        return {}
    stands = select(CaseReturn).where(col(CaseReturn.case_id).in_(case_ids), col(CaseReturn.answered_at).is_(None))
    return {asked.case_id: asked for asked in db.exec(stands)}


def _each_once(shown: Iterable[tuple[CaseReturn, Case]]) -> list[tuple[CaseReturn, Case]]:
    # A day that gave way to another one stands back behind it; all that was said stands beside.
    last: dict[tuple[UUID, UUID | None], tuple[CaseReturn, Case]] = {}
    for asked, case in sorted(shown, key=lambda row: (row[0].answered_at is None, row[0].set_at)):
        last[case.id, asked.id if asked.is_said else None] = (asked, case)
    return sorted(last.values(), key=lambda row: (row[0].on_day, row[1].code_name))


def _asked_before(meeting: Meeting) -> Any:
    statement = (
        select(CaseReturn, Case)
        .join(Case, col(Case.id) == CaseReturn.case_id)
        .where(CaseReturn.community_id == meeting.community_id)
        .where(or_(col(CaseReturn.meeting_id).is_(None), col(CaseReturn.meeting_id) != meeting.id))
    )
    if meeting.closed_at:
        statement = statement.where(col(CaseReturn.set_at) <= meeting.closed_at)
    return statement


def _is_for(asked: CaseReturn, meeting: Meeting, since: Meeting | None) -> bool:
    if asked.answered_at is None or asked.answered_meeting_id == meeting.id:
        return True
    if meeting.started_at and asked.answered_at > meeting.started_at:
        return True
    is_unheard = asked.is_said and asked.answered_meeting_id is None
    heard_at = since.started_at if since else None
    return is_unheard and (heard_at is None or asked.answered_at > heard_at)
