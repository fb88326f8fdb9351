"""Letters about a meeting: confirmed, sent once, with a part for the calendar; and answers without a sign-in."""

import re
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from typing import Any

import pytest
from fastapi.testclient import TestClient
from icalendar import Calendar, Event
from sqlmodel import Session, select

from app.db import Database
from app.domain import attendance, closing, code_names, history, meetings, memberships
from app.domain.outbox import Letter
from app.domain.people import Person
from tests.cast import NOW, Cast
from tests.conftest import StillClock
from tests.keeping import keep

Look = Callable[[], AbstractContextManager[Session]]
ClientFor = Callable[[Person], TestClient]


def letters(look: Look) -> list[Letter]:
    with look() as db:
        return list(db.exec(select(Letter).where(Letter.kind == "meeting").order_by(Letter.written_at, Letter.to)))  # type: ignore[arg-type]


def send(client: TestClient, cast: Cast, sequence: int = 0) -> Any:
    return client.post(f"/meetings/{cast.next_month.id}/letters", data={"sequence": sequence})


def change(client: TestClient, cast: Cast, **values: str) -> None:
    known = {"title": "June", "day": "2027-06-08", "wall": "12:30", "minutes": "120", "place": "The library"}
    with_revision = known | values | {"revision": values.pop("revision", "1")}
    assert client.post(f"/meetings/{cast.next_month.id}", data=with_revision).status_code == 303


def event(letter: Letter) -> tuple[str, Event]:
    calendar = Calendar.from_ical(letter.calendar)
    (found,) = calendar.events
    return str(calendar["METHOD"]), found


def answer_path(letter: Letter) -> str:
    found = re.search(r"https://miracles\.test(/answers/\S+)", letter.text)
    assert found
    return found[1]


def to(found: list[Letter], name: str) -> Letter:
    return next(one for one in reversed(found) if one.to.startswith(name))


def test_looking_sends_nothing_and_says_who_gets_it(client_for: ClientFor, look: Look, cast: Cast) -> None:
    page = client_for(cast.fatima).get(f"/meetings/{cast.next_month.id}/letters")
    assert page.status_code == 200 and "Send it to 3 people" in page.text
    for words in ("Omar Reid", "omar@example.org", "Not yet: Ivy Chen", "Riverside meets:"):
        assert words in page.text
    assert letters(look) == []
    assert "Send the invitation" in client_for(cast.fatima).get(f"/meetings/{cast.next_month.id}").text
    assert "Send the invitation" not in client_for(cast.omar).get(f"/meetings/{cast.next_month.id}").text


def test_each_letter_has_a_link_and_a_calendar_part_of_its_own(client_for: ClientFor, look: Look, cast: Cast) -> None:
    answer = send(client_for(cast.fatima), cast)
    assert answer.status_code == 303
    found = letters(look)
    assert [one.to for one in found] == ["fatima@example.org", "nia@example.org", "omar@example.org"]
    omars = to(found, "omar")
    assert omars.subject == "Riverside: June, Tuesday 8 June 2027, 12:30"
    assert omars.reply_to == "fatima@example.org"
    method, shown = event(omars)
    assert (method, shown["UID"], shown["SEQUENCE"]) == ("REQUEST", str(cast.next_month.id), 0)
    assert (shown.start, shown.DTSTAMP) == (cast.next_month.starts_at, NOW)
    assert shown["ORGANIZER"] == "mailto:fatima@example.org"
    assert shown["ATTENDEE"] == "mailto:omar@example.org"
    assert (shown["ATTENDEE"].params["RSVP"], shown["ATTENDEE"].params["PARTSTAT"]) == ("TRUE", "NEEDS-ACTION")
    # Nobody's address stands in another's letter, and whoever looks into a calendar cannot answer for its owner.
    assert "nia@" not in omars.text + omars.calendar
    assert "/answers/" not in omars.calendar
    assert len({answer_path(one) for one in found}) == 3
    # Nobody is asked by their own calendar whether they come to what they call to.
    assert event(to(found, "fatima"))[0] == "PUBLISH"
    with look() as db:
        done = [one for one in history.of(db, cast.next_month.id) if one.verb == "convened"]
    assert [(one.by_id, one.at) for one in done] == [(cast.fatima.id, NOW)]


