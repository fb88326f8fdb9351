"""Letters waiting to be sent: written in the same transaction as what they tell of, sent after it."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Field, Session, SQLModel, col, select

from app.db import new_id
from app.domain.people import Person

MOST_TRIES = 8


class Letter(SQLModel, table=True):
    """One e-mail; its text is made from a template when it is sent, from these few values."""

    id: UUID = Field(default_factory=new_id, primary_key=True)
    to: str = Field(max_length=254)
    kind: str = Field(max_length=40)
    subject: str = Field(max_length=200)
    text: str
    written_at: datetime = Field(index=True)
    sent_at: datetime | None = Field(default=None, index=True)
    given_up_at: datetime | None = None
    tries: int = 0


def post(db: Session, *, to: str, kind: str, subject: str, text: str, at: datetime) -> None:
    """Put a letter into the outbox."""
    db.add(Letter(to=to, kind=kind, subject=_one_line(subject), text=text, written_at=at))


def post_code(db: Session, person: Person | None, email: str, code: str, *, at: datetime) -> None:
    """The letter with a sign-in code; an unknown address gets a row too, already given up, so that both take as long."""
    text = CODE_TEXT.format(name=person.name if person else "", code=f"{code[:4]} {code[4:]}")
    letter = Letter(to=email, kind="code", subject="Your code for Little Miracles", text=text, written_at=at)
    if person is None:
        letter.to, letter.text, letter.given_up_at = "", "", at
    db.add(letter)


CODE_TEXT = """Hello {name},

your code is {code}

Type it into the page that asked for it, in the same browser, within ten minutes.
If you did not ask for it, you need not do anything.
"""


def waiting(db: Session, most: int = 50) -> list[Letter]:
    """Letters not yet sent, oldest first."""
    statement = (
        select(Letter)
        .where(col(Letter.sent_at).is_(None), col(Letter.given_up_at).is_(None))
        .order_by(col(Letter.written_at))
        .limit(most)
    )
    return list(db.exec(statement))


def latest(db: Session, most: int = 100) -> list[Letter]:
    """The newest letters that had somewhere to go, for the demo's outbox page."""
    return list(db.exec(select(Letter).where(Letter.to != "").order_by(col(Letter.written_at).desc()).limit(most)))


def sent(db: Session, letter: Letter, *, at: datetime) -> None:
    """Mark the letter sent; a sign-in code is not kept after that."""
    letter.sent_at = at
    if letter.kind == "code":
        letter.text = ""
    db.add(letter)


def failed(db: Session, letter: Letter, *, at: datetime) -> None:
    """Count a failed try; after several the letter is given up."""
    letter.tries += 1
    if letter.tries >= MOST_TRIES:
        letter.given_up_at = at
    db.add(letter)


def _one_line(text: str) -> str:
    # A line break in a subject would let somebody write their own mail headers.
    return " ".join(text.split())[:200]
