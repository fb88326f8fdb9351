"""A case after its discussion: it comes back and is told by keyboard; a recognition counts, and a pause hides it."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import expect

from app.domain import (
    agenda,
    cases,
    discussions,
    meetings,
    notes,
    pacing,
    pausing,
    people,
    recognitions,
    returns,
    running,
)
from tests.browser import checks
from tests.browser.conftest import CastClock, PageFor
from tests.cast import NOW, Cast, build_step
from tests.live.servers import RealServer

pytestmark = pytest.mark.browser
SOON = 15000


@pytest.fixture
def discussed(server: RealServer, cast: Cast, cast_clock: CastClock) -> str:
    """Nia's case stands at today's meeting, with an offer taken; answers its address."""
    with server.database.writing() as db:
        meeting, nia = meetings.by_id(db, cast.today.id), people.by_id(db, cast.nia.id)
        assert meeting and nia
        step = build_step(db, meeting, cast.fatima, title="Case", minutes=35, method="solution_focused")
        step.case_id = cast.open_case.id
        agenda.move(db, step, 2, by=cast.fatima, at=cast_clock())
        first = pacing.step_of(db, meeting)
        running.step_on(db, meeting, first.id if first else None, by=cast.fatima, at=cast_clock())
        offer = notes.by_id(db, cast.offer.id)
        assert offer
        notes.take_offer(db, offer, by=nia, at=cast_clock())
    return f"/cases/{cast.open_case.id}"


def test_it_comes_back_at_the_next_meeting_and_is_told_by_keyboard(
    page_for: PageFor, server: RealServer, cast: Cast, cast_clock: CastClock, discussed: str
) -> None:
    nia = page_for(cast.nia, discussed)
    nia.locator("#edit-return").press("Enter")
    nia.keyboard.press("Tab")
    nia.get_by_label("In about a month").check()
    nia.locator("#set-return").press("Enter")
    expect(nia.locator("#return")).to_contain_text("at the first meeting from")
    with server.database.writing() as db:
        today, june = (meetings.by_id(db, one.id) for one in (cast.today, cast.next_month))
        assert today and june
        running.close(db, today, by=cast.fatima, at=cast_clock())
        cast_clock.ahead += timedelta(days=28)
        running.start(db, june, by=cast.fatima, at=cast_clock())
    omar, fatima = (page_for(person, f"/meetings/{cast.next_month.id}") for person in (cast.omar, cast.fatima))
    back = omar.locator(f"#opening-return-{cast.open_case.id}")
    expect(back).to_contain_text("Try the morning visit.")
    expect(fatima.locator("#connection")).to_have_text(re.compile("Live"), timeout=SOON)
    words = omar.locator(f"#word-{cast.open_case.id}-field-text")
    words.focus()
    omar.keyboard.type("The door stands open in the mornings.")
    omar.keyboard.press("Control+Enter")
    told = "[id^='opening-said-']"
    expect(omar.locator(told)).to_contain_text("The door stands open in the mornings.", timeout=SOON)
    expect(fatima.locator(told)).to_contain_text("The door stands open in the mornings.", timeout=SOON)
    nia = page_for(cast.nia, discussed)
    expect(nia.locator("#thread")).to_contain_text("How it is now")
    expect(nia.locator("#thread h3")).to_have_count(2)


def test_a_recognition_counts_and_a_pause_hides_the_case_at_once(
    page_for: PageFor, server: RealServer, cast: Cast, discussed: str
) -> None:
    meeting = f"/meetings/{cast.today.id}"
    omar, fatima, room = page_for(cast.omar, discussed), page_for(cast.fatima, discussed), page_for(cast.omar, meeting)
    for page in (omar, room):
        expect(page.locator("#connection")).to_have_text(re.compile("Live"), timeout=SOON)
    omar.locator("#recognise-press").press("Enter")
    expect(omar.locator("#recognise-title")).to_have_text("Say nothing")
    expect(omar.locator("#connection")).to_have_text(re.compile("Live"), timeout=SOON)
    fatima.reload()
    expect(fatima.locator("#recognised-title")).to_have_text("1 person thinks they may know who this is")
    expect(omar.locator("#case")).to_contain_text(cast.open_case.question)
    expect(room.locator("#now-case")).to_be_visible()
    fatima.locator("#pause-case").press("Enter")
    expect(omar.locator("#case-hidden")).to_contain_text("is paused for a while", timeout=SOON)
    assert cast.open_case.question not in omar.content()
    expect(room.locator("#now-paused")).to_be_visible(timeout=SOON)
    expect(room.locator("#now-case")).to_have_count(0)
    expect(room.locator("#captures")).not_to_contain_text("Try the morning visit.", timeout=SOON)
    fatima.locator("#resume-case").press("Enter")
    expect(omar.locator("#case")).to_contain_text(cast.open_case.question, timeout=SOON)
    with server.database.reading() as db:
        case = cases.by_id(db, cast.open_case.id)
        assert case and case.is_open


@pytest.fixture
def summed_up(server: RealServer, cast: Cast, discussed: str) -> str:
    """The same with everything that is kept afterwards, and recognised by Omar."""
    with server.database.writing() as db:
        case, nia = cases.by_id(db, cast.open_case.id), people.by_id(db, cast.nia.id)
        found = discussions.by_case(db, cast.open_case.id)
        assert case and nia and found
        discussions.write_summary(db, found, "Mornings.", "", by=cast.fatima, at=NOW)
        discussions.write_takeaway(db, found, "You decide.", "", by=nia, at=NOW)
        returns.set_day(db, case, NOW.date(), meeting=None, by=nia, at=NOW)
        recognitions.press(db, case, by=cast.omar, today=NOW.date())
    return discussed


def test_every_page_around_a_case_is_valid_and_fits_a_phone(
    page_for: PageFor, server: RealServer, cast: Cast, summed_up: str, tmp_path: Path
) -> None:
    meeting, discussed = f"/meetings/{cast.today.id}", summed_up
    looks = [
        (
            cast.nia,
            [discussed, *(f"{discussed}/{name}" for name in ("summary", "takeaway", "takeaway/print", "return"))],
        ),
        (cast.omar, [discussed, f"{discussed}/word", f"{discussed}/thread", meeting]),
        (cast.fatima, [discussed, f"{meeting}/agenda/print"]),
    ]
    for person, paths in looks:
        page = page_for(person, discussed, viewport={"width": 320, "height": 720})
        for number, path in enumerate(paths):
            page.goto(path)
            assert checks.sideways(page) <= 0, path
            assert checks.axe_violations(page) == []
            (tmp_path / f"{person.name[:3]}{number}.html").write_text(page.request.get(path).text())
    with server.database.writing() as db:
        paused = cases.by_id(db, cast.open_case.id)
        assert paused
        pausing.pause(db, paused, by=cast.fatima, at=NOW)
    page = page_for(cast.omar, discussed, viewport={"width": 320, "height": 720})
    expect(page.locator("#case-hidden")).to_be_visible()
    assert checks.axe_violations(page) == [] and checks.sideways(page) <= 0
    (tmp_path / "paused.html").write_text(page.request.get(discussed).text())
    assert checks.html_errors(tmp_path) == ""


def test_the_day_is_pressed_in_the_room_and_nothing_that_was_typed_is_lost(
    page_for: PageFor, server: RealServer, cast: Cast
) -> None:
    with server.database.writing() as db:
        meeting = meetings.by_id(db, cast.today.id)
        assert meeting
        step = build_step(db, meeting, cast.fatima, title="Case", minutes=35, method="solution_focused")
        step.case_id = cast.open_case.id
        db.add(step)
        for _ in range(8):
            here = pacing.place(db, meeting, NOW).here
            running.step_on(db, meeting, here.id if here else None, by=cast.fatima, at=NOW)
    url = f"/meetings/{cast.today.id}"
    nia, omar = page_for(cast.nia, url, viewport={"width": 320, "height": 900}), page_for(cast.omar, url)
    for page in (nia, omar):
        expect(page.locator("#connection")).to_have_text(re.compile("Live"), timeout=SOON)
    assert checks.sideways(nia) <= 0 and checks.axe_violations(nia) == []
    nia.locator("#coming-back-field-day").fill("2027-07-01")
    omar.locator("#capture-field-text").fill("We began on time")
    omar.locator("#capture-save").click()
    expect(nia.locator("#captures")).to_contain_text("We began on time", timeout=SOON)
    assert nia.locator("#coming-back-field-day").input_value() == "2027-07-01"
    omar.locator("#capture-field-text").fill("Half a thou")
    nia.locator("#coming-back-next").press("Enter")
    for page in (nia, omar):
        expect(page.locator("#coming-back-when")).to_contain_text("at our next meeting", timeout=SOON)
    assert nia.evaluate("document.activeElement.id") == "coming-back"
    assert omar.locator("#capture-field-text").input_value() == "Half a thou"
    nia.locator("#coming-back-undo").press("Enter")
    expect(nia.locator("#coming-back-next")).to_be_visible(timeout=SOON)
    expect(omar.locator("#coming-back")).to_be_hidden(timeout=SOON)
