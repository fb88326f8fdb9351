"""Links in letters that let their reader do one thing without signing in: one person, one purpose, one thing."""

import secrets
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Index
from sqlmodel import Field, Session, SQLModel, col, func, select, update

from app.db import new_id
from app.domain.errors import Refused
from app.domain.history import History
from app.domain.people import Person
from app.domain.sign_ins import hashed

# How often one person may change one thing by the links in letters.
A_WHILE, MOST_IN_A_WHILE = timedelta(hours=1), 20


class MailLink(SQLModel, table=True):
    """What the link in a letter opens; only the hash of its secret is kept.

    It says who may do what, not that they still may: whoever opens it looks again whether the person's place and the
    thing are still there.
    """

    __tablename__ = "mail_link"
    __table_args__ = (Index("ix_mail_link_purpose_about_id", "purpose", "about_id"),)

    id: UUID = Field(default_factory=new_id, primary_key=True)
    token_hash: str = Field(max_length=64, unique=True)
    person_id: UUID = Field(foreign_key="person.id", index=True, ondelete="CASCADE")
    purpose: str = Field(max_length=40)
    # An action, an ask, a meeting: each purpose knows which; none where the purpose is about the person alone.
    about_id: UUID | None = None
    made_at: datetime
    ends_at: datetime = Field(index=True)
    ended_at: datetime | None = None

    def is_open(self, at: datetime) -> bool:
        """Whether the link still works."""
        return self.ended_at is None and at < self.ends_at


def make(
    db: Session, person: Person, purpose: str, about_id: UUID | None = None, *, lasts: timedelta, at: datetime
) -> str:
    """A new link beside the earlier ones, which letters that are on their way may hold. Answers its secret."""
    secret = secrets.token_urlsafe(32)
    link = MailLink(
        token_hash=hashed(secret),
        person_id=person.id,
        purpose=purpose,
        about_id=about_id,
        made_at=at,
        ends_at=at + lasts,
    )
    db.add(link)
    return secret


def found(db: Session, secret: str, purpose: str, *, lock: bool = False) -> MailLink | None:
    """The link with this secret for this purpose, whatever its state; locked for change on PostgreSQL when asked."""
    statement = select(MailLink).where(MailLink.token_hash == hashed(secret), MailLink.purpose == purpose)
    return db.exec(statement.with_for_update() if lock else statement).first()


def refuse_too_often(db: Session, about_id: UUID, *, by: Person, at: datetime) -> None:
    """A link that somebody else has got hold of, or a machine presses, fills no page of ours."""
    done = select(func.count()).select_from(History).where(History.about_id == about_id)
    if db.exec(done.where(History.by_id == by.id, History.at > at - A_WHILE)).one() >= MOST_IN_A_WHILE:
        raise Refused("This has been changed many times within the hour. Wait a little, or sign in.")


def end(db: Session, link: MailLink, *, at: datetime) -> None:
    """Let the link open nothing any more."""
    link.ended_at = link.ended_at or at
    db.add(link)


def end_about(db: Session, purpose: str, about_id: UUID, person_id: UUID | None = None, *, at: datetime) -> None:
    """End every link of this purpose to this thing, or one person's."""
    still_open = col(MailLink.purpose) == purpose, col(MailLink.about_id) == about_id, col(MailLink.ended_at).is_(None)
    statement = update(MailLink).where(*still_open)
    if person_id:
        statement = statement.where(col(MailLink.person_id) == person_id)
    db.exec(statement.values(ended_at=at))


def end_all_of(db: Session, person: Person, *, at: datetime) -> None:
    """End every link in letters to this person, of whatever purpose."""
    theirs = col(MailLink.person_id) == person.id, col(MailLink.ended_at).is_(None)
    db.exec(update(MailLink).where(*theirs).values(ended_at=at))


def forget_old(db: Session, *, at: datetime) -> None:
    """Drop the links whose last day has passed."""
    for link in db.exec(select(MailLink).where(MailLink.ends_at < at).limit(500)):
        db.delete(link)
