"""Case methods: ways to think about a case together, as timed phases; ours, and a community's own."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Field, SQLModel

from app.db import new_id


class CaseMethod(SQLModel, table=True):
    """A community's own method; those that come with the product are in `seeds/case_methods.json`."""

    __tablename__ = "case_method"

    id: UUID = Field(default_factory=new_id, primary_key=True)
    community_id: UUID = Field(foreign_key="community.id", index=True, ondelete="CASCADE")
    name: str = Field(max_length=120)
    revision: int = 1
    made_by_id: UUID = Field(foreign_key="person.id")
    made_at: datetime
    put_away_at: datetime | None = None


class MethodPhase(SQLModel, table=True):
    """One phase of a community's own method."""

    __tablename__ = "method_phase"

    id: UUID = Field(default_factory=new_id, primary_key=True)
    method_id: UUID = Field(foreign_key="case_method.id", index=True, ondelete="CASCADE")
    position: int
    title: str = Field(max_length=120)
    minutes: int
    speaks: str = Field(default="group", max_length=20)
    others_do: str = Field(default="", max_length=300)
    presenter_is_silent: bool = False
    collects_offers: bool = False
    chooses_offers: bool = False
