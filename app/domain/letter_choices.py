"""What letters a person wants from us: reminders, the weekly letter and its day, and by which clock."""

from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from sqlmodel import Field, Session, SQLModel

from app.domain import communities, history, mail_links
from app.domain.communities import NEVER, Community
from app.domain.errors import Refused
from app.domain.people import Person

# The letters that come by themselves, as a link to stop them names them.
KINDS = {"reminders": "Reminders of what you took on", "digest": "The weekly letter"}
STOP = "stop_"
# Whoever finds an old letter can still stop what comes.
STOP_LASTS = timedelta(days=400)


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
    """Stop one kind of letter, or let it come again; for the link in the letter itself. To stop is never refused."""
    if on:
        mail_links.refuse_too_often(db, person.id, by=person, at=at)
    _change(db, of(db, person), {kind: on}, by=person, at=at)


def wants(db: Session, person: Person, kind: str) -> bool:
    """Whether this kind of letter comes."""
    return bool(getattr(of(db, person), kind))


def zone_for(db: Session, person: Person, community: Community) -> str:
    """By whose clock it is morning for this person, where a letter is about this community."""
    return of(db, person).zone or community.zone


class StopLink(NamedTuple):
    """What the link that stops letters opens: whose letters, and which of KINDS."""

    person: Person
    kind: str


def make_stop_link(db: Session, person: Person, kind: str, *, at: datetime) -> str:
    """The secret of a link by which this person, and nobody else, stops this kind of letter."""
    return mail_links.make(db, person, STOP + kind, lasts=STOP_LASTS, at=at)


def stop_link(db: Session, secret: str, *, at: datetime) -> StopLink | None:
    """What this secret opens, while it does."""
    for kind in KINDS:
        link = mail_links.found(db, secret, STOP + kind)
        if link and link.is_open(at):
            return StopLink(db.get_one(Person, link.person_id), kind)
    return None


def end_links(db: Session, person: Person, *, at: datetime) -> None:
    """Let no link in any letter to this person open anything any more: the mailbox was lost, or others read it."""
    mail_links.end_all_of(db, person, at=at)
    history.record(db, None, "letters", "links_ended", about=person, by=person, at=at)


def _change(db: Session, chosen: LetterChoices, wanted: dict[str, object], *, by: Person, at: datetime) -> None:
    if all(getattr(chosen, name) == value for name, value in wanted.items()):
        return
    chosen.sqlmodel_update(wanted)
    chosen.changed_at = at
    db.add(chosen)
    history.record(db, None, "letters", "chosen", about=by, by=by, at=at)
