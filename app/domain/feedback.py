"""How a meeting was: three presses and one word, counted and never kept with a name.

History says only that somebody answered at a meeting, not who: with the hour beside it, it would tell whose answer
made a number grow.
"""

from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from sqlmodel import Field, Session, SQLModel, col, select

from app.db import new_id
from app.domain import agenda, history, reading
from app.domain.errors import Refused
from app.domain.meetings import Meeting
from app.domain.memberships import Membership

OPEN_FOR = timedelta(days=14)
# Fewer answers than this would say who gave them.
FEWEST_SHOWN = 3
LONGEST_WORD = 40


class Question(NamedTuple):
    """One question with the answers it can be given."""

    words: str
    answers: dict[str, str]


QUESTIONS = {
    "well_spent": Question("Was this time well spent?", {"yes": "Yes", "partly": "Partly", "not_today": "Not today"}),
    "could_say": Question(
        "Could you say what you needed to?", {"yes": "Yes", "partly": "Partly", "not_today": "Not today"}
    ),
    "to_try": Question("Do you take something to try?", {"yes": "Yes", "perhaps": "Perhaps", "not_today": "Not today"}),
}


class Total(NamedTuple):
    """What was answered to one question: each answer in words, with how many gave it."""

    question: str
    answers: list[tuple[str, int]]


class End(NamedTuple):
    """What was said at the end of a meeting, without names."""

    words: list[str] = []
    totals: list[Total] = []

    @property
    def is_empty(self) -> bool:
        """Whether nothing was said that can be shown."""
        return not (self.words or self.totals)


class Mine(NamedTuple):
    """What the panel shows to one member: which questions they have answered, and their own word."""

    answered: frozenset[str]
    word: str
    details: tuple[str, ...]


class FeedbackCount(SQLModel, table=True):
    """How many gave this answer. One row for each answer, so that no row belongs to anybody."""

    __tablename__ = "feedback_count"

    meeting_id: UUID = Field(foreign_key="meeting.id", primary_key=True, ondelete="CASCADE")
    question: str = Field(max_length=20, primary_key=True)
    answer: str = Field(max_length=20, primary_key=True)
    count: int = 0


class FeedbackGiven(SQLModel, table=True):
    """That somebody has answered a question, so that nobody answers twice; never what."""

    __tablename__ = "feedback_given"

    meeting_id: UUID = Field(foreign_key="meeting.id", primary_key=True, ondelete="CASCADE")
    membership_id: UUID = Field(foreign_key="membership.id", primary_key=True, ondelete="CASCADE")
    question: str = Field(max_length=20, primary_key=True)


class LastWord(SQLModel, table=True):
    """One word out; shown without a name, and its writer can change it."""

    __tablename__ = "last_word"

    meeting_id: UUID = Field(foreign_key="meeting.id", primary_key=True, ondelete="CASCADE")
    membership_id: UUID = Field(foreign_key="membership.id", primary_key=True, ondelete="CASCADE")
    # Its own random number, by which the words are shown: not in the order in which they came.
    id: UUID = Field(default_factory=new_id, unique=True)
    word: str = Field(max_length=40)
    at: datetime


def answer(db: Session, meeting: Meeting, membership: Membership, question: str, answer: str, *, at: datetime) -> None:
    """Count one answer; whoever answered this question before changes nothing."""
    _refuse_unless_open(meeting, at)
    if question not in QUESTIONS or answer not in QUESTIONS[question].answers:
        raise Refused("Choose one of the answers.")
    if db.get(FeedbackGiven, (meeting.id, membership.id, question)):
        return
    counted = db.get(FeedbackCount, (meeting.id, question, answer), with_for_update=True)
    counted = counted or FeedbackCount(meeting_id=meeting.id, question=question, answer=answer)
    counted.count += 1
    db.add(counted)
    db.add(FeedbackGiven(meeting_id=meeting.id, membership_id=membership.id, question=question))
    _record(db, meeting, "answered", at=at)


def leave_word(db: Session, meeting: Meeting, membership: Membership, word: str, *, at: datetime) -> None:
    """Leave one word, or change it; an empty one takes it back."""
    _refuse_unless_open(meeting, at)
    words = " ".join(word.split())
    if len(words) > LONGEST_WORD:
        raise Refused(f"Make it a word or two: at most {LONGEST_WORD} letters.")
    mine = db.get(LastWord, (meeting.id, membership.id))
    if (mine.word if mine else "") == words:
        return
    if mine and not words:
        db.delete(mine)
    else:
        mine = mine or LastWord(meeting_id=meeting.id, membership_id=membership.id, word=words, at=at)
        mine.word, mine.at = words, at
        db.add(mine)
    _record(db, meeting, "word_left", at=at)


def is_offered(db: Session, meeting: Meeting, at: datetime) -> bool:
    """Whether to ask now: from the last step on, and for two weeks after the meeting was closed."""
    if not meeting.is_running:
        return _is_open(meeting, at)
    items = agenda.of(db, meeting.id)
    return not items or items[-1].begun_at is not None


def mine(db: Session, meeting: Meeting, membership: Membership) -> Mine:
    """What this member has answered, but not what; and their word."""
    given = select(FeedbackGiven.question).where(FeedbackGiven.meeting_id == meeting.id)
    answered = db.exec(given.where(FeedbackGiven.membership_id == membership.id))
    left = db.get(LastWord, (meeting.id, membership.id))
    word = left.word if left else ""
    return Mine(frozenset(answered), word, reading.details(word))


def end_of(db: Session, meeting: Meeting | None) -> End:
    """What was said at the end of this meeting; nothing while it still goes on, when numbers grow one by one."""
    if meeting is None or not meeting.is_closed:
        return End()
    # By their random numbers: not in the order in which they came.
    words = select(LastWord.word).where(LastWord.meeting_id == meeting.id).order_by(col(LastWord.id))
    return End(list(db.exec(words)), _totals(db, meeting))


def _totals(db: Session, meeting: Meeting) -> list[Total]:
    rows = db.exec(select(FeedbackCount).where(FeedbackCount.meeting_id == meeting.id))
    counted = {(row.question, row.answer): row.count for row in rows}
    totals = []
    for key, question in QUESTIONS.items():
        answers = [(words, counted.get((key, each), 0)) for each, words in question.answers.items()]
        if sum(number for _words, number in answers) >= FEWEST_SHOWN:
            totals.append(Total(question.words, [(words, number) for words, number in answers if number]))
    return totals


def _is_open(meeting: Meeting, at: datetime) -> bool:
    return meeting.is_running or (meeting.closed_at is not None and at <= meeting.closed_at + OPEN_FOR)


def _refuse_unless_open(meeting: Meeting, at: datetime) -> None:
    if not _is_open(meeting, at):
        raise Refused("This can be said while the meeting runs and for two weeks after it. What was said is kept.")


def _record(db: Session, meeting: Meeting, verb: str, *, at: datetime) -> None:
    history.record(db, meeting.community_id, "feedback", verb, about=meeting, by=None, at=at, meeting_id=meeting.id)
