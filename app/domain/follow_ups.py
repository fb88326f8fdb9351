"""What the community says of a barrier: that it ended and why, that it holds at the door, that it is back.

Rows are only added: a barrier that comes back keeps its whole history.
"""

from datetime import datetime
from uuid import UUID

from sqlmodel import Field, Session, SQLModel, col, select

from app.db import new_id
from app.domain import barriers
from app.domain.barrier_words import ENDINGS
from app.domain.barriers import Barrier
from app.domain.errors import Refused
from app.domain.meetings import Meeting
from app.domain.people import Person

HOLDS, BACK, REOPENED = "holds", "back", "reopened"
# What was looked at, at the door, and the answer.
CHECKS = {HOLDS: "It holds at the door", BACK: "It no longer holds"}
# After one of these nobody waits for anything.
RESTS = frozenset({*ENDINGS, HOLDS})


class BarrierFollowUp(SQLModel, table=True):
    """One word of the community about a barrier, perhaps said at a meeting."""

    __tablename__ = "barrier_follow_up"

    id: UUID = Field(default_factory=new_id, primary_key=True)
    barrier_id: UUID = Field(foreign_key="barrier.id", index=True, ondelete="CASCADE")
    # Its place among what was said of this barrier: two words may fall into the same moment.
    number: int
    word: str = Field(max_length=20)
    why: str = Field(default="", max_length=500)
    meeting_id: UUID | None = Field(default=None, foreign_key="meeting.id")
    at: datetime
    # Nobody, where it was said before such rows were kept.
    by_id: UUID | None = Field(default=None, foreign_key="person.id")


def end(db: Session, barrier: Barrier, ending: str, why: str, *, by: Person, at: datetime) -> None:
    """End it with a reason: lifted, an exception, or let go."""
    barriers.refuse_if_away(barrier)
    newest = newest_of(db, barrier.id)
    if newest and rests(newest):
        if why.strip() in {"", newest.why}:
            return
        raise Refused(f"It has been ended already: {_as_said(newest)} Open it again first, if yours should stand.")
    if ending not in ENDINGS:
        raise Refused("Choose: lifted, an exception was made, or let go.")
    if not why.strip():
        raise Refused("Say in a few words what happened, so that nobody wonders later.")
    _say(db, barrier, ending, why, meeting=None, by=by, at=at)
    barriers.record(db, barrier, "ended", by=by, at=at)


def reopen(db: Session, barrier: Barrier, *, by: Person, at: datetime) -> None:
    """It is not at its end after all: it stands where it stood."""
    if is_ended(db, barrier):
        _say(db, barrier, REOPENED, "", meeting=None, by=by, at=at)
        barriers.record(db, barrier, "reopened", by=by, at=at)


def check(
    db: Session, barrier: Barrier, word: str, why: str = "", *, meeting: Meeting | None, by: Person, at: datetime
) -> None:
    """Does it hold at the door? Yes; or no longer, and it is open again with its history."""
    barriers.refuse_if_away(barrier)
    if word not in CHECKS:
        raise Refused("Choose: it holds at the door, or it no longer does.")
    if _is_said_today(db, barrier, word, why.strip(), at):
        return
    _say(db, barrier, word, why, meeting=meeting, by=by, at=at)
    barriers.record(db, barrier, "checked" if word == HOLDS else "came_back", by=by, at=at)


def look_again(db: Session, barrier: Barrier, *, by: Person, at: datetime) -> bool:
    """A day was chosen after it held: then that is no end. Answers whether it had ended so."""
    newest = newest_of(db, barrier.id)
    if newest is None or newest.word != HOLDS:
        return False
    _say(db, barrier, REOPENED, "", meeting=None, by=by, at=at)
    return True


def rests(last: BarrierFollowUp | None) -> bool:
    """Whether this, the last that was said of a barrier, is its end. Here alone it is decided."""
    return last is not None and last.word in RESTS


def is_ended(db: Session, barrier: Barrier) -> bool:
    """Whether the last that was said of it lets it rest."""
    return rests(newest_of(db, barrier.id))


def refuse_if_ended(db: Session, barrier: Barrier) -> None:
    """Nothing is asked or answered about what has ended."""
    barriers.refuse_if_away(barrier)
    if is_ended(db, barrier):
        raise Refused("This barrier has been ended. Open it again first.")


def newest_of(db: Session, barrier_id: UUID) -> BarrierFollowUp | None:
    """The last that was said of it."""
    of_it = select(BarrierFollowUp).where(BarrierFollowUp.barrier_id == barrier_id)
    return db.exec(of_it.order_by(col(BarrierFollowUp.number).desc()).limit(1)).first()


def of(db: Session, barrier_ids: set[UUID]) -> list[BarrierFollowUp]:
    """All that was said of these barriers, oldest first."""
    statement = select(BarrierFollowUp).where(col(BarrierFollowUp.barrier_id).in_(barrier_ids))
    return list(db.exec(statement.order_by(col(BarrierFollowUp.number))))


def _is_said_today(db: Session, barrier: Barrier, word: str, why: str, at: datetime) -> bool:
    # One press more changes nothing; words that were not said yet are kept.
    newest = newest_of(db, barrier.id)
    if newest is None or newest.word != word or why not in {"", newest.why}:
        return False
    return barriers.today_of(db, barrier, newest.at) == barriers.today_of(db, barrier, at)


def _as_said(said: BarrierFollowUp) -> str:
    how = (ENDINGS | CHECKS)[said.word]
    return f"{how}. “{said.why}”" if said.why else f"{how}."


def _say(
    db: Session, barrier: Barrier, word: str, why: str, *, meeting: Meeting | None, by: Person, at: datetime
) -> None:
    db.flush()  # a barrier named in the same breath stands first
    meeting_id = meeting.id if meeting else None
    before = newest_of(db, barrier.id)
    number = before.number + 1 if before else 1
    said = BarrierFollowUp(barrier_id=barrier.id, number=number, word=word, meeting_id=meeting_id, at=at, by_id=by.id)
    said.why = why.strip()
    db.add(said)
    db.flush()
