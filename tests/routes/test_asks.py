"""Asks: the letter is written and then sent; the sponsor answers on their page or from the letter, and no more."""

import re
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from datetime import date
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlmodel import Session

from app.db import Database
from app.domain import asks, barriers, memberships, outbox, standings
from app.domain.outbox import Letter
from app.domain.people import Person
from app.domain.standings import Standing
from tests.cast import NOW, Cast, build_membership, build_person
from tests.conftest import StillClock
from tests.counting import questions

Look = Callable[[], AbstractContextManager[Session]]
ClientFor = Callable[[Person], TestClient]


def seen_on(page: str) -> str:
    """The sign of what a form was filled in over."""
    found = re.search(r'name="seen" value="(\w*)"', page)
    return found[1] if found else ""


def write(client: TestClient, cast: Cast, text: str = "Let a person miss three.", **values: str) -> str:
    known = {"seen": seen_on(client.get(f"/barriers/{cast.barrier.id}").text)}
    sent = known | {"sponsor_id": str(cast.sols_place.id), "text": text, "reply_by": "2027-06-08"} | values
    answer = client.post(f"/barriers/{cast.barrier.id}/ask", data=sent)
    return answer.headers.get("location", str(answer.status_code))


def ask(client_for: ClientFor, cast: Cast, text: str = "Let a person miss three.") -> None:
    letter = write(client_for(cast.fatima), cast, text)
    assert send(client_for(cast.fatima), letter, cast.barrier.text).status_code == 303


def send(client: TestClient, letter: str, text: str, **values: str) -> Any:
    """The letter is read, and sent."""
    return client.post(letter, data={"text": text, "seen": seen_on(client.get(letter).text)} | values)


def standing_of(look: Look, cast: Cast, on: date = NOW.date()) -> Standing:
    with look() as db:
        barrier = barriers.by_id(db, cast.barrier.id)
        assert barrier
        return standings.of_one(db, barrier, on)


def letters(look: Look) -> list[Letter]:
    with look() as db:
        return [one for one in outbox.latest(db) if one.kind == "barrier_ask"]


def link_in(letter: Letter) -> str:
    found = re.search(r"https://miracles\.test(/replies/\S+)", letter.text)
    assert found
    return found[1]


@pytest.fixture
def link(client_for: ClientFor, cast: Cast, look: Look) -> str:
    """The path of the link in the sponsor's letter."""
    ask(client_for, cast)
    return link_in(letters(look)[0])


def test_a_letter_is_read_once_more_before_it_goes(client_for: ClientFor, cast: Cast, look: Look) -> None:
    facilitator = client_for(cast.fatima)
    letter = write(facilitator, cast)
    page = facilitator.get(letter).text
    assert "Let a person miss three." in page and cast.barrier.text in page and "8 June 2027" in page
    assert not letters(look)
    assert standing_of(look, cast).state == "written"
    assert send(facilitator, letter, cast.barrier.text).status_code == 303
    [sent] = letters(look)
    assert (sent.to, sent.reply_to) == (cast.sol.email, cast.fatima.email)
    assert "Let a person miss three." in sent.text and cast.barrier.text in sent.text
    assert "8 June 2027" in sent.text and "&#39;" not in sent.text
    assert cast.omar.name not in sent.text and cast.open_case.code_name not in sent.text
    assert (standing_of(look, cast).state, standing_of(look, cast).waits_until) == ("with_sponsor", date(2027, 6, 8))
    assert send(facilitator, letter, cast.barrier.text).status_code == 409
    assert "This letter went" in facilitator.get(letter).text


def test_a_member_writes_it_and_a_facilitator_sends_it(client_for: ClientFor, cast: Cast, look: Look) -> None:
    member = client_for(cast.omar)
    assert "Our next meeting, unless" in member.get(f"/barriers/{cast.barrier.id}").text
    letter = write(member, cast, sponsor_id="", reply_by="")
    page = member.get(letter).text
    assert "Nobody chosen yet" in page and "Send it" not in page
    assert send(member, letter, cast.barrier.text).status_code == 403
    assert send(client_for(cast.fatima), letter, cast.barrier.text).status_code == 409
    assert write(member, cast, "A little kinder, please") == letter
    assert "A little kinder, please" in member.get(f"/barriers/{cast.barrier.id}").text
    assert member.post(letter.replace("/letter", "/put-away")).status_code == 303
    assert "A letter was put away" in member.get(f"/barriers/{cast.barrier.id}").text
    assert member.post(letter.replace("/letter", "/bringing-back")).status_code == 303
    assert standing_of(look, cast).state == "written"


