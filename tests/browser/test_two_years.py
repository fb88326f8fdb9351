"""The opening of a community with two years behind it, gone through by its facilitator with the keyboard alone."""

import json
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect

from app.domain import opening
from tests.bench.two_years import counted, grow
from tests.browser import checks
from tests.browser.conftest import CastClock, PageFor
from tests.live.servers import RealServer

MOST_PRESSES, MOST_TABS = 60, 60
# The first button of each row that still waits for a word.
WAITING = ", ".join(
    f'#opening button[id^="{start}"]' for start in ("holding-holding-", "say-done-", "told-", "say-told-", "say-holds-")
)


def focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement.id"))


def tab_to(page: Page, wanted: str) -> int:
    """Go there by Tab from wherever the focus is; answers how many it took."""
    for number in range(MOST_TABS):
        if focused(page) == wanted:
            return number
        page.keyboard.press("Tab")
    raise AssertionError(f"{wanted} was not reached in {MOST_TABS} presses of Tab")


def deal_with(page: Page, wanted: str) -> int:
    """The row's first button with Tab and Return; words are typed where they are asked for."""
    told = wanted.startswith("told-")
    tabs = 0
    if told:
        tabs += tab_to(page, f"word-{wanted.removeprefix('told-')}-field-text")
        page.keyboard.type("Much the same.")
    tabs += tab_to(page, wanted)
    page.keyboard.press("Enter")
    expect(page.locator(f"#{wanted}")).to_have_count(0)
    return tabs


def test_it_is_gone_through_row_by_row_without_a_mouse(
    page_for: PageFor, server: RealServer, cast_clock: CastClock
) -> None:
    with server.database.writing() as db:
        life, meeting = grow(db, 24, cast_clock())
        rows = counted(opening.of_meeting(db, meeting, life.day_of(cast_clock())))
        frida, address = life.frida, f"/meetings/{meeting.id}"
    page = page_for(frida, address)
    page.locator("#opening").focus()
    presses = tabs = 0
    while (button := page.locator(WAITING)).count():
        tabs += deal_with(page, str(button.first.get_attribute("id")))
        presses += 1
        assert presses <= MOST_PRESSES
    assert checks.axe_violations(page) == []
    assert presses >= rows["actions"] + rows["still holding?"]
    _keep({"rows": dict(rows), "presses of Return": presses, "presses of Tab": tabs})


def _keep(figures: dict[str, Any]) -> None:
    """Where somebody looks for pictures, the figures stand too."""
    folder = Path("test-results")
    if folder.is_dir():
        (folder / "two_years.json").write_text(json.dumps(figures, indent=2))
    print(figures)
