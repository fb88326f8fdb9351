"""Signing in: an e-mailed code typed into the browser that asked, and the sign-ins that follow.

Only hashes are stored. A code is tied to the browser that asked by a random value in its cookie.
"""

import hashlib
import hmac
import secrets
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address, ip_network
from uuid import UUID

from sqlmodel import Field, Session, SQLModel, col, func, select

from app import live
from app.db import new_id
from app.domain import history, outbox, people
from app.domain.people import Person

# 32 letters and digits that are not mistaken for each other: 8 of them are 40 bits.
LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
CODE_LENGTH = 8
CODE_LASTS = outbox.CODE_LASTS
TRIES = 5
IDLE = timedelta(days=14)
ABSOLUTE = timedelta(days=90)
SEEN_EVERY = timedelta(hours=1)
WINDOW = timedelta(minutes=15)
# Per address and place first, so that somebody else's asking cannot lock a person out.
MOST_FROM_ONE_PLACE_FOR_ONE_ADDRESS, MOST_FROM_ONE_PLACE, MOST_FOR_ONE_ADDRESS, MOST_IN_ALL = 5, 20, 30, 300


class SignInCode(SQLModel, table=True):
    """A code that was asked for, whether or not we know the address."""

    __tablename__ = "sign_in_code"

    id: UUID = Field(default_factory=new_id, primary_key=True)
    email: str = Field(max_length=254, index=True)
    browser_hash: str = Field(max_length=64, index=True)
    place_hash: str = Field(max_length=64, index=True)
    code_hash: str = Field(max_length=64)
    asked_at: datetime = Field(index=True)
    tries_left: int = TRIES
    used_at: datetime | None = None


class SignIn(SQLModel, table=True):
    """One browser that is signed in as one person."""

    __tablename__ = "sign_in"

    id: UUID = Field(default_factory=new_id, primary_key=True)
    person_id: UUID = Field(foreign_key="person.id", index=True)
    token_hash: str = Field(max_length=64, unique=True)
    browser: str = Field(default="", max_length=200)
    began_at: datetime
    seen_at: datetime
    ends_at: datetime
    ended_at: datetime | None = None


def ask(db: Session, email: str, *, browser: str, place: str, at: datetime) -> None:
    """Send a code to the address if we know it; the same work is done when we do not."""
    email, code = people.tidy_email(email), _new_code()
    if _asked_too_often(db, email, place=hashed(place), at=at):
        return
    db.add(
        SignInCode(
            email=email,
            browser_hash=hashed(browser),
            place_hash=hashed(place),
            code_hash=_code_hash(code, browser),
            asked_at=at,
        )
    )
    person = people.by_email(db, email)
    outbox.post_code(db, person, email, code, at=at)


def code_for(db: Session, person: Person, *, at: datetime) -> str:
    """A single-use code for the keeper to hand over in person; any one browser may use it, once."""
    code = _new_code()
    db.add(
        SignInCode(
            email=person.email or "",
            browser_hash=hashed("by hand"),
            place_hash=hashed("by hand"),
            code_hash=_code_hash(code, "by hand"),
            asked_at=at,
        )
    )
    return code


def enter(db: Session, code: str, *, email: str, browser: str, device: str, at: datetime) -> str | None:
    """Sign in with a code; answers the new sign-in's secret, or None. A wrong code costs one of five tries."""
    for browser_value in (browser, "by hand"):
        asked = _open_code(db, email, browser_value, at=at)
        if not asked:
            continue
        if hmac.compare_digest(asked.code_hash, _code_hash(tidy_code(code), browser_value)):
            asked.used_at = at
            person = people.by_email(db, asked.email)
            return begin(db, person, device=device, at=at) if person else None
        asked.tries_left -= 1
    return None


def begin(db: Session, person: Person, *, device: str, at: datetime, lasts: timedelta = ABSOLUTE) -> str:
    """A new sign-in; answers its secret, of which only the hash is kept."""
    secret = secrets.token_urlsafe(32)
    sign_in = SignIn(
        person_id=person.id,
        token_hash=hashed(secret),
        browser=device[:200],
        began_at=at,
        seen_at=at,
        ends_at=at + lasts,
    )
    db.add(sign_in)
    history.record(db, None, "sign_ins", "began", about=sign_in, by=person, at=at)
    return secret


