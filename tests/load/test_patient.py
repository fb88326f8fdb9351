"""While a long text is read nobody else waits to write: on a real server."""

import threading
from uuid import uuid4

import pytest

from app import clock
from app.db import Database
from app.deid import Looked, look
from app.domain import looked, sign_ins
from tests.cast import Cast
from tests.drills.running import request

# What was found in a text that is shown again and again is remembered, so each run has its own.
SLOW = "Ring 07700 900123 about the long story"
A_WHILE = 30.0


class SlowReader:
    """Reads as ever, but holds on at one text until it is let go."""

    def __init__(self) -> None:
        self.is_at_it, self.may_go_on, self.read = threading.Event(), threading.Event(), 0

    def __call__(self, text: str) -> Looked:
        if SLOW in text:
            self.read += 1
            self.is_at_it.set()
            assert self.may_go_on.wait(A_WHILE)
        return look(text)


@pytest.fixture
def reader(monkeypatch: pytest.MonkeyPatch) -> SlowReader:
    reader = SlowReader()
    monkeypatch.setattr(looked, "look", reader)
    return reader


def places(cast: Cast, text: str) -> dict[str, tuple[str, dict[str, str], int]]:
    """Where something slow is sent, what, and what is answered once it is read."""
    meeting, community = f"/meetings/{cast.today.id}", f"/communities/{cast.community.id}"
    return {
        "a topic": (f"{community}/topics", {"title": "Weekend", "why": text, "minutes": "5"}, 422),
        "a draft": (f"/cases/{cast.draft_case.id}/pages/3", {"wants": text, "then": "on"}, 303),
        "caught": (f"{meeting}/captures", {"kind": "note", "text": text}, 303),
        "a reflection": (f"{meeting}/reflections", {"kind": "struck", "text": text, "shared": "named"}, 422),
    }


@pytest.mark.parametrize("what", ["a topic", "a draft", "caught", "a reflection"])
def test_somebody_else_writes_while_it_is_read(
    port: int, reader: SlowReader, database_url: str, cast: Cast, what: str
) -> None:
    database = Database(database_url)
    with database.writing() as db:
        nia, omar = (sign_ins.begin(db, one, device="a load", at=clock.now()) for one in (cast.nia, cast.omar))
    database.engine.dispose()
    path, form, expected = places(cast, f"{SLOW} {uuid4()}")[what]
    answers: list[int] = []
    slow = threading.Thread(target=lambda: answers.append(request(port, "POST", path, cookie=nia, form=form)[0]))
    slow.start()
    assert reader.is_at_it.wait(A_WHILE)
    action = {"text": "Buy a cake"}
    for _ in range(3):
        assert request(port, "POST", f"/communities/{cast.community.id}/actions", cookie=omar, form=action)[0] == 303
    assert not answers, "it is still being read"
    reader.may_go_on.set()
    slow.join(A_WHILE)
    assert answers == [expected] and reader.read == 1
