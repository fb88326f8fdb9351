"""Barriers on the page: the ledger, naming the rule, “us too”, and what became of it."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, timedelta

import pytest
from fastapi.testclient import TestClient
from sqlmodel import Session

from app.db import Database
from app.domain import asks, barriers, history, replies, standings
from app.domain.barriers import Barrier
from app.domain.people import Person
from app.domain.standings import Standing
from tests.cast import NOW, Cast, build_membership, build_person
from tests.conftest import BASE_URL, StillClock
from tests.finding import all_in

Look = Callable[[], AbstractContextManager[Session]]
ClientFor = Callable[[Person], TestClient]
PARTIAL = {"HX-Request": "true", "HX-Request-Type": "partial"}


def now_known(look: Look, cast: Cast) -> Barrier:
    with look() as db:
        barrier = barriers.by_id(db, cast.barrier.id)
    assert barrier
    return barrier


def standing_of(look: Look, cast: Cast) -> Standing:
    with look() as db:
        barrier = barriers.by_id(db, cast.barrier.id)
        assert barrier
        return standings.of_one(db, barrier, NOW.date())


def test_naming_one(client_for: ClientFor, cast: Cast, look: Look) -> None:
    client = client_for(cast.nia)
    page = client.get(f"/communities/{cast.community.id}/barriers").text
    assert "The rule, not the person" in page
    sent = {"text": "No address, no GP.", "type": "paperwork", "level": "organisation"}
    answer = client.post(f"/communities/{cast.community.id}/barriers", data=sent)
    assert answer.status_code == 303
    with look() as db:
        [named] = [one for one in all_in(db, Barrier, cast.community.id) if one.text == sent["text"]]
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


def test_words_about_a_person_are_asked_about_gently_once(client_for: ClientFor, cast: Cast, look: Look) -> None:
    client, address = client_for(cast.nia), f"/communities/{cast.community.id}/barriers"
    words = f"{cast.open_case.code_name} was closed after she missed two."
    sent = {"text": words, "type": "missed"}
    answer = client.post(address, data=sent)
    assert answer.status_code == 422
    assert "The rule, not the person" in answer.text and "“she”" in answer.text and words in answer.text
    assert f"“{cast.open_case.code_name}”" in answer.text and "Two missed appointments close the file." in answer.text
    with look() as db:
        assert words not in {one.text for one in all_in(db, Barrier, cast.community.id)}
    assert client.post(address, data=sent | {"rule": "yes"}).status_code == 303


def test_it_is_said_in_other_words_by_whoever_named_it(client_for: ClientFor, cast: Cast, look: Look) -> None:
    address = f"/barriers/{cast.barrier.id}/words"
    assert client_for(cast.nia).get(address).status_code == 403
    client = client_for(cast.omar)
    assert cast.barrier.text in client.get(address).text
    assert client.post(address, data={"text": "", "type": "missed"}).status_code == 422
    sent = {"text": "Three missed close it.", "type": "missed", "level": "board", "lever": "legal"}
    assert client.post(address, data=sent).status_code == 303
    assert now_known(look, cast).text == "Three missed close it."
    assert "Closed for missed appointments · Board · Legal" in client.get(f"/barriers/{cast.barrier.id}").text


def test_us_too_counts_kinds_of_agency_and_can_be_taken_back(client_for: ClientFor, cast: Cast) -> None:
    client, address = client_for(cast.nia), f"/barriers/{cast.barrier.id}"
    for _ in range(2):
        assert client.post(f"{address}/joining", data={"text": ""}).status_code == 303
    page = client.get(address).text
    assert "Met by 2 kinds of agency: Housing, Mental health." in page
    assert "You said “us too”" in page
    assert client.post(f"{address}/joining", data={"text": "She rang 07700 900123"}).status_code == 422
    assert client.post(f"{address}/joining", data={"text": "They come to us in the evening."}).status_code == 303
    assert "They come to us in the evening." in client_for(cast.omar).get(address).text
    assert client.post(f"{address}/joining/taken-back").status_code == 303
    assert "Met by 1 kind of agency: Housing." in client.get(address).text


def test_words_that_stand_once_asked_come_back_in_the_form(client_for: ClientFor, cast: Cast) -> None:
    answer = client_for(cast.omar).post(f"/barriers/{cast.asked_barrier.id}/words", data={"text": "Quite otherwise."})
    assert answer.status_code == 422 and "Ask a facilitator to change them." in answer.text
    assert "Quite otherwise.</textarea>" in answer.text


def test_from_a_form_that_came_back_a_press_leads_to_the_page_of_the_barrier(client_for: ClientFor, cast: Cast) -> None:
    address, client = f"/barriers/{cast.barrier.id}", client_for(cast.omar)
    from_here = {"referer": f"{BASE_URL}{address}/joining"}
    assert client.post(f"{address}/joining", data={"text": "Ring 07700 900123"}).status_code == 422
    assert client.post(f"{address}/put-away", headers=from_here).headers["location"] == address
    refused = client.post(f"{address}/joining", data={"text": "Us"}, headers=from_here)
    assert refused.status_code == 409 and f'href="{address}"' in refused.text, "There is a way back."


def test_whoever_named_it_is_not_asked_whether_they_meet_it(client_for: ClientFor, cast: Cast) -> None:
    address = f"/barriers/{cast.barrier.id}"
    ours, theirs, nobodys = (client_for(one).get(address).text for one in (cast.omar, cast.nia, cast.fatima))
    assert "Your agency has met it" in ours and "Save the sentence" in ours
    assert "Does your agency meet it too?" in theirs and "names no agency" not in theirs
    assert "Do you meet it too?" in nobodys and "Your own entry names no agency yet" in nobodys


def test_once_asked_a_member_learns_before_typing_that_a_facilitator_changes_the_words(
    client_for: ClientFor, cast: Cast
) -> None:
    asked, other = (f"/barriers/{one.id}/words" for one in (cast.asked_barrier, cast.barrier))
    assert "a facilitator changes them" in client_for(cast.omar).get(asked).text
    assert "a facilitator changes them" not in client_for(cast.omar).get(other).text
    assert "a facilitator changes them" not in client_for(cast.fatima).get(asked).text


def test_the_ledger_is_sifted_and_printed(client_for: ClientFor, cast: Cast) -> None:
    client, address = client_for(cast.omar), f"/communities/{cast.community.id}/barriers"
    every = client.get(address).text
    assert cast.barrier.text in every and cast.asked_barrier.text in every
    for there in (address, f"{address}/print"):
        some = client.get(f"{there}?state=with_sponsor&q=bus").text
        assert cast.asked_barrier.text in some and f"barrier-{cast.barrier.id}" not in some
    assert "1 of 3 shown." in client.get(f"{address}?state=with_sponsor").text
    assert "Nothing like that." in client.get(f"{address}?q=xyz").text
    assert client.get(f"{address}?type=%3Cscript%3E").status_code == 200


def test_silence_is_said_with_its_age_wherever_barriers_stand(
    client_for: ClientFor, cast: Cast, time: StillClock
) -> None:
    time.pass_by(days=30)
    client = client_for(cast.omar)
    for address in (f"/barriers/{cast.asked_barrier.id}", f"/communities/{cast.community.id}/barriers"):
        assert "Silent for 30 days" in client.get(address).text, address
    assert "1 in silence" in client.get(f"/communities/{cast.community.id}").text
    assert "30 days" in client.get(f"/communities/{cast.community.id}").text
    for page in (client, client_for(cast.sol)):
        assert "in silence" in page.get(f"/communities/{cast.community.id}/barriers/figures").text


def test_does_it_hold_at_the_door(client_for: ClientFor, cast: Cast, look: Look, database: Database) -> None:
    with database.writing() as db:
        barrier = barriers.by_id(db, cast.barrier.id)
        assert barrier
        ask = asks.ask_now(db, barrier, cast.sols_place, "Please", reply_by=None, by=cast.fatima, at=NOW)
        asked = asks.by_id(db, ask.id)
        assert asked
        reply = replies.answer(db, asked, "changed", "It is", by=cast.sol, at=NOW)
        replies.say_told(db, reply, barrier, True, meeting=None, by=cast.fatima, at=NOW)
    client, address = client_for(cast.nia), f"/barriers/{cast.barrier.id}"
    assert "Does it hold at the door?" in client.get(address).text
    assert client.post(f"{address}/check-day", data={"day": "2027-01-01"}).status_code == 409
    assert client.post(f"{address}/check-day", data={"day": "soon"}).status_code == 409
    assert client.post(f"{address}/check-day", data={"day": "2027-06-01"}).status_code == 303
    assert "1 June 2027" in client.get(address).text
    assert client.post(f"{address}/check", data={"why": "Hm"}).status_code == 422
    assert client.post(f"{address}/check", data={"word": "back", "why": "Ring 07700 900123"}).status_code == 422
    assert client.post(f"{address}/check", data={"word": "back", "why": "The old letter came again"}).status_code == 303
    assert standing_of(look, cast).state == "back"
    assert standing_of(look, cast).said[-1].meeting_id == cast.today.id, "A meeting goes on: it is said there."
    page = client.get(address).text
    assert "It is back" in page and "The old letter came again" in page and "Changed" in page


def test_what_changed_is_looked_at_and_another_silence_seen_though_two_were_asked(
    client_for: ClientFor, cast: Cast, look: Look, database: Database, time: StillClock
) -> None:
    with database.writing() as db:
        barrier = barriers.by_id(db, cast.barrier.id)
        assert barrier
        sent = {"reply_by": NOW.date() + timedelta(days=10), "by": cast.fatima, "at": NOW}
        others = [
            build_membership(db, cast.community, build_person(db, name), role="sponsor") for name in ("Ada", "Eve")
        ]
        whom = zip([cast.sols_place, *others], ["changed", "no", ""], strict=True)
        for hours, (place, word) in enumerate(whom):
            at = NOW + timedelta(hours=hours)
            asked = asks.by_id(db, asks.ask_now(db, barrier, place, f"Please, {word}", **sent).id)
            assert asked
            if word:
                reply = replies.answer(db, asked, word, f"It is {word}", by=cast.sol, at=at)
                replies.say_told(db, reply, barrier, True, meeting=None, by=cast.fatima, at=NOW)
    client, address = client_for(cast.nia), f"/barriers/{cast.barrier.id}"
    assert client.post(f"{address}/check-day", data={"day": "2027-05-20"}).status_code == 303
    assert standing_of(look, cast).check_day == date(2027, 5, 20), "The no of another sponsor does not take it away."
    time.pass_by(days=20)
    opening = client_for(cast.fatima).get(f"/meetings/{cast.today.id}/opening").text
    row = opening[opening.index(f"opening-check-{cast.barrier.id}") :].split("</li>")[0]
    assert "It is changed" in row and "It is no" not in row
    assert "A word was hoped for by Friday 21 May" in row, "A silence keeps its clock."


def test_the_look_at_the_door_is_on_the_page_whatever_another_sponsor_wrote(
    client_for: ClientFor, cast: Cast, look: Look, database: Database, time: StillClock
) -> None:
    with database.writing() as db:
        barrier, other = barriers.by_id(db, cast.barrier.id), build_membership(db, cast.community, cast.zed, "sponsor")
        assert barrier
        sent = {"reply_by": NOW.date() + timedelta(days=10), "by": cast.fatima, "at": NOW}
        for minutes, (place, word) in enumerate(((cast.sols_place, "changed"), (other, "looking"))):
            asked = asks.by_id(db, asks.ask_now(db, barrier, place, f"Please, {word}", **sent).id)
            assert asked
            at, day = NOW + timedelta(minutes=minutes), NOW.date() + timedelta(days=20)
            reply = replies.answer(db, asked, word, "", hear_by=day, by=cast.sol, at=at)
            if word == "changed":
                replies.say_told(db, reply, barrier, True, meeting=None, by=cast.fatima, at=NOW)
    client, address = client_for(cast.nia), f"/barriers/{cast.barrier.id}"
    page = client.get(address).text
    assert standing_of(look, cast).state == "looking" and "Does it hold at the door?" in page
    assert "We hear by" in page and "and we look again about" in page
    assert client.post(f"{address}/check-day", data={"day": "2027-06-01"}).status_code == 303
    assert "1 June 2027" in client.get(address).text
    time.pass_by(days=1)
    with database.writing() as db:
        barrier = barriers.by_id(db, cast.barrier.id)
        assert barrier
        asks.ask_now(db, barrier, cast.sols_place, "And more?", **(sent | {"at": NOW + timedelta(days=1)}))
    assert "Does it hold at the door?" not in client.get(address).text
    refused = client.post(f"{address}/check-day", data={"day": "2027-06-02"})
    assert refused.status_code == 409 and "asked anew since" in refused.text


@pytest.mark.parametrize(
    ("word", "why", "promised", "still"),
    [
        ("changed", "For everybody.", "we look at the door about", "since then it no longer holds"),
        ("looking", "", "we hear by", "Looking into it"),
    ],
)
def test_the_opening_names_the_day_of_an_answer_only_until_the_barrier_is_back(
    *,
    client_for: ClientFor,
    cast: Cast,
    database: Database,
    time: StillClock,
    word: str,
    why: str,
    promised: str,
    still: str,
) -> None:
    with database.writing() as db:
        asked = asks.by_id(db, cast.ask.id)
        assert asked
        replies.answer(db, asked, word, why, by=cast.sol, at=NOW)
    client, url = client_for(cast.fatima), f"/meetings/{cast.today.id}/opening"
    assert promised in client.get(url).text
    time.pass_by(minutes=2)
    assert client.post(f"/barriers/{cast.asked_barrier.id}/check", data={"word": "back"}).status_code == 303
    page = client.get(url).text
    assert still in page and promised not in page


def test_told_is_what_stood_beside_the_button(
    client_for: ClientFor, cast: Cast, look: Look, database: Database, time: StillClock
) -> None:
    with database.writing() as db:
        ours, other = asks.by_id(db, cast.ask.id), build_membership(db, cast.community, cast.zed, role="sponsor")
        assert ours
        letter = asks.ask_now(db, ours.barrier, other, "And you?", reply_by=None, by=cast.fatima, at=NOW)
        theirs = asks.by_id(db, letter.id)
        assert theirs
        replies.answer(db, ours, "no", "The law says so.", by=cast.sol, at=NOW)
    client = client_for(cast.fatima)
    page = client.get(f"/meetings/{cast.today.id}/opening").text
    row = page[page.index(f"opening-answer-{cast.asked_barrier.id}") :].split("</li>")[0]
    seen = re.search(r'name="seen" value="([^"]+)"', row)
    assert seen
    time.pass_by(minutes=2)
    with database.writing() as db:
        theirs = asks.by_id(db, letter.id)
        assert theirs
        late = replies.answer(db, theirs, "changed", "For everybody.", by=cast.zed, at=NOW + timedelta(minutes=1))
    url = f"/meetings/{cast.today.id}/barriers/{cast.asked_barrier.id}/word"
    shown = client.post(url, data={"word": "told", "seen": seen[1]}, headers=PARTIAL).text
    row = shown[shown.index(f"opening-answer-{cast.asked_barrier.id}") :].split("</li>")[0]
    assert "For everybody." in row and f'id="say-told-{cast.asked_barrier.id}"' in row, "It is still to be told."
    with look() as db:
        told = {one.why: bool(one.told_at) for one in replies.of(db, {cast.asked_barrier.id})}
    assert told == {"The law says so.": True, "For everybody.": False}
    assert client.post(url, data={"word": "told"}).status_code == 409, "Nobody knows what this page showed."
    assert client.post(url, data={"word": "told", "seen": f"{seen[1]} {late.id}"}).status_code == 303
    with look() as db:
        assert all(one.told_at for one in replies.of(db, {cast.asked_barrier.id}))


def test_ending_needs_a_reason_and_can_be_undone(client_for: ClientFor, cast: Cast, look: Look) -> None:
    client = client_for(cast.fatima)
    address = f"/barriers/{cast.barrier.id}"
    answer = client.post(f"{address}/ending", data={"ending": "lifted", "why": ""})
    assert answer.status_code == 422
    assert "so that nobody wonders later" in answer.text
    for _ in range(2):
        assert client.post(f"{address}/ending", data={"ending": "lifted", "why": "New letter"}).status_code == 303
    ending = standing_of(look, cast).ending
    assert ending and ending.why == "New letter"
    other = client.post(f"{address}/ending", data={"ending": "let_go", "why": "Nobody met it since"})
    assert other.status_code == 409 and "Nobody met it since" in other.text
    assert client.post(f"{address}/ask", data={"text": "Please"}).status_code == 409
    assert client.post(f"{address}/return").status_code == 303
    assert standing_of(look, cast).is_open


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
    assert now_known(look, cast).put_away_at is None


@pytest.mark.parametrize("name", ["gus", "zed", "ivy", "kit", "sol"])
def test_nobody_else_sees_or_changes_barriers(client_for: ClientFor, cast: Cast, look: Look, name: str) -> None:
    client = client_for(getattr(cast, name))
    assert client.get(f"/communities/{cast.community.id}/barriers").status_code == 404
    assert client.get(f"/barriers/{cast.barrier.id}").status_code == 404
    for verb in ("joining", "ask", "words", "check", "ending", "return", "put-away", "bringing-back"):
        assert client.post(f"/barriers/{cast.barrier.id}/{verb}").status_code == 404
    assert standing_of(look, cast).state == "noticed"
