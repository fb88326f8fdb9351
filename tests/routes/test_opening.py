"""Since last time: what came back, and the word said of each action."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date

import pytest
from fastapi.testclient import TestClient
from sqlmodel import Session

from app.db import Database
from app.domain import actions, history, meetings
from app.domain.people import Person
from tests.cast import NOW, Cast, build_action

Look = Callable[[], AbstractContextManager[Session]]
ClientFor = Callable[[Person], TestClient]
PARTIAL = {"HX-Request-Type": "partial"}


def url(cast: Cast) -> str:
    return f"/meetings/{cast.today.id}/actions/{cast.open_action.id}/word"


def test_it_comes_in_order(client_for: ClientFor, cast: Cast) -> None:
    text = client_for(cast.omar).get(f"/meetings/{cast.today.id}/opening").text
    order = ["read aloud", "They kept the window open", "What we took on", "Call the hostel", "Barriers still waiting"]
    places = [text.index(words) for words in [*order, "Waiting for an agenda", "Winter night shelter"]]
    assert places == sorted(places)
    assert "Ask the GP" not in text
    assert "4 weeks ago" in text


@pytest.mark.parametrize(
    "said",
    [
        ("done", "", "Done"),
        ("not_yet", "", "Not done yet"),
        ("kept", "", "Still needed"),
        ("changed", "They moved", "Circumstances changed"),
        ("let_go", "No longer needed", "Let go"),
    ],
)
def test_a_word_is_said_with_who_and_when_at_this_meeting(
    client_for: ClientFor, look: Look, cast: Cast, said: tuple[str, str, str]
) -> None:
    (word, why, state), nia = said, client_for(cast.nia)
    for _ in range(2):
        answer = nia.post(url(cast), data={"word": word, "why": why}, headers=PARTIAL)
        assert state in answer.text and why in answer.text
    with look() as db:
        meeting = meetings.by_id(db, cast.today.id)
        assert meeting
        last = actions.said_at(db, meeting)[cast.open_action.id]
        assert (last.word, last.why, last.by_id, last.at) == (word, why, cast.nia.id, NOW)
        assert [one.verb for one in history.of(db, cast.open_action.id)].count(word) == 1


def test_kept_it_is_for_before_we_next_meet_and_the_row_leads_to_a_date(
    client_for: ClientFor, look: Look, database: Database, cast: Cast
) -> None:
    with database.writing() as db:
        past = build_action(db, cast.community, cast.nia, text="Ring the clinic", due_on=date(2027, 5, 1))
    omar, address = client_for(cast.omar), f"/meetings/{cast.today.id}/actions/{past.id}/word"
    answer = omar.post(address, data={"word": "kept"}, headers=PARTIAL)
    row = re.sub(r"<[^>]+>", "", answer.text[answer.text.index(f'id="opening-action-{past.id}"') :])
    assert "Kept, for before we next meet. Give it a date" in row and "Past its date" not in row.split("agreed")[1]
    assert f'href="/actions/{past.id}#say-title"' in answer.text
    assert "Kept, for before we next meet." in answer.headers["hx-trigger"]
    page = omar.get(f"/actions/{past.id}").text
    assert "before we next meet" in page and "Still needed" in page and "Set a date" in page
    omar.post(f"/actions/{past.id}/word", data={"word": "kept", "due_on": "2027-06-03"})
    after = omar.get(f"/meetings/{cast.today.id}/opening").text
    assert "Give it a date" not in after and "3 June 2027" in after


def test_a_word_can_be_taken_back(client_for: ClientFor, look: Look, cast: Cast) -> None:
    omar = client_for(cast.omar)
    there = omar.post(url(cast), data={"word": "done"}).headers["location"]
    assert there == f"/meetings/{cast.today.id}#opening-action-{cast.open_action.id}", "Back to the row."
    answer = omar.post(url(cast), data={"word": "reopened"}, headers=PARTIAL)
    assert "Open it again" not in answer.text
    with look() as db:
        action = actions.by_id(db, cast.open_action.id)
        assert action and action.is_open


def test_a_word_that_needs_a_reason_asks_for_it_at_its_own_form(client_for: ClientFor, look: Look, cast: Cast) -> None:
    omar, sent = client_for(cast.omar), {"word": "let_go", "why": ""}
    answer, alone = omar.post(url(cast), data=sent, headers=PARTIAL), omar.post(url(cast), data=sent)
    assert answer.headers["hx-retarget"] == f"#form-let_go-{cast.open_action.id}"
    for page in (answer, alone):
        assert page.status_code == 422 and "There is a problem" in page.text
        assert "Why let it go? A few words are enough." in page.text
    with look() as db:
        action = actions.by_id(db, cast.open_action.id)
        assert action and action.is_open and not action.word


@pytest.mark.parametrize("data", [{"word": "finished"}, {}])
def test_an_unclear_word_is_refused_and_changes_nothing(
    client_for: ClientFor, look: Look, cast: Cast, data: dict[str, str]
) -> None:
    answer = client_for(cast.omar).post(url(cast), data=data, headers=PARTIAL)
    assert answer.status_code == 409
    assert answer.headers["hx-retarget"] == "#flash"
    with look() as db:
        action = actions.by_id(db, cast.open_action.id)
        assert action and action.is_open and not action.word


def test_nothing_is_said_at_a_meeting_that_is_not_running(client_for: ClientFor, cast: Cast) -> None:
    address = f"/meetings/{cast.next_month.id}/actions/{cast.open_action.id}/word"
    assert client_for(cast.omar).post(address, data={"word": "done"}).status_code == 409
    page = client_for(cast.omar).get(f"/meetings/{cast.next_month.id}/opening").text
    assert "Call the hostel" in page and 'id="say-done' not in page


def test_guests_see_it_and_say_nothing_others_see_nothing(client_for: ClientFor, cast: Cast) -> None:
    gus = client_for(cast.gus)
    seen = gus.get(f"/meetings/{cast.today.id}/opening")
    assert seen.status_code == 200 and 'id="say-done' not in seen.text
    assert gus.post(url(cast), data={"word": "done"}).status_code == 404
    for person in (cast.sol, cast.zed, cast.kit):
        assert client_for(person).get(f"/meetings/{cast.today.id}/opening").status_code == 404
        assert client_for(person).post(url(cast), data={"word": "done"}).status_code == 404
    assert "Put on this agenda" not in seen.text
    way_in = f'href="/actions/{cast.open_action.id}"'
    assert way_in not in seen.text
    assert way_in in client_for(cast.omar).get(f"/meetings/{cast.today.id}/opening").text
    assert "Put on this agenda" in client_for(cast.fatima).get(f"/meetings/{cast.today.id}/opening").text


def test_after_done_something_that_moved_can_be_told_and_the_word_keeps_the_focus(
    client_for: ClientFor, cast: Cast
) -> None:
    answer = client_for(cast.nia).post(url(cast), data={"word": "done"}, headers=PARTIAL).text
    assert f'id="opening-action-{cast.open_action.id}" tabindex="-1" data-focus' in answer
    assert "Did something move, however little?" in answer
    link = f"/miracles?action_id={cast.open_action.id}&amp;meeting_id={cast.today.id}#tell"
    assert link in answer and "Tell it in 20 seconds" in answer
    later = client_for(cast.omar).get(f"/meetings/{cast.today.id}/opening").text
    assert "data-focus" not in later and link in later
