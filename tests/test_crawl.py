"""Looking changes nothing: every GET, as everybody, leaves the database as it was."""

import hashlib
from collections.abc import Callable
from contextlib import AbstractContextManager

from sqlalchemy import text
from sqlmodel import Session, SQLModel

from tests.cast import Cast
from tests.test_access import ROUTES, address_of

Look = Callable[[], AbstractContextManager[Session]]


def fingerprint(look: Look) -> dict[str, str]:
    """A hash of every table's rows; browsers' sign-ins are the test's own doing."""
    prints = {}
    with look() as db:
        for table in SQLModel.metadata.sorted_tables:
            if table.name in {"sign_in", "history"}:
                continue
            rows = sorted(map(str, db.connection().execute(text(f'SELECT * FROM "{table.name}"'))))
            prints[table.name] = hashlib.sha256("\n".join(rows).encode()).hexdigest()
    return prints


def test_s30_crawling_every_get_leaves_the_database_unchanged(client, client_for, cast: Cast, look: Look) -> None:
    browsers = [
        client,
        *(client_for(person) for person in (cast.fatima, cast.omar, cast.nia, cast.sol, cast.gus, cast.zed)),
    ]
    before = fingerprint(look)
    for route in ROUTES:
        if "GET" not in route.methods or route.name.startswith("stream"):
            continue
        for browser in browsers:
            answer = browser.get(address_of(route, cast))
            assert answer.status_code < 500, f"{route.name} answered {answer.status_code}"
    assert fingerprint(look) == before
