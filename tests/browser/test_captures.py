"""Nothing that is caught is lost or doubled, whatever happens to the network, the server or the page."""

import json
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, Route, expect
from sqlmodel import col, select

from app.domain import agenda, meetings, running
from app.domain.actions import Action
from app.domain.notes import Note
from app.domain.people import Person
from tests.browser.checks import axe_violations, sideways
from tests.browser.conftest import CastClock, PageFor
from tests.cast import Cast
from tests.live.servers import RealServer, free_port, secret_for, serving

pytestmark = pytest.mark.browser
FIELD = "#capture-field-text"
CANARY = "Canary-of-the-kettle"
STORED = "() => JSON.stringify({...sessionStorage}) + JSON.stringify({...localStorage})"
STORED_BYTES = """() => Object.entries(sessionStorage).filter(([name]) => name.startsWith("waiting"))
  .map(([, value]) => String.fromCharCode(...JSON.parse(value))).join("")"""


def meeting(cast: Cast) -> str:
    return f"/meetings/{cast.today.id}"


def catch(page: Page, words: str) -> None:
    page.locator(FIELD).fill(words)
    page.locator(FIELD).press("Control+Enter")
    expect(page.locator(FIELD)).to_have_value("")


def in_database(server: RealServer, *words: str) -> list[str]:
    """These words as they are stored, in the order in which they were said."""
    with server.database.reading() as db:
        return list(db.exec(select(Note.text).where(col(Note.text).in_(words)).order_by(col(Note.at))))


def is_waiting(page: Page, count: int) -> None:
    expect(page.locator("#waiting-title")).to_have_text(f"Waiting to be sent ({count})")
    expect(page.locator("#capture-state")).to_have_text(f"Waiting to be sent ({count})")
    expect(page.locator("#waiting li")).to_have_count(count)


def is_sent(page: Page) -> None:
    expect(page.locator("#waiting")).to_be_hidden(timeout=20000)
    expect(page.locator("#capture-state")).to_have_text("Saved")


def cut(page: Page, *, after: bool = False) -> None:
    """Let no caught word through, or let it through and lose the answer."""

    def lose(route: Route) -> None:
        if route.request.method != "POST":
            route.fallback()
            return
        if after:
            route.fetch()
        route.abort()

    page.route("**/captures", lose)


def test_offline_words_wait_are_shown_and_are_sent_once_in_order(
    page_for: PageFor, server: RealServer, cast: Cast
) -> None:
    omar = page_for(cast.omar, meeting(cast))
    omar.context.set_offline(True)
    words = [f"{CANARY} {number}" for number in range(1, 4)]
    for number, one in enumerate(words, 1):
        catch(omar, one)
        is_waiting(omar, number)
    expect(omar.locator("#waiting li").first).to_contain_text(words[0])
    expect(omar.locator("#captures")).not_to_contain_text(CANARY)
    assert omar.evaluate("document.activeElement.id") == FIELD[1:]
    assert not axe_violations(omar)
    omar.context.set_offline(False)
    is_sent(omar)
    expect(omar.locator("#captures")).to_contain_text(words[2])
    assert in_database(server, *words) == words


def test_s29_what_waits_is_not_readable_in_the_browsers_storage(page_for: PageFor, cast: Cast) -> None:
    omar = page_for(cast.omar, meeting(cast))
    omar.context.set_offline(True)
    catch(omar, CANARY)
    is_waiting(omar, 1)
    stored = omar.evaluate(STORED)
    assert f"waiting-{cast.today.id}-{cast.omar.id}" in stored
    assert CANARY not in stored and CANARY not in omar.evaluate(STORED_BYTES)
    key = omar.locator("#waiting").get_attribute("data-keys")
    assert key and key[:64] not in stored
    omar.context.set_offline(False)
    is_sent(omar)
    assert CANARY not in omar.evaluate(STORED)


def test_an_answer_lost_after_the_commit_doubles_nothing(page_for: PageFor, server: RealServer, cast: Cast) -> None:
    omar = page_for(cast.omar, meeting(cast))
    cut(omar, after=True)
    catch(omar, "Said once.")
    is_waiting(omar, 1)
    assert in_database(server, "Said once.") == ["Said once."]
    omar.unroute("**/captures")
    is_sent(omar)
    expect(omar.locator("#status")).to_have_text("Saved")
    assert in_database(server, "Said once.") == ["Said once."]


def test_words_wait_through_a_reload_and_two_pages_send_them_once(
    page_for: PageFor, server: RealServer, cast: Cast
) -> None:
    omar = page_for(cast.omar, meeting(cast))
    omar.on("dialog", lambda dialog: dialog.accept())
    cut(omar)
    for one in ("First.", "Second."):
        catch(omar, one)
    is_waiting(omar, 2)
    stored = omar.evaluate("() => JSON.stringify({...sessionStorage})")
    omar.reload()
    is_waiting(omar, 2)
    # A page that is opened as a copy of this one has the same words waiting.
    other = omar.context.new_page()
    other.add_init_script(f"Object.assign(sessionStorage, {json.dumps(json.loads(stored))})")
    other.goto(meeting(cast))
    is_sent(other)
    omar.unroute("**/captures")
    is_sent(omar)
    assert in_database(server, "First.", "Second.") == ["First.", "Second."]


