"""The big screen on a wall: it follows, it can be blanked, and its words always fit."""

import re
import time
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from app.domain import agenda, captures, cases, meetings, pacing, running, writings
from tests.browser import checks
from tests.browser.conftest import PageFor
from tests.cast import NOW, Cast, build_step
from tests.live.servers import RealServer

pytestmark = pytest.mark.browser
WALLS = ({"width": 1280, "height": 720}, {"width": 1920, "height": 1080})
LONG = "How can we help them stay warm while winter comes, when each of us sees one small part only? " * 6
# Letters of the question and of what to do now: on the brink of each step, and as many as there may be.
MANY = [
    (70, 0),
    (30, 40),
    (150, 0),
    (75, 75),
    (240, 0),
    (120, 120),
    (300, 0),
    (300, 80),
    (300, 300),
    (400, 400),
    (500, 500),
]
# How high the letters are for the height of the picture.
SHARE = "(query) => parseFloat(getComputedStyle(document.querySelector(query)).fontSize) / innerHeight"
# By how much anything reaches beyond the window, or beyond its own part of the screen.
BEYOND = """() => {
  const what = document.querySelector(".screen-what");
  const bottom = (query) => document.querySelector(query).getBoundingClientRect().bottom;
  return Math.max(
    document.documentElement.scrollWidth - innerWidth, document.documentElement.scrollHeight - innerHeight,
    what.scrollHeight - what.clientHeight, what.scrollWidth - what.clientWidth,
    bottom(".screen-caught") - innerHeight, bottom(".screen-foot") - innerHeight,
    bottom(".screen-time") - document.querySelector(".screen-foot").getBoundingClientRect().top,
  );
}"""


def wall(page_for: PageFor, cast: Cast, **options: object) -> Page:
    page = page_for(cast.fatima, f"/meetings/{cast.today.id}/screen", viewport=WALLS[0], **options)
    if options.get("java_script_enabled", True):
        expect(page.locator("#connection")).to_have_text(re.compile("Live"), timeout=10000)
    return page


def catch(server: RealServer, cast: Cast, text: str, kind: str = "note") -> None:
    with server.database.writing() as db:
        captures.catch(db, meetings.by_id(db, cast.today.id), captures.Words(kind, text), by=cast.omar, at=NOW)


def fill(server: RealServer, cast: Cast, method: str = "") -> None:
    """A step with a case, and four long things caught."""
    with server.database.writing() as db:
        meeting = meetings.by_id(db, cast.today.id)
        step = build_step(db, meeting, cast.fatima, title="The case", method=method)
        step.case_id = cast.open_case.id
        for each in agenda.of(db, meeting.id)[:-1]:
            running.step_on(db, meeting, each.id, by=cast.fatima, at=NOW)
    for kind in ("note", "offer", "miracle", "barrier"):
        catch(server, cast, LONG[:300], kind)


def write(server: RealServer, cast: Cast, question: int, hint: int) -> None:
    """So many letters."""
    with server.database.writing() as db:
        meeting = meetings.by_id(db, cast.today.id)
        agenda.of(db, meeting.id)[-1].hint = LONG[:hint]
        cases.by_id(db, cast.open_case.id).question = LONG[:question]


def test_it_follows_within_a_second(page_for: PageFor, server: RealServer, cast: Cast) -> None:
    page = wall(page_for, cast)
    began = time.monotonic()
    catch(server, cast, "The kettle is on.")
    expect(page.locator(".screen-caught li").first).to_contain_text("The kettle is on.")
    with server.database.writing() as db:
        running.step_on(db, meetings.by_id(db, cast.today.id), cast.step.id, by=cast.fatima, at=NOW)
    expect(page.locator("#now-title")).to_have_text("Step 2")
    assert time.monotonic() - began < 2


@pytest.mark.parametrize("press", ["b", "B", ".", "link"])
def test_a_blank_screen_shows_nothing_and_stays_so_while_the_meeting_goes_on(
    page_for: PageFor, server: RealServer, cast: Cast, press: str
) -> None:
    page = wall(page_for, cast)
    page.evaluate("window.notReloaded = true")
    if press == "link":
        page.locator("#blank-press").click()
    else:
        page.keyboard.press(press)
    for hidden in ("#now", "#now-title", ".screen-caught", "#timer", "#connection"):
        expect(page.locator(hidden)).not_to_be_visible()
    expect(page.locator("#blank-words")).to_be_visible()
    with page.expect_response("**/screen/now"):
        catch(server, cast, "Said while it was blank.")
    expect(page.locator(".screen-caught")).to_contain_text("Said while it was blank.")
    expect(page.locator("#now")).not_to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#now-title")).to_be_visible()
    expect(page.locator("#blank-words")).not_to_be_visible()
    assert page.evaluate("[window.notReloaded, document.activeElement.id]") == [True, "blank-press"]


