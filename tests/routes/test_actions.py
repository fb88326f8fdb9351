"""Actions on the page: mine, the community's, and one; with htmx and without."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime, timedelta

import pytest
from fastapi.testclient import TestClient
from sqlmodel import Session

from app.db import Database
from app.domain import actions, history, memberships, pausing
from app.domain.actions import Action
from app.domain.barriers import Barrier
from app.domain.cases import Case
from app.domain.people import Person
from tests.cast import NOW, Cast, build_action, build_case
from tests.conftest import StillClock
from tests.counting import questions
from tests.finding import all_in
from tests.keeping import keep

Look = Callable[[], AbstractContextManager[Session]]
ClientFor = Callable[[Person], TestClient]
PARTIAL = {"HX-Request": "true", "HX-Request-Type": "partial"}


def now_known(look: Look, action: Action) -> Action:
    with look() as db:
        same = actions.by_id(db, action.id)
    assert same
    return same


def add(database: Database, cast: Cast, **values: object) -> Action:
    with database.writing() as db:
        return build_action(db, cast.community, cast.omar, **values)


def words_of(look: Look, action: Action) -> list[str]:
    with look() as db:
        return [told.word for told in actions.told_of(db, action.id)]


def test_my_actions_show_where_each_was_agreed(client_for: ClientFor, cast: Cast) -> None:
    page = client_for(cast.omar).get("/my-actions").text
    assert f'id="action-{cast.open_action.id}"' in page
    assert "Riverside" in page and "April" in page and "before we next meet" in page


def test_my_actions_say_the_code_name_only_while_i_may_see_the_case(
    client_for: ClientFor, cast: Cast, database: Database
) -> None:
    with database.writing() as db:
        hidden = build_case(db, cast.community, cast.nia)
        for case in (hidden, cast.open_case):
            build_action(db, cast.community, cast.omar, text=f"About {case.code_name[:2]}", case_id=case.id)
    page = client_for(cast.omar).get("/my-actions").text
    assert cast.open_case.code_name in page
    assert hidden.code_name not in page


def test_past_its_date_goes_by_london_and_not_by_utc(
    client_for: ClientFor, cast: Cast, database: Database, time: StillClock
) -> None:
    add(database, cast, text="Ask the council", due_on=date(2027, 6, 1))
    time.at = datetime(2027, 6, 1, 22, 45, tzinfo=UTC)
    assert "Past its date" not in client_for(cast.omar).get("/my-actions").text
    time.pass_by(minutes=30)
    page = client_for(cast.omar).get("/my-actions").text
    assert "Past its date. Still needed?" in page
    assert "overdue" not in page.lower()


def test_done_by_htmx_swaps_one_action_and_asks_what_moved(client_for: ClientFor, cast: Cast, look: Look) -> None:
    answer = client_for(cast.omar).post(
        f"/actions/{cast.open_action.id}/word", data={"word": "done", "place": "mine"}, headers=PARTIAL
    )
    assert answer.status_code == 200
    assert answer.text.lstrip().startswith(f'<li class="row" id="action-{cast.open_action.id}"')
    assert "Did something move" in answer.text
    assert f"action_id={cast.open_action.id}#tell" in answer.text
    assert "said" in answer.headers["HX-Trigger"]
    done = now_known(look, cast.open_action)
    assert (done.word, done.ended_at) == ("done", NOW)
    with look() as db:
        last = history.of(db, done.id)[-1]
    assert (last.verb, last.by_id, last.at) == ("done", cast.omar.id, NOW)


def test_done_without_scripts_goes_to_the_action(client_for: ClientFor, cast: Cast) -> None:
    client = client_for(cast.omar)
    answer = client.post(f"/actions/{cast.open_action.id}/word", data={"word": "done"})
    assert (answer.status_code, answer.headers["location"]) == (303, f"/actions/{cast.open_action.id}")
    page = client.get(answer.headers["location"]).text
    assert "Did something move" in page and "Done. Thank you." in page and "Open it again" in page


@pytest.mark.parametrize("word", ["changed", "let_go"])
def test_a_reason_is_asked_for_in_its_place(client_for: ClientFor, cast: Cast, look: Look, word: str) -> None:
    client = client_for(cast.omar)
    for headers in (PARTIAL, {}):
        answer = client.post(f"/actions/{cast.open_action.id}/word", data={"word": word}, headers=headers)
        assert answer.status_code == 422
        assert "A few words are enough." in answer.text
        assert f'id="{word}-{cast.open_action.id}-field-why"' in answer.text
    assert now_known(look, cast.open_action).is_open
    answer = client.post(f"/actions/{cast.open_action.id}/word", data={"word": word, "why": "They moved"})
    assert answer.status_code == 303
    assert now_known(look, cast.open_action).why == "They moved"


def test_keeping_it_takes_a_new_date_or_none(client_for: ClientFor, cast: Cast, look: Look, database: Database) -> None:
    action = add(database, cast, due_on=date(2027, 5, 1))
    client = client_for(cast.omar)
    client.post(f"/actions/{action.id}/word", data={"word": "kept", "due_on": "2027-06-03"})
    assert now_known(look, action).due_on == date(2027, 6, 3)
    client.post(f"/actions/{action.id}/word", data={"word": "kept", "due_on": ""})
    assert now_known(look, action).due_on is None
    wrong = client.post(f"/actions/{action.id}/word", data={"word": "kept", "due_on": "soon"})
    assert wrong.status_code == 422
    assert 'value="soon"' in wrong.text


def test_twice_is_once(client_for: ClientFor, cast: Cast, look: Look) -> None:
    client = client_for(cast.omar)
    for token in ("one", "one", "two"):
        sent = {"word": "done", "place": "one", "once": token}
        assert client.post(f"/actions/{cast.open_action.id}/word", data=sent).status_code == 303
    assert words_of(look, cast.open_action) == ["done"]


def test_it_can_be_opened_again(client_for: ClientFor, cast: Cast, look: Look) -> None:
    client = client_for(cast.nia)
    client.post(f"/actions/{cast.done_action.id}/word", data={"word": "reopened"})
    assert now_known(look, cast.done_action).is_open
    assert "Not done yet" in client.get(f"/actions/{cast.done_action.id}").text


def test_an_ended_action_refuses_not_yet(client_for: ClientFor, cast: Cast) -> None:
    answer = client_for(cast.nia).post(f"/actions/{cast.done_action.id}/word", data={"word": "not_yet"})
    assert answer.status_code == 409
    assert "Open it again first" in answer.text


def test_a_reason_that_may_say_who_somebody_is_waits_for_another_look(
    client_for: ClientFor, cast: Cast, look: Look
) -> None:
    client = client_for(cast.omar)
    said = {"word": "let_go", "why": "She moved to 14 Elm Road, ring 07700 900123"}
    answer = client.post(f"/actions/{cast.open_action.id}/word", data=said)
    assert answer.status_code == 422
    assert "Before this is shared" in answer.text and "07700 900123" in answer.text
    assert now_known(look, cast.open_action).is_open
    assert keep(client, f"/actions/{cast.open_action.id}/word", said).status_code == 303
    with look() as db:
        verbs = [done.verb for done in history.of(db, cast.open_action.id)]
    assert "kept_findings" in verbs


def test_a_day_in_an_action_is_how_we_agree_things(client_for: ClientFor, cast: Cast) -> None:
    words = {"text": "Ring the clinic on 14 June 2027", "first_step": "Find the number by 12 June 2027"}
    answer = client_for(cast.omar).post(f"/communities/{cast.community.id}/actions", data=words)
    assert answer.status_code == 303


def test_agreeing_one_between_meetings(client_for: ClientFor, cast: Cast, look: Look) -> None:
    client = client_for(cast.omar)
    sent = {
        "text": "Ask the library for a room",
        "owner_id": str(cast.nia.id),
        "due_on": "2027-06-01",
        "first_step": "Ring",
    }
    answer = client.post(f"/communities/{cast.community.id}/actions", data=sent)
    assert answer.headers["location"] == f"/communities/{cast.community.id}/actions"
    with look() as db:
        [agreed] = [one for one in all_in(db, Action, cast.community.id) if one.text == sent["text"]]
    assert (agreed.owner_id, agreed.due_on, agreed.meeting_id) == (cast.nia.id, date(2027, 6, 1), None)
    assert (agreed.agreed_by_id, agreed.agreed_at) == (cast.omar.id, NOW)


def test_what_was_typed_is_kept_when_something_is_missing(client_for: ClientFor, cast: Cast) -> None:
    sent = {"text": " ", "first_step": "Ring them", "due_on": "tomorrow"}
    answer = client_for(cast.omar).post(f"/communities/{cast.community.id}/actions", data=sent)
    assert answer.status_code == 422
    assert "Say what will be done." in answer.text and "Ring them" in answer.text and 'value="tomorrow"' in answer.text


def test_s05_a_stranger_cannot_be_made_the_owner(client_for: ClientFor, cast: Cast) -> None:
    sent = {"text": "Sneak", "owner_id": str(cast.zed.id)}
    assert client_for(cast.omar).post(f"/communities/{cast.community.id}/actions", data=sent).status_code == 409


def test_the_community_list_can_be_narrowed(client_for: ClientFor, cast: Cast, database: Database) -> None:
    add(database, cast, text="Somebody should", owner_id=None)
    client = client_for(cast.nia)

    def shown(show: str) -> str:
        return client.get(f"/communities/{cast.community.id}/actions", params={"show": show}).text

    assert "Call the hostel" in shown("open") and "Ask the GP" not in shown("open")
    assert "Ask the GP" in shown("ended") and "Call the hostel" not in shown("ended")
    assert "Somebody should" in shown("nobodys") and "Call the hostel" not in shown("nobodys")
    assert "Nothing open here" in shown("mine")


def test_changing_the_words_keeps_the_earlier_ones(client_for: ClientFor, cast: Cast, look: Look) -> None:
    client = client_for(cast.nia)
    sent = {"text": "Visit the hostel", "owner_id": str(cast.nia.id), "revision": "1"}
    assert client.post(f"/actions/{cast.open_action.id}", data=sent).status_code == 303
    changed = now_known(look, cast.open_action)
    assert (changed.text, changed.owner_id) == ("Visit the hostel", cast.nia.id)
    page = client.get(f"/actions/{cast.open_action.id}").text
    assert "Before, it said: Call the hostel" in page


def test_s50_two_people_changing_it_at_once_lose_no_words(client_for: ClientFor, cast: Cast, look: Look) -> None:
    first, second = client_for(cast.nia), client_for(cast.omar)
    first.post(f"/actions/{cast.open_action.id}", data={"text": "Other words", "revision": "1"})
    answer = second.post(f"/actions/{cast.open_action.id}", data={"text": "Those words", "revision": "1"})
    assert answer.status_code == 422
    assert "Other words" in answer.text and "Those words" in answer.text
    assert 'name="revision" value="2"' in answer.text
    assert now_known(look, cast.open_action).text == "Other words"
    second.post(f"/actions/{cast.open_action.id}", data={"text": "Those words", "revision": "2"})
    assert now_known(look, cast.open_action).text == "Those words"


def test_put_away_and_undo(client_for: ClientFor, cast: Cast, look: Look) -> None:
    client = client_for(cast.omar)
    where = {"referer": f"https://miracles.test/actions/{cast.open_action.id}"}
    answer = client.post(f"/actions/{cast.open_action.id}/put-away", headers=where)
    assert answer.headers["location"] == f"/actions/{cast.open_action.id}"
    assert now_known(look, cast.open_action).put_away_at == NOW
    page = client.get(answer.headers["location"]).text
    assert "This action has been put away." in page and "Undo" in page
    assert client.post(f"/actions/{cast.open_action.id}/word", data={"word": "done"}).status_code == 403
    answer = client.post(f"/actions/{cast.open_action.id}/return", headers=PARTIAL)
    assert (answer.status_code, answer.text) == (204, "")
    assert now_known(look, cast.open_action).is_open


def test_only_whoever_took_it_down_or_the_facilitator_puts_it_away(client_for: ClientFor, cast: Cast) -> None:
    address = f"/actions/{cast.open_action.id}/put-away"
    assert client_for(cast.nia).post(address).status_code == 403
    assert client_for(cast.fatima).post(address).status_code == 303


@pytest.mark.parametrize("name", ["sol", "gus", "zed", "ivy", "kit"])
def test_nobody_else_sees_or_changes_actions(client_for: ClientFor, cast: Cast, look: Look, name: str) -> None:
    client = client_for(getattr(cast, name))
    assert client.get(f"/communities/{cast.community.id}/actions").status_code == 404
    assert client.get(f"/actions/{cast.open_action.id}").status_code == 404
    for address in (f"/actions/{cast.open_action.id}", f"/communities/{cast.community.id}/actions"):
        assert client.post(address, data={"text": "Sneak"}).status_code == 404
    for verb in ("word", "put-away", "return"):
        assert client.post(f"/actions/{cast.open_action.id}/{verb}", data={"word": "done"}).status_code == 404
    assert now_known(look, cast.open_action).is_open
    assert cast.open_action.text not in client.get("/my-actions").text


def test_a_departed_owners_name_stays_in_the_form(client_for: ClientFor, cast: Cast, database: Database) -> None:
    with database.writing() as db:
        place = memberships.of(db, cast.community.id, cast.omar.id)
        assert place
        memberships.leave(db, place, by=cast.fatima, at=NOW)
    page = client_for(cast.fatima).get(f"/actions/{cast.open_action.id}").text
    assert "(has left)" in page


def test_the_home_page_shows_what_i_took_on(client_for: ClientFor, cast: Cast, time: StillClock) -> None:
    time.pass_by(days=1)
    page = client_for(cast.omar).get("/").text
    assert f'id="my-action-{cast.open_action.id}"' in page


def test_a_sponsor_s_home_page_speaks_of_no_actions(client_for: ClientFor, cast: Cast) -> None:
    page = client_for(cast.sol).get("/").text
    assert "What we ask of you" in page and "What you took on" not in page
    assert "A letter waits for a word from you." in page


def test_lists_take_the_same_few_questions_however_long_they_are(
    client_for: ClientFor, cast: Cast, database: Database
) -> None:
    client = client_for(cast.omar)

    def all_asked() -> int:
        return questions(database, lambda: [client.get(address) for address in addresses])

    addresses = ["/my-actions", f"/communities/{cast.community.id}/actions"]
    before = all_asked()
    for number in range(12):
        add(database, cast, text=f"Number {number}", meeting=cast.last_month, case_id=cast.open_case.id)
    assert all_asked() == before


def test_looking_goes_by_its_address_and_shows_what_was_typed(client_for: ClientFor, cast: Cast) -> None:
    client = client_for(cast.omar)
    for address in ("/my-actions", f"/communities/{cast.community.id}/actions"):
        page = client.get(address, params={"look": 'is:open "hostel" <b>'}).text
        assert "&lt;b&gt;" in page and "<b>" not in page and "Nothing found." in page
        page = client.get(address, params={"look": "is:open hostel is:overdue"}).text
        assert "Call the hostel" in page and "One found." in page
        assert "We do not know" in page and "is:overdue</strong>" in page
        assert client.get(address, params={"look": "x", "page": "nine"}).status_code == 200


def test_the_words_about_a_paused_case_are_neither_shown_nor_found(
    client_for: ClientFor, cast: Cast, database: Database
) -> None:
    with database.writing() as db:
        case = db.get_one(Case, cast.open_case.id)
        values = {"text": "Ask at the lighthouse", "case_id": case.id}
        build_action(db, cast.community, cast.omar, owner_id=cast.fatima.id, **values)
        build_action(db, cast.community, cast.nia, owner_id=cast.fatima.id, **values)
        pausing.pause(db, case, by=cast.fatima, at=NOW)
        other = cast.omar if case.presenter_id == cast.nia.id else cast.nia
    addresses = ["/my-actions", f"/communities/{cast.community.id}/actions"]
    for address in [*addresses, f"{addresses[1]}?show=agencies"]:
        page = client_for(other).get(address).text
        assert "lighthouse" not in page
        for look in ("lighthouse", "#lighthouse"):
            assert "Nothing found." in client_for(other).get(address, params={"look": look}).text
        assert "Ask at the lighthouse" in client_for(cast.fatima).get(address, params={"look": "lighthouse"}).text


def test_who_helps_is_chosen_with_it_and_changed_with_it(client_for: ClientFor, cast: Cast, look: Look) -> None:
    client = client_for(cast.omar)
    sent = {"text": "Carry chairs", "owner_id": str(cast.omar.id), "helper_ids": [str(cast.nia.id)]}
    assert client.post(f"/communities/{cast.community.id}/actions", data=sent).status_code == 303
    assert "Helping: you" in client_for(cast.nia).get("/my-actions").text
    with look() as db:
        [action] = [one for one in all_in(db, Action, cast.community.id) if one.text == "Carry chairs"]
    page = client.get(f"/actions/{action.id}").text
    assert "Helping: Nia Powell" in page and f'value="{cast.nia.id}" checked' in page
    changed = sent | {"helper_ids": [str(cast.fatima.id)], "revision": str(action.revision)}
    assert client.post(f"/actions/{action.id}", data=changed).status_code == 303
    page = client.get(f"/actions/{action.id}").text
    assert "Helping: Fatima Aziz" in page and "Helpers chosen" in page
    assert client.post(f"/actions/{action.id}", data=changed).status_code == 422
    wrong = client.post(f"/communities/{cast.community.id}/actions", data=sent | {"text": "", "owner_id": ""})
    assert wrong.status_code == 422 and f'value="{cast.nia.id}" checked' in wrong.text
    stranger = sent | {"helper_ids": [str(cast.zed.id)]}
    assert client.post(f"/communities/{cast.community.id}/actions", data=stranger).status_code == 409


def test_what_agencies_promised_has_no_figures(client_for: ClientFor, cast: Cast) -> None:
    page = client_for(cast.nia).get(f"/communities/{cast.community.id}/actions", params={"show": "agencies"}).text
    assert "What our agencies have promised" in page and cast.housing.name in page and "Call the hostel" in page
    assert "Ask the GP" not in page


def test_its_age_does_not_matter(client_for: ClientFor, cast: Cast, time: StillClock) -> None:
    time.at = NOW + timedelta(days=400)
    assert cast.open_action.text in client_for(cast.omar).get("/my-actions").text


def test_whoever_has_nothing_to_do_is_led_on_and_what_is_put_away_says_so(client_for: ClientFor, cast: Cast) -> None:
    page = client_for(cast.sol).get("/my-actions").text
    assert "Nothing open" in page and 'id="to-communities"' in page and 'id="find"' not in page
    omar, address = client_for(cast.omar), f"/actions/{cast.open_action.id}"
    assert 'id="to-communities"' not in omar.get("/my-actions").text
    assert client_for(cast.fatima).post(f"{address}/put-away").status_code == 303
    assert '<span class="badge">Put away</span>' in omar.get(address).text


def test_what_we_asked_of_a_sponsor_stands_there_until_they_answer(
    client_for: ClientFor, cast: Cast, database: Database
) -> None:
    omar = client_for(cast.omar)
    page = omar.get("/my-actions").text
    part = page[page.index("We wait for an answer") :]
    assert cast.asked_barrier.text in part and f'href="/barriers/{cast.asked_barrier.id}"' in part
    assert cast.barrier.text not in part, "of this one nothing was asked yet"
    assert "We wait for an answer" not in omar.get("/my-actions", params={"look": "hostel"}).text
    for other in (cast.sol, cast.zed, cast.gus, cast.ivy):
        assert cast.asked_barrier.text not in client_for(other).get("/my-actions").text
    with database.writing() as db:
        barrier = db.get_one(Barrier, cast.asked_barrier.id)
        barrier.case_id = cast.open_case.id
        pausing.pause(db, db.get_one(Case, cast.open_case.id), by=cast.fatima, at=NOW)
    for person in (cast.omar, cast.fatima):
        assert cast.asked_barrier.text not in client_for(person).get("/my-actions").text
    with database.writing() as db:
        pausing.resume(db, db.get_one(Case, cast.open_case.id), by=cast.fatima, at=NOW)
    assert cast.asked_barrier.text in omar.get("/my-actions").text
    answered = client_for(cast.sol).post(f"/asks/{cast.ask.id}/answer", data={"word": "changed"})
    assert answered.status_code == 303
    assert "We wait for an answer" not in omar.get("/my-actions").text
