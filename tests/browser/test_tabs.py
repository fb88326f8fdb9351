"""One question of a case open twice, without a connection, and signed out: the page says so, and no word is lost."""

from uuid import UUID

import pytest
from playwright.sync_api import Page, expect

from app.domain import cases
from tests.browser import checks
from tests.browser.conftest import PageFor
from tests.cast import Cast
from tests.live.servers import RealServer

pytestmark = pytest.mark.browser
WANTS = "#field-wants"
SAVED = 8000


def another_tab(page: Page) -> Page:
    tab = page.context.new_page()
    tab.goto(page.url)
    return tab


def wants_of(server: RealServer, case_id: UUID) -> str:
    with server.database.reading() as db:
        case = cases.by_id(db, case_id)
        assert case
        return case.wants


def write(page: Page, words: str) -> None:
    page.locator(WANTS).press("Control+End")
    page.locator(WANTS).press_sequentially(words)


def look_at(page: Page) -> None:
    assert not checks.axe_violations(page)
    for width in (320, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        assert checks.sideways(page) <= 0


def test_two_tabs_on_one_question_lose_no_word(page_for: PageFor, server: RealServer, cast: Cast) -> None:
    case_id = cast.draft_case.id
    first = page_for(cast.nia, f"/cases/{case_id}/pages/3", script="")
    second = another_tab(first)
    for words in ("A door", " of their own", ", and quiet"):
        write(first, words)
        expect(first.locator("#saved [data-state=saved]")).to_be_visible(timeout=SAVED)
        first.wait_for_timeout(2600)
    assert wants_of(server, case_id) == "A door of their own, and quiet", "a page is in nobody's way by itself"

    write(second, "A window")
    expect(second.locator("#saved")).to_contain_text("Not saved: this was changed elsewhere", timeout=SAVED)
    expect(second.locator("#status")).to_contain_text("Not saved")
    expect(second.locator(WANTS)).to_have_value("A window")
    look_at(second)
    assert wants_of(server, case_id) == "A door of their own, and quiet"

    second.locator("#see-both").click()
    expect(second.locator("#theirs")).to_contain_text("A door of their own, and quiet")
    expect(second.locator("#theirs")).to_be_focused()
    expect(second.locator(WANTS)).to_have_value("A window")
    look_at(second)
    write(second, " and a door")
    second.wait_for_timeout(3000)
    assert wants_of(server, case_id) == "A door of their own, and quiet", "nothing is saved before somebody chose"
    second.locator("#save-mine").click()
    expect(second.locator(".progress")).to_contain_text("Question 4")
    assert wants_of(server, case_id) == "A window and a door"

    write(first, ", please")
    expect(first.locator("#saved [data-state=behind]")).to_be_visible(timeout=SAVED)
    first.locator("#save-on").click()
    expect(first.locator("#theirs")).to_contain_text("A window and a door")
    first.locator("#keep-theirs").click()
    expect(first.locator(WANTS)).to_have_value("A window and a door")


def test_another_question_in_another_tab_is_no_conflict(page_for: PageFor, server: RealServer, cast: Cast) -> None:
    first = page_for(cast.nia, f"/cases/{cast.draft_case.id}/pages/3")
    second = another_tab(first)
    second.goto(f"/cases/{cast.draft_case.id}/pages/4")
    second.locator("#field-strengths").fill("Humour")
    second.locator("#save-on").click()
    write(first, "A door")
    expect(first.locator("#saved [data-state=saved]")).to_be_visible(timeout=SAVED)
    assert wants_of(server, cast.draft_case.id) == "A door"


def test_words_wait_for_the_connection_and_for_a_new_sign_in(page_for: PageFor, server: RealServer, cast: Cast) -> None:
    case_id = cast.draft_case.id
    page = page_for(cast.nia, f"/cases/{case_id}/pages/3")
    # It comes through, and its answer is lost.
    page.route("**/pages/3", lambda route: (route.fetch(), route.abort()))
    write(page, "A door")
    expect(page.locator("#saved")).to_contain_text("Not saved yet: the connection failed", timeout=SAVED)
    assert wants_of(server, case_id) == "A door"
    page.unroute("**/pages/3")
    page.context.set_offline(True)
    write(page, " and a key")
    page.locator("#save-on").click()
    page.wait_for_timeout(500)
    expect(page.locator(WANTS)).to_have_value("A door and a key")
    look_at(page)
    page.context.set_offline(False)
    expect(page.locator("#saved [data-state=saved]")).to_be_visible(timeout=SAVED)
    assert wants_of(server, case_id) == "A door and a key"

    held = page.context.cookies()
    page.context.clear_cookies()
    write(page, "!")
    expect(page.locator("#saved")).to_contain_text("you are signed out", timeout=SAVED)
    page.context.add_cookies(held)
    expect(page.locator("#saved [data-state=saved]")).to_be_visible(timeout=SAVED)
    assert wants_of(server, case_id) == "A door and a key!"


def test_words_typed_while_others_are_saved_are_not_forgotten_on_leaving(
    page_for: PageFor, server: RealServer, cast: Cast
) -> None:
    case_id = cast.draft_case.id
    page = page_for(cast.nia, f"/cases/{case_id}/pages/3")
    with page.expect_request("**/pages/3"):
        write(page, "A door")
    write(page, " and a key")
    expect(page.locator("#saved [data-state=saved]")).to_be_visible(timeout=SAVED)
    page.goto(f"/cases/{case_id}")
    page.wait_for_timeout(500)
    assert wants_of(server, case_id) == "A door and a key"
    page.go_back()
    write(page, ", please")
    page.locator("#save-on").click()
    expect(page.locator(".progress")).to_contain_text("Question 4")
    assert wants_of(server, case_id) == "A door and a key, please"


def test_without_a_script_both_texts_are_shown_too(page_for: PageFor, server: RealServer, cast: Cast) -> None:
    case_id = cast.draft_case.id
    first = page_for(cast.nia, f"/cases/{case_id}/pages/3", java_script_enabled=False)
    second = another_tab(first)
    first.locator(WANTS).fill("A door")
    first.locator("#save-on").click()
    second.locator(WANTS).fill("A window")
    second.locator("#save-stop").click()
    expect(second.locator("#theirs")).to_contain_text("A door")
    expect(second.locator(WANTS)).to_have_value("A window")
    assert wants_of(server, case_id) == "A door"
    second.locator("#save-mine").click()
    expect(second.locator(".progress")).to_contain_text("Question 4")
    assert wants_of(server, case_id) == "A window"
