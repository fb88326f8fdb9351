"""Nobody is told that something is saved before it is: a commit that fails answers 500, and nothing was kept."""

from collections.abc import Callable

import pytest
from fastapi import FastAPI, Response
from fastapi.testclient import TestClient
from sqlalchemy import event
from sqlalchemy.exc import OperationalError
from sqlmodel import Session

from app.db import Db
from app.domain import people
from app.domain.errors import Refused
from app.routes.pages import page
from tests.cast import NOW
from tests.conftest import BASE_URL

EMAIL = "new@example.org"


@pytest.fixture
def client(app: FastAPI) -> TestClient:
    """A browser for an app with three more pages that write."""

    @app.post("/saves")
    def saves(db: Db) -> str:
        people.found_or_added(db, name="New", email=EMAIL, at=NOW)
        return "saved"

    @app.post("/refuses")
    def refuses(db: Db) -> str:
        people.found_or_added(db, name="New", email=EMAIL, at=NOW)
        raise Refused("Not just now.")

    @app.post("/shows-a-mistake")
    def shows_a_mistake(db: Db) -> Response:
        return page("shared/refusal.html", status=422, heading="Look again", message="", reference="")

    return TestClient(app, base_url=BASE_URL, raise_server_exceptions=False)


def is_there(look: Callable[..., object]) -> bool:
    with look() as db:  # type: ignore[attr-defined]
        return people.by_email(db, EMAIL) is not None


def test_what_was_acknowledged_is_there(client: TestClient, look: Callable[..., object]) -> None:
    assert client.post("/saves").status_code == 200
    assert is_there(look)


def test_a_commit_that_fails_is_not_answered_with_200(
    client: TestClient, look: Callable[..., object], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(session: Session) -> None:
        raise OperationalError("COMMIT", {}, Exception("disk I/O error"))

    event.listen(Session, "before_commit", fail)
    try:
        answer = client.post("/saves")
    finally:
        event.remove(Session, "before_commit", fail)
    assert answer.status_code == 500
    assert "saved" not in answer.text.replace("Nothing was saved", "").replace("already saved", "")
    assert not is_there(look)


def test_a_refusal_keeps_nothing(client: TestClient, look: Callable[..., object]) -> None:
    assert client.post("/refuses").status_code == 409
    assert not is_there(look)


def test_a_page_with_a_mistake_ends_in_order_and_the_next_may_write(
    client: TestClient, look: Callable[..., object]
) -> None:
    assert client.post("/shows-a-mistake").status_code == 422
    assert client.post("/saves").status_code == 200
    assert is_there(look)
