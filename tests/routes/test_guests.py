"""Guests: a link, a name, one meeting, and nothing else."""

import re
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from urllib.parse import urlsplit

import pytest
from fastapi.testclient import TestClient
from sqlmodel import Session, select

from app.db import Database
from app.domain import attendance, closing, guests, history, meetings
from app.domain.guests import Guest, GuestLink
from app.domain.people import Person
from tests.cast import NOW, Cast
from tests.conftest import StillClock

Look = Callable[[], AbstractContextManager[Session]]
ClientFor = Callable[[Person], TestClient]
PARTIAL = {"HX-Request-Type": "partial"}


def link(client_for: ClientFor, cast: Cast) -> str:
    answer = client_for(cast.fatima).post(f"/meetings/{cast.today.id}/guest-link", headers=PARTIAL)
    found = re.search(r'href="(https://miracles.test/guest/[^"]+)"', answer.text)
    assert found
    return urlsplit(found[1]).path


def test_the_facilitator_makes_a_link_and_only_its_hash_is_kept(client_for: ClientFor, look: Look, cast: Cast) -> None:
    secret = link(client_for, cast).rsplit("/", 1)[1]
    with look() as db:
        kept = db.exec(select(GuestLink).where(GuestLink.meeting_id == cast.today.id)).all()
        made = [(one.verb, one.by_id) for one in history.of(db, cast.today.id) if one.noun == "guests"]
    assert secret not in {one.token_hash for one in kept}
    assert made[-1] == ("link_made", cast.fatima.id)
    assert secret not in client_for(cast.fatima).get(f"/meetings/{cast.today.id}").text


def test_without_javascript_the_link_has_its_own_page(client_for: ClientFor, cast: Cast) -> None:
    answer = client_for(cast.fatima).post(f"/meetings/{cast.today.id}/guest-link")
    assert answer.status_code == 200
    assert "shown this once" in answer.text


def test_a_new_link_ends_the_one_before(client_for: ClientFor, client: TestClient, cast: Cast) -> None:
    first = link(client_for, cast)
    second = link(client_for, cast)
    assert client.get(first).status_code == 404
    assert client.get(second).status_code == 200


def test_others_make_no_link(client_for: ClientFor, cast: Cast) -> None:
    for person, status in ((cast.omar, 403), (cast.gus, 404), (cast.sol, 404), (cast.zed, 404)):
        assert client_for(person).post(f"/meetings/{cast.today.id}/guest-link").status_code == status


def test_no_link_to_a_meeting_that_is_over(client_for: ClientFor, cast: Cast) -> None:
    assert client_for(cast.fatima).post(f"/meetings/{cast.last_month.id}/guest-link").status_code == 409


def test_opening_the_link_changes_nothing(client_for: ClientFor, client: TestClient, look: Look, cast: Cast) -> None:
    door = link(client_for, cast)
    for _ in range(3):
        assert "What may we call you?" in client.get(door).text
    with look() as db:
        assert len(db.exec(select(Guest)).all()) == 1


def test_a_guest_joins_with_a_name_and_a_kind_of_place(
    client_for: ClientFor, client: TestClient, look: Look, cast: Cast
) -> None:
    joined = client.post(link(client_for, cast), data={"name": "Ada", "kind": "police"})
    assert joined.headers["location"] == f"/meetings/{cast.today.id}"
    with look() as db:
        meeting = meetings.by_id(db, cast.today.id)
        assert meeting
        (seat,) = [seat for seat in attendance.seats(db, meeting) if seat.person.name == "Ada"]
        guest = db.get(Guest, seat.membership.id)
    assert (seat.word, seat.membership.role, seat.person.email) == ("here", "guest", None)
    assert guest and guest.kind == "police"
    page = client.get(f"/meetings/{cast.today.id}").text
    assert "Here as a guest: Ada" in page and "Step 1 of 3" in page and 'id="capture-form"' in page
    assert client.post(f"/meetings/{cast.today.id}/captures", data={"text": "A thought"}).status_code == 303


@pytest.mark.parametrize("data", [{"name": " "}, {"name": "Ada", "kind": "nowhere"}, {"name": "x" * 101}])
def test_a_guest_without_a_usable_name_is_asked_again(
    client_for: ClientFor, client: TestClient, cast: Cast, data: dict[str, str]
) -> None:
    door = link(client_for, cast)
    answer = client.post(door, data=data)
    assert answer.status_code == 422
    assert "There is a problem" in answer.text


def test_a_member_who_follows_the_link_goes_to_the_meeting(client_for: ClientFor, cast: Cast) -> None:
    door = link(client_for, cast)
    assert client_for(cast.omar).get(door).headers["location"] == f"/meetings/{cast.today.id}"


def test_a_guest_sees_that_meeting_only(client_for: ClientFor, cast: Cast) -> None:
    gus = client_for(cast.gus)
    ours = f"/communities/{cast.community.id}"
    assert gus.get(f"/meetings/{cast.today.id}").status_code == 200
    elsewhere = [
        ours,
        f"{ours}/meetings",
        f"{ours}/members",
        f"{ours}/cases",
        f"{ours}/actions",
        f"{ours}/miracles",
        f"{ours}/barriers",
        f"/meetings/{cast.last_month.id}",
        f"/meetings/{cast.last_month.id}/captures",
        f"/meetings/{cast.last_month.id}/opening",
        f"/meetings/{cast.next_month.id}",
        f"/meetings/{cast.next_month.id}/version",
        f"/meetings/{cast.next_month.id}/live",
        f"/meetings/{cast.zeds_meeting.id}",
        f"/actions/{cast.open_action.id}",
        f"/cases/{cast.offered_case.id}",
    ]
    assert {address: gus.get(address).status_code for address in elsewhere} == dict.fromkeys(elsewhere, 404)