def test_a_letter_that_somebody_else_wrote_meanwhile_is_not_written_over(
    client_for: ClientFor, cast: Cast, look: Look
) -> None:
    omar, nia = client_for(cast.omar), client_for(cast.nia)
    assert write(nia, cast, "Ring before you close it.") != "422"
    answer = omar.post(f"/barriers/{cast.barrier.id}/ask", data={"text": "Let a person miss three.", "seen": ""})
    assert answer.status_code == 422
    for words in ("Somebody else changed it meanwhile", "Ring before you close it.", "Let a person miss three."):
        assert words in answer.text
    draft = standing_of(look, cast).draft
    assert draft and draft.text == "Ring before you close it."
    seen = seen_on(answer.text)
    assert write(omar, cast, "Let a person miss three.", seen=seen) != "422"
    assert write(nia, cast, "", seen=seen) == "422"


def test_s51_of_two_letters_written_at_once_none_is_lost(client_for: ClientFor, cast: Cast, look: Look) -> None:
    words = {"omar": "Let a person miss three.", "nia": "Ring before you close it."}
    browsers = {"omar": client_for(cast.omar), "nia": client_for(cast.nia)}
    both = threading.Barrier(2)

    def press(name: str) -> tuple[str, int, str]:
        both.wait()
        answer = browsers[name].post(f"/barriers/{cast.barrier.id}/ask", data={"text": words[name], "seen": ""})
        return name, answer.status_code, answer.text

    with ThreadPoolExecutor(2) as pool:
        (first, _, _), (second, late, shown) = sorted(pool.map(press, browsers), key=lambda one: one[1])
    assert late == 422 and words[first] in shown and words[second] in shown
    draft = standing_of(look, cast).draft
    assert draft and draft.text == words[first]


def test_s51_a_letter_that_two_send_at_once_goes_once(
    client_for: ClientFor, cast: Cast, look: Look, database: Database
) -> None:
    with database.writing() as db:
        nias = memberships.by_id(db, cast.nias_place.id)
        assert nias
        memberships.change_role(db, nias, "facilitator", by=cast.fatima, at=NOW)
    browsers = [client_for(cast.fatima), client_for(cast.nia)]
    letter = write(browsers[0], cast)
    sent = {"text": cast.barrier.text, "seen": seen_on(browsers[0].get(letter).text)}
    both = threading.Barrier(2)

    def press(browser: TestClient) -> int:
        both.wait()
        return int(browser.post(letter, data=sent).status_code)

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(press, browsers)) == [303, 409]
    assert len(letters(look)) == 1


def test_a_letter_goes_only_as_it_was_read(
    *, client_for: ClientFor, cast: Cast, look: Look, database: Database
) -> None:
    client = client_for(cast.fatima)
    letter = write(client, cast)
    read = seen_on(client.get(letter).text)
    with database.writing() as db:
        barrier = barriers.by_id(db, cast.barrier.id)
        assert barrier
        barriers.change(db, barrier, {"text": "Three missed close the file."}, by=cast.omar, at=NOW)
    answer = client.post(letter, data={"text": cast.barrier.text, "seen": read})
    assert answer.status_code == 422 and "Somebody changed this letter" in answer.text
    assert not letters(look) and standing_of(look, cast).barrier.text == "Three missed close the file."
    assert 'value="Three missed close the file."' in answer.text
    write(client_for(cast.omar), cast, "Let a person miss four.")
    stale = {"text": "Three missed close the file.", "seen": seen_on(answer.text)}
    assert client.post(letter, data=stale).status_code == 422
    assert send(client, letter, "Three missed close the file.").status_code == 303
    [sent] = letters(look)
    assert "Three missed close the file." in sent.text and "Let a person miss four." in sent.text


