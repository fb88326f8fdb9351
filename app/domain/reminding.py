"""Reminders: which open action its owner is reminded of now, and the marks by which none is lost and none doubled.

What is due is asked of the data, from the hour at which it was due and not only in that minute: a server that was
away finds it when it is back. A mark is written in the same transaction as the letter, and there can be one only for
an action, a person, a kind and a day: two processes, or a clock that goes back, find it there.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, Session, SQLModel, col, func, or_, select

from app import clock
from app.db import new_id
from app.domain import actions, mornings, snoozing
from app.domain.actions import Action, FollowUp
from app.domain.cases import Case
from app.domain.communities import Community
from app.domain.letter_choices import LetterChoices
from app.domain.meetings import Meeting
from app.domain.memberships import Membership
from app.domain.people import Person
from app.domain.snoozing import Snooze

DAYS_BEFORE, DAYS_BEFORE_MEETING = 2, 3
# For how long after its day a reminder may still come: downtime is bridged, and old promises are let rest.
LATEST = timedelta(days=14)
A_DAY = timedelta(days=1)
# Further ahead no reminder can be due, in whatever zone.
AHEAD = timedelta(days=DAYS_BEFORE_MEETING + 2)


class ReminderMark(SQLModel, table=True):
    """That this reminder was written: before its day, after it (past), or when it was asked for."""

    __tablename__ = "reminder_mark"
    __table_args__ = (UniqueConstraint("action_id", "person_id", "kind", "due_on"),)

    id: UUID = Field(default_factory=new_id, primary_key=True)
    action_id: UUID = Field(foreign_key="action.id", ondelete="CASCADE")
    person_id: UUID = Field(foreign_key="person.id", index=True, ondelete="CASCADE")
    kind: str = Field(max_length=20)
    due_on: date
    at: datetime


class Waiting(NamedTuple):
    """An open action whose owner may be reminded, with what decides when."""

    action: Action
    person: Person
    community: Community
    choices: LetterChoices | None
    snooze: Snooze | None
    case: Case | None
    meeting_at: datetime | None = None
    # When the owner last said or changed something of it: whoever has just looked needs no letter.
    touched_at: datetime | None = None

    @property
    def zone(self) -> str:
        """By whose clock it is morning."""
        return (self.choices.zone if self.choices else "") or self.community.zone

    @property
    def day(self) -> date | None:
        """The day by which it is to be done; None while no meeting is planned."""
        if self.action.due_on:
            return self.action.due_on
        return clock.today_in(self.community.zone, self.meeting_at) if self.meeting_at else None


class Window(NamedTuple):
    """One reminder that an action may need: from the morning of its first day to its last, marked once for a day."""

    kind: str
    first: date
    last: date
    due_on: date


class Reminder(NamedTuple):
    """One action in a letter of reminders."""

    waiting: Waiting
    kind: str
    is_past: bool


Marked = set[tuple[UUID, UUID, str, date]]


def whose_hour(db: Session, *, at: datetime) -> list[UUID]:
    """Who is reminded of something now."""
    lines = _waiting(db, at)
    marked = _marked(db, lines)
    return list(dict.fromkeys(one.person.id for one in lines if _open_windows(one, marked, at)))


def words_for(db: Session, person_id: UUID, *, at: datetime) -> set[str]:
    """What the letter to this person would say of their actions, to be read before it is written."""
    lines = _waiting(db, at, person_id)
    marked = _marked(db, lines)
    told = [one.action for one in lines if _open_windows(one, marked, at)]
    return {words for action in told for words in (action.text, action.first_step)}


def write(db: Session, person_id: UUID, *, at: datetime) -> list[Reminder]:
    """Mark what this person is reminded of now, and answer it, the nearest day first: a letter goes with the marks.

    Where another process does the same at this moment, the second is refused by the database.
    """
    lines = _waiting(db, at, person_id)
    marked = _marked(db, lines)
    reminders = []
    for one in lines:
        windows = _open_windows(one, marked, at)
        for window in windows:
            known = {"action_id": one.action.id, "person_id": person_id}
            db.add(ReminderMark(**known, kind=window.kind, due_on=window.due_on, at=at))
        if windows:
            is_past = one.action.is_past(clock.today_in(one.zone, at))
            reminders.append(Reminder(one, windows[0].kind, is_past))
    db.flush()
    return sorted(reminders, key=lambda reminder: (reminder.waiting.day or date.max, reminder.waiting.action.agreed_at))


def _open_windows(one: Waiting, marked: Marked, at: datetime) -> list[Window]:
    """The reminders of this action whose hour has come, the one to be said first; one letter says them all."""
    if not mornings.is_day(at, one.zone):
        return []
    today = clock.today_in(one.zone, at)
    since = max(one.action.agreed_at, one.touched_at or one.action.agreed_at)
    earliest = mornings.after(since, one.zone)
    return [
        window
        for window in _windows(one, today)
        if max(mornings.of(window.first, one.zone), earliest) <= at
        and today <= window.last
        and (one.action.id, one.person.id, window.kind, window.due_on) not in marked
    ]


def _windows(one: Waiting, today: date) -> Iterator[Window]:
    word, day, due_on = one.snooze.word if one.snooze else "", one.day, one.action.due_on
    remind_on = one.snooze.remind_on if one.snooze else None
    if remind_on:
        yield Window("asked", remind_on, remind_on + LATEST, remind_on)
        if remind_on > today:
            return
    if day and word == "day_before":
        yield Window("asked", day - A_DAY, day - A_DAY, day)
    elif day:
        first = day - timedelta(days=DAYS_BEFORE if due_on else DAYS_BEFORE_MEETING)
        yield Window("before", first, day - A_DAY, day)
    # What is due before we next meet is spoken of there.
    if due_on:
        yield Window("past", due_on + A_DAY, due_on + LATEST, due_on)


def _waiting(db: Session, at: datetime, person_id: UUID | None = None) -> list[Waiting]:
    statement = _open_and_wanted().where(_may_be_near(at))
    if person_id:
        statement = statement.where(Action.owner_id == person_id)
    lines = [Waiting(*row) for row in db.exec(statement)]
    meets = snoozing.next_planned(db, {one.community.id for one in lines if not one.action.due_on}, at)
    touched = _touched(db, {one.action.id for one in lines})
    return [
        one._replace(
            meeting_at=meets.get(one.community.id),
            touched_at=touched.get((one.action.id, one.person.id)),
        )
        for one in lines
    ]


def _open_and_wanted() -> Any:
    """Open actions of members who have an address and want to be reminded, of this action too."""
    tables: Any = select(Action, Person, Community, LetterChoices)
    return (
        tables.add_columns(Snooze, Case)
        .join(Person, col(Person.id) == Action.owner_id)
        .join(Community, col(Community.id) == Action.community_id)
        .join(Membership, (col(Membership.community_id) == Community.id) & (col(Membership.person_id) == Person.id))
        .join(LetterChoices, col(LetterChoices.person_id) == Person.id, isouter=True)
        .join(Snooze, (col(Snooze.action_id) == Action.id) & (col(Snooze.person_id) == Person.id), isouter=True)
        .join(Case, col(Case.id) == Action.case_id, isouter=True)
        .where(col(Action.ended_at).is_(None), col(Action.put_away_at).is_(None), col(Person.email).is_not(None))
        .where(col(Membership.joined_at).is_not(None), col(Membership.left_at).is_(None))
        .where(col(Membership.role).in_(actions.OWNERS))
        .where(or_(col(LetterChoices.reminders).is_(None), col(LetterChoices.reminders)))
        .where(or_(col(Snooze.word).is_(None), col(Snooze.word) != "never"))
    )


def _may_be_near(at: datetime) -> Any:
    """Those with a day so near that it may be their hour, in whatever zone."""
    today = at.date()
    near = col(Action.due_on).between(today - LATEST - A_DAY, today + AHEAD)
    meets_soon = col(Action.due_on).is_(None) & col(Action.community_id).in_(_meet_before(at + AHEAD, at))
    asked_for = col(Snooze.remind_on).between(today - LATEST - A_DAY, today + A_DAY)
    return or_(near, meets_soon, asked_for)


def _meet_before(until: datetime, at: datetime) -> Any:
    planned = col(Meeting.started_at).is_(None) & col(Meeting.called_off_at).is_(None)
    return select(Meeting.community_id).where(planned, Meeting.starts_at > at, Meeting.starts_at < until)


def _touched(db: Session, action_ids: set[UUID]) -> dict[tuple[UUID, UUID], datetime]:
    if not action_ids:
        return {}
    statement = select(FollowUp.action_id, FollowUp.by_id, func.max(FollowUp.at))
    statement = statement.where(col(FollowUp.action_id).in_(action_ids))
    rows = db.exec(statement.group_by(col(FollowUp.action_id), col(FollowUp.by_id)))
    return {(action_id, by_id): at for action_id, by_id, at in rows}


def _marked(db: Session, lines: list[Waiting]) -> Marked:
    ids = {one.action.id for one in lines}
    if not ids:
        return set()
    marks = db.exec(select(ReminderMark).where(col(ReminderMark.action_id).in_(ids)))
    return {(one.action_id, one.person_id, one.kind, one.due_on) for one in marks}
