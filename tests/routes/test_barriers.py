"""Barriers on the page: members see all, a sponsor what they were asked, and nothing more."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date

import pytest
from fastapi.testclient import TestClient
from sqlmodel import Session

from app.db import Database
from app.domain import asks, barriers, history, outbox
from app.domain.barriers import Barrier
from app.domain.people import Person
from tests.cast import NOW, Cast, build_membership, build_person
from tests.conftest import StillClock

Look = Callable[[], AbstractContextManager[Session]]
ClientFor = Callable[[Person], TestClient]
PARTIAL = {"HX-Request": "true", "HX-Request-Type": "partial"}


def now_known(look: Look, cast: Cast) -> Barrier:
    with look() as db:
        barrier = barriers.by_id(db, cast.barrier.id)
    assert barrier
    return barrier


def ask(client: TestClient, cast: Cast, text: str = "Let a person miss three.", **values: str) -> int:
    sent = {"sponsor_id": str(cast.sols_place.id), "text": text, "reply_by": "2027-06-08"} | values
    return client.post(f"/barriers/{cast.barrier.id}/ask", data=sent).status_code


def test_naming_one(client_for: ClientFor, cast: Cast, look: Look) -> None:
    client = client_for(cast.nia)
    page = client.get(f"/communities/{cast.community.id}/barriers").text
    assert "The rule, not the person" in page
    sent = {"text": "No address, no GP.", "type": "paperwork", "level": "organisation"}
    answer = client.post(f"/communities/{cast.community.id}/barriers", data=sent)
    assert answer.status_code == 303
    with look() as db:
        [named] = [one for one in barriers.of(db, cast.community.id) if one.text == sent["text"]]
        last = history.of(db, named.id)[-1]
    assert (named.type, named.level, last.verb, last.by_id) == ("paperwork", "organisation", "named", cast.nia.id)
    assert "ID, address or catchment" in client.get(answer.headers["location"]).text


def test_what_was_typed_is_kept(client_for: ClientFor, cast: Cast) -> None:
    client = client_for(cast.nia)
    answer = client.post(f"/communities/{cast.community.id}/barriers", data={"text": "", "level": "board"})
    assert answer.status_code == 422
    assert "Say which rule or gap it is." in answer.text
    assert '<option value="board" selected>' in answer.text
    wrong = client.post(f"/communities/{cast.community.id}/barriers", data={"text": "Yes", "type": "person"})
    assert wrong.status_code == 422


def test_us_too_counts_agencies(client_for: ClientFor, cast: Cast) -> None:
    client = client_for(cast.nia)
    for _ in range(2):
        assert client.post(f"/barriers/{cast.barrier.id}/joining").status_code == 303
    page = client.get(f"/barriers/{cast.barrier.id}").text
    assert "2 agencies have met it: Housing, Mental health." in page
    assert "You said “us too”." in page


def test_asking_writes_a_letter_to_the_sponsor(client_for: ClientFor, cast: Cast, look: Look) -> None:
    assert ask(client_for(cast.fatima), cast) == 303
    barrier = now_known(look, cast)
    assert (barrier.ask, barrier.reply_by, barrier.asked_at) == ("Let a person miss three.", date(2027, 6, 8), NOW)
    with look() as db:
        [letter] = [one for one in outbox.latest(db) if one.kind == "barrier_ask"]
    assert letter.to == cast.sol.email
    assert f"https://miracles.test/barriers/{cast.barrier.id}" in letter.text
    assert "Let a person miss three." in letter.text and cast.barrier.text in letter.text
    assert "8 June 2027" in letter.text and "&#39;" not in letter.text
    assert cast.omar.name not in letter.text and cast.open_case.code_name not in letter.text


def test_only_the_facilitator_asks_and_ends(client_for: ClientFor, cast: Cast, look: Look) -> None:
    member = client_for(cast.omar)
    assert ask(member, cast) == 403
    ending = {"ending": "lifted", "why": "They changed it"}
    assert member.post(f"/barriers/{cast.barrier.id}/ending", data=ending).status_code == 403
    assert member.post(f"/barriers/{cast.barrier.id}/return").status_code == 403
    assert now_known(look, cast).is_open


def test_a_stranger_cannot_be_asked_by_their_id(client_for: ClientFor, cast: Cast, database: Database) -> None:
    with database.writing() as db:
        stranger = build_membership(db, cast.elsewhere, build_person(db, "Far Away"), role="sponsor")
    assert ask(client_for(cast.fatima), cast, sponsor_id=str(stranger.id)) == 409
    with database.reading() as db:
        assert not [one for one in outbox.latest(db) if one.kind == "barrier_ask"]


def test_an_ask_that_may_say_who_somebody_is_is_not_sent(client_for: ClientFor, cast: Cast, look: Look) -> None:
    client = client_for(cast.fatima)
    assert ask(client, cast, "Ring them on 07700 900123") == 422
    assert now_known(look, cast).asked_at is None
    assert ask(client, cast, "Ring them on 07700 900123", keep="nobody") == 303


def test_a_sponsor_sees_only_what_they_were_asked(client_for: ClientFor, cast: Cast) -> None:
    sponsor = client_for(cast.sol)
    listed = f"/communities/{cast.community.id}/barriers"
    assert cast.barrier.text not in sponsor.get(listed).text
    assert sponsor.get(f"/barriers/{cast.barrier.id}").status_code == 404
    ask(client_for(cast.fatima), cast)
    assert cast.barrier.text in sponsor.get(listed).text
    page = sponsor.get(f"/barriers/{cast.barrier.id}").text
    main = page.split("<main")[1]
    assert "What we ask of you" in main and "Let a person miss three." in main
    for hidden in (cast.omar.name, "Housing", cast.open_case.code_name, "/meetings/", "Us too", "End it", "Put away"):
        assert hidden not in main


def test_the_sponsor_answers_with_one_press(client_for: ClientFor, cast: Cast, look: Look) -> None:
    ask(client_for(cast.fatima), cast)
    client = client_for(cast.sol)
    assert client.post(f"/barriers/{cast.barrier.id}/answer", data={"word": "looking"}).status_code == 303
    barrier = now_known(look, cast)
    assert (barrier.answer, barrier.answered_at, barrier.is_open) == ("looking", NOW, True)
    page = client_for(cast.omar).get(f"/barriers/{cast.barrier.id}").text
    assert "Answer: Looking into it" in page and "Sol Marsh" in page


def test_no_asks_why_and_keeps_what_was_typed(client_for: ClientFor, cast: Cast, look: Look) -> None:
    ask(client_for(cast.fatima), cast)
    client = client_for(cast.sol)
    answer = client.post(f"/barriers/{cast.barrier.id}/answer", data={"word": "no", "why": ""})
    assert answer.status_code == 422
    assert "Say why not" in answer.text
    assert now_known(look, cast).answered_at is None
    assert client.post(f"/barriers/{cast.barrier.id}/answer", data={"why": "Hm"}).status_code == 422


def test_only_the_sponsor_asked_answers(client_for: ClientFor, cast: Cast, look: Look, database: Database) -> None:
    ask(client_for(cast.fatima), cast)
    with database.writing() as db:
        other = build_person(db, "Other Sponsor")
        build_membership(db, cast.community, other, role="sponsor")
    for person, status in ((other, 404), (cast.zed, 404), (cast.omar, 403), (cast.fatima, 403)):
        answer = client_for(person).post(f"/barriers/{cast.barrier.id}/answer", data={"word": "changed"})
        assert answer.status_code == status, person.name
    assert now_known(look, cast).answered_at is None


def test_silence_is_said_with_its_age(client_for: ClientFor, cast: Cast, time: StillClock) -> None:
    ask(client_for(cast.fatima), cast)
    address = f"/barriers/{cast.barrier.id}"
    assert "With a sponsor" in client_for(cast.omar).get(address).text
    time.pass_by(days=22)
    assert "No answer for 3 weeks" in client_for(cast.omar).get(address).text
    time.pass_by(days=70)
    assert "No answer for 3 months" in client_for(cast.omar).get(address).text


def test_asking_again_keeps_the_old_question_and_answer(client_for: ClientFor, cast: Cast, look: Look) -> None:
    facilitator, sponsor = client_for(cast.fatima), client_for(cast.sol)
    ask(facilitator, cast)
    sponsor.post(f"/barriers/{cast.barrier.id}/answer", data={"word": "no", "why": "The contract says so"})
    ask(facilitator, cast, "Then change the contract.")
    for client in (facilitator, sponsor):
        page = client.get(f"/barriers/{cast.barrier.id}").text
        assert "Let a person miss three." in page and "The contract says so" in page
        assert "Then change the contract." in page
    with look() as db:
        assert len(asks.of(db, cast.barrier.id)) == 3
    assert now_known(look, cast).answered_at is None


def test_ending_needs_a_reason_and_can_be_undone(client_for: ClientFor, cast: Cast, look: Look) -> None:
    client = client_for(cast.fatima)
    address = f"/barriers/{cast.barrier.id}"
    answer = client.post(f"{address}/ending", data={"ending": "lifted", "why": ""})
    assert answer.status_code == 422
    assert "so that nobody wonders later" in answer.text
    for _ in range(2):
        assert client.post(f"{address}/ending", data={"ending": "lifted", "why": "New letter"}).status_code == 303
    assert now_known(look, cast).ending_why == "New letter"
    assert ask(client, cast) == 409
    assert client.post(f"{address}/return").status_code == 303
    assert now_known(look, cast).is_open


def test_put_away_and_back(client_for: ClientFor, cast: Cast, look: Look) -> None:
    client = client_for(cast.omar)
    address = f"/barriers/{cast.barrier.id}"
    assert client_for(cast.nia).post(f"{address}/put-away").status_code == 403
    assert client.post(f"{address}/put-away", headers=PARTIAL).status_code == 204
    assert now_known(look, cast).put_away_at == NOW
    page = client.get(address).text
    assert "This barrier has been put away." in page and "Undo" in page
    assert client.post(f"{address}/joining").status_code == 409
    answer = client.post(f"{address}/bringing-back", headers={"referer": f"https://miracles.test{address}"})
    assert answer.headers["location"] == address
    assert now_known(look, cast).is_open


@pytest.mark.parametrize("name", ["gus", "zed", "ivy", "kit"])
def test_nobody_else_sees_or_changes_barriers(client_for: ClientFor, cast: Cast, look: Look, name: str) -> None:
    client = client_for(getattr(cast, name))
    assert client.get(f"/communities/{cast.community.id}/barriers").status_code == 404
    assert client.get(f"/barriers/{cast.barrier.id}").status_code == 404
    for verb in ("joining", "ask", "answer", "ending", "return", "put-away", "bringing-back"):
        assert client.post(f"/barriers/{cast.barrier.id}/{verb}").status_code == 404
    assert now_known(look, cast).is_open


def test_a_sponsor_changes_nothing_else(client_for: ClientFor, cast: Cast) -> None:
    ask(client_for(cast.fatima), cast)
    client = client_for(cast.sol)
    assert client.post(f"/communities/{cast.community.id}/barriers", data={"text": "Mine"}).status_code == 404
    for verb in ("joining", "ask", "ending", "return", "put-away", "bringing-back"):
        assert client.post(f"/barriers/{cast.barrier.id}/{verb}").status_code == 404
