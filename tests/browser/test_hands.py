"""The facilitator's laptop dies, and the meeting goes on; in real browsers."""

import re
import time

import pytest
from playwright.sync_api import Error as BrowserError
from playwright.sync_api import Page, expect

from app.domain import closing, meetings
from tests.browser.conftest import PageFor
from tests.browser.test_live import is_live, meeting
from tests.cast import NOW, Cast
from tests.live.servers import RealServer, wait_until

pytestmark = pytest.mark.browser
LOST = re.compile("Fatima Aziz’s page lost its connection. The meeting goes on.")


def is_followed(server: RealServer, cast: Cast) -> None:
    """The page of whoever runs it has given a sign of life."""
    presence = server.app.state.presence
    wait_until(lambda: (cast.today.id, cast.fatima.id) in presence._signs)


def test_when_the_facilitators_laptop_dies_another_takes_over_and_it_is_taken_back(
    page_for: PageFor, server: RealServer, cast: Cast
) -> None:
    fatima, omar = page_for(cast.fatima, meeting(cast)), page_for(cast.omar, meeting(cast))
    is_live(fatima)
    is_live(omar)
    is_followed(server, cast)
    with pytest.raises(BrowserError):
        fatima.goto("chrome://crash")
    began = time.monotonic()
    expect(omar.locator("#hands")).to_contain_text(LOST, timeout=8000)
    assert 2.5 < time.monotonic() - began < 7
    expect(omar.locator("#status")).to_contain_text(LOST)
    omar.locator("#run-take-over-now").press("Enter")
    expect(omar.locator("#hands")).to_contain_text("You run it for Fatima Aziz.")
    omar.locator("#run-next").press("Enter")
    expect(omar.locator("#now-title")).to_have_text("Step 2")
    again = page_for(cast.fatima, meeting(cast))
    expect(again.locator("#hands")).to_contain_text("Omar Reid runs it for you.")
    again.locator("#run-take-back").press("Enter")
    expect(again.locator("#hands")).not_to_contain_text("runs it for you")
    expect(omar.locator("#run-next")).to_have_count(0)
    omar.wait_for_timeout(6000)
    expect(omar.locator("#hands")).not_to_contain_text("lost its connection")


def test_a_network_that_is_cut_is_noticed_and_comes_back_by_itself(
    page_for: PageFor, server: RealServer, cast: Cast
) -> None:
    fatima, omar = page_for(cast.fatima, meeting(cast)), page_for(cast.omar, meeting(cast))
    is_live(omar)
    is_followed(server, cast)
    fatima.context.set_offline(True)
    expect(omar.locator("#hands")).to_contain_text(LOST, timeout=8000)
    fatima.context.set_offline(False)
    expect(omar.locator("#hands")).not_to_contain_text(LOST, timeout=8000)
    expect(omar.locator("#run-take-over")).to_have_count(1)


def hide(page: Page) -> None:
    page.evaluate(
        """() => { Object.defineProperty(document, "hidden", { configurable: true, get: () => true });
                   document.dispatchEvent(new Event("visibilitychange")); }"""
    )


def test_a_page_put_aside_is_not_missed(page_for: PageFor, server: RealServer, cast: Cast) -> None:
    fatima, omar = page_for(cast.fatima, meeting(cast)), page_for(cast.omar, meeting(cast))
    is_live(fatima)
    is_live(omar)
    is_followed(server, cast)
    hide(fatima)
    expect(fatima.locator("#connection")).to_contain_text("Paused")
    omar.wait_for_timeout(7000)
    expect(omar.locator("#hands")).not_to_contain_text("lost its connection")
    assert server.app.state.presence._signs[cast.today.id, cast.fatima.id].is_aside


