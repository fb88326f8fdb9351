"""Other words, another kind, other hands, and who writes for all."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from fastapi.testclient import TestClient
from sqlmodel import Session

from app.db import Database
from app.domain import actions, captures, history, meetings, notes, running
from app.domain.people import Person
from tests.cast import NOW, Cast

Look = Callable[[], AbstractContextManager[Session]]
ClientFor = Callable[[Person], TestClient]
PARTIAL = {"HX-Request-Type": "partial"}


def wording(look: Look, cast: Cast) -> str:
    with look() as db:
        note = notes.by_id(db, cast.note.id)
        assert note
        return note.wording


def test_words_are_changed_in_place_or_on_their_own_page(client_for: ClientFor, look: Look, cast: Cast) -> None:
    omar, url = client_for(cast.omar), f"/notes/{cast.note.id}"
    assert "<h1>Change what was caught</h1>" in omar.get(f"{url}/edit").text
    assert omar.get(f"{url}/edit", headers=PARTIAL).text.lstrip().startswith("<form")
    data = {"kind": "offer", "text": "We began a little late.", "wording": wording(look, cast)}
    assert omar.post(url, data=data, headers=PARTIAL).status_code == 200
    for _ in range(2):
        assert omar.post(url, data=data).headers["location"] == f"/meetings/{cast.today.id}"
    with look() as db:
        note = notes.by_id(db, cast.note.id)
        assert note and (note.kind, note.text, note.changed_at) == ("offer", "We began a little late.", NOW)
        assert [(one.verb, one.by_id) for one in history.of(db, note.id)][-1] == ("changed", cast.omar.id)
        assert len(history.of(db, note.id)) == 2


def test_s50_two_who_change_the_same_words_see_both(client_for: ClientFor, look: Look, cast: Cast) -> None:
    url, seen = f"/notes/{cast.note.id}", wording(look, cast)
    client_for(cast.fatima).post(url, data={"kind": "note", "text": "Theirs", "wording": seen})
    answer = client_for(cast.omar).post(url, data={"kind": "note", "text": "Mine", "wording": seen}, headers=PARTIAL)
    assert answer.status_code == 422
    assert "Theirs" in answer.text and "Mine" in answer.text and wording(look, cast) in answer.text
    empty = client_for(cast.omar).post(url, data={"kind": "note", "text": " ", "wording": seen})
    assert empty.status_code == 422 and "Write a few words first." in empty.text


def test_who_and_when_are_changed_by_one_press(client_for: ClientFor, look: Look, cast: Cast) -> None:
    omar = client_for(cast.omar)
    omar.post(f"/meetings/{cast.today.id}/captures", data={"kind": "action", "text": "Nia rings the clinic"})
    with look() as db:
        (action,) = actions.agreed_at(db, cast.today)
    page = omar.get(f"/meetings/{cast.today.id}").text
    assert f'id="change-link-{action.id}"' in page and "Nia Powell, before we next meet" in page
    url = f"/actions/{action.id}/hand"
    assert "Who takes it on?" in omar.get(url).text
    assert omar.post(url, data={"owner": "somebody"}, headers=PARTIAL).status_code == 422
    omar.post(url, data={"owner": str(cast.omar.id), "due_on": "2027-06-01"}, headers=PARTIAL)
    with look() as db:
        (action,) = actions.agreed_at(db, cast.today)
    assert (action.owner_id, f"{action.due_on}", action.text) == (cast.omar.id, "2027-06-01", "Nia rings the clinic")


@pytest.mark.parametrize("kind", captures.KINDS)
def test_each_kind_is_sorted_by_one_press_and_back(client_for: ClientFor, look: Look, cast: Cast, kind: str) -> None:
    omar = client_for(cast.omar)
    omar.post(f"/meetings/{cast.today.id}/captures", data={"kind": kind, "text": "She laughed."})
    nouns = {one: "notes" for one in ("note", "question", "offer")} | {
        one: f"{one}s" for one in ("action", "miracle", "barrier")
    }
    to = "barrier" if kind == "miracle" else "miracle"

    def standing() -> tuple[str, str]:
        with look() as db:
            everything = captures.of_meeting(db, cast.today, None).earlier
        ((found, thing),) = [(one.kind, one.thing) for one in everything if one.thing.text == "She laughed."]
        return found, str(thing.id)

    first = standing()
    answer = omar.post(f"/{nouns[kind]}/{first[1]}/sorting", data={"kind": to}, headers=PARTIAL)
    assert "Sorted:" in answer.headers["hx-trigger"] and standing()[0] == to
    assert omar.post(f"/{nouns[to]}/{standing()[1]}/sorting", data={"kind": kind}).status_code == 303
    assert standing() == first
    assert omar.post(f"/{nouns[kind]}/{first[1]}/sorting").status_code == 409


def test_one_of_us_writes_for_all_and_everybody_sees_it(
    client_for: ClientFor, look: Look, database: Database, cast: Cast
) -> None:
    omar, url = client_for(cast.omar), f"/meetings/{cast.today.id}/scribe"
    for _ in range(2):
        omar.post(url, data={"owner": "me"}, headers=PARTIAL)
    assert "Omar Reid writes; you can too." in client_for(cast.nia).get(f"/meetings/{cast.today.id}").text
    assert "You write for all; others can too." in omar.get(f"/meetings/{cast.today.id}").text
    with look() as db:
        meeting = meetings.by_id(db, cast.today.id)
        assert meeting and meeting.scribe_id == cast.omar.id
        assert [one.verb for one in history.of(db, meeting.id)].count("scribe_named") == 1
    assert omar.post(url, data={"owner": str(cast.zed.id)}).status_code == 409
    assert omar.post(url, data={"owner": str(cast.sol.id)}).status_code == 409
    assert omar.post(url, data={}).status_code == 303
    assert "writes; you can too" not in client_for(cast.nia).get(f"/meetings/{cast.today.id}").text
    with database.writing() as db:
        meeting = meetings.by_id(db, cast.today.id)
        assert meeting
        running.close(db, meeting, by=cast.fatima, at=NOW)
    assert omar.post(url, data={"owner": str(cast.omar.id)}).status_code == 409
