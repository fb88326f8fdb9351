"""Who is here: one press each, and the same press takes it back; apologies, late and leaving too."""

from datetime import datetime, time, timedelta
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, Session, SQLModel, col, select, update

from app import clock
from app.db import new_id
from app.domain import communities, history, memberships
from app.domain.communities import AGENCY_KINDS, Agency
from app.domain.errors import Refused
from app.domain.meetings import Meeting
from app.domain.memberships import Membership
from app.domain.people import Person

WORDS = {"coming": "Coming", "late": "Coming late", "apologies": "Apologies", "here": "Here", "left": "Left early"}
# A scribe needs a while to note a room full of people who all came in time.
COMES_LATE_AFTER = timedelta(minutes=10)
NO_AGENCY, GUESTS = "Without an agency", "Guests"
WORDS_AFTERWARDS = {"here": "Here", "left": "Left early", "apologies": "Apologies", "": "Not noted"}


class Attendance(SQLModel, table=True):
    """What is known of one member at one meeting."""

    __table_args__ = (UniqueConstraint("meeting_id", "membership_id"),)

    id: UUID = Field(default_factory=new_id, primary_key=True)
    meeting_id: UUID = Field(foreign_key="meeting.id", index=True, ondelete="CASCADE")
    membership_id: UUID = Field(foreign_key="membership.id", index=True, ondelete="CASCADE")
    word: str = Field(max_length=20)
    # What it was before the last press, which the same press brings back.
    word_before: str = Field(default="", max_length=20)
    came_at: datetime | None = None
    # About when somebody who is late comes, and about when somebody who is here has to go.
    comes_about: datetime | None = None
    leaves_about: datetime | None = None
    # A word to the facilitators that goes with it; they alone read it, and it is forgotten with the close.
    told: str = Field(default="", max_length=300)
    at: datetime


class Seat(NamedTuple):
    """One line of the list of who is here."""

    membership: Membership
    person: Person
    agency: Agency | None
    attendance: Attendance | None

    @property
    def word(self) -> str:
        """coming, late, apologies, here, left, or nothing yet."""
        return self.attendance.word if self.attendance else ""

    @property
    def was_here(self) -> bool:
        """Here now, or was and has left."""
        return self.word in {"here", "left"}

    @property
    def is_guest(self) -> bool:
        """Whether they are at this one meeting as a guest."""
        return self.membership.role == "guest"

    @property
    def about(self) -> datetime | None:
        """About when they come, while they are late; about when they have to go, while they are here."""
        if not self.attendance:
            return None
        return {"late": self.attendance.comes_about, "here": self.attendance.leaves_about}.get(self.word)

    def came_late_at(self, meeting: Meeting) -> datetime | None:
        """When they came, if that was well after the start; of a meeting on paper nobody knows."""
        if not self.attendance or not self.was_here or not meeting.started_at or meeting.on_paper:
            return None
        came_at = self.attendance.came_at
        return came_at if came_at and came_at > meeting.started_at + COMES_LATE_AFTER else None


def say(db: Session, meeting: Meeting, membership: Membership, word: str, *, by: Person, at: datetime) -> None:
    """Note that somebody is coming, late, sends apologies, is here, or has left."""
    if word not in WORDS:
        raise Refused("Choose: coming, late, apologies, here or left.")
    _refuse_when_over(meeting)
    if word in {"here", "left"} and not meeting.is_running:
        raise Refused("The meeting has not begun yet. For now say who is coming, late, or sends apologies.")
    noted = of(db, meeting, membership) or Attendance(
        meeting_id=meeting.id, membership_id=membership.id, word="", at=at
    )
    if noted.word == word:
        return
    noted.word_before, noted.word, noted.told = noted.word, word, ""
    noted.came_at = noted.came_at or (at if word == "here" else None)
    _record(db, meeting, membership, noted, "said", by=by, at=at)


def tell_facilitators(
    db: Session, meeting: Meeting, membership: Membership, told: str, *, by: Person, at: datetime
) -> None:
    """A word to the facilitators, beside what one has said; the last one stands."""
    _refuse_when_over(meeting)
    noted = of(db, meeting, membership)
    if noted is None or noted.told == told.strip():
        return
    noted.told = told.strip()
    _record(db, meeting, membership, noted, "told", by=by, at=at)


def forget_told(db: Session, meeting: Meeting) -> None:
    """Forget what was told to the facilitators: it was for that day."""
    db.exec(update(Attendance).where(col(Attendance.meeting_id) == meeting.id).values(told=""))


def expect(
    db: Session, meeting: Meeting, membership: Membership, word: str, about: time | None, *, by: Person, at: datetime
) -> None:
    """Note, by the clock on the wall where we meet, about when somebody late comes, or somebody here has to go."""
    _refuse_when_over(meeting)
    noted = of(db, meeting, membership)
    if noted is None or noted.word != word or word not in {"late", "here"}:
        return
    moment = _moment(db, meeting, about) if about else None
    if moment == (noted.comes_about if word == "late" else noted.leaves_about):
        return
    if word == "late":
        noted.comes_about = moment
    else:
        noted.leaves_about = moment
    _record(db, meeting, membership, noted, "expected", by=by, at=at)


