"""No words are lost: to a sign-in that has ended, when the page stays and says so, or to the way back."""

import re
from datetime import datetime
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from sqlmodel import select

from app.domain import closing, meetings, sign_ins
from app.domain.actions import Action
from app.domain.agenda import AgendaItem
from tests.browser import checks
from tests.browser.conftest import CastClock, PageFor
from tests.cast import Cast
from tests.live.servers import RealServer, secret_for

pytestmark = pytest.mark.browser
SOON = 15000
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


def sent_after_its_sign_in_ended(page_for: PageFor, cast: Cast) -> tuple[Page, list[Any]]:
    """A page whose form was sent, whole and without a script; and the cookies that it had."""
    page = page_for(cast.omar, f"/communities/{cast.community.id}/actions", java_script_enabled=False)
    page.locator("#agree > summary").click()
    page.locator("#agree-field-text").fill(WORDS)
    held: list[Any] = page.context.cookies()
    page.context.clear_cookies()
    page.get_by_role("button", name="Agree it").click()
    return page, held


def test_a_whole_form_comes_back_and_is_sent_again(page_for: PageFor, server: RealServer, cast: Cast) -> None:
    page, held = sent_after_its_sign_in_ended(page_for, cast)
    expect(page.locator("h1")).to_have_text("You are signed out here")
    expect(page.locator("#main")).to_contain_text(WORDS)
    assert checks.sideways(page) <= 0
    page.context.add_cookies(held)
    page.get_by_role("button", name="Send it again").click()
    expect(page.locator("#listed")).to_contain_text(WORDS)
    assert agreed(server) == [WORDS]


def test_on_a_shared_laptop_it_is_not_sent_as_anothers(page_for: PageFor, server: RealServer, cast: Cast) -> None:
    page, _ = sent_after_its_sign_in_ended(page_for, cast)
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


def sign_out_elsewhere(server: RealServer, page: Page, at: datetime) -> None:
    secret = next(one["value"] for one in page.context.cookies() if one["name"] == "sign-in")
    with server.database.writing() as db:
        found = sign_ins.current(db, secret, at=at)
        assert found
        sign_ins.end(db, found[0], by=found[1], at=at)


def test_when_the_meeting_closes_a_guests_page_shows_nothing_of_it_any_more(
    page_for: PageFor, server: RealServer, cast: Cast, cast_clock: CastClock
) -> None:
    page = page_for(cast.gus, f"/meetings/{cast.today.id}")
    expect(page.locator("#connection")).to_have_attribute("data-state", "live", timeout=SOON)
    assert page.locator("#main").inner_text()
    with server.database.writing() as db:
        meeting = meetings.by_id(db, cast.today.id)
        assert meeting
        closing.close(db, meeting, by=cast.fatima, at=cast_clock())
    expect(page.locator("#flash")).to_contain_text("The meeting is over.", timeout=SOON)
    expect(page.locator("#signed-out-sign-in")).to_have_count(0)
    expect(page.locator("#capture")).to_be_hidden()
    assert not page.locator("#main").inner_text().strip()
    assert not checks.axe_violations(page)


@pytest.mark.parametrize("what", ["reflection", "nothing"])
def test_signed_out_elsewhere_the_case_goes_and_what_is_being_written_stays(
    page_for: PageFor, server: RealServer, cast: Cast, cast_clock: CastClock, what: str
) -> None:
    page = page_for(cast.omar, f"/cases/{cast.open_case.id}")
    expect(page.locator("#connection")).to_have_attribute("data-state", "live", timeout=SOON)
    expect(page.locator("#main")).to_contain_text(cast.open_case.question)
    held = page.locator("#reflection-field-text")
    page.locator("#reflect > summary").click()
    if what == "reflection":
        held.fill(WORDS)
    sign_out_elsewhere(server, page, cast_clock())
    if what == "nothing":
        expect(page).to_have_url(re.compile("/sign-in"), timeout=SOON)
        return
    expect(page.locator("#flash")).to_contain_text("What you are writing stays here.", timeout=SOON)
    expect(page.get_by_text(cast.open_case.question).first).to_be_hidden()
    assert cast.open_case.question not in page.locator("#main").inner_text()
    expect(held).to_have_value(WORDS)
    expect(held).to_be_visible()
    look_at(page)
    secret = secret_for(server.database, cast.omar, cast_clock())
    page.context.add_cookies([{"name": "sign-in", "value": secret, "url": server.url}])
    page.locator("#reflection-save").click()
    expect(page.locator("#reflections")).to_contain_text(WORDS)
    expect(page.locator("#main")).to_contain_text(cast.open_case.question)


def test_words_that_came_back_with_a_question_stay_too(
    page_for: PageFor, server: RealServer, cast: Cast, cast_clock: CastClock
) -> None:
    page = page_for(cast.omar, f"/cases/{cast.open_case.id}")
    expect(page.locator("#connection")).to_have_attribute("data-state", "live", timeout=SOON)
    page.locator("#reflect > summary").click()
    page.locator("#reflection-field-text").fill("Ring 07700 900245.")
    page.locator("[name=shared][value=agency]").check()
    page.locator("#reflection-save").click()
    expect(page.locator("#reflection-coach")).to_contain_text("Please read it again")
    sign_out_elsewhere(server, page, cast_clock())
    expect(page.locator("#flash")).to_contain_text("What you are writing stays here.", timeout=SOON)
    expect(page.locator("#reflection-field-text")).to_be_visible()
    assert cast.open_case.question not in page.locator("#main").inner_text()


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
