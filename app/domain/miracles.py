"""Little miracles: small improvements worth telling, read aloud when the next meeting opens."""

from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlmodel import Field, Session, SQLModel, col, select

from app.db import new_id
from app.domain import actions, barriers, cases, history
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
HEARD_BY = {"here": "Only we, here", "sponsors": "Our sponsors too", "outside": "Anybody, outside too"}
# Told to those outside, a sponsor hears it as well.
TOLD_ON = {"sponsors": ("sponsors", "outside"), "outside": ("outside",)}


class Miracle(SQLModel, table=True):
    """Two sentences of improvement, and what we did differently."""

    id: UUID = Field(default_factory=new_id, primary_key=True)
    community_id: UUID = Field(foreign_key="community.id", index=True, ondelete="CASCADE")
    meeting_id: UUID | None = Field(default=None, foreign_key="meeting.id", index=True)
    agenda_item_id: UUID | None = Field(default=None, foreign_key="agenda_item.id")
    case_id: UUID | None = Field(default=None, foreign_key="case.id", index=True)
    action_id: UUID | None = Field(default=None, foreign_key="action.id", index=True)
    barrier_id: UUID | None = Field(default=None, foreign_key="barrier.id", index=True)
    text: str = Field(max_length=600)
    did_differently: str = Field(default="", max_length=500)
    # What would be a good ending, hoped for when it is told, and how it really went, told when it is known.
    hoped: str = Field(default="", max_length=300)
    real_ending: str = Field(default="", max_length=300)
    kind: str = Field(default="", max_length=20)
    noticed_by: str = Field(default="", max_length=20)
    heard_by: str = Field(default="here", max_length=10)
    told_at: datetime = Field(index=True)
    # The meeting that opened with it; none until one has begun since it was told.
    heard_id: UUID | None = Field(default=None, foreign_key="meeting.id", index=True)
    told_by_id: UUID = Field(foreign_key="person.id")
    put_away_at: datetime | None = None
    revision: int = 1


class Words(NamedTuple):
    """What is told of it; only the text is needed."""

    text: str
    did_differently: str = ""
    hoped: str = ""
    real_ending: str = ""
    kind: str = ""
    noticed_by: str = ""
    heard_by: str = "here"
    case_id: UUID | None = None
    action_id: UUID | None = None
    barrier_id: UUID | None = None


def tell(
    db: Session,
    community_id: UUID,
    *,
    text: str,
    meeting: Meeting | None = None,
    agenda_item_id: UUID | None = None,
    by: Person,
    at: datetime,
    **more: Any,
) -> Miracle:
    """Tell a little miracle, at a meeting or between meetings; `more` is what else `Words` can hold."""
    words = Words(text, **more)
    _refuse_foreign(db, community_id, words)
    miracle = Miracle(
        community_id=community_id,
        meeting_id=meeting.id if meeting else None,
        agenda_item_id=agenda_item_id,
        told_at=at,
        told_by_id=by.id,
        **words._asdict(),
    )
    _record(db, miracle, "told", by=by, at=at)
    return miracle


def change(db: Session, miracle: Miracle, words: Words, *, by: Person, at: datetime) -> None:
    """Tell it otherwise, or what became of it; where it was told and by whom stays."""
    if miracle.put_away_at:
        raise Refused("This has been put away. Bring it back first, then change it.")
    _refuse_foreign(db, miracle.community_id, words)
    changed = {name: value for name, value in words._asdict().items() if getattr(miracle, name) != value}
    if not changed:
        return
    for name, value in changed.items():
        setattr(miracle, name, value)
    miracle.revision += 1
    _record(db, miracle, "changed", by=by, at=at)


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

    What came from a case that is paused waits with it, and what was told at the meeting itself waits for the next one.

    This is kept rather than asked from the times: what is brought back late, or told in the very moment of a start,
    would fall between two meetings.
    """
    unheard = (
        select(Miracle)
        .join(Case, col(Case.id) == Miracle.case_id, isouter=True)
        .where(Miracle.community_id == meeting.community_id, col(Miracle.heard_id).is_(None))
        .where(col(Miracle.put_away_at).is_(None), col(Case.paused_at).is_(None))
    )
    if meeting.started_at:
        unheard = unheard.where(Miracle.told_at <= meeting.started_at)
    for miracle in db.exec(unheard):
        miracle.heard_id = meeting.id
        db.add(miracle)


def keep_for_later(db: Session, meeting: Meeting) -> None:
    """This meeting does not open with them after all: the next one will."""
    for miracle in db.exec(select(Miracle).where(Miracle.heard_id == meeting.id)):
        miracle.heard_id = None
        db.add(miracle)


def _refuse_foreign(db: Session, community_id: UUID, words: Words) -> None:
    finders = (words.action_id, actions.by_id), (words.case_id, cases.by_id), (words.barrier_id, barriers.by_id)
    found = [find(db, thing_id) for thing_id, find in finders if thing_id]
    if not all(found):
        raise Refused("We cannot find what this came from.")
    if any(one.community_id != community_id for one in found if one):
        raise Refused("What this came from belongs to another community.")


def _record(db: Session, miracle: Miracle, verb: str, *, by: Person, at: datetime) -> None:
    db.add(miracle)
    history.record(
        db, miracle.community_id, "miracles", verb, about=miracle, by=by, at=at, meeting_id=miracle.meeting_id
    )
