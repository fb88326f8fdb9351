"""A round as it stands: whose turn it is, who comes next, who has had theirs. It changes nothing.

The order is kept as it was drawn; who is here is asked anew each time: whoever left is skipped, whoever came late is
at the end, and whoever passed is asked once more after that.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, Session, SQLModel, col, select

from app.db import new_id
from app.domain import attendance, fair_order, guests
from app.domain.agenda import AgendaItem
from app.domain.attendance import Seat
from app.domain.fair_order import Voice
from app.domain.meetings import Meeting
from app.domain.memberships import Membership

SPOKEN, PASSED = "spoken", "passed"
# What is said when somebody who passed is asked once more; and what each word was before it was said.
ASKED_AGAIN = {SPOKEN: "came_back", PASSED: "listened"}
BEFORE = {SPOKEN: "", PASSED: "", "came_back": PASSED, "listened": PASSED}
STILL_TO_COME = ("", PASSED)


class Round(SQLModel, table=True):
    """A round at a meeting, with its question if it has one."""

    id: UUID = Field(default_factory=new_id, primary_key=True)
    community_id: UUID = Field(foreign_key="community.id", index=True, ondelete="CASCADE")
    meeting_id: UUID = Field(foreign_key="meeting.id", index=True)
    agenda_item_id: UUID | None = Field(default=None, foreign_key="agenda_item.id", index=True)
    question: str = Field(default="", max_length=200)
    by_agency: bool = False
    begun_at: datetime
    begun_by_id: UUID = Field(foreign_key="person.id")
    ended_at: datetime | None = None
    # Whose turn it is, and who began: the id of a membership, or of an agency when one voice speaks for it.
    speaking_id: UUID | None = None
    first_id: UUID | None = None


class Turn(SQLModel, table=True):
    """One voice's turn, a member's or an agency's. `word` is empty while they wait; `pressed` says by which press it
    was given, so that the last can be taken back: no hour is kept."""

    __table_args__ = (UniqueConstraint("round_id", "membership_id"), UniqueConstraint("agency_id", "round_id"))

    id: UUID = Field(default_factory=new_id, primary_key=True)
    round_id: UUID = Field(foreign_key="round.id", index=True, ondelete="CASCADE")
    membership_id: UUID | None = Field(default=None, foreign_key="membership.id", index=True, ondelete="CASCADE")
    agency_id: UUID | None = Field(default=None, foreign_key="agency.id", index=True, ondelete="CASCADE")
    position: int
    word: str = Field(default="", max_length=10)
    pressed: int = 0

    @property
    def voice_id(self) -> UUID:
        """Whose turn it is."""
        voice = self.agency_id or self.membership_id
        assert voice is not None
        return voice


class Chair(NamedTuple):
    """One place in the circle: a person, or an agency; `people` are those of it who are here."""

    voice: Voice
    name: str
    about: str
    is_agency: bool
    people: frozenset[UUID]
    word: str = ""

    @property
    def id(self) -> UUID:
        """The id of its voice."""
        return self.voice.id

    @property
    def is_to_come(self) -> bool:
        """Whether somebody is here who can still speak from it."""
        return bool(self.people) and self.word in STILL_TO_COME


class Summary(NamedTuple):
    """What the whole room may see of a round, without a name."""

    question: str
    done: int
    of: int


class Circle(NamedTuple):
    """The chairs in order, how many presses brought the round here, and whose turn the last of them was about."""

    round: Round
    chairs: list[Chair]
    presses: int
    last_id: UUID | None

    @property
    def speaking(self) -> Chair | None:
        """Whose turn it is. Whoever has begun to speak goes on, whoever comes in meanwhile."""
        kept = (one for one in self.chairs if one.id == self.round.speaking_id and one.is_to_come)
        return next(kept, first_to_come(self.chairs))

    @property
    def following(self) -> Chair | None:
        """Who comes after that."""
        now = self.speaking
        return first_to_come(one for one in self.chairs if one is not now)

    @property
    def summary(self) -> Summary:
        """How far it has come; to pass is as good as to speak, and is not counted apart."""
        done = sum(one.word not in STILL_TO_COME for one in self.chairs)
        return Summary(self.round.question, done, len(self.chairs))

    @property
    def mark(self) -> str:
        """A sign of what stands on a page: a press from a page that was behind does nothing."""
        return f"{self.round.id}.{self.presses}.{self.speaking.id if self.speaking else ''}"

    def was_last(self, place: Membership) -> bool:
        """Whether the last press was about this member's own turn."""
        return any(one.id == self.last_id and place.id in one.people for one in self.chairs)


