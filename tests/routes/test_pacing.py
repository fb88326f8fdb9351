"""The pacing strip in the browser: when we would end, and the presses that make up for it."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
from fastapi.testclient import TestClient
from sqlmodel import Session

from app.db import Database
from app.domain import agenda, history, meetings
from app.domain.people import Person
from tests.cast import NOW, Cast
from tests.conftest import StillClock

Look = Callable[[], AbstractContextManager[Session]]
ClientFor = Callable[[Person], TestClient]
PARTIAL = {"HX-Request-Type": "partial"}


def page(cast: Cast) -> str:
    return f"/meetings/{cast.today.id}"


def steps(look: Look, cast: Cast) -> list[agenda.AgendaItem]:
    with look() as db:
        return agenda.of(db, cast.today.id)


def minutes(look: Look, cast: Cast) -> list[int]:
    return [item.all_minutes for item in steps(look, cast)]


def press(client: TestClient, cast: Cast, item: agenda.AgendaItem, what: str, **extra: str) -> str:
    data = {"seen": str(cast.step.id)} | extra
    answer = client.post(f"{page(cast)}/run/steps/{item.id}/{what}", data=data, headers=PARTIAL)
    assert answer.status_code == 200
    return answer.text


def test_the_strip_says_when_we_would_end_and_what_the_step_has_had(client_for: ClientFor, cast: Cast) -> None:
    text = client_for(cast.omar).get(page(cast)).text
    assert "We would end at <strong>13:05</strong>, 85 minutes before the plan (14:30)." in text
    assert "This step has had 5 minutes more than it was given." in text
    assert 'id="ways"' not in text and 'id="take-best"' not in text


def test_it_offers_ways_only_when_we_run_over(client_for: ClientFor, cast: Cast, time: StillClock) -> None:
    fatima = client_for(cast.fatima)
    assert "“Step 2” could give 5 minutes, and would have 5." in fatima.get(page(cast)).text
    time.at = NOW - timedelta(minutes=10)
    text = fatima.get(page(cast)).text
    assert "could give" not in text and "Move minutes, or leave something for next time" in text


def test_minutes_are_taken_from_a_named_step_and_given_back(
    client_for: ClientFor, look: Look, database: Database, cast: Cast
) -> None:
    fatima = client_for(cast.fatima)
    giver = steps(look, cast)[2]
    for _ in range(2):
        text = press(fatima, cast, giver, "minutes", had="10")
    assert minutes(look, cast) == [15, 10, 5]
    assert (
        "5 minutes from “Step 3”; it has 5." in text and "10 planned, 5 added" in text and "10 planned, 5 given" in text
    )
    assert 'id="ways" open' in text
    assert "5 minutes from “Step 3”" in client_for(cast.omar).get(page(cast)).text
    with look() as db:
        assert ("lent", cast.fatima.id, NOW) in [(one.verb, one.by_id, one.at) for one in history.of(db, giver.id)]
    for _ in range(2):
        text = press(fatima, cast, giver, "minutes/return")
    assert minutes(look, cast) == [10, 10, 10]
    assert "5 minutes from" not in text


def test_a_step_is_rolled_to_the_next_meeting_and_had_back(client_for: ClientFor, look: Look, cast: Cast) -> None:
    fatima = client_for(cast.fatima)
    item = steps(look, cast)[1]
    for _ in range(2):
        text = press(fatima, cast, item, "rolling")
    assert [one.title for one in steps(look, cast)] == ["Step 1", "Step 3"]
    assert "“Step 2” stands on the agenda of June, 8 June 2027, with its notes." in text
    with look() as db:
        assert item.id in {one.id for one in agenda.of(db, cast.next_month.id)}
        assert ("rolled", cast.fatima.id, NOW) in [(one.verb, one.by_id, one.at) for one in history.of(db, item.id)]
    for _ in range(2):
        press(fatima, cast, item, "rolling/return")
    assert [one.title for one in steps(look, cast)] == ["Step 1", "Step 2", "Step 3"]


def test_the_running_steps_notes_are_earlier_notes_of_the_next_agenda(
    client_for: ClientFor, look: Look, cast: Cast
) -> None:
    fatima = client_for(cast.fatima)
    text = press(fatima, cast, cast.step, "rolling")
    assert "Step 1 of 2" in text and "Step 2" in text
    planned = fatima.get(f"/meetings/{cast.next_month.id}").text
    assert "Earlier notes" in planned and "Try the morning visit." in planned


def test_without_a_next_meeting_it_says_that_it_waits(client_for: ClientFor, look: Look, cast: Cast) -> None:
    fatima = client_for(cast.fatima)
    fatima.post(f"/meetings/{cast.next_month.id}/calling-off", data={"why": "Snow"})
    assert "No next meeting is planned yet" in fatima.get(page(cast)).text
    item = steps(look, cast)[1]
    assert "“Step 2” waits until a next meeting is planned, with its notes." in press(fatima, cast, item, "rolling")
    with look() as db:
        assert item.id in {one.id for one in agenda.waiting(db, cast.community.id)}


def test_without_javascript_a_press_leads_back_to_the_page(client_for: ClientFor, look: Look, cast: Cast) -> None:
    fatima = client_for(cast.fatima)
    item = steps(look, cast)[2]
    data = {"seen": str(cast.step.id), "had": "10"}
    answer = fatima.post(f"{page(cast)}/run/steps/{item.id}/minutes", data=data)
    assert (answer.status_code, answer.headers["location"]) == (303, page(cast))
    assert f'id="lent-undo-{item.id}"' in fatima.get(page(cast)).text


@pytest.mark.parametrize("what", ["minutes", "minutes/return", "rolling", "rolling/return"])
def test_a_meeting_that_is_over_refuses(client_for: ClientFor, look: Look, cast: Cast, what: str) -> None:
    fatima = client_for(cast.fatima)
    item = steps(look, cast)[2]
    fatima.post(f"{page(cast)}/close")
    answer = fatima.post(f"{page(cast)}/run/steps/{item.id}/{what}", data={"had": "10"})
    assert answer.status_code == 409
    with look() as db:
        meeting = meetings.by_id(db, cast.today.id)
        assert meeting and not meeting.is_running


def test_what_a_done_step_took_stands_beside_what_was_planned(client_for: ClientFor, cast: Cast) -> None:
    fatima = client_for(cast.fatima)
    text = fatima.post(f"{page(cast)}/run/next", data={"seen": str(cast.step.id)}, headers=PARTIAL).text
    assert "10 planned, 15 used" in text
