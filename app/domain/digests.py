"""The weekly letter: what is mine and open, what I help with, what we wait for that I wrote, what was told.

And when we meet next. One a week and person, over all their communities; none when there is nothing to say.
"""

from datetime import date, datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, Session, SQLModel, col, func, or_, select

from app import clock
from app.db import new_id
from app.domain import action_lines, actions, meetings, memberships, mornings, untold
from app.domain.action_lines import Line
from app.domain.cases import Case
from app.domain.communities import Community
from app.domain.letter_choices import LetterChoices
from app.domain.meetings import Meeting
from app.domain.memberships import Membership
from app.domain.miracles import Miracle
from app.domain.people import Person

A_WEEK = timedelta(days=7)
# A letter that was held up comes a day or two late, and then rather next week.
LATEST = timedelta(days=2)
# After a long rest it tells of the last month, not of a whole year.
FURTHEST_BACK = timedelta(days=35)
# What is more stands on the page.
MOST_LINES, MOST_TOLD = 10, 3


class DigestMark(SQLModel, table=True):
    """That a week's letter was written, or that there was nothing to say; the week by its Monday."""

    __tablename__ = "digest_mark"
    __table_args__ = (UniqueConstraint("person_id", "week"),)

    id: UUID = Field(default_factory=new_id, primary_key=True)
    person_id: UUID = Field(foreign_key="person.id", ondelete="CASCADE")
    week: date = Field(index=True)
    at: datetime


class ToldSince(NamedTuple):
    """A little miracle told since the last letter, where, and of which case if of one."""

    miracle: Miracle
    community: Community
    case: Case | None


class Met(NamedTuple):
    """A community's next meeting."""

    meeting: Meeting
    community: Community


class Digest(NamedTuple):
    """What one person's letter says."""

    person: Person
    zone: str
    # One line more than is shown, where there are more.
    mine: list[Line]
    helped: list[Line]
    waited_for: list[Line]
    told: list[ToldSince]
    meetings: list[Met]

    @property
    def told_in_words(self) -> list[ToldSince]:
        """The first that came from no case: only their words are shown."""
        return [one for one in self.told if one.case is None][:MOST_TOLD]

    def is_worth_it(self, at: datetime) -> bool:
        """Whether there is anything to say; a meeting alone is, in the week before it."""
        soon = any(one.meeting.starts_at <= at + A_WEEK for one in self.meetings)
        return bool(self.mine or self.helped or self.waited_for or self.told or soon)


class Reader(NamedTuple):
    """Somebody who may be due a letter: their choices, the zone of their first community, since when they belong."""

    person: Person
    choices: LetterChoices | None
    home_zone: str
    joined_at: datetime

    @property
    def zone(self) -> str:
        """By whose clock it is morning."""
        return (self.choices.zone if self.choices else "") or self.home_zone

    def week(self, at: datetime) -> date | None:
        """The week whose letter's hour has come; None while it has not, or once it is too late for it."""
        if not mornings.is_day(at, self.zone):
            return None
        today, weekday = clock.today_in(self.zone, at), self.choices.digest_weekday if self.choices else 0
        day = today - timedelta(days=(today.weekday() - weekday) % 7)
        since = max(self.joined_at, self.choices.changed_at) if self.choices else self.joined_at
        is_due = since < mornings.of(day, self.zone) <= at and today <= day + LATEST
        return day - timedelta(days=day.weekday()) if is_due else None


def whose_week(db: Session, *, at: datetime) -> list[UUID]:
    """Who is due the weekly letter now."""
    readers = {one.person.id: one for one in _readers(db, at)}
    weeks = {person_id: week for person_id, one in readers.items() if (week := one.week(at))}
    marks = db.exec(select(DigestMark).where(col(DigestMark.week).in_(set(weeks.values()))))
    written = {(mark.person_id, mark.week) for mark in marks}
    return [person_id for person_id, week in weeks.items() if (person_id, week) not in written]


def write(db: Session, person_id: UUID, *, at: datetime) -> Digest | None:
    """Mark the week and answer what its letter says; None when there is nothing to say, or it was written before."""
    reader = next(iter(_readers(db, at, person_id)), None)
    week = reader.week(at) if reader else None
    if reader is None or week is None or _is_marked(db, person_id, week):
        return None
    since = _since(db, person_id, at)
    db.add(DigestMark(person_id=person_id, week=week, at=at))
    db.flush()
    digest = gather(db, reader.person, reader.zone, since=since, at=at)
    return digest if digest.is_worth_it(at) else None


def words_for(db: Session, person: Person, *, at: datetime) -> set[str]:
    """What the letter to this person would say in words of ours, to be read before it is written."""
    digest = gather(db, person, "UTC", since=_since(db, person.id, at), at=at)
    mine = [line.action for line in digest.mine[:MOST_LINES]]
    words = {one.miracle.text for one in digest.told_in_words}
    words |= {line.action.text for line in [*digest.helped[:MOST_LINES], *digest.waited_for[:MOST_LINES]]}
    return words | {said for action in mine for said in (action.text, action.first_step)}


