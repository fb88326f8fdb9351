"""A meeting by the keyboard alone: its own keys, the time aloud, and everything by Tab."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser import checks
from tests.browser.conftest import PageFor
from tests.cast import Cast

pytestmark = pytest.mark.browser
FIELD = "#capture-field-text"
PRESS = """([key, code, more]) => document.activeElement.dispatchEvent(new KeyboardEvent("keydown",
  { key, code, altKey: true, shiftKey: true, bubbles: true, cancelable: true, ...more }))"""
# Everything that a press can reach on the page, but for what is folded away.
REACHABLE = """() => [...document.querySelectorAll("a[href], button, input, select, textarea, summary")]
  .filter((one) => one.type !== "hidden" && !one.disabled && one.checkVisibility() && one.tabIndex >= 0)
  .filter((one) => one.type !== "radio" || one.checked)
  .map((one) => (one.dataset.walk ??= String(Math.random())))"""


def open_meeting(page_for: PageFor, cast: Cast, person: str = "fatima") -> Page:
    page = page_for(getattr(cast, person), f"/meetings/{cast.today.id}")
    expect(page.locator("#connection")).to_have_text(re.compile("Live"), timeout=10000)
    return page


def press(page: Page, key: str, code: str, **more: object) -> None:
    page.evaluate(PRESS, [key, code, more])


def focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement.id"))


def test_keys_press_by_their_letter_and_leave_the_words_alone(page_for: PageFor, cast: Cast) -> None:
    page = open_meeting(page_for, cast)
    page.keyboard.press("Alt+Shift+KeyC")
    assert focused(page) == FIELD[1:]
    page.keyboard.type("Half a thou")
    page.keyboard.press("Alt+Shift+KeyN")
    expect(page.locator("#now-title")).to_have_text("Step 2")
    assert (focused(page), page.input_value(FIELD)) == (FIELD[1:], "Half a thou")
    page.keyboard.press("Alt+Shift+KeyB")
    expect(page.locator("#now-title")).to_have_text("Step 1")
    page.keyboard.press("Alt+Shift+KeyP")
    expect(page.locator("#timer")).to_have_attribute("data-state", "paused")
    page.keyboard.press("Alt+Shift+KeyP")
    expect(page.locator("#timer")).to_have_attribute("data-state", "running")
    page.keyboard.press("Alt+Shift+KeyM")
    expect(page.locator(".timer-words")).to_have_text("left of 12 minutes")
    letters = {"O": "offer", "D": "action", "L": "miracle", "R": "barrier", "W": "note"}
    for letter, kind in letters.items():
        page.locator("#reload").focus()
        page.keyboard.press(f"Alt+Shift+Key{letter}")
        expect(page.locator(f"#capture-kind-{kind}")).to_be_checked()
        assert focused(page) == FIELD[1:]
    assert page.input_value(FIELD) == "Half a thou"
    # Questions are caught at the step of a case alone.
    page.keyboard.press("Alt+Shift+KeyQ")
    expect(page.locator("#capture-kind-note")).to_be_checked()


def test_a_key_counts_where_alt_writes_another_letter_and_altgr_goes_on_writing(page_for: PageFor, cast: Cast) -> None:
    page = open_meeting(page_for, cast)
    page.locator(FIELD).focus()
    title = page.locator("#now-title")
    for more in ({"ctrlKey": True}, {"modifierAltGraph": True}, {"shiftKey": False}, {"metaKey": True}):
        press(page, "Ń", "KeyN", **more)
    page.wait_for_timeout(700)
    expect(title).to_have_text("Step 1")
    press(page, "Ń", "KeyN")
    expect(title).to_have_text("Step 2")
    press(page, "B", "KeyN")  # another layout: what is printed on the key counts
    expect(title).to_have_text("Step 1")
    press(page, "Dead", "Quote")
    press(page, "Z", "KeyZ")
    expect(title).to_have_text("Step 1")


def test_a_member_has_no_keys_for_what_a_member_may_not_do(page_for: PageFor, cast: Cast) -> None:
    page = open_meeting(page_for, cast, "omar")
    page.keyboard.press("Alt+Shift+KeyN")
    page.keyboard.press("Alt+Shift+KeyH")
    assert focused(page) == "keys-summary"
    expect(page.locator("#keys-fold")).to_contain_text("Write in the capture bar")
    expect(page.locator("#now-title")).to_have_text("Step 1")


def test_switched_off_nothing_listens(page_for: PageFor, cast: Cast) -> None:
    page = open_meeting(page_for, cast)
    page.keyboard.press("Alt+Shift+KeyH")
    page.locator("#keys-page").press("Enter")
    page.locator("#switch-keys").press("Enter")
    expect(page.locator("#flash")).to_contain_text("Your keys are off.")
    page.goto(f"/meetings/{cast.today.id}")
    page.keyboard.press("Alt+Shift+KeyC")
    assert focused(page) != FIELD[1:]
    page.goto(f"/meetings/{cast.today.id}/screen")
    page.keyboard.press("b")
    expect(page.locator("#now-title")).to_be_visible()


def test_the_time_is_said_aloud_when_asked_for(page_for: PageFor, cast: Cast) -> None:
    page = open_meeting(page_for, cast, "omar")
    page.locator(FIELD).focus()
    page.keyboard.press("Alt+Shift+KeyS")
    words = re.compile(
        r"^(5 minutes|4 minutes( \d+ seconds?)?) left of 10 minutes\. "
        r"Step 1 of 3, until 12:40\. Step 1\. Fatima Aziz leads$"
    )
    expect(page.locator("#status")).to_have_text(words)
    assert focused(page) == FIELD[1:]
    page.locator("#say-time").focus()
    expect(page.locator("#say-time")).to_be_in_viewport()
    said = page.locator(".timer-spoken").text_content()
    expect(page.locator(".timer-spoken")).not_to_have_text(said or "", timeout=4000)


def test_tab_reaches_everything_and_shows_where_it_is(page_for: PageFor, cast: Cast) -> None:
    page = open_meeting(page_for, cast)
    waiting = set(page.evaluate(REACHABLE))
    total = len(waiting)
    for _ in range(total * 2):
        page.keyboard.press("Tab")
        waiting.discard(page.evaluate("document.activeElement.dataset.walk"))
        if not waiting:
            break
    missed = [
        page.evaluate("(walk) => document.querySelector(`[data-walk='${walk}']`).outerHTML", one) for one in waiting
    ]
    assert total > 20 and not missed


def test_the_keyboard_page_holds(page_for: PageFor, cast: Cast, tmp_path: Path) -> None:
    page = page_for(cast.gus, "/keyboard")
    (tmp_path / "keyboard.html").write_text(page.content())
    for width in (320, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            assert checks.axe_violations(page) == []
        assert checks.sideways(page) <= 0
    page.goto(f"/meetings/{cast.today.id}")
    page.locator("#keys-summary").click()
    assert checks.axe_violations(page) == []
    assert checks.html_errors(tmp_path) == ""
