"""What was asked of sponsors and what they said: rows are only added, so that no question and no answer is lost.

The barrier itself holds the newest ask and the newest answer, so that lists need not look here.
"""

from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from sqlmodel import Field, Session, SQLModel, col, select

from app.db import new_id
from app.domain import memberships
from app.domain.memberships import Member, Membership
from app.domain.people import Person


class Ask(SQLModel, table=True):
    """One letter to one sponsor: what was asked, and until when."""

    __tablename__ = "barrier_ask"

    id: UUID = Field(default_factory=new_id, primary_key=True)
    barrier_id: UUID = Field(foreign_key="barrier.id", index=True, ondelete="CASCADE")
    sponsor_id: UUID = Field(foreign_key="membership.id")
    text: str = Field(max_length=600)
    reply_by: date | None = None
    at: datetime
    by_id: UUID = Field(foreign_key="person.id")


class Reply(SQLModel, table=True):
    """One answer of a sponsor."""

    __tablename__ = "barrier_reply"

    id: UUID = Field(default_factory=new_id, primary_key=True)
    barrier_id: UUID = Field(foreign_key="barrier.id", index=True, ondelete="CASCADE")
    sponsor_id: UUID | None = Field(default=None, foreign_key="membership.id")
    word: str = Field(max_length=20)
    why: str = Field(default="", max_length=1000)
    at: datetime
    by_id: UUID = Field(foreign_key="person.id")


class Said(NamedTuple):
    """One line of the to and fro: an ask or a reply, and the name of its sponsor."""

    ask: Ask | None
    reply: Reply | None
    sponsor_id: UUID | None
    name: str
    at: datetime


def keep_ask(
    db: Session, barrier_id: UUID, sponsor: Membership, text: str, *, reply_by: date | None, by: Person, at: datetime
) -> None:
    """Add what was asked."""
    db.flush()  # a barrier named in the same breath stands first
    db.add(Ask(barrier_id=barrier_id, sponsor_id=sponsor.id, text=text, reply_by=reply_by, at=at, by_id=by.id))


def keep_reply(
    db: Session, barrier_id: UUID, sponsor_id: UUID | None, word: str, why: str, *, by: Person, at: datetime
) -> None:
    """Add what was answered."""
    db.flush()
    db.add(Reply(barrier_id=barrier_id, sponsor_id=sponsor_id, word=word, why=why, at=at, by_id=by.id))


def sponsors_of(db: Session, community_id: UUID) -> list[Member]:
    """Whom this community can ask."""
    return [one for one in memberships.members_of(db, community_id) if one.membership.role == "sponsor"]


def of(db: Session, barrier_id: UUID) -> list[Said]:
    """Everything asked and answered about this barrier, oldest first."""
    asked = (
        select(Ask, memberships.shown_name())
        .join(Membership, col(Membership.id) == Ask.sponsor_id)
        .join(Person, col(Person.id) == Membership.person_id)
        .where(Ask.barrier_id == barrier_id)
    )
    replied = (
        select(Reply, Person.name).join(Person, col(Person.id) == Reply.by_id).where(Reply.barrier_id == barrier_id)
    )
    said = [Said(ask, None, ask.sponsor_id, name, ask.at) for ask, name in db.exec(asked)]
    said += [Said(None, reply, reply.sponsor_id, name, reply.at) for reply, name in db.exec(replied)]
    return sorted(said, key=lambda one: one.at)


def shown_to(said: list[Said], reader: Membership) -> list[Said]:
    """What this reader may see of it: members all, a sponsor their own part."""
    return [one for one in said if reader.role != "sponsor" or one.sponsor_id == reader.id]
