"""Whatever is sent, the answer is one of ours: no input gives a fault on our side.

Every form is sent with each of its fields turned odd in many ways, by somebody who may send it. Nothing that is
sent stays, so that every form is met in the state in which it is taken.
"""

import itertools
import os
import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient
from pydantic import BaseModel
from sqlmodel import Session

from app.db import Database
from app.routes.case_pages import PAGES
from app.routes.member_import import ListForm, read_list
from tests.cast import Cast
from tests.test_access import ROUTES, ROWS, WHO, address_of, person_of
from tests.test_architecture import dependencies_of

# So many of each form, the same ones every time; the whole of them, some twenty thousand, with ODD_FORMS=10000.
MOST_OF_EACH = int(os.environ.get("ODD_FORMS", "3"))
FORM = "application/x-www-form-urlencoded"
# As bytes of a form, where they cannot be written as text.
LONE_SURROGATE, NOT_UTF_8 = b"%ED%A0%80", b"%FF%FE%80"
LENGTHS = (21, 40, 41, 60, 100, 120, 200, 254, 300, 500, 600, 1000, 2000, 3000, 8000, 8001)
ODD = [
    *(word * length for length in LENGTHS for word in ("x", "\U0001f54a")),
    "a\x00b",
    "a\r\nBcc: b@example.org",
    "\u202e\u2028\ufeff\x1b[31m\x7f",
    "é\u0301" * 30,
    "1" + "0" * 400,
    "-" + "9" * 5000,
    "-1",
    "9223372036854775808",
    "1e400",
    "NaN",
    "0001-01-01",
    "9999-12-31",
    "2027-02-30",
    "24:00",
    "23:59:59.999999+14:00",
    "{{ 7 * 7 }} %s %(a)s {0.__class__} $x",
    "=cmd|' /C calc'!A0",
    "' OR 1=1; --",
    "../../etc/passwd",
    "//[",
    "{00000000-0000-4000-8000-000000000000}",
    "urn:uuid:00000000-0000-4000-8000-000000000000",
    "00000000000040008000000000000000",
    "İ" * 200 + "@example.org",
    "[" * 900,
    "name,email\n" + "x,y@example.org\n" * 60,
]
USUAL = {
    "email": "new@example.org",
    "name": "Somebody",
    "text": "A few words",
    "title": "A title",
    "why": "Because",
    "note": "Look again",
    "minutes": "30",
    "day": "2027-06-01",
    "wall": "12:30",
    "agenda": "",
    "revision": "1",
    "version": "1",
    "place": "1",
    "kind": "housing",
    "word": "done",
    "role": "member",
    "ending": "lifted",
    "field": "question",
    "start": "0",
    "end": "3",
    "question": "What could we try?",
    "code": "ABCD EFGH",
}


