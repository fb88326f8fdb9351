"""Handing the meeting over: with one press, by name, and back."""

import asyncio
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlmodel import Session

from app.domain import history, meetings
from app.domain.meetings import Meeting
from app.domain.people import Person
from app.presence import Patience, Presence
from tests.cast import Cast

Look = Callable[[], AbstractContextManager[Session]]
ClientFor = Callable[[Person], TestClient]
PARTIAL = {"HX-Request-Type": "partial"}


def url(cast: Cast, press: str) -> str:
    return f"/meetings/{cast.today.id}/{press}"


def today(look: Look, cast: Cast) -> Meeting:
    with look() as db:
        meeting = meetings.by_id(db, cast.today.id)
    assert meeting
    return meeting


def handed_over(look: Look, cast: Cast) -> int:
    with look() as db:
        return [one.verb for one in history.of(db, cast.today.id)].count("handed_over")


def lose(app: FastAPI, cast: Cast, person: Person) -> None:
    """The person's page was there, and its signs stopped."""

    async def story() -> None:
        presence: Presence = app.state.presence
        presence._patience = Patience(lost=0.02)
        presence.open(asyncio.get_running_loop())
        presence.alive(cast.today.id, person.id, "community:1")
        await asyncio.sleep(0.2)

    asyncio.run(story())


def test_members_see_no_controls_but_can_take_over(client_for: ClientFor, look: Look, cast: Cast) -> None:
    omar, fatima = client_for(cast.omar), client_for(cast.fatima)
    page = omar.get(f"/meetings/{cast.today.id}").text
    assert 'id="run-next"' not in page and 'id="run-take-over"' in page
    assert f'name="instead_of" value="{cast.fatima.id}"' in page
    for _ in range(2):
        answer = omar.post(url(cast, "run/hand-over"), data={"instead_of": str(cast.fatima.id)}, headers=PARTIAL)
        assert 'id="run-next"' in answer.text and 'id="run-hand-back"' in answer.text
    assert today(look, cast).run_by_id == cast.omar.id
    assert handed_over(look, cast) == 1
    # The facilitator's hands are never tied.
    page = fatima.get(f"/meetings/{cast.today.id}").text
    assert 'id="run-next"' in page and "Omar Reid runs it for you." in page and 'id="run-take-back"' in page


def test_the_second_of_two_who_press_is_told_kindly(client_for: ClientFor, look: Look, cast: Cast) -> None:
    seen = {"instead_of": str(cast.fatima.id)}
    assert client_for(cast.nia).post(url(cast, "run/hand-over"), data=seen).status_code == 303
    answer = client_for(cast.omar).post(url(cast, "run/hand-over"), data=seen, headers=PARTIAL)
    assert answer.status_code == 409
    assert "Nia Powell was a moment before you" in answer.text
    assert today(look, cast).run_by_id == cast.nia.id


def test_it_is_handed_back_from_there_or_taken_back_from_here(client_for: ClientFor, look: Look, cast: Cast) -> None:
    omar, fatima = client_for(cast.omar), client_for(cast.fatima)
    omar.post(url(cast, "run/hand-over"))
    assert omar.post(url(cast, "run/hand-back")).headers["location"] == f"/meetings/{cast.today.id}"
    assert today(look, cast).run_by_id == cast.fatima.id
    assert omar.post(url(cast, "run/hand-back")).status_code == 403
    omar.post(url(cast, "run/hand-over"))
    answer = fatima.post(url(cast, "run/hand-over"), data={"instead_of": str(cast.omar.id)}, headers=PARTIAL)
    assert "runs it for you" not in answer.text
    assert (today(look, cast).run_by_id, today(look, cast).handed_from_id) == (cast.fatima.id, None)


