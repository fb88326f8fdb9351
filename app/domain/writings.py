"""Silent writing: everybody writes for themselves, nobody sees a word until it is shown, then all at once."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from app.db import new_id


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
    """What one person wrote; only they see it until the writing is revealed, and then it stands without a name."""

    __table_args__ = (UniqueConstraint("writing_id", "membership_id"),)

    id: UUID = Field(default_factory=new_id, primary_key=True)
    writing_id: UUID = Field(foreign_key="writing.id", index=True, ondelete="CASCADE")
    membership_id: UUID = Field(foreign_key="membership.id", index=True, ondelete="CASCADE")
    text: str = Field(default="", max_length=1000)
    at: datetime
    put_away_at: datetime | None = None
