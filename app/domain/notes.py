"""Notes, questions and offers taken down while a meeting is at a step."""

import hashlib
from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlmodel import Field, Session, SQLModel, col, select

from app.db import new_id
from app.domain import cases, history, meetings
from app.domain.agenda import AgendaItem
from app.domain.errors import Refused
from app.domain.meetings import Meeting
from app.domain.people import Person

KINDS = {"note": "Note", "question": "Question", "offer": "Offer"}


class Note(SQLModel, table=True):
    """A note, a question about a case, or an offer to its presenter. It stays with its step, wherever that moves."""

    id: UUID = Field(default_factory=new_id, primary_key=True)
    community_id: UUID = Field(foreign_key="community.id", index=True, ondelete="CASCADE")
    meeting_id: UUID = Field(foreign_key="meeting.id", index=True)
    agenda_item_id: UUID | None = Field(default=None, foreign_key="agenda_item.id", index=True)
    case_id: UUID | None = Field(default=None, foreign_key="case.id", index=True)
    kind: str = Field(default="note", max_length=10)
    text: str = Field(max_length=2000)
    by_id: UUID = Field(foreign_key="person.id")
    at: datetime
    changed_at: datetime | None = None
    taken_at: datetime | None = None
    put_away_at: datetime | None = None

    @property
    def wording(self) -> str:
        """A short sign of its words as they are now: whoever changes them shows which ones they had read."""
        return hashlib.sha256(f"{self.kind}|{self.text}".encode()).hexdigest()[:16]


class Offered(NamedTuple):
    """An offer, and who may say that it is taken: the presenter of its case, or whoever runs its meeting."""

    note: Note
    presenter_id: UUID | None
    run_by_id: UUID | None

    @property
    def community_id(self) -> UUID:
        """Whose it is."""
        return self.note.community_id

    @property
    def meeting_id(self) -> UUID:
        """Where it was made."""
        return self.note.meeting_id


def take_down(
    db: Session, meeting: Meeting, item: AgendaItem | None, *, kind: str, text: str, by: Person, at: datetime
) -> Note:
    """Take down a note, a question or an offer at the step that is running."""
    note = Note(
        community_id=meeting.community_id,
        meeting_id=meeting.id,
        agenda_item_id=item.id if item else None,
        case_id=item.case_id if item else None,
        kind=kind,
        text=text,
        by_id=by.id,
        at=at,
    )
    db.add(note)
    _record(db, note, "taken_down", by=by, at=at)
    return note


def change(db: Session, note: Note, *, kind: str, text: str, seen: str, by: Person, at: datetime) -> bool:
    """Change its words, or what it is. False, with nothing changed, when somebody else did since this person looked."""
    refuse_if_written_down(db, note)
    if (note.kind, note.text) == (kind, text):
        return True
    if note.wording != seen:
        return False
    note.kind, note.text, note.changed_at = kind, text, at
    _record(db, note, "changed", by=by, at=at)
    return True


def refuse_if_written_down(db: Session, note: Note) -> None:
    """Words can be changed until the minutes are ready."""
    if note.put_away_at:
        raise Refused("This has been put away. Bring it back first, then change it.")
    _refuse_if_ready(db, note)


def put_away(db: Session, note: Note, *, by: Person, at: datetime) -> None:
    """Undo; it can be brought back."""
    if note.put_away_at:
        return
    _refuse_if_ready(db, note)
    note.put_away_at = at
    _record(db, note, "put_away", by=by, at=at)


def bring_back(db: Session, note: Note, *, by: Person, at: datetime) -> None:
    """Undo the undo."""
    if not note.put_away_at:
        return
    _refuse_if_ready(db, note)
    note.put_away_at = None
    _record(db, note, "brought_back", by=by, at=at)


def take_offer(db: Session, note: Note, *, wanted: bool | None = None, by: Person, at: datetime) -> None:
    """The presenter takes this offer; a second press gives it back. `wanted` is what the press on the page said, so
    that two people who press at once do not undo each other."""
    if note.put_away_at:
        raise Refused("This offer has been put away. Bring it back first.")
    if wanted is not None and wanted == bool(note.taken_at):
        return
    note.taken_at = None if note.taken_at else at
    _record(db, note, "taken" if note.taken_at else "not_taken", by=by, at=at)


def by_id(db: Session, note_id: UUID, *, lock: bool = False) -> Note | None:
    """The note; locked for change on PostgreSQL when asked."""
    return db.get(Note, note_id, with_for_update=lock or None)


def offer_by_id(db: Session, note_id: UUID, *, lock: bool = False) -> Offered | None:
    """The offer with who may take it; a note of another kind is none."""
    note = by_id(db, note_id, lock=lock)
    meeting = meetings.by_id(db, note.meeting_id) if note else None
    return offered(db, [note], meeting).get(note_id) if note and meeting else None


def offered(db: Session, notes: Iterable[Note], meeting: Meeting) -> dict[UUID, Offered]:
    """The offers among these notes of a meeting, with who may take each."""
    offers = [note for note in notes if note.kind == "offer"]
    known = cases.by_ids(db, {note.case_id for note in offers if note.case_id})
    presenters = {note.id: known[note.case_id].presenter_id for note in offers if note.case_id in known}
    return {note.id: Offered(note, presenters.get(note.id), meeting.run_by_id) for note in offers}


def offers_at(db: Session, item_id: UUID) -> list[Note]:
    """The offers made at this step, at whichever meeting, oldest first."""
    return [note for note in of_items(db, {item_id}) if note.kind == "offer"]


def of_meeting(db: Session, meeting: Meeting) -> list[Note]:
    """What was taken down at this meeting, oldest first."""
    statement = select(Note).where(Note.meeting_id == meeting.id, col(Note.put_away_at).is_(None))
    return list(db.exec(statement.order_by(col(Note.at))))


def of_items(db: Session, item_ids: set[UUID]) -> list[Note]:
    """What was taken down at these steps, at whichever meeting, oldest first."""
    if not item_ids:
        return []
    statement = select(Note).where(col(Note.agenda_item_id).in_(item_ids), col(Note.put_away_at).is_(None))
    return list(db.exec(statement.order_by(col(Note.at))))


def of_case(db: Session, case_id: UUID) -> list[Note]:
    """What was taken down about this case, oldest first."""
    statement = select(Note).where(Note.case_id == case_id, col(Note.put_away_at).is_(None))
    return list(db.exec(statement.order_by(col(Note.at))))


def taken_of(db: Session, case_ids: set[UUID]) -> dict[UUID, list[Note]]:
    """The offers that were taken, by case, oldest first."""
    if not case_ids:
        return {}
    statement = select(Note).where(col(Note.case_id).in_(case_ids), Note.kind == "offer")
    statement = statement.where(col(Note.taken_at).is_not(None), col(Note.put_away_at).is_(None))
    taken: dict[UUID, list[Note]] = {}
    for note in db.exec(statement.order_by(col(Note.at))):
        if note.case_id:
            taken.setdefault(note.case_id, []).append(note)
    return taken


def _refuse_if_ready(db: Session, note: Note) -> None:
    meeting = meetings.by_id(db, note.meeting_id)
    if meeting and meeting.minutes_ready_at:
        raise Refused("The minutes of this meeting are ready, so this stays as it is. Ask your facilitator.")


def _record(db: Session, note: Note, verb: str, *, by: Person, at: datetime) -> None:
    db.add(note)
    history.record(db, note.community_id, "notes", verb, about=note, by=by, at=at, meeting_id=note.meeting_id)