def test_s51_pressed_twice_it_goes_once(client_for: ClientFor, look: Look, cast: Cast) -> None:
    browser = client_for(cast.fatima)
    page = browser.get(f"/meetings/{cast.next_month.id}/letters").text
    once = re.findall(r'id="send-form".*?name="once" value="([^"]+)"', page, re.S)[0]
    data = {"sequence": "0", "once": once}
    assert [browser.post(f"/meetings/{cast.next_month.id}/letters", data=data).status_code for _ in "ab"] == [303, 303]
    send(browser, cast)
    assert len(letters(look)) == 3
    assert "There is nothing to send" in browser.get(f"/meetings/{cast.next_month.id}/letters").text


def test_s51_two_facilitators_at_once_send_it_once(
    client_for: ClientFor, database: Database, look: Look, cast: Cast
) -> None:
    with database.writing() as db:
        nias = memberships.by_id(db, cast.nias_place.id)
        assert nias
        memberships.change_role(db, nias, "facilitator", by=cast.fatima, at=NOW)
    both = threading.Barrier(2)

    def press(browser: TestClient) -> int:
        both.wait()
        return int(send(browser, cast).status_code)

    browsers = [client_for(cast.fatima), client_for(cast.nia)]
    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(press, browsers)) == [303, 303]
    assert len(letters(look)) == 3


def test_a_change_is_offered_and_told_with_a_higher_number(client_for: ClientFor, look: Look, cast: Cast) -> None:
    browser = client_for(cast.fatima)
    send(browser, cast)
    change(browser, cast, day="2027-06-15", place="The chapel")
    page = browser.get(f"/meetings/{cast.next_month.id}").text
    assert "Tell everybody about the change" in page and "The library" in page
    assert "Tell everybody about the change" not in client_for(cast.omar).get(f"/meetings/{cast.next_month.id}").text
    assert send(browser, cast, 0).status_code == 409
    assert len(letters(look)) == 3
    send(browser, cast, 1)
    omars = to(letters(look), "omar")
    assert omars.subject.startswith("Changed: Riverside: June, Tuesday 15 June 2027")
    assert "Before it was: Tuesday 8 June 2027, 12:30, The library." in omars.text
    method, shown = event(omars)
    assert (method, shown["SEQUENCE"], shown["LOCATION"]) == ("REQUEST", 1, "The chapel")
    assert shown["UID"] == str(cast.next_month.id)
    assert "Tell everybody" not in browser.get(f"/meetings/{cast.next_month.id}").text


def test_calling_off_takes_it_out_of_calendars_and_says_no_reason(
    client_for: ClientFor, look: Look, cast: Cast
) -> None:
    browser = client_for(cast.fatima)
    send(browser, cast)
    browser.post(f"/meetings/{cast.next_month.id}/calling-off", data={"why": "The hall is flooded"})
    page = browser.get(f"/meetings/{cast.next_month.id}").text
    assert "do not know yet that it is called off" in page
    send(browser, cast, 1)
    omars = to(letters(look), "omar")
    method, shown = event(omars)
    assert (method, shown["STATUS"], shown["SEQUENCE"]) == ("CANCEL", "CANCELLED", 1)
    assert omars.subject.startswith("Called off: ")
    assert "flooded" not in omars.text + omars.calendar
    assert "do not know yet" not in browser.get(f"/meetings/{cast.next_month.id}").text


def test_s34_a_code_name_in_the_title_leaves_the_house_nowhere(
    client_for: ClientFor, client: TestClient, look: Look, database: Database, cast: Cast
) -> None:
    with database.writing() as db:
        name = sorted(code_names.used_in(db, cast.community.id))[0]
        june = meetings.by_id(db, cast.next_month.id)
        assert june
        june.title = f"{name} comes back"
    browser = client_for(cast.fatima)
    send(browser, cast)
    omars = to(letters(look), "omar")
    page = client.get(answer_path(omars)).text
    file = browser.get(f"/meetings/{cast.next_month.id}/meeting.ics").text
    for text in (omars.text, omars.subject, omars.calendar, page, file):
        assert name not in text and "Riverside: our meeting" in text


HOSTILE = "x\r\nBcc: everybody@example.org\r\nATTENDEE:mailto:evil@example.org\u2028END:VEVENT"


