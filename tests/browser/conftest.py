"""A real browser against a real server, on a fresh copy of the cast's database."""

import os
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from playwright.sync_api import Error as BrowserError

from app.domain.people import Person
from tests.cast import NOW
from tests.live.servers import RealServer, secret_for, serving

# The same engine twice. The first draws no windows, tabs and menus, and opens a page for a third of the work.
CHROMIUM = next(
    (one for one in map(Path, ("/usr/bin/chromium-headless-shell", "/usr/bin/chromium")) if one.exists()), None
)
ARGUMENTS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync --disable-dev-shm-usage --disable-extensions --disable-default-apps"
)
PageFor = Callable[..., Page]
# What a browser shows does not hang on the database, and the routes are held on both. What many do at once may.
ON_BOTH = {"test_room", "test_together", "test_captures"}


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """The tests of this folder run on SQLite; those of ON_BOTH on PostgreSQL too."""
    here = Path(__file__).parent
    spare = [one for one in items if one.path.parent == here and one.path.stem not in ON_BOTH and _on_server(one)]
    config.hook.pytest_deselected(items=spare)
    items[:] = [one for one in items if one not in spare]


def _on_server(item: pytest.Item) -> bool:
    return "postgresql" in item.name.partition("[")[2]


class CastClock:
    """The cast's day, and it goes on: five minutes into the first step of today's meeting."""

    def __init__(self) -> None:
        self._began = time.monotonic()
        self.ahead = timedelta()

    def __call__(self) -> datetime:
        return NOW - timedelta(minutes=10) + self.ahead + timedelta(seconds=time.monotonic() - self._began)


# Not for the whole session: its event loop would still be running when the tests of the stream begin theirs.
@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Chromium of this machine, or Playwright's own; where tests must not be skipped, its absence fails."""
    with sync_playwright() as playwright:
        try:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS.split())
        except BrowserError as error:
            if os.environ.get("CI") == "true":
                raise
            pytest.skip(f"No Chromium here: {error}")
        yield browser
        browser.close()


@pytest.fixture
def cast_clock() -> CastClock:
    """The server's clock."""
    return CastClock()


@pytest.fixture
def server(database_url: str, cast_clock: CastClock) -> Iterator[RealServer]:
    """A server that anybody of the cast can be signed in to."""
    with serving(database_url, demo=True, now=cast_clock) as server:
        yield server


@pytest.fixture
def page_for(browser: Browser, server: RealServer, cast_clock: CastClock) -> Iterator[PageFor]:
    """Opens a browser of its own for a person: `page_for(cast.omar, "/help")`; console errors fail the test."""
    contexts: list[BrowserContext] = []
    troubles: list[str] = []

    def open_page(person: Person | None, path: str = "/", *, script: str = "", **options: Any) -> Page:
        context = browser.new_context(base_url=server.url, **options)
        contexts.append(context)
        if person:
            secret = secret_for(server.database, person, cast_clock())
            context.add_cookies([{"name": "sign-in", "value": secret, "url": server.url}])
        if script:
            context.add_init_script(script)
        page = context.new_page()
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.on("console", lambda told: troubles.append(told.text) if "Content Security" in told.text else None)
        page.goto(path)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not troubles