def test_the_coach_reads_what_we_ask_and_the_rule_too(
    client_for: ClientFor, cast: Cast, look: Look, database: Database
) -> None:
    client = client_for(cast.fatima)
    assert write(client, cast, "Ring them on 07700 900123") == "422"
    assert write(client, cast, "Let her back in") == "422"
    assert write(client, cast, "Let her back in", rule="yes") != "422"
    letter = write(client, cast)
    with database.writing() as db:
        caught = barriers.by_id(db, cast.barrier.id)
        assert caught
        caught.text = "Ring 07700 900123 or the file is closed."
        db.add(caught)
    assert send(client, letter, "Ring 07700 900123 or the file is closed.").status_code == 422
    assert not letters(look)
    assert send(client, letter, "Ring, or the file is closed.").status_code == 303
    assert standing_of(look, cast).barrier.text == "Ring, or the file is closed."
    assert "07700" not in letters(look)[0].text


def test_a_stranger_cannot_be_asked_by_their_id(client_for: ClientFor, cast: Cast, database: Database) -> None:
    with database.writing() as db:
        stranger = build_membership(db, cast.elsewhere, build_person(db, "Far Away"), role="sponsor")
    assert write(client_for(cast.fatima), cast, sponsor_id=str(stranger.id)) == "409"


def test_a_sponsor_sees_what_they_were_asked_and_nothing_more(client_for: ClientFor, cast: Cast) -> None:
    sponsor, desk = client_for(cast.sol), f"/communities/{cast.community.id}/asks"
    assert cast.barrier.text not in sponsor.get(desk).text
    ask(client_for, cast)
    page = sponsor.get(desk).text
    main = page.split("<main")[1]
    assert cast.barrier.text in main and "Let a person miss three." in main
    for hidden in (cast.omar.name, "Housing", cast.open_case.code_name, "/meetings/", "Us too", "End it", "Put away"):
        assert hidden not in main
    for address in (f"/communities/{cast.community.id}/barriers", f"/barriers/{cast.barrier.id}"):
        assert sponsor.get(address).status_code == 404


def test_kinds_of_agency_go_upward_and_no_sentence(client_for: ClientFor, cast: Cast, link: str) -> None:
    client_for(cast.nia).post(f"/barriers/{cast.barrier.id}/joining", data={"text": "They come to us at night."})
    for client, address in (
        (client_for(cast.sol), f"/communities/{cast.community.id}/asks"),
        (client_for(cast.kit), link),
    ):
        page = client.get(address).text
        assert "Met by 2 kinds of agency: Housing, Mental health" in page and "at night" not in page


def test_the_sponsor_answers_with_one_press(client_for: ClientFor, cast: Cast, look: Look) -> None:
    client = client_for(cast.sol)
    address = f"/asks/{cast.ask.id}"
    assert client.post(f"{address}/answer", data={"word": "looking"}).headers["location"] == address
    page = client.get(address).text
    assert "Other ·" not in page and "· Other" not in page  # of no kind that was named, so none is said
    assert "Your answer: Looking into it." in page and page.count("Tuesday 8 June 2027") == 1
    answer = client.post(f"{address}/answer", data={"word": "no", "why": ""})
    assert answer.status_code == 422 and "Say why not" in answer.text
    assert client.post(f"{address}/answer", data={"why": "Hm"}).status_code == 422
    assert client.post(f"{address}/answer", data={"word": "no", "why": "Ring 07700 900123"}).status_code == 422
    assert client.post(f"{address}/answer", data={"word": "no", "why": "The law"}).status_code == 303
    with look() as db:
        barrier = barriers.by_id(db, cast.asked_barrier.id)
        assert barrier
        assert standings.of_one(db, barrier, NOW.date()).state == "no"
    page = client_for(cast.omar).get(f"/barriers/{cast.asked_barrier.id}").text
    assert "No, because" in page and "The law" in page and "Sol Marsh" in page


