"""A round: everybody who is here has a turn, in a fair order; passing is allowed."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from app.db import new_id


class Round(SQLModel, table=True):
    """A round at a meeting, with its question if it has one."""

    id: UUID = Field(default_factory=new_id, primary_key=True)
    community_id: UUID = Field(foreign_key="community.id", index=True, ondelete="CASCADE")
    meeting_id: UUID = Field(foreign_key="meeting.id", index=True)
    agenda_item_id: UUID | None = Field(default=None, foreign_key="agenda_item.id", index=True)
    question: str = Field(default="", max_length=200)
    begun_at: datetime
    begun_by_id: UUID = Field(foreign_key="person.id")
    ended_at: datetime | None = None


class Turn(SQLModel, table=True):
    """One person's turn; `word` is empty while they wait, then spoken or passed."""

    __table_args__ = (UniqueConstraint("round_id", "membership_id"),)

    id: UUID = Field(default_factory=new_id, primary_key=True)
    round_id: UUID = Field(foreign_key="round.id", index=True, ondelete="CASCADE")
    membership_id: UUID = Field(foreign_key="membership.id", index=True, ondelete="CASCADE")
    position: int
    word: str = Field(default="", max_length=10)
    at: datetime | None = None
