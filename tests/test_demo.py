"""The demo community: true to its rules, readable, and naming nobody."""

import re
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from sqlmodel import Session, SQLModel, col, select

from app import clock, demo, migrate
from app.config import OwnSettings
from app.db import Database
from app.demo.stage import next_start
from app.domain import (
    agenda,
    attendance,
    cases,
    communities,
    meetings,
    memberships,
    miracles,
    opening,
    people,
    reading,
    standings,
)
from app.domain.actions import Action
from app.domain.barrier_words import STATES
from app.domain.communities import Community
from app.domain.history import History
from app.domain.meetings import Meeting
from app.domain.miracles import Miracle
from app.main import create_app
from tests.finding import all_in

NOW = datetime(2027, 2, 10, 9, 30, tzinfo=UTC)
# Who somebody is and how they sign in is theirs to say; machine words are not read by anybody.
NOT_TEXT = {"person", "history", "sign_in", "sign_in_code", "letter", "used_token", "invitation", "guest_link"}
DEFICIT_WORDS = (
    "vulnerable", "non-compliant", "refuses to engage", "hard to reach", "chaotic", "addict", "service user",
    "offender",     "failed to", "difficult", "manipulative", "attention-seeking", "overdue", "performance",
)  # fmt: skip


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Database, float]]:
    url = f"sqlite:///{tmp_path_factory.mktemp('demo') / 'demo.sqlite3'}"
    migrate.to_newest(url)
    database = Database(url)
    began = time.process_time()
    with database.writing() as db:
        demo.build(db, at=NOW)
    yield database, time.process_time() - began
    database.engine.dispose()


@pytest.fixture
def db(built: tuple[Database, float]) -> Iterator[Session]:
    with built[0].reading() as db:
        yield db


@pytest.fixture
def community(db: Session) -> Community:
    return db.exec(select(Community)).one()


def texts(db: Session) -> Iterator[tuple[str, str]]:
    for table in SQLModel.metadata.sorted_tables:
        if table.name not in NOT_TEXT:
            for row in db.connection().execute(table.select()).mappings():
                yield from ((f"{table.name}.{name}", value) for name, value in row.items() if isinstance(value, str))


def test_it_is_built_quickly(built: tuple[Database, float]) -> None:
    assert built[1] < 6  # under 3 s of a quiet machine's time; measured about half a second


def test_no_text_says_who_anybody_is(db: Session) -> None:
    # A time zone is called after a town, whoever lives in it.
    written = [(where, text) for where, text in texts(db) if where != "community.zone"]
    found = [(where, text[span.start : span.end]) for where, text in written for span in reading.read(text)]
    assert found == []


def test_no_text_uses_words_that_hurt(db: Session) -> None:
    assert [(where, word) for where, text in texts(db) for word in DEFICIT_WORDS if word in text.lower()] == []


def test_nine_people_come_from_seven_agencies(db: Session, community: Community) -> None:
    members = memberships.members_of(db, community.id)
    assert len(members) == 9
    assert len({one.agency.id for one in members if one.agency}) == 7
    assert {one.membership.role for one in members} == {"facilitator", "member", "sponsor"}
    assert any(one.person.is_keeper for one in members)


def test_six_meetings_were_held_and_one_is_ready_to_start(db: Session, community: Community) -> None:
    held = sorted(meetings.of(db, community.id), key=lambda meeting: meeting.starts_at)
    assert [meeting.state for meeting in held] == ["closed"] * 6 + ["planned"]
    assert {later.starts_at - earlier.starts_at for earlier, later in pairwise(held)} <= {
        timedelta(weeks=4),
        timedelta(weeks=4, hours=1),
        timedelta(weeks=4, hours=-1),
    }
    for meeting in held:
        assert clock.local(meeting.starts_at, community.zone).hour == 12


def test_nothing_happened_ahead_of_now(db: Session) -> None:
    assert all(done.at <= NOW for done in db.exec(select(History)))


def test_every_change_has_somebody_who_did_it(db: Session) -> None:
    nameless = {done.verb for done in db.exec(select(History)) if done.by_id is None}
    assert nameless == {"appointed"}  # the keeper, at the command line


def test_whoever_speaks_at_a_meeting_is_there(db: Session, community: Community) -> None:
    said = {"notes", "actions", "miracles", "barriers"}
    for meeting in meetings.of(db, community.id):
        here = {seat.person.id for seat in attendance.seats(db, meeting) if seat.word in {"here", "left"}}
        spoke = select(History).where(History.meeting_id == meeting.id, col(History.noun).in_(said))
        for done in db.exec(spoke):
            if meeting.started_at and meeting.closed_at and meeting.started_at <= done.at <= meeting.closed_at:
                assert done.by_id in here, (meeting.title, done.noun, done.verb)


