"""What is asked of sponsors: written first, then sent by letter. Asking again adds a row; nothing is written over."""

import hashlib
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from sqlmodel import Field, Session, SQLModel, col, select

from app import clock
from app.db import new_id
from app.domain import barriers, cases, communities, follow_ups, mail_links, meetings, memberships
from app.domain.barriers import Barrier, today_of
from app.domain.communities import Community
from app.domain.errors import Refused
from app.domain.memberships import Member, Membership
from app.domain.people import Person

USUAL_WAIT = timedelta(weeks=4)
# An answer needs a little time: a meeting sooner than this is not the day by which we hope for one.
SHORTEST_WAIT = timedelta(days=7)
BY_LETTER = "answer_ask"
# How long the link in a letter works after the day by which an answer was hoped for.
LINK_LASTS = timedelta(days=90)


class Ask(SQLModel, table=True):
    """One letter to one sponsor: what we ask, and until when. It waits as a draft until somebody sends it."""

    __tablename__ = "barrier_ask"

    id: UUID = Field(default_factory=new_id, primary_key=True)
    barrier_id: UUID = Field(foreign_key="barrier.id", index=True, ondelete="CASCADE")
    sponsor_id: UUID | None = Field(default=None, foreign_key="membership.id", index=True)
    text: str = Field(max_length=600)
    reply_by: date | None = None
    at: datetime
    by_id: UUID = Field(foreign_key="person.id")
    sent_at: datetime | None = None
    sent_by_id: UUID | None = Field(default=None, foreign_key="person.id")
    reminded_at: datetime | None = None
    put_away_at: datetime | None = None

    @property
    def wording(self) -> str:
        """A short sign of what it asks, of whom and until when: whoever changes it shows what they had read."""
        return hashlib.sha256(f"{self.sponsor_id}|{self.reply_by}|{self.text}".encode()).hexdigest()[:16]


class Asked(NamedTuple):
    """An ask, what it is about, and whom it is asked of, if somebody has been chosen."""

    ask: Ask
    barrier: Barrier
    place: Membership | None
    person: Person | None

    @property
    def community_id(self) -> UUID:
        """Where it belongs."""
        return self.barrier.community_id

    @property
    def wording(self) -> str:
        """The same of the whole letter, with the words of the rule."""
        return hashlib.sha256(f"{self.ask.wording}|{self.barrier.text}".encode()).hexdigest()[:16]


def write(
    db: Session,
    barrier: Barrier,
    text: str,
    *,
    sponsor: Membership | None = None,
    reply_by: date | None = None,
    by: Person,
    at: datetime,
) -> Ask:
    """Write what we ask, or write it anew while it has not been sent."""
    follow_ups.refuse_if_ended(db, barrier)
    if sponsor:
        _refuse_stranger(barrier, sponsor)
    db.flush()  # a barrier named in the same breath stands first
    ask = draft_of(db, barrier.id) or Ask(barrier_id=barrier.id, text=text, at=at, by_id=by.id)
    ask.text, ask.reply_by, ask.sponsor_id = text, reply_by, sponsor.id if sponsor else None
    ask.at, ask.by_id = at, by.id
    db.add(ask)
    barriers.record(db, barrier, "ask_written", by=by, at=at)
    db.flush()
    return ask


def send(db: Session, asked: Asked, *, by: Person, at: datetime) -> None:
    """Send it: from now on an answer is awaited. The letter itself is the outbox's."""
    ask, barrier = asked.ask, asked.barrier
    if ask.sent_at:
        raise Refused("This letter has gone already.")
    if ask.put_away_at:
        raise Refused("This letter has been put away. Bring it back first.")
    follow_ups.refuse_if_ended(db, barrier)
    _refuse_while_paused(db, barrier)
    if asked.place is None:
        raise Refused("Choose first whom we ask.")
    _refuse_stranger(barrier, asked.place)
    if has_passed(db, barrier, ask.reply_by, at):
        raise Refused("The day by which we hope for an answer has passed. Choose another one first.")
    ask.reply_by = ask.reply_by or usual_day_for(db, barrier, at)
    ask.sent_at, ask.sent_by_id = at, by.id
    db.add(ask)
    barriers.record(db, barrier, "asked", by=by, at=at)


