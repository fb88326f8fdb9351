"""Three people and a screen in one meeting, while nearly everything goes wrong that can: nothing lost, nothing twice.

Fatima's laptop is 90 seconds fast, Omar's phone 90 seconds slow and on a train, Nia's line takes half a second each
way; the screen hangs on the wall. The server is stopped and started again in the middle.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from app.domain import captures, meetings, pacing
from app.domain.people import Person
from tests.browser import checks
from tests.browser.conftest import CastClock
from tests.browser.test_live import FIELD, SHIFTED, is_live, meeting, seconds_left
from tests.cast import Cast
from tests.live.servers import RealServer, free_port, secret_for, serving

pytestmark = pytest.mark.browser
SLOW_LINE = {"offline": False, "latency": 500, "downloadThroughput": -1, "uploadThroughput": -1}
# When the face changes next, by this machine's true clock in milliseconds, which no test shifts.
NEXT_SECOND = """() => new Promise((done) => {
  const watcher = new MutationObserver(() => {
    watcher.disconnect();
    done(performance.timeOrigin + performance.now());
  });
  watcher.observe(document.querySelector(".timer-face"), { childList: true, characterData: true, subtree: true });
})"""
Serve = Callable[[], AbstractContextManager[RealServer]]


class Room:
    """The pages that are open in it, and what was said into them."""

    def __init__(self, browser: Browser, serve: Serve, cast: Cast, now: CastClock) -> None:
        self.browser, self.serve, self.cast, self.now = browser, serve, cast, now
        self.said: list[str] = []
        self._opened: list[Page] = []

    def enter(self, server: RealServer, person: Person, *, script: str = "", path: str = "") -> Page:
        """Somebody opens the meeting in a browser of their own."""
        context = self.browser.new_context(base_url=server.url)
        secret = secret_for(server.database, person, self.now())
        context.add_cookies([{"name": "sign-in", "value": secret, "url": server.url}])
        if script:
            context.add_init_script(script)
        page = context.new_page()
        self._opened.append(page)
        page.goto(meeting(self.cast) + path)
        return page

    def say(self, page: Page, words: str) -> None:
        """Catch it; the field is empty again once the words are safe, on the server or waiting on the device."""
        self.said.append(words)
        page.locator(FIELD).fill(words)
        page.locator(FIELD).press("Control+Enter")
        expect(page.locator(FIELD)).to_have_value("", timeout=15000)

    def caught(self, server: RealServer) -> Counter[str]:
        """How often each text of ours stands in the database."""
        with server.database.reading() as db:
            today = meetings.by_id(db, self.cast.today.id)
            assert today
            found = captures.of_meeting(db, today, pacing.step_of(db, today))
        texts = Counter(one.thing.text for one in [*found.here, *found.earlier, *found.put_away])
        return Counter({words: texts[words] for words in self.said})

    def wait_until_all_is_caught(self, server: RealServer, page: Page) -> None:
        """Everything that was said has come to the server, each once."""
        for _ in range(120):
            if all(self.caught(server).values()):
                break
            page.wait_for_timeout(250)
        assert self.caught(server) == Counter(self.said)

    def how_far_apart(self, pages: list[Page]) -> float:
        """By how many seconds the moments differ, at the most, in which these pages come to the end of the step."""
        ends = [page.evaluate(NEXT_SECOND) / 1000 + seconds_left(page) for page in pages]
        return max(ends) - min(ends)

    def leave(self) -> None:
        """Everybody closes their browser."""
        for page in self._opened:
            page.context.close()


@pytest.fixture
def room(browser: Browser, database_url: str, cast: Cast, cast_clock: CastClock) -> Iterator[Room]:
    """A room whose server always stands at the same address."""
    port = free_port()
    room = Room(browser, lambda: serving(database_url, demo=True, port=port, now=cast_clock), cast, cast_clock)
    yield room
    room.leave()


def test_three_people_and_a_screen_lose_nothing_and_see_the_same_second(room: Room, cast: Cast) -> None:
    with room.serve() as server:
        fatima = room.enter(server, cast.fatima, script=SHIFTED % 90000)
        omar = room.enter(server, cast.omar, script=SHIFTED % -90000)
        nia = room.enter(server, cast.nia)
        nia.context.new_cdp_session(nia).send("Network.emulateNetworkConditions", SLOW_LINE)
        screen = room.enter(server, cast.fatima, path="/screen")
        pages = [fatima, omar, nia, screen]
        for page in pages:
            is_live(page)
        for page, words in ((fatima, "From the laptop."), (omar, "From the train."), (nia, "From afar.")):
            room.say(page, words)
        for page in (fatima, omar, nia):
            for words in room.said:
                expect(page.locator("#captures")).to_contain_text(words, timeout=10000)
        # The wall shows the last four, and two of the cast's stand later on the cast's clock.
        expect(screen.locator("main")).to_contain_text("From afar.", timeout=10000)
        screen.wait_for_timeout(3000)
        assert room.how_far_apart(pages) <= 1
        fatima.locator("#run-next").press("Enter")
        for page in pages:
            expect(page.locator("#now-title")).to_have_text("Step 2")
        omar.context.set_offline(True)
        for number in range(1, 4):
            room.say(omar, f"Tunnel {number}.")
        room.say(nia, "While Omar is away.")
    for page in (fatima, nia, screen):
        expect(page.locator("#connection")).to_contain_text("Reconnecting", timeout=15000)
    room.say(nia, "While the server is away.")
    room.say(fatima, "Mine too.")
    with room.serve() as server:
        for page in (fatima, nia, screen):
            is_live(page)
        omar.context.set_offline(False)
        is_live(omar)
        room.wait_until_all_is_caught(server, fatima)
        for page in (fatima, omar, nia):
            for words in room.said:
                expect(page.locator("#captures")).to_contain_text(words, timeout=15000)
        in_order = fatima.locator("#captures-here").inner_text()
        assert re.search(r"Tunnel 1\..*Tunnel 2\..*Tunnel 3\.", in_order, re.S)
        screen.wait_for_timeout(3000)
        assert room.how_far_apart(pages) <= 1
        fatima.locator("#run-pause").press("Enter")
        for page in pages:
            expect(page.locator("#timer")).to_have_attribute("data-state", "paused", timeout=10000)
        fatima.locator("#run-pause").press("Enter")
        for page in pages:
            expect(page.locator("#timer")).to_have_attribute("data-state", "running", timeout=10000)
        screen.wait_for_timeout(1500)
        assert room.how_far_apart(pages) <= 1
        assert room.caught(server) == Counter(room.said)


LOOKS = [(320, "light"), (320, "dark"), (1280, "light"), (1280, "dark")]


def test_every_page_of_the_room_holds_what_a_page_must(room: Room, cast: Cast, tmp_path: Path) -> None:
    with room.serve() as server:
        for path in ("", "/screen"):
            page = room.enter(server, cast.fatima, path=path)
            is_live(page)
            for width, scheme in LOOKS:
                page.set_viewport_size({"width": width, "height": 800})
                page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
                assert checks.sideways(page) <= 0
                assert checks.axe_violations(page) == []
            (tmp_path / f"page{path.replace('/', '-')}.html").write_text(page.content())
    assert checks.html_errors(tmp_path) == ""
