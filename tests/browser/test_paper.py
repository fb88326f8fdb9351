"""A meeting held without screens is typed in on a small phone, with the keyboard alone, and closed."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from app.domain import agenda, cases, closing, meetings
from tests.browser.checks import axe_violations, html_errors, sideways
from tests.browser.conftest import CastClock, PageFor
from tests.cast import NOW, Cast, build_case
from tests.live.servers import RealServer

pytestmark = pytest.mark.browser
SMALL = {"width": 320, "height": 640}


@pytest.fixture
def steps(server: RealServer, cast: Cast, cast_clock: CastClock) -> list[str]:
    """The steps of next month's meeting, whose second one is a case; its hour has come."""
    with server.database.writing() as db:
        today, meeting = meetings.by_id(db, cast.today.id), meetings.by_id(db, cast.next_month.id)
        assert today and meeting
        closing.close(db, today, by=cast.fatima, at=NOW)
        case = build_case(db, cast.community, cast.nia, state="approved")
        cases.put_on(db, case, meeting, by=cast.fatima, at=NOW)
        items = agenda.of(db, meeting.id)
        items[1].case_id = case.id
        cast_clock.ahead = meeting.planned_end - NOW
        return [str(item.id) for item in items]


def tab_to(page: Page, element_id: str) -> None:
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == element_id:
            return
    raise AssertionError(f"The keyboard does not reach {element_id}.")


def keep(page: Page, folder: Path, name: str) -> None:
    """Save the page to be checked. That a row's fields have the names of the other rows' is meant so, and valid."""
    pardon = "<head><!-- [html-validate-disable form-dup-name] -->"
    (folder / f"{name}.html").write_text(page.content().replace("<head>", pardon, 1))


def write(page: Page, element_id: str, text: str) -> None:
    tab_to(page, element_id)
    page.keyboard.insert_text(text)


@pytest.mark.parametrize("has_script", [True, False])
def test_a_sheet_is_typed_in_with_the_keyboard_alone(
    page_for: PageFor, cast: Cast, steps: list[str], has_script: bool
) -> None:
    page = page_for(
        cast.fatima, f"/meetings/{cast.next_month.id}/paper", viewport=SMALL, java_script_enabled=has_script
    )
    if not has_script:
        # Without JavaScript the page cannot be asked where the focus is.
        page.locator(f"#here-{cast.omars_place.id}").check()
        page.locator(f"#notes-{steps[0]}").fill("Cake.")
        page.locator("#save-paper").press("Enter")
        expect(page.locator("h1")).to_have_text("Close the meeting?")
        return
    for place in (cast.nias_place, cast.omars_place):
        tab_to(page, f"here-{place.id}")
        page.keyboard.press("Space")
    write(page, "field-guests", "Gwen")
    tab_to(page, f"reached-{steps[0]}")
    page.keyboard.press("Space")
    write(page, f"notes-{steps[0]}", "Cake.\nThe bus was late.")
    tab_to(page, f"reached-{steps[1]}")
    page.keyboard.press("Space")
    write(page, f"taken-{steps[1]}", "Go with her.")
    write(page, f"offers-{steps[1]}", "Ask the library.")
    write(page, "what-1", "Omar rings the clinic by Friday")
    write(page, "field-miracles", "He stayed for tea. His number is 07700 900123.")
    write(page, "field-barriers", "No letter, no key.")
    tab_to(page, "save-paper")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Close the meeting?")
    expect(page.locator("#look")).to_contain_text("His number is 07700 900123.")
    expect(page.locator("#without-owner")).to_have_count(0)
    tab_to(page, "close-now")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("June")
    page.goto(f"/meetings/{cast.next_month.id}/minutes")
    for words in ("The bus was late.", "Offer taken", "Omar Reid, by Friday 11 June 2027", "Gwen", "on paper"):
        expect(page.locator("main")).to_contain_text(words)


def test_every_page_of_paper_is_whole(page_for: PageFor, cast: Cast, steps: list[str], tmp_path: Path) -> None:
    assert steps
    june = f"/meetings/{cast.next_month.id}"
    for scheme in ("light", "dark"):
        for what in ("paper", "cards", "sheet", "agenda/print"):
            page = page_for(cast.fatima, f"{june}/{what}", viewport=SMALL, color_scheme=scheme)
            assert axe_violations(page) == [] and sideways(page) == 0
            keep(page, tmp_path, what.replace("/", "-"))
    page = page_for(cast.fatima, f"{june}/paper", viewport=SMALL)
    page.locator("#field-guests").fill("Omar Reid")
    page.locator("#save-paper").click()
    expect(page.locator("#error-summary")).to_be_focused()
    assert axe_violations(page) == [] and sideways(page) == 0
    keep(page, tmp_path, "refused")
    assert html_errors(tmp_path) == ""
