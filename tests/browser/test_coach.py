"""The coach in a real browser: found after a pause, used in place, kept with a reason; nothing typed is ever lost."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from app.domain import agenda, captures, closing, history, meetings
from app.domain.actions import Action
from tests.browser.checks import axe_violations, html_errors, sideways
from tests.browser.conftest import PageFor
from tests.browser.test_paper import SMALL, keep
from tests.cast import NOW, Cast
from tests.finding import all_in
from tests.live.servers import RealServer

TELLS = "Ring 07700 900123 about 😀 it, near SW1A 1AA"
TOLD = "2 things may say who somebody is."


def write(page: Page, label: str, text: str = TELLS) -> None:
    page.get_by_label(label).first.fill("")
    page.get_by_label(label).first.press_sequentially(text)


@pytest.mark.parametrize(
    ("where", "label"),
    [
        ("/communities/{community}/actions", "What will be done?"),
        ("/communities/{community}/topics", "Why now?"),
        ("/communities/{community}/miracles", "What moved, however little?"),
        ("/communities/{community}/barriers", "Which rule or gap stands in the way?"),
        ("/cases/{case}", "Your words"),
    ],
)
def test_what_was_found_is_shown_after_a_pause(page_for: PageFor, cast: Cast, where: str, label: str) -> None:
    page = page_for(cast.omar, where.format(community=cast.community.id, case=cast.open_case.id), viewport=SMALL)
    field = page.get_by_label(label).first
    field.evaluate("field => { for (let fold; fold = field.closest('details:not([open])');) fold.open = true; }")
    shared = page.get_by_label("Everybody here, with my name")
    if shared.count():
        # What stays private is not read.
        shared.check()
    write(page, label)
    box = field.locator("xpath=ancestor::form").locator(".coach")
    expect(box).to_contain_text(TOLD)
    expect(field).to_be_focused()
    expect(field).to_have_value(TELLS)
    expect(field.locator("xpath=ancestor::form").locator(".coach-spot [role=status]")).to_have_text(TOLD)
    assert axe_violations(page) == [] and sideways(page) == 0
    page.keyboard.type(" and more")
    expect(box).to_contain_text("and more")
    expect(field).to_have_value(TELLS + " and more")


def test_a_suggestion_is_used_in_place_and_undone_by_the_browser(page_for: PageFor, cast: Cast) -> None:
    page = page_for(cast.omar, f"/communities/{cast.community.id}/topics")
    write(page, "Why now?")
    page.locator("#use-2").click()
    field = page.get_by_label("Why now?")
    expect(field).to_have_value("Ring 07700 900123 about 😀 it, near (area removed)")
    expect(page.locator("#coach-title")).to_be_focused()
    expect(page.locator("#coach")).to_contain_text("1 thing may say who somebody is.")
    page.locator("#use-1").press("Enter")
    expect(field).to_have_value("Ring (removed) about 😀 it, near (area removed)")
    expect(page.locator("#coach")).to_contain_text("We find nothing more.")
    field.focus()
    page.keyboard.press("Control+KeyZ")
    page.keyboard.press("Control+KeyZ")
    expect(field).to_have_value(TELLS)


def test_a_suggestion_finds_its_place_behind_an_accent_of_its_own(page_for: PageFor, cast: Cast) -> None:
    page = page_for(cast.omar, f"/communities/{cast.community.id}/topics")
    page.get_by_label("Why now?").fill("At the cafe\u0301, ring 07700 900123")
    page.locator("#use-1").click()
    expect(page.get_by_label("Why now?")).to_have_value("At the caf\u00e9, ring (removed)")


def test_all_suggestions_are_used_at_once(page_for: PageFor, server: RealServer, cast: Cast) -> None:
    page = page_for(cast.omar, f"/communities/{cast.community.id}/topics")
    page.get_by_label("What would we talk about?").fill("What 07700 900123 said")
    write(page, "Why now?")
    expect(page.locator("#coach")).to_contain_text("3 things may say")
    page.locator("#use-all").click()
    expect(page.get_by_label("Why now?")).to_have_value("Ring (removed) about 😀 it, near (area removed)")
    expect(page.get_by_label("What would we talk about?")).to_have_value("What (removed) said")
    page.locator("#propose").click()
    expect(page.locator("#flash")).to_contain_text("Your topic waits")
    with server.database.reading() as db:
        assert agenda.waiting(db, cast.community.id)[-1].title == "What (removed) said"


def test_words_that_changed_meanwhile_are_left_alone(page_for: PageFor, cast: Cast) -> None:
    page = page_for(cast.omar, f"/communities/{cast.community.id}/topics")
    write(page, "Why now?")
    expect(page.locator("#coach")).to_contain_text(TOLD)
    page.evaluate("() => { document.querySelector('#field-why').value = 'Please ring 07700 900123' }")
    page.locator("#use-1").click()
    expect(page.locator("#coach")).to_contain_text("The words there have changed")
    expect(page.get_by_label("Why now?")).to_have_value("Please ring 07700 900123")


def test_what_is_kept_with_a_reason_is_sent_once(page_for: PageFor, server: RealServer, cast: Cast) -> None:
    page = page_for(cast.omar, f"/communities/{cast.community.id}/topics")
    page.get_by_label("What would we talk about?").fill("A line")
    write(page, "Why now?", "Ring 07700 900123")
    page.get_by_label("It is public").check()
    page.locator("#propose").click()
    expect(page.locator("#flash")).to_contain_text("Your topic waits")
    with server.database.reading() as db:
        item = agenda.waiting(db, cast.community.id)[-1]
        assert [one.detail for one in history.of(db, item.id) if one.detail] == ["public: PHONE"]


def test_a_server_that_does_not_answer_is_not_waited_for(page_for: PageFor, server: RealServer, cast: Cast) -> None:
    page = page_for(cast.omar, f"/communities/{cast.community.id}/topics")
    page.route("**/readings", lambda route: route.abort())
    page.get_by_label("What would we talk about?").fill("A line")
    write(page, "Why now?", "Ring 07700 900123")
    page.wait_for_timeout(1200)
    expect(page.locator(".coach")).to_have_count(0)
    page.locator("#propose").click()
    expect(page.locator("#coach-title")).to_be_focused()
    expect(page.get_by_label("Why now?")).to_have_value("Ring 07700 900123")


def test_return_in_a_line_sends_and_uses_nothing(page_for: PageFor, cast: Cast) -> None:
    page = page_for(cast.omar, f"/communities/{cast.community.id}/topics")
    write(page, "What would we talk about?", "Ring 07700 900123")
    expect(page.locator("#coach")).to_be_visible()
    page.get_by_label("What would we talk about?").press("Enter")
    expect(page.locator("#coach")).to_contain_text("Change it, or say why it may stay.")
    expect(page.get_by_label("What would we talk about?")).to_have_value("Ring 07700 900123")


def test_without_a_script_the_same_by_a_second_page(
    page_for: PageFor, server: RealServer, cast: Cast, tmp_path: Path
) -> None:
    page = page_for(cast.omar, f"/communities/{cast.community.id}/actions", viewport=SMALL, java_script_enabled=False)
    text = page.get_by_label("What will be done?")
    if not text.is_visible():
        page.locator("#agree > summary").click()
    text.fill(TELLS)
    text.locator("xpath=ancestor::form").locator(".form-actions button").click()
    expect(page.locator("#agree-coach")).to_contain_text(TOLD)
    keep(page, tmp_path, "found")
    page.locator("#agree-use-1").click()
    expect(page.get_by_label("What will be done?")).to_have_value("Ring (removed) about 😀 it, near SW1A 1AA")
    expect(page.locator("#agree-coach")).to_contain_text("Nothing has been sent yet")
    keep(page, tmp_path, "used")
    page.get_by_label("Everybody concerned has agreed").check()
    page.get_by_label("What will be done?").locator("xpath=ancestor::form").locator(".form-actions button").click()
    expect(page.locator("#flash")).to_contain_text("Agreed.")
    assert html_errors(tmp_path) == ""
    with server.database.reading() as db:
        newest = max(all_in(db, Action, cast.community.id), key=lambda one: one.agreed_at)
        assert newest.text == "Ring (removed) about 😀 it, near SW1A 1AA"


def test_what_is_marked_in_the_minutes_is_settled_one_by_one(
    page_for: PageFor, server: RealServer, cast: Cast, tmp_path: Path
) -> None:
    with server.database.writing() as db:
        meeting = meetings.by_id(db, cast.today.id)
        assert meeting
        for words in (TELLS, "Ring 07700 900123"):
            captures.catch(db, meeting, captures.Words("note", words), by=cast.omar, at=NOW)
        closing.close(db, meeting, by=cast.fatima, at=NOW)
    page = page_for(cast.fatima, f"/meetings/{cast.today.id}/minutes/edit", viewport=SMALL)
    look = page.locator("#look > ul > li")
    expect(look).to_have_count(2)
    assert axe_violations(page) == [] and sideways(page) == 0
    keep(page, tmp_path, "look")
    look.first.get_by_role("button", name="Use all").click()
    expect(look).to_have_count(1)
    look.first.get_by_label("Or keep it, because…").select_option("agreed")
    look.first.get_by_role("button", name="Keep it").click()
    expect(page.locator("#look")).to_have_count(0)
    page.locator("#minutes-ready").click()
    expect(page.locator("#flash")).to_contain_text("The minutes are ready")
    assert html_errors(tmp_path) == ""
