"""Letters that come by themselves: what they hold, what their links do, how they are stopped."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlmodel import Session, select

from app import clock, letter_writer
from app.db import Database
from app.domain import (
    action_helpers,
    actions,
    history,
    letter_choices,
    mail_links,
    memberships,
    miracles,
    outbox,
    snoozing,
)
from app.domain.actions import Action, FollowUp
from app.domain.cases import Case
from app.domain.mail_links import MailLink
from app.domain.miracles import Miracle
from app.domain.outbox import Letter
from tests.cast import NOW, Cast, build_action
from tests.conftest import BASE_URL, StillClock
from tests.finding import all_in

Look = Callable[[], AbstractContextManager[Session]]
DUE = date(2027, 5, 21)
MORNING = clock.at_local(date(2027, 5, 19), time(8, 5), "Europe/London")
MONDAY = clock.at_local(date(2027, 5, 17), time(8, 5), "Europe/London")


@pytest.fixture
def action(database: Database, cast: Cast) -> Action:
    """What Omar took on until Friday week."""
    with database.writing() as db:
        known = {"text": "Ask about the dog", "first_step": "Ring on Tuesday", "due_on": DUE}
        return build_action(db, cast.community, cast.omar, **known)


def letters(database: Database, kind: str, to: str = "omar@example.org") -> list[Letter]:
    with database.reading() as db:
        return [letter for letter in outbox.latest(db) if (letter.kind, letter.to) == (kind, to)]


def write(database: Database, at: datetime) -> int:
    return letter_writer.write_letters(database, BASE_URL, at=at)


def links(letter: Letter, ending: str) -> list[str]:
    return re.findall(rf"{BASE_URL}(/letters/[\w-]+/{ending})", letter.text)


@pytest.fixture
def reminder(database: Database, action: Action, app: FastAPI, time: StillClock) -> Letter:
    """The letter of two days before; it is half an hour later now."""
    write(database, MORNING)
    time.at = MORNING + timedelta(minutes=30)
    [letter] = letters(database, "reminder")
    return letter


@pytest.fixture
def link(reminder: Letter) -> str:
    return links(reminder, "action")[0]


def now_of(look: Look, action: Action) -> Action:
    with look() as db:
        return db.get_one(Action, action.id)


def test_a_reminder_says_what_until_when_and_where_to_press(reminder: Letter, action: Action) -> None:
    assert reminder.subject == "Something you took on"
    text = " ".join(reminder.text.split())
    assert "Hello Omar Reid, you took this on: Ask about the dog Your first step: Ring on Tuesday" in text
    assert "By Friday 21 May 2027, in 2 days." in text
    assert "works until Friday 18 June 2027" in text
    assert len(links(reminder, "action")) == len(links(reminder, "stop")) == 1
    assert reminder.stop_url == BASE_URL + links(reminder, "stop")[0]
    assert "\n\n\n" not in reminder.text


def test_several_are_one_letter_with_a_link_each(database: Database, action: Action, cast: Cast, app: FastAPI) -> None:
    with database.writing() as db:
        build_action(db, cast.community, cast.omar, text="The older one", due_on=date(2027, 5, 18))
    write(database, MORNING)
    [letter] = letters(database, "reminder")
    assert letter.subject == "Some things you took on"
    assert letter.text.index("The older one") < letter.text.index("Ask about the dog")
    assert "Past its date. Still needed?" in letter.text
    assert len(set(links(letter, "action"))) == 2


def test_what_may_say_who_somebody_is_is_put_more_widely(database: Database, cast: Cast, app: FastAPI) -> None:
    with database.writing() as db:
        known = {"text": "Ring 07911 123456 on Friday", "first_step": "Text ana@example.org", "due_on": DUE}
        build_action(db, cast.community, cast.omar, **known)
    write(database, MORNING)
    [letter] = letters(database, "reminder")
    assert "07911" not in letter.text and "ana@example.org" not in letter.text
    assert "on Friday" in letter.text


@pytest.mark.parametrize("state", ["paused_at", "withdrawn_at"])
def test_nothing_is_said_of_a_case_that_is_not_open(
    database: Database, cast: Cast, client: TestClient, time: StillClock, state: str
) -> None:
    with database.writing() as db:
        known = {"text": "Ask about the dog", "due_on": DUE, "case_id": cast.open_case.id}
        build_action(db, cast.community, cast.omar, **known)
        setattr(db.get_one(Case, cast.open_case.id), state, NOW)
    write(database, MORNING)
    time.at = MORNING
    [letter] = letters(database, "reminder")
    assert "the dog" not in letter.text and "not open to the group" in letter.text
    page = client.get(links(letter, "action")[0])
    assert page.status_code == 200 and "the dog" not in page.text


def test_s12_opening_the_link_changes_nothing(client: TestClient, link: str, action: Action, look: Look) -> None:
    for method in ("GET", "HEAD", "GET"):
        assert client.request(method, link).status_code in {200, 405}
    assert now_of(look, action).word == ""


def test_the_page_shows_this_one_action_and_nothing_else(client: TestClient, link: str, cast: Cast) -> None:
    page = client.get(link).text
    assert "Ask about the dog" in page and "Ring on Tuesday" in page
    for other in ("Call the hostel", "Ask the GP", cast.omar.name, "kept the window open"):
        assert other not in page


def test_done_by_the_link_then_something_moved(client: TestClient, link: str, action: Action, look: Look) -> None:
    answer = client.post(link, data={"word": "done", "once": "a"})
    assert (answer.status_code, answer.headers["location"]) == (303, link)
    page = client.get(link).text
    assert "Did something move" in page
    tell = link.replace("/action", "/miracle")
    assert client.post(tell, data={"text": "She opened the door.", "once": "b"}).status_code == 303
    page = client.get(link).text
    assert "Done, and told" in page and "Did something move" not in page
    with look() as db:
        [told] = [one for one in all_in(db, Miracle, action.community_id) if one.action_id == action.id]
        assert (told.text, told.told_by_id) == ("She opened the door.", action.owner_id)
        [said] = actions.told_of(db, action.id)
        assert (said.word, said.by_id) == ("done", action.owner_id)


def test_s51_pressed_twice_it_happens_once(client: TestClient, link: str, action: Action, look: Look) -> None:
    for _ in range(2):
        assert client.post(link, data={"word": "not_yet", "once": "the same"}).status_code == 303
    with look() as db:
        assert len(list(db.exec(select(FollowUp).where(FollowUp.action_id == action.id)))) == 1


def test_why_is_asked_and_read_by_the_coach(client: TestClient, link: str, action: Action, look: Look) -> None:
    answer = client.post(link, data={"word": "let_go", "why": ""})
    assert answer.status_code == 422 and "Why let it go?" in answer.text
    answer = client.post(link, data={"word": "let_go", "why": "They rang 07911 123456"})
    assert answer.status_code == 422 and "Before this is shared" in answer.text and "07911 123456" in answer.text
    assert now_of(look, action).is_open
    assert client.post(link, data={"word": "let_go", "why": "The flat is gone"}).status_code == 303
    assert now_of(look, action).why == "The flat is gone"


def test_what_moved_is_read_by_the_coach_too(client: TestClient, link: str, action: Action, look: Look) -> None:
    client.post(link, data={"word": "done"})
    answer = client.post(link.replace("/action", "/miracle"), data={"text": "Call 07911 123456"})
    assert answer.status_code == 422 and "Before this is shared" in answer.text


def test_another_date_by_the_link(client: TestClient, link: str, action: Action, look: Look) -> None:
    assert client.post(link, data={"word": "kept", "due_on": "2027-06-04"}).status_code == 303
    assert now_of(look, action).due_on == date(2027, 6, 4)
    assert client.post(link, data={"word": "kept", "due_on": "soon"}).status_code == 422


def test_remind_me_later_by_the_link(client: TestClient, link: str, action: Action, look: Look, cast: Cast) -> None:
    assert client.post(link.replace("/action", "/reminder"), data={"word": "week"}).status_code == 303
    with look() as db:
        wished = snoozing.of(db, action, cast.omar)
        assert wished and (wished.word, wished.remind_on) == ("week", date(2027, 5, 26))
    assert "26 May 2027" in client.get(link).text
    assert client.post(link.replace("/action", "/reminder"), data={"word": "always"}).status_code == 303


def test_a_slip_is_taken_back_within_the_day_and_then_the_link_is_done(
    client: TestClient, link: str, action: Action, look: Look, time: StillClock
) -> None:
    client.post(link, data={"word": "done"})
    client.post(link, data={"word": "reopened"})
    assert now_of(look, action).is_open
    client.post(link, data={"word": "done"})
    time.pass_by(hours=25)
    for answer in (client.get(link), client.post(link, data={"word": "reopened"})):
        assert answer.status_code == 410 and "Ask about the dog" not in answer.text
    assert not now_of(look, action).is_open


def test_the_link_ends_after_thirty_days(client: TestClient, link: str, time: StillClock) -> None:
    time.at = MORNING + timedelta(days=30) - timedelta(seconds=1)
    assert client.get(link).status_code == 200
    time.pass_by(seconds=1)
    assert client.get(link).status_code == 410


@pytest.fixture(params=["left", "given away", "put away", "ended by its owner"])
def what_ends_it(request: pytest.FixtureRequest, action: Action, cast: Cast) -> Callable[[Session], None]:
    """Something after which the link may open nothing."""

    def end(db: Session) -> None:
        mine, place = db.get_one(Action, action.id), db.merge(cast.omars_place)
        if request.param == "left":
            memberships.leave(db, place, by=cast.omar, at=NOW)
        if request.param == "given away":
            mine.owner_id = cast.nia.id
        if request.param == "put away":
            actions.put_away(db, mine, by=cast.omar, at=NOW)
        if request.param == "ended by its owner":
            mail_links.end_all_of(db, cast.omar, at=NOW)

    return end


def test_the_link_ends_with_the_membership_or_the_action(
    client: TestClient, link: str, database: Database, what_ends_it: Callable[[Session], None]
) -> None:
    with database.writing() as db:
        what_ends_it(db)
    assert client.get(link).status_code == 410
    assert client.post(link, data={"word": "done"}).status_code == 410


def test_a_link_for_one_purpose_opens_no_other(client: TestClient, reminder: Letter, link: str) -> None:
    stop = links(reminder, "stop")[0]
    assert client.get(link.replace("/action", "/stop")).status_code == 410
    assert client.get(stop.replace("/stop", "/action")).status_code == 410
    assert client.get("/letters/guessed/action").status_code == 410


def test_only_the_hash_is_kept(link: str, look: Look) -> None:
    secret = link.split("/")[2]
    with look() as db:
        assert secret not in str([row.model_dump() for row in db.exec(select(MailLink))])


def test_s14_a_link_that_is_pressed_by_a_machine_stops(client: TestClient, link: str) -> None:
    words = ["not_yet", "kept"] * 20
    statuses = [client.post(link, data={"word": word, "due_on": "2027-06-04"}).status_code for word in words]
    assert statuses[0] == 303 and statuses[-1] == 409
    assert statuses.count(303) <= mail_links.MOST_IN_A_WHILE


def test_s14_a_stop_link_that_is_pressed_by_a_machine_stops_letting_them_come_again(
    client: TestClient, reminder: Letter, look: Look, cast: Cast
) -> None:
    stop = links(reminder, "stop")[0]
    statuses = []
    for _ in range(15):
        assert client.post(stop).status_code == 303  # to be left alone is never refused
        statuses.append(client.post(stop, data={"again": "yes"}))
    assert (statuses[0].status_code, statuses[-1].status_code) == (303, 409)
    assert "many times within the hour" in statuses[-1].text
    with look() as db:
        assert not letter_choices.wants(db, cast.omar, "reminders")
        done = [one for one in history.of(db, cast.omar.id) if one.verb == "chosen"]
        assert len(done) <= mail_links.MOST_IN_A_WHILE + 1


def test_s14_no_more_than_a_few_are_told_by_one_link(client: TestClient, link: str) -> None:
    client.post(link, data={"word": "done"})
    tell = link.replace("/action", "/miracle")
    statuses = [client.post(tell, data={"text": f"It moved, {word}."}).status_code for word in ("a", "b", "c", "d")]
    assert statuses == [303, 303, 303, 409]


def test_opening_the_stop_link_stops_nothing_and_the_button_does(
    client: TestClient, reminder: Letter, look: Look, cast: Cast
) -> None:
    stop = links(reminder, "stop")[0]
    assert "No more reminders?" in client.get(stop).text
    with look() as db:
        assert letter_choices.wants(db, cast.omar, "reminders")
    assert client.post(stop, data={"once": "a"}).headers["location"] == stop
    assert "No more reminders come" in client.get(stop).text
    with look() as db:
        assert not letter_choices.wants(db, cast.omar, "reminders")
        assert letter_choices.wants(db, cast.omar, "digest")
    client.post(stop, data={"again": "yes"})
    with look() as db:
        assert letter_choices.wants(db, cast.omar, "reminders")


@pytest.mark.parametrize("as_parts", [False, True])
def test_rfc_8058_one_click(client: TestClient, reminder: Letter, look: Look, cast: Cast, as_parts: bool) -> None:
    sent: dict[str, Any] = {"data": {"List-Unsubscribe": "One-Click"}}
    if as_parts:
        sent = {"files": {"List-Unsubscribe": (None, "One-Click")}}
    answer = client.post(links(reminder, "stop")[0], **sent)
    assert answer.status_code == 200
    assert "set-cookie" not in answer.headers
    with look() as db:
        assert not letter_choices.wants(db, cast.omar, "reminders")


def test_the_weekly_letter(database: Database, cast: Cast, app: FastAPI, action: Action) -> None:
    with database.writing() as db:
        miracles.tell(db, cast.community.id, text="She came\nback.", by=cast.nia, at=MONDAY - timedelta(days=2))
        known = {"kind": "door_opened", "case_id": cast.open_case.id}
        miracles.tell(db, cast.community.id, text="About a case.", **known, by=cast.nia, at=MONDAY - timedelta(days=1))
        build_action(db, cast.community, cast.omar, text="Theirs to do", owner_id=cast.nia.id)
        build_action(db, cast.community, cast.omar, text="Ring the vet", due_on=MONDAY.date() - timedelta(days=3))
        helped = build_action(db, cast.community, cast.nia, text="Paint\nthe hall", owner_id=cast.nia.id)
        action_helpers.choose(db, helped, [cast.omar.id], by=cast.nia, at=NOW)
    assert write(database, MONDAY) >= 1
    [letter] = letters(database, "digest")
    text = " ".join(letter.text.split())
    assert letter.subject == "Your week with Little Miracles"
    assert "Riverside: Tuesday 8 June 2027, 12:30, The library" in text
    assert "Ask about the dog Your first step: Ring on Tuesday By Friday 21 May 2027" in text
    assert "WHAT YOU HELP WITH Paint the hall Before we next meet" in text and text.count("Paint the hall") == 1
    assert "AND YOU WROTE DOWN Theirs to do Before we next meet" in text
    assert f"Ring the vet Its date was {MONDAY - timedelta(days=3):%A}" in text
    assert "She came back." in text
    assert "About a case." not in text and f"{cast.open_case.code_name}: a door opened" in text
    assert cast.nia.name not in text
    assert not re.search(r"\b(overdue|you have \d+|\d+ open|score)\b", text)
    assert "\n\n\n" not in letter.text
    assert write(database, MONDAY + timedelta(hours=1)) == 0


def test_nobody_writes_lines_of_their_own_into_a_letter(database: Database, cast: Cast, app: FastAPI) -> None:
    with database.writing() as db:
        db.merge(cast.omar).name = "Omar\n\nOpen https://evil.example"
        build_action(db, cast.community, cast.omar, text="Look\r\n\r\nhttp://evil.example/a", due_on=DUE)
    write(database, MORNING)
    [letter] = letters(database, "reminder")
    assert not re.search(r"^\s*(Open )?http.*evil", letter.text, re.M)


def test_my_letters_are_chosen(client_for: Any, cast: Cast, look: Look) -> None:
    browser = client_for(cast.omar)
    assert "My letters" in browser.get("/my-letters").text
    sent = {"comes": ["digest"], "digest_weekday": "3", "zone": "Asia/Kolkata"}
    assert browser.post("/my-letters", data=sent).status_code == 303
    with look() as db:
        chosen = letter_choices.of(db, cast.omar)
        assert (chosen.reminders, chosen.digest, chosen.digest_weekday, chosen.zone) == (False, True, 3, "Asia/Kolkata")
    page = browser.get("/my-letters").text
    assert 'value="Asia/Kolkata" selected' in page
    assert browser.post("/my-letters", data=sent | {"zone": "Mars/Olympus"}).status_code == 422
    browser.post("/my-letters", data={"digest_weekday": "0"})
    with look() as db:
        assert not letter_choices.wants(db, cast.omar, "digest")


def test_past_its_date_the_page_promises_no_letter_that_cannot_come(
    client_for: Any, cast: Cast, action: Action, time: StillClock
) -> None:
    time.at = MORNING + timedelta(days=9)
    page = client_for(cast.omar).get(f"/actions/{action.id}").text
    assert "Its date has passed, so no more letters come" in page
    assert "remind-day_before" not in page and "remind-week" in page


def test_the_links_in_my_letters_can_be_ended(client_for: Any, client: TestClient, cast: Cast, link: str) -> None:
    assert client_for(cast.omar).post("/my-letters/links/end").status_code == 303
    assert client.get(link).status_code == 410


def test_on_the_page_of_an_action_its_owner_moves_the_reminder(
    client_for: Any, cast: Cast, action: Action, look: Look
) -> None:
    browser = client_for(cast.omar)
    page = f"/actions/{action.id}"
    assert "A letter comes two days before its date" in browser.get(page).text
    assert browser.post(f"{page}/reminder", data={"word": "never"}).status_code == 303
    assert "We do not remind you of this one." in browser.get(page).text
    assert "Remind me" not in client_for(cast.fatima).get(page).text
    assert client_for(cast.fatima).post(f"{page}/reminder", data={"word": "never"}).status_code == 409
    with look() as db:
        assert snoozing.of(db, action, cast.fatima) is None


def test_a_sponsor_reads_that_no_such_letters_come_and_a_guest_has_none_to_choose(client_for: Any, cast: Cast) -> None:
    only_members = "These come to members of a community."
    assert only_members in client_for(cast.sol).get("/my-letters").text
    assert only_members not in client_for(cast.omar).get("/my-letters").text
    gus = client_for(cast.gus)
    assert gus.get("/my-letters").status_code == 403
    own = gus.get("/sign-ins").text
    assert "My sign-ins" in own and "My letters" not in own and "My calendar" not in own


def test_whoever_stops_letters_learns_where_they_are_chosen(client: TestClient, cast: Cast) -> None:
    link = f"/letters/{cast.stop_secret}/stop"
    assert "you need not do anything" in client.get(link).text
    client.post(link)
    stopped = client.get(link).text
    assert "you need not do anything" not in stopped and 'href="/my-letters"' in stopped
