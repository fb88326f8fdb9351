"""One-use tokens: a form sent twice, by a double click or a retry, has one effect; with other words it is another."""

import hashlib
import hmac
import json
import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.exc import IntegrityError
from sqlmodel import Field, Session, SQLModel, col, delete

KEPT_FOR = timedelta(days=8)


class UsedToken(SQLModel, table=True):
    """The mark of a form that was sent, and the day: never the hour, which would say when it was."""

    __tablename__ = "used_token"
    # A row number would say in which order forms were sent.
    __table_args__ = {"sqlite_with_rowid": False}

    token_hash: str = Field(primary_key=True, max_length=64)
    at: datetime = Field(index=True)


def token_for(person_id: UUID | None) -> str:
    """A fresh token; made for somebody it says, to nobody but us, whose page it stands in."""
    fresh = secrets.token_urlsafe(16)
    return f"{fresh}.{_seal(fresh, person_id)}" if person_id else fresh


def is_somebodys(token: str) -> bool:
    """Whether it was made for one person: only then a form that waited can be sent without becoming another's."""
    return "." in token


def is_for_another(token: str, person_id: UUID) -> bool:
    """Whether it was made for somebody else, as where people share a browser and a page was left open."""
    fresh, sealed, seal = token.partition(".")
    return bool(sealed) and not hmac.compare_digest(seal.encode(), _seal(fresh, person_id).encode())


def mark(token: str, where: str, sent: Iterable[tuple[str, str]]) -> str:
    """What tells a form sent again from one that was changed meanwhile, as after a browser's Back.

    The token, which stands nowhere but in the page, is the key: nobody can try out words against what is kept.
    """
    words = json.dumps([where, *sorted(sent)])
    return hmac.new(token.encode(), words.encode(), hashlib.sha256).hexdigest()


def spend(db: Session, form_mark: str, *, at: datetime) -> bool:
    """Take the form; False when it was taken before, in which case nothing more may happen."""
    if db.get(UsedToken, form_mark):
        return False
    try:
        with db.begin_nested():
            db.add(UsedToken(token_hash=form_mark, at=at.replace(hour=0, minute=0, second=0, microsecond=0)))
            db.flush()
    except IntegrityError:
        # On PostgreSQL another request may be spending it at this very moment; we waited for it, and it was first.
        return False
    return True


def give_back(db: Session, form_mark: str) -> None:
    """Let the form be sent again: it had no effect, so sending it again must not look like one."""
    db.exec(delete(UsedToken).where(col(UsedToken.token_hash) == form_mark))


def forget_old(db: Session, *, at: datetime) -> None:
    """Drop tokens that no open page can still hold."""
    db.exec(delete(UsedToken).where(col(UsedToken.at) < at - KEPT_FOR))


def _seal(fresh: str, person_id: UUID) -> str:
    return hmac.new(fresh.encode(), person_id.bytes, hashlib.sha256).hexdigest()[:16]
