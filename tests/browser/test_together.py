"""Three people go round, and write in silence, each in their own browser."""

import pytest
from playwright.sync_api import Page, expect
from sqlmodel import select

from app.domain import attendance, meetings
from app.domain.writings import Slip
from tests.browser.conftest import CastClock, PageFor
from tests.cast import Cast
from tests.live.servers import RealServer

pytestmark = pytest.mark.browser
SOON = 15000


def meeting(cast: Cast) -> str:
    return f"/meetings/{cast.today.id}"


def is_live(page: Page) -> None:
    expect(page.locator("#connection")).to_contain_text("Live", timeout=SOON)


def focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement.id"))


@pytest.fixture
def two_are_here(server: RealServer, cast: Cast, cast_clock: CastClock) -> None:
    """Fatima and Omar; Gus has gone, and Nia is still to come."""
    with server.database.writing() as db:
        today = meetings.by_id(db, cast.today.id)
        assert today
        for seat in attendance.seats(db, today):
            if seat.membership.role == "guest":
                attendance.say(db, today, seat.membership, "left", by=cast.fatima, at=cast_clock())
        attendance.say(db, today, cast.fatimas_place, "here", by=cast.fatima, at=cast_clock())


def test_a_round_with_a_pass_and_a_latecomer(page_for: PageFor, cast: Cast, two_are_here: None) -> None:
    fatima, omar, nia = (page_for(person, meeting(cast)) for person in (cast.fatima, cast.omar, cast.nia))
    for page in (fatima, omar, nia):
        is_live(page)
    fatima.locator("#together-fold summary").click()
    fatima.locator("#round-field-question").fill("How do you arrive?")
    fatima.locator("#round-field-question").press("Enter")
    for page in (omar, nia):
        expect(page.locator("#round-title")).to_have_text("How do you arrive?", timeout=SOON)
    assert focused(fatima) == "round"
    pages = {"Fatima Aziz": fatima, "Omar Reid": omar}
    first = fatima.locator("#round .speaking").inner_text().removesuffix("speaking").strip()
    second = next(name for name in pages if name != first)
    expect(pages[first].locator("#round-speaking")).to_contain_text("It is your turn")
    pages[first].locator("#round-pass").press("Enter")
    expect(pages[second].locator("#round-speaking")).to_contain_text("It is your turn", timeout=SOON)
    nia.locator("#say-here").click()
    expect(fatima.locator("#round-count")).to_contain_text("Then Nia Powell. 0 of 3", timeout=SOON)
    pages[second].locator("#round-spoken").press("Enter")
    expect(nia.locator("#round-speaking")).to_contain_text("It is your turn", timeout=SOON)
    nia.locator("#round-spoken").press("Enter")
    expect(pages[first].locator("#round-speaking")).to_contain_text(
        "Would you like to say something now?", timeout=SOON
    )
    pages[first].locator("#round-pass").press("Enter")
    expect(nia.locator("#round-count")).to_contain_text("3 of 3", timeout=SOON)
    fatima.locator("#round-undo").press("Enter")
    expect(nia.locator("#round-count")).to_contain_text("2 of 3", timeout=SOON)
    fatima.locator("#round-end").press("Enter")
    expect(nia.locator("#round")).to_be_hidden(timeout=SOON)
    expect(fatima.locator("#undo-round")).to_be_visible()
    assert focused(fatima) != ""


def test_writing_in_silence_survives_a_reload_and_is_shown_to_all_at_once(
    page_for: PageFor, server: RealServer, cast: Cast, two_are_here: None
) -> None:
    fatima, omar, nia = (page_for(person, meeting(cast)) for person in (cast.fatima, cast.omar, cast.nia))
    for page in (fatima, omar, nia):
        is_live(page)
    fatima.locator("#together-fold summary").click()
    fatima.locator("#writing-field-question").fill("What helps?")
    fatima.locator("#writing-begin-button").click()
    omar.locator("#slip-text").press_sequentially("A door that")
    expect(omar.locator("#slip-saved")).to_contain_text("Saved", timeout=SOON)
    assert focused(omar) == "slip-text"
    omar.reload()
    expect(omar.locator("#slip-text")).to_have_value("A door that")
    is_live(omar)
    omar.locator("#slip-text").focus()
    omar.keyboard.press("Control+End")
    omar.keyboard.type(" opens")
    nia.locator("#slip-text").fill("Tea first")
    nia.locator("#slip-ready").click()
    expect(omar.locator("#writing-ready")).to_have_text("1 of 3 ready", timeout=SOON)
    assert (focused(omar), omar.input_value("#slip-text")) == ("slip-text", "A door that opens")
    assert "door" not in fatima.content() and "Tea" not in fatima.content()
    omar.keyboard.type("!")
    fatima.locator("#writing-reveal").click()
    for page in (fatima, omar, nia):
        expect(page.locator("#slips")).to_contain_text("Tea first", timeout=SOON)
        # Typed just before: it was on its way, and arrives.
        expect(page.locator("#slips")).to_contain_text("A door that opens!", timeout=SOON)
    expect(nia.get_by_role("button", name="Take mine back")).to_have_count(1)
    fatima.locator("#slips .note", has_text="A door").get_by_role("button", name="Keep as a note").click()
    expect(omar.locator("#captures-here")).to_contain_text("A door that opens!", timeout=SOON)
    expect(omar.locator("#captures-here")).to_contain_text("taken down by Fatima Aziz")
    nia.get_by_role("button", name="Take mine back").click()
    expect(fatima.locator("#slips")).not_to_contain_text("Tea first", timeout=SOON)
    fatima.locator("#run-close").click()
    fatima.locator("#close-now").click()
    expect(fatima.locator("#flash")).to_contain_text("closed")
    with server.database.reading() as db:
        assert db.exec(select(Slip)).all() == []


def test_words_written_without_a_connection_are_sent_when_it_is_back(
    page_for: PageFor, server: RealServer, cast: Cast, two_are_here: None
) -> None:
    fatima = page_for(cast.fatima, meeting(cast), java_script_enabled=False)
    fatima.locator("#together-fold summary").click()
    fatima.locator("#writing-field-question").fill("What helps?")
    fatima.locator("#writing-begin-button").click()
    omar = page_for(cast.omar, meeting(cast))
    is_live(omar)
    omar.context.set_offline(True)
    omar.locator("#slip-text").fill("Written in a tunnel")
    expect(omar.locator("#slip-problem")).to_be_visible(timeout=SOON)
    omar.context.set_offline(False)
    omar.evaluate("document.body.dispatchEvent(new Event('sync'))")
    expect(omar.locator("#slip-saved")).to_contain_text("Saved", timeout=SOON)
    expect(omar.locator("#slip-problem")).to_be_hidden()
    fatima.locator("#slip-text").fill("By form alone")
    fatima.locator("#slip-ready").click()
    expect(fatima.locator("#writing-ready")).to_contain_text("1 of 2 ready")
    expect(fatima.locator("#slip-text")).to_have_value("By form alone")
    fatima.locator("#writing-reveal").click()
    expect(fatima.locator("#slips")).to_contain_text("Written in a tunnel")