def test_words_wait_through_a_restart_of_the_server(
    browser: Browser, database_url: str, cast: Cast, cast_clock: CastClock
) -> None:
    port = free_port()
    with serving(database_url, demo=True, port=port, now=cast_clock) as before:
        page = signed_in(browser, before, cast.omar, cast_clock)
        page.goto(meeting(cast))
        catch(page, "Before the restart.")
        expect(page.locator("#captures")).to_contain_text("Before the restart.")
    for one in ("While it was away, one.", "While it was away, two."):
        catch(page, one)
    is_waiting(page, 2)
    with serving(database_url, demo=True, port=port, now=cast_clock) as after:
        is_sent(page)
        words = ["Before the restart.", "While it was away, one.", "While it was away, two."]
        assert in_database(after, *words) == words
        page.context.close()


def signed_in(browser: Browser, server: RealServer, person: Person, now: Callable[[], object]) -> Page:
    context = browser.new_context(base_url=server.url)
    secret = secret_for(server.database, person, now())
    context.add_cookies([{"name": "sign-in", "value": secret, "url": server.url}])
    return context.new_page()


def test_what_was_said_at_a_step_stays_at_that_step(page_for: PageFor, server: RealServer, cast: Cast) -> None:
    omar, fatima = page_for(cast.omar, meeting(cast)), page_for(cast.fatima, meeting(cast))
    cut(omar)
    catch(omar, "Said at the first step.")
    is_waiting(omar, 1)
    fatima.locator("#run-next").click()
    expect(omar.locator("#now-title")).to_have_text("Step 2")
    catch(fatima, "Said at the second step.")
    expect(omar.locator("#captures-here")).to_contain_text("Said at the second step.")
    omar.unroute("**/captures")
    is_sent(omar)
    expect(omar.locator("#captures-earlier")).to_contain_text("Said at the first step.")
    assert in_database(server, "Said at the first step.", "Said at the second step.") == [
        "Said at the first step.",
        "Said at the second step.",
    ]


def test_signed_out_words_stay_and_are_sent_after_signing_in_again(
    page_for: PageFor, server: RealServer, cast: Cast, cast_clock: CastClock
) -> None:
    omar = page_for(cast.omar, meeting(cast))
    omar.on("dialog", lambda dialog: dialog.accept())
    expect(omar.locator("#connection")).to_have_attribute("data-state", "live", timeout=15000)
    omar.context.clear_cookies()
    catch(omar, "After the time-out.")
    expect(omar.locator("#waiting-signed-out")).to_contain_text("Sign in again in another tab")
    is_waiting(omar, 1)
    # The page looks again: everything goes from it but these words.
    omar.evaluate("document.body.dispatchEvent(new Event('sync'))")
    expect(omar.locator("#now")).to_be_hidden()
    expect(omar.locator("#waiting li")).to_be_visible()
    secret = secret_for(server.database, cast.omar, cast_clock())
    omar.context.add_cookies([{"name": "sign-in", "value": secret, "url": server.url}])
    cut(omar)
    omar.reload()  # also a page that begins anew can read what was locked before
    is_waiting(omar, 1)
    omar.unroute("**/captures")
    is_sent(omar)
    assert in_database(server, "After the time-out.") == ["After the time-out."]


def test_somebody_else_in_the_same_browser_does_not_send_or_see_them(
    page_for: PageFor, server: RealServer, cast: Cast, cast_clock: CastClock
) -> None:
    omar = page_for(cast.omar, meeting(cast))
    omar.on("dialog", lambda dialog: dialog.accept())
    omar.context.set_offline(True)
    catch(omar, CANARY)
    is_waiting(omar, 1)
    secret = secret_for(server.database, cast.nia, cast_clock())
    omar.context.add_cookies([{"name": "sign-in", "value": secret, "url": server.url}])
    omar.context.set_offline(False)
    expect(omar.locator("#waiting li")).to_contain_text(
        "Somebody else who was signed in here wrote this", timeout=20000
    )
    expect(omar.locator("#capture-state")).to_have_text("Not saved (1)")
    omar.reload()
    expect(omar.locator("#waiting")).to_be_hidden()
    assert CANARY not in omar.content()
    assert in_database(server, CANARY) == []


