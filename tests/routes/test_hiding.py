"""While a case is paused, no route gives its words to whoever may not read them, nor lets them be taken over."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any, NamedTuple
from uuid import UUID

import pytest
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient
from sqlmodel import Session

from app.db import Database
from app.domain import action_links, actions, asks, barriers, cases, memberships, miracles, pausing
from app.domain.people import Person
from tests.cast import NOW, Cast
from tests.test_access import ROUTES, things

Look = Callable[[], AbstractContextManager[Session]]
ClientFor = Callable[[Person], TestClient]
SECRET = "velvet umbrella"
ABOUT = ("{action_id}", "{miracle_id}", "{barrier_id}", "{ask_id}")
CONCERNED = [route for route in ROUTES if any(one in route.path for one in ABOUT)]


class Things(NamedTuple):
    """What was agreed, told, named and asked about the case, by its ids."""

    action_id: UUID
    miracle_id: UUID
    barrier_id: UUID
    ask_id: UUID


@pytest.fixture
def of_a_paused_case(database: Database, cast: Cast) -> Things:
    with database.writing() as db:
        case = cases.by_id(db, cast.open_case.id)
        assert case
        known: dict[str, Any] = {"text": f"Bring the {SECRET}.", "case_id": case.id, "by": cast.nia, "at": NOW}
        action = actions.agree(db, case.community_id, owner_id=cast.nia.id, due_on=None, meeting=cast.today, **known)
        miracle = miracles.tell(db, case.community_id, **known, heard_by="outside")
        barrier = barriers.name(db, case.community_id, **known)
        words = f"Let the {SECRET} in."
        ask = asks.ask_now(db, barrier, db.merge(cast.sols_place), words, reply_by=NOW.date(), by=cast.fatima, at=NOW)
        pausing.pause(db, case, by=cast.fatima, at=NOW)
        return Things(action.id, miracle.id, barrier.id, ask.id)


@pytest.mark.parametrize("route", CONCERNED, ids=lambda route: route.name)
def test_no_route_gives_them_away(
    route: APIRoute, client_for: ClientFor, cast: Cast, of_a_paused_case: Things, look: Look
) -> None:
    known = things(cast) | of_a_paused_case._asdict()
    address = re.sub(r"\{(\w+)(?::\w+)?\}", lambda found: str(known[found[1]]), route.path)
    omar = client_for(cast.omar)
    sent = {"text": "Mine.", "word": "done", "why": "Because.", "owner": str(cast.omar.id), "revision": "1"}
    [method] = route.methods
    answer = omar.get(address) if method == "GET" else omar.post(address, data=sent | {"owner_id": str(cast.omar.id)})
    assert answer.status_code < 500
    assert SECRET not in answer.text
    assert SECRET not in omar.get("/my-actions").text
    with look() as db:
        action = actions.by_id(db, of_a_paused_case.action_id)
        assert action and action.owner_id == cast.nia.id and action.is_open


def test_what_is_passed_on_holds_nothing_of_it_whoever_prints(
    client_for: ClientFor, cast: Cast, of_a_paused_case: Things
) -> None:
    for who in (cast.fatima, cast.nia, cast.omar, cast.sol):
        for to in ("sponsors", "outside"):
            page = client_for(who).get(f"/communities/{cast.community.id}/told-on", params={"to": to}).text
            assert SECRET not in page


def test_nothing_of_it_is_sent_to_a_sponsor(client_for: ClientFor, cast: Cast, of_a_paused_case: Things) -> None:
    answer = client_for(cast.fatima).post(f"/asks/{of_a_paused_case.ask_id}/reminder")
    assert answer.status_code == 409 and "paused for a while" in answer.text


def test_its_owner_and_the_facilitators_go_on_working_on_it(
    client_for: ClientFor, cast: Cast, of_a_paused_case: Things
) -> None:
    for who in (cast.nia, cast.fatima):
        page = client_for(who).get(f"/actions/{of_a_paused_case.action_id}")
        assert page.status_code == 200 and SECRET in page.text
    done = client_for(cast.nia).post(f"/actions/{of_a_paused_case.action_id}/word", data={"word": "done"})
    assert done.status_code == 303


def test_a_letters_link_shows_no_more_than_the_letter(client: TestClient, cast: Cast, database: Database) -> None:
    with database.writing() as db:
        action = actions.agree(
            db,
            cast.community.id,
            text="Ring 07700 900123 for Mrs Jane Hollis.",
            owner_id=cast.omar.id,
            due_on=None,
            by=cast.omar,
            at=NOW,
        )
        secret = action_links.make(db, action, cast.omar, at=NOW)
    page = client.get(f"/letters/{secret}/action")
    assert page.status_code == 200 and "Ring" in page.text
    assert "07700" not in page.text and "Hollis" not in page.text


def test_a_letters_link_ends_with_the_membership_for_good(cast: Cast, database: Database) -> None:
    with database.writing() as db:
        action = actions.by_id(db, cast.open_action.id)
        assert action
        owner = db.get_one(Person, action.owner_id)
        secret = action_links.make(db, action, owner, at=NOW)
        assert action_links.opened(db, secret, at=NOW)
        place = memberships.of(db, cast.community.id, owner.id)
        assert place
        place.joined_at = NOW + timedelta(days=1)
        db.add(place)
        db.flush()
        assert action_links.opened(db, secret, at=NOW + timedelta(days=2)) is None