def test_reading_another_page_of_ours_is_not_missed_and_closing_it_is(
    page_for: PageFor, server: RealServer, cast: Cast
) -> None:
    fatima, omar = page_for(cast.fatima, meeting(cast)), page_for(cast.omar, meeting(cast))
    is_live(fatima)
    is_live(omar)
    is_followed(server, cast)
    fatima.locator("#run-menu summary").click()
    fatima.locator("#run-hand-over").click()
    expect(fatima.locator("h1")).to_contain_text("Who runs it from here?")
    omar.wait_for_timeout(6000)
    expect(omar.locator("#hands")).not_to_contain_text("lost its connection")
    fatima.go_back()
    is_live(fatima)
    wait_until(lambda: not server.app.state.presence._signs[cast.today.id, cast.fatima.id].is_aside)
    fatima.close(run_before_unload=True)
    expect(omar.locator("#hands")).to_contain_text(LOST, timeout=8000)


def test_without_javascript_it_is_handed_over_by_name_and_back(page_for: PageFor, cast: Cast) -> None:
    fatima = page_for(cast.fatima, meeting(cast), java_script_enabled=False)
    fatima.locator("#run-menu summary").click()
    fatima.locator("#run-hand-over").click()
    fatima.get_by_label("Omar Reid, Northgate Homes").check()
    fatima.locator("#hand-over-now").click()
    expect(fatima.locator("#flash")).to_contain_text("Omar Reid runs the meeting now.")
    omar = page_for(cast.omar, meeting(cast), java_script_enabled=False)
    omar.locator("#run-hand-back").click()
    expect(omar.locator("#run-next")).to_have_count(0)


def test_where_the_stream_is_held_back_nobody_is_missed(page_for: PageFor, server: RealServer, cast: Cast) -> None:
    fatima, omar = page_for(cast.fatima, "/help"), page_for(cast.omar, meeting(cast))
    fatima.route("**/live?*", lambda route: route.abort())
    fatima.goto(meeting(cast))
    is_live(omar)
    is_followed(server, cast)
    omar.wait_for_timeout(8000)
    expect(omar.locator("#hands")).not_to_contain_text("lost its connection")


def test_i_say_that_i_am_here_and_the_scribe_sees_it(page_for: PageFor, cast: Cast) -> None:
    fatima, nia = page_for(cast.fatima, meeting(cast)), page_for(cast.nia, meeting(cast))
    is_live(fatima)
    nia.locator("#here-offer-button").press("Enter")
    expect(nia.locator("#here-offer-button")).to_have_count(0)
    expect(nia.locator("#say-here")).to_have_attribute("aria-pressed", "true")
    assert nia.evaluate("document.activeElement.id") == "here-offer"
    row = fatima.locator(f"#seat-{cast.nias_place.id}")
    expect(row.locator(f"#here-{cast.nias_place.id}")).to_have_attribute("aria-pressed", "true")
    row.locator("summary").press("Enter")
    row.locator("input[type=time]").fill("13:30")
    row.locator("input[type=time]").press("Enter")
    expect(nia.locator(f"#seat-{cast.nias_place.id}")).to_contain_text("has to leave about 13:30")
    nia.locator("#say-left").press("Enter")
    expect(fatima.locator("#attendance-count")).to_contain_text("1 left")
    expect(nia.locator("#say-left")).to_have_attribute("aria-pressed", "true")
    assert nia.evaluate("document.activeElement.id") == "say-left"
    nia.locator("#say-left").press("Enter")
    expect(row.locator(f"#here-{cast.nias_place.id}")).to_have_attribute("aria-pressed", "true")


def test_a_closed_meeting_asks_for_nothing_more_but_leaves_half_typed_words(
    page_for: PageFor, server: RealServer, cast: Cast
) -> None:
    nia, omar = page_for(cast.nia, meeting(cast)), page_for(cast.omar, meeting(cast))
    is_live(nia)
    is_live(omar)
    omar.locator("#capture-field-text").fill("Half a thought")
    with server.database.writing() as db:
        today = meetings.by_id(db, cast.today.id)
        assert today
        closing.close(db, today, by=cast.fatima, at=NOW)
    for page in (nia, omar):
        expect(page.locator("#now-title")).to_have_text("This meeting is closed", timeout=10000)
    expect(nia.locator("#here-offer-button")).to_have_count(0)
    expect(nia.locator("#capture")).not_to_be_visible()
    expect(omar.locator("#capture-field-text")).to_have_value("Half a thought")
    expect(omar.locator("#capture")).to_be_visible()
