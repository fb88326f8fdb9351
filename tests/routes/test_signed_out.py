"""A form sent after the sign-in has ended: nothing that was typed is lost, and it can be sent as it was."""

import html
import re
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from fastapi.testclient import TestClient
from sqlmodel import Session, select

from app.db import Database
from app.domain import closing, meetings, once
from app.domain.actions import Action
from app.domain.people import Person
from app.domain.sign_ins import ABSOLUTE
from tests.cast import NOW, Cast
from tests.conftest import BASE_URL, StillClock

Look = Callable[[], AbstractContextManager[Session]]
ClientFor = Callable[[Person], TestClient]
PARTIAL = {"HX-Request-Type": "partial"}
WORDS = 'Ring the <b>landlord</b>,\r\nand "ask" about the key.'


def where(cast: Cast) -> str:
    return f"/communities/{cast.community.id}/actions"


def written(cast: Cast, **more: str) -> dict[str, str]:
    return {"text": WORDS, "owner": str(cast.nia.id), "due_on": "", "once": once.token_for(cast.omar.id)} | more


def texts(look: Look) -> list[str]:
    with look() as db:
        return [one for one in db.exec(select(Action.text)) if "landlord" in one]


def hidden_fields(page: str) -> dict[str, str]:
    form = page[page.index('<form class="post"') :]
    found = re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)">', form[: form.index("</form>")], re.S)
    return {name: html.unescape(value) for name, value in found}


def test_a_whole_form_comes_back_and_is_sent_once_after_signing_in(
    client: TestClient, client_for: ClientFor, look: Look, cast: Cast, time: StillClock
) -> None:
    omar = client_for(cast.omar)
    time.pass_by(seconds=ABSOLUTE.total_seconds() + 1)
    data = written(cast)
    answer = omar.post(where(cast), data=data)
    assert answer.status_code == 401 and answer.headers["cache-control"] == "no-store"
    assert "Nothing was saved yet, and nothing is lost" in answer.text
    assert "&lt;b&gt;landlord" in answer.text and "<b>landlord" not in answer.text
    assert f'action="{where(cast)}"' in answer.text
    sent = hidden_fields(answer.text)
    assert sent == data
    assert texts(look) == []
    # On a shared laptop somebody else signed in meanwhile: it does not become theirs, and the words are there to copy.
    for headers in ({}, PARTIAL):
        others = client_for(cast.nia).post(where(cast), data=sent, headers=headers)
        assert others.status_code == 409 and "signed in as somebody else now" in others.text and texts(look) == []
        assert ("&lt;b&gt;landlord" in others.text) is (not headers)
    again = client_for(cast.omar)
    assert again.post(where(cast), data=sent).status_code == 303
    again.post(where(cast), data=sent)
    assert len(texts(look)) == 1
    assert "landlord" not in client.get("/sign-in").text


def test_a_word_of_one_is_not_lost_either(client: TestClient, cast: Cast) -> None:
    answer = client.post(where(cast), data=written(cast, text="Heating"))
    assert hidden_fields(answer.text)["text"] == "Heating"


@pytest.mark.parametrize("token", ["", "a-token-of-nobody"])
def test_words_that_might_become_anothers_are_only_there_to_copy(client: TestClient, cast: Cast, token: str) -> None:
    answer = client.post(where(cast), data=written(cast, text="Heating", once=token))
    assert answer.status_code == 401 and "Send it again" not in answer.text and "Copy your words" in answer.text
    assert '<p class="card soft words">Heating</p>' in answer.text and str(cast.nia.id) not in answer.text


def test_a_page_that_somebody_else_left_open_sends_nothing_as_mine(
    client_for: ClientFor, look: Look, cast: Cast
) -> None:
    page, nia = client_for(cast.omar).get(where(cast)).text, client_for(cast.nia)
    [token] = set(re.findall(r'id="agree".*?name="once" value="([^"]+)"', page, re.S))
    answer = nia.post(where(cast), data=written(cast, once=token), headers=PARTIAL)
    assert answer.status_code == 409 and "landlord" not in answer.text and texts(look) == []
    assert client_for(cast.omar).post(where(cast), data=written(cast, once=token)).status_code == 303
    assert str(cast.omar.id).replace("-", "")[:8] not in token


