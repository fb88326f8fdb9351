"""A barrier's whole way, by keyboard: noticed, joined, asked, answered from the letter, told, looked at again."""

import re
from datetime import timedelta

from playwright.sync_api import Locator, Page, expect

from app.domain import communities, meetings, outbox, running
from tests.browser import checks
from tests.browser.conftest import CastClock, PageFor
from tests.cast import Cast, build_meeting, build_membership, build_person
from tests.live.servers import RealServer

SMALL = {"width": 320, "height": 720}
RULE = "Two letters unanswered close the waiting list."


def press(button: Locator) -> None:
    button.focus()
    button.page.keyboard.press("Enter")


def is_fine(page: Page) -> None:
    assert checks.sideways(page) <= 0, page.url
    assert checks.axe_violations(page) == []


def begin_next(server: RealServer, cast: Cast, clock: CastClock, days: int) -> str:
    """Let so many days pass, and the meeting then begin; answers its path."""
    clock.ahead += timedelta(days=days)
    with server.database.writing() as db:
        now = meetings.running_in(db, cast.community.id)
        if now:
            running.close(db, now, by=cast.fatima, at=clock())
        meeting = build_meeting(db, cast.community, cast.fatima, starts_at=clock())
        db.flush()
        running.start(db, meeting, by=cast.fatima, at=clock())
        return f"/meetings/{meeting.id}"


def test_from_the_door_to_the_sponsor_and_back(
    page_for: PageFor, server: RealServer, cast: Cast, cast_clock: CastClock
) -> None:
    with server.database.writing() as db:
        police = communities.agency_named(db, cast.community.id, "The beat", "police", by=cast.fatima, at=cast_clock())
        pat = build_person(db, "Pat Ross")
        build_membership(db, cast.community, pat, agency=police)

    # A member notices, and first says it of somebody.
    omar = page_for(cast.omar, f"/communities/{cast.community.id}/barriers", viewport=SMALL)
    press(omar.get_by_text("Name a barrier"))
    omar.get_by_label("Which rule or gap stands in the way?").fill("She was taken off the list.")
    press(omar.get_by_role("button", name="Name it"))
    expect(omar.get_by_role("heading", name="The rule, not the person")).to_be_focused()
    is_fine(omar)
    omar.get_by_label("Which rule or gap stands in the way?").fill(RULE)
    omar.get_by_label("What is it most like?").select_option("unanswered")
    press(omar.get_by_role("button", name="Name it"))
    expect(omar.get_by_role("heading", level=1)).to_have_text(RULE)
    address = omar.url

    # Two agencies join.
    nia, other = page_for(cast.nia, address, viewport=SMALL), page_for(pat, address, java_script_enabled=False)
    nia.get_by_label("How does it show at your door?").fill("The letter goes to where nobody lives any more.")
    press(nia.get_by_role("button", name="Us too"))
    expect(nia.locator("#agencies")).to_contain_text("Mental health")
    press(other.get_by_role("button", name="Us too"))
    expect(other.locator("#agencies")).to_have_text("Met by 3 kinds of agency: Housing, Mental health, Police.")
    is_fine(nia)

    # The facilitator writes, reads it once more, and sends.
    fatima = page_for(cast.fatima, address, viewport=SMALL)
    fatima.get_by_label("What do we ask?").fill("Ring once before the list is closed.")
    press(fatima.get_by_role("button", name="Read the letter once more"))
    expect(fatima.locator("#letter")).to_contain_text("Ring once before the list is closed.")
    is_fine(fatima)
    press(fatima.get_by_role("button", name="Send it"))
    expect(fatima.locator("#standing")).to_contain_text("With a sponsor")

    # The sponsor answers from the letter, without signing in and without a script.
    with server.database.reading() as db:
        letter = next(one for one in outbox.latest(db) if one.to == cast.sol.email)
    found = re.search(r"/replies/\S+", letter.text)
    assert found
    sol = page_for(None, found[0], viewport=SMALL, java_script_enabled=False)
    expect(sol.get_by_text("Met by 3 kinds of agency")).to_be_visible()
    press(sol.get_by_role("button", name="No, because"))
    expect(sol.get_by_text("Say why not").first).to_be_visible()
    sol.get_by_label("In a few words").fill("We ring twice from now on.")
    press(sol.get_by_role("button", name="Changed"))
    expect(sol.get_by_text("Your answer: Changed.")).to_be_visible()

    # Signed in, it is the same on a page of their own.
    desk = page_for(cast.sol, f"/communities/{cast.community.id}/asks", viewport=SMALL)
    expect(desk.get_by_role("link", name=RULE)).to_be_visible()
    is_fine(desk)

    # The next meeting tells.
    fatima = page_for(cast.fatima, begin_next(server, cast, cast_clock, 28))
    is_fine(fatima)
    row = fatima.locator("#opening-answers").locator("xpath=..").get_by_role("listitem").filter(has_text=RULE)
    expect(row).to_contain_text("We ring twice from now on.")
    press(row.get_by_role("button", name=re.compile("^Told")))
    expect(row.get_by_role("button", name=re.compile("^Not told yet"))).to_be_visible()

    # It rests, and comes back about three months on: does it hold at the door?
    between = page_for(cast.fatima, begin_next(server, cast, cast_clock, 28), java_script_enabled=False)
    expect(between.locator("#opening").get_by_text(RULE)).to_have_count(0)
    later = page_for(cast.omar, begin_next(server, cast, cast_clock, 56), java_script_enabled=False)
    row = later.locator("#opening-checks").locator("xpath=..").get_by_role("listitem").filter(has_text=RULE)
    press(row.get_by_role("button", name=re.compile("^Yes, it holds")))
    expect(later.locator("#opening-checks").locator("xpath=..")).to_contain_text("It holds")
    after = page_for(cast.omar, address)
    expect(after.locator("#standing")).to_contain_text("Checked: it holds")
    expect(after.locator("#said").get_by_role("listitem")).to_have_count(3)
