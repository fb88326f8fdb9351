"""Reflections on a case or a meeting: private at first, shared by choice with name or with agency only."""

from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import CheckConstraint
from sqlmodel import Field, Session, SQLModel, col, select

from app.db import new_id
from app.domain import cases, history, meetings, reading
from app.domain.communities import Agency
from app.domain.errors import Refused
from app.domain.meetings import Meeting
from app.domain.memberships import Membership
from app.domain.people import Person

KINDS = {
    "struck": "What struck me",
    "question": "A question",
    "idea": "An idea to offer",
    "take_away": "What I take away",
}
SHARED = {
    "private": "Only me",
    "named": "Everybody here, with my name",
    "agency": "Everybody here, with my agency only",
    "detached": "Everybody here, detached: nothing says that it is mine",
}
# When it was written, by its meeting; of a detached one no more is known than the day.
MOMENTS = {
    "before": "before the meeting",
    "during": "at the meeting",
    "on_the_day": "on the day of the meeting",
    "after": "after the meeting",
}


class Reflection(SQLModel, table=True):
    """Something a member thought about a case or a meeting; one that is nobody's is kept in `detached.py`."""

    __table_args__ = (CheckConstraint("shared IN ('private', 'named', 'agency')", name="somebodys"),)

    id: UUID = Field(default_factory=new_id, primary_key=True)
    community_id: UUID = Field(foreign_key="community.id", index=True, ondelete="CASCADE")
    meeting_id: UUID | None = Field(default=None, foreign_key="meeting.id", index=True)
    case_id: UUID | None = Field(default=None, foreign_key="case.id", index=True)
    kind: str = Field(max_length=20)
    shared: str = Field(default="private", max_length=20)
    moment: str = Field(default="", max_length=10)
    text: str = Field(max_length=2000)
    by_id: UUID = Field(foreign_key="person.id", index=True)
    at: datetime
    put_away_at: datetime | None = None


class Shown(NamedTuple):
    """A reflection as one reader may see it; `who` is a name, an agency, or the reader."""

    reflection: Reflection
    who: str
    is_mine: bool


class MyAgency(NamedTuple):
    """What "agency only" would show of a reader, and whether nobody else here comes from there."""

    name: str
    is_alone: bool


def add(
    db: Session,
    community_id: UUID,
    *,
    text: str,
    kind: str,
    shared: str,
    kept: str,
    meeting_id: UUID | None = None,
    case_id: UUID | None = None,
    by: Person,
    at: datetime,
) -> Reflection:
    """Keep a reflection; one to be shared is read first, and what stands in it then needs a reason (`kept`)."""
    meeting = meeting_of(db, meeting_id=meeting_id, case_id=case_id)
    reflection = Reflection(
        community_id=community_id,
        meeting_id=meeting_id,
        case_id=case_id,
        kind=kind,
        shared=shared,
        moment=_moment(meeting),
        text=text,
        by_id=by.id,
        at=at,
    )
    found = reading.read(text, called=called_in(db, case_id)) if shared != "private" else []
    if found and not kept:
        raise reading.NotKept
    if found:
        _record(db, reflection, "kept_findings", by=by, at=at, detail=reading.kept(kept, found))
    _record(db, reflection, "added", by=by, at=at)
    return reflection


def put_away(db: Session, reflection: Reflection, *, by: Person, at: datetime) -> None:
    """Take it back; it can be brought back."""
    if not reflection.put_away_at:
        reflection.put_away_at = at
        _record(db, reflection, "put_away", by=by, at=at)


def bring_back(db: Session, reflection: Reflection, *, by: Person, at: datetime) -> None:
    """Undo taking it back."""
    if reflection.put_away_at:
        reflection.put_away_at = None
        _record(db, reflection, "brought_back", by=by, at=at)


def by_id(db: Session, reflection_id: UUID, *, lock: bool = False) -> Reflection | None:
    """The reflection; locked for change on PostgreSQL when asked."""
    return db.get(Reflection, reflection_id, with_for_update=lock or None)


