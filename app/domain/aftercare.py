"""Aftercare: who was shaken, and who rings them. Only facilitators ever see it."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Field, SQLModel

from app.db import new_id


class Aftercare(SQLModel, table=True):
    """Somebody to look after when a meeting is over."""

    id: UUID = Field(default_factory=new_id, primary_key=True)
    community_id: UUID = Field(foreign_key="community.id", index=True, ondelete="CASCADE")
    meeting_id: UUID = Field(foreign_key="meeting.id", index=True)
    membership_id: UUID = Field(foreign_key="membership.id", index=True, ondelete="CASCADE")
    rings_id: UUID | None = Field(default=None, foreign_key="person.id")
    note: str = Field(default="", max_length=500)
    by_id: UUID = Field(foreign_key="person.id")
    at: datetime
    done_at: datetime | None = None
    done_by_id: UUID | None = Field(default=None, foreign_key="person.id")
    put_away_at: datetime | None = None
