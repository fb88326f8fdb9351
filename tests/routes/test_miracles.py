"""The wall, and telling a little miracle in twenty seconds."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from fastapi.testclient import TestClient
from sqlmodel import Session

from app.db import Database
from app.domain import communities, history, miracles
from app.domain.miracles import Miracle
from app.domain.people import Person
from tests.cast import NOW, Cast, build_case
from tests.finding import all_in
from tests.keeping import keep

Look = Callable[[], AbstractContextManager[Session]]
ClientFor = Callable[[Person], TestClient]
PARTIAL = {"HX-Request": "true", "HX-Request-Type": "partial"}


def newest(look: Look, cast: Cast) -> Miracle:
    with look() as db:
        return all_in(db, Miracle, cast.community.id)[0]


def address(cast: Cast) -> str:
    return f"/communities/{cast.community.id}/miracles"


def test_only_the_words_are_needed(client_for: ClientFor, cast: Cast, look: Look) -> None:
    client = client_for(cast.omar)
    answer = client.post(address(cast), data={"text": "She held steady all month."})
    assert (answer.status_code, answer.headers["location"]) == (303, address(cast))
    told = newest(look, cast)
    assert (told.text, told.told_by_id, told.told_at) == ("She held steady all month.", cast.omar.id, NOW)
    with look() as db:
        assert history.of(db, told.id)[-1].verb == "told"
    assert "She held steady all month." in client.get(address(cast)).text


def test_all_of_it_can_be_said(client_for: ClientFor, cast: Cast, look: Look) -> None:
    sent = {
        "text": "He rang us himself.",
        "kind": "worker_stayed",
        "noticed_by": "peer",
        "did_differently": "We kept the same worker.",
        "case_id": str(cast.open_case.id),
        "action_id": str(cast.open_action.id),
    }
    client = client_for(cast.omar)
    assert client.post(address(cast), data=sent).status_code == 303
    told = newest(look, cast)
    assert (told.kind, told.noticed_by, told.case_id, told.action_id) == (
        "worker_stayed",
        "peer",
        cast.open_case.id,
        cast.open_action.id,
    )
    page = client.get(address(cast)).text
    assert "A worker stayed" in page and "a peer" in page and cast.open_case.code_name in page
    assert "From:" in page


def test_it_is_told_from_an_action_of_this_community_only(client_for: ClientFor, cast: Cast, look: Look) -> None:
    client = client_for(cast.omar)
    assert (
        f"</strong> {cast.open_action.text}"
        in client.get(address(cast), params={"action_id": str(cast.open_action.id)}).text
    )
    page = client.get(address(cast), params={"action_id": str(cast.zeds_action.id)})
    assert page.status_code == 200
    assert cast.zeds_action.text not in page.text and "Zed&#39;s" not in page.text
    answer = client.post(address(cast), data={"text": "Sneak", "action_id": str(cast.zeds_action.id)})
    assert answer.status_code == 422
    assert newest(look, cast).text != "Sneak"


def test_a_case_that_is_not_open_to_me_cannot_be_linked(client_for: ClientFor, cast: Cast, database: Database) -> None:
    with database.writing() as db:
        hidden = build_case(db, cast.community, cast.nia)
    client = client_for(cast.omar)
    assert hidden.code_name not in client.get(address(cast)).text
    answer = client.post(address(cast), data={"text": "Sneak", "case_id": str(hidden.id)})
    assert answer.status_code == 422


def test_what_was_typed_is_kept(client_for: ClientFor, cast: Cast) -> None:
    answer = client_for(cast.omar).post(address(cast), data={"text": "", "did_differently": "We listened."})
    assert answer.status_code == 422
    assert "Tell it in a sentence or two." in answer.text and "We listened." in answer.text
    long = client_for(cast.omar).post(address(cast), data={"text": "x" * 601})
    assert "Two sentences are enough" in long.text
    wrong = client_for(cast.omar).post(address(cast), data={"text": "Yes.", "kind": "triumph"})
    assert "Choose one of the list." in wrong.text


def test_words_that_may_say_who_somebody_is_wait_for_another_look(
    client_for: ClientFor, cast: Cast, look: Look
) -> None:
    client = client_for(cast.omar)
    sent = {"text": "He rang 07700 900123 by himself."}
    assert client.post(address(cast), data=sent).status_code == 422
    assert newest(look, cast).text == cast.miracle.text
    assert keep(client, address(cast), sent).status_code == 303
    with look() as db:
        verbs = {done.verb for done in history.of(db, newest(look, cast).id)}
    assert verbs == {"told", "kept_findings"}


def test_the_communitys_own_word_stands_everywhere(client_for: ClientFor, cast: Cast, database: Database) -> None:
    with database.writing() as db:
        community = communities.by_id(db, cast.community.id)
        assert community
        communities.change(
            db, community, {"own_word": "glimmer", "own_word_plural": "glimmers"}, by=cast.fatima, at=NOW
        )
    page = client_for(cast.omar).get(address(cast)).text
    assert "<h1>Glimmers</h1>" in page
    assert "little miracle" not in page.split("<main")[1].split("</main>")[0].lower()


def test_the_wall_can_show_one_kind(client_for: ClientFor, cast: Cast, database: Database) -> None:
    with database.writing() as db:
        miracles.tell(db, cast.community.id, text="Still there.", kind="held_steady", by=cast.nia, at=NOW)
    client = client_for(cast.omar)
    page = client.get(address(cast), params={"kind": "held_steady"}).text
    assert "Still there." in page and cast.miracle.text not in page
    assert cast.miracle.text in client.get(address(cast), params={"kind": "nonsense"}).text


def test_twice_is_once(client_for: ClientFor, cast: Cast, look: Look) -> None:
    client = client_for(cast.omar)
    for _ in range(2):
        client.post(address(cast), data={"text": "Once only.", "once": "token"})
    with look() as db:
        assert [one.text for one in all_in(db, Miracle, cast.community.id)].count("Once only.") == 1


def test_put_away_and_back(client_for: ClientFor, cast: Cast, look: Look) -> None:
    client = client_for(cast.nia)
    where = {"referer": f"https://miracles.test{address(cast)}"}
    answer = client.post(f"/miracles/{cast.miracle.id}/put-away", headers=where)
    assert answer.headers["location"] == address(cast)
    page = client.get(address(cast)).text
    assert f'id="miracle-{cast.miracle.id}"' not in page
    assert f'id="put-away-miracle-{cast.miracle.id}"' in page
    assert client.post(f"/miracles/{cast.miracle.id}/return", headers=PARTIAL).status_code == 204
    assert newest(look, cast).id == cast.miracle.id
    assert client_for(cast.omar).post(f"/miracles/{cast.miracle.id}/put-away").status_code == 403


@pytest.mark.parametrize("name", ["sol", "zed", "ivy", "kit"])
def test_nobody_else_sees_or_tells(client_for: ClientFor, cast: Cast, look: Look, name: str) -> None:
    client = client_for(getattr(cast, name))
    assert client.get(address(cast)).status_code == 404
    assert client.post(address(cast), data={"text": "Sneak"}).status_code == 404
    assert client.post(f"/miracles/{cast.miracle.id}/put-away").status_code == 404
    assert newest(look, cast).text == cast.miracle.text


def test_a_guest_does_not_see_the_wall(client_for: ClientFor, cast: Cast) -> None:
    assert client_for(cast.gus).get(address(cast)).status_code == 404
    assert client_for(cast.gus).post(address(cast), data={"text": "Sneak"}).status_code == 404


def test_told_in_the_middle_of_a_meeting_it_belongs_to_it_and_leads_back(
    client_for: ClientFor, cast: Cast, look: Look
) -> None:
    omar, action, today = client_for(cast.omar), cast.open_action.id, cast.today.id
    page = omar.get(f"{address(cast)}?action_id={action}&meeting_id={today}").text
    assert "Back to the meeting" in page and f'name="meeting_id" value="{today}"' in page
    data = {"text": "The hostel rang back.", "action_id": str(action), "meeting_id": str(today)}
    assert omar.post(address(cast), data=data).headers["location"] == f"/meetings/{today}"
    told = newest(look, cast)
    assert (told.text, told.meeting_id, told.action_id) == (data["text"], today, action)
    assert told.agenda_item_id is not None


@pytest.mark.parametrize("name", ["last_month", "next_month", "zeds_meeting"])
def test_a_meeting_that_does_not_run_here_is_left_out(client_for: ClientFor, cast: Cast, look: Look, name: str) -> None:
    data = {"text": "He waved.", "meeting_id": str(getattr(cast, name).id)}
    assert client_for(cast.omar).post(address(cast), data=data).headers["location"] == address(cast)
    told = newest(look, cast)
    assert (told.text, told.meeting_id) == ("He waved.", None)
