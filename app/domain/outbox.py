"""Letters waiting to be sent: written in the same transaction as what they tell of, sent after it."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement
from sqlmodel import Field, Session, SQLModel, col, or_, select

from app.db import new_id
from app.domain.people import Person

# The first try again comes after a quarter of a minute, each further one after twice as long: about three days in all.
FIRST_PAUSE = timedelta(seconds=15)
MOST_TRIES = 14
CODE_LASTS = timedelta(minutes=10)
FOR_EVER = timedelta(days=36500)
# A letter that would come too late to be of use is not sent.
LASTS = {
    "code": CODE_LASTS,
    "invitation": timedelta(days=7),
    "meeting": timedelta(days=7),
    "barrier_ask": timedelta(days=14),
    "reminder": timedelta(days=2),
    "digest": timedelta(days=2),
}
# Letters that hold a code or a link which lets somebody in, or answers for them: no text of theirs is kept once they
# have gone.
HOLDS_A_SECRET = {"code", "invitation", "meeting", "reminder", "digest", "barrier_ask"}


class Letter(SQLModel, table=True):
    """One e-mail; its text is made from a template when it is sent, from these few values."""

    id: UUID = Field(default_factory=new_id, primary_key=True)
    to: str = Field(max_length=254)
    kind: str = Field(max_length=40)
    subject: str = Field(max_length=200)
    text: str
    # What a calendar reads of it, as a file of its own kind; most letters have none.
    calendar: str = ""
    # Whom an answer to it reaches, when that is not our own mailbox.
    reply_to: str = Field(default="", max_length=254)
    # Where letters of this kind are stopped with one press, in the mail program itself (RFC 8058).
    stop_url: str = Field(default="", max_length=300)
    written_at: datetime = Field(index=True)
    sent_at: datetime | None = Field(default=None, index=True)
    given_up_at: datetime | None = None
    tries: int = 0
    next_try_at: datetime | None = None


def post(
    db: Session,
    *,
    to: str,
    kind: str,
    subject: str,
    text: str,
    calendar: str = "",
    reply_to: str = "",
    stop_url: str = "",
    at: datetime,
) -> None:
    """Put a letter into the outbox; one that comes by itself says where it is stopped."""
    letter = Letter(to=to, kind=kind, subject=_one_line(subject), text=text, written_at=at)
    letter.calendar, letter.reply_to, letter.stop_url = calendar, reply_to, stop_url
    db.add(letter)


def post_code(db: Session, person: Person | None, email: str, code: str, *, at: datetime) -> None:
    """The letter with a sign-in code; an unknown address gets a row too, given up at once: both take as long."""
    text = CODE_TEXT.format(name=_one_line(person.name) if person else "", code=f"{code[:4]} {code[4:]}")
    letter = Letter(to=email, kind="code", subject="Your code for Little Miracles", text=text, written_at=at)
    if person is None:
        letter.to, letter.text, letter.given_up_at = "", "", at
    db.add(letter)


CODE_TEXT = """Hello {name},

your code is {code}

Type it into the page that asked for it, in the same browser, within ten minutes.
If you did not ask for it, you need not do anything.
"""


def waiting(db: Session, *, at: datetime, most: int = 50) -> list[UUID]:
    """Letters whose turn to be sent has come, oldest first."""
    statement = select(Letter.id).where(*_has_its_turn(at)).order_by(col(Letter.written_at)).limit(most)
    return list(db.exec(statement))


def give_up_late(db: Session, *, at: datetime) -> None:
    """Give up the letters that would come too late, also where no postman ever takes one: their secrets are forgotten.

    One that is just being sent is left to its postman, whose next try is still to come.
    """
    too_late = [(col(Letter.kind) == kind) & (col(Letter.written_at) <= at - lasts) for kind, lasts in LASTS.items()]
    late = select(Letter).where(*_has_its_turn(at), or_(*too_late)).order_by(col(Letter.written_at)).limit(500)
    for letter in db.exec(late.with_for_update(skip_locked=True)):
        _give_up(letter, at)
        db.add(letter)


def oldest_waiting(db: Session) -> datetime | None:
    """Since when the oldest letter has waited, if one waits."""
    statement = select(Letter.written_at).where(col(Letter.sent_at).is_(None), col(Letter.given_up_at).is_(None))
    return db.exec(statement.order_by(col(Letter.written_at)).limit(1)).first()


def latest(db: Session, most: int = 100) -> list[Letter]:
    """The newest letters that had somewhere to go, for the demo's outbox page."""
    return list(db.exec(select(Letter).where(Letter.to != "").order_by(col(Letter.written_at).desc()).limit(most)))


def claim(db: Session, letter_id: UUID, *, at: datetime) -> Letter | None:
    """Take a letter for one try; None when another has it, it has gone, or it would come too late.

    The next try is set before this one begins, so that a crash or a second postman never sends it twice at once.
    """
    letter = db.get(Letter, letter_id, with_for_update=True)
    if letter is None or letter.sent_at or letter.given_up_at:
        return None
    if letter.next_try_at and letter.next_try_at > at:
        return None
    db.add(letter)
    if at >= letter.written_at + LASTS.get(letter.kind, FOR_EVER):
        _give_up(letter, at)
        return None
    letter.next_try_at = at + FIRST_PAUSE * 2**letter.tries
    letter.tries += 1
    return letter


def sent(db: Session, letter: Letter, *, at: datetime) -> None:
    """Mark the letter sent; a code or a link that lets somebody in is not kept after that."""
    letter.sent_at = at
    _forget_secret(letter)
    db.add(letter)


def failed(db: Session, letter: Letter, *, at: datetime) -> None:
    """It was not taken; after many tries the letter is given up."""
    if letter.tries >= MOST_TRIES:
        _give_up(letter, at)
    db.add(letter)


def _has_its_turn(at: datetime) -> tuple[ColumnElement[bool], ...]:
    its_turn = or_(col(Letter.next_try_at).is_(None), col(Letter.next_try_at) <= at)
    return col(Letter.sent_at).is_(None), col(Letter.given_up_at).is_(None), its_turn


def _give_up(letter: Letter, at: datetime) -> None:
    letter.given_up_at = at
    _forget_secret(letter)


def _forget_secret(letter: Letter) -> None:
    if letter.kind in HOLDS_A_SECRET:
        letter.text = letter.calendar = letter.stop_url = ""


def _one_line(text: str) -> str:
    # A line break in a subject would let somebody write their own mail headers.
    return " ".join(text.split())[:200]
