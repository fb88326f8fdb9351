"""Running a meeting in the browser: start, the presses, taking over, closing."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
from fastapi.testclient import TestClient
from sqlmodel import Session

from app.db import Database
from app.domain import agenda, captures, cases, history, meetings, pacing, running
from app.domain.people import Person
from tests.cast import NOW, Cast, build_action, build_step
from tests.conftest import StillClock
from tests.counting import questions

Look = Callable[[], AbstractContextManager[Session]]
ClientFor = Callable[[Person], TestClient]
PARTIAL = {"HX-Request-Type": "partial"}
PRESSES = ("next", "back", "pause", "resume", "minutes", "parking")


def place(look: Look, cast: Cast, at=NOW) -> pacing.Place:
    with look() as db:
        meeting = meetings.by_id(db, cast.today.id)
        assert meeting
        return pacing.place(db, meeting, at)


def title(look: Look, cast: Cast) -> str:
    now = place(look, cast).now
    return now.title if now else ""


def url(cast: Cast, press: str) -> str:
    return f"/meetings/{cast.today.id}/run/{press}"


def test_the_page_shows_where_we_are_and_what_came_back(client_for: ClientFor, cast: Cast) -> None:
    text = client_for(cast.fatima).get(f"/meetings/{cast.today.id}").text
    for piece in (
        "Step 1 of 3",
        'id="timer"',
        'id="opening"',
        "Call the hostel",
        "We began on time.",
        'id="attendance"',
    ):
        assert piece in text


def test_a_planned_meeting_is_started_by_the_facilitator(
    client_for: ClientFor, database: Database, look: Look, cast: Cast
) -> None:
    with database.writing() as db:
        today = meetings.by_id(db, cast.today.id)
        assert today
        running.close(db, today, by=cast.fatima, at=NOW)
    fatima = client_for(cast.fatima)
    started = f"/meetings/{cast.next_month.id}/run"
    assert client_for(cast.omar).post(started).status_code == 403
    for _ in range(2):
        assert fatima.post(started).headers["location"] == f"/meetings/{cast.next_month.id}"
    with look() as db:
        meeting = meetings.by_id(db, cast.next_month.id)
        assert meeting and meeting.started_at == NOW
        step = pacing.step_of(db, meeting)
        assert step and step.title == "Step 1"
        assert [one.verb for one in history.of(db, meeting.id)].count("started") == 1
    assert "Step 1 of 3" in fatima.get(f"/meetings/{cast.next_month.id}").text


def test_a_second_meeting_does_not_start_while_one_is_running(client_for: ClientFor, cast: Cast) -> None:
    answer = client_for(cast.fatima).post(f"/meetings/{cast.next_month.id}/run")
    assert answer.status_code == 409
    assert "still running" in answer.text


def test_next_moves_on_once_for_two_presses(client_for: ClientFor, look: Look, cast: Cast) -> None:
    fatima = client_for(cast.fatima)
    for _ in range(2):
        answer = fatima.post(url(cast, "next"), data={"seen": str(cast.step.id)})
        assert answer.headers["location"] == f"/meetings/{cast.today.id}"
    assert title(look, cast) == "Step 2"
    with look() as db:
        told = [(one.verb, one.by_id, one.at) for one in history.of(db, cast.step.id)]
    assert told.count(("ended", cast.fatima.id, NOW)) == 1


def test_a_press_answers_with_the_new_step_and_the_agenda_beside_it(client_for: ClientFor, cast: Cast) -> None:
    answer = client_for(cast.fatima).post(url(cast, "next"), data={"seen": str(cast.step.id)}, headers=PARTIAL)
    assert answer.status_code == 200
    assert 'id="now"' in answer.text and 'id="steps"' in answer.text and 'hx-swap-oob="outerMorph"' in answer.text
    assert "Step 2 of 3" in answer.text


def test_back_pause_go_on_and_two_more_minutes(client_for: ClientFor, look: Look, cast: Cast, time: StillClock) -> None:
    fatima = client_for(cast.fatima)

    def press(name: str) -> None:
        now = place(look, cast).now
        assert fatima.post(url(cast, name), data={"seen": str(now.id if now else "")}).status_code == 303

    press("next")
    press("back")
    assert title(look, cast) == "Step 1"
    press("pause")
    time.pass_by(minutes=5)
    paused = place(look, cast, time.at).face
    assert paused and paused.state == "paused"
    press("resume")
    press("minutes")
    face = place(look, cast, time.at).face
    assert face and (face.minutes, face.left) == (12, paused.left + 120)


def test_parking_keeps_the_step_for_another_meeting(client_for: ClientFor, look: Look, cast: Cast) -> None:
    data = {"seen": str(cast.step.id)}
    assert client_for(cast.fatima).post(url(cast, "parking"), data=data).status_code == 303
    with look() as db:
        step = agenda.by_id(db, cast.step.id)
        assert step and step.parked_at == NOW and step.returns
    assert title(look, cast) == "Step 2"


@pytest.mark.parametrize("press", PRESSES)
def test_others_are_refused(client_for: ClientFor, client: TestClient, look: Look, cast: Cast, press: str) -> None:
    data = {"seen": str(cast.step.id)}
    for person, status in ((cast.omar, 403), (cast.gus, 404), (cast.sol, 404), (cast.zed, 404)):
        assert client_for(person).post(url(cast, press), data=data).status_code == status
    assert client.post(url(cast, press), data=data).headers["location"].startswith("/sign-in")
    assert title(look, cast) == "Step 1"


@pytest.mark.parametrize("press", PRESSES)
def test_a_meeting_that_is_not_running_is_not_moved(client_for: ClientFor, cast: Cast, press: str) -> None:
    answer = client_for(cast.fatima).post(f"/meetings/{cast.next_month.id}/run/{press}", data={"seen": ""})
    assert answer.status_code == 409


def test_the_case_of_a_step_is_linked_once_it_is_open(client_for: ClientFor, database: Database, cast: Cast) -> None:
    with database.writing() as db:
        step, hidden = agenda.by_id(db, cast.step.id), cases.by_id(db, cast.offered_case.id)
        assert step and hidden
        step.case_id = cast.open_case.id
        later = agenda.of(db, cast.today.id)[1]
        later.case_id = hidden.id
    page = client_for(cast.omar).get(f"/meetings/{cast.today.id}").text
    assert f"/cases/{cast.open_case.id}" in page
    assert hidden.code_name not in page


def test_closing_is_confirmed_with_what_comes_back(client_for: ClientFor, look: Look, cast: Cast) -> None:
    fatima = client_for(cast.fatima)
    confirm = fatima.get(f"/meetings/{cast.today.id}/close")
    assert confirm.status_code == 200
    for piece in ("These do not come back by themselves", "Step 2", "Actions we said nothing about", "Call the hostel"):
        assert piece in confirm.text
    with look() as db:
        step = agenda.of(db, cast.today.id)[2]
    for _ in range(2):
        answer = fatima.post(f"/meetings/{cast.today.id}/close", data={"come_back": [str(step.id)]})
        assert answer.headers["location"] == f"/meetings/{cast.today.id}"
    with look() as db:
        meeting = meetings.by_id(db, cast.today.id)
        assert meeting and meeting.closed_at == NOW
        assert [one.verb for one in history.of(db, meeting.id)].count("closed") == 1
        assert step.id in {item.id for item in agenda.waiting(db, cast.community.id)}
    assert fatima.get(f"/meetings/{cast.today.id}/close").status_code == 303


def test_only_whoever_runs_it_closes_it(client_for: ClientFor, look: Look, cast: Cast) -> None:
    for person, status in ((cast.omar, 403), (cast.gus, 404), (cast.zed, 404)):
        client = client_for(person)
        assert client.get(f"/meetings/{cast.today.id}/close").status_code == status
        assert client.post(f"/meetings/{cast.today.id}/close").status_code == status
    assert title(look, cast) == "Step 1"


def test_a_page_left_open_says_that_the_meeting_is_closed(client_for: ClientFor, cast: Cast) -> None:
    fatima = client_for(cast.fatima)
    fatima.post(f"/meetings/{cast.today.id}/close")
    now = client_for(cast.omar).get(f"/meetings/{cast.today.id}/now", headers=PARTIAL)
    assert "This meeting is closed" in now.text


def test_the_timer_carries_the_servers_end_and_hour(client_for: ClientFor, cast: Cast, time: StillClock) -> None:
    time.at = NOW - timedelta(minutes=10)
    text = client_for(cast.omar).get(f"/meetings/{cast.today.id}/now", headers=PARTIAL).text
    assert 'data-ends-at="2027-05-11T11:40:00.000Z"' in text
    assert 'data-now="2027-05-11T11:35:00.000Z"' in text
    assert ">5:00<" in text and "left of 10 minutes" in text


def test_the_page_asks_the_database_the_same_number_of_questions_however_full_it_is(
    client_for: ClientFor, database: Database, cast: Cast
) -> None:
    fatima = client_for(cast.fatima)

    def look_at_it() -> None:
        assert fatima.get(f"/meetings/{cast.today.id}").status_code == 200

    before = questions(database, look_at_it)
    with database.writing() as db:
        meeting = meetings.by_id(db, cast.today.id)
        assert meeting
        for number in range(10):
            build_step(db, meeting, cast.fatima, title=f"More {number}")
            build_action(db, cast.community, cast.omar, at=NOW - timedelta(days=9))
            for kind in captures.KINDS:
                captures.catch(db, meeting, captures.Words(kind, "More"), by=cast.nia, at=NOW)
    assert questions(database, look_at_it) == before
