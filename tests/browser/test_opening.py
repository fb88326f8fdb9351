"""What we took on, gone through at the opening by the keyboard alone: a press for each, and nobody is thrown away."""

from datetime import date

import pytest
from playwright.sync_api import Page, expect

from tests.browser.checks import axe_violations, sideways
from tests.browser.conftest import PageFor, RealServer
from tests.cast import Cast, build_action

pytestmark = pytest.mark.browser


def focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement.id"))


def test_each_is_answered_with_one_press_and_the_focus_stays_on_its_row(
    page_for: PageFor, cast: Cast, server: RealServer
) -> None:
    with server.database.writing() as db:
        past = build_action(db, cast.community, cast.nia, text="Ring the clinic", due_on=date(2027, 5, 1))
        other = build_action(db, cast.community, cast.nia, text="Find a room")
    page = page_for(cast.fatima, f"/meetings/{cast.today.id}")
    row = page.locator(f"#opening-action-{past.id}")
    expect(row).to_contain_text("Past its date. Still needed?")
    page.locator(f"#say-kept-{past.id}").focus()
    page.keyboard.press("Enter")
    expect(row).to_contain_text("Still needed", timeout=10000)
    expect(row).not_to_contain_text("Past its date")
    expect(row).to_contain_text("Kept, for before we next meet.")
    expect(page.locator(f"#give-date-{past.id}")).to_be_visible()
    expect(row).to_be_focused()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('li').id") == f"opening-action-{past.id}"
    page.locator(f"#say-not_yet-{other.id}").focus()
    page.keyboard.press("Space")
    expect(page.locator(f"#opening-action-{other.id}")).to_be_focused(timeout=10000)
    summary = page.locator(f"#fold-let_go-{past.id} > summary")
    summary.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert focused(page) == f"why-let_go-{past.id}-field-why"
    page.keyboard.type("The clinic rang us")
    page.keyboard.press("Enter")
    expect(row).to_contain_text("The clinic rang us", timeout=10000)
    expect(row).to_be_focused()


def test_a_refusal_is_shown_once_and_calls_nobody_back_from_another_row(
    page_for: PageFor, cast: Cast, server: RealServer
) -> None:
    with server.database.writing() as db:
        first = build_action(db, cast.community, cast.nia, text="Ring the clinic")
        other = build_action(db, cast.community, cast.nia, text="Find a room")
    page = page_for(cast.fatima, f"/meetings/{cast.today.id}", viewport={"width": 320, "height": 640})
    page.locator(f"#fold-let_go-{first.id} > summary").press("Enter")
    page.locator(f"#say-let_go-{first.id}").press("Enter")
    expect(page.locator(f"#why-let_go-{first.id}-error-summary")).to_be_focused(timeout=10000)
    assert axe_violations(page) == [] and sideways(page) == 0
    page.locator(f"#say-not_yet-{other.id}").press("Enter")
    expect(page.locator(f"#opening-action-{other.id}")).to_be_focused(timeout=10000)