def test_what_the_server_refuses_stays_to_be_edited_copied_or_left(
    page_for: PageFor, server: RealServer, cast: Cast
) -> None:
    omar = page_for(cast.omar, meeting(cast))
    long = "Ring the hostel. " * 40
    omar.locator("#capture-kind-action").check()
    catch(omar, long)
    expect(omar.locator("#capture-state")).to_have_text("Not saved (1)")
    expect(omar.locator("#waiting li")).to_contain_text("Make this shorter: at most 500 letters.")
    catch(omar, "Ring the landlord.")  # what comes after is not held up
    expect(omar.locator("#captures")).to_contain_text("Ring the landlord.")
    omar.locator("#waiting").get_by_role("button", name="Leave it").click()
    expect(omar.locator("#waiting li")).to_contain_text("Left out")
    omar.locator("#waiting").get_by_role("button", name="Bring back").click()
    omar.locator(FIELD).fill("Half typed")
    omar.locator("#waiting").get_by_role("button", name="Edit").click()
    expect(omar.locator("#status")).to_have_text("Save what you are writing first.")
    omar.locator(FIELD).fill("")
    omar.locator("#waiting").get_by_role("button", name="Edit").click()
    expect(omar.locator(FIELD)).to_have_value(long.strip() + " ")
    expect(omar.locator("#capture-kind-action")).to_be_checked()
    catch(omar, "Ring the hostel.")
    is_sent(omar)
    with server.database.reading() as db:
        texts = set(db.exec(select(Action.text).where(col(Action.text).startswith("Ring the"))))
    assert texts == {"Ring the landlord.", "Ring the hostel."}


def test_words_that_come_after_the_close_are_kept_for_whoever_wrote_them(
    page_for: PageFor, server: RealServer, cast: Cast, cast_clock: CastClock
) -> None:
    omar = page_for(cast.omar, meeting(cast))
    omar.on("dialog", lambda dialog: dialog.accept())
    omar.context.set_offline(True)
    catch(omar, "Too late, but not lost.")
    is_waiting(omar, 1)
    with server.database.writing() as db:
        today = meetings.by_id(db, cast.today.id)
        assert today
        running.close(db, today, by=cast.fatima, at=cast_clock())
    omar.context.set_offline(False)
    expect(omar.locator("#waiting li")).to_contain_text("This meeting is not running", timeout=20000)
    omar.reload()
    expect(omar.locator("#waiting li")).to_contain_text("Too late, but not lost.")
    expect(omar.locator("#waiting").get_by_role("button", name="Copy")).to_be_visible()


def test_a_captive_portal_is_not_taken_for_the_server(page_for: PageFor, server: RealServer, cast: Cast) -> None:
    omar = page_for(cast.omar, meeting(cast))
    omar.route(
        "**/captures", lambda route: route.fulfill(status=200, content_type="text/html", body="<h1>Welcome</h1>")
    )
    catch(omar, "Not to the café.")
    is_waiting(omar, 1)
    omar.unroute("**/captures")
    is_sent(omar)
    assert in_database(server, "Not to the café.") == ["Not to the café."]


def test_many_words_through_many_cuts_are_all_there_once(page_for: PageFor, server: RealServer, cast: Cast) -> None:
    omar = page_for(cast.omar, meeting(cast))
    turn = {"at": 0}

    def now_and_then(route: Route) -> None:
        turn["at"] += 1
        if route.request.method != "POST" or turn["at"] % 3 == 0 or turn["at"] > 20:
            route.fallback()
            return
        if turn["at"] % 3 == 1:
            route.fetch()
        route.abort()

    omar.route("**/captures", now_and_then)
    words = [f"Word {number}" for number in range(10)]
    for one in words:
        catch(omar, one)
    expect(omar.locator("#captures")).to_contain_text(words[-1], timeout=60000)
    is_sent(omar)
    assert in_database(server, *words) == words


def test_the_bar_leaves_room_on_a_phone_while_words_wait(page_for: PageFor, cast: Cast) -> None:
    omar = page_for(cast.omar, meeting(cast), viewport={"width": 320, "height": 568})
    omar.context.set_offline(True)
    catch(omar, "A long word that waits: " + "kettle" * 12)
    is_waiting(omar, 1)
    assert sideways(omar) == 0
    omar.locator("#capture-state").click()
    button = omar.locator("#waiting").get_by_role("button", name="Copy")
    button.focus()
    low, top = button.bounding_box(), omar.locator("#capture").bounding_box()
    assert low and top and low["y"] + low["height"] <= top["y"] and low["height"] >= 44
    omar.locator(FIELD).press("Enter")
    assert omar.locator(FIELD).input_value() == "\n"
    omar.context.set_offline(False)


def test_the_kind_follows_the_first_word(page_for: PageFor, server: RealServer, cast: Cast) -> None:
    omar = page_for(cast.omar, meeting(cast))
    catch(omar, "offer: try the morning visit")
    expect(omar.locator("#status")).to_have_text("Offer saved.")
    with server.database.reading() as db:
        offer = db.exec(select(Note).where(Note.text == "try the morning visit")).one()
        step = agenda.of(db, cast.today.id)[0]
    assert (offer.kind, offer.agenda_item_id) == ("offer", step.id)
