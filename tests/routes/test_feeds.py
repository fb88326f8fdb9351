"""Following one's own calendar from elsewhere: by a secret link, shown once, looked at anew each time."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager

from fastapi.testclient import TestClient
from icalendar import Calendar
from sqlmodel import Session

from app.db import Database
from app.domain import attendance, feeds, meetings, memberships
from app.domain.people import Person
from tests.cast import NOW, Cast, build_meeting

Look = Callable[[], AbstractContextManager[Session]]
ClientFor = Callable[[Person], TestClient]


def made(browser: TestClient) -> dict[str, str]:
    page = browser.post("/calendar")
    assert page.status_code == 200 and "shown this once" in page.text
    found = re.findall(r'id="url-(\w+)" type="url" readonly value="https://miracles\.test(/feeds/[^"]+)"', page.text)
    assert len(found) == 2
    return dict(found)


def test_the_links_are_shown_once_and_open_the_calendar_without_a_sign_in(
    client_for: ClientFor, client: TestClient, look: Look, cast: Cast
) -> None:
    browser = client_for(cast.nia)
    assert "Your links are off" in browser.get("/calendar").text
    paths = made(browser)
    assert "webcal://miracles.test/feeds/" in browser.post("/calendar").text
    paths = made(browser)
    secret = paths["meetings"].split("/")[2]
    later = browser.get("/calendar").text
    assert "Your links are on" in later and secret not in later
    answer = client.get(paths["meetings"])
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    calendar = Calendar.from_ical(answer.text)
    assert {"May", "June"} <= {str(one["SUMMARY"]) for one in calendar.events}
    assert calendar["X-WR-CALNAME"] == "Little Miracles: meetings"
    assert calendar.get("METHOD") is None
    with look() as db:
        feed = feeds.of(db, cast.nia)
    assert feed and secret not in feed.token_hash


def test_new_links_end_the_old_ones_and_switching_off_ends_all(
    client_for: ClientFor, client: TestClient, cast: Cast
) -> None:
    browser = client_for(cast.nia)
    first, second = made(browser), made(browser)
    assert client.get(first["meetings"]).status_code == 404
    assert [client.get(path).status_code for path in second.values()] == [200, 200]
    assert browser.post("/calendar/end").status_code == 303
    assert [client.get(path).status_code for path in second.values()] == [404, 404]
    assert "Your links are off" in browser.get("/calendar").text


def test_it_may_be_kept_by_its_owner_s_program_and_is_asked_for_each_time(
    client_for: ClientFor, client: TestClient, database: Database, cast: Cast
) -> None:
    path = made(client_for(cast.omar))["meetings"]
    first = client.get(path)
    assert first.headers["cache-control"] == "private, no-cache"
    tag = {"If-None-Match": first.headers["etag"]}
    again = client.get(path, headers=tag)
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", first.headers["etag"])
    with database.writing() as db:
        june = meetings.by_id(db, cast.next_month.id)
        assert june
        known = {"title": june.title, "starts_at": june.starts_at, "minutes": 120, "place": "The chapel"}
        meetings.change(db, june, **known, revision=1, by=cast.fatima, at=NOW)
    changed = client.get(path, headers=tag)
    assert changed.status_code == 200 and changed.headers["etag"] != first.headers["etag"]
    assert "The chapel" in changed.text


def test_s37_every_other_page_is_kept_by_nobody(client_for: ClientFor, client: TestClient, cast: Cast) -> None:
    assert client_for(cast.omar).get("/calendar").headers["cache-control"] == "no-store"
    assert client.get("/feeds/made-up/meetings.ics").headers["cache-control"] == "no-store"
    assert (
        client_for(cast.omar).get(f"/meetings/{cast.next_month.id}/meeting.ics").headers["cache-control"] == "no-store"
    )


def test_s06_s34_a_membership_that_ended_is_felt_at_the_next_look(
    client_for: ClientFor, client: TestClient, database: Database, cast: Cast
) -> None:
    path = made(client_for(cast.omar))["meetings"]
    tag = {"If-None-Match": client.get(path).headers["etag"]}
    with database.writing() as db:
        place = memberships.by_id(db, cast.omars_place.id)
        assert place
        memberships.leave(db, place, by=cast.omar, at=NOW)
    after = client.get(path, headers=tag)
    assert after.status_code == 200
    assert Calendar.from_ical(after.text).events == []


def test_what_is_mine_is_in_mine_alone(
    client_for: ClientFor, client: TestClient, database: Database, cast: Cast
) -> None:
    with database.writing() as db:
        build_meeting(db, cast.elsewhere, cast.zed, starts_at=NOW, title="Elsewhere")
        attendance.say(db, cast.next_month, cast.omars_place, "apologies", by=cast.omar, at=NOW)
    omars, nias = made(client_for(cast.omar)), made(client_for(cast.nia))
    assert "Elsewhere" not in client.get(omars["meetings"]).text
    actions = Calendar.from_ical(client.get(omars["actions"]).text).events
    assert [one["UID"] for one in actions] == [str(cast.open_action.id)]
    assert Calendar.from_ical(client.get(nias["actions"]).text).events == []
    june = {str(one["UID"]): one["TRANSP"] for one in Calendar.from_ical(client.get(omars["meetings"]).text).events}
    assert june[str(cast.next_month.id)] == "TRANSPARENT"


def test_a_guest_has_no_calendar_here(client_for: ClientFor, cast: Cast) -> None:
    for method, path in (("GET", "/calendar"), ("POST", "/calendar"), ("POST", "/calendar/end")):
        assert client_for(cast.gus).request(method, path).status_code == 403


def test_my_calendar_is_in_my_menu_and_says_what_stands_in_it(client_for: ClientFor, cast: Cast) -> None:
    page = client_for(cast.omar).get("/calendar").text
    assert 'href="/calendar"' in client_for(cast.omar).get("/").text
    for words in ("June", "Not planned yet", "Something I said I would do, Riverside"):
        assert words in page
