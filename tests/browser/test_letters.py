"""The pages behind the links in letters, on a small phone: nobody is signed in, by keyboard, and without a script."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from app.domain import actions, miracles
from tests.browser.checks import axe_violations, html_errors, sideways
from tests.browser.conftest import PageFor
from tests.browser.test_paper import keep, tab_to, write
from tests.cast import Cast
from tests.live.servers import RealServer

pytestmark = pytest.mark.browser
SMALL = {"width": 320, "height": 640}
TELLS = "His mother rang 07700 900123."


def press(page: Page, element_id: str) -> None:
    tab_to(page, element_id)
    page.keyboard.press("Enter")


@pytest.mark.parametrize("has_script", [True, False])
def test_whoever_has_the_letter_says_what_became_of_it(
    page_for: PageFor, server: RealServer, cast: Cast, has_script: bool
) -> None:
    link = f"/letters/{cast.action_secret}/action"
    page = page_for(None, link, viewport=SMALL, java_script_enabled=has_script)
    expect(page.locator("h1")).to_have_text("Call the hostel")
    press(page, "remind-week")
    expect(page.locator("#reminder")).to_contain_text("We remind you again on")
    page.locator("#fold-let_go summary").click()
    page.locator("#let_go-field-why").fill(TELLS)
    page.locator("#say-let_go").click()
    expect(page.locator("#let_go-coach")).to_contain_text("07700 900123")
    expect(page.locator("#let_go-field-why")).to_have_value(TELLS)
    press(page, "done")
    expect(page.locator("#tell")).to_be_visible()
    write(page, "tell-field-text", "They opened the door.")
    press(page, "tell-it")
    expect(page.locator("#moved-title")).to_have_text("Done, and told")
    with server.database.reading() as db:
        action = actions.by_id(db, cast.open_action.id)
        assert action and action.word == "done"
        assert miracles.of(db, cast.community.id)[0].text == "They opened the door."


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_pages_are_whole_and_fit(page_for: PageFor, cast: Cast, tmp_path: Path, scheme: str) -> None:
    action, stop = f"/letters/{cast.action_secret}/action", f"/letters/{cast.stop_secret}/stop"
    pages = {"action": action, "stop": stop, "gone": "/letters/guessed/stop", "mine": "/my-letters"}
    for width in (320, 1280):
        for name, address in pages.items():
            person = cast.omar if name == "mine" else None
            page = page_for(person, address, viewport={"width": width, "height": 640}, color_scheme=scheme)
            assert axe_violations(page) == [] and sideways(page) == 0, name
            keep(page, tmp_path, f"{name}-{width}")
    page = page_for(None, action, viewport=SMALL, color_scheme=scheme)
    page.locator("#fold-changed summary").click()
    page.locator("#changed-field-why").fill(TELLS)
    page.locator("#say-changed").click()
    expect(page.locator("#changed-coach-title")).to_be_visible()
    assert axe_violations(page) == [] and sideways(page) == 0
    keep(page, tmp_path, "coach")
    page.locator("#done").click()
    expect(page.locator("#tell")).to_be_visible()
    assert axe_violations(page) == [] and sideways(page) == 0
    keep(page, tmp_path, "done")
    page.goto(stop)
    page.locator("#stop").click()
    expect(page.locator("#again")).to_be_visible()
    assert axe_violations(page) == [] and sideways(page) == 0
    keep(page, tmp_path, "stopped")
    assert html_errors(tmp_path) == ""