def test_nobody_does_what_their_role_may_not(db: Session, community: Community) -> None:
    helen = people.by_email(db, "helen@example.org")
    assert helen
    done = {(one.noun, one.verb) for one in db.exec(select(History).where(History.by_id == helen.id))}
    assert done == {("members", "joined"), ("members", "changed"), ("barriers", "answered")}


def test_every_meeting_fits_its_time(db: Session, community: Community) -> None:
    late = {"The weeks between"}  # the one that did not get to its last topic
    for meeting in meetings.of(db, community.id):
        total = agenda.total(agenda.of(db, meeting.id))
        assert total <= meeting.minutes or meeting.title in late, meeting.title


def test_the_next_meeting_opens_with_every_kind_of_thing(db: Session, community: Community) -> None:
    meeting = meetings.next_in(db, community.id, NOW)
    assert meeting is not None
    begins = opening.of_meeting(db, meeting, clock.today_in(community.zone, NOW))
    assert begins.miracles and begins.actions and all(begins.barriers) and begins.waiting
    assert any(action.is_past(clock.today_in(community.zone, NOW)) for action in begins.actions)


def test_every_state_is_there(db: Session, community: Community) -> None:
    today = clock.today_in(community.zone, NOW)
    assert {case.state for case in cases.of(db, community.id)} == {"open", "approved", "offered", "draft"}
    assert {one.word for one in all_in(db, Action, community.id)} >= {"", "done", "changed", "not_yet", "let_go"}
    # A “no” and a change have been told of already.
    found = {one.state for one in standings.of(db, community.id, today)}
    assert found == set(STATES) - {"no", "changed"}
    assert {one.kind for one in all_in(db, Miracle, community.id)} >= set(miracles.KINDS) - {"other"}
    assert communities.rules_of(db, community.id).agreed_at


def test_a_topic_that_was_not_reached_moved_on_with_its_trail(db: Session, community: Community) -> None:
    trails = [len(agenda.deferred_from(db, meeting.id)) for meeting in meetings.of(db, community.id)]
    assert sum(trails) == 2


@pytest.mark.parametrize("day", [datetime(2026, 12, 24, 23, tzinfo=UTC), datetime(2027, 4, 2, 11, tzinfo=UTC)])
def test_it_can_be_built_on_any_day(tmp_path: Path, day: datetime) -> None:
    url = f"sqlite:///{tmp_path / 'demo.sqlite3'}"
    migrate.to_newest(url)
    database = Database(url)
    with database.writing() as db:
        demo.build(db, at=day)
        ahead = [meeting for meeting in db.exec(select(Meeting)) if not meeting.started_at]
    assert [day < meeting.starts_at <= day + timedelta(days=4) for meeting in ahead] == [True]
    database.engine.dispose()


def test_the_next_meeting_is_on_a_working_day() -> None:
    friday_evening = datetime(2026, 11, 27, 20, tzinfo=UTC)
    assert next_start(friday_evening) == datetime(2026, 11, 30, 12, 30, tzinfo=UTC)
    assert next_start(NOW) == datetime(2027, 2, 10, 12, 30, tzinfo=UTC)


def test_s24_the_demo_refuses_another_address() -> None:
    with pytest.raises(ValueError, match="this machine only"):
        OwnSettings(base_url="https://miracles.example.org", demo=True)


def test_the_demos_settings_come_from_nowhere_else(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MIRACLES_SMTP_URL", "smtp://mail.example.org")
    monkeypatch.setenv("MIRACLES_TRUSTED_PROXIES", "10.0.0.1")
    settings = OwnSettings(base_url="http://127.0.0.1:8000", demo=True)
    assert (settings.smtp_url, settings.trusted_proxies) == ("", "")


@pytest.mark.parametrize("key", ["ruth", "bev", "helen"])
def test_every_link_of_the_demo_leads_somewhere(built: tuple[Database, float], key: str) -> None:
    address = "http://127.0.0.1:8000"
    url = str(built[0].engine.url)
    app = create_app(OwnSettings(database_url=url, base_url=address, demo=True), now=lambda: NOW)
    client = TestClient(app, base_url=address, follow_redirects=False)
    with app.state.database.reading() as db:
        person = people.by_email(db, f"{key}@example.org")
        assert person
    client.post(f"/demo/people/{person.id}")
    seen, ahead, wrong = set(), ["/"], []
    while ahead:
        path = ahead.pop()
        if path in seen or len(seen) > 200:
            continue
        seen.add(path)
        answer = client.get(path)
        if answer.status_code >= 400:
            wrong.append((path, answer.status_code))
        # hx-get too: pieces of pages are asked for by themselves.
        ahead += [link for link in re.findall(r'(?:href|hx-get)="(/[^"#]*)', answer.text) if "/static/" not in link]
    app.state.database.engine.dispose()
    assert wrong == []
    assert len(seen) > 10
