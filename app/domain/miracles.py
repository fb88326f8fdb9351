"""Little miracles: small improvements worth telling, read aloud when the next meeting opens."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlmodel import Field, Session, SQLModel, col, select

from app.db import new_id
from app.domain import actions, cases, history
from app.domain.actions import Action
from app.domain.cases import Case
from app.domain.errors import Refused
from app.domain.meetings import Meeting
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
    # The meeting that opened with it; none until one has begun since it was told.
    heard_id: UUID | None = Field(default=None, foreign_key="meeting.id", index=True)
    told_by_id: UUID = Field(foreign_key="person.id")
    put_away_at: datetime | None = None


class OnTheWall(NamedTuple):
    """A little miracle with where it was told and what it came from."""

    miracle: Miracle
    meeting: Meeting | None
    action: Action | None
    case: Case | None


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
    _refuse_foreign(db, community_id, action_id, case_id)
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
    """Everything told, newest first."""
    return [one.miracle for one in wall(db, community_id)]


def wall(db: Session, community_id: UUID, kind: str = "") -> list[OnTheWall]:
    """The wall: everything told, or of one kind, newest first."""
    statement = (
        select(Miracle, Meeting, Action, Case)
        .join(Meeting, col(Meeting.id) == Miracle.meeting_id, isouter=True)
        .join(Action, col(Action.id) == Miracle.action_id, isouter=True)
        .join(Case, col(Case.id) == Miracle.case_id, isouter=True)
        .where(Miracle.community_id == community_id, col(Miracle.put_away_at).is_(None))
        .order_by(col(Miracle.told_at).desc())
    )
    if kind:
        statement = statement.where(Miracle.kind == kind)
    return [OnTheWall(*row) for row in db.exec(statement)]


def with_cases(db: Session, community_id: UUID, *, most: int) -> list[tuple[Miracle, Case | None]]:
    """The newest of what was told, each with the case it came from."""
    statement = (
        select(Miracle, Case)
        .join(Case, col(Case.id) == Miracle.case_id, isouter=True)
        .where(Miracle.community_id == community_id, col(Miracle.put_away_at).is_(None))
        .order_by(col(Miracle.told_at).desc())
        .limit(most)
    )
    return [(miracle, case) for miracle, case in db.exec(statement)]


def put_away_in(db: Session, community_id: UUID, *, since: datetime) -> list[Miracle]:
    """What was put away since then, the last first."""
    statement = select(Miracle).where(Miracle.community_id == community_id, col(Miracle.put_away_at) >= since)
    return list(db.exec(statement.order_by(col(Miracle.put_away_at).desc())))


def told_at(db: Session, meeting: Meeting) -> list[Miracle]:
    """What was told at this meeting, in order."""
    statement = select(Miracle).where(Miracle.meeting_id == meeting.id, col(Miracle.put_away_at).is_(None))
    return list(db.exec(statement.order_by(col(Miracle.told_at))))


def of_case(db: Session, case_id: UUID) -> list[Miracle]:
    """What was told about this case, in order."""
    statement = select(Miracle).where(Miracle.case_id == case_id, col(Miracle.put_away_at).is_(None))
    return list(db.exec(statement.order_by(col(Miracle.told_at))))


def remembered_at(db: Session, meeting: Meeting) -> list[Miracle]:
    """What this meeting opened with, or will open with if it is the next to begin; oldest first."""
    heard_here = Miracle.heard_id == meeting.id if meeting.started_at else col(Miracle.heard_id).is_(None)
    statement = select(Miracle).where(
        Miracle.community_id == meeting.community_id, col(Miracle.put_away_at).is_(None), heard_here
    )
    return list(db.exec(statement.order_by(col(Miracle.told_at))))


def open_with(db: Session, meeting: Meeting) -> None:
    """The meeting has begun: it opens with all that was told since another one did, each of them once.

    This is kept rather than asked from the times: what is brought back late, or told in the very moment of a start,
    would fall between two meetings.
    """
    unheard = select(Miracle).where(Miracle.community_id == meeting.community_id, col(Miracle.heard_id).is_(None))
    for miracle in db.exec(unheard.where(col(Miracle.put_away_at).is_(None))):
        miracle.heard_id = meeting.id
        db.add(miracle)


def _refuse_foreign(db: Session, community_id: UUID, action_id: UUID | None, case_id: UUID | None) -> None:
    action = actions.by_id(db, action_id) if action_id else None
    case = cases.by_id(db, case_id) if case_id else None
    if (action_id and not action) or (case_id and not case):
        raise Refused("We cannot find what this came from.")
    if any(one and one.community_id != community_id for one in (action, case)):
        raise Refused("What this came from belongs to another community.")


def _record(db: Session, miracle: Miracle, verb: str, *, by: Person, at: datetime) -> None:
    db.add(miracle)
    history.record(
        db, miracle.community_id, "miracles", verb, about=miracle, by=by, at=at, meeting_id=miracle.meeting_id
    )
