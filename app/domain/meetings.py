"""Meetings: planned, running, closed; what state one is in is read from when it started and closed."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlmodel import Field, Session, SQLModel, col, select

from app import clock
from app.db import new_id
from app.domain import communities, history
from app.domain.communities import Community
from app.domain.errors import Refused
from app.domain.people import Person


class Meeting(SQLModel, table=True):
    """One meeting of a community."""

    id: UUID = Field(default_factory=new_id, primary_key=True)
    community_id: UUID = Field(foreign_key="community.id", index=True, ondelete="CASCADE")
    title: str = Field(max_length=120)
    place: str = Field(default="", max_length=200)
    starts_at: datetime = Field(index=True)
    minutes: int = 120
    template_key: str = Field(default="", max_length=40)
    planned_at: datetime
    planned_by_id: UUID = Field(foreign_key="person.id")
    changed_at: datetime | None = None
    run_by_id: UUID | None = Field(default=None, foreign_key="person.id")
    started_at: datetime | None = None
    closed_at: datetime | None = None
    called_off_at: datetime | None = None
    called_off_why: str = Field(default="", max_length=300)
    revision: int = 1
    # One of us who writes for all; anybody else can too.
    scribe_id: UUID | None = Field(default=None, foreign_key="person.id")
    # Who ran it before somebody took over for now; they are handed it back with one press.
    handed_from_id: UUID | None = Field(default=None, foreign_key="person.id")
    break_begun_at: datetime | None = None
    break_ends_at: datetime | None = None
    # The minutes wait for a facilitator to read them once; `in_short` is what they say above everything else.
    minutes_ready_at: datetime | None = None
    minutes_ready_by_id: UUID | None = Field(default=None, foreign_key="person.id")
    in_short: str = Field(default="", max_length=4000)
    # Held without screens and typed in afterwards: nobody measured when it ended.
    on_paper: bool = False

    @property
    def is_planned(self) -> bool:
        """Still ahead of us."""
        return not self.started_at and not self.called_off_at

    @property
    def is_running(self) -> bool:
        """Going on now."""
        return self.started_at is not None and self.closed_at is None

    @property
    def is_closed(self) -> bool:
        """Held and closed."""
        return self.closed_at is not None

    @property
    def state(self) -> str:
        """planned, running, closed or called_off."""
        if self.called_off_at:
            return "called_off"
        if self.is_planned:
            return "planned"
        return "running" if self.is_running else "closed"

    @property
    def is_over(self) -> bool:
        """Closed, or called off: nothing is added to it any more."""
        return self.closed_at is not None or self.called_off_at is not None

    @property
    def planned_end(self) -> datetime:
        """When it is meant to end: the planned minutes after the real start, once it has started."""
        return (self.started_at or self.starts_at) + timedelta(minutes=self.minutes)


def plan(
    db: Session,
    community: Community,
    *,
    title: str,
    starts_at: datetime,
    minutes: int,
    place: str,
    template_key: str,
    by: Person,
    at: datetime,
) -> Meeting:
    """Plan a meeting; its agenda is filled by the agenda module."""
    meeting = Meeting(
        community_id=community.id,
        title=title,
        place=place,
        starts_at=starts_at,
        minutes=minutes,
        template_key=template_key,
        planned_at=at,
        planned_by_id=by.id,
    )
    db.add(meeting)
    db.flush()
    _record(db, meeting, "planned", by=by, at=at)
    return meeting


def change(
    db: Session,
    meeting: Meeting,
    *,
    title: str,
    starts_at: datetime,
    minutes: int,
    place: str,
    revision: int,
    by: Person,
    at: datetime,
) -> bool:
    """Change when and where. False, with nothing changed, when somebody else did since this person looked."""
    if not meeting.is_planned:
        raise Refused("This meeting has already begun or was called off, so its plan stays as it is.")
    if (meeting.title, meeting.starts_at, meeting.minutes, meeting.place) == (title, starts_at, minutes, place):
        return True
    if meeting.revision != revision:
        return False
    meeting.title, meeting.starts_at, meeting.minutes, meeting.place = title, starts_at, minutes, place
    meeting.revision, meeting.changed_at = meeting.revision + 1, at
    _record(db, meeting, "changed", by=by, at=at)
    return True


def call_off(db: Session, meeting: Meeting, why: str, *, by: Person, at: datetime) -> None:
    """The planned meeting will not be held; what stood on its agenda waits for another one."""
    if meeting.called_off_at:
        return
    if not meeting.is_planned:
        raise Refused("This meeting has already begun. Close it instead.")
    if not why.strip():
        raise Refused("Say in a few words why, so that nobody stands before a closed door.")
    meeting.called_off_at, meeting.called_off_why = at, why.strip()
    _record(db, meeting, "called_off", by=by, at=at)


def start(db: Session, meeting: Meeting, *, by: Person, at: datetime) -> None:
    """Begin; saying it twice changes nothing. One meeting of a community runs at a time."""
    if meeting.is_running:
        return
    if not meeting.is_planned:
        raise Refused("This meeting has already been held. Plan the next one instead.")
    # On PostgreSQL two meetings could begin in the same instant, each seeing that none runs: they queue here.
    communities.by_id(db, meeting.community_id, lock=True)
    other = running_in(db, meeting.community_id)
    if other:
        raise Refused(f"“{other.title}” is still running. Close it first.")
    meeting.started_at, meeting.run_by_id = max(at, _after_the_last(db, meeting) or at), by.id
    _record(db, meeting, "started", by=by, at=at)


def close(db: Session, meeting: Meeting, *, by: Person, at: datetime) -> None:
    """End the meeting; from now on its record is only read."""
    if meeting.is_closed:
        return
    if not meeting.is_running:
        raise Refused("This meeting has not begun yet.")
    meeting.closed_at, meeting.break_begun_at, meeting.break_ends_at = at, None, None
    _record(db, meeting, "closed", by=by, at=at)


def by_id(db: Session, meeting_id: UUID, *, lock: bool = False) -> Meeting | None:
    """The meeting; locked for change on PostgreSQL when asked."""
    return db.get(Meeting, meeting_id, with_for_update=lock or None)


def by_ids(db: Session, ids: set[UUID]) -> list[Meeting]:
    """These meetings."""
    return list(db.exec(select(Meeting).where(col(Meeting.id).in_(ids)))) if ids else []


def of(db: Session, community_id: UUID) -> list[Meeting]:
    """All meetings of the community, newest first."""
    statement = select(Meeting).where(Meeting.community_id == community_id)
    return list(db.exec(statement.order_by(col(Meeting.starts_at).desc())))


def latest_in(db: Session, community_id: UUID) -> Meeting | None:
    """The last meeting in the calendar that was or will be held."""
    statement = select(Meeting).where(Meeting.community_id == community_id, col(Meeting.called_off_at).is_(None))
    return db.exec(statement.order_by(col(Meeting.starts_at).desc()).limit(1)).first()


def running_in(db: Session, community_id: UUID) -> Meeting | None:
    """The meeting going on now, if any."""
    statement = select(Meeting).where(Meeting.community_id == community_id, col(Meeting.started_at).is_not(None))
    return db.exec(statement.where(col(Meeting.closed_at).is_(None))).first()


def ahead(db: Session, community_ids: set[UUID], at: datetime) -> list[Meeting]:
    """The meetings of these communities that are planned for later than this moment, the nearest first."""
    statement = (
        select(Meeting)
        .where(col(Meeting.community_id).in_(community_ids), Meeting.starts_at > at)
        .where(col(Meeting.started_at).is_(None), col(Meeting.called_off_at).is_(None))
        .order_by(col(Meeting.starts_at))
    )
    return list(db.exec(statement))


def next_in(db: Session, community_id: UUID, at: datetime) -> Meeting | None:
    """The meeting of this community that comes next, as `next_of` finds it."""
    return next_of(db, {community_id}, at).get(community_id)


def next_of(db: Session, community_ids: set[UUID], at: datetime) -> dict[UUID, Meeting]:
    """By community: the running meeting, else the nearest that is not past its end, else the last that never began."""
    statement = (
        select(Meeting)
        .where(col(Meeting.community_id).in_(community_ids), col(Meeting.closed_at).is_(None))
        .where(col(Meeting.called_off_at).is_(None))
        .order_by(col(Meeting.starts_at))
    )
    found: dict[UUID, Meeting] = {}
    for meeting in db.exec(statement):
        best = found.get(meeting.community_id)
        if meeting.is_running or best is None or (best.is_planned and best.planned_end < at):
            found[meeting.community_id] = meeting
    return found


def previous_to(db: Session, meeting: Meeting) -> Meeting | None:
    """The meeting held last before this one; called-off ones do not count."""
    before = meeting.started_at or datetime.max.replace(tzinfo=meeting.planned_at.tzinfo)
    statement = (
        select(Meeting)
        .where(Meeting.community_id == meeting.community_id, Meeting.id != meeting.id)
        .where(col(Meeting.started_at).is_not(None), col(Meeting.started_at) < before)
        .order_by(col(Meeting.started_at).desc())
    )
    return db.exec(statement).first()


def days_until(meeting: Meeting, zone: str, at: datetime) -> int:
    """How many nights are left before it, in the community's zone; below zero when its day has passed."""
    return (clock.today_in(zone, meeting.starts_at) - clock.today_in(zone, at)).days


def _after_the_last(db: Session, meeting: Meeting) -> datetime | None:
    # What carries from meeting to meeting hangs on their order: no two begin in the same moment, and none before
    # one that was already held, also when the server's clock was set back.
    last = previous_to(db, meeting)
    return last.started_at + timedelta(microseconds=1) if last and last.started_at else None


def _record(db: Session, meeting: Meeting, verb: str, *, by: Person, at: datetime) -> None:
    db.add(meeting)
    history.record(db, meeting.community_id, "meetings", verb, about=meeting, by=by, at=at, meeting_id=meeting.id)