def test_a_reload_leaves_it_blank_and_the_link_brings_it_back(page_for: PageFor, cast: Cast) -> None:
    page = wall(page_for, cast)
    page.keyboard.press("b")
    page.reload()
    expect(page.locator("#now")).not_to_be_visible()
    page.keyboard.press("b")
    expect(page.locator("#now")).to_be_visible()
    page.keyboard.press("Control+b")
    page.keyboard.press("Escape")
    expect(page.locator("#now")).to_be_visible()


def test_without_javascript_it_is_blanked_by_its_links(page_for: PageFor, cast: Cast) -> None:
    page = wall(page_for, cast, java_script_enabled=False)
    expect(page.locator("#full-screen")).not_to_be_visible()
    page.locator("#blank-press").click()
    expect(page.locator("#now")).not_to_be_visible()
    page.locator("#show-press").click()
    expect(page.locator("#now-title")).to_have_text("Step 1")


def test_the_whole_display_is_taken_and_left(page_for: PageFor, cast: Cast) -> None:
    page = wall(page_for, cast)
    page.locator("#full-screen").click()
    expect(page.locator("#full-screen")).to_have_text("Leave full screen")
    page.locator("#full-screen").click()
    expect(page.locator("#full-screen")).to_have_text("Full screen")


def test_many_words_fit_on_every_wall(page_for: PageFor, server: RealServer, cast: Cast) -> None:
    fill(server, cast)
    page = wall(page_for, cast)
    sizes = []
    for question, hint in MANY:
        write(server, cast, question, hint)
        page.reload()
        for size in WALLS:
            page.set_viewport_size(size)
            assert page.evaluate(BEYOND) <= 0, (question, hint, size)
        sizes.append(page.evaluate(f"({SHARE})('#now-title')"))
        assert page.evaluate(f"({SHARE})('.screen-caught .words')") > 0.035
    # A letter of a thirtieth of the picture's height is read from six metres on a screen of one metre and more.
    assert sizes[0] > 0.075 and min(sizes[:-3]) > 0.044 and min(sizes) > 0.02


def test_the_code_for_guests_covers_nothing(page_for: PageFor, server: RealServer, cast: Cast) -> None:
    fill(server, cast, method="solution_focused")
    write(server, cast, 150, 0)
    fatima = page_for(cast.fatima, f"/meetings/{cast.today.id}", viewport=WALLS[0])
    page = wall(page_for, cast)
    fatima.locator("#show-guest-code").click()
    expect(page.locator("#guest-qr-title")).to_be_visible(timeout=10000)
    for size in WALLS:
        page.set_viewport_size(size)
        assert page.evaluate(BEYOND) <= 0, size
        door, foot = page.locator("#guest-qr").bounding_box(), page.locator(".screen-foot").bounding_box()
        what = page.locator(".screen-what").bounding_box()
        assert door and foot and what
        assert door["x"] >= what["x"] + what["width"] and door["y"] >= 0, size
        assert door["y"] + door["height"] <= foot["y"], size


def test_the_words_of_a_phase_fit_too(page_for: PageFor, server: RealServer, cast: Cast) -> None:
    fill(server, cast, method="solution_focused")
    write(server, cast, 300, 0)
    with server.database.writing() as db:
        place = pacing.place(db, meetings.by_id(db, cast.today.id), NOW)
        place.phase.phase.title, place.phase.phase.others_do = LONG[:120], LONG[:300]
    page = wall(page_for, cast)
    for size in WALLS:
        page.set_viewport_size(size)
        assert page.evaluate(BEYOND) <= 0, size


def test_what_everybody_wrote_fits_too(page_for: PageFor, server: RealServer, cast: Cast) -> None:
    fill(server, cast)
    write(server, cast, 300, 0)
    places = (cast.fatimas_place, cast.omars_place, cast.nias_place, cast.ivys_place, cast.sols_place)
    with server.database.writing() as db:
        meeting = meetings.by_id(db, cast.today.id)
        writings.begin(db, meeting, None, LONG[:200], by=cast.fatima, at=NOW)
        writing = writings.going_on(db, meeting)
        for place in places:
            writings.write(db, meeting, place, writings.Words(writing.id, LONG[:300], True), at=NOW)
        writings.reveal(db, meeting, writing.id, by=cast.fatima, at=NOW)
    page = wall(page_for, cast)
    expect(page.locator(".screen-caught li")).to_have_count(5)
    for size in WALLS:
        page.set_viewport_size(size)
        assert page.evaluate(BEYOND) <= 0, size


def test_it_holds_in_light_and_dark_and_on_a_phone(
    page_for: PageFor, server: RealServer, cast: Cast, tmp_path: Path
) -> None:
    fill(server, cast)
    write(server, cast, 300, 80)
    page = wall(page_for, cast)
    (tmp_path / "screen.html").write_text(page.content())
    for size in (*WALLS, {"width": 320, "height": 720}):
        page.set_viewport_size(size)
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            assert checks.axe_violations(page) == []
    assert checks.sideways(page) <= 0
    page.keyboard.press("b")
    assert checks.axe_violations(page) == []
    assert checks.html_errors(tmp_path) == ""