def test_s33_no_title_or_place_writes_a_line_into_a_letter(
    client_for: ClientFor, database: Database, look: Look, cast: Cast
) -> None:
    with database.writing() as db:
        june = meetings.by_id(db, cast.next_month.id)
        omar = db.get_one(Person, cast.omar.id)
        assert june
        june.title, june.place, omar.name = HOSTILE, HOSTILE, HOSTILE[:100]
    send(client_for(cast.fatima), cast)
    omars = to(letters(look), "omar")
    assert not re.search(r"^(Bcc|ATTENDEE|END)", omars.text, re.M)
    _, shown = event(omars)
    assert shown["ATTENDEE"] == "mailto:omar@example.org"
    assert "\n" not in omars.subject


def test_who_may_not_plan_sends_nothing(client_for: ClientFor, look: Look, cast: Cast) -> None:
    for person, status in ((cast.omar, 403), (cast.gus, 404), (cast.sol, 404), (cast.zed, 404)):
        assert send(client_for(person), cast).status_code == status
    assert letters(look) == []


def test_the_file_is_one_meeting_for_any_calendar(client_for: ClientFor, cast: Cast) -> None:
    answer = client_for(cast.omar).get(f"/meetings/{cast.next_month.id}/meeting.ics")
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    assert answer.headers["content-disposition"] == 'attachment; filename="meeting.ics"'
    calendar = Calendar.from_ical(answer.text)
    (shown,) = calendar.events
    assert (calendar["METHOD"], shown["UID"]) == ("PUBLISH", str(cast.next_month.id))
    assert shown.get("ATTENDEE") is None and shown.get("ORGANIZER") is None
    assert (
        f"/meetings/{cast.next_month.id}/meeting.ics"
        in client_for(cast.omar).get(f"/meetings/{cast.next_month.id}").text
    )


@pytest.fixture
def omars_link(client_for: ClientFor, look: Look, cast: Cast) -> str:
    send(client_for(cast.fatima), cast)
    return answer_path(to(letters(look), "omar"))


def word_of(look: Look, cast: Cast) -> tuple[str, str]:
    with look() as db:
        noted = attendance.of(db, cast.next_month, cast.omars_place, lock=False)
    return (noted.word, noted.told) if noted else ("", "")


def test_s12_looking_at_the_link_changes_nothing(client: TestClient, omars_link: str, look: Look, cast: Cast) -> None:
    page = client.get(omars_link)
    client.head(omars_link)
    assert page.status_code == 200 and "Will you be there?" in page.text and "Omar Reid" in page.text
    assert word_of(look, cast) == ("", "")
    assert "Nia Powell" not in page.text


def test_one_press_answers_without_signing_in_and_another_changes_it(
    client: TestClient, client_for: ClientFor, omars_link: str, look: Look, cast: Cast
) -> None:
    assert client.post(omars_link, data={"word": "coming"}).status_code == 303
    assert word_of(look, cast) == ("coming", "")
    assert "You have said that you will be there." in client.get(omars_link).text
    client.post(omars_link, data={"word": "apologies", "told": "I am on a course."})
    assert word_of(look, cast) == ("apologies", "I am on a course.")
    assert "I am on a course." in client.get(omars_link).text
    # No sign-in came of it.
    assert not client.cookies.get("__Host-sign-in")
    of_facilitator = client_for(cast.fatima).get(f"/meetings/{cast.next_month.id}").text
    assert "1 with apologies" in of_facilitator and "I am on a course." in of_facilitator
    assert "I am on a course." not in client_for(cast.nia).get(f"/meetings/{cast.next_month.id}").text
    with look() as db:
        said = [one for one in history.of(db, cast.omars_place.id) if one.noun == "attendance"]
    assert {one.by_id for one in said if one.meeting_id == cast.next_month.id} == {cast.omar.id}


def test_the_word_to_the_facilitators_is_read_again_and_nothing_typed_is_lost(
    client: TestClient, omars_link: str, look: Look, cast: Cast
) -> None:
    told = "Ring me on 07911 123456"
    page = client.post(omars_link, data={"word": "apologies", "told": told})
    assert page.status_code == 422 and "Before this is shared" in page.text and told in page.text
    assert word_of(look, cast) == ("", "")
    kept = keep(client, omars_link, {"word": "apologies", "told": told}, "agreed")
    assert kept.status_code < 400
    assert word_of(look, cast) == ("apologies", told)


def test_neither_button_nor_a_long_word_is_refused_with_words(client: TestClient, omars_link: str) -> None:
    page = client.post(omars_link, data={"told": "Hello"})
    assert page.status_code == 422 and "Press one of the two" in page.text and "Hello" in page.text
    assert client.post(omars_link, data={"word": "coming", "told": "x" * 301}).status_code == 422
    assert client.post(omars_link, data={"word": "here"}).status_code == 422