def meeting_of(db: Session, *, meeting_id: UUID | None, case_id: UUID | None) -> Meeting | None:
    """The meeting that is reflected on, or the case's; refuses a case that is not open to the group."""
    case = cases.by_id(db, case_id) if case_id else None
    if case and not case.is_open:
        raise Refused("This case is not open to the group, so there is nothing to reflect on yet.")
    wanted = case.meeting_id if case else meeting_id
    return meetings.by_id(db, wanted) if wanted else None


def called_in(db: Session, case_id: UUID | None) -> str:
    """The code name of the case that is reflected on, if it is one."""
    case = cases.by_id(db, case_id) if case_id else None
    return case.code_name if case else ""


def shown_to(
    db: Session, reader: Person, *, case_id: UUID | None = None, meeting_id: UUID | None = None
) -> list[Shown]:
    """The reader's own reflections and those shared, oldest first, without more of a name than the writer chose."""
    statement = _with_writers(case_id, meeting_id).where(col(Reflection.put_away_at).is_(None))
    statement = statement.where((Reflection.by_id == reader.id) | (Reflection.shared != "private"))
    return [_shown(reader, *row) for row in db.exec(statement)]


def put_away_by(
    db: Session, reader: Person, *, case_id: UUID | None = None, meeting_id: UUID | None = None
) -> list[Shown]:
    """What the reader put away here, to be brought back."""
    statement = _with_writers(case_id, meeting_id).where(col(Reflection.put_away_at).is_not(None))
    return [_shown(reader, *row) for row in db.exec(statement.where(Reflection.by_id == reader.id))]


def agency_of(db: Session, community_id: UUID, person: Person) -> MyAgency:
    """The agency that the person comes from here, by name; none is an empty one."""
    theirs = select(Membership.agency_id).where(
        Membership.community_id == community_id, Membership.person_id == person.id
    )
    statement = (
        select(Agency.name, Membership.person_id)
        .join(Membership, col(Membership.agency_id) == Agency.id)
        .where(Membership.community_id == community_id, col(Agency.id).in_(theirs))
        .where(col(Membership.joined_at).is_not(None), col(Membership.left_at).is_(None))
        .where(col(Membership.role).in_(("facilitator", "member")))
        .limit(2)
    )
    rows = db.exec(statement).all()
    return MyAgency(rows[0][0] if rows else "", len(rows) == 1)


def _with_writers(case_id: UUID | None, meeting_id: UUID | None) -> Any:
    belongs = (col(Membership.person_id) == Reflection.by_id) & (
        col(Membership.community_id) == Reflection.community_id
    )
    statement = (
        select(Reflection, Person.name, Agency.name)
        .join(Person, col(Person.id) == Reflection.by_id)
        .join(Membership, belongs, isouter=True)
        .join(Agency, col(Agency.id) == Membership.agency_id, isouter=True)
        .order_by(col(Reflection.at))
    )
    return statement.where(Reflection.case_id == case_id if case_id else Reflection.meeting_id == meeting_id)


def _shown(reader: Person, reflection: Reflection, name: str, agency: str | None) -> Shown:
    is_mine = reflection.by_id == reader.id
    if reflection.shared == "agency":
        return Shown(reflection, agency or "A member", is_mine)
    return Shown(reflection, name, is_mine)


def _moment(meeting: Meeting | None) -> str:
    if meeting is None or meeting.called_off_at:
        return ""
    if meeting.closed_at:
        return "after"
    return "during" if meeting.started_at else "before"


def _record(db: Session, reflection: Reflection, verb: str, *, by: Person, at: datetime, detail: str = "") -> None:
    db.add(reflection)
    history.record(
        db,
        reflection.community_id,
        "reflections",
        verb,
        about=reflection,
        by=by,
        at=at,
        meeting_id=reflection.meeting_id,
        detail=detail,
    )
