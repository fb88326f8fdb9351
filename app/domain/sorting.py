"""Sorting comes after: what was caught as one kind and is really another. Nothing is lost; it can be sorted back."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Field, Session, SQLModel, col, select

from app.db import new_id
from app.domain import actions, asks, barriers, captures, meetings, miracles, notes, steps
from app.domain.actions import Action
from app.domain.barriers import Barrier
from app.domain.captures import KINDS, LONGEST, SAID, Thing, Words
from app.domain.errors import Refused
from app.domain.notes import Note
from app.domain.people import Person

NOUNS = {"note": notes, "question": notes, "offer": notes, "action": actions, "miracle": miracles, "barrier": barriers}


class Sorting(SQLModel, table=True):
    """The trail: which thing was put away, and which one stands for it."""

    id: UUID = Field(default_factory=new_id, primary_key=True)
    community_id: UUID = Field(foreign_key="community.id", index=True, ondelete="CASCADE")
    from_kind: str = Field(max_length=10)
    from_id: UUID = Field(index=True)
    to_kind: str = Field(max_length=10)
    to_id: UUID = Field(index=True)
    by_id: UUID = Field(foreign_key="person.id")
    at: datetime


def kind_of(thing: Thing) -> str:
    """What it stands as now."""
    return thing.kind if isinstance(thing, Note) else type(thing).__name__.lower()


def sort(db: Session, thing: Thing, to: str, *, by: Person, at: datetime) -> Thing:
    """Let it stand as another kind, where and when it was said. As the same kind changes nothing."""
    kind = kind_of(thing)
    if kind == to:
        return thing
    refuse_if_settled(db, thing)
    if to not in KINDS:
        raise Refused("Choose what it is.")
    if len(thing.text) > LONGEST[to]:
        raise Refused(f"This is too long for that. Make it shorter first: at most {LONGEST[to]} letters.")
    if isinstance(thing, Note) and to in notes.KINDS:
        notes.change(db, thing, kind=to, text=thing.text, seen=thing.wording, by=by, at=at)
        return thing
    sorted_anew = _as_it_was(db, thing, to, by=by, at=at) or _made_anew(db, kind, thing, to, by=by, at=at)
    NOUNS[kind].put_away(db, thing, by=by, at=at)
    trail = Sorting(
        community_id=thing.community_id,
        from_kind=kind,
        from_id=thing.id,
        to_kind=to,
        to_id=sorted_anew.id,
        by_id=by.id,
        at=at,
    )
    db.add(trail)
    return sorted_anew


def refuse_if_settled(db: Session, thing: Thing) -> None:
    """What people have built on since stays what it is."""
    if thing.put_away_at:
        raise Refused("This has been put away. Bring it back first.")
    meeting = meetings.by_id(db, thing.meeting_id) if thing.meeting_id else None
    if meeting and meeting.minutes_ready_at:
        raise Refused("The minutes of this meeting are ready, so this stays as it is. Ask your facilitator.")
    if isinstance(thing, Note) and thing.taken_at:
        raise Refused("This offer was taken, so it stays an offer. Catch what follows from it as well.")
    if (isinstance(thing, Action) and thing.said_at) or (isinstance(thing, Barrier) and asks.has_any(db, thing.id)):
        raise Refused("Something has been said of this since, so it stays what it is. Catch it once more instead.")


def _as_it_was(db: Session, thing: Thing, to: str, *, by: Person, at: datetime) -> Thing | None:
    # Sorted back: what stood before stands again, unless its words have been changed since.
    trail = select(Sorting).where(Sorting.to_id == thing.id).order_by(col(Sorting.at).desc())
    last = db.exec(trail.limit(1)).first()
    before: Thing | None = NOUNS[to].by_id(db, last.from_id) if last and last.from_kind == to else None
    if before is None or before.text != thing.text:
        return None
    NOUNS[to].bring_back(db, before, by=by, at=at)
    return before


def _made_anew(db: Session, kind: str, thing: Thing, to: str, *, by: Person, at: datetime) -> Thing:
    moment, writer = SAID[kind]
    said_at, writer_id = getattr(thing, moment), getattr(thing, writer)
    meeting = meetings.by_id(db, thing.meeting_id) if thing.meeting_id else None
    if meeting is None:
        raise Refused("Only what was caught at a meeting can be sorted.")
    item = steps.by_id(db, thing.agenda_item_id) if thing.agenda_item_id else None
    what = captures.understood(db, meeting, Words(to, thing.text), writer_id=writer_id, at=said_at)
    made = captures.take_down(db, meeting, item, what, by=by, at=at)
    captures.date_it(to, made, said_at, writer_id)
    return made
