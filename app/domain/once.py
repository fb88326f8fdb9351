"""One-use tokens: a form sent twice, by a double click or a retry, has one effect."""

import hashlib
from datetime import datetime, timedelta

from sqlalchemy.exc import IntegrityError
from sqlmodel import Field, Session, SQLModel, col, delete

KEPT_FOR = timedelta(days=8)


class UsedToken(SQLModel, table=True):
    """The hash of a token that a form has spent, and the day: never the hour, which would say when a form was sent."""

    __tablename__ = "used_token"
    # A row number would say in which order forms were sent.
    __table_args__ = {"sqlite_with_rowid": False}

    token_hash: str = Field(primary_key=True, max_length=64)
    at: datetime = Field(index=True)


def spend(db: Session, token: str, *, at: datetime) -> bool:
    """Spend the token; False when it was spent before, in which case nothing more may happen."""
    token_hash = _hash(token)
    if db.get(UsedToken, token_hash):
        return False
    try:
        with db.begin_nested():
            db.add(UsedToken(token_hash=token_hash, at=at.replace(hour=0, minute=0, second=0, microsecond=0)))
            db.flush()
    except IntegrityError:
        # On PostgreSQL another request may be spending it at this very moment; we waited for it, and it was first.
        return False
    return True


def give_back(db: Session, token: str) -> None:
    """Let the token be spent again: what came with it had no effect, so sending it again must not look like one."""
    db.exec(delete(UsedToken).where(col(UsedToken.token_hash) == _hash(token)))


def forget_old(db: Session, *, at: datetime) -> None:
    """Drop tokens that no open page can still hold."""
    db.exec(delete(UsedToken).where(col(UsedToken.at) < at - KEPT_FOR))


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
