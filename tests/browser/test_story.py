"""The whole path, by two people in two browsers: a community from nothing, twelve members from a list, two meetings.

The second meeting begins where the first one ended. Letters come over a real mail server. Every page on the way is
looked at in light and dark, at 320 and 1280 pixels, by axe, and its HTML is validated at the end.
"""

import re
from collections.abc import Callable, Iterator
from email import message_from_bytes
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message as MessageHandler
from playwright.sync_api import Browser, Page, expect

from app import clock, migrate
from app.db import Database
from app.domain import people
from tests.browser import checks
from tests.live.servers import free_port, serving

LIST = Path(__file__).resolve().parents[2] / "docs" / "examples" / "members.csv"
PHONE, LAPTOP = {"width": 320, "height": 720}, {"width": 1280, "height": 900}


class Letters(MessageHandler):
    """The mail server of the story: keeps what came, by address."""

    def __init__(self) -> None:
        super().__init__()
        self.by_address: dict[str, list[str]] = {}

    def prepare_message(self, session: Any, envelope: Any) -> Any:
        return message_from_bytes(envelope.content)

    def handle_message(self, message: Any) -> None:
        text = message.get_payload(decode=True).decode()
        self.by_address.setdefault(message["To"], []).append(text)

    def newest(self, address: str, pattern: str, page: Page) -> str:
        """What the pattern finds in the newest letter to the address; waits until it has come."""
        for _ in range(80):
            for text in reversed(self.by_address.get(address, [])):
                found = re.search(pattern, text)
                if found:
                    return found[1]
            page.wait_for_timeout(250)
        raise AssertionError(f"No letter to {address} holds {pattern}")


@pytest.fixture
def letters() -> Iterator[Letters]:
    handler = Letters()
    controller = Controller(handler, hostname="127.0.0.1", port=free_port())
    controller.start()
    handler.port = controller.port
    yield handler
    controller.stop()


@pytest.fixture
def site(tmp_path: Path, letters: Letters) -> Iterator[str]:
    """A fresh installation that knows one person: Nadia, whom the keeper let in."""
    url = f"sqlite:///{tmp_path / 'story.sqlite3'}"
    migrate.to_newest(url)
    database = Database(url)
    with database.writing() as db:
        people.found_or_added(db, name="Nadia Brandt", email="nadia@example.org", at=clock.now())
    database.engine.dispose()
    with serving(url, smtp_url=f"smtp://127.0.0.1:{letters.port}") as server:
        yield server.url


@pytest.fixture
def new_page(browser: Browser) -> Iterator[Callable[[], Page]]:
    """Opens a page in a browser of its own, with nobody's cookies."""
    contexts = []

    def open_page() -> Page:
        contexts.append(browser.new_context(locale="en-GB", timezone_id="Europe/London"))
        contexts[-1].set_default_timeout(8000)
        return contexts[-1].new_page()

    yield open_page
    for context in contexts:
        context.close()


class Walker:
    """One person with their browser; looks closely at every page they come to."""

    def __init__(self, page: Page, folder: Path, who: str) -> None:
        self.page, self.folder, self.who = page, folder, who
        self.seen = 0
        self.messages: list[str] = []
        page.on("console", lambda message: self.messages.append(message.text))
        page.on("pageerror", lambda error: self.messages.append(str(error)))

    def look(self, name: str) -> None:
        """axe, sideways scrolling and HTML of the page as it stands."""
        self.seen += 1
        (self.folder / f"{self.seen:02}-{self.who}-{name}.html").write_text(self.page.content())
        for size in (PHONE, LAPTOP):
            self.page.set_viewport_size(size)
            assert checks.sideways(self.page) <= 0, f"{name} is wider than {size['width']} pixels"
            for scheme in ("light", "dark"):
                self.page.emulate_media(color_scheme=scheme)
                picture = f"{self.seen:02}-{self.who}-{name}-{size['width']}-{scheme}.png"
                # A hidden caret would leave style attributes behind, which our own rules then rightly complain of.
                self.page.screenshot(path=self.folder / picture, full_page=True, caret="initial")
                assert checks.axe_violations(self.page) == []
        self.page.emulate_media(color_scheme="light")

    def press(self, name: str | re.Pattern[str], role: str = "button") -> None:
        """Press the button or link with this name."""
        self.page.get_by_role(role, name=name).first.click()

    def write(self, label: str, text: str) -> None:
        """Fill the field with this label."""
        self.page.get_by_label(label).first.fill(text)

    def sees(self, text: str) -> None:
        """Wait until the page shows this."""
        self.page.get_by_text(text).first.wait_for(timeout=8000)

    def is_at(self, step: str) -> None:
        """Wait until the meeting is at this step."""
        expect(self.page.locator("#now-title")).to_have_text(step)

    def catches(self, kind: str, text: str) -> None:
        """Catch something in the bar, by keyboard."""
        self.page.get_by_role("radio", name=kind).check()
        field = self.page.locator("#capture-field-text")
        field.fill(text)
        field.press("Control+Enter")
        expect(field).to_have_value("")
        self.sees(text)


def sign_in(walker: Walker, letters: Letters, address: str) -> None:
    walker.write("What is your e-mail address?", address)
    walker.press("Send me a code")
    walker.write("What is the code?", letters.newest(address, r"your code is (\w{4} \w{4})", walker.page))
    walker.press("Sign in")


def begin_a_community(nadia: Walker) -> None:
    nadia.press("Begin a community", "link")
    nadia.look("new-community")
    nadia.write("What is it called?", "Millpond")
    nadia.press(re.compile("Begin|Save|Create"))
    nadia.sees("First steps")
    nadia.look("new-community-home")


