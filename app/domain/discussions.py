"""What is kept of a case's discussion: a summary that its presenter confirms, and what the presenter takes away."""

import hashlib
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlmodel import Field, Session, SQLModel, UniqueConstraint, col, select

from app.db import new_id
from app.domain import cases, history, meetings
from app.domain.cases import Case
from app.domain.errors import Refused
from app.domain.meetings import Meeting
from app.domain.people import Person


class Discussion(SQLModel, table=True):
    """One case at one meeting, in two texts. The summary is nobody's word until the presenter has confirmed it."""

    __table_args__ = (UniqueConstraint("case_id", "meeting_id"),)

    id: UUID = Field(default_factory=new_id, primary_key=True)
    community_id: UUID = Field(foreign_key="community.id", index=True, ondelete="CASCADE")
    case_id: UUID = Field(foreign_key="case.id", index=True, ondelete="CASCADE")
    meeting_id: UUID = Field(foreign_key="meeting.id", index=True)
    summary: str = Field(default="", max_length=3000)
    summary_by_id: UUID | None = Field(default=None, foreign_key="person.id")
    summary_at: datetime | None = None
    confirmed_at: datetime | None = None
    takeaway: str = Field(default="", max_length=1500)
    takeaway_at: datetime | None = None

    @property
    def wording(self) -> str:
        """A short sign of the summary as it stands: whoever changes or confirms it shows which one they had read."""
        return hashlib.sha256(self.summary.encode()).hexdigest()[:16]

    @property
    def takeaway_wording(self) -> str:
        """The same of the takeaway; none while there is none."""
        return hashlib.sha256(self.takeaway.encode()).hexdigest()[:16] if self.takeaway else ""


class Discussed(NamedTuple):
    """A case and the meeting at which it was opened: who may write its summary hangs on both."""

    case: Case
    meeting: Meeting

    @property
    def community_id(self) -> UUID:
        """Whose it is."""
        return self.case.community_id

    @property
    def meeting_id(self) -> UUID:
        """Where it is discussed."""
        return self.meeting.id


def write_summary(db: Session, discussed: Discussed, text: str, seen: str, *, by: Person, at: datetime) -> bool:
    """Write it or change it. The presenter's own words are confirmed with that; anybody else's wait for the presenter.

    False, with nothing changed, when somebody else changed it since this person looked.
    """
    stands = _to_write(db, discussed)
    is_theirs = by.id == discussed.case.presenter_id
    if stands.summary == text:
        return confirm(db, discussed, seen, by=by, at=at) if text and is_theirs else True
    _refuse_if_in_minutes(discussed, stands)
    if stands.summary and seen != stands.wording:
        return False
    stands.summary, stands.summary_by_id, stands.summary_at = text, by.id, at
    stands.confirmed_at = at if text and is_theirs else None
    _record(db, discussed, stands, "summary_written", by=by, at=at)
    return True


def confirm(db: Session, discussed: Discussed, seen: str, *, by: Person, at: datetime) -> bool:
    """The presenter says that it was so. False when it reads otherwise by now."""
    stands = of(db, discussed)
    if stands is None or not stands.summary:
        raise Refused("There is no summary to confirm yet.")
    if stands.confirmed_at:
        return True
    if seen != stands.wording:
        return False
    stands.confirmed_at = at
    _record(db, discussed, stands, "summary_confirmed", by=by, at=at)
    return True


def write_takeaway(db: Session, discussed: Discussed, text: str, seen: str, *, by: Person, at: datetime) -> bool:
    """What the presenter takes away, in plain words; the same words again change nothing.

    False, with nothing changed, when it was changed in another place since this page looked.
    """
    stands = _to_write(db, discussed)
    if stands.takeaway == text:
        return True
    if stands.takeaway_wording != seen:
        return False
    stands.takeaway, stands.takeaway_at = text, at
    _record(db, discussed, stands, "takeaway_written", by=by, at=at)
    return True


def by_case(db: Session, case_id: UUID, *, lock: bool = False) -> Discussed | None:
    """The case with its meeting; locked for change on PostgreSQL when asked. One without a meeting is not discussed.

    One that waits for its next meeting is still with the last that began: what is kept of that can be put right.
    """
    case = cases.by_id(db, case_id, lock=lock)
    if case is None:
        return None
    ids = {case.meeting_id, *(kept.meeting_id for kept in of_case(db, case_id))}
    last = max(meetings.by_ids(db, {one for one in ids if one}), key=_began, default=None)
    return Discussed(case, last) if last else None


def of(db: Session, discussed: Discussed) -> Discussion | None:
    """What is kept of it."""
    return of_meeting(db, discussed.case.id, discussed.meeting_id)


def of_meeting(db: Session, case_id: UUID, meeting_id: UUID) -> Discussion | None:
    """What is kept of this case at this meeting."""
    return db.exec(select(Discussion).where(Discussion.case_id == case_id, Discussion.meeting_id == meeting_id)).first()


def of_case(db: Session, case_id: UUID) -> list[Discussion]:
    """What is kept of this case at every meeting."""
    return list(db.exec(select(Discussion).where(Discussion.case_id == case_id).order_by(col(Discussion.id))))


def _began(meeting: Meeting) -> tuple[bool, datetime]:
    return meeting.started_at is not None, meeting.started_at or meeting.starts_at


def _to_write(db: Session, discussed: Discussed) -> Discussion:
    if not discussed.case.has_opened or not discussed.meeting.started_at:
        raise Refused("Its meeting has not begun yet, so there is nothing to sum up.")
    known = of(db, discussed)
    return known or Discussion(
        community_id=discussed.community_id, case_id=discussed.case.id, meeting_id=discussed.meeting_id
    )


def _refuse_if_in_minutes(discussed: Discussed, stands: Discussion) -> None:
    if stands.confirmed_at and discussed.meeting.minutes_ready_at:
        raise Refused(
            "The minutes of this meeting are ready, and this summary stands in them, so it stays as it is. "
            "Ask your facilitator."
        )


def _record(db: Session, discussed: Discussed, stands: Discussion, verb: str, *, by: Person, at: datetime) -> None:
    db.add(stands)
    case, meeting_id = discussed.case, discussed.meeting_id
    history.record(db, case.community_id, "cases", verb, about=case, by=by, at=at, meeting_id=meeting_id)
