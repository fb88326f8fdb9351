"""People: one person may belong to several communities."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Field, Session, SQLModel, col, func, select

from app.db import new_id


class Person(SQLModel, table=True):
    """Somebody who signs in with their e-mail address; a guest has none."""

    id: UUID = Field(default_factory=new_id, primary_key=True)
    name: str = Field(max_length=100)
    email: str | None = Field(default=None, max_length=254, unique=True)
    is_keeper: bool = False
    uses_shortcuts: bool = True
    created_at: datetime


def tidy_email(email: str) -> str:
    """The address as we store and compare it."""
    return email.strip().lower()


def by_email(db: Session, email: str) -> Person | None:
    """The person with this address, if we know one."""
    return db.exec(select(Person).where(Person.email == tidy_email(email))).first()


def found_or_added(db: Session, *, name: str, email: str, at: datetime) -> Person:
    """The person with this address; added when new. A known person's own name is kept."""
    person = by_email(db, email)
    if person:
        return person
    person = Person(name=name.strip(), email=tidy_email(email), created_at=at)
    db.add(person)
    db.flush()
    return person


def use_shortcuts(db: Session, person: Person, wanted: bool) -> None:
    """Whether the page of a meeting listens to this person's keys."""
    person.uses_shortcuts = wanted
    db.add(person)


def by_id(db: Session, person_id: UUID) -> Person | None:
    """The person."""
    return db.get(Person, person_id)


def by_ids(db: Session, ids: set[UUID]) -> dict[UUID, Person]:
    """These people, by id."""
    if not ids:
        return {}
    return {person.id: person for person in db.exec(select(Person).where(col(Person.id).in_(ids)))}


def any_keeper(db: Session) -> bool:
    """Whether this installation has a keeper yet."""
    return bool(db.exec(select(func.count()).select_from(Person).where(col(Person.is_keeper))).one())
