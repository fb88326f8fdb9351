"""Bringing a case on a phone, start to finish: half-done, taken up again, read over, sent back, approved."""

import re
from uuid import UUID

import pytest
from playwright.sync_api import Page, expect

from app.domain import cases
from tests.browser import checks
from tests.browser.conftest import PageFor
from tests.cast import Cast
from tests.live.servers import RealServer

pytestmark = pytest.mark.browser
PHONE = {"width": 390, "height": 780}
QUESTIONS = 14
# Eight details that say who somebody is; one of them on the map of the day.
DETAILS = {
    "07700 900245": "tried",
    "ana.lowe@example.org": "tried",
    "M1 4BT": "housing_now",
    "14 March 2027": "stuck",
    "AB123456C": "stuck",
    "943 476 5919": "around",
    "https://example.org/ana": "elsewhere",
    "07700 900937": "why",
}
TOLD = {
    "tried": "Rang 07700 900245, and wrote to ana.lowe@example.org.",
    "housing_now": "A quiet landing near M1 4BT.",
    "stuck": "The letter of 14 March 2027 asks for AB123456C.",
    "around": "A GP who knows the number 943 476 5919.",
    "elsewhere": "It stands on https://example.org/ana too.",
}


def answer(page: Page, **told: str) -> None:
    """Type the answers of this page and go on."""
    for name, words in told.items():
        page.locator(f"#field-{name}").fill(words)
    page.locator("#save-on").click()


def at_question(page: Page, number: int) -> None:
    expect(page.locator(".progress")).to_contain_text(f"Question {number} of {QUESTIONS}")


def look_at(page: Page) -> None:
    """What every page on the way must hold, on the phone and at 320 pixels."""
    assert not checks.axe_violations(page)
    for width in (320, PHONE["width"]):
        page.set_viewport_size({"width": width, "height": PHONE["height"]})
        assert checks.sideways(page) <= 0, page.url


def columns_of(server: RealServer, case_id: UUID) -> str:
    with server.database.reading() as db:
        case = cases.by_id(db, case_id)
        assert case
        return str(case.model_dump())


def test_a_case_is_brought_on_a_phone(page_for: PageFor, server: RealServer, cast: Cast) -> None:
    page = page_for(cast.nia, f"/communities/{cast.community.id}/cases", viewport=PHONE, has_touch=True)
    page.locator("#begin-case").click()
    at_question(page, 1)
    case_id = UUID(page.url.split("/cases/")[1].split("/")[0])
    begin(page)
    come_back(page, case_id)
    draw_a_day(page)
    kept = read_over(page, server, case_id)
    hand_in_with_one_kept(page, kept)
    facilitator = page_for(cast.fatima, f"/cases/{case_id}", viewport=PHONE)
    send_back(facilitator)
    change_one_and_hand_in(page, case_id)
    approve(facilitator, case_id)


def begin(page: Page) -> None:
    """Four questions and a bit; the last words are never sent by a press."""
    look_at(page)
    answer(page, question="How do I keep a door open that I did not build?")
    at_question(page, 2)
    look_at(page)
    page.get_by_label("Older (65 and over)").check()
    page.locator("#save-on").click()
    answer(page, wants="“My own kettle.”")
    at_question(page, 4)
    page.locator("#field-strengths").fill("Counts the swifts")
    page.locator("#save-back").click()
    at_question(page, 3)
    expect(page.locator("#field-wants")).to_have_value("“My own kettle.”")
    page.locator("#save-on").click()
    expect(page.locator("#field-strengths")).to_have_value("Counts the swifts")
    page.locator("#field-strengths").press("Control+End")
    page.locator("#field-strengths").press_sequentially(" every evening")
    expect(page.locator("#saved")).to_contain_text("Saved at", timeout=6000)
    page.locator("#field-strengths").press_sequentially(", aloud")
    # Away at once, before the words have sent themselves.
    page.go_back()
    page.wait_for_load_state()
    page.wait_for_timeout(500)


def come_back(page: Page, case_id: UUID) -> None:
    """The draft waits with every word; writing goes on at the first question without an answer."""
    page.goto(f"/cases/{case_id}")
    expect(page.locator("#answers")).to_contain_text("Counts the swifts every evening, aloud")
    look_at(page)
    page.locator("#write").click()
    at_question(page, 5)
    page.locator("#field-housing_kind").select_option("own_tenancy")
    answer(page, housing_now=TOLD["housing_now"])
    page.get_by_label("Drugs").check()
    look_at(page)
    page.locator("#save-on").click()
    page.locator("#field-tried").fill(TOLD["tried"])
    expect(page.locator(".coach")).to_contain_text("A phone number")
    page.locator("#save-on").click()
    page.get_by_label("Housing", exact=True).check()
    answer(page, around=TOLD["around"])
    page.locator("#all-questions summary").click()
    expect(page.locator("#to-9 .meta")).to_have_text("here")
    expect(page.locator("#to-7 .meta")).to_contain_text("answered")
    expect(page.locator("#to-10 .meta")).to_have_text("not yet")
    look_at(page)
    page.locator("#to-10").click()
    answer(page, stuck=TOLD["stuck"])
    page.get_by_label("They agreed").check()
    page.locator("#save-on").click()
    page.get_by_label("No", exact=True).check()
    page.locator("#save-on").click()
    answer(page, elsewhere=TOLD["elsewhere"])
    at_question(page, 14)
    answer(page, what_it_does_to_me="I think of this at night, and of 07700 900111.")