@pytest.fixture
def nothing_stays(app: Any, monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """From when it is called, what a request writes reaches the database and is then taken back."""

    @contextmanager
    def writing(database: Database) -> Iterator[Session]:
        with database._my_turn(), Session(database._for_writing, expire_on_commit=False) as db:
            yield db
            db.flush()
            db.rollback()

    return lambda: monkeypatch.setattr(Database, "writing", writing)


@pytest.fixture
def asking(client: TestClient, client_for: Any, cast: Cast, nothing_stays: Any) -> Callable[[APIRoute], TestClient]:
    """The browser of somebody who may send the route's form."""
    browsers = {letter: client_for(person_of(letter, cast)) for letter in WHO[:-1]} | {"A": client}
    nothing_stays()

    def browser_for(route: APIRoute) -> TestClient:
        may = [letter for letter, answer in zip(WHO, ROWS[route.name], strict=True) if answer == "ok"]
        return browsers[may[0] if may else "F"]

    return browser_for


def models_of(route: APIRoute) -> Iterator[type[BaseModel]]:
    """What the route's form may hold."""
    for call in dependencies_of(route):
        inside = [cell.cell_contents for cell in getattr(call, "__closure__", None) or ()]
        yield from (one for one in inside if isinstance(one, type) and issubclass(one, BaseModel))
        if call is read_list:
            yield ListForm
    if route.name == "write_case":
        yield PAGES[1]


def fields_of(route: APIRoute) -> dict[str, str]:
    """The form's fields, each with something usual in it."""
    fields = {"once": "", "seen": ""}
    for model in models_of(route):
        for name, field in model.model_fields.items():
            usual = "" if field.is_required() or field.default is None else str(field.default)
            fields[name] = USUAL.get(name, usual) if field.is_required() else usual
    return fields


def bodies_of(route: APIRoute) -> Iterator[tuple[str, bytes]]:
    """The form with each of its fields odd, then twice, with none, and as what it is not."""
    fields, longest = fields_of(route), longest_of(route)
    yield FORM, urlencode(fields | {name: "\U0001f54a" * length for name, length in longest.items()}).encode()
    for name, value in itertools.product(fields, ODD):
        yield FORM, urlencode(fields | {name: value}).encode()
    for name, raw in itertools.product(fields, (LONE_SURROGATE, NOT_UTF_8)):
        others = urlencode({other: value for other, value in fields.items() if other != name})
        yield FORM, f"{others}&{name}=".encode() + raw
    yield FORM, urlencode([*fields.items(), *fields.items()]).encode()
    yield FORM, b""
    yield FORM, b"&&&=&=x&%=&" + b"a=1&" * 1500
    yield FORM, b"\xff\xfe\x00=\x00"
    yield from multiparts_of(route)


def longest_of(route: APIRoute) -> dict[str, int]:
    """The fields that hold words, each with how many letters they may have."""
    return {
        name: limit.max_length
        for model in models_of(route)
        for name, field in model.model_fields.items()
        for limit in field.metadata
        if getattr(limit, "max_length", None) and "email" not in name
    }


def multiparts_of(route: APIRoute) -> Iterator[tuple[str, bytes]]:
    """Files where words are expected, and bodies that say of themselves what they are not."""
    fields = fields_of(route)
    for charset in ("utf-8", "unicode_escape", "undefined", "utf-7", "no-such"):
        kind = f"multipart/form-data; boundary=b; charset={charset}"
        for head in ("", '; filename="a.csv"\r\nContent-Type: text/csv'):
            yield (
                kind,
                b"".join(
                    f'--b\r\nContent-Disposition: form-data; name="{name}"{head}\r\n\r\n'.encode()
                    + b"\\ud800\\x00\xff+2AA-\r\n"
                    for name in fields
                )
                + b"--b--\r\n",
            )
    yield "multipart/form-data", b"--b\r\n"
    yield "multipart/form-data; boundary=b", b"--b\r\nContent-Disposition: form-data\r\n\r\nx\r\n--b--"
    yield "multipart/form-data; boundary=b", b"--b\r\n" + b"x" * 3000
    yield "application/json", b'{"text": ["\\ud800"]}'
    yield "application/json", b"[" * 3000
    yield "text/plain", b"\xff"
    yield "", b"text=1"
    yield "\xff; =", b"text=1"


POSTS = [route for route in ROUTES if "POST" in route.methods]
GETS = [route for route in ROUTES if "GET" in route.methods and not route.name.startswith("stream")]


def test_s35_no_form_gives_a_fault(asking: Any, cast: Cast) -> None:
    faults = []
    for route in POSTS:
        browser, address = asking(route), address_of(route, cast)
        first, *others = bodies_of(route)
        chosen = random.Random(route.name).sample(others, min(MOST_OF_EACH, len(others)))
        for kind, body in [first, *chosen]:
            answer = browser.post(address, content=body, headers={"content-type": kind.encode("latin-1")})
            if answer.status_code >= 500:
                faults.append(f"{route.name} {kind} {body[:160]!r}")
    assert not faults


ODD_QUERIES = [
    f"{name}={value}"
    for name in ("after", "kind", "show", "by", "action_id", "undo", "just", "from_case", "from_check", "seen")
    for value in ("%00", "%ED%A0%80", "%FF", "//[", "http://[", "%2F%2F%E2%84%80", "1" * 500, "", "{x}")
]
ODD_HEADERS: list[dict[bytes, bytes]] = [
    {b"referer": b"http://["},
    {b"referer": "http://a\u2100b/".encode()},
    {b"origin": b"http://["},
    {b"origin": b"null"},
    {b"host": b"["},
    {b"host": b"miracles.test:99999999"},
    {b"cookie": b"asking=1; flash=%ED%A0%80; ;;=;"},
    {b"cookie": b'__Host-asking="a|b\\000@example.org"; flash="%00\\000"; __Host-sign-in="\\000\\377"'},
    {b"cookie": b"\xff\xfe=\xff; flash=[; flash"},
    {b"content-length": b"9" * 5000},
    {b"last-event-id": b"\xff-1"},
    {b"hx-request-type": b"partial"},
    {b"user-agent": b"\xff" * 2000},
    {b"accept-encoding": b"gzip;q=x"},
    {b"sec-fetch-site": b"\xff"},
]


def test_s35_no_query_gives_a_fault(asking: Any, cast: Cast) -> None:
    faults = []
    for route in GETS:
        browser, address = asking(route), address_of(route, cast)
        for query in ODD_QUERIES if route.name == "show_sign_in" else random.Random(route.name).sample(ODD_QUERIES, 2):
            if browser.get(f"{address}?{query}").status_code >= 500:
                faults.append(f"{route.name} ?{query}")
    assert not faults


@pytest.mark.parametrize("headers", ODD_HEADERS, ids=lambda headers: str(*headers.items())[:60])
def test_s35_no_header_gives_a_fault(client: TestClient, headers: dict[bytes, bytes], cast: Cast) -> None:
    for method, address, body in (
        ("GET", "/sign-in", b""),
        ("GET", "/my-actions", b""),
        ("POST", "/sign-in", b"email=omar%40example.org"),
        ("POST", "/sign-in/code", b"code=ABCD+EFGH"),
        ("POST", "/my-actions", b""),
        ("POST", f"/notes/{cast.note.id}/put-away", b""),
    ):
        known = {b"content-type": FORM.encode()} | headers
        answer = client.request(method, address, content=body, headers=known)
        assert answer.status_code < 500, f"{method} {address}"


def test_s35_no_address_gives_a_fault(asking: Any, cast: Cast) -> None:
    odd = ["%00", "%ED%A0%80", "%2e%2e%2f", "{x}", "x" * 9000, quote("\u2028"), "0", str(cast.today.id).upper()]
    places = ("/meetings/{}", "/guest/{}", "/invitations/{}", "/static/{}", "/static/bundles/{}", "/{}")
    browser = asking(next(route for route in GETS if route.name == "show_minutes"))
    for place, name in itertools.product(places, odd):
        for method in ("GET", "POST"):
            address = place.format(name)
            assert browser.request(method, address).status_code < 500, f"{method} {address}"
    for method in ("HEAD", "OPTIONS", "DELETE", "TRACE", "NO-SUCH"):
        assert browser.request(method, "/my-actions").status_code < 500, method
