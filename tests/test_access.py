"""Every route for everybody of the cast, as one table.

F Fatima, facilitator · M Omar, member · N Nia, presenter · S Sol, sponsor · G Gus, guest of today's meeting ·
I Ivy, invited, not joined · Z Zed, of another community · K Kit, the keeper · A nobody signed in.
`ok` lets in (whatever the form then says), `no` says why not (403), `-` knows of no such thing (404), `in` asks to
sign in.
"""

import re
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient

from app.db import Database
from app.domain import returns
from app.domain.cases import Case
from app.domain.meetings import Meeting
from app.domain.people import Person
from tests.cast import NOW, Cast
from tests.test_architecture import all_routes

WHO = ["F", "M", "N", "S", "G", "I", "Z", "K", "A"]
# A member before the facilitator who could end their membership; the presenter who could take the case away last.
TURNS = ["M", "F", "N", "S", "G", "I", "Z", "K", "A"]
TABLE = (Path(__file__).resolve().parent / "access_table.txt").read_text()
ROWS = {line.split()[0]: line.split()[1:] for line in TABLE.splitlines() if line and not line.startswith("#")}
WRITING_A_CASE = {
    "edit_case",
    "write_case",
    "check_case",
    "use_suggestion",
    "use_suggestions",
    "widen_case",
    "offer_case",
}
DRAWING_A_DAY = {"show_map", "add_stop", "edit_stop", "change_stop", "move_stop", "remove_stop", "put_stop_back"}
OWN_SECRETS = {
    "show_ask_in_letter": "letter_secret",
    "answer_from_letter": "letter_secret",
    "show_guest_door": "guest_secret",
    "join_as_guest": "guest_secret",
    "show_answer": "omars_answer",
    "give_answer": "omars_answer",
    "show_meetings_feed": "omars_feed",
    "show_actions_feed": "omars_feed",
    "show_stop": "stop_secret",
    "stop_letters": "stop_secret",
    "show_action_by_letter": "action_secret",
    "say_by_letter": "action_secret",
    "move_reminder_by_letter": "action_secret",
    "tell_by_letter": "action_secret",
}
ROUTES = [route for route in all_routes() if route.name not in {"become", "show_cast", "show_outbox"}]


def address_of(route: APIRoute, cast: Cast, database: Database | None = None) -> str:
    """The route's path with things of the cast in it, in the state in which somebody may do it.

    Without a database nothing is told for it first, so that whoever only looks leaves no trace.
    """
    known = things(cast) | {"told_id": uuid4()} | things_for(route.name, cast)
    if database and "{told_id}" in route.path:
        known["told_id"] = told_today(database, cast)
    return re.sub(r"\{(\w+)(?::\w+)?\}", lambda found: str(known[found[1]]), route.path)


def things_for(name: str, cast: Cast) -> dict[str, Any]:
    """What a route is asked about when the usual thing is in another state."""
    if name in WRITING_A_CASE | DRAWING_A_DAY:
        return {"case_id": cast.draft_case.id}
    if name in {"approve_case", "send_back_case", "take_back_case"}:
        return {"case_id": cast.offered_case.id}
    if name in {"edit_step", "change_step", "move_step", "take_off_step", "retitle_step"}:
        return {"item_id": cast.step.id}
    if name in {"show_ask", "answer_ask", "remind_sponsor"}:
        return {"ask_id": cast.ask.id}
    if name in OWN_SECRETS:
        return {"secret": getattr(cast, OWN_SECRETS[name])}
    return {"membership_id": cast.ivys_place.id} if name == "join_community" else {}


def things(cast: Cast) -> dict[str, Any]:
    """One thing of each kind, by the name it has in paths."""
    return {
        "community_id": cast.community.id,
        "meeting_id": cast.today.id,
        "membership_id": cast.omars_place.id,
        "agency_id": cast.housing.id,
        "item_id": cast.topic.id,
        "note_id": cast.offer.id,
        "method_id": cast.method.id,
        "phase_id": cast.method_phase.id,
        "case_id": cast.open_case.id,
        "care_id": cast.care.id,
        "reflection_id": cast.reflection.id,
        "detached_id": cast.nobodys.id,
        "action_id": cast.open_action.id,
        "miracle_id": cast.miracle.id,
        "barrier_id": cast.barrier.id,
        "ask_id": cast.draft.id,
        "person_id": cast.omar.id,
        "sign_in_id": uuid4(),
        "secret": cast.ivys_secret,
        "page": 1,
        "stop_id": cast.draft_case.one_day[0]["id"],
        "field": "question",
        "thing_id": cast.note.id,
        "told_id": uuid4(),
    }


def told_today(database: Database, cast: Cast) -> UUID:
    """Something that was told of a case at today's meeting."""
    with database.writing() as db:
        case, today = db.get_one(Case, cast.open_case.id), db.get_one(Meeting, cast.today.id)
        returns.tell(db, case, "Much the same.", today=NOW.date(), meeting=today, by=cast.omar, at=NOW)
        return returns.of_case(db, case.id)[0].id


def answer_for(client: TestClient, method: str, address: str) -> str:
    """How the site answers: ok, no, - or in."""
    answer = client.request(method, address)
    assert answer.status_code < 500, f"{address} answered {answer.status_code}"
    if answer.status_code == 303 and re.fullmatch(r"/sign-in(\?after=.*)?", answer.headers["location"]):
        return "in"
    return {401: "in", 403: "no", 404: "-"}.get(answer.status_code, "ok")


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.name)
def test_s02_who_may_ask_for(
    *, route: APIRoute, app: FastAPI, client: TestClient, client_for: Any, cast: Cast, database: Database
) -> None:
    assert route.name in ROWS, f"{route.name} needs a row in tests/access_table.txt"
    expected = dict(zip(WHO, ROWS[route.name], strict=True))
    address = address_of(route, cast, database)
    [method] = route.methods
    app.state.hub.is_closing = True  # a stream that is let in ends at once
    answers = {}
    # Those who may come last: what they do would change what the others find.
    for letter in sorted(TURNS, key=lambda letter: expected[letter] == "ok"):
        browser = client_for(person_of(letter, cast)) if letter != "A" else client
        answers[letter] = answer_for(browser, method, address)
    assert answers == expected


def person_of(letter: str, cast: Cast) -> Person:
    """Who the letter stands for."""
    names = {"F": "fatima", "M": "omar", "N": "nia", "S": "sol", "G": "gus", "I": "ivy", "Z": "zed", "K": "kit"}
    person: Person = getattr(cast, names[letter])
    return person


def test_the_table_holds_no_route_that_is_gone() -> None:
    assert set(ROWS) == {route.name for route in ROUTES}
