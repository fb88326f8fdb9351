"""A facilitator and a member hold a meeting, each in their own browser."""

import re
import time
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Page, expect

from app.domain import captures, meetings, pacing
from tests.browser.conftest import CastClock, PageFor
from tests.cast import Cast
from tests.live.proxies import way
from tests.live.servers import RealServer, free_port, secret_for, serving, wait_until

pytestmark = pytest.mark.browser
FIELD = "#capture-field-text"
SHIFTED = """{
  const Real = Date, shift = %d;
  const now = () => Real.now() + shift;
  Date = class extends Real { constructor(...parts) { parts.length ? super(...parts) : super(now()); } };
  Date.now = now; Date.parse = Real.parse; Date.UTC = Real.UTC;
}"""


def meeting(cast: Cast) -> str:
    return f"/meetings/{cast.today.id}"


def is_live(page: Page) -> None:
    expect(page.locator("#connection")).to_have_text(re.compile("Live"), timeout=10000)


def focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement.id"))


def seconds_left(page: Page) -> int:
    words = page.locator(".timer-face").inner_text()
    minutes, rest = words.removeprefix("+").split(":")
    return (int(minutes) * 60 + int(rest)) * (-1 if words.startswith("+") else 1)


def caught(server: RealServer, cast: Cast, words: str) -> int:
    with server.database.reading() as db:
        today = meetings.by_id(db, cast.today.id)
        assert today
        found = captures.of_meeting(db, today, pacing.step_of(db, today))
    return len([one for one in found.here + found.earlier if one.thing.text == words])


def test_what_omar_catches_stands_on_fatimas_page_while_she_is_typing(page_for: PageFor, cast: Cast) -> None:
    fatima, omar = page_for(cast.fatima, meeting(cast)), page_for(cast.omar, meeting(cast))
    is_live(fatima)
    fatima.locator(FIELD).press_sequentially("Half a thou")
    omar.locator("#capture-kind-offer").check()
    omar.locator(FIELD).fill("Ask about the dog first.")
    began = time.monotonic()
    omar.locator(FIELD).press("Control+Enter")
    expect(fatima.locator("#captures")).to_contain_text("Ask about the dog first.")
    assert time.monotonic() - began < 3
    assert (focused(fatima), fatima.input_value(FIELD)) == ("capture-field-text", "Half a thou")
    fatima.keyboard.type("ght")
    assert fatima.input_value(FIELD) == "Half a thought"
    expect(omar.locator("#status")).to_have_text("Offer saved.")
    assert (focused(omar), omar.input_value(FIELD)) == ("capture-field-text", "")
    expect(omar.locator("#capture-kind-offer")).to_be_checked()


def test_both_see_the_same_second_also_by_a_clock_that_is_ninety_seconds_wrong(
    page_for: PageFor, cast: Cast, cast_clock: CastClock
) -> None:
    right = page_for(cast.fatima, meeting(cast))
    wrong = page_for(cast.omar, meeting(cast), script=SHIFTED % 90000)
    for page in (right, wrong):
        is_live(page)
    time.sleep(1.2)
    true_left = 600 - (cast_clock() - cast.today.starts_at).total_seconds()
    shown = [seconds_left(right), seconds_left(wrong)]
    assert abs(shown[0] - shown[1]) <= 1
    assert all(abs(seconds - true_left) <= 1.5 for seconds in shown)


def test_the_clock_speaks_when_one_minute_is_left_and_never_moves_on_by_itself(
    page_for: PageFor, cast: Cast, cast_clock: CastClock
) -> None:
    cast_clock.ahead = timedelta(minutes=3, seconds=54)
    page = page_for(cast.fatima, meeting(cast))
    expect(page.locator("#status")).to_have_text("One minute left.", timeout=15000)
    cast_clock.ahead += timedelta(seconds=58)
    page.reload()
    expect(page.locator("#status")).to_have_text("The time for this step is used up.", timeout=15000)
    expect(page.locator(".timer-face")).to_have_text(re.compile(r"\+0:\d\d"))
    expect(page.locator(".timer-words")).to_have_text("over 10 minutes")
    expect(page.locator("#now-title")).to_have_text("Step 1")


