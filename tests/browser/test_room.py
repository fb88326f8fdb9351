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

from app.domain import agenda, captures, meetings, pacing
from app.domain.people import Person
from tests.browser import checks
from tests.browser.conftest import CastClock
from tests.browser.test_live import FIELD, SHIFTED, is_live, meeting, seconds_left
from tests.browser.test_methods import TITLES
from tests.cast import NOW, Cast, build_step
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


PHONE, LAPTOP = [(320, "light")], [(1280, "dark")]
LOOKS = [(width, scheme) for width in (320, 1280) for scheme in ("light", "dark")]
# Of the meeting, by whoever runs it; then the button that leaves something open, where there is one.
PAGES = [
    ("/hand-over", "#hand-over-now"),
    ("/cards", ""),
    ("/sheet", ""),
    ("/paper", "main form:last-of-type .form-actions button"),
    ("/agenda/print", ""),
    ("/aftercare", "main form:last-of-type .form-actions button"),
    ("/close", ""),
]
PARDON = "<head><!-- [html-validate-disable form-dup-name] -->"


class Eye:
    """Looks closely at what stands on a page, and keeps its HTML as it was sent."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.told: list[str] = []
        self._seen = 0

    def follow(self, page: Page) -> Page:
        page.on("console", lambda message: self.told.append(message.text))
        page.on("pageerror", lambda error: self.told.append(str(error)))
        return page

    def look(self, page: Page, looks: list[tuple[int, str]], *, as_sent: bool = True) -> None:
        """As sent, or, after an error, as it stands. A row's fields may have the names of the other rows'."""
        self._seen += 1
        for width, scheme in looks:
            page.set_viewport_size({"width": width, "height": 720})
            # Without movement: halfway from light to dark no colour is what it is meant to be.
            page.emulate_media(color_scheme="dark" if scheme == "dark" else "light", reduced_motion="reduce")
            assert checks.sideways(page) <= 0, page.url
            assert checks.axe_violations(page) == []
        text = page.request.get(page.url).text() if as_sent else page.content()
        (self.folder / f"{self._seen:02}.html").write_text(text.replace("<head>", PARDON, 1))


@pytest.fixture
def eye(tmp_path: Path) -> Iterator[Eye]:
    """Nothing it has seen may be invalid, and no page may have complained."""
    eye = Eye(tmp_path)
    yield eye
    assert checks.html_errors(tmp_path) == ""
    assert [text for text in eye.told if "Failed to load resource" not in text] == []


def come_to_the_case(server: RealServer, cast: Cast) -> None:
    """Nia's case is the second step."""
    with server.database.writing() as db:
        today = meetings.by_id(db, cast.today.id)
        assert today
        step = build_step(db, today, cast.fatima, title="Case: River", minutes=35, method="solution_focused")
        step.case_id = cast.open_case.id
        agenda.move(db, step, 2, by=cast.fatima, at=NOW)


def test_every_page_of_the_room_holds_what_a_page_must(room: Room, cast: Cast, eye: Eye) -> None:
    with room.serve() as server:
        come_to_the_case(server, cast)
        fatima, nia = (eye.follow(room.enter(server, person)) for person in (cast.fatima, cast.nia))
        screen = eye.follow(room.enter(server, cast.fatima, path="/screen"))
        pages = [fatima, nia, screen]
        for page in pages:
            is_live(page)
            eye.look(page, LOOKS)

        def look_at_all(sign: str) -> None:
            expect(nia.locator(sign)).to_be_visible(timeout=10000)
            for page, looks in ((fatima, LAPTOP), (nia, PHONE), (screen, LAPTOP)):
                eye.look(page, looks)

        fatima.locator("#together-summary").press("Enter")
        fatima.locator("#round-begin-button").press("Enter")
        look_at_all("#round-count")
        fatima.locator("#round-end").press("Enter")
        expect(fatima.locator("#undo-round")).to_be_visible()
        fatima.locator("#together-summary").press("Enter")
        fatima.locator("#writing-field-question").fill("What would help?")
        fatima.locator("#writing-begin-button").press("Enter")
        expect(nia.locator("#slip-text")).to_be_visible(timeout=10000)
        nia.locator("#slip-text").fill("A call on Sunday.")
        nia.locator("#slip-text").blur()
        look_at_all("#slip-text")
        fatima.locator("#writing-reveal").press("Enter")
        look_at_all("#slips")
        fatima.locator("#writing-end").press("Enter")
        expect(fatima.locator("#undo-writing")).to_be_visible()
        for title in TITLES:
            fatima.locator("#run-next").press("Enter")
            expect(nia.locator("#now-title")).to_have_text(title, timeout=10000)
            if title == "What impresses us":
                look_at_all("#phase-listen")
                fatima.locator("#capture-kind-offer").check()
                room.say(fatima, "Perhaps the garden side.")
        look_at_all("#offers-list button")
        fatima.locator("#run-break-fold").press("Enter")
        fatima.locator("#run-break-5").press("Enter")
        expect(nia.locator("#now-title")).to_contain_text("Break", timeout=10000)
        look_at_all("#now-title")
        fatima.locator("#capture-save").press("Enter")
        expect(fatima.locator("#capture-error-summary")).to_be_focused()
        fatima.locator("#ways-fold").press("Enter")
        fatima.locator("#show-guest-code").press("Enter")
        expect(screen.locator(".qr")).to_be_visible(timeout=10000)
        eye.look(fatima, PHONE, as_sent=False)
        eye.look(screen, LAPTOP)
        nia.context.set_offline(True)
        room.say(nia, "From the tunnel.")
        expect(nia.locator("#waiting li")).to_be_visible(timeout=15000)
        eye.look(nia, PHONE, as_sent=False)
        nia.context.set_offline(False)
        is_live(nia)
        fatima.close()
        expect(nia.locator("#run-take-over-now")).to_be_visible(timeout=20000)
        eye.look(nia, PHONE)


def test_every_page_beside_the_room_holds_what_a_page_must(room: Room, cast: Cast, eye: Eye) -> None:
    with room.serve() as server:
        page = eye.follow(room.enter(server, cast.fatima))
        door = eye.follow(room.enter(server, cast.gus))
        door.context.clear_cookies()
        door.goto(f"/guest/{cast.guest_secret}")
        eye.look(door, PHONE)
        door.get_by_role("button", name="Come in").press("Enter")
        door.locator(".error-summary").wait_for()
        eye.look(door, PHONE, as_sent=False)
        for path in (
            "/keyboard",
            f"/communities/{cast.community.id}/methods",
            f"/methods/{cast.method.id}",
            f"/methods/{cast.method.id}/phases/{cast.method_phase.id}",
            f"/meetings/{cast.next_month.id}",
        ):
            page.goto(path)
            eye.look(page, PHONE + LAPTOP)
        for path, press in PAGES:
            page.goto(meeting(cast) + path)
            eye.look(page, PHONE + LAPTOP)
            if press:
                page.locator(press).last.press("Enter")
                page.locator(".error-summary").wait_for()
                eye.look(page, PHONE, as_sent=False)
        page.goto(f"{meeting(cast)}/close")
        page.locator("#close-now").press("Enter")
        page.locator("#feedback").wait_for()
        eye.look(page, PHONE + LAPTOP)
        page.goto(f"{meeting(cast)}/minutes/edit")
        eye.look(page, PHONE + LAPTOP)
        page.goto(f"{meeting(cast)}/minutes/edit?change={cast.note.id}")
        page.locator("#field-text").fill("")
        page.locator("#change-save").press("Enter")
        page.locator(".error-summary").wait_for()
        eye.look(page, PHONE, as_sent=False)