def test_only_the_sponsor_asked_answers(client_for: ClientFor, cast: Cast, look: Look, database: Database) -> None:
    with database.writing() as db:
        other = build_person(db, "Other Sponsor")
        build_membership(db, cast.community, other, role="sponsor")
    for person, status in ((other, 404), (cast.zed, 404), (cast.omar, 403), (cast.fatima, 403), (cast.gus, 404)):
        answer = client_for(person).post(f"/asks/{cast.ask.id}/answer", data={"word": "changed"})
        assert answer.status_code == status, person.name
        assert client_for(person).get(f"/asks/{cast.ask.id}").status_code == status
    assert client_for(cast.sol).get(f"/asks/{cast.draft.id}").status_code == 404, "A draft is nobody's yet."


def test_s12_looking_at_the_link_changes_nothing(client: TestClient, look: Look, cast: Cast, link: str) -> None:
    for _ in range(3):
        answer = client.get(link)
        client.head(link)
    assert answer.status_code == 200
    assert standing_of(look, cast).state == "with_sponsor"
    main = answer.text.split("<main")[1]
    assert cast.barrier.text in main and "Let a person miss three." in main
    for hidden in (cast.asked_barrier.text, cast.omar.name, cast.sol.name, str(cast.sol.email), "/meetings/"):
        assert hidden not in answer.text
    assert answer.headers["referrer-policy"] in {"same-origin", "no-referrer"}
    assert "no-store" in answer.headers["cache-control"]


def test_a_letter_is_not_written_for_a_day_that_has_passed(client_for: ClientFor, look: Look, cast: Cast) -> None:
    sent = {"text": "Let a person miss three.", "reply_by": "2027-01-01", "sponsor_id": str(cast.sols_place.id)}
    answer = client_for(cast.fatima).post(f"/barriers/{cast.barrier.id}/ask", data=sent)
    assert answer.status_code == 422 and "Choose a day that is still to come." in answer.text
    assert "Let a person miss three.</textarea>" in answer.text
    assert standing_of(look, cast).state == "noticed"


def test_a_day_to_come_is_said_with_its_weekday(client_for: ClientFor, cast: Cast) -> None:
    fatima, sol = client_for(cast.fatima), client_for(cast.sol)
    letter = write(fatima, cast, reply_by="2027-06-21")
    assert "An answer by Monday 21 June 2027 would help." in fatima.get(letter).text
    assert send(fatima, letter, cast.barrier.text).status_code == 303
    waits = re.compile(r"A word by\s+<time[^>]*>Monday 21 June 2027</time>")
    assert waits.search(sol.get(f"/communities/{cast.community.id}/asks").text)


def test_a_day_that_has_passed_is_asked_for_again_and_the_words_stay(client: TestClient, link: str) -> None:
    answer = client.post(link, data={"word": "looking", "why": "I ask around.", "hear_by": "2027-01-01"})
    assert answer.status_code == 422 and "Choose a day that is still to come" in answer.text
    assert "I ask around.</textarea>" in answer.text and 'value="2027-01-01"' in answer.text


def test_the_answer_from_the_letter_needs_no_sign_in_and_can_be_mended(
    client: TestClient, look: Look, cast: Cast, link: str
) -> None:
    assert client.post(link, data={"word": "no"}).status_code == 422
    assert client.post(link, data={"word": "no", "why": "The contract"}).headers["location"] == link
    assert "Your answer: No, because:" in client.get(link).text
    assert client.post(link, data={"word": "exception", "why": "For six weeks"}).status_code == 303
    standing = standing_of(look, cast)
    assert [reply.why for reply in standing.replies] == ["For six weeks"]
    assert standing.replies[0].by_id == cast.sol.id


def test_once_a_meeting_opened_with_it_the_answer_stands(
    *, client: TestClient, client_for: ClientFor, look: Look, cast: Cast, link: str, time: StillClock
) -> None:
    client.post(link, data={"word": "changed"})
    facilitator = client_for(cast.fatima)
    facilitator.post(f"/meetings/{cast.today.id}/close")
    time.pass_by(days=28)
    facilitator = client_for(cast.fatima)
    assert facilitator.post(f"/meetings/{cast.next_month.id}/run").status_code == 303
    time.pass_by(minutes=1)
    assert client.post(link, data={"word": "looking"}).status_code == 409
    assert "Mend your answer" not in client.get(link).text


