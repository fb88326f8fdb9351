"""Servers are killed while somebody brings a case and others reflect: nothing that was acknowledged is lost.

DRILL_CASE_KILLS says how often; five when it is not set.
"""

import http.client
import os
import random
import re
import signal
import threading
from collections.abc import Callable
from uuid import UUID

import pytest
from sqlmodel import select

from app import clock
from app.db import Database
from app.domain import day_map, sign_ins
from app.domain.cases import Case
from app.domain.detached import Detached
from app.domain.people import Person
from app.domain.reflections import Reflection
from tests.cast import Cast
from tests.drills import running
from tests.drills.test_kill import assert_whole, wait_until

pytestmark = pytest.mark.drill
KILLS = int(os.environ.get("DRILL_CASE_KILLS", "5"))
QUESTION = 3


class Bringer(threading.Thread):
    """Sends one form after the other until the server is gone; remembers which were acknowledged."""

    def __init__(self, port: int, cookie: str, kill: int) -> None:
        super().__init__()
        self.port, self.cookie, self.kill = port, cookie, kill
        self.acknowledged: list[str] = []
        self.wrong: list[tuple[int, str]] = []

    def run(self) -> None:
        number = 0
        try:
            self.begin()
            while not self.wrong:
                number += 1
                self.send(f"again {self.kill:04} and {number:04}")
        except (OSError, http.client.HTTPException):
            return

    def begin(self) -> None:
        """Look at the page first, where that is needed."""

    def send(self, text: str) -> None:
        """One form with this text in it."""
        raise NotImplementedError

    def post(self, path: str, form: dict[str, str], text: str, status: int) -> str:
        answered, page = running.request(self.port, "POST", path, cookie=self.cookie, form=form)
        if answered == status:
            self.acknowledged.append(text)
        else:
            self.wrong.append((answered, page))
        return page


def bringer(path: str, fields: Callable[[str], dict[str, str]]) -> type[Bringer]:
    """Somebody who sends such a form."""

    class Sender(Bringer):
        def send(self, text: str) -> None:
            self.post(path, fields(text), text, 303)

    return Sender


def answerer(path: str) -> type[Bringer]:
    """A page of the pro-forma that saves itself: each time it shows the sign that the last answer brought."""

    class Answerer(Bringer):
        seen = ""

        def begin(self) -> None:
            self.seen = sign_on(running.request(self.port, "GET", path, cookie=self.cookie)[1])

        def send(self, text: str) -> None:
            form = {"wants": text, "then": "keep", "seen": self.seen}
            page = self.post(path, form, text, 200)
            if 'data-state="saved"' in page:
                self.seen = sign_on(page)
            else:
                self.wrong.append((0, page))

    return Answerer


def sign_on(page: str) -> str:
    found = re.search(r'name="seen" value="([^"]*)"', page)
    assert found, page
    return found[1]


def secret_of(database: Database, person: Person) -> str:
    with database.writing() as db:
        return sign_ins.begin(db, person, device="a drill", at=clock.now())


def kept_in(database: Database, case_id: UUID) -> tuple[str, set[str]]:
    """The answer that stands, and the places of all stops."""
    with database.reading() as db:
        case = db.get_one(Case, case_id)
        return case.wants, {stop.place for stop in day_map.removed(case.one_day)}


def test_s47_kill_9_loses_no_answer_no_stop_and_no_reflection(database_url: str, cast: Cast) -> None:
    database = Database(database_url)
    nia, omar = secret_of(database, cast.nia), secret_of(database, cast.omar)
    case, reflections = f"/cases/{cast.draft_case.id}", f"/cases/{cast.open_case.id}/reflections"
    shared = {"kind": "struck", "keep": "nobody"}
    people = (
        (answerer(f"{case}/pages/{QUESTION}"), nia),
        (bringer(f"{case}/map", lambda text: {"place": text, "aside": "yes", "once": text}), nia),
        (bringer(reflections, lambda text: shared | {"text": text, "shared": "named", "once": f"n {text}"}), omar),
        (bringer(reflections, lambda text: shared | {"text": text, "shared": "detached", "once": f"d {text}"}), omar),
    )
    acknowledged: list[set[str]] = [set() for _ in people]
    chance = random.Random(57)
    for kill in range(KILLS):
        port = running.free_port()
        server = running.start(database_url, port)
        writers = [kind(port, cookie, kill) for kind, cookie in people]
        for writer in writers:
            writer.start()
        enough = chance.randint(1, 8)
        wait_until(lambda: all(len(one.acknowledged) >= enough or one.wrong for one in writers))  # noqa: B023
        os.kill(server.pid or 0, signal.SIGKILL)
        server.join()
        for writer, words in zip(writers, acknowledged, strict=True):
            writer.join()
            assert not writer.wrong
            words.update(writer.acknowledged)
        # The last that was acknowledged, or the one that was on its way.
        assert kept_in(database, cast.draft_case.id)[0] >= writers[0].acknowledged[-1]
    with database.reading() as db:
        named = list(db.exec(select(Reflection.text).where(Reflection.case_id == cast.open_case.id)))
        nobodys = list(db.exec(select(Detached.text).where(Detached.case_id == cast.open_case.id)))
    stops = kept_in(database, cast.draft_case.id)[1]
    database.engine.dispose()
    assert [words - set(kept) for words, kept in zip(acknowledged[1:], (stops, named, nobodys), strict=True)] == [
        set(),
        set(),
        set(),
    ]
    assert (len(named), len(nobodys)) == (len(set(named)), len(set(nobodys)))
    assert_whole(database_url)
    print(f"{KILLS} kills, {[len(words) for words in acknowledged]} acknowledged, 0 lost")
