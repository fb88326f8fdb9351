"""Silent writing: everybody writes for themselves, nobody sees a word until it is shown, then all at once.

Until then a slip is read for its writer alone, whoever runs the meeting. Nothing here says who wrote, or when: no
hour is kept of a slip, and history speaks of the writing, never of a slip or its writer.
"""

from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, Session, SQLModel, col, delete, select

from app.db import new_id
from app.domain import agenda, attendance, history, notes, reading
from app.domain.agenda import AgendaItem
from app.domain.errors import Refused
from app.domain.meetings import Meeting
from app.domain.memberships import Membership
from app.domain.people import Person

LONGEST = 1000
# Words that were on their way when all were shown still arrive; later ones would say whose they are.
ON_THEIR_WAY = timedelta(seconds=10)


class Writing(SQLModel, table=True):
    """One question to write about at a meeting."""

    id: UUID = Field(default_factory=new_id, primary_key=True)
    community_id: UUID = Field(foreign_key="community.id", index=True, ondelete="CASCADE")
    meeting_id: UUID = Field(foreign_key="meeting.id", index=True)
    agenda_item_id: UUID | None = Field(default=None, foreign_key="agenda_item.id", index=True)
    question: str = Field(max_length=200)
    begun_at: datetime
    begun_by_id: UUID = Field(foreign_key="person.id")
    revealed_at: datetime | None = None
    ended_at: datetime | None = None


class Slip(SQLModel, table=True):
    """What one person wrote; its id is a random number, by which the slips are shown: not as they came."""

    __table_args__ = (UniqueConstraint("writing_id", "membership_id"),)

    id: UUID = Field(default_factory=new_id, primary_key=True)
    writing_id: UUID = Field(foreign_key="writing.id", index=True, ondelete="CASCADE")
    membership_id: UUID = Field(foreign_key="membership.id", index=True, ondelete="CASCADE")
    text: str = Field(default="", max_length=LONGEST)
    is_ready: bool = False
    is_put_away: bool = False
    is_kept: bool = False

    @property
    def details(self) -> list[str]:
        """What in it may say who somebody is, in words. Read anew each time: what is private is not remembered."""
        return list(dict.fromkeys(reading.in_words(finding.type) for finding in reading.read(self.text)))


class Words(NamedTuple):
    """What somebody has written so far, to which writing; `is_ready` is None while they only write."""

    writing_id: UUID | None
    text: str
    is_ready: bool | None = None


class Sheet(NamedTuple):
    """A writing as one member sees it: their own slip, how many are ready, and what is shown to all."""

    writing: Writing
    mine: Slip | None
    ready: int
    of: int
    shown: list[Slip]
    for_presenter: bool
    case_id: UUID | None = None

    @property
    def is_revealed(self) -> bool:
        """Whether everybody's words are shown."""
        return self.writing.revealed_at is not None


def begin(db: Session, meeting: Meeting, step: AgendaItem | None, question: str, *, by: Person, at: datetime) -> None:
    """Ask everybody one question, to write about in silence."""
    if not meeting.is_running:
        raise Refused("We write together at a meeting that is running.")
    if not question:
        raise Refused("Write the question first, then begin.")
    if going_on(db, meeting):
        raise Refused("We are writing already. End that first, then begin again.")
    begun = Writing(
        community_id=meeting.community_id,
        meeting_id=meeting.id,
        agenda_item_id=step.id if step else None,
        question=question,
        begun_at=at,
        begun_by_id=by.id,
    )
    _record(db, begun, "begun", by=by, at=at)


def write(db: Session, meeting: Meeting, place: Membership, words: Words, *, at: datetime) -> Slip:
    """Keep what somebody has written so far. Nobody is told: there is nothing for anybody else to see."""
    writing = going_on(db, meeting)
    if writing is None or writing.id != words.writing_id:
        raise Refused("This writing is over, so this was not saved. Copy your words if you want to keep them.")
    if writing.revealed_at and at > writing.revealed_at + ON_THEIR_WAY:
        raise Refused("The words have been shown already, so this was not added. You can still say it aloud.")
    slip = _slip_of(db, writing, place) or Slip(writing_id=writing.id, membership_id=place.id)
    if not slip.text and not words.text and words.is_ready is None:
        # An open page sends its empty field too; it is nobody's slip yet.
        return slip
    is_news = writing.revealed_at is not None and slip.text != words.text
    slip.text = words.text
    if words.is_ready is not None and words.is_ready != slip.is_ready:
        slip.is_ready, is_news = words.is_ready, True
    db.add(slip)
    if is_news:
        _record(db, writing, "gone_on", by=None, at=at)
    return slip


def put_away(db: Session, meeting: Meeting, place: Membership, *, at: datetime) -> None:
    """Take one's own words back, before they are shown or after."""
    _set_aside(db, meeting, place, True, at=at)


def bring_back(db: Session, meeting: Meeting, place: Membership, *, at: datetime) -> None:
    """Let one's own words stand with the others again."""
    _set_aside(db, meeting, place, False, at=at)