def homes_of(db: Session, person: Person) -> dict[UUID, Community]:
    """The communities of which letters come by themselves: a sponsor or a guest gets none."""
    return {
        place.community_id: home
        for place, home in memberships.communities_of(db, person)
        if place.is_current and place.role in actions.OWNERS
    }


def gather(db: Session, person: Person, zone: str, *, since: datetime, at: datetime) -> Digest:
    """All that the letter says."""
    homes = homes_of(db, person)
    return Digest(
        person,
        zone,
        action_lines.owned_by(db, person, most=MOST_LINES + 1),
        action_lines.helped_by(db, person, most=MOST_LINES + 1),
        action_lines.written_by(db, person, most=MOST_LINES + 1),
        _told_since(db, _that_tell(homes, at), since, _letters(db, person, at), at),
        _next_meetings(db, homes, at),
    )


def _next_meetings(db: Session, homes: dict[UUID, Community], at: datetime) -> list[Met]:
    """The first planned meeting of each, the nearest first."""
    first: dict[UUID, Met] = {}
    for meeting in meetings.ahead(db, set(homes), at):
        first.setdefault(meeting.community_id, Met(meeting, homes[meeting.community_id]))
    return list(first.values())


def _told_since(
    db: Session, homes: dict[UUID, Community], since: datetime, letters: list[datetime], at: datetime
) -> list[ToldSince]:
    # What no letter could tell so far is as new to its reader as what was told since the last.
    passed_over = untold.passed_over(db, homes, letters, back=at - FURTHEST_BACK)
    # One that is told while the letters are being written stands in the next.
    is_new = (col(Miracle.told_at) > since) & (col(Miracle.told_at) <= at) | col(Miracle.id).in_(passed_over)
    # What came from a case that the group may not read is told nowhere, also not by letter.
    statement = (
        select(Miracle, Case)
        .join(Case, col(Case.id) == Miracle.case_id, isouter=True)
        .where(col(Miracle.community_id).in_(homes), is_new, col(Miracle.put_away_at).is_(None))
        .order_by(col(Miracle.told_at))
    )
    told = [(miracle, case) for miracle, case in db.exec(statement) if case is None or case.is_open]
    return [ToldSince(miracle, homes[miracle.community_id], case) for miracle, case in told]


def _that_tell(homes: dict[UUID, Community], at: datetime) -> dict[UUID, Community]:
    # On a day of grief nobody is told of little miracles, also not by letter; they stand on the wall the day after.
    return {key: home for key, home in homes.items() if not home.is_quiet(at)}


def _readers(db: Session, at: datetime, person_id: UUID | None = None) -> list[Reader]:
    """Those whose day it is or was just now, each once, by the first of their communities."""
    days = {(at.date() + timedelta(days=shift)).weekday() for shift in range(-3, 2)}
    statement = (
        select(Person, LetterChoices, Community.zone, Membership.joined_at)
        .join(Membership, col(Membership.person_id) == Person.id)
        .join(Community, col(Community.id) == Membership.community_id)
        .join(LetterChoices, col(LetterChoices.person_id) == Person.id, isouter=True)
        .where(col(Membership.joined_at).is_not(None), col(Membership.left_at).is_(None))
        .where(col(Membership.role).in_(actions.OWNERS), col(Person.email).is_not(None))
        .where(or_(col(LetterChoices.digest).is_(None), col(LetterChoices.digest)))
        .where(func.coalesce(LetterChoices.digest_weekday, 0).in_(days))
        .order_by(col(Membership.joined_at), col(Community.id))
    )
    if person_id:
        statement = statement.where(Person.id == person_id)
    readers: dict[UUID, Reader] = {}
    for person, choices, zone, joined_at in db.exec(statement):
        readers.setdefault(person.id, Reader(person, choices, zone, joined_at or at))
    return list(readers.values())


def _is_marked(db: Session, person_id: UUID, week: date) -> bool:
    statement = select(DigestMark.id).where(DigestMark.person_id == person_id, DigestMark.week == week)
    return db.exec(statement).first() is not None


def _letters(db: Session, person: Person, at: datetime) -> list[datetime]:
    """When this person's letters before were written, oldest first."""
    statement = select(DigestMark.at).where(DigestMark.person_id == person.id, DigestMark.at < at)
    return list(db.exec(statement.order_by(col(DigestMark.at))))


def _since(db: Session, person_id: UUID, at: datetime) -> datetime:
    last = db.exec(select(func.max(DigestMark.at)).where(DigestMark.person_id == person_id)).first()
    return max(last or at - A_WEEK, at - FURTHEST_BACK)
