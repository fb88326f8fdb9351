"""A whole case with the reflecting team: Fatima facilitates, Nia presents, Omar makes an offer; each their own page."""

import re

import pytest
from playwright.sync_api import Page, expect

from app.domain import agenda, meetings, pacing, running
from tests.browser.conftest import CastClock, PageFor
from tests.cast import Cast, build_step
from tests.live.servers import RealServer

pytestmark = pytest.mark.browser
TITLES = [
    "Prepare the question",
    "The presenter tells it",
    "Questions in turn",
    "What impresses us",
    "The group wonders aloud",
    "The presenter answers",
]


@pytest.fixture
def at_the_case(server: RealServer, cast: Cast, cast_clock: CastClock) -> str:
    """Today's meeting has come to Nia's case; answers the address of its page."""
    with server.database.writing() as db:
        meeting = meetings.by_id(db, cast.today.id)
        assert meeting
        step = build_step(db, meeting, cast.fatima, title="Case: River", minutes=35, method="solution_focused")
        step.case_id = cast.open_case.id
        db.add(step)
        agenda.move(db, step, 2, by=cast.fatima, at=cast_clock())
        first = pacing.step_of(db, meeting)
        running.step_on(db, meeting, first.id if first else None, by=cast.fatima, at=cast_clock())
    return f"/meetings/{cast.today.id}"


def is_at(title: str, *pages: Page) -> None:
    for page in pages:
        expect(page.locator("#now-title")).to_have_text(title, timeout=15000)


def is_live(*pages: Page) -> None:
    for page in pages:
        expect(page.locator("#connection")).to_have_text(re.compile("Live"), timeout=15000)


def test_a_whole_case_with_presenter_facilitator_and_member(page_for: PageFor, cast: Cast, at_the_case: str) -> None:
    fatima, nia, omar = (page_for(person, at_the_case) for person in (cast.fatima, cast.nia, cast.omar))
    is_live(fatima, nia, omar)
    for place, title in enumerate(TITLES[:4], start=1):
        is_at(title, fatima, nia, omar)
        expect(omar.locator(".live-step")).to_contain_text(f"phase {place} of 6")
        expect(omar.locator("#phases [aria-current]")).to_contain_text(title)
        fatima.locator("#run-next").press("Enter")
    is_at(TITLES[4], fatima, nia, omar)
    assert fatima.evaluate("document.activeElement.id") == "run-next"
    expect(omar.locator(".timer-words")).to_have_text("left of 10 minutes")
    expect(nia.locator("#phase-listen")).to_have_text("You listen now. Your turn comes with “The presenter answers”.")
    expect(omar.locator("#phase-silent")).to_be_visible()
    expect(omar.locator("#capture-kind-offer")).to_be_checked()
    for words in ("Perhaps the garden side, without the file.", "I wonder who they would like to have there."):
        omar.locator("#capture-field-text").fill(words)
        omar.locator("#capture-save").click()
        expect(nia.locator("#offers-list")).to_contain_text(words, timeout=15000)
    fatima.locator("#run-next").press("Enter")
    is_at(TITLES[5], fatima, nia, omar)
    expect(nia.locator("#offers-title")).to_have_text("Which offers do you take?")
    expect(omar.locator("#offers-list button")).to_have_count(0)
    first = nia.locator("#offers-list button").first
    first.press("Enter")
    expect(omar.locator("#offers-list .badge")).to_have_text("Taken", timeout=15000)
    expect(first).to_contain_text("Give it back")
    assert str(nia.evaluate("document.activeElement.id")).startswith("choose-")
    first.press("Enter")
    expect(omar.locator("#offers-list .badge")).to_have_count(0, timeout=15000)
    fatima.locator("#run-back").click()
    is_at(TITLES[4], omar)
    fatima.locator("#run-next").click()
    is_at(TITLES[5], omar)
    fatima.locator("#run-next").click()
    is_at("Step 2", fatima, nia, omar)
    expect(omar.locator("#offers")).to_be_hidden()


def test_the_case_goes_on_without_javascript(page_for: PageFor, cast: Cast, at_the_case: str) -> None:
    fatima = page_for(cast.fatima, at_the_case, java_script_enabled=False)
    for title in TITLES:
        is_at(title, fatima)
        fatima.locator("#run-next").click()
    is_at("Step 2", fatima)
    fatima.locator("#run-back").click()
    is_at(TITLES[-1], fatima)


def test_words_being_typed_keep_their_kind(page_for: PageFor, cast: Cast, at_the_case: str) -> None:
    fatima, omar = page_for(cast.fatima, at_the_case), page_for(cast.omar, at_the_case)
    is_live(fatima, omar)
    omar.locator("#capture-field-text").press_sequentially("What struck me")
    for title in TITLES[1:5]:
        fatima.locator("#run-next").click()
        is_at(title, fatima)
    is_at(TITLES[4], omar)
    expect(omar.locator("#capture-kind-note")).to_be_checked()
    expect(omar.locator("#capture-field-text")).to_have_value("What struck me")
