"""The capture bar, and undoing what was caught."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
from fastapi.testclient import TestClient
from sqlmodel import Session

from app.db import Database
from app.domain import actions, barriers, captures, history, meetings, miracles, notes, pacing, running
from app.domain.people import Person
from tests.cast import NOW, Cast

Look = Callable[[], AbstractContextManager[Session]]
ClientFor = Callable[[Person], TestClient]
PARTIAL = {"HX-Request-Type": "partial"}


def url(cast: Cast) -> str:
    return f"/meetings/{cast.today.id}/captures"


def caught(look: Look, cast: Cast, words: str) -> list[captures.Captured]:
    with look() as db:
        meeting = meetings.by_id(db, cast.today.id)
        assert meeting
        everything = captures.of_meeting(db, meeting, pacing.step_of(db, meeting))
    return [one for one in everything.here if one.thing.text == words]


@pytest.mark.parametrize("kind", captures.KINDS)
def test_any_member_or_guest_catches_each_kind(client_for: ClientFor, look: Look, cast: Cast, kind: str) -> None:
    for person in (cast.omar, cast.gus):
        answer = client_for(person).post(url(cast), data={"kind": kind, "text": "  The kettle helped.  "})
        assert answer.headers["location"] == f"/meetings/{cast.today.id}"
    found = caught(look, cast, "The kettle helped.")
    assert [(one.kind, one.by_id, one.at) for one in found] == [(kind, cast.omar.id, NOW), (kind, cast.gus.id, NOW)]


def test_the_answer_is_a_fresh_form_of_the_same_kind_and_the_list(client_for: ClientFor, cast: Cast) -> None:
    data = {"kind": "miracle", "text": "He stayed for tea.", "owner": "", "due_on": ""}
    answer = client_for(cast.omar).post(url(cast), data=data, headers=PARTIAL)
    form, captured = answer.text.split('<section id="captures"')
    assert 'value="miracle" id="capture-kind-miracle" checked' in form
    assert "He stayed for tea." not in form and "data-focus" in form
    assert "He stayed for tea." in captured and "hx-swap-oob" in captured
    assert "Little miracle saved." in answer.headers["hx-trigger"]


def test_an_action_takes_its_owner_and_day(client_for: ClientFor, look: Look, cast: Cast) -> None:
    data = {"kind": "action", "text": "Ring the hostel", "owner": str(cast.nia.id), "due_on": "2027-06-01"}
    assert client_for(cast.omar).post(url(cast), data=data).status_code == 303
    (one,) = caught(look, cast, "Ring the hostel")
    assert (one.thing.owner_id, f"{one.thing.due_on}") == (cast.nia.id, "2027-06-01")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"kind": "note", "text": "  "}, "Write a few words first."),
        ({"kind": "action", "text": "x" * 501}, "at most 500 letters"),
        ({"kind": "action", "text": "Ring", "due_on": "soon"}, "Write a date such as"),
        ({"kind": "action", "text": "Ring", "owner": "somebody"}, "Choose somebody of the list."),
        ({"kind": "poem", "text": "Ring"}, "Choose what it is."),
    ],
)
def test_what_was_typed_stays_when_something_is_missing(
    client_for: ClientFor, look: Look, cast: Cast, data: dict[str, str], words: str
) -> None:
    omar = client_for(cast.omar)
    for headers in ({}, PARTIAL):
        answer = omar.post(url(cast), data=data, headers=headers)
        assert answer.status_code == 422
        assert words in answer.text and data["text"].strip() in answer.text
    assert not caught(look, cast, data["text"].strip())


def test_what_may_say_who_somebody_is_is_caught_at_once_with_a_quiet_line(
    client_for: ClientFor, look: Look, cast: Cast
) -> None:
    omar = client_for(cast.omar)
    data = {"kind": "note", "text": "Her number is 07700 900 245."}
    answer = omar.post(url(cast), data=data, headers=PARTIAL)
    assert answer.status_code == 200
    (one,) = caught(look, cast, data["text"])
    line = "Look at this before the minutes go out: it may say who somebody is (a phone number)."
    assert "Note saved. Look at it before the minutes go out." in answer.headers["hx-trigger"]
    assert line in answer.text and f'id="look-{one.thing.id}"' in answer.text
    for person, sees_it in ((cast.omar, True), (cast.fatima, True), (cast.nia, False), (cast.gus, False)):
        assert (line in client_for(person).get(url(cast), headers=PARTIAL).text) is sees_it
    omar.post(f"/notes/{one.thing.id}/put-away", headers=PARTIAL)
    assert line not in omar.get(url(cast), headers=PARTIAL).text


def test_a_day_in_an_action_is_how_we_agree_things(client_for: ClientFor, cast: Cast) -> None:
    data = {"kind": "action", "text": "Ring the clinic on 14 June 2027"}
    answer = client_for(cast.omar).post(url(cast), data=data, headers=PARTIAL)
    assert data["text"] in answer.text and "Look at this" not in answer.text


def test_the_list_by_itself_is_no_page(client_for: ClientFor, cast: Cast) -> None:
    assert client_for(cast.omar).get(url(cast)).headers["location"] == f"/meetings/{cast.today.id}"


@pytest.mark.parametrize("kind", captures.KINDS)
def test_before_closing_each_kind_can_be_put_away_and_brought_back(
    client_for: ClientFor, look: Look, cast: Cast, kind: str
) -> None:
    fatima, close = client_for(cast.fatima), f"/meetings/{cast.today.id}/close"
    fatima.post(url(cast), data={"kind": kind, "text": "Her number is 07700 900 245."})
    (one,) = caught(look, cast, "Her number is 07700 900 245.")
    noun = {"action": "actions", "miracle": "miracles", "barrier": "barriers"}.get(kind, "notes")
    away, back = (f"/{noun}/{one.thing.id}/{verb}" for verb in ("put-away", "return"))
    page = fatima.get(close).text
    assert "Before the minutes go out" in page and "A phone number" in page and away in page
    came_from = str(fatima.base_url).rstrip("/") + close + "?after=agenda"
    assert fatima.post(away, headers={"referer": came_from}).headers["location"].split("?")[0] == close
    page = fatima.get(close).text
    assert away not in page and "Put away (1)" in page and f"/{noun}/{one.thing.id}/" in page
    if kind != "barrier":
        assert back in page


def test_an_owner_of_another_community_is_refused(client_for: ClientFor, look: Look, cast: Cast) -> None:
    data = {"kind": "action", "text": "Ring", "owner": str(cast.zed.id)}
    assert client_for(cast.omar).post(url(cast), data=data).status_code == 409
    assert not caught(look, cast, "Ring")


@pytest.mark.parametrize(
    ("word", "kind"), [("offer", "offer"), ("Little miracle", "miracle"), ("BARRIER", "barrier"), ("Note", "note")]
)
def test_the_first_word_says_what_it_is(client_for: ClientFor, look: Look, cast: Cast, word: str, kind: str) -> None:
    client_for(cast.omar).post(url(cast), data={"kind": "action", "text": f"{word}: he stayed for tea"})
    assert [one.kind for one in caught(look, cast, "he stayed for tea")] == [kind]


def test_what_the_first_word_makes_it_has_its_own_length(client_for: ClientFor, cast: Cast) -> None:
    data = {"kind": "note", "text": "action: " + "x" * 501}
    answer = client_for(cast.omar).post(url(cast), data=data, headers=PARTIAL)
    assert answer.status_code == 422 and "at most 500 letters" in answer.text


def test_words_that_waited_say_when_and_where_they_were_said(client_for: ClientFor, look: Look, cast: Cast) -> None:
    said_at = NOW - timedelta(minutes=5)
    data = {"text": "Waited", "step": str(cast.step.id), "said_at": f"{int(said_at.timestamp() * 1000)}"}
    client_for(cast.omar).post(url(cast), data=data)
    with look() as db:
        waited = [one for one in notes.of_meeting(db, cast.today) if one.text == "Waited"]
    assert [(one.at, one.agenda_item_id) for one in waited] == [(said_at, cast.step.id)]


def test_a_step_that_is_none_is_the_one_we_are_at(client_for: ClientFor, look: Look, cast: Cast) -> None:
    for step in ("", "break", str(cast.topic.id)):
        client_for(cast.omar).post(url(cast), data={"text": "Here", "step": step})
    assert len(caught(look, cast, "Here")) == 3


@pytest.mark.parametrize("said_at", ["", "soon", "-1", "1e9", "9" * 14, "9" * 40, "²"])
def test_a_moment_that_is_none_is_now(client_for: ClientFor, look: Look, cast: Cast, said_at: str) -> None:
    client_for(cast.omar).post(url(cast), data={"text": "Now", "said_at": said_at})
    assert [one.at for one in caught(look, cast, "Now")] == [NOW]


def test_a_script_is_told_when_we_have_it_also_the_second_time(client_for: ClientFor, cast: Cast) -> None:
    omar, data = client_for(cast.omar), {"text": "Once", "once": "a-token"}
    for status in (200, 200):
        answer = omar.post(url(cast), data=data, headers=PARTIAL)
        assert (answer.status_code, answer.headers["kept"]) == (status, "yes")
    assert "kept" not in omar.post(url(cast), data={"text": ""}, headers=PARTIAL).headers


def test_a_token_whose_words_were_sent_back_can_be_used_again(client_for: ClientFor, look: Look, cast: Cast) -> None:
    omar, data = client_for(cast.omar), {"kind": "action", "once": "a-token"}
    assert omar.post(url(cast), data=data | {"text": "x" * 501}, headers=PARTIAL).status_code == 422
    assert omar.post(url(cast), data=data | {"text": "Shorter"}, headers=PARTIAL).status_code == 200
    assert len(caught(look, cast, "Shorter")) == 1


def test_words_of_somebody_else_are_not_saved_as_mine(client_for: ClientFor, look: Look, cast: Cast) -> None:
    answer = client_for(cast.nia).post(url(cast), data={"text": "His", "writer": str(cast.omar.id)}, headers=PARTIAL)
    assert answer.status_code == 409 and "retry-after" not in answer.headers
    assert not caught(look, cast, "His")


def test_a_form_sent_twice_is_saved_once(client_for: ClientFor, look: Look, cast: Cast) -> None:
    omar = client_for(cast.omar)
    for _ in range(2):
        omar.post(url(cast), data={"kind": "note", "text": "Once", "once": "a-token"}, headers=PARTIAL)
    assert len(caught(look, cast, "Once")) == 1


def test_a_meeting_that_is_not_running_keeps_the_words_on_the_page(
    client_for: ClientFor, database: Database, cast: Cast
) -> None:
    with database.writing() as db:
        today = meetings.by_id(db, cast.today.id)
        assert today
        running.close(db, today, by=cast.fatima, at=NOW)
    answer = client_for(cast.omar).post(url(cast), data={"text": "Too late"}, headers=PARTIAL)
    assert answer.status_code == 409
    # The form is not replaced: the answer goes to the message place.
    assert answer.headers["hx-retarget"] == "#flash"
    assert client_for(cast.omar).post(url(cast), data={"text": ""}).status_code == 409


def test_strangers_catch_nothing(client_for: ClientFor, client: TestClient, look: Look, cast: Cast) -> None:
    data = {"kind": "note", "text": "Not here"}
    for person in (cast.sol, cast.zed, cast.kit, cast.ivy):
        assert client_for(person).post(url(cast), data=data).status_code == 404
        assert client_for(person).get(url(cast)).status_code == 404
    assert client.post(url(cast), data=data).status_code == 401
    assert not caught(look, cast, "Not here")


def test_undo_puts_away_and_can_be_undone(client_for: ClientFor, look: Look, cast: Cast) -> None:
    omar = client_for(cast.omar)
    for _ in range(2):
        away = omar.post(f"/notes/{cast.note.id}/put-away", headers=PARTIAL)
        assert "Put away (1)" in away.text and "Bring back" in away.text
    assert not caught(look, cast, "We began on time.")
    for _ in range(2):
        assert omar.post(f"/notes/{cast.note.id}/return").headers["location"] == f"/meetings/{cast.today.id}"
    assert len(caught(look, cast, "We began on time.")) == 1
    with look() as db:
        verbs = [one.verb for one in history.of(db, cast.note.id)]
    assert verbs == ["taken_down", "put_away", "brought_back"]


def test_only_whoever_wrote_it_or_the_facilitator_undoes_it(client_for: ClientFor, look: Look, cast: Cast) -> None:
    for person, status in ((cast.nia, 403), (cast.gus, 403), (cast.sol, 404), (cast.zed, 404)):
        assert client_for(person).post(f"/notes/{cast.note.id}/put-away").status_code == status
    assert len(caught(look, cast, "We began on time.")) == 1
    assert f'id="undo-{cast.note.id}"' not in client_for(cast.nia).get(url(cast), headers=PARTIAL).text
    assert client_for(cast.fatima).post(f"/notes/{cast.note.id}/put-away").status_code == 303


def test_an_offer_is_taken_and_given_back(client_for: ClientFor, look: Look, cast: Cast) -> None:
    nia = client_for(cast.nia)
    taken = nia.post(f"/notes/{cast.offer.id}/taking", headers=PARTIAL)
    assert "Give it back" in taken.text and "This offer is taken." in taken.headers["hx-trigger"]
    with look() as db:
        offer = notes.by_id(db, cast.offer.id)
        assert offer and offer.taken_at == NOW
        last = history.of(db, offer.id)[-1]
        assert (last.verb, last.by_id, last.at) == ("taken", cast.nia.id, NOW)
    assert nia.post(f"/notes/{cast.offer.id}/taking").status_code == 303
    with look() as db:
        offer = notes.by_id(db, cast.offer.id)
        assert offer and offer.taken_at is None
    assert client_for(cast.gus).post(f"/notes/{cast.offer.id}/taking").status_code == 404


def test_what_the_other_nouns_hold_is_what_was_caught(client_for: ClientFor, look: Look, cast: Cast) -> None:
    omar = client_for(cast.omar)
    for kind in ("action", "miracle", "barrier"):
        omar.post(url(cast), data={"kind": kind, "text": f"A {kind}"})
    with look() as db:
        meeting = meetings.by_id(db, cast.today.id)
        assert meeting
        assert [one.text for one in actions.agreed_at(db, meeting)] == ["A action"]
        assert [one.text for one in miracles.told_at(db, meeting)] == ["A miracle"]
        assert [one.text for one in barriers.named_at(db, meeting)] == ["A barrier"]


def test_angle_brackets_are_only_words(client_for: ClientFor, cast: Cast) -> None:
    omar = client_for(cast.omar)
    omar.post(url(cast), data={"kind": "note", "text": "<script>alert(1)</script>"})
    assert "<script>alert" not in omar.get(url(cast), headers=PARTIAL).text


def test_two_who_take_an_offer_at_once_take_it_once(client_for: ClientFor, look: Look, cast: Cast) -> None:
    for person in (cast.nia, cast.fatima):
        taken = client_for(person).post(f"/notes/{cast.offer.id}/taking?wanted=1", headers=PARTIAL)
        assert "This offer is taken." in taken.headers["hx-trigger"]
        assert f"/notes/{cast.offer.id}/taking?wanted=0" in taken.text
    with look() as db:
        offer = notes.by_id(db, cast.offer.id)
        assert offer and offer.taken_at
        assert [one.verb for one in history.of(db, cast.offer.id)].count("taken") == 1