def current(db: Session, secret: str, *, at: datetime) -> tuple[SignIn, Person] | None:
    """The sign-in that this secret opens, with its person, while neither time-out has passed."""
    statement = (
        select(SignIn, Person)
        .join(Person, col(Person.id) == SignIn.person_id)
        .where(SignIn.token_hash == hashed(secret), col(SignIn.ended_at).is_(None))
        .where(SignIn.ends_at > at, SignIn.seen_at > at - IDLE)
    )
    return db.exec(statement).first()


def seen(db: Session, sign_in_id: UUID, *, at: datetime) -> None:
    """Note, at most once an hour, that the sign-in is still in use."""
    sign_in = db.get(SignIn, sign_in_id)
    if sign_in and sign_in.seen_at < at - SEEN_EVERY:
        sign_in.seen_at = at


def end(db: Session, sign_in: SignIn, *, by: Person, at: datetime) -> None:
    """End the sign-in; its open pages are let go at once."""
    if sign_in.ended_at:
        return
    sign_in.ended_at = at
    db.add(sign_in)
    history.record(db, None, "sign_ins", "ended", about=sign_in, by=by, at=at)
    live.tell(db.info, topic_of(sign_in.id), live.ENDED)


def topic_of(sign_in_id: UUID) -> str:
    """The live topic that ends this sign-in's open pages."""
    return f"sign-in:{sign_in_id}"


def open_for(db: Session, person: Person, *, at: datetime) -> list[SignIn]:
    """The browsers this person is signed in with, last used first."""
    statement = (
        select(SignIn)
        .where(SignIn.person_id == person.id, col(SignIn.ended_at).is_(None))
        .where(SignIn.ends_at > at, SignIn.seen_at > at - IDLE)
        .order_by(col(SignIn.seen_at).desc())
    )
    return list(db.exec(statement))


def run_out(db: Session, sign_in: SignIn, *, since: datetime) -> list[SignIn]:
    """Earlier ones of the same person that nobody ended, used since then, the last first; at most five."""
    statement = (
        select(SignIn)
        .where(SignIn.person_id == sign_in.person_id, SignIn.id != sign_in.id, col(SignIn.ended_at).is_(None))
        .where(SignIn.seen_at > since)
    )
    return list(db.exec(statement.order_by(col(SignIn.seen_at).desc()).limit(5)))


def tidy_code(code: str) -> str:
    """The code as typed, without the spaces and dashes people add."""
    return "".join(letter for letter in code.upper() if letter.isalnum())


def hashed(secret: str) -> str:
    """What we keep of a secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


def place_of(address: str) -> str:
    """What counts as one place: an address, or the whole /64 that one IPv6 connection has to itself."""
    try:
        ip = ip_address(address)
    except ValueError:
        return address
    if isinstance(ip, IPv6Address) and not ip.ipv4_mapped:
        return str(ip_network((int(ip), 64), strict=False))
    return str(getattr(ip, "ipv4_mapped", None) or ip)


def _open_code(db: Session, email: str, browser: str, *, at: datetime) -> SignInCode | None:
    statement = (
        select(SignInCode)
        .where(SignInCode.email == people.tidy_email(email), SignInCode.browser_hash == hashed(browser))
        .where(col(SignInCode.used_at).is_(None), SignInCode.tries_left > 0, SignInCode.asked_at > at - CODE_LASTS)
        .order_by(col(SignInCode.asked_at).desc())
        .with_for_update()
    )
    return db.exec(statement).first()


def _asked_too_often(db: Session, email: str, *, place: str, at: datetime) -> bool:
    since = SignInCode.asked_at > at - WINDOW
    same_address, same_place = SignInCode.email == email, SignInCode.place_hash == place
    limits = (
        ((same_address, same_place), MOST_FROM_ONE_PLACE_FOR_ONE_ADDRESS),
        ((same_place,), MOST_FROM_ONE_PLACE),
        ((same_address,), MOST_FOR_ONE_ADDRESS),
        ((), MOST_IN_ALL),
    )
    return any(
        db.exec(select(func.count()).select_from(SignInCode).where(since, *which)).one() >= most
        for which, most in limits
    )


def _new_code() -> str:
    return "".join(secrets.choice(LETTERS) for _ in range(CODE_LENGTH))


def _code_hash(code: str, browser: str) -> str:
    return hashed(f"{code}:{browser}")
