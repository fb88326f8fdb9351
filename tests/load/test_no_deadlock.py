"""A hundred requests at once, reading and writing, on a real server: all are answered, and none is lost."""

import threading
import time
from collections import Counter

from sqlmodel import select

from app import clock
from app.db import Database
from app.domain import sign_ins
from app.domain.actions import Action
from tests.cast import Cast
from tests.drills.running import request

AT_ONCE = 100
SECONDS = 90


def test_a_hundred_requests_at_once_are_all_answered(port: int, database_url: str, cast: Cast) -> None:
    database = Database(database_url)
    with database.writing() as db:
        cookie = sign_ins.begin(db, cast.omar, device="a load", at=clock.now())
    community = f"/communities/{cast.community.id}"
    reads = ("/", f"{community}/actions", f"{community}/meetings", f"/meetings/{cast.today.id}", "/sign-ins")
    answered: Counter[tuple[str, int]] = Counter()
    failed: list[Exception] = []
    together = threading.Barrier(AT_ONCE)

    def ask(number: int) -> None:
        together.wait()
        try:
            if number % 3 == 0:
                form = {"text": f"At once {number}", "once": f"token-{number}"}
                status, _ = request(port, "POST", f"{community}/actions", cookie=cookie, form=form, seconds=SECONDS)
                answered["write", status] += 1
                return
            status, _ = request(port, "GET", reads[number % len(reads)], cookie=cookie, seconds=SECONDS)
            answered["read", status] += 1
        except Exception as error:
            failed.append(error)

    people = [threading.Thread(target=ask, args=(number,)) for number in range(AT_ONCE)]
    began = time.monotonic()
    for one in people:
        one.start()
    for one in people:
        one.join()
    print(f"{AT_ONCE} at once were answered in {time.monotonic() - began:.1f} s")
    writes = len(range(0, AT_ONCE, 3))
    assert failed == []
    assert answered == {("write", 303): writes, ("read", 200): AT_ONCE - writes}
    with database.reading() as db:
        kept = [text for text in db.exec(select(Action.text)) if text.startswith("At once")]
    database.engine.dispose()
    assert len(kept) == writes
