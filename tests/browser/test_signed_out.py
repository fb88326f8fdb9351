"""No words are lost: to a sign-in that has ended, when the page stays and says so, or to the way back."""

import pytest
from playwright.sync_api import Page, expect
from sqlmodel import select

from app.domain.actions import Action
from app.domain.agenda import AgendaItem
from tests.browser import checks
from tests.browser.conftest import PageFor
from tests.cast import Cast
from tests.live.servers import RealServer

pytestmark = pytest.mark.browser
TITLE = "#add-step-form [name=title]"
WORDS = "Ring the landlord about the key."


def agreed(server: RealServer) -> list[str]:
    with server.database.reading() as db:
        return [one for one in db.exec(select(Action.text)) if one == WORDS]


def planned(server: RealServer) -> list[str]:
    with server.database.reading() as db:
        return [one for one in db.exec(select(AgendaItem.title)) if one == WORDS]


def look_at(page: Page) -> None:
    assert not checks.axe_violations(page)
    for width in (320, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        assert checks.sideways(page) <= 0


def test_a_part_of_a_page_says_so_and_the_words_stay_and_are_sent(
    page_for: PageFor, server: RealServer, cast: Cast
) -> None:
    page = page_for(cast.fatima, f"/meetings/{cast.next_month.id}")
    page.locator("details:has(#add-step-form) > summary").click()
    page.locator(TITLE).fill(WORDS)
    page.locator("#add-step-form [name=minutes]").fill("10")
    held = page.context.cookies()
    page.context.clear_cookies()
    page.locator("#add-save").click()
    expect(page.locator("#flash")).to_contain_text("You are signed out here.")
    expect(page.locator("#signed-out")).to_be_focused()
    expect(page.locator("#signed-out")).to_be_in_viewport()
    expect(page.locator(TITLE)).to_have_value(WORDS)
    look_at(page)
    with page.context.expect_page() as opened:
        page.locator("#signed-out-sign-in").click()
    expect(opened.value.locator("#field-email")).to_be_visible()
    page.context.add_cookies(held)
    page.locator("#add-save").click()
    expect(page.locator("#agenda")).to_contain_text(WORDS)
    assert planned(server) == [WORDS]


def test_a_whole_form_comes_back_and_is_sent_again(page_for: PageFor, server: RealServer, cast: Cast) -> None:
    page = page_for(cast.omar, f"/communities/{cast.community.id}/actions", java_script_enabled=False)
    page.locator("#agree > summary").click()
    page.locator("#agree-field-text").fill(WORDS)
    held = page.context.cookies()
    page.context.clear_cookies()
    page.get_by_role("button", name="Agree it").click()
    expect(page.locator("h1")).to_have_text("You are signed out here")
    expect(page.locator("#main")).to_contain_text(WORDS)
    assert checks.sideways(page) <= 0
    page.context.add_cookies(held)
    page.get_by_role("button", name="Send it again").click()
    expect(page.locator("#listed")).to_contain_text(WORDS)
    assert agreed(server) == [WORDS]


def test_on_a_shared_laptop_it_is_not_sent_as_anothers(page_for: PageFor, server: RealServer, cast: Cast) -> None:
    page = page_for(cast.omar, f"/communities/{cast.community.id}/actions", java_script_enabled=False)
    page.locator("#agree > summary").click()
    page.locator("#agree-field-text").fill(WORDS)
    page.context.clear_cookies()
    page.get_by_role("button", name="Agree it").click()
    page.context.add_cookies(page_for(cast.nia).context.cookies())
    page.get_by_role("button", name="Send it again").click()
    expect(page.locator("#main")).to_contain_text("You are signed in as somebody else now")
    expect(page.locator("#main")).to_contain_text(WORDS)
    assert agreed(server) == []


def test_the_page_that_gives_words_back_is_for_everybody(page_for: PageFor, cast: Cast) -> None:
    page = page_for(cast.omar, f"/communities/{cast.community.id}/actions")
    page.locator("#agree > summary").click()
    page.locator("#agree-field-text").fill(WORDS)
    page.context.clear_cookies()
    page.get_by_role("button", name="Agree it").click()
    expect(page.locator("h1")).to_have_text("You are signed out here")
    look_at(page)


def test_gone_back_and_written_anew_both_are_kept(page_for: PageFor, server: RealServer, cast: Cast) -> None:
    page = page_for(cast.omar, f"/communities/{cast.community.id}/actions", java_script_enabled=False)
    for text in (WORDS, "Ask the warden for a second key."):
        if text != WORDS:
            page.go_back()
        if page.locator("#agree").get_attribute("open") is None:
            page.locator("#agree > summary").click()
        page.locator("#agree-field-text").fill(text)
        page.get_by_role("button", name="Agree it").click()
        expect(page.locator("#listed")).to_contain_text(text)
    assert agreed(server) == [WORDS]
    with server.database.reading() as db:
        assert "Ask the warden for a second key." in set(db.exec(select(Action.text)))