def ask_now(
    db: Session, barrier: Barrier, sponsor: Membership, text: str, *, reply_by: date | None, by: Person, at: datetime
) -> Ask:
    """Write it and send it in one breath."""
    ask = write(db, barrier, text, sponsor=sponsor, reply_by=reply_by, by=by, at=at)
    send(db, Asked(ask, barrier, sponsor, None), by=by, at=at)
    return ask


def remind(db: Session, asked: Asked, *, by: Person, at: datetime) -> None:
    """A gentle second letter, once, when the day has passed without a word."""
    ask, barrier = asked.ask, asked.barrier
    follow_ups.refuse_if_ended(db, barrier)
    _refuse_while_paused(db, barrier)
    if asked.place is None or ask.sent_at is None:
        raise Refused("This has not been sent yet.")
    _refuse_stranger(barrier, asked.place)
    if ask.reply_by is None or ask.reply_by >= today_of(db, barrier, at):
        raise Refused("The day by which we hope for an answer has not passed yet. Give it the time we said.")
    if ask.reminded_at:
        raise Refused("A second letter has gone already. You can ask again in other words, or ask somebody else.")
    ask.reminded_at = at
    db.add(ask)
    barriers.record(db, barrier, "reminded", by=by, at=at)


def put_away(db: Session, asked: Asked, *, by: Person, at: datetime) -> None:
    """Put away a letter that has not been sent; it can be brought back."""
    if asked.ask.sent_at:
        raise Refused("This letter has gone already, so it stays.")
    if not asked.ask.put_away_at:
        asked.ask.put_away_at = at
        db.add(asked.ask)
        barriers.record(db, asked.barrier, "ask_put_away", by=by, at=at)


def bring_back(db: Session, asked: Asked, *, by: Person, at: datetime) -> None:
    """Undo that, unless another one has been begun since."""
    if not asked.ask.put_away_at:
        return
    if draft_of(db, asked.barrier.id):
        raise Refused("Another letter has been begun since. Send that one, or put it away first.")
    asked.ask.put_away_at = None
    db.add(asked.ask)
    barriers.record(db, asked.barrier, "ask_brought_back", by=by, at=at)


def make_link(db: Session, asked: Asked, *, at: datetime) -> str:
    """A link by which this sponsor answers this one ask without signing in; answers its secret."""
    assert asked.person is not None and asked.ask.reply_by is not None
    days = max((asked.ask.reply_by - at.date()).days, 0)
    return mail_links.make(db, asked.person, BY_LETTER, asked.ask.id, lasts=timedelta(days=days) + LINK_LASTS, at=at)


def by_letter(db: Session, secret: str, *, at: datetime, lock: bool = False) -> Asked | None:
    """The one ask that the link in a letter opens, while its sponsor still has their place."""
    link = mail_links.found(db, secret, BY_LETTER)
    if link is None or not link.is_open(at) or link.about_id is None:
        return None
    asked = by_id(db, link.about_id, lock=lock)
    if asked is None or asked.barrier.put_away_at or asked.place is None or asked.place.person_id != link.person_id:
        return None
    # Somebody who left and came back is sent new letters.
    is_theirs = asked.place.joined_at and asked.place.joined_at <= link.made_at
    return asked if is_theirs and asked.place.is_current and asked.place.role == "sponsor" else None