def reveal(db: Session, meeting: Meeting, seen: UUID | None, *, by: Person, at: datetime) -> None:
    """Show everything at once, to everybody; it cannot be unseen."""
    writing = going_on(db, meeting)
    if writing is None or writing.id != seen or writing.revealed_at:
        return
    writing.revealed_at = at
    _record(db, writing, "revealed", by=by, at=at)


def keep(db: Session, meeting: Meeting, slip_id: UUID | None, kind: str, *, by: Person, at: datetime) -> None:
    """Catch a slip as a note or an offer, by whoever presses: nothing ties it to its writer."""
    writing = going_on(db, meeting)
    slip = next((one for one in _shown(db, writing) if one.id == slip_id), None) if writing else None
    if writing is None or slip is None or kind not in notes.KINDS:
        raise Refused("These words are not there any more. Look at the list again.")
    if slip.is_kept:
        return
    step = agenda.by_id(db, writing.agenda_item_id) if writing.agenda_item_id else None
    notes.take_down(db, meeting, step, kind=kind, text=slip.text, by=by, at=at)
    slip.is_kept = True
    db.add(slip)
    _record(db, writing, "kept", by=by, at=at)


def end(db: Session, meeting: Meeting, *, by: Person, at: datetime) -> None:
    """Put the writing aside, shown or not; saying it twice changes nothing."""
    writing = going_on(db, meeting)
    if writing is None:
        return
    writing.ended_at = at
    _record(db, writing, "ended", by=by, at=at)


def go_on(db: Session, meeting: Meeting, *, by: Person, at: datetime) -> None:
    """It was not over after all: the last writing goes on where it was."""
    last = latest(db, meeting)
    if last is None or not last.ended_at or not meeting.is_running:
        return
    last.ended_at = None
    _record(db, last, "brought_back", by=by, at=at)


def let_go(db: Session, meeting: Meeting, *, by: Person, at: datetime) -> None:
    """The meeting is over: what was written for the room alone is deleted, shown or not; what was kept is a note."""
    end(db, meeting, by=by, at=at)
    of_meeting = select(Writing.id).where(Writing.meeting_id == meeting.id)
    db.exec(delete(Slip).where(col(Slip.writing_id).in_(of_meeting)))


def latest(db: Session, meeting: Meeting) -> Writing | None:
    """The last writing of this meeting, going on or over."""
    # One that goes on is the last, also when the server's clock was put back since the one before.
    is_over = col(Writing.ended_at).is_not(None)
    statement = select(Writing).where(Writing.meeting_id == meeting.id).order_by(is_over, col(Writing.begun_at).desc())
    return db.exec(statement.limit(1)).first()


def going_on(db: Session, meeting: Meeting) -> Writing | None:
    """The writing that is going on, if any."""
    last = latest(db, meeting) if meeting.is_running else None
    return None if last is None or last.ended_at else last


def sheet(db: Session, meeting: Meeting, place: Membership) -> Sheet | None:
    """The writing that is going on, as this member may see it: of other people's slips nothing until all are shown."""
    writing = going_on(db, meeting)
    if writing is None:
        return None
    step = agenda.by_id(db, writing.agenda_item_id) if writing.agenda_item_id else None
    writers, ready = _count(db, meeting, writing)
    return Sheet(
        writing=writing,
        mine=_slip_of(db, writing, place),
        ready=ready,
        of=writers,
        shown=_shown(db, writing),
        for_presenter=bool(step and step.case_id),
        case_id=step.case_id if step else None,
    )


def _count(db: Session, meeting: Meeting, writing: Writing) -> tuple[int, int]:
    """How many could be ready, and how many are: those here, and whoever writes without having said so."""
    rows = db.exec(select(Slip.membership_id, Slip.is_ready).where(Slip.writing_id == writing.id)).all()
    here = {seat.membership.id for seat in attendance.seats(db, meeting) if seat.word == "here"}
    ready = {membership_id for membership_id, is_ready in rows if is_ready}
    return len(here | {membership_id for membership_id, _ready in rows}), len(ready)


def _shown(db: Session, writing: Writing) -> list[Slip]:
    if not writing.revealed_at:
        return []
    slips = select(Slip).where(Slip.writing_id == writing.id, col(Slip.is_put_away).is_(False))
    return [slip for slip in db.exec(slips.order_by(col(Slip.id))) if slip.text.strip()]


def _slip_of(db: Session, writing: Writing, place: Membership) -> Slip | None:
    return db.exec(select(Slip).where(Slip.writing_id == writing.id, Slip.membership_id == place.id)).first()


def _set_aside(db: Session, meeting: Meeting, place: Membership, is_put_away: bool, *, at: datetime) -> None:
    writing = going_on(db, meeting)
    slip = _slip_of(db, writing, place) if writing else None
    if writing is None or slip is None or slip.is_put_away == is_put_away:
        return
    if slip.is_kept:
        raise Refused("This was kept as a note. Ask whoever kept it to undo the note.")
    slip.is_put_away = is_put_away
    db.add(slip)
    _record(db, writing, "gone_on", by=None, at=at)


def _record(db: Session, writing: Writing, verb: str, *, by: Person | None, at: datetime) -> None:
    db.add(writing)
    history.record(
        db, writing.community_id, "writings", verb, about=writing, by=by, at=at, meeting_id=writing.meeting_id
    )