def take_back(db: Session, meeting: Meeting, membership: Membership, word: str, *, by: Person, at: datetime) -> None:
    """Take the word back: it is again as it was before. Does nothing when another word stands there meanwhile."""
    _refuse_when_over(meeting)
    noted = of(db, meeting, membership)
    if noted is None or not word or noted.word != word:
        return
    noted.word, noted.word_before, noted.told = noted.word_before, "", ""
    if noted.word not in {"here", "left"}:
        noted.came_at = None
    _record(db, meeting, membership, noted, "taken_back", by=by, at=at)


def came_at_the_start(db: Session, meeting: Meeting, membership: Membership, *, by: Person, at: datetime) -> None:
    """They were here all along; it was only noted later."""
    _refuse_when_over(meeting)
    noted = of(db, meeting, membership)
    if noted is None or noted.word not in {"here", "left"} or noted.came_at == meeting.started_at:
        return
    noted.came_at = meeting.started_at
    _record(db, meeting, membership, noted, "corrected", by=by, at=at)


def correct(db: Session, meeting: Meeting, membership_id: UUID, word: str, *, by: Person, at: datetime) -> None:
    """Put right what is known of somebody at a meeting that is over, until its minutes are ready."""
    if not meeting.is_closed or meeting.minutes_ready_at:
        raise Refused("Who was here can be put right after the meeting, until its minutes are ready.")
    if word not in WORDS_AFTERWARDS:
        raise Refused("Choose: here, left early, apologies, or not noted.")
    seat = next((seat for seat in seats(db, meeting) if seat.membership.id == membership_id), None)
    if seat is None:
        raise Refused("Choose somebody of this meeting.")
    if seat.word == word:
        return
    noted = seat.attendance or Attendance(meeting_id=meeting.id, membership_id=membership_id, word=word, at=at)
    noted.word, noted.at = word, at
    db.add(noted)
    history.record(
        db, meeting.community_id, "attendance", "corrected", about=seat.membership, by=by, at=at, meeting_id=meeting.id
    )


def place_at(db: Session, meeting: Meeting, membership_id: UUID) -> Membership | None:
    """The member of this meeting's community whose attendance can be noted."""
    statement = select(Membership).where(
        Membership.id == membership_id,
        Membership.community_id == meeting.community_id,
        col(Membership.left_at).is_(None),
    )
    return db.exec(statement).first()


def of(db: Session, meeting: Meeting, membership: Membership, *, lock: bool = True) -> Attendance | None:
    """What is known of them; locked for change on PostgreSQL, unless it is only looked at."""
    statement = select(Attendance).where(Attendance.meeting_id == meeting.id)
    statement = statement.where(Attendance.membership_id == membership.id)
    return db.exec(statement.with_for_update() if lock else statement).first()


def counts(seats: list[Seat]) -> dict[str, int]:
    """How many said each word."""
    return {word: sum(1 for seat in seats if seat.word == word) for word in WORDS}


def kinds_here(seats: list[Seat]) -> list[tuple[str, int]]:
    """How many of each kind of agency are here now, in the order of the kinds; guests and others last."""
    here = [seat for seat in seats if seat.word == "here"]
    known = [(words, [seat for seat in here if _kind(seat) == kind]) for kind, words in AGENCY_KINDS.items()]
    rest = [(words, [seat for seat in here if _kind(seat) == words]) for words in (NO_AGENCY, GUESTS)]
    return [(words, len(some)) for words, some in [*known, *rest] if some]


def seats(db: Session, meeting: Meeting) -> list[Seat]:
    """Everybody who belongs, is invited, or was at this meeting, by name, with what is known of them."""
    noted = (col(Attendance.membership_id) == Membership.id) & (col(Attendance.meeting_id) == meeting.id)
    statement = (
        select(Membership, Person, Agency, Attendance)
        .join(Person, col(Person.id) == Membership.person_id)
        .join(Agency, col(Agency.id) == Membership.agency_id, isouter=True)
        .join(Attendance, noted, isouter=True)
        .where(Membership.community_id == meeting.community_id)
        .where(col(Membership.left_at).is_(None) | col(Attendance.id).is_not(None))
        .where((col(Membership.role) != "guest") | col(Attendance.id).is_not(None))
        .where((col(Membership.role) != "sponsor") | col(Attendance.id).is_not(None))
        .order_by(memberships.shown_name())
    )
    rows = db.exec(statement)
    return [Seat(place, memberships.as_shown(place, person), agency, said) for place, person, agency, said in rows]


def _kind(seat: Seat) -> str:
    if seat.is_guest:
        return GUESTS
    return seat.agency.kind if seat.agency else NO_AGENCY


def _moment(db: Session, meeting: Meeting, about: time) -> datetime:
    community = communities.by_id(db, meeting.community_id)
    assert community is not None
    day = clock.local(meeting.started_at or meeting.starts_at, community.zone).date()
    return clock.at_local(day, about, community.zone)


def _refuse_when_over(meeting: Meeting) -> None:
    if meeting.is_over:
        raise Refused("This meeting is over; its record stays as it is.")


def _record(
    db: Session, meeting: Meeting, membership: Membership, noted: Attendance, verb: str, *, by: Person, at: datetime
) -> None:
    noted.at = at
    db.add(noted)
    history.record(db, meeting.community_id, "attendance", verb, about=membership, by=by, at=at, meeting_id=meeting.id)
