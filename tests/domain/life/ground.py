"""What all the lives of a community stand on: its people, its days, and the looking when a meeting opens."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule
from sqlmodel import Session

from app import clock, migrate
from app.db import Database
from app.domain import communities, meetings, memberships, opening
from app.domain.meetings import Meeting
from app.domain.memberships import Membership
from app.domain.opening import Opening
from app.domain.people import Person
from tests.domain.life.known import FIRST_DAY

# Seconds between one deed and the next. With none, everything happens in the same moment.
PACES = [0, 0, 1, 7200]
pick = st.integers(min_value=0, max_value=1000)
yes_or_no = st.booleans()
# Two agencies of one kind, and another.
AGENCIES = {"Homes": "housing", "Roofs": "housing", "Minds": "mental_health"}
# Name, role, agency. The facilitator names none.
PEOPLE = [
    ("Fatima", "facilitator", None),
    ("Omar", "member", "Homes"),
    ("Oona", "member", "Homes"),
    ("Ravi", "member", "Roofs"),
    ("Nia", "member", "Minds"),
    ("Sol", "sponsor", None),
    ("Ada", "sponsor", None),
]
MEMBERS, SPONSORS = range(5), (5, 6)


class Who(NamedTuple):
    """Somebody of the community; the agency is kept here, as the model knows it."""

    person: Person
    place: Membership


class Ground(RuleBasedStateMachine):
    """One community, in which nothing happens yet. Each kind of deed is a class that is added to it."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        shutil.copyfile(template_file(), Path(self.folder.name) / "a.sqlite3")
        self.database = Database(f"sqlite:///{self.folder.name}/a.sqlite3")
        self.at = FIRST_DAY
        self.pace = 0
        self.count = 0
        self.everybody: list[Who] = []
        self.agencies: dict[UUID, str] = {}
        self.comes_from: list[UUID | None] = []
        self.planned: list[UUID] = []
        self.over: list[UUID] = []
        self.held: list[UUID] = []
        self.running: UUID | None = None

    def found_it(self, pace: int) -> None:
        """The community, its agencies and its people."""
        self.pace = pace
        with self.database.writing() as db:
            people = [Person(name=name, email=f"{name.lower()}@example.org", created_at=self.at) for name, *_ in PEOPLE]
            db.add_all(people)
            db.flush()
            self.fatima, self.sol = people[0], people[5]
            who: dict[str, Any] = {"by": self.fatima, "at": self.at}
            self.community = communities.create(db, {"name": "Riverside"}, **who)
            ours = {
                name: communities.agency_named(db, self.community.id, name, kind, **who)
                for name, kind in AGENCIES.items()
            }
            self.agencies = {agency.id: agency.kind for agency in ours.values()}
            for person, (_name, role, agency) in zip(people, PEOPLE, strict=True):
                known = ours[agency] if agency else None
                place = memberships.add(db, self.community, person, role=role, agency=known, joined=True, **who)
                self.everybody.append(Who(person, place))
                self.comes_from.append(known.id if known else None)

    def teardown(self) -> None:
        if self.everybody:
            with self.database.reading() as db:
                self._look_at_everything(db)
        self.database.engine.dispose()
        self.folder.cleanup()

    @rule(days=st.sampled_from([0, 28, 80]), pace=st.sampled_from(PACES))
    def time_passes(self, days: int, pace: int) -> None:
        self.at += timedelta(days=days)
        self.pace = pace

    # What should be seen: each kind of deed adds its own looks

    def _look_at_everything(self, db: Session) -> None:
        for meeting_id in [*self.planned, *([self.running] if self.running else [])]:
            self._look_at(db, found(db, meeting_id))

    def _look_at(self, db: Session, meeting: Meeting) -> None:
        self._look_at_opening(db, meeting, opening.of_meeting(db, meeting, self._today()))

    def _look_at_opening(self, db: Session, meeting: Meeting, seen: Opening) -> None:
        """What this meeting, planned or running, opens with."""

    def _has_begun(self, meeting_id: UUID) -> None:
        """What a meeting that begins hears."""

    # Small things

    def _today(self) -> date:
        return clock.today_in("Europe/London", self.at)

    def _days_of(self, meeting: Meeting) -> list[date]:
        return [clock.today_in("Europe/London", one) for one in (meeting.starts_at, meeting.started_at or self.at)]

    @contextmanager
    def _writing(self, *, apart: bool = False, by: int = 0) -> Iterator[tuple[Session, dict[str, Any]]]:
        # What is read from the order of moments, or undone by its moment, is never done twice in one.
        self.at += timedelta(seconds=self.pace, microseconds=int(apart))
        with self.database.writing() as db:
            yield db, {"by": self.everybody[by].person, "at": self.at}
        self.at += timedelta(microseconds=int(apart))

    def _place(self, db: Session, where: str, which: int) -> Meeting | None:
        if where == "here" and self.running:
            return found(db, self.running)
        if where == "a planned one" and self.planned:
            return found(db, self.planned[which % len(self.planned)])
        return None

    def _word(self, kind: str) -> str:
        self.count += 1
        return f"{kind} {self.count}"


@cache
def template_file() -> Path:
    """A migrated, empty database to copy from."""
    file = Path(tempfile.mkdtemp()) / "template.sqlite3"
    migrate.to_newest(f"sqlite:///{file}")
    database = Database(f"sqlite:///{file}")
    with database.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    database.engine.dispose()
    return file


def found(db: Session, meeting_id: UUID | None) -> Meeting:
    meeting = meetings.by_id(db, meeting_id) if meeting_id else None
    assert meeting
    return meeting