def test_a_press_moves_everybody_and_keeps_the_focus(page_for: PageFor, cast: Cast) -> None:
    fatima, omar = page_for(cast.fatima, meeting(cast)), page_for(cast.omar, meeting(cast))
    is_live(omar)
    omar.locator(FIELD).press_sequentially("Wait, I")
    fatima.locator("#run-next").press("Enter")
    expect(fatima.locator("#now-title")).to_have_text("Step 2")
    assert focused(fatima) == "run-next"
    expect(fatima.locator("#status")).to_have_text("Now: Step 2")
    expect(omar.locator("#now-title")).to_have_text("Step 2")
    expect(omar.locator("#steps .step.done")).to_have_count(1)
    assert (focused(omar), omar.input_value(FIELD)) == ("capture-field-text", "Wait, I")
    fatima.locator("#run-pause").press("Enter")
    expect(omar.locator("#timer")).to_have_attribute("data-state", "paused")
    fatima.locator("#run-minutes").click()
    fatima.locator("#run-minutes").click()
    expect(omar.locator(".timer-words")).to_contain_text(re.compile("of 1[24] minutes"))


def test_an_undo_brings_it_away_and_back_by_keyboard(page_for: PageFor, cast: Cast) -> None:
    omar = page_for(cast.omar, meeting(cast))
    is_live(omar)
    note = omar.locator(f"#note-{cast.note.id}")
    omar.locator(f"#undo-{cast.note.id}").press("Enter")
    expect(omar.locator("#captures-put-away summary")).to_have_text("Put away (1)")
    expect(omar.locator("#captures-here")).not_to_contain_text("We began on time.")
    assert focused(omar) == "captures"
    omar.locator("#captures-put-away summary").press("Enter")
    omar.locator(f"#back-{cast.note.id}").press("Enter")
    expect(omar.locator("#captures-here")).to_contain_text("We began on time.")
    expect(note).to_have_count(1)


def test_an_action_caught_by_mistake_is_put_away(page_for: PageFor, server: RealServer, cast: Cast) -> None:
    omar = page_for(cast.omar, meeting(cast))
    is_live(omar)
    omar.locator("#capture-kind-action").check()
    omar.locator("#capture-field-owner").select_option(label="Nia Powell")
    omar.locator(FIELD).fill("Ring the hostel.")
    omar.locator(FIELD).press("Control+Enter")
    caught_here = omar.locator("#captures-here")
    expect(caught_here).to_contain_text("Nia Powell, before we next meet")
    caught_here.get_by_role("button", name=re.compile("^Undo *: Ring the hostel")).click()
    expect(caught_here).not_to_contain_text("Ring the hostel.")
    omar.locator("#captures-put-away summary").click()
    omar.get_by_role("button", name=re.compile("^Bring back *: Ring the hostel")).click()
    expect(caught_here).to_contain_text("Ring the hostel.")
    assert omar.url.endswith(meeting(cast))


def test_a_reason_half_typed_survives_what_others_do(page_for: PageFor, cast: Cast) -> None:
    fatima, omar = page_for(cast.fatima, meeting(cast)), page_for(cast.omar, meeting(cast))
    is_live(fatima)
    fold = fatima.locator(f"#fold-let_go-{cast.open_action.id}")
    fold.locator("summary").click()
    why = f"#why-let_go-{cast.open_action.id}-field-why"
    fatima.locator(why).press_sequentially("The hostel has clo")
    omar.locator("#capture-kind-miracle").check()
    omar.locator(FIELD).fill("She laughed.")
    omar.locator(FIELD).press("Control+Enter")
    expect(fatima.locator("#captures")).to_contain_text("She laughed.")
    omar.locator(f"#say-not_yet-{cast.open_action.id}").click()
    expect(fatima.locator("#opening")).to_contain_text("Not done yet")
    assert (focused(fatima), fatima.input_value(why)) == (why[1:], "The hostel has clo")
    fatima.keyboard.type("sed.")
    fatima.keyboard.press("Enter")
    expect(omar.locator("#opening")).to_contain_text("The hostel has closed.")


def test_without_javascript_the_meeting_is_run_and_caught_by_reload(page_for: PageFor, cast: Cast) -> None:
    page = page_for(cast.fatima, meeting(cast), java_script_enabled=False)
    expect(page.locator("#connection")).to_contain_text("Not following by itself")
    page.locator("#run-next").click()
    expect(page.locator("#now-title")).to_have_text("Step 2")
    page.locator(FIELD).fill("By paper and by form.")
    page.locator("#capture-save").click()
    expect(page.locator("#captures")).to_contain_text("By paper and by form.")
    expect(page.locator("#flash")).to_contain_text("Note saved.")
    page.locator("#capture-save").click()
    expect(page.locator("#capture-error-summary")).to_contain_text("Write a few words first.")
    page.locator("#run-close").click()
    page.locator("#close-now").click()
    expect(page.locator("#flash")).to_contain_text("closed")


