"""Detached reflections: shared, and nobody's. Who wrote one, and at what hour of its day, is stored nowhere.

There is no column for a person, and no history of the writing: the row itself, with its day, is the record. The open
pages are not told either, for that moment would say whose page it came from. Rows lie by their random id, so that
neither the order they are shown in nor the order on the disk (on SQLite) says which came first.
"""

from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import CheckConstraint, ColumnElement, Table, insert
from sqlmodel import Field, Session, SQLModel, col, delete, select

from app import clock
from app.db import new_id
from app.domain import history, reading, reflections
from app.domain.communities import Community
from app.domain.people import Person

# Fewer would say more of who wrote them than of what was thought.
SHOWN_FROM = 3
# What has a day and no hour, by the column of its day.
DAY_OF = {"detached_reflection": "day", "recognition": "on_day"}


class Detached(SQLModel, table=True):
    """A thought about a case or a meeting, of a day."""

    __tablename__ = "detached_reflection"
    __table_args__ = (
        CheckConstraint("length(CAST(day AS VARCHAR(40))) = 10", name="no_time"),
        # An id of any other kind could hold the hour.
        CheckConstraint("substr(replace(CAST(id AS VARCHAR(40)), '-', ''), 13, 1) = '4'", name="random_id"),
        CheckConstraint("(case_id IS NULL) <> (meeting_id IS NULL)", name="one_place"),
        CheckConstraint("moment IN ('', 'before', 'on_the_day', 'after')", name="moment_of_a_day"),
        # A row number would say what came before and after.
        {"sqlite_with_rowid": False},
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    community_id: UUID = Field(foreign_key="community.id", index=True, ondelete="CASCADE")
    meeting_id: UUID | None = Field(default=None, foreign_key="meeting.id", index=True)
    case_id: UUID | None = Field(default=None, foreign_key="case.id", index=True)
    kind: str = Field(max_length=20)
    moment: str = Field(default="", max_length=10)
    text: str = Field(max_length=2000)
    day: date
    # Something the coach had found was kept; never what.
    has_kept_findings: bool = False
    is_hidden: bool = False


class Together(NamedTuple):
    """The detached ones of a case or a meeting: those shown, and those a facilitator has hidden."""

    shown: list[Detached]
    hidden: list[Detached]


def add(
    db: Session,
    community_id: UUID,
    *,
    text: str,
    kind: str,
    kept: str,
    meeting_id: UUID | None = None,
    case_id: UUID | None = None,
    at: datetime,
) -> Detached:
    """Keep it, once it was read as any other. Nobody says who they are, and the hour is left here."""
    meeting = reflections.meeting_of(db, meeting_id=meeting_id, case_id=case_id)
    found = bool(reading.read(text, called=reflections.called_in(db, case_id)))
    if found and not kept:
        raise reading.NotKept
    zone = db.get_one(Community, community_id).zone
    day = clock.today_in(zone, at)
    thought = Detached(
        community_id=community_id,
        meeting_id=meeting_id,
        case_id=case_id,
        kind=kind,
        moment=_moment(day, clock.today_in(zone, meeting.starts_at)) if meeting else "",
        text=text,
        day=day,
        has_kept_findings=found,
    )
    db.add(thought)
    return thought


def hide(db: Session, thought: Detached, *, by: Person, at: datetime) -> None:
    """A facilitator hides it from everybody, without learning whose it is."""
    if not thought.is_hidden:
        _hide(db, thought, True, "hidden", by=by, at=at)


def show_again(db: Session, thought: Detached, *, by: Person, at: datetime) -> None:
    """Undo hiding it."""
    if thought.is_hidden:
        _hide(db, thought, False, "shown_again", by=by, at=at)


def settle(db: Session, *, today: date) -> None:
    """Write those of earlier days anew, all in one and by their ids; and so the marks of `recognitions.py`.

    PostgreSQL remembers of every row which transaction wrote it, and keeps them as they came: beside rows that have an
    hour, that would tell the hour of these for ever.
    """
    for name, day in DAY_OF.items():
        table = SQLModel.metadata.tables[name]
        _write_anew(db, table, table.c[day] < today)


def _write_anew(db: Session, table: Table, earlier: ColumnElement[bool]) -> None:
    rows = db.connection().execute(table.select().where(earlier).order_by(table.c.id).with_for_update()).mappings()
    again = [dict(row) for row in rows]
    if again:
        db.connection().execute(delete(table).where(earlier))
        db.connection().execute(insert(table), again)


def by_id(db: Session, thought_id: UUID, *, lock: bool = False) -> Detached | None:
    """The thought; locked for change on PostgreSQL when asked."""
    return db.get(Detached, thought_id, with_for_update=lock or None)


def around(db: Session, *, case_id: UUID | None = None, meeting_id: UUID | None = None) -> Together:
    """Those of a case or a meeting, by their random ids; none while there are fewer than three.

    A hidden one counts: it was written, and the others would vanish with it.
    """
    statement = select(Detached).order_by(col(Detached.id))
    where = Detached.case_id == case_id if case_id else Detached.meeting_id == meeting_id
    written = list(db.exec(statement.where(where)))
    if len(written) < SHOWN_FROM:
        return Together([], [])
    return Together([one for one in written if not one.is_hidden], [one for one in written if one.is_hidden])


def _moment(day: date, meets_on: date) -> str:
    if day == meets_on:
        return "on_the_day"
    return "before" if day < meets_on else "after"


def _hide(db: Session, thought: Detached, is_hidden: bool, verb: str, *, by: Person, at: datetime) -> None:
    thought.is_hidden = is_hidden
    db.add(thought)
    history.record(
        db, thought.community_id, "reflections", verb, about=thought, by=by, at=at, meeting_id=thought.meeting_id
    )