def import_twelve(nadia: Walker) -> None:
    nadia.press("a whole list at once", "link")
    nadia.write("The list", LIST.read_text() + "Nobody,not-an-address,,,\n")
    nadia.press("Look at the list")
    nadia.sees("There is a problem")
    nadia.look("import-with-a-fault")
    nadia.write("Change the list here", LIST.read_text())
    nadia.press("Look again")
    nadia.look("import-preview")
    nadia.press("Import these 12 people")
    nadia.sees("Zuzanna Król")
    nadia.look("members")


def agree_rules(nadia: Walker) -> None:
    nadia.page.get_by_role("link", name="Millpond").first.click()
    nadia.press("Agree the ground rules", "link")
    nadia.look("ground-rules")
    nadia.press("We have agreed these")
    nadia.sees("greed")


def plan(walker: Walker, agenda: str) -> None:
    walker.press("Meetings", "link")
    walker.press("Plan a meeting", "link")
    walker.look("plan")
    walker.page.get_by_role("radio", name=re.compile(agenda)).check()
    walker.press("Plan the meeting")
    walker.sees("Since last time")
    walker.look("planned")


def start(nadia: Walker) -> None:
    early = nadia.page.locator("#start-early > summary")
    if early.count():
        early.click()
    nadia.page.locator("#start").click()
    nadia.page.locator("#live").wait_for()


def hold_the_first(nadia: Walker, ana: Walker) -> None:
    start(nadia)
    ana.page.goto(nadia.page.url)
    ana.is_at("Welcome, ground rule, safeguarding line")
    ana.page.locator("#connection[data-state=live]").wait_for()
    nadia.look("running")
    ana.page.locator("#say-here").click()
    nadia.page.locator("#attendance-count", has_text="1 here").wait_for()
    nadia.page.locator("#run-next").click()
    for walker in (nadia, ana):
        walker.is_at("Check-in round")
    ana.catches("Note", "We agreed to meet in the library.")
    nadia.sees("We agreed to meet in the library.")
    nadia.catches("Action", "Ring the outreach van together")
    ana.sees("Ring the outreach van together")
    ana.catches("Little miracle", "She kept her door open for the nurse all week.")
    ana.catches("Barrier", "Two missed appointments close the file.")
    nadia.sees("Two missed appointments close the file.")
    ana.look("running-caught")
    nadia.page.locator("#run-pause").click()
    ana.sees("Paused")
    nadia.page.locator("#run-pause").click()
    nadia.page.locator("#run-next").click()
    nadia.is_at("Since last time: actions and little miracles")
    nadia.page.locator("#run-park").click()
    ana.is_at("Prepare the question")
    close(nadia)


def close(nadia: Walker) -> None:
    nadia.page.locator("#run-close").click()
    nadia.look("close")
    nadia.page.locator("#close-now").click()
    nadia.page.wait_for_url(re.compile(r"/meetings/[0-9a-f-]+"))


def read_minutes(nadia: Walker, *texts: str) -> None:
    nadia.press(re.compile("minutes", re.I), "link")
    for text in texts:
        nadia.sees(text)
    nadia.look("minutes")


def hold_the_second(nadia: Walker, ana: Walker) -> None:
    plan(nadia, "Like last time")
    for text in ("Ring the outreach van together", "She kept her door open", "Two missed appointments"):
        nadia.sees(text)
    start(nadia)
    ana.page.goto(nadia.page.url)
    opening = ana.page.locator("#opening")
    for text in ("Ring the outreach van together", "She kept her door open", "Two missed appointments close"):
        opening.get_by_text(text).first.wait_for()
    opening.get_by_text("Since last time: actions and little miracles").first.wait_for()
    ana.look("second-opening")
    opening.get_by_role("button", name=re.compile("Done ?: Ring the outreach van together")).click()
    nadia.page.locator("#opening").get_by_text("Done", exact=True).first.wait_for()
    close(nadia)
    read_minutes(nadia, "Ring the outreach van together", "She kept her door open")


@pytest.mark.browser
def test_a_community_from_nothing_holds_two_meetings_in_a_row(
    site: str, letters: Letters, new_page: Callable[[], Page], tmp_path: Path
) -> None:
    folder = tmp_path / "pages"
    folder.mkdir()
    nadia, ana = (Walker(new_page(), folder, who) for who in ("nadia", "ana"))
    nadia.page.goto(site)
    nadia.look("sign-in")
    sign_in(nadia, letters, "nadia@example.org")
    nadia.sees("Hello Nadia")
    nadia.look("empty-home")
    begin_a_community(nadia)
    import_twelve(nadia)
    agree_rules(nadia)
    plan(nadia, "Standard meeting, two cases")

    ana.page.goto(letters.newest("ana.silva@example.org", r"(http://\S+/invitations/\S+)", ana.page))
    ana.look("invitation")
    ana.press("Sign in", "link")
    sign_in(ana, letters, "ana.silva@example.org")
    ana.page.locator("#join").click()
    ana.sees("Millpond")
    ana.look("joined")

    hold_the_first(nadia, ana)
    read_minutes(
        nadia, "We agreed to meet in the library.", "Ring the outreach van together", "Two missed appointments"
    )
    hold_the_second(nadia, ana)

    ana.page.goto(f"{site}/my-actions")
    ana.look("my-actions")
    assert checks.html_errors(folder) == ""
    assert [text for text in nadia.messages + ana.messages if "Failed to load resource" not in text] == []
