"""Somebody's own calendar to follow from elsewhere: the meetings they may come to, and what they said they would do."""

import secrets
from collections.abc import Callable, Collection
from datetime import date, datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from sqlmodel import Field, Session, SQLModel, col, func, select

from app import clock
from app.calendars import Entry
from app.domain import code_names, diary, history, memberships, reading, snoozing
from app.domain.actions import Action
from app.domain.attendance import Attendance
from app.domain.communities import Community
from app.domain.meetings import Meeting
from app.domain.memberships import Membership
from app.domain.people import Person
from app.domain.sign_ins import hashed

FOLLOW = {"facilitator", "member"}
# Earlier meetings leave the calendar after a quarter of a year.
BEHIND_US = timedelta(days=90)
# One that is still running after a day was not closed.
LONGEST_DAY = timedelta(days=1)
Link = Callable[[UUID], str]


class Feed(SQLModel, table=True):
    """The link to one person's calendar; only its hash is kept, and a new one ends the one before."""

    person_id: UUID = Field(primary_key=True, foreign_key="person.id", ondelete="CASCADE")
    token_hash: str = Field(max_length=64, unique=True)
    made_at: datetime


class Home(NamedTuple):
    """A community whose meetings somebody may come to."""

    community: Community
    place: Membership
    names: set[str]


def make(db: Session, person: Person, *, at: datetime) -> str:
    """A fresh link, instead of the one before; answers its secret."""
    secret = secrets.token_urlsafe(32)
    db.merge(Feed(person_id=person.id, token_hash=hashed(secret), made_at=at))
    history.record(db, None, "feeds", "made", about=person, by=person, at=at)
    return secret


def switch_off(db: Session, person: Person, *, at: datetime) -> None:
    """The link opens nothing any more."""
    feed = of(db, person)
    if feed:
        db.delete(feed)
        history.record(db, None, "feeds", "switched_off", about=person, by=person, at=at)


def of(db: Session, person: Person) -> Feed | None:
    """The person's link, if they have one."""
    return db.get(Feed, person.id)


def owner(db: Session, secret: str) -> Person | None:
    """Whose calendar this link opens."""
    statement = select(Person).join(Feed, col(Feed.person_id) == Person.id)
    return db.exec(statement.where(Feed.token_hash == hashed(secret))).first()


def meetings_of(db: Session, person: Person, *, link: Link, at: datetime) -> list[Entry]:
    """The meetings of all their communities as these stand now, and those that the rhythm will probably bring."""
    homes = _homes(db, person)
    known = select(Meeting).where(col(Meeting.community_id).in_(homes), col(Meeting.starts_at) > at - BEHIND_US)
    words = _words(db, homes)
    found = list(db.exec(known.order_by(col(Meeting.starts_at))))
    entries = [
        _of_meeting(meeting, homes[meeting.community_id], words.get(meeting.id, ""), link(meeting.id))
        for meeting in found
    ]
    # A meeting that was called off is not expected again at the same hour.
    taken = {(meeting.community_id, meeting.starts_at) for meeting in found}
    last = _last(db, homes)
    for home in homes.values():
        after = diary.expected(home.community, last.get(home.community.id), at=at)
        entries += [one for one in after if (home.community.id, one.starts) not in taken]
    return entries


def actions_of(db: Session, person: Person, *, link: Link, at: datetime) -> list[Entry]:
    """What they have taken on and not ended, on its day, or on the day we next meet; days do not fill a calendar."""
    homes = _homes(db, person)
    meets = _meets(db, homes, at)
    statement = (
        select(Action, Meeting)
        .join(Meeting, col(Meeting.id) == Action.meeting_id, isouter=True)
        .where(col(Action.community_id).in_(homes), Action.owner_id == person.id)
        .where(col(Action.ended_at).is_(None), col(Action.put_away_at).is_(None))
        .order_by(col(Action.agreed_at))
    )
    entries = []
    for action, agreed_at in db.exec(statement):
        home = homes[action.community_id]
        day = action.due_on or _day_of(meets.get(action.community_id), home.community)
        if day:
            entries.append(_of_action(action, agreed_at, home, day, link(action.id)))
    return entries


def shown_words(action: Action, agreed_at: Meeting | None, names: Collection[str]) -> str:
    """What an action says, if nothing in it can be of a case; a calendar is kept by others, and read by colleagues.

    Words caught in the room wait until somebody has read the minutes over.
    """
    if action.case_id or (agreed_at and not agreed_at.minutes_ready_at):
        return ""
    if diary.names_a_case(action.text, names) or reading.details(action.text, but=reading.IN_ACTIONS):
        return ""
    return action.text


def _homes(db: Session, person: Person) -> dict[UUID, Home]:
    """Where they belong at this moment: asked anew each time."""
    mine = [(place, community) for place, community in memberships.communities_of(db, person) if place.is_current]
    mine = [(place, community) for place, community in mine if place.role in FOLLOW]
    names = code_names.used_in_each(db, [community.id for _, community in mine])
    return {community.id: Home(community, place, names[community.id]) for place, community in mine}


def _words(db: Session, homes: dict[UUID, Home]) -> dict[UUID, str]:
    """What they said of each meeting."""
    mine = [home.place.id for home in homes.values()]
    statement = select(Attendance.meeting_id, Attendance.word).where(col(Attendance.membership_id).in_(mine))
    return {meeting_id: word for meeting_id, word in db.exec(statement)}


def _last(db: Session, homes: dict[UUID, Home]) -> dict[UUID, Meeting]:
    newest = (
        select(Meeting.community_id, func.max(Meeting.starts_at).label("at"))
        .where(col(Meeting.community_id).in_(homes), col(Meeting.called_off_at).is_(None))
        .group_by(col(Meeting.community_id))
        .subquery()
    )
    is_it = (newest.c.community_id == Meeting.community_id) & (newest.c.at == Meeting.starts_at)
    return {meeting.community_id: meeting for meeting in db.exec(select(Meeting).join(newest, is_it))}


def _of_meeting(meeting: Meeting, home: Home, word: str, link: str) -> Entry:
    entry = diary.of_meeting(meeting, home.community, code_names=home.names, link=link)
    # Whoever sent apologies has the time for something else.
    return entry._replace(is_busy=entry.is_busy and word != "apologies")


def _meets(db: Session, homes: dict[UUID, Home], at: datetime) -> dict[UUID, datetime]:
    """When each meets: now, or else next. A meeting that nobody held or closed brings nothing back to its day."""
    running = (
        select(Meeting.community_id, Meeting.starts_at)
        .where(col(Meeting.community_id).in_(homes), col(Meeting.started_at) > at - LONGEST_DAY)
        .where(col(Meeting.closed_at).is_(None))
    )
    now = {community_id: starts_at for community_id, starts_at in db.exec(running)}
    return snoozing.next_planned(db, set(homes), at) | now


def _day_of(starts_at: datetime | None, community: Community) -> date | None:
    return clock.today_in(community.zone, starts_at) if starts_at else None


def _of_action(action: Action, agreed_at: Meeting | None, home: Home, day: date, link: str) -> Entry:
    name = home.community.name
    words = shown_words(action, agreed_at, home.names) or f"Something I said I would do, {name}"
    return Entry(
        uid=str(action.id),
        title=words if action.due_on else f"Before we meet: {words}",
        starts=day,
        ends=day + timedelta(days=1),
        stamp=max(action.agreed_at, action.said_at or action.agreed_at),
        sequence=action.revision - 1,
        text=f"{name}\nWhat became of it: {link}",
        url=link,
        is_busy=False,
    )