def test_it_is_handed_over_by_name(client_for: ClientFor, app: FastAPI, look: Look, cast: Cast) -> None:
    fatima = client_for(cast.fatima)
    app.state.presence.came(cast.today.id, cast.omar.id)
    page = fatima.get(url(cast, "hand-over")).text
    assert "One page is open just now." in page and page.count("Page open") == 1
    assert "Omar Reid, Northgate Homes" in page and "Gus" not in page and "Fatima Aziz, " not in page
    assert fatima.post(url(cast, "hand-over"), data={}).status_code == 422
    assert fatima.post(url(cast, "hand-over"), data={"to": "nobody"}).status_code == 422
    answer = fatima.post(url(cast, "hand-over"), data={"to": str(cast.omars_place.id)})
    assert answer.headers["location"] == f"/meetings/{cast.today.id}"
    assert today(look, cast).run_by_id == cast.omar.id
    assert fatima.post(url(cast, "hand-over"), data={"to": str(cast.sols_place.id)}).status_code == 409
    assert client_for(cast.omar).get(url(cast, "hand-over")).status_code == 200
    assert client_for(cast.nia).get(url(cast, "hand-over")).status_code == 403
    assert client_for(cast.fatima).get(f"/meetings/{cast.next_month.id}/hand-over").status_code == 303


def test_a_guest_cannot_take_over(client_for: ClientFor, app: FastAPI, cast: Cast) -> None:
    gus = client_for(cast.gus)
    page = gus.get(f"/meetings/{cast.today.id}").text
    assert 'id="run-take-over"' not in page and 'id="make-guest-link"' not in page
    assert gus.post(url(cast, "run/hand-over")).status_code == 404
    lose(app, cast, cast.fatima)
    page = gus.get(f"/meetings/{cast.today.id}").text
    assert "The meeting goes on." in page and 'id="run-take-over-now"' not in page


def test_a_lost_page_is_told_to_the_others_and_taken_over_with_one_press(
    client_for: ClientFor, app: FastAPI, look: Look, cast: Cast
) -> None:
    omar, fatima = client_for(cast.omar), client_for(cast.fatima)
    assert "lost its connection" not in omar.get(url(cast, "hands"), headers=PARTIAL).text
    lose(app, cast, cast.fatima)
    line = omar.get(url(cast, "hands"), headers=PARTIAL)
    assert "Fatima Aziz’s page lost its connection. The meeting goes on." in line.text
    assert "Run it from here for now" in line.text and "lost its connection" in line.headers["HX-Trigger"]
    assert "lost its connection" not in fatima.get(url(cast, "hands"), headers=PARTIAL).text
    omar.post(url(cast, "run/hand-over"), data={"instead_of": str(cast.fatima.id)}, headers=PARTIAL)
    assert "lost its connection" not in client_for(cast.nia).get(f"/meetings/{cast.today.id}").text
    fatima.post(url(cast, "run/hand-over"), headers=PARTIAL)
    assert "lost its connection" not in omar.get(url(cast, "hands"), headers=PARTIAL).text


def test_only_the_page_of_whoever_runs_it_gives_a_sign(client_for: ClientFor, app: FastAPI, cast: Cast) -> None:
    presence: Presence = app.state.presence
    for person in (cast.omar, cast.gus):
        client_for(person).get(url(cast, "version"))
        assert client_for(person).post(url(cast, "presence")).status_code == 204
    assert not presence._signs
    fatima = client_for(cast.fatima)
    fatima.get(f"/meetings/{cast.next_month.id}/version")
    assert not presence._signs
    fatima.get(url(cast, "version"))
    assert [key for key in presence._signs] == [(cast.today.id, cast.fatima.id)]
    fatima.post(url(cast, "presence"))
    assert presence._signs[cast.today.id, cast.fatima.id].is_aside


def test_a_page_is_not_put_aside_from_another_site(client_for: ClientFor, cast: Cast) -> None:
    answer = client_for(cast.fatima).post(url(cast, "presence"), headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403


@pytest.mark.parametrize("meeting", ["last_month", "next_month"])
def test_by_itself_the_piece_is_no_page(client_for: ClientFor, cast: Cast, meeting: str) -> None:
    address = f"/meetings/{getattr(cast, meeting).id}"
    assert client_for(cast.omar).get(f"{address}/hands", headers=PARTIAL).headers["location"] == address
