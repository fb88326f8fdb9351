"""Words that would be code, in every text of every table and of every form: on no page do they run."""

from itertools import cycle
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import pytest
from playwright.sync_api import Page
from sqlalchemy import update
from sqlmodel import AutoString, Session, SQLModel, select

from app.domain import day_map
from app.domain.cases import Case
from tests.browser.conftest import PageFor
from tests.cast import A_STOP, Cast
from tests.live.servers import RealServer, secret_for
from tests.test_access import ROUTES, ROWS, WHO, address_of, person_of
from tests.test_no_5xx import POSTS, fields_of

pytestmark = pytest.mark.browser
# `hit` is no function of ours: should any of them run, the browser says so.
CORPUS = [
    '"><img src=x onerror=hit()>',
    "'-hit()-'{{7*7}}${7*7}",
    "</textarea><script>hit()</script>",
    "</title><svg onload=hit()>",
    "' autofocus onfocus=hit() x='",
    "javascript:hit()//{{7*7}}",
    "--><iframe srcdoc=<b>x</b>>",
    "<a hx-get=/ hx-trigger=load>&lt;b",
]
# Texts that are words of ours, hashes, or addresses: the forms let nobody choose them freely.
OURS = frozenset(
    """
    word kind role shared led_by type level answer ending life_stage needs knows urgent zone email noun verb
    housing_kind around_kinds missing_kinds moment shared template_key noticed_by token_hash browser_hash place_hash
    code_hash
    """.split()  # noqa: SIM905
)
AGENT = """() => [...document.querySelectorAll('*')].flatMap(one => [
    ...(['IFRAME', 'IMG', 'OBJECT', 'EMBED'].includes(one.tagName) ? [one.outerHTML] : []),
    ...[...one.attributes].filter(part => part.name.startsWith('on')
        || /^\\s*javascript:/i.test(part.value) && !['value', 'aria-label', 'title', 'content'].includes(part.name)
        || /^hx-|^style$/.test(part.name) && /hit\\(|7\\*7/.test(part.value)
    ).map(part => `${one.tagName} ${part.name}=${part.value}`),
])"""


def poison(db: Session) -> None:
    """Put the corpus into every text that people write, each row and column another one."""
    words = cycle(CORPUS)
    for table in SQLModel.metadata.sorted_tables:
        texts = [one for one in table.columns if isinstance(one.type, AutoString) and one.name not in OURS]
        texts = [one for one in texts if not one.primary_key]
        for row in db.connection().execute(table.select()).mappings() if texts else []:
            values = {one.name: next(words)[: one.type.length or 200] for one in texts}
            is_it = [one == row[one.name] for one in table.primary_key.columns]
            db.connection().execute(update(table).where(*is_it).values(values))
            next(words)
    for case in db.exec(select(Case)):
        day = [{part: next(words) for part in day_map.TEXTS} for _ in range(3)]
        case.one_day = [A_STOP | stop | {"id": str(uuid4()), "is_removed": False} for stop in day] + case.one_day


# Plain texts; streams, and files for calendars, which a browser puts away, are left out by their ending.
NO_PAGES = {"show_version", "show_health"}


def pages_to_see() -> list[tuple[str, Any]]:
    """Every page, as the first of the cast who may see it; what looks otherwise to others, as them too."""
    seen = []
    for route in ROUTES:
        if "GET" not in route.methods or route.name in NO_PAGES or route.path.endswith((".ics", "/live")):
            continue
        may = [letter for letter, answer in zip(WHO, ROWS[route.name], strict=True) if answer == "ok"]
        both = {"F", "N"} if "case" in route.name else {"F", "G"} if route.name == "show_meeting" else set()
        both |= {"S"} if "barrier" in route.name else set()
        seen += [(letter, route) for letter in may if letter in {may[0], *both}]
    return seen


def acting(page: Page) -> list[str]:
    """What stands on the page that could act and is not ours."""
    found: list[str] = page.evaluate(AGENT)
    return found


def test_s26_no_text_of_any_table_runs_on_any_page(server: RealServer, page_for: PageFor, cast: Cast) -> None:
    with server.database.writing() as db:
        poison(db)
    pages: dict[str, Page] = {}
    wrong, shown = [], 0
    for letter, route in pages_to_see():
        person = person_of(letter, cast) if letter != "A" else None
        if letter not in pages:
            pages[letter] = page_for(person, "/help")
        page = pages[letter]
        page.goto(address_of(route, cast), wait_until="domcontentloaded")
        wrong += [f"{route.name} as {letter}: {found}" for found in acting(page)]
        shown += "hit(" in page.content()
    assert not wrong
    assert shown > len(pages_to_see()) / 2, "The words must stand there, or nothing was tried."


def test_s26_no_form_runs_what_was_typed(server: RealServer, page_for: PageFor, cast: Cast) -> None:
    page = page_for(None, "/help")
    secrets = {letter: secret_for(server.database, person_of(letter, cast)) for letter in "FNS"}
    wrong = []
    for number, route in enumerate(POSTS):
        may = [letter for letter, answer in zip(WHO, ROWS[route.name], strict=True) if answer == "ok"]
        typed = dict.fromkeys(fields_of(route), "".join(CORPUS)) | {"once": ""}
        secret = secrets.get(may[0] if may else "F", secrets["F"])
        _status, text = server.ask("POST", address_of(route, cast), secret, typed)
        # Without our headers, so that nothing but our escaping stands between the words and the browser.
        page.goto("about:blank")
        page.set_content(text, wait_until="domcontentloaded")
        wrong += [f"{route.name} ({number}): {found}" for found in acting(page)]
    assert not wrong


def test_s26_no_flash_runs(server: RealServer, page_for: PageFor, cast: Cast) -> None:
    page = page_for(cast.omar, "/help")
    for words in CORPUS:
        page.context.add_cookies([{"name": "flash", "value": quote(words), "url": server.url}])
        page.goto("/help")
        assert words in page.inner_text("#flash")
        assert not acting(page)