def of_meeting(db: Session, meeting: Meeting) -> Circle | None:
    """The round that is going on, if any. One question to say no; three more for its turns and people."""
    last = latest(db, meeting) if meeting.is_running else None
    if last is None or last.ended_at:
        return None
    turns = of_round(db, last)
    chairs = chairs_at(db, meeting, by_agency=last.by_agency)
    seated = [chairs[turn.voice_id]._replace(word=turn.word) for turn in turns if turn.voice_id in chairs]
    ours = {turn.voice_id for turn in turns}
    late = fair_order.by_coming([one.voice for one in chairs.values() if one.people and one.id not in ours])
    shown = [one for one in seated if one.people or one.word not in STILL_TO_COME]
    presses, last_id = max(((turn.pressed, turn.voice_id) for turn in turns if turn.pressed), default=(0, None))
    return Circle(last, [*shown, *(chairs[voice.id] for voice in late)], presses, last_id)


def case_of(db: Session, circle: Circle) -> UUID | None:
    """The case that the round was begun about, if any; a round goes on past its step."""
    step = db.get(AgendaItem, circle.round.agenda_item_id) if circle.round.agenda_item_id else None
    return step.case_id if step else None


def latest(db: Session, meeting: Meeting) -> Round | None:
    """The last round of this meeting, going on or over."""
    # One that goes on is the last, also when the server's clock was put back since the one before.
    is_over = col(Round.ended_at).is_not(None)
    statement = select(Round).where(Round.meeting_id == meeting.id).order_by(is_over, col(Round.begun_at).desc())
    return db.exec(statement.limit(1)).first()


def of_round(db: Session, one: Round) -> list[Turn]:
    """Its turns in order."""
    return list(db.exec(select(Turn).where(Turn.round_id == one.id).order_by(col(Turn.position))))


def first_to_come(chairs: Iterable[Chair]) -> Chair | None:
    """The first who waits; when nobody waits any more, the first of those who passed."""
    left = [one for one in chairs if one.is_to_come]
    return next((one for one in left if not one.word), next(iter(left), None))


def chairs_at(db: Session, meeting: Meeting, *, by_agency: bool) -> dict[UUID, Chair]:
    """A chair for everybody who was ever here, or one for each agency and for everybody who comes from none."""
    kinds = guests.kinds_at(db, meeting)
    seats = [seat for seat in attendance.seats(db, meeting) if seat.attendance and seat.attendance.came_at]
    chairs: dict[UUID, list[Seat]] = {}
    for seat in seats:
        chairs.setdefault(seat.agency.id if by_agency and seat.agency else seat.membership.id, []).append(seat)
    return {voice_id: _chair(voice_id, some, kinds) for voice_id, some in chairs.items()}


def _chair(voice_id: UUID, seats: list[Seat], kinds: dict[UUID, str]) -> Chair:
    first, agency = seats[0], seats[0].agency
    is_agency = voice_id != first.membership.id
    here = [seat for seat in seats if seat.word == "here" and not seat.membership.left_at]
    came = [seat.attendance.came_at for seat in seats if seat.attendance and seat.attendance.came_at]
    kind = agency.kind if agency else kinds.get(first.membership.id, "")
    agency_name = agency.name if agency else ""
    return Chair(
        voice=Voice(voice_id, kind, min(came)),
        name=agency_name if is_agency else first.person.name,
        about=", ".join(seat.person.name for seat in here) if is_agency else agency_name,
        is_agency=is_agency,
        people=frozenset(seat.membership.id for seat in here),
    )
