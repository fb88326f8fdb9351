"""The phases of a case discussion: who speaks, what the others do, and for how long. They stay with their step."""

from uuid import UUID

from sqlmodel import Field, SQLModel

from app.db import new_id


class Phase(SQLModel, table=True):
    """One phase of a step. `began_after` and `took` are seconds of the step's own clock, so a pause pauses both."""

    id: UUID = Field(default_factory=new_id, primary_key=True)
    agenda_item_id: UUID = Field(foreign_key="agenda_item.id", index=True, ondelete="CASCADE")
    position: int
    title: str = Field(max_length=120)
    minutes: int
    added_minutes: int = 0
    speaks: str = Field(default="group", max_length=20)
    others_do: str = Field(default="", max_length=300)
    presenter_is_silent: bool = False
    collects_offers: bool = False
    chooses_offers: bool = False
    began_after: int | None = None
    took: int | None = None
