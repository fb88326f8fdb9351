"""After the meeting, on a small phone and by keyboard: how it was, aftercare, and the minutes read over once."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from app.domain import agenda, captures, closing, feedback, meetings, memberships, notes, running
from app.domain.people import Person
from tests.browser.checks import axe_violations, html_errors, sideways
from tests.browser.conftest import PageFor
from tests.browser.test_paper import keep, tab_to
from tests.cast import NOW, Cast
from tests.live.servers import RealServer

pytestmark = pytest.mark.browser
SMALL = {"width": 320, "height": 640}
TELLS = "His mother rang 07700 900123."


def focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement.id"))


def go_on(server: RealServer, cast: Cast, steps: int) -> None:
    with server.database.writing() as db:
        meeting = meetings.by_id(db, cast.today.id)
        assert meeting
        for step in agenda.of(db, meeting.id)[:steps]:
            running.step_on(db, meeting, step.id, by=cast.fatima, at=NOW)


def close(server: RealServer, cast: Cast) -> None:
    with server.database.writing() as db:
        meeting = meetings.by_id(db, cast.today.id)
        assert meeting
        captures.catch(db, meeting, captures.Words("note", TELLS), by=cast.omar, at=NOW)
        closing.close(db, meeting, by=cast.fatima, at=NOW)


def answered(server: RealServer, cast: Cast, person: Person) -> feedback.Mine:
    with server.database.reading() as db:
        place = memberships.of(db, cast.community.id, person.id)
        meeting = meetings.by_id(db, cast.today.id)
        assert place and meeting
        return feedback.mine(db, meeting, place)


@pytest.mark.parametrize("who", ["gus", "omar", "fatima"])
def test_the_last_step_asks_by_itself_and_the_keyboard_answers(
    page_for: PageFor, server: RealServer, cast: Cast, who: str
) -> None:
    person = getattr(cast, who)
    page = page_for(person, f"/meetings/{cast.today.id}", viewport=SMALL)
    expect(page.locator("#connection")).to_contain_text("Live", timeout=10000)
    expect(page.locator("#feedback-title")).to_have_count(0)
    go_on(server, cast, 2)
    expect(page.locator("#feedback-title")).to_be_visible()
    for question in feedback.QUESTIONS:
        tab_to(page, f"feedback-{question}-yes")
        page.keyboard.press("Enter")
        expect(page.locator(f"#feedback-{question}")).to_contain_text("Answered. Thank you.")
        expect(page.locator(f"#feedback-{question}")).to_be_focused()
    tab_to(page, "feedback-word-field")
    page.keyboard.insert_text("lighter")
    page.keyboard.press("Enter")
    expect(page.locator("#feedback-word-save")).to_contain_text("Change my word")
    mine = answered(server, cast, person)
    assert mine.answered == set(feedback.QUESTIONS) and mine.word == "lighter"
    assert axe_violations(page) == [] and sideways(page) == 0


@pytest.mark.parametrize("who", ["gus", "omar"])
def test_without_javascript_it_is_answered_by_reload(
    page_for: PageFor, server: RealServer, cast: Cast, who: str
) -> None:
    person = getattr(cast, who)
    go_on(server, cast, 3)
    page = page_for(person, f"/meetings/{cast.today.id}", viewport=SMALL, java_script_enabled=False)
    page.locator("#feedback-well_spent-partly").press("Enter")
    expect(page.locator("#feedback-well_spent")).to_contain_text("Answered. Thank you.")
    page.locator("#feedback-word-field").fill("lighter")
    page.locator("#feedback-word-save").press("Enter")
    expect(page.locator("#feedback-word-field")).to_have_value("lighter")
    assert answered(server, cast, person).answered == {"well_spent"}


@pytest.mark.parametrize("has_script", [True, False])
def test_closing_leads_on_to_aftercare_and_to_minutes_that_are_ready(
    page_for: PageFor, cast: Cast, has_script: bool
) -> None:
    page = page_for(cast.fatima, f"/meetings/{cast.today.id}/close", viewport=SMALL, java_script_enabled=has_script)
    page.locator("#close-now").press("Enter")
    expect(page.locator("#feedback-title")).to_be_visible()
    page.locator("#aftercare-page").press("Enter")
    page.locator("#field-who").select_option(label="Omar Reid")
    page.locator("#look-after").press("Enter")
    expect(page.locator("main")).to_contain_text("Ring Omar Reid")
    page.locator("a.back").press("Enter")
    page.locator(f"#edit-minutes-{cast.today.id}").press("Enter")
    page.locator("#short-field-text").fill("A warm two hours.")
    page.locator("#short-save").press("Enter")
    expect(page.locator("#short-field-text")).to_have_value("A warm two hours.")
    page.locator(f"#change-{cast.note.id}").press("Enter")
    page.locator("#field-text").fill("We began with cake.")
    page.locator("#change-save").press("Enter")
    expect(page.locator(f"#thing-{cast.note.id}")).to_contain_text("We began with cake.")
    page.locator(f"#put_away-{cast.offer.id}").press("Enter")
    expect(page.locator("#put-away")).to_contain_text("Put away (1)")
    page.locator("#minutes-ready").press("Enter")
    expect(page.locator("main")).to_contain_text("Read over and ready")
    expect(page.locator("main")).to_contain_text("A warm two hours.")
    expect(page.locator("main")).not_to_contain_text("Try the morning visit.")
    page.locator("#reopen-minutes").press("Enter")
    expect(page.locator("h1")).to_have_text("Read over the minutes")


def test_two_facilitators_who_change_the_same_words_lose_none(
    page_for: PageFor, server: RealServer, cast: Cast
) -> None:
    close(server, cast)
    address = f"/meetings/{cast.today.id}/minutes/edit?change={cast.note.id}#change"
    mine, theirs = page_for(cast.fatima, address), page_for(cast.fatima, address)
    for page, text in ((theirs, "Theirs."), (mine, "Mine.")):
        page.locator("#field-text").fill(text)
        page.locator("#change-save").click()
    expect(mine.locator("#theirs")).to_be_focused()
    expect(mine.locator("#theirs")).to_contain_text("Theirs.")
    expect(mine.locator("#field-text")).to_have_value("Mine.")
    mine.locator("#change-save").click()
    expect(mine.locator(f"#thing-{cast.note.id}")).to_contain_text("Mine.")
    with server.database.reading() as db:
        note = notes.by_id(db, cast.note.id)
        assert note and note.text == "Mine."


def test_every_page_after_the_meeting_is_whole(
    page_for: PageFor, server: RealServer, cast: Cast, tmp_path: Path
) -> None:
    close(server, cast)
    url, place = f"/meetings/{cast.today.id}", f"/communities/{cast.community.id}"
    edit = f"{url}/minutes/edit"
    pages = {
        "edit": edit,
        "change": f"{edit}?change={cast.note.id}",
        "step": f"{edit}?change={cast.step.id}",
        "minutes": f"{url}/minutes",
        "closed": url,
        "home": place,
        "list": f"{place}/meetings",
    }
    for scheme in ("light", "dark"):
        for name, address in pages.items():
            page = page_for(cast.fatima, address, viewport=SMALL, color_scheme=scheme)
            assert axe_violations(page) == [] and sideways(page) == 0, name
            keep(page, tmp_path, name)
    page = page_for(cast.fatima, pages["change"], viewport=SMALL)
    page.locator("#field-text").fill(TELLS)
    page.locator("#change-save").click()
    expect(page.locator("#coach-title")).to_be_focused()
    expect(page.locator("#coach")).to_contain_text("07700 900123")
    assert axe_violations(page) == [] and sideways(page) == 0
    keep(page, tmp_path, "coach")
    page.goto(edit)
    page.locator("#minutes-ready").click()
    expect(page.locator("#ready-error-summary")).to_be_focused()
    assert axe_violations(page) == [] and sideways(page) == 0
    keep(page, tmp_path, "not-ready")
    assert html_errors(tmp_path) == ""
