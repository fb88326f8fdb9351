"""Little miracles: small improvements worth telling, read aloud when the next meeting opens."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Field, Session, SQLModel, col, select

from app.db import new_id
from app.domain import history
from app.domain.meetings import Meeting, previous_to
from app.domain.people import Person

KINDS = {
    "held_steady": "Held steady",
    "door_opened": "A door opened",
    "came_back": "Came back",
    "agencies_met": "Agencies met",
    "rule_bent": "A rule bent",
    "worker_stayed": "A worker stayed",
    "word_changed": "A word changed",
    "other": "Something else",
}
NOTICED_BY = {"worker": "A worker", "peer": "A peer", "person": "The person", "family": "Family or friends"}


class Miracle(SQLModel, table=True):
    """Two sentences of improvement, and what we did differently."""

    id: UUID = Field(default_factory=new_id, primary_key=True)
    community_id: UUID = Field(foreign_key="community.id", index=True, ondelete="CASCADE")
    meeting_id: UUID | None = Field(default=None, foreign_key="meeting.id", index=True)
    agenda_item_id: UUID | None = Field(default=None, foreign_key="agenda_item.id")
    case_id: UUID | None = Field(default=None, foreign_key="case.id", index=True)
    action_id: UUID | None = Field(default=None, foreign_key="action.id", index=True)
    text: str = Field(max_length=600)
    did_differently: str = Field(default="", max_length=500)
    kind: str = Field(default="", max_length=20)
    noticed_by: str = Field(default="", max_length=20)
    told_at: datetime = Field(index=True)
    told_by_id: UUID = Field(foreign_key="person.id")
    put_away_at: datetime | None = None


def tell(
    db: Session,
    community_id: UUID,
    *,
    text: str,
    kind: str = "",
    noticed_by: str = "",
    did_differently: str = "",
    meeting: Meeting | None = None,
    agenda_item_id: UUID | None = None,
    case_id: UUID | None = None,
    action_id: UUID | None = None,
    by: Person,
    at: datetime,
) -> Miracle:
    """Tell a little miracle, at a meeting or between meetings."""
    miracle = Miracle(
        community_id=community_id,
        meeting_id=meeting.id if meeting else None,
        agenda_item_id=agenda_item_id,
        case_id=case_id,
        action_id=action_id,
        text=text,
        did_differently=did_differently,
        kind=kind,
        noticed_by=noticed_by,
        told_at=at,
        told_by_id=by.id,
    )
    _record(db, miracle, "told", by=by, at=at)
    return miracle


def put_away(db: Session, miracle: Miracle, *, by: Person, at: datetime) -> None:
    """Undo; it can be brought back."""
    if not miracle.put_away_at:
        miracle.put_away_at = at
        _record(db, miracle, "put_away", by=by, at=at)


def bring_back(db: Session, miracle: Miracle, *, by: Person, at: datetime) -> None:
    """Undo the undo."""
    if miracle.put_away_at:
        miracle.put_away_at = None
        _record(db, miracle, "brought_back", by=by, at=at)


def by_id(db: Session, miracle_id: UUID, *, lock: bool = False) -> Miracle | None:
    """The miracle; locked for change on PostgreSQL when asked."""
    return db.get(Miracle, miracle_id, with_for_update=lock or None)


def of(db: Session, community_id: UUID) -> list[Miracle]:
    """The wall: everything told, newest first."""
    statement = select(Miracle).where(Miracle.community_id == community_id, col(Miracle.put_away_at).is_(None))
    return list(db.exec(statement.order_by(col(Miracle.told_at).desc())))


def told_at(db: Session, meeting: Meeting) -> list[Miracle]:
    """What was told at this meeting, in order."""
    statement = select(Miracle).where(Miracle.meeting_id == meeting.id, col(Miracle.put_away_at).is_(None))
    return list(db.exec(statement.order_by(col(Miracle.told_at))))


def of_case(db: Session, case_id: UUID) -> list[Miracle]:
    """What was told about this case, in order."""
    statement = select(Miracle).where(Miracle.case_id == case_id, col(Miracle.put_away_at).is_(None))
    return list(db.exec(statement.order_by(col(Miracle.told_at))))


def remembered_at(db: Session, meeting: Meeting) -> list[Miracle]:
    """Those told since the meeting before this one began, up to this one's start; oldest first."""
    statement = select(Miracle).where(
        Miracle.community_id == meeting.community_id, col(Miracle.put_away_at).is_(None)
    )
    before = previous_to(db, meeting)
    if before and before.started_at:
        statement = statement.where(Miracle.told_at >= before.started_at)
    if meeting.started_at:
        statement = statement.where(Miracle.told_at < meeting.started_at)
    return list(db.exec(statement.order_by(col(Miracle.told_at))))


def _record(db: Session, miracle: Miracle, verb: str, *, by: Person, at: datetime) -> None:
    db.add(miracle)
    history.record(
        db, miracle.community_id, "miracles", verb, about=miracle, by=by, at=at, meeting_id=miracle.meeting_id
    )
