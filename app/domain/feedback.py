"""How a meeting was: three presses and one word, counted and never kept with a name."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Field, SQLModel

from app.db import new_id


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
