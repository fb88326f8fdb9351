"""Ways in that somebody tried, and that stay shut."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.db import Database
from app.domain import guests, meetings, outbox, people, running, sign_ins
from app.domain.miracles import Miracle
from tests.cast import NOW, Cast, build_meeting
from tests.finding import all_in


@pytest.mark.parametrize(
    "after", ["//[", "http://[", "//a\u2100b", "/\\evil.example", "//evil.example/x", "javascript:1"]
)
def test_s31_only_our_own_paths_are_gone_to(client_for: Any, cast: Cast, after: str) -> None:
    answer = client_for(cast.omar).get("/sign-in", params={"after": after})
    assert (answer.status_code, answer.headers["location"]) == (303, "/")


@pytest.mark.parametrize(
    "origin", ["null", "http://[", "https://miracles.test.evil.example", "http://miracles.test:81"]
)
def test_s30_a_post_from_elsewhere_is_refused(client_for: Any, cast: Cast, origin: str) -> None:
    browser = client_for(cast.omar)
    assert browser.post("/sign-out", headers={"origin": origin}).status_code == 403
    assert browser.get("/my-actions").status_code == 200


@pytest.mark.parametrize(
    "kind", ["charset=unicode_escape", "charset=undefined", "CharSet*=utf-8''utf-7", "charset=utf-16"]
)
def test_s35_a_form_cannot_choose_its_decoder(client: TestClient, kind: str) -> None:
    headers = {"content-type": f"multipart/form-data; boundary=b; {kind}"}
    answer = client.post("/sign-in", content=b"--b--\r\n", headers=headers)
    assert answer.status_code == 415


def test_s35_a_form_may_say_that_it_is_utf_8(client: TestClient) -> None:
    headers = {"content-type": "application/x-www-form-urlencoded; charset=UTF-8"}
    assert client.post("/sign-in", content=b"email=omar%40example.org", headers=headers).status_code == 303


def test_s35_a_token_longer_than_ours_is_not_remembered(client: TestClient) -> None:
    answer = client.post("/sign-in", data={"email": "omar@example.org", "once": "x" * 65})
    assert answer.status_code == 404


def test_s14_one_connection_is_one_place_whatever_address_it_takes() -> None:
    assert sign_ins.place_of("2001:db8::1") == sign_ins.place_of("2001:db8::ffff:2")
    assert sign_ins.place_of("2001:db8::1") != sign_ins.place_of("2001:db8:0:1::1")
    assert sign_ins.place_of("::ffff:192.0.2.1") == sign_ins.place_of("192.0.2.1") == "192.0.2.1"


def test_s33_nobody_writes_lines_of_their_own_into_a_letter_with_a_code(database: Database, cast: Cast) -> None:
    with database.writing() as db:
        name = "Ana\n\nOpen https://evil.example"
        person = people.found_or_added(db, name=name, email="ana@example.org", at=NOW)
        sign_ins.ask(db, person.email or "", browser="b", place="p", at=NOW)
    with database.reading() as db:
        text = outbox.latest(db)[0].text
    assert text.startswith("Hello Ana Open https://evil.example,\n")


def test_s33_a_name_is_one_line(client_for: Any, cast: Cast, database: Database) -> None:
    sent = {"name": "Ana\r\n\r\nUrgent", "email": "ana@example.org", "role": "member"}
    client_for(cast.fatima).post(f"/communities/{cast.community.id}/members", data=sent)
    with database.reading() as db:
        person = people.by_email(db, "ana@example.org")
    assert person and person.name == "Ana Urgent"


def test_a_guest_finds_their_meeting_at_home_and_no_other(client_for: Any, cast: Cast, database: Database) -> None:
    with database.writing() as db:
        later = meetings.by_id(db, cast.next_month.id)
        assert later
        early = guests.join(db, later, "Early", at=NOW)
    for guest, meeting in ((cast.gus, cast.today), (early, cast.next_month)):
        answer = client_for(guest).get("/")
        assert answer.headers["location"] == f"/meetings/{meeting.id}"


def test_s51_two_who_invite_the_same_person_in_one_moment(client_for: Any, cast: Cast, database: Database) -> None:
    browser = client_for(cast.fatima)
    sent = {"name": "Ana", "email": "ana@example.org", "role": "member"}
    with ThreadPoolExecutor(1) as pool:
        with database.writing() as db:
            people.found_or_added(db, name="Ana", email="ana@example.org", at=NOW)
            answer = pool.submit(browser.post, f"/communities/{cast.community.id}/members", data=sent)
            with pytest.raises(TimeoutError):
                answer.result(timeout=3)
        # SQLite lets them in one after the other; PostgreSQL finds out at the end, and then it is said in words.
        assert answer.result(timeout=10).status_code == (303 if database.is_sqlite else 409)
    assert browser.post(f"/communities/{cast.community.id}/members", data=sent).status_code in {303, 422}


def test_s51_pressed_twice_at_once_has_one_effect(client_for: Any, cast: Cast, database: Database) -> None:
    browsers = [client_for(cast.omar) for _ in range(4)]
    sent = {"text": "They came back on their own.", "once": "one-and-the-same-token"}
    with ThreadPoolExecutor(4) as pool:
        wall = f"/communities/{cast.community.id}/miracles"
        answers = list(pool.map(lambda browser: browser.post(wall, data=sent), browsers))
    assert {answer.status_code for answer in answers} == {303}
    with database.reading() as db:
        told = [one for one in all_in(db, Miracle, cast.community.id) if one.text == sent["text"]]
    assert len(told) == 1


def test_two_meetings_started_in_one_moment_leave_one_running(client_for: Any, cast: Cast, database: Database) -> None:
    with database.writing() as db:
        running.close(db, db.merge(cast.today), by=cast.fatima, at=NOW)
        other = build_meeting(db, db.merge(cast.community), cast.fatima, starts_at=NOW, title="The other")
    browsers = [client_for(cast.fatima) for _ in range(2)]
    with ThreadPoolExecutor(2) as pool:
        starts = [f"/meetings/{meeting.id}/run" for meeting in (cast.next_month, other)]
        answers = list(pool.map(lambda browser, start: browser.post(start).status_code, browsers, starts))
    assert sorted(answers) == [303, 409]


def test_s05_nothing_is_given_to_somebody_who_could_not_see_it(client_for: Any, cast: Cast) -> None:
    browser = client_for(cast.omar)
    for stranger in (cast.sol, cast.gus, cast.zed):
        sent = {"text": "Call the hostel", "owner_id": str(stranger.id)}
        assert browser.post(f"/communities/{cast.community.id}/actions", data=sent).status_code == 409
        caught = {"kind": "action", "text": "Call the hostel", "owner": str(stranger.id)}
        assert browser.post(f"/meetings/{cast.today.id}/captures", data=caught).status_code == 409
