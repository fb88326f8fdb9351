"""What letters a person wants from us: reminders, the weekly letter and its day, and by which clock."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Field, Session, SQLModel

from app.domain import communities, history
from app.domain.communities import NEVER
from app.domain.errors import Refused
from app.domain.people import Person

# The letters that come by themselves, as a link to stop them names them.
KINDS = {"reminders": "Reminders of what you took on", "digest": "The weekly letter"}
STOP = "stop_"


class LetterChoices(SQLModel, table=True):
    """One person's choices; without a row everything is as it stands here."""

    __tablename__ = "letter_choices"

    person_id: UUID = Field(foreign_key="person.id", primary_key=True, ondelete="CASCADE")
    reminders: bool = True
    digest: bool = True
    digest_weekday: int = 0
    # Empty: by the clock of the community that a letter is about.
    zone: str = Field(default="", max_length=60)
    changed_at: datetime = NEVER


def of(db: Session, person: Person) -> LetterChoices:
    """What this person has chosen, or what holds while nothing is chosen."""
    return db.get(LetterChoices, person.id) or LetterChoices(person_id=person.id)


def choose(
    db: Session, person: Person, *, reminders: bool, digest: bool, digest_weekday: int, zone: str, at: datetime
) -> None:
    """Choose; the same again changes nothing."""
    if zone and not communities.is_zone(zone):
        raise Refused("Choose a time zone of the list, such as Europe/London.")
    chosen = of(db, person)
    wanted = {"reminders": reminders, "digest": digest, "digest_weekday": digest_weekday, "zone": zone}
    _change(db, chosen, wanted, by=person, at=at)


def switch(db: Session, person: Person, kind: str, *, on: bool, at: datetime) -> None:
    """Stop one kind of letter, or let it come again; for the link in the letter itself."""
    _change(db, of(db, person), {kind: on}, by=person, at=at)


def wants(db: Session, person: Person, kind: str) -> bool:
    """Whether this kind of letter comes."""
    return bool(getattr(of(db, person), kind))


def _change(db: Session, chosen: LetterChoices, wanted: dict[str, object], *, by: Person, at: datetime) -> None:
    if all(getattr(chosen, name) == value for name, value in wanted.items()):
        return
    chosen.sqlmodel_update(wanted)
    chosen.changed_at = at
    db.add(chosen)
    history.record(db, None, "letters", "chosen", about=by, by=by, at=at)
