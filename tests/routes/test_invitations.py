"""The invitation letter's link, and joining from Home: only the invited person gets in."""

import re

import pytest
from sqlmodel import Session

from app.domain import memberships, outbox
from tests.cast import Cast
from tests.conftest import StillClock


def is_in(look, cast: Cast, person) -> bool:
    with look() as db:
        return memberships.of(db, cast.community.id, person.id) is not None


def newest(db: Session, kind: str) -> str:
    return next(letter.text for letter in outbox.latest(db) if letter.kind == kind)


@pytest.fixture
def link(client_for, look, cast: Cast) -> str:
    """The path of the link in Ivy's letter."""
    client_for(cast.fatima).post(f"/memberships/{cast.ivys_place.id}/invitation")
    with look() as db:
        found = re.search(r"https://miracles\.test(/invitations/\S+)", newest(db, "invitation"))
    assert found
    return found[1]


def test_s09_the_link_says_who_invites_and_looking_changes_nothing(client, look, cast: Cast, link: str) -> None:
    for _ in range(3):
        answer = client.get(link)
        assert client.head(link).status_code in {200, 405}
    assert answer.status_code == 200
    assert "You are invited to Riverside" in answer.text
    assert "/sign-in?after=" in answer.text
    assert "ivy@example.org" not in answer.text
    assert not is_in(look, cast, cast.ivy)


def test_s09_the_invited_person_joins_with_one_press(client_for, look, cast: Cast, link: str) -> None:
    ivy = client_for(cast.ivy)
    assert "Ivy Chen" in ivy.get(link).text
    answer = ivy.post(link)
    assert answer.headers["location"] == f"/communities/{cast.community.id}"
    assert is_in(look, cast, cast.ivy)
    assert ivy.get(answer.headers["location"]).status_code == 200


def test_s09_a_wrong_account_is_refused_in_words_and_it_stays_pending(client_for, look, cast: Cast, link: str) -> None:
    for stranger in (cast.zed, cast.omar, cast.fatima, cast.kit, cast.gus):
        client = client_for(stranger)
        shown = client.get(link)
        assert "This letter went to another address." in shown.text
        assert 'id="join"' not in shown.text
        answer = client.post(link)
        assert answer.status_code == 409
        assert "another e-mail address" in answer.text
    assert not is_in(look, cast, cast.zed)
    assert client_for(cast.ivy).post(link).status_code == 303


def test_s09_nobody_signed_out_accepts(client, look, cast: Cast, link: str) -> None:
    assert client.post(link).headers["location"].startswith("/sign-in")
    assert not is_in(look, cast, cast.ivy)


def test_s09_a_used_link_only_leads_its_person_in(client_for, client, look, cast: Cast, link: str) -> None:
    ivy = client_for(cast.ivy)
    ivy.post(link)
    assert ivy.get(link).headers["location"] == f"/communities/{cast.community.id}"
    assert ivy.post(link).status_code == 303
    assert client.get(link).status_code == 410
    assert client_for(cast.zed).post(link).status_code == 409


def test_s09_it_works_for_seven_days(client_for, client, look, *, cast: Cast, link: str, time: StillClock) -> None:
    time.pass_by(days=6, hours=23)
    assert client.get(link).status_code == 200
    time.pass_by(hours=2)
    shown = client.get(link)
    assert shown.status_code == 410
    assert "This invitation has ended" in shown.text
    assert client_for(cast.ivy).post(link).status_code == 409
    assert not is_in(look, cast, cast.ivy)


def test_s09_taking_the_place_back_ends_the_link_and_the_door_on_home(client_for, client, look, cast, link) -> None:
    client_for(cast.fatima).post(f"/memberships/{cast.ivys_place.id}/departure")
    assert client.get(link).status_code == 410
    ivy = client_for(cast.ivy)
    assert ivy.post(link).status_code == 409
    assert "Riverside" not in ivy.get("/").text
    assert ivy.post(f"/memberships/{cast.ivys_place.id}/joining").status_code == 409
    assert not is_in(look, cast, cast.ivy)


def test_s09_a_newer_letter_replaces_the_one_before(
    client_for, client, cast: Cast, link: str, time: StillClock
) -> None:
    time.pass_by(minutes=11)
    client_for(cast.fatima).post(f"/memberships/{cast.ivys_place.id}/invitation")
    assert client.get(link).status_code == 410


def test_an_unknown_link_is_not_found(client, cast: Cast) -> None:
    assert client.get("/invitations/nothing").status_code == 404


def test_s09_home_shows_the_waiting_place_to_its_person_who_joins_there(client_for, look, cast: Cast) -> None:
    ivy = client_for(cast.ivy)
    assert f"/memberships/{cast.ivys_place.id}/joining" in ivy.get("/").text
    answer = ivy.post(f"/memberships/{cast.ivys_place.id}/joining")
    assert answer.headers["location"] == f"/communities/{cast.community.id}"
    assert is_in(look, cast, cast.ivy)


def test_s09_joining_on_home_spends_the_letter(client_for, client, cast: Cast, link: str) -> None:
    client_for(cast.ivy).post(f"/memberships/{cast.ivys_place.id}/joining")
    assert client.get(link).status_code == 410


@pytest.mark.parametrize("name", ["zed", "omar", "fatima", "sol", "kit", "gus"])
def test_s09_nobody_else_takes_a_waiting_place(client_for, look, cast: Cast, name: str) -> None:
    answer = client_for(getattr(cast, name)).post(f"/memberships/{cast.ivys_place.id}/joining")
    assert answer.status_code == 404
    assert not is_in(look, cast, cast.ivy)


def test_a_sponsor_who_joins_begins_with_what_is_asked_of_them(client_for, cast: Cast) -> None:
    client_for(cast.fatima).post(f"/memberships/{cast.ivys_place.id}/role", data={"role": "sponsor"})
    answer = client_for(cast.ivy).post(f"/memberships/{cast.ivys_place.id}/joining")
    assert answer.headers["location"] == f"/communities/{cast.community.id}/asks"


def test_the_secret_is_not_kept_once_the_letter_has_gone(client_for, database, look, cast: Cast, link: str) -> None:
    with database.writing() as db:
        (letter,) = [one for one in outbox.latest(db) if one.kind == "invitation"]
        outbox.sent(db, letter, at=letter.written_at)
    with look() as db:
        assert link not in "".join(one.text for one in outbox.latest(db))


def test_an_invited_person_signs_in_by_code_and_comes_back_to_the_letter(client, look, cast: Cast, link: str) -> None:
    client.post("/sign-in", data={"email": cast.ivy.email, "after": link})
    with look() as db:
        found = re.search(r"your code is (\w{4} \w{4})", newest(db, "code"))
    assert found
    answer = client.post("/sign-in/code", data={"code": found[1], "after": link})
    assert answer.headers["location"] == link
    assert client.post(link).status_code == 303
    assert is_in(look, cast, cast.ivy)
