"""What was done, by whom and when; recording it is also what makes open pages look again."""

from datetime import datetime
from typing import Protocol
from uuid import UUID

from sqlmodel import Field, Session, SQLModel, col, select

from app import live
from app.db import new_id
from app.domain.people import Person


class HasId(Protocol):
    """Anything with an id of its own."""

    id: UUID


class History(SQLModel, table=True):
    """One change, without its content: nothing that was written about a person is repeated here."""

    id: UUID = Field(default_factory=new_id, primary_key=True)
    community_id: UUID | None = Field(default=None, index=True)
    meeting_id: UUID | None = Field(default=None, index=True)
    noun: str = Field(max_length=40)
    verb: str = Field(max_length=40)
    about_id: UUID = Field(index=True)
    by_id: UUID | None = Field(default=None, foreign_key="person.id")
    at: datetime
    # One of our own words about it, such as why something was kept; never anybody else's.
    detail: str = Field(default="", max_length=200)


def record(
    db: Session,
    community_id: UUID | None,
    noun: str,
    verb: str,
    *,
    about: HasId,
    by: Person | None,
    at: datetime,
    meeting_id: UUID | None = None,
    detail: str = "",
    quietly: bool = False,
) -> None:
    """Write down who did what, and tell the community's open pages the noun; quietly when only its writer sees it."""
    db.add(
        History(
            community_id=community_id,
            meeting_id=meeting_id,
            noun=noun,
            verb=verb,
            about_id=about.id,
            by_id=by.id if by else None,
            at=at,
            detail=detail,
        )
    )
    if community_id and not quietly:
        live.tell(db.info, topic_of(community_id), noun)


def topic_of(community_id: UUID) -> str:
    """The live topic that a community's open pages listen to."""
    return f"community:{community_id}"


def of(db: Session, about_id: UUID) -> list[History]:
    """Everything that was done to one thing, oldest first."""
    return list(db.exec(select(History).where(History.about_id == about_id).order_by(col(History.at))))


def newest_at(db: Session) -> datetime | None:
    """When something was last done; the clock cannot be before it."""
    return db.exec(select(History.at).order_by(col(History.at).desc()).limit(1)).first()
