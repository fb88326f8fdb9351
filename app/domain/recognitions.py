"""“I think I know who this is”: counted for the facilitators, and nobody learns who pressed.

What is kept: a mark made from the person with a key of the case, its day and that of the key. Neither a person nor an
hour, no line in the history, and nothing is told to any page. The key only serves to count a person once and to let
them take it back; it is thrown away after a fortnight, and from then on nobody can tell any more from whom a mark came.
"""

import hashlib
import hmac
import secrets
from datetime import date, timedelta
from typing import NamedTuple
from uuid import UUID

from sqlmodel import Field, Session, SQLModel, UniqueConstraint, col, delete, func, select

from app.db import new_id
from app.domain.cases import Case
from app.domain.errors import Refused
from app.domain.people import Person

KEY_KEPT_FOR = timedelta(days=14)


class Recognition(SQLModel, table=True):
    """Somebody thinks that they may know who a case is about."""

    # A row number would say who pressed before whom; on PostgreSQL `detached.settle` sees to that.
    __table_args__ = (UniqueConstraint("case_id", "mark"), {"sqlite_with_rowid": False})

    id: UUID = Field(default_factory=new_id, primary_key=True)
    case_id: UUID = Field(foreign_key="case.id", index=True, ondelete="CASCADE")
    mark: str = Field(max_length=64)
    on_day: date
    # The day of the key that made the mark: among the marks of one key nobody counts twice. None: that is not known.
    key_on: date | None = None


class Counted(NamedTuple):
    """How many people pressed at the least; and how many of them lately, as long as that can be told."""

    at_least: int
    lately: int = 0
    is_exact: bool = True

    def __bool__(self) -> bool:
        return self.at_least > 0


class RecognitionKey(SQLModel, table=True):
    """The key of one case, apart from the marks that were made with it."""

    __tablename__ = "recognition_key"

    case_id: UUID = Field(foreign_key="case.id", primary_key=True, ondelete="CASCADE")
    key: str = Field(max_length=64)
    made_on: date = Field(index=True)


def press(db: Session, case: Case, *, by: Person, today: date) -> None:
    """Count this person, once."""
    forget_old_keys(db, today=today)
    if case.presenter_id == by.id:
        raise Refused("You bring this case, so you know who it is about. The button is for the others.")
    if not case.is_open:
        raise Refused("This case is not open to the group just now.")
    key = db.get(RecognitionKey, case.id)
    if key is None:
        key = RecognitionKey(case_id=case.id, key=secrets.token_hex(32), made_on=today)
        db.add(key)
        db.flush()
    mark = _mark(key, by)
    if _found(db, case.id, mark) is None:
        db.add(Recognition(case_id=case.id, mark=mark, on_day=today, key_on=key.made_on))


def take_back(db: Session, case: Case, *, by: Person) -> None:
    """They were mistaken: count them no more."""
    mine = _mine(db, case.id, by)
    if mine:
        db.delete(mine)


def is_mine(db: Session, case_id: UUID, person: Person) -> bool:
    """Whether this person pressed, as long as that can be told."""
    return _mine(db, case_id, person) is not None


def count(db: Session, case_id: UUID) -> Counted:
    """How many think that they may know. Under one key nobody counts twice; under two somebody may, and nobody can
    tell: so it is said how many there are at the least."""
    by_key = select(col(Recognition.key_on), func.count()).group_by(col(Recognition.key_on))
    counts = {key_on: number for key_on, number in db.exec(by_key.where(Recognition.case_id == case_id))}
    key = db.get(RecognitionKey, case_id)
    at_least = max(counts.values(), default=0)
    return Counted(at_least, counts.get(key.made_on, 0) if key else 0, at_least == sum(counts.values()))


def forget_old_keys(db: Session, *, today: date) -> None:
    """Throw away the keys of a fortnight ago; the counts stay."""
    db.exec(delete(RecognitionKey).where(col(RecognitionKey.made_on) < today - KEY_KEPT_FOR))


def _mine(db: Session, case_id: UUID, person: Person) -> Recognition | None:
    key = db.get(RecognitionKey, case_id)
    return _found(db, case_id, _mark(key, person)) if key else None


def _found(db: Session, case_id: UUID, mark: str) -> Recognition | None:
    return db.exec(select(Recognition).where(Recognition.case_id == case_id, Recognition.mark == mark)).first()


def _mark(key: RecognitionKey, person: Person) -> str:
    return hmac.new(bytes.fromhex(key.key), person.id.bytes, hashlib.sha256).hexdigest()
