"""Signing in and out."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager

from fastapi.testclient import TestClient
from sqlmodel import Session

from app.domain import outbox
from tests.cast import Cast
from tests.conftest import StillClock

Look = Callable[[], AbstractContextManager[Session]]


def code_from(look: Look) -> str:
    with look() as db:
        found = re.search(r"your code is (\w{4} \w{4})", outbox.latest(db)[0].text)
    assert found
    return found[1]


def test_a_code_from_the_letter_signs_in(client: TestClient, look: Look, cast: Cast) -> None:
    asked = client.post("/sign-in", data={"email": cast.omar.email})
    assert asked.status_code == 303
    assert client.get(asked.headers["location"]).status_code == 200
    answer = client.post("/sign-in/code", data={"code": code_from(look).lower()})
    assert answer.headers["location"] == "/"
    home = client.get("/")
    assert home.status_code == 200
    assert "Hello Omar" in home.text


def test_another_browser_cannot_use_the_code(app, client: TestClient, look: Look, cast: Cast) -> None:
    client.post("/sign-in", data={"email": cast.omar.email})
    omars_code = code_from(look)
    thief = TestClient(app, base_url="https://miracles.test", follow_redirects=False)
    thief.post("/sign-in", data={"email": cast.omar.email})
    assert thief.post("/sign-in/code", data={"code": omars_code}).status_code == 422


def test_five_wrong_tries_spend_the_code(client: TestClient, look: Look, cast: Cast) -> None:
    client.post("/sign-in", data={"email": cast.omar.email})
    for _ in range(5):
        assert client.post("/sign-in/code", data={"code": "AAAA AAAA"}).status_code == 422
    assert client.post("/sign-in/code", data={"code": code_from(look)}).status_code == 422


def test_a_code_is_over_after_ten_minutes(client: TestClient, look: Look, cast: Cast, time: StillClock) -> None:
    client.post("/sign-in", data={"email": cast.omar.email})
    time.pass_by(minutes=11)
    assert client.post("/sign-in/code", data={"code": code_from(look)}).status_code == 422


def test_s13_known_and_unknown_addresses_get_the_same_answer(client: TestClient, cast: Cast) -> None:
    known = client.post("/sign-in", data={"email": cast.omar.email})
    unknown = client.post("/sign-in", data={"email": "nobody@example.org"})
    assert (known.status_code, known.headers["location"]) == (unknown.status_code, unknown.headers["location"])


def test_signing_out_ends_the_sign_in_on_the_server(client_for, cast: Cast) -> None:
    client = client_for(cast.omar)
    secret = client.cookies["__Host-sign-in"]
    assert client.get("/").status_code == 200
    assert client.post("/sign-out").status_code == 303
    client.cookies.set("__Host-sign-in", secret)
    assert client.get("/").headers["location"] == "/sign-in"
