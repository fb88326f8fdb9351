"""Taking a break in the browser: everybody sees when we are back, and one press ends it."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlmodel import Session

from app.domain import history, meetings
from app.domain.people import Person
from tests.cast import NOW, Cast

Look = Callable[[], AbstractContextManager[Session]]
ClientFor = Callable[[Person], TestClient]
PARTIAL = {"HX-Request-Type": "partial"}


def url(cast: Cast, press: str = "") -> str:
    return f"/meetings/{cast.today.id}/run/break{press}"


def back_at(look: Look, cast: Cast) -> datetime | None:
    with look() as db:
        meeting = meetings.by_id(db, cast.today.id)
        assert meeting
        return meeting.break_ends_at


@pytest.mark.parametrize(("said", "minutes"), [({"minutes": "10"}, 10), ({"wall": "13:25"}, 40)])
def test_everybody_sees_when_we_are_back(
    client_for: ClientFor, look: Look, cast: Cast, said: dict[str, str], minutes: int
) -> None:
    answer = client_for(cast.fatima).post(url(cast), data=said)
    assert answer.headers["location"] == f"/meetings/{cast.today.id}"
    until = NOW + timedelta(minutes=minutes)
    assert back_at(look, cast) == until
    words = f"Break: back at {'12:55' if minutes == 10 else '13:25'}"
    for person in (cast.omar, cast.gus):
        text = client_for(person).get(f"/meetings/{cast.today.id}").text
        assert words in text and f'data-ends-at="{until:%Y-%m-%dT%H:%M:%S}.000Z"' in text
        assert 'id="run-break-end"' not in text
    with look() as db:
        told = [(one.verb, one.by_id, one.at) for one in history.of(db, cast.today.id)]
    assert told.count(("break_begun", cast.fatima.id, NOW)) == 1


def test_a_break_is_made_longer_and_ended_once(client_for: ClientFor, look: Look, cast: Cast) -> None:
    fatima = client_for(cast.fatima)
    answer = fatima.post(url(cast), data={"minutes": "5"}, headers=PARTIAL)
    assert 'id="now"' in answer.text and "Break: back at 12:50" in answer.text
    until = {"until": "2027-05-11T11:50:00.000Z"}
    for _ in range(2):
        assert fatima.post(url(cast, "/minutes"), data=until).status_code == 303
    assert back_at(look, cast) == NOW + timedelta(minutes=10)
    assert fatima.post(url(cast, "/end"), data=until).status_code == 303
    assert back_at(look, cast) == NOW + timedelta(minutes=10)
    for _ in range(2):
        fatima.post(url(cast, "/end"), data={"until": "2027-05-11T11:55:00.000Z"})
    assert back_at(look, cast) is None
    assert "Step 1 of 3" in fatima.get(f"/meetings/{cast.today.id}").text


@pytest.mark.parametrize("said", [{}, {"minutes": "soon"}, {"wall": "half past"}, {"wall": "09:00"}])
def test_an_hour_that_cannot_be_is_refused_in_words(
    client_for: ClientFor, look: Look, cast: Cast, said: dict[str, Any]
) -> None:
    answer = client_for(cast.fatima).post(url(cast), data=said)
    assert answer.status_code == 409
    assert "back" in answer.text
    assert back_at(look, cast) is None


def test_next_waits_until_we_are_back(client_for: ClientFor, cast: Cast) -> None:
    fatima = client_for(cast.fatima)
    fatima.post(url(cast), data={"minutes": "5"})
    answer = fatima.post(f"/meetings/{cast.today.id}/run/next", data={"seen": str(cast.step.id)})
    assert answer.status_code == 409 and "We are back" in answer.text
