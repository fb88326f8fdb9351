"""A pause reaches every page that is open: the words about the case go, and what somebody is writing stays."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from app.domain import actions, barriers, cases, meetings, miracles, people, returns, running
from tests.browser import checks
from tests.browser.conftest import CastClock, PageFor
from tests.cast import Cast
from tests.live.servers import RealServer

pytestmark = pytest.mark.browser
SOON = 15000
CANARY = "Kanarienvogel"
MINE = "What struck me: nobody had asked him."


@pytest.fixture
def told(server: RealServer, cast: Cast, cast_clock: CastClock) -> dict[str, str]:
    """The canary in the case, and in what was promised about it; answers where it is read."""
    with server.database.writing() as db:
        case, nia = cases.by_id(db, cast.open_case.id), people.by_id(db, cast.nia.id)
        assert case and nia
        case.question = CANARY
        where, at = cast.community.id, cast_clock()
        action = actions.agree(
            db, where, text=CANARY, owner_id=cast.nia.id, due_on=None, case_id=case.id, by=nia, at=at
        )
        miracles.tell(db, where, text=CANARY, case_id=case.id, by=nia, at=at)
        barrier = barriers.name(db, where, text=CANARY, case_id=case.id, by=nia, at=at)
        returns.set_day(db, case, at.date(), meeting=None, by=nia, at=at)
    home = f"/communities/{cast.community.id}"
    return {
        "case": f"/cases/{cast.open_case.id}",
        "front": home,
        "cases": f"{home}/cases",
        "actions": f"{home}/actions",
        "miracles": f"{home}/miracles",
        "barriers": f"{home}/barriers",
        "action": f"/actions/{action.id}",
        "barrier": f"/barriers/{barrier.id}",
        "planned": f"/meetings/{cast.next_month.id}",
        "word": f"/cases/{cast.open_case.id}/word",
    }


def press(page_for: PageFor, cast: Cast, button: str) -> None:
    """Fatima pauses the case, or opens it again."""
    fatima = page_for(cast.fatima, f"/cases/{cast.open_case.id}")
    fatima.locator(button).press("Enter")
    expect(fatima.locator("#flash")).not_to_be_empty()
    fatima.context.close()


def is_followed(page: Page) -> None:
    """The page hears what is told."""
    expect(page.locator("#connection")).to_have_attribute("data-state", "live", timeout=SOON)


def test_what_somebody_is_writing_stays_in_its_field(page_for: PageFor, cast: Cast, told: dict[str, str]) -> None:
    omar, other = page_for(cast.omar, told["case"]), page_for(cast.omar, told["case"])
    for page in (omar, other):
        is_followed(page)
    omar.locator("#reflect > summary").click()
    field = omar.locator("#reflection-field-text")
    field.press_sequentially(MINE)
    press(page_for, cast, "#pause-case")
    for page in (omar, other):
        expect(page.locator("#case-hidden")).to_be_visible(timeout=SOON)
        assert CANARY not in page.content()
    expect(other.locator("#reflection-form")).to_be_hidden()
    expect(field).to_have_value(MINE)
    expect(field).to_be_focused()
    expect(omar.locator(".kept-words")).to_be_visible()
    assert checks.axe_violations(omar) == [] and checks.sideways(omar) <= 0
    omar.locator("#reflection-save").press("Enter")
    expect(omar.locator(".error-summary")).to_contain_text("paused for a while", timeout=SOON)
    expect(field).to_have_value(MINE)
    press(page_for, cast, "#resume-case")
    expect(omar.locator("#case")).to_contain_text(CANARY, timeout=SOON)
    expect(field).to_have_value(MINE)
    omar.locator("#reflection-save").press("Enter")
    expect(omar.locator("#reflections-shown")).to_contain_text(MINE, timeout=SOON)
    expect(other.locator("#case")).to_contain_text(CANARY, timeout=SOON)


def test_words_at_the_opening_stay_too(
    page_for: PageFor, server: RealServer, cast: Cast, cast_clock: CastClock, told: dict[str, str]
) -> None:
    with server.database.writing() as db:
        today, june = (meetings.by_id(db, one.id) for one in (cast.today, cast.next_month))
        assert today and june
        running.close(db, today, by=cast.fatima, at=cast_clock())
        cast_clock.ahead += timedelta(days=28)
        running.start(db, june, by=cast.fatima, at=cast_clock())
    omar, other = page_for(cast.omar, told["planned"]), page_for(cast.omar, told["planned"])
    for page in (omar, other):
        is_followed(page)
    field = omar.locator(f"#word-{cast.open_case.id}-field-text")
    field.press_sequentially(MINE)
    press(page_for, cast, "#pause-case")
    for page in (omar, other):
        expect(page.locator(f"#opening-return-{cast.open_case.id}")).to_contain_text("paused for a while", timeout=SOON)
        assert CANARY not in page.content()
    expect(other.locator(f"#word-{cast.open_case.id}")).to_be_hidden()
    expect(field).to_have_value(MINE)
    omar.locator(f"#told-{cast.open_case.id}").press("Enter")
    expect(omar.locator("#flash")).to_contain_text("paused for a while", timeout=SOON)
    expect(field).to_have_value(MINE)


def test_every_open_page_lets_go_of_its_words(page_for: PageFor, cast: Cast, told: dict[str, str]) -> None:
    pages = {name: page_for(cast.omar, told[name]) for name in told if name != "case"}
    for page in pages.values():
        assert CANARY in page.content(), page.url
        is_followed(page)
    pages["word"].locator("textarea").press_sequentially(MINE)
    pages["miracles"].locator("#field-text").press_sequentially(MINE)
    press(page_for, cast, "#pause-case")
    for name, page in pages.items():
        expect(page.locator("body")).not_to_contain_text(CANARY, timeout=SOON)
        page.wait_for_function("(word) => !document.documentElement.outerHTML.includes(word)", arg=CANARY)
        assert checks.axe_violations(page) == [], name
    expect(pages["word"].locator("textarea")).to_have_value(MINE)
    expect(pages["miracles"].locator("#field-text")).to_have_value(MINE)
    expect(pages["actions"].locator("#actions")).to_contain_text("An action of a paused case")
    expect(pages["action"].locator("#veiled")).to_be_visible()
    press(page_for, cast, "#resume-case")
    for name in ("cases", "actions", "miracles", "barriers", "front", "planned"):
        expect(pages[name].locator("#main")).to_contain_text(re.compile(CANARY), timeout=SOON)