def test_a_guest_is_signed_out_when_the_meeting_closes(
    client_for: ClientFor, client: TestClient, database: Database, cast: Cast
) -> None:
    door = link(client_for, cast)
    client.post(door, data={"name": "Ada"})
    with database.writing() as db:
        meeting = meetings.by_id(db, cast.today.id)
        assert meeting
        closing.close(db, meeting, by=cast.fatima, at=NOW)
    assert client.get(f"/meetings/{cast.today.id}").headers["location"].startswith("/sign-in")
    assert client.get(door).status_code == 404


def test_a_guest_is_signed_out_two_hours_after_the_planned_end(
    client_for: ClientFor, client: TestClient, cast: Cast, time: StillClock
) -> None:
    client.post(link(client_for, cast), data={"name": "Ada"})
    time.at = cast.today.planned_end + guests.STAYS_AFTER
    assert client.get(f"/meetings/{cast.today.id}").headers["location"].startswith("/sign-in")


def test_a_wrong_secret_is_not_found(client: TestClient) -> None:
    assert client.get("/guest/nothing").status_code == 404
    assert client.post("/guest/nothing", data={"name": "Ada"}).status_code == 404


def code_on_screen(client_for: ClientFor, cast: Cast) -> str:
    fatima, url = client_for(cast.fatima), f"/meetings/{cast.today.id}/guest-code"
    answer = fatima.post(url, headers=PARTIAL)
    assert 'id="take-off-guest-code"' in answer.text and "/guest/" not in answer.text
    found = re.search(r'href="(https://miracles.test/guest/[^"]+)"', fatima.get(url, headers=PARTIAL).text)
    assert found
    return urlsplit(found[1]).path


def test_a_qr_code_is_shown_on_the_screen_and_the_link_that_was_sent_still_works(
    client_for: ClientFor, client: TestClient, look: Look, cast: Cast
) -> None:
    sent, door = link(client_for, cast), code_on_screen(client_for, cast)
    assert client.get(sent).status_code == client.get(door).status_code == 200
    shown = client_for(cast.fatima).get(f"/meetings/{cast.today.id}/guest-code", headers=PARTIAL).text
    assert '<svg class="qr"' in shown and "style=" not in shown
    with look() as db:
        kept = {one.token_hash for one in db.exec(select(GuestLink))}
        made = [one.verb for one in history.of(db, cast.today.id) if one.noun == "guests"]
    assert door.rsplit("/", 1)[1] not in kept and made[-1] == "link_made"
    assert client.post(door, data={"name": "Ada"}).status_code == 303


def test_taken_off_the_screen_it_works_for_those_who_are_typing_and_then_no_more(
    client_for: ClientFor, client: TestClient, cast: Cast, time: StillClock
) -> None:
    door, fatima = code_on_screen(client_for, cast), client_for(cast.fatima)
    for _ in range(2):
        assert fatima.post(f"/meetings/{cast.today.id}/guest-code/end").status_code == 303
    assert "<svg" not in fatima.get(f"/meetings/{cast.today.id}/guest-code", headers=PARTIAL).text
    time.pass_by(minutes=9)
    assert client.get(door).status_code == 200
    time.pass_by(minutes=2)
    assert client.get(door).status_code == client.post(door, data={"name": "Ada"}).status_code == 404


def test_a_picture_of_the_code_does_not_work_for_long(
    client_for: ClientFor, client: TestClient, cast: Cast, time: StillClock
) -> None:
    first = code_on_screen(client_for, cast)
    door = code_on_screen(client_for, cast)
    assert client.get(first).status_code == 404
    time.pass_by(minutes=41)
    assert client.get(door).status_code == 404


def test_others_put_no_code_on_the_screen(client_for: ClientFor, cast: Cast) -> None:
    for person, status in ((cast.omar, 403), (cast.gus, 404), (cast.sol, 404), (cast.zed, 404)):
        assert client_for(person).post(f"/meetings/{cast.today.id}/guest-code").status_code == status


def test_nobody_comes_in_while_the_meeting_is_being_closed(client: TestClient, database: Database, cast: Cast) -> None:
    with database.writing() as db:
        meeting = meetings.by_id(db, cast.today.id)
        assert meeting
        secret = guests.make_link(db, meeting, by=cast.fatima, at=NOW)
    is_there = threading.Event()

    def come_in() -> int:
        is_there.set()
        return client.post(f"/guest/{secret}", data={"name": "Petra"}).status_code

    with ThreadPoolExecutor() as pool:
        with database.writing() as db:
            meeting = meetings.by_id(db, cast.today.id, lock=True)
            assert meeting
            closing.close(db, meeting, by=cast.fatima, at=NOW)
            db.flush()
            coming = pool.submit(come_in)
            is_there.wait()
            # They have to wait; else they would be in by then.
            with pytest.raises(TimeoutError):
                coming.result(timeout=2)
        assert coming.result() == 404