def by_id(db: Session, ask_id: UUID, *, lock: bool = False) -> Asked | None:
    """The ask; it and its barrier locked for change on PostgreSQL when asked."""
    barrier_id = db.exec(select(Ask.barrier_id).where(Ask.id == ask_id)).first()
    # Its barrier first, as whoever writes a letter holds that one already.
    barrier = barriers.by_id(db, barrier_id, lock=lock) if barrier_id else None
    ask = db.get(Ask, ask_id, with_for_update=lock or None)
    if ask is None or barrier is None:
        return None
    place = memberships.by_id(db, ask.sponsor_id) if ask.sponsor_id else None
    return Asked(ask, barrier, place, db.get(Person, place.person_id) if place else None)


def say_rule(
    db: Session, barrier: Barrier, values: dict[str, Any], *, place: Membership, by: Person, at: datetime
) -> None:
    """Say the rule in other words. Its sponsor reads them as they stand: once asked, facilitators change them."""
    if values["text"] != barrier.text and place.role != "facilitator" and has_any(db, barrier.id):
        raise Refused("A sponsor has been asked about this, and reads these words. Ask a facilitator to change them.")
    barriers.change(db, barrier, values, by=by, at=at)


def draft_of(db: Session, barrier_id: UUID) -> Ask | None:
    """What is written and not sent yet."""
    unsent = select(Ask).where(Ask.barrier_id == barrier_id, col(Ask.sent_at).is_(None), col(Ask.put_away_at).is_(None))
    return db.exec(unsent.order_by(col(Ask.at).desc()).limit(1)).first()


def has_any(db: Session, barrier_id: UUID) -> bool:
    """Whether anything was ever asked about it."""
    return (
        db.exec(select(Ask.id).where(Ask.barrier_id == barrier_id, col(Ask.sent_at).is_not(None))).first() is not None
    )


def of(db: Session, barrier_ids: set[UUID]) -> list[Ask]:
    """All asks about these barriers, oldest first."""
    statement = select(Ask).where(col(Ask.barrier_id).in_(barrier_ids))
    return list(db.exec(statement.order_by(col(Ask.at))))


def sponsors_of(db: Session, community_id: UUID) -> list[Member]:
    """Whom this community can ask: sponsors who have joined."""
    every = memberships.members_of(db, community_id)
    return [one for one in every if one.membership.role == "sponsor" and one.membership.is_current]


def names_of(db: Session, community_id: UUID) -> dict[UUID, str]:
    """The names of whoever was ever a member, by membership; to say of whom something was asked."""
    statement = (
        select(Membership.id, memberships.shown_name())
        .join(Person, col(Person.id) == Membership.person_id)
        .where(Membership.community_id == community_id)
    )
    return {place_id: name for place_id, name in db.exec(statement)}


def has_passed(db: Session, barrier: Barrier, day: date | None, at: datetime) -> bool:
    """Whether nobody can answer by this day any more."""
    return day is not None and day < today_of(db, barrier, at)


def usual_day(db: Session, community: Community, at: datetime) -> date:
    """By when an answer is hoped for unless we say otherwise: our next meeting, if that is not too soon."""
    today = clock.today_in(community.zone, at)
    days = [clock.today_in(community.zone, one.starts_at) for one in meetings.ahead(db, {community.id}, at)]
    return next((day for day in days if day >= today + SHORTEST_WAIT), today + USUAL_WAIT)


def usual_day_for(db: Session, barrier: Barrier, at: datetime) -> date:
    """The usual day for what is asked about this barrier."""
    community = communities.by_id(db, barrier.community_id)
    assert community is not None
    return usual_day(db, community, at)


def _refuse_while_paused(db: Session, barrier: Barrier) -> None:
    case = cases.by_id(db, barrier.case_id) if barrier.case_id else None
    if case and case.is_paused:
        raise Refused("Its case is paused for a while, so nothing of it is sent. Send it when the pause has ended.")


def _refuse_stranger(barrier: Barrier, sponsor: Membership) -> None:
    if sponsor.community_id != barrier.community_id or sponsor.role != "sponsor" or sponsor.left_at:
        raise Refused("Only a sponsor of this community can be asked.")
