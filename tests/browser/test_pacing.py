"""Making up for time on a phone: minutes from a named step, rolling one on, and a break that both see."""

import re

import pytest
from playwright.sync_api import expect

from app.domain import agenda
from tests.browser.checks import axe_violations, sideways
from tests.browser.conftest import PageFor
from tests.cast import Cast
from tests.live.servers import RealServer

pytestmark = pytest.mark.browser
PHONE = {"viewport": {"width": 320, "height": 640}, "has_touch": True}


def minutes(server: RealServer, cast: Cast) -> list[int]:
    with server.database.reading() as db:
        return [item.all_minutes for item in agenda.of(db, cast.today.id)]


def test_on_a_phone_minutes_are_taken_a_step_is_rolled_and_both_are_undone(
    page_for: PageFor, server: RealServer, cast: Cast
) -> None:
    page = page_for(cast.fatima, f"/meetings/{cast.today.id}", **PHONE)
    expect(page.locator("#connection")).to_have_text(re.compile("Live"), timeout=10000)
    ends = page.locator(".pacing-words strong").inner_text()
    page.locator("#ways > summary").tap()
    page.locator("#ways .row", has_text="Step 3").get_by_role("button", name="Take 5").tap()
    expect(page.locator(".pacing .undo")).to_contain_text("5 minutes from “Step 3”; it has 5.")
    expect(page.locator("#ways")).to_have_attribute("open", "")
    assert (minutes(server, cast), page.locator(".pacing-words strong").inner_text()) == ([15, 10, 5], ends)
    assert (sideways(page), axe_violations(page)) == (0, [])
    page.locator(".pacing .undo button").tap()
    expect(page.locator(".pacing .undo")).to_have_count(0)
    assert minutes(server, cast) == [10, 10, 10]
    page.locator("#ways .row", has_text="Step 2").get_by_role("button", name="Roll to the next meeting").press("Enter")
    expect(page.locator(".pacing .undo")).to_contain_text("“Step 2” stands on the agenda of June")
    expect(page.locator(".pacing .undo")).to_be_focused()
    expect(page.locator("#steps .step")).to_have_count(2)
    page.locator(".pacing .undo button").press("Enter")
    expect(page.locator("#steps .step")).to_have_count(3)


def test_both_see_the_break_and_one_press_ends_it(page_for: PageFor, cast: Cast) -> None:
    fatima = page_for(cast.fatima, f"/meetings/{cast.today.id}", **PHONE)
    omar = page_for(cast.omar, f"/meetings/{cast.today.id}")
    expect(omar.locator("#connection")).to_have_text(re.compile("Live"), timeout=10000)
    fatima.locator("#run-break > summary").press("Enter")
    assert sideways(fatima) == 0
    fatima.locator("#run-break-wall").fill("12:55")
    fatima.locator("#run-break-until").press("Enter")
    for page in (fatima, omar):
        expect(page.locator("#now-title")).to_have_text("Break: back at 12:55")
        expect(page.locator(".timer-face")).to_have_text(re.compile(r"19:\d\d"))
    expect(omar.locator("#run-break-end")).to_have_count(0)
    fatima.locator("#run-break-end").press("Enter")
    for page in (fatima, omar):
        expect(page.locator("#now-title")).to_have_text("Step 1")
        expect(page.locator("#timer")).to_have_attribute("data-state", "running")
