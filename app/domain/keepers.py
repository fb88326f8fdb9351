"""Keepers: people who look after the installation."""

from datetime import datetime

from sqlmodel import Session

from app.domain import history
from app.domain.people import Person


def appoint(db: Session, person: Person, *, by: Person | None, at: datetime) -> None:
    """Make the person a keeper; nobody is named as doing it when it happens at the command line."""
    if person.is_keeper:
        return
    person.is_keeper = True
    db.add(person)
    history.record(db, None, "keepers", "appointed", about=person, by=by, at=at)