def draw_a_day(page: Page) -> None:
    """Three stops by keyboard and press: one moved, one taken out and put back, one told anew."""
    expect(page.get_by_role("heading", level=1)).to_have_text("A map of one day")
    for at, place, why in (("10:20", "A chemist", ""), ("09:00", "A bench", ""), ("14:00", "A day centre", "")):
        page.locator("#field-at").fill(at)
        page.locator("#field-place").fill(place)
        page.locator("#field-why").fill(why)
        page.locator("#field-why").press("Enter")
        expect(page.locator("ol.list")).to_contain_text(place)
    look_at(page)
    page.get_by_role("button", name=re.compile("^Earlier ?: A bench")).press("Enter")
    stops = page.locator("ol.list h3")
    expect(stops).to_have_text(["09:00 A bench", "10:15 A chemist", "14:00 A day centre"])
    page.get_by_role("button", name=re.compile("^Take out ?: A bench")).click()
    expect(stops).to_have_count(2)
    page.get_by_role("button", name=re.compile("^Put it back ?: A bench")).click()
    expect(stops).to_have_count(3)
    page.get_by_role("link", name=re.compile("^Change ?: A chemist")).click()
    look_at(page)
    page.get_by_label("Waited").check()
    page.locator("#field-why").fill("Rang 07700 900937 first")
    page.locator("#save-stop").click()
    expect(page.locator("ol.list")).to_contain_text("Rang 07700 900937 first")
    page.locator("#read-over").click()


def read_over(page: Page, server: RealServer, case_id: UUID) -> str:
    """All eight are found; two replaced one by one, one told anew, one kept for now, and the rest at once."""
    expect(page.locator("#findings > li")).to_have_count(len(DETAILS))
    for detail in DETAILS:
        expect(page.locator("#findings")).to_contain_text(detail)
    expect(page.locator("#check")).not_to_contain_text("07700 900111")
    look_at(page)
    for left in (7, 6):
        page.get_by_role("button", name=re.compile("^Use the suggestion")).first.click()
        expect(page.locator("#findings > li")).to_have_count(left)
    page.locator("#change-tried").click()
    at_question(page, 7)
    page.locator("#field-tried").fill("Rang and wrote, and knocked on a Sunday.")
    page.locator("#save-check").click()
    expect(page.locator("#answers")).to_contain_text("knocked on a Sunday")
    expect(page.locator("#check")).to_contain_text("Few cases have been brought here so far")
    page.locator("#use-all").click()
    expect(page.locator("#findings")).to_have_count(0)
    columns = columns_of(server, case_id)
    assert not [detail for detail in DETAILS if detail in columns]
    page.locator("#change-elsewhere").click()
    page.locator("#field-elsewhere").fill("The panel of 3 May 2027, and it is public")
    page.locator("#save-check").click()
    expect(page.locator("#findings > li")).to_have_count(1)
    return "3 May 2027"


def hand_in_with_one_kept(page: Page, kept: str) -> None:
    """Kept on purpose, with a reason."""
    page.locator("#offer").click()
    expect(page.locator("#error-summary")).to_be_focused()
    look_at(page)
    page.get_by_label("It is public").check()
    page.locator("#offer").click()
    expect(page.locator("#standing")).to_contain_text("Handed in")
    expect(page.locator("#answers")).to_contain_text(kept)


def send_back(page: Page) -> None:
    """The facilitator reads it as others will, and sends it back with a note."""
    expect(page.locator("#answers mark")).to_have_text("3 May 2027")
    expect(page.locator("ol.day > li")).to_have_count(3)
    assert "07700" not in page.content()
    assert "at night" not in page.content()
    look_at(page)
    page.locator("#field-note").fill("Leave out the day of the panel")
    page.locator("#send-back").click()
    expect(page.locator("#flash")).to_contain_text("Sent back")


def change_one_and_hand_in(page: Page, case_id: UUID) -> None:
    """Every word is still there; one is changed."""
    page.goto(f"/cases/{case_id}")
    expect(page.locator("main")).to_contain_text("Leave out the day of the panel")
    for words in ("Counts the swifts every evening, aloud", "“My own kettle.”", "knocked on a Sunday", "A day centre"):
        expect(page.locator("main")).to_contain_text(words)
    expect(page.locator("main")).to_contain_text("I think of this at night")
    page.locator("#change-elsewhere").click()
    page.locator("#field-elsewhere").fill("A panel, some weeks ago")
    page.locator("#save-check").click()
    page.locator("#offer").click()
    expect(page.locator("#standing")).to_contain_text("Handed in")


def approve(page: Page, case_id: UUID) -> None:
    """Approved; and printed it is one sheet, without what is private."""
    page.goto(f"/cases/{case_id}")
    page.locator("#approve").click()
    expect(page.locator("#standing")).to_contain_text("Approved")
    assert pages_of(page) == 1


def pages_of(page: Page) -> int:
    """How many sheets the page takes on A4."""
    return len(re.findall(rb"/Type\s*/Page\b", page.pdf(prefer_css_page_size=True)))