def test_a_press_with_nothing_written_leads_to_the_sign_in_page(client: TestClient) -> None:
    answer = client.post("/sign-out", data={"once": "a-token"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in")


def test_a_part_of_a_page_is_told_and_the_page_stays(
    client: TestClient, client_for: ClientFor, look: Look, cast: Cast
) -> None:
    came_from = {"referer": f"{BASE_URL}{where(cast)}"}
    answer = client.post(where(cast), data=written(cast), headers=PARTIAL | came_from)
    assert answer.status_code == 401 and answer.headers["cache-control"] == "no-store"
    assert "hx-redirect" not in answer.headers
    assert (answer.headers["hx-retarget"], answer.headers["hx-reswap"]) == ("#flash", "outerHTML")
    assert "You are signed out here. Sign in in another tab, then press again." in answer.text
    assert f'href="/sign-in?after={where(cast)}" target="_blank"' in answer.text
    assert "landlord" not in answer.text
    client_for(cast.omar).post(where(cast), data=written(cast), headers=PARTIAL)
    assert len(texts(look)) == 1  # the same token: it was not spent by what was refused


def test_nobody_is_taken_from_where_they_write(client: TestClient, cast: Cast) -> None:
    by_itself = client.post(where(cast), data=written(cast), headers=PARTIAL | {"HX-Source": "textarea#slip-text"})
    looked = client.get(where(cast), headers=PARTIAL)
    pressed = client.post(where(cast), data=written(cast), headers=PARTIAL | {"HX-Source": "form#action-form"})
    assert ["data-focus" in one.text for one in (by_itself, looked, pressed)] == [False, False, True]


def test_a_page_that_looked_again_by_itself_is_told_so(client: TestClient, cast: Cast) -> None:
    looked = client.get(where(cast), headers=PARTIAL | {"referer": f"{BASE_URL}{where(cast)}"})
    assert looked.status_code == 401 and looked.headers["hx-reselect"] == "#flash"
    assert (
        "You are signed out here, so this page no longer follows." in looked.text and "press again" not in looked.text
    )
    assert f'href="/sign-in?after={where(cast)}"' in looked.text and "data-signed-out" in looked.text
    assert "data-signed-out" not in client.post(where(cast), data=written(cast), headers=PARTIAL).text


@pytest.mark.parametrize("is_over", [True, False])
def test_a_guest_is_told_that_the_meeting_is_over_and_not_to_sign_in(
    client_for: ClientFor, database: Database, cast: Cast, time: StillClock, is_over: bool
) -> None:
    gus, here = client_for(cast.gus), f"/meetings/{cast.today.id}"
    with database.writing() as db:
        meeting = meetings.by_id(db, cast.today.id)
        assert meeting
        if is_over:
            closing.close(db, meeting, by=cast.fatima, at=NOW)
    if not is_over:
        time.pass_by(seconds=ABSOLUTE.total_seconds() + 1)
    looked = gus.get(here, headers=PARTIAL)
    pressed = gus.post(f"{here}/captures", data={"text": WORDS, "once": once.token_for(cast.gus.id)}, headers=PARTIAL)
    whole = gus.post(f"{here}/captures", data={"text": WORDS, "once": once.token_for(cast.gus.id)})
    for answer in (looked, pressed, whole):
        assert answer.status_code == 401 and "/sign-in" not in answer.text and "Send it again" not in answer.text
        assert ("The meeting is over." in answer.text) is is_over
    assert "copy your words" in pressed.text and "&lt;b&gt;landlord" in whole.text


@pytest.mark.parametrize("headers", [{}, PARTIAL])
def test_s30_from_another_site_nothing_is_shown_back(client: TestClient, cast: Cast, headers: dict[str, str]) -> None:
    answer = client.post(where(cast), data=written(cast), headers=headers | {"sec-fetch-site": "cross-site"})
    assert answer.status_code == 403 and "landlord" not in answer.text and "sign" not in answer.text
