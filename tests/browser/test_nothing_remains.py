"""What somebody types is not kept by their browser once it was replaced or refused."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PageFor
from tests.cast import Cast

pytestmark = pytest.mark.browser
NUMBER = "07911 482913"
# All that a page of ours could put aside, as one text.
KEPT = """async () => JSON.stringify([
  Object.entries(localStorage), Object.entries(sessionStorage), document.cookie, history.state, window.name,
  await indexedDB.databases(), await caches.keys(),
  (await navigator.serviceWorker?.getRegistrations() ?? []).length,
])"""


def keeps(page: Page) -> str:
    cookies = str(page.context.cookies())
    kept: str = page.evaluate(KEPT)
    return kept + cookies + page.url


def test_s29_the_browser_keeps_nothing_of_what_was_replaced(page_for: PageFor, cast: Cast) -> None:
    page = page_for(cast.omar, f"/cases/{cast.open_case.id}")
    page.locator("#reflect > summary").click()
    page.get_by_label("Your words").fill(f"They rang {NUMBER}. Why?")
    page.get_by_label("Everybody here, with my name").check()
    page.get_by_role("button", name="Keep it", exact=True).click()
    # The answer to what was sent, not to what was typed: it puts the words in their field once more.
    expect(page.locator("#reflection-coach")).to_contain_text("Change it, or say why it may stay.")
    expect(page.locator("#reflection-coach")).to_contain_text(NUMBER)
    assert NUMBER not in keeps(page)
    page.locator("#reflection-use-1").click()
    expect(page.get_by_label("Your words")).not_to_have_value(f"They rang {NUMBER}. Why?")
    page.get_by_role("button", name="Keep it", exact=True).click()
    expect(page.locator("#reflections")).to_contain_text("They rang")
    expect(page.locator("#reflections")).not_to_contain_text(NUMBER)
    assert NUMBER not in keeps(page)
    for path in (f"/communities/{cast.community.id}/actions", f"/cases/{cast.open_case.id}"):
        page.goto(path)
        assert NUMBER not in keeps(page) + page.content()


def test_s29_what_is_caught_waits_locked_and_is_gone_once_it_was_sent(page_for: PageFor, cast: Cast) -> None:
    page = page_for(cast.omar, f"/meetings/{cast.today.id}")
    expect(page.locator("#connection")).to_have_attribute("data-state", "live")
    page.context.set_offline(True)
    page.locator("#capture-form textarea, #capture textarea").first.fill(f"They rang {NUMBER}")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#waiting")).to_contain_text(NUMBER)
    assert NUMBER not in keeps(page) and "rang" not in keeps(page)