def test_a_made_up_link_is_not_found(client: TestClient) -> None:
    assert client.get("/answers/made-up").status_code == 404
    assert client.post("/answers/made-up", data={"word": "coming"}).status_code == 404


def test_the_link_tells_how_it_stands_and_ends_with_the_meeting(
    client: TestClient, omars_link: str, database: Database, look: Look, cast: Cast
) -> None:
    with database.writing() as db:
        today, june = meetings.by_id(db, cast.today.id), meetings.by_id(db, cast.next_month.id)
        assert today and june
        closing.close(db, today, by=cast.fatima, at=NOW)
        meetings.start(db, june, by=cast.fatima, at=NOW)
    assert "It has begun" in client.get(omars_link).text
    assert client.post(omars_link, data={"word": "coming"}).status_code == 409
    with database.writing() as db:
        june = meetings.by_id(db, cast.next_month.id)
        assert june
        closing.close(db, june, by=cast.fatima, at=NOW)
    ended = client.get(omars_link)
    assert ended.status_code == 410 and "June" not in ended.text and "Omar" not in ended.text
    assert client.post(omars_link, data={"word": "coming"}).status_code == 409
    assert word_of(look, cast) == ("", "")


def test_a_called_off_meeting_says_so_behind_the_link(
    client: TestClient, client_for: ClientFor, omars_link: str, cast: Cast
) -> None:
    client_for(cast.fatima).post(f"/meetings/{cast.next_month.id}/calling-off", data={"why": "Snow"})
    page = client.get(omars_link)
    assert page.status_code == 200 and "It is called off" in page.text and "Snow" not in page.text
    assert client.post(omars_link, data={"word": "coming"}).status_code == 409


def test_the_link_ends_with_the_membership(
    client: TestClient, client_for: ClientFor, omars_link: str, look: Look, cast: Cast
) -> None:
    client_for(cast.omar).post(f"/memberships/{cast.omars_place.id}/departure")
    with look() as db:
        assert memberships.of(db, cast.community.id, cast.omar.id) is None
    assert client.get(omars_link).status_code == 410
    client.post(omars_link, data={"word": "coming"})
    assert word_of(look, cast) == ("", "")


def test_s14_a_link_that_is_pressed_by_a_machine_stops(
    client: TestClient, omars_link: str, look: Look, cast: Cast, time: StillClock
) -> None:
    answers = [client.post(omars_link, data={"word": word}) for word in ("coming", "apologies") * 12]
    assert (answers[0].status_code, answers[-1].status_code) == (303, 409)
    assert "many times within the hour" in answers[-1].text
    with look() as db:
        done = [one for one in history.of(db, cast.omars_place.id) if one.meeting_id == cast.next_month.id]
    assert 0 < len(done) <= 20
    time.pass_by(hours=1)
    assert client.post(omars_link, data={"word": "apologies"}).status_code == 303


def leave(client: TestClient, cast: Cast, place: str = "omars_place") -> None:
    assert client.post(f"/memberships/{getattr(cast, place).id}/departure").status_code == 303


def taken_out(look: Look) -> Letter:
    (found,) = [one for one in letters(look) if one.subject.startswith("Out of your calendar")]
    return found


@pytest.mark.parametrize("who", ["omar", "fatima"])
def test_whoever_leaves_or_is_let_go_has_the_meetings_to_come_taken_out_of_their_calendar(
    client_for: ClientFor, look: Look, cast: Cast, time: StillClock, who: str
) -> None:
    send(client_for(cast.fatima), cast)
    called = to(letters(look), "omar")
    time.pass_by(hours=1)
    leave(client_for(getattr(cast, who)), cast)
    leave(client_for(cast.fatima), cast)
    found = letters(look)
    assert len(found) == 4, "one letter more, to nobody but the one who left, and not again"
    last = taken_out(look)
    assert (last.to, last.kind) == ("omar@example.org", "meeting")
    assert last.subject == "Out of your calendar: Riverside: June, Tuesday 8 June 2027, 12:30"
    assert {"omar": "you have left Riverside", "fatima": "your place in Riverside has ended"}[who] in last.text
    (_, invited), (method, gone) = event(called), event(last)
    assert method == "CANCEL"
    for name in ("UID", "SEQUENCE", "ORGANIZER", "DTSTART", "DTEND", "SUMMARY"):
        assert gone[name] == invited[name] or gone.decoded(name) == invited.decoded(name)
    assert gone["ATTENDEE"] == "mailto:omar@example.org"
    # The others still meet: one of them is taken off, which RFC 5546 tells from a meeting that is off by this.
    assert "STATUS" not in gone
    assert gone.DTSTAMP > invited.DTSTAMP
    for name in ("LOCATION", "DESCRIPTION", "URL"):
        assert name not in gone
    assert "library" not in last.text + last.calendar and "https://" not in last.text