def test_where_the_stream_is_held_back_the_page_still_follows(page_for: PageFor, cast: Cast) -> None:
    omar = page_for(cast.omar, meeting(cast))
    held_back = page_for(cast.nia, "/help")
    held_back.route("**/live?*", lambda route: route.abort())
    held_back.goto(meeting(cast))
    expect(held_back.locator("#connection")).to_contain_text("Reconnecting")
    omar.locator(FIELD).fill("Through the wall.")
    omar.locator(FIELD).press("Control+Enter")
    expect(held_back.locator("#captures")).to_contain_text("Through the wall.", timeout=25000)


def test_through_a_proxy_that_gathers_what_it_carries_a_note_comes_within_25_seconds(
    page_for: PageFor, server: RealServer, cast: Cast
) -> None:
    with way(server.port, gathers=True) as proxy:
        far = page_for(cast.nia, proxy.url + meeting(cast))
        omar = page_for(cast.omar, meeting(cast))
        is_live(omar)
        expect(far.locator("#connection")).to_contain_text("Reconnecting")
        omar.locator(FIELD).fill("Through the thick wall.")
        omar.locator(FIELD).press("Control+Enter")
        expect(far.locator("#captures")).to_contain_text("Through the thick wall.", timeout=25000)
        assert proxy.held_back
        far.close()


HIDE = """(hidden) => {
  Object.defineProperty(document, "hidden", { configurable: true, get: () => hidden });
  document.dispatchEvent(new Event("visibilitychange"));
}"""


def test_s55_eight_tabs_of_one_browser_can_be_used(page_for: PageFor, server: RealServer, cast: Cast) -> None:
    tabs = [page_for(cast.omar, meeting(cast))]
    for _ in range(7):
        is_live(tabs[-1])
        # The browser says so of every tab but the one in front; headless it takes all of them for the one in front.
        tabs[-1].evaluate(HIDE, True)
        expect(tabs[-1].locator("#connection")).to_contain_text("Paused")
        tabs.append(tabs[0].context.new_page())
        tabs[-1].goto(meeting(cast))
    is_live(tabs[-1])
    wait_until(lambda: server.hub.open_pages == 1)
    tabs[-1].locator(FIELD).fill("From the eighth tab.")
    tabs[-1].locator(FIELD).press("Control+Enter")
    expect(tabs[-1].locator("#captures")).to_contain_text("From the eighth tab.")
    tabs[0].evaluate(HIDE, False)
    expect(tabs[0].locator("#captures")).to_contain_text("From the eighth tab.")


def test_signing_out_elsewhere_stops_the_page_and_it_says_so(page_for: PageFor, server: RealServer, cast: Cast) -> None:
    omar = page_for(cast.omar, meeting(cast))
    is_live(omar)
    secret = next(cookie["value"] for cookie in omar.context.cookies() if cookie["name"] == "sign-in")
    server.ask("POST", "/sign-out", secret)
    expect(omar.locator("#connection")).to_contain_text("Ended")
    assert server.hub.open_pages == 0


def test_a_page_comes_back_by_itself_after_a_restart(
    browser: Browser, database_url: str, cast: Cast, cast_clock: CastClock
) -> None:
    port = free_port()
    with serving(database_url, demo=True, port=port, now=cast_clock) as before:
        context = browser.new_context(base_url=before.url)
        secret = secret_for(before.database, cast.omar, cast_clock())
        context.add_cookies([{"name": "sign-in", "value": secret, "url": before.url}])
        page = context.new_page()
        page.goto(meeting(cast))
        is_live(page)
        page.locator(FIELD).fill("Still here")
    expect(page.locator("#connection")).to_contain_text("Reconnecting", timeout=10000)
    with serving(database_url, demo=True, port=port, now=cast_clock) as after:
        with after.database.writing() as db:
            today = meetings.by_id(db, cast.today.id)
            assert today
            captures.catch(db, today, captures.Words("note", "After the restart."), by=cast.nia, at=cast_clock())
        is_live(page)
        expect(page.locator("#captures")).to_contain_text("After the restart.", timeout=10000)
        assert page.input_value(FIELD) == "Still here"
        context.close()
