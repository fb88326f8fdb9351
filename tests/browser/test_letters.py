"""The pages behind the links in letters, on a small phone: nobody is signed in, by keyboard, and without a script."""

from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from app.domain import actions
from app.domain.communities import Community
from app.domain.miracles import Miracle
from app.domain.people import Person
from tests.browser.checks import axe_violations, html_errors, sideways
from tests.browser.conftest import PageFor
from tests.browser.test_paper import keep, tab_to, write
from tests.cast import NOW, Cast, build_action, build_membership
from tests.finding import all_in
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
        assert all_in(db, Miracle, cast.community.id)[0].text == "They opened the door."


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


def test_the_focus_stays_with_an_action_whose_fold_closed(page_for: PageFor, server: RealServer, cast: Cast) -> None:
    with server.database.writing() as db:
        past = NOW.date() - timedelta(days=3)
        late = build_action(db, cast.community, cast.omar, text="Ring the vet", due_on=past, at=NOW - timedelta(days=9))
    page = page_for(cast.omar, "/my-actions", viewport=SMALL)
    page.locator(f"#fold-kept-{late.id}- summary").press("Enter")
    page.locator(f"#say-kept-{late.id}-").press("Enter")
    expect(page.locator("#status")).to_contain_text("Kept.")
    expect(page.locator(f"#action-{late.id}")).to_be_focused()
    assert axe_violations(page) == []


@pytest.mark.parametrize("width", [320, 1280])
def test_my_actions_of_two_communities_and_three_parts_are_whole(
    page_for: PageFor, server: RealServer, cast: Cast, tmp_path: Path, width: int
) -> None:
    long_word = "Unpronounceable" * 5
    with server.database.writing() as db:
        elsewhere = db.get_one(Community, cast.elsewhere.id)
        build_membership(db, elsewhere, db.get_one(Person, cast.omar.id))
        build_action(db, elsewhere, cast.zed, text=long_word, owner_id=cast.omar.id)
        for home, by in ((cast.community, cast.omar), (elsewhere, cast.omar)):
            build_action(db, home, by, text=f"For nobody yet: {long_word}", owner_id=None)
    page = page_for(cast.omar, "/my-actions", viewport={"width": width, "height": 640})
    assert axe_violations(page) == [] and sideways(page) == 0
    keep(page, tmp_path, "mine")
    assert html_errors(tmp_path) == ""
    page = page_for(cast.sol, "/my-actions", viewport={"width": width, "height": 640})
    assert axe_violations(page) == [] and sideways(page) == 0
    page.locator("#to-communities").click()
    expect(page.locator("h1")).to_have_text("Hello Sol")