def test_the_link_ends_with_the_time_and_with_the_place(
    *, client: TestClient, look: Look, cast: Cast, link: str, time: StillClock, database: Database
) -> None:
    assert client.get("/replies/not-a-secret").status_code == 410
    with look() as db:
        place = memberships.by_id(db, cast.sols_place.id)
    assert place and client.get(link).status_code == 200
    with database.writing() as db:
        place = memberships.by_id(db, cast.sols_place.id)
        assert place
        memberships.leave(db, place, by=cast.fatima, at=time.at)
    for answer in (client.get(link), client.post(link, data={"word": "changed"})):
        assert answer.status_code == 410 and "This link has ended" in answer.text
    assert standing_of(look, cast).state == "with_sponsor"


def test_the_link_ends_after_some_months(client: TestClient, link: str, time: StillClock) -> None:
    time.pass_by(days=28 + 89)
    assert client.get(link).status_code == 200
    time.pass_by(days=2)
    assert client.get(link).status_code == 410


def test_the_letters_words_are_not_kept_once_it_has_gone(look: Look, link: str, database: Database) -> None:
    with database.writing() as db:
        [letter] = [one for one in outbox.latest(db) if one.kind == "barrier_ask"]
        outbox.sent(db, letter, at=NOW)
    assert letters(look)[0].text == ""


def test_a_gentle_second_letter_goes_once(
    *, client: TestClient, client_for: ClientFor, look: Look, cast: Cast, link: str, time: StillClock
) -> None:
    ask_id = standing_of(look, cast).asks[0].id
    assert client_for(cast.fatima).post(f"/asks/{ask_id}/reminder").status_code == 409
    time.pass_by(days=30)
    facilitator = client_for(cast.fatima)
    assert "Send a gentle second letter" in facilitator.get(f"/barriers/{cast.barrier.id}").text
    assert client_for(cast.omar).post(f"/asks/{ask_id}/reminder").status_code == 403
    assert facilitator.post(f"/asks/{ask_id}/reminder").status_code == 303
    newest = letters(look)[0]
    assert "the only time we do this" in newest.text and "once more" in newest.subject
    assert facilitator.post(f"/asks/{ask_id}/reminder").status_code == 409
    assert "We had hoped for a word by" in client.get(link_in(newest)).text
    assert client.post(link_in(newest), data={"word": "changed"}).status_code == 303


def test_asking_again_keeps_the_old_question_and_answer(
    *, client: TestClient, client_for: ClientFor, look: Look, cast: Cast, link: str, time: StillClock
) -> None:
    client.post(link, data={"word": "no", "why": "The contract says so"})
    time.pass_by(hours=1)
    ask(client_for, cast, "Then change the contract.")
    page = client_for(cast.fatima).get(f"/barriers/{cast.barrier.id}").text
    for words in ("Let a person miss three.", "The contract says so", "Then change the contract."):
        assert words in page
    with look() as db:
        assert len(asks.of(db, {cast.barrier.id})) == 2
    assert standing_of(look, cast).state == "with_sponsor"


def test_s14_a_link_that_is_pressed_by_a_machine_stops(
    client: TestClient, link: str, look: Look, cast: Cast, time: StillClock
) -> None:
    answers = [client.post(link, data={"word": word}) for word in ("changed", "exception") * 12]
    assert (answers[0].status_code, answers[-1].status_code) == (303, 409)
    assert "many times within the hour" in answers[-1].text
    assert client.get(link).status_code == 200
    time.pass_by(hours=1)
    assert client.post(link, data={"word": "changed"}).status_code == 303


def test_the_sponsor_s_page_asks_no_more_questions_when_more_was_asked(
    client_for: ClientFor, cast: Cast, database: Database
) -> None:
    sol = client_for(cast.sol)
    desk = f"/communities/{cast.community.id}/asks"
    sol.get(desk)
    before = questions(database, lambda: sol.get(desk))
    with database.writing() as db:
        known = {"by": cast.fatima, "at": NOW}
        for number in range(5):
            barrier = barriers.name(db, cast.community.id, text=f"A rule, number {number}", meeting=None, **known)
            asks.ask_now(db, barrier, cast.sols_place, "Could it bend?", reply_by=None, **known)
    assert sol.get(desk).text.count("Could it bend?") == 5
    assert questions(database, lambda: sol.get(desk)) == before