def test_whoever_becomes_a_sponsor_has_them_taken_out_too(client_for: ClientFor, look: Look, cast: Cast) -> None:
    fatima = client_for(cast.fatima)
    send(fatima, cast)
    assert fatima.post(f"/memberships/{cast.omars_place.id}/role", data={"role": "facilitator"}).status_code == 303
    assert len(letters(look)) == 3
    assert fatima.post(f"/memberships/{cast.omars_place.id}/role", data={"role": "sponsor"}).status_code == 303
    last = taken_out(look)
    assert last.to == "omar@example.org" and event(last)[0] == "CANCEL"
    assert "you do not come to the meetings of Riverside any more" in last.text
    leave(fatima, cast)
    assert len(letters(look)) == 4


def test_whoever_comes_back_is_called_anew_and_the_new_letter_is_newer(
    client_for: ClientFor, look: Look, database: Database, cast: Cast, time: StillClock
) -> None:
    fatima = client_for(cast.fatima)
    send(fatima, cast)
    time.pass_by(hours=1)
    leave(client_for(cast.omar), cast)
    time.pass_by(hours=1)
    with database.writing() as db:
        known = {"role": "member", "agency": None, "by": cast.fatima, "joined": True}
        memberships.add(db, cast.community, cast.omar, **known, at=time())
    send(fatima, cast)
    found = [one for one in letters(look) if one.to.startswith("omar")]
    (_, gone), (method, again) = event(found[-2]), event(found[-1])
    assert (method, again["SEQUENCE"], again["UID"]) == ("REQUEST", gone["SEQUENCE"], gone["UID"])
    assert again.DTSTAMP > gone.DTSTAMP


def test_it_is_taken_out_as_it_was_told_also_when_it_was_moved_since(
    client_for: ClientFor, look: Look, cast: Cast
) -> None:
    fatima = client_for(cast.fatima)
    send(fatima, cast)
    change(fatima, cast, title="Another June", day="2027-06-15")
    leave(fatima, cast)
    _, gone = event(taken_out(look))
    assert (gone["SUMMARY"], gone.start) == ("June", cast.next_month.starts_at)
    assert gone["SEQUENCE"] == 1, "no older than what the calendar may have heard meanwhile"


def test_no_second_letter_about_what_is_off_and_none_about_what_nobody_was_called_to(
    client_for: ClientFor, look: Look, cast: Cast
) -> None:
    fatima = client_for(cast.fatima)
    leave(fatima, cast, "nias_place")
    assert letters(look) == []
    send(fatima, cast)
    fatima.post(f"/meetings/{cast.next_month.id}/calling-off", data={"why": "Snow"})
    send(fatima, cast, 1)
    before = len(letters(look))
    leave(fatima, cast)
    assert len(letters(look)) == before


def test_whoever_leaves_before_they_heard_that_it_is_off_has_it_taken_out_too(
    client_for: ClientFor, look: Look, cast: Cast
) -> None:
    fatima = client_for(cast.fatima)
    send(fatima, cast)
    fatima.post(f"/meetings/{cast.next_month.id}/calling-off", data={"why": "Snow"})
    leave(fatima, cast)
    method, gone = event(taken_out(look))
    assert (method, gone["SEQUENCE"]) == ("CANCEL", 1)


def test_whoever_called_everybody_and_leaves_has_it_taken_out_of_their_own(
    client_for: ClientFor, look: Look, database: Database, cast: Cast
) -> None:
    fatima = client_for(cast.fatima)
    send(fatima, cast)
    with database.writing() as db:
        nias = memberships.by_id(db, cast.nias_place.id)
        assert nias
        memberships.change_role(db, nias, "facilitator", by=cast.fatima, at=NOW)
    leave(fatima, cast, "fatimas_place")
    method, gone = event(taken_out(look))
    assert (method, gone["STATUS"], "ATTENDEE" in gone) == ("PUBLISH", "CANCELLED", False)
