"""A form that is refused loses no word: it is shown again, or its words on the page that says no; without a script."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.domain import cases, returns, running
from tests.cast import NOW, Cast
from tests.routes.test_cases import Look, found

WORDS = "They came back\non their own <b>feet</b>."
SHOWN = ">\nThey came back\non their own &lt;b&gt;feet&lt;/b&gt;.</textarea>"


def paused(client_for: Any, cast: Cast) -> None:
    assert client_for(cast.fatima).post(f"/cases/{cast.open_case.id}/pause").status_code == 303


def withdrawn(client_for: Any, cast: Cast) -> None:
    assert client_for(cast.nia).post(f"/cases/{cast.open_case.id}/withdrawal").status_code == 303


def closed(client_for: Any, cast: Cast) -> None:
    with client_for(cast.fatima).app.state.database.writing() as db:
        meeting = db.get(type(cast.today), cast.today.id)
        running.close(db, meeting, by=cast.fatima, at=NOW)


HAPPENS = [(paused, 403, "This case is paused for a while"), (withdrawn, 404, "This case was withdrawn")]


@pytest.mark.parametrize("happens", HAPPENS, ids=["paused", "withdrawn"])
@pytest.mark.parametrize("path", ["reflections", "word", "summary", "meeting-word"])
def test_words_on_a_case_that_was_just_paused_or_withdrawn(
    client_for, cast: Cast, happens: tuple[Any, int, str], path: str
) -> None:
    happened, status, says = happens
    case = f"/cases/{cast.open_case.id}"
    urls = {"meeting-word": f"/meetings/{cast.today.id}{case}/word"}
    # Somebody who writes for all may sum it up, and loses that with the case.
    omar = client_for(cast.omar)
    happened(client_for, cast)
    answer = omar.post(urls.get(path, f"{case}/{path}"), data={"text": WORDS, "kind": "struck", "shared": "named"})
    assert answer.status_code == status
    assert says in answer.text and SHOWN in answer.text
    assert "It is not saved" in answer.text and "readonly" in answer.text
    assert 'id="send-again"' not in answer.text
    assert "feet" not in omar.get("/").text


def test_a_word_for_a_case_of_a_meeting_that_was_just_closed_can_stand_with_the_case(client_for, look, cast) -> None:
    omar, case = client_for(cast.omar), f"/cases/{cast.open_case.id}"
    closed(client_for, cast)
    url = f"/meetings/{cast.today.id}{case}/word"
    late = omar.post(url, data={"word": "told", "text": WORDS})
    assert late.status_code == 422
    assert "This meeting is not running any more" in late.text and SHOWN in late.text
    assert f'action="{case}/word"' in late.text and url not in late.text
    part = omar.post(url, data={"word": "told", "text": WORDS}, headers={"HX-Request-Type": "partial"})
    assert part.status_code == 422 and f'action="{case}/word"' in part.text and SHOWN in part.text
    assert omar.post(url, data={"word": "reopened"}).status_code == 409
    assert omar.post(f"{case}/word", data={"word": "told", "text": WORDS}).status_code == 303
    with look() as db:
        assert [told.text for told in returns.of_case(db, cast.open_case.id)] == [WORDS]


def test_an_answer_of_a_case_that_was_just_handed_in_is_shown(client_for, look: Look, cast: Cast) -> None:
    nia, url = client_for(cast.nia), f"/cases/{cast.offered_case.id}"
    for path, name in (("pages/3", "wants"), ("pages/14", "what_it_does_to_me"), ("map", "why")):
        answer = nia.post(f"{url}/{path}", data={name: WORDS, "place": "A bench"})
        assert answer.status_code == 409
        assert "This case has been handed in. Take it back first" in answer.text and SHOWN in answer.text


def test_a_note_for_a_case_that_was_just_taken_back_is_shown(client_for, look: Look, cast: Cast) -> None:
    client_for(cast.nia).post(f"/cases/{cast.offered_case.id}/taking-back")
    answer = client_for(cast.fatima).post(f"/cases/{cast.offered_case.id}/sending-back", data={"note": WORDS})
    assert answer.status_code == 404 and SHOWN in answer.text
    assert found(look, cast.offered_case.id).sent_back_note == ""


def test_whoever_was_signed_out_meanwhile_signs_in_beside_and_sends_it_again(client_for, look, cast: Cast) -> None:
    url = f"/cases/{cast.open_case.id}/reflections"
    nobody = client_for(cast.omar)
    cookies = dict(nobody.cookies)
    nobody.cookies.clear()
    told = {"text": WORDS, "kind": "question", "shared": "named", "once": "spent-by-nobody"}
    answer = nobody.post(url, data=told)
    assert answer.status_code == 401
    assert SHOWN in answer.text and 'id="send-again"' in answer.text and 'id="sign-in-beside"' in answer.text
    assert f'action="{url}"' in answer.text and 'name="kind" value="question"' in answer.text
    assert "spent-by-nobody" not in answer.text
    assert nobody.post(url, data={"text": "  "}).headers["location"].startswith("/sign-in"), "no words, no such page"
    nobody.cookies.update(cookies)
    assert nobody.post(url, data=told).status_code == 303


def test_a_form_without_words_and_one_that_cannot_be_read_are_refused_as_ever(client_for, cast: Cast) -> None:
    omar: TestClient = client_for(cast.omar)
    paused(client_for, cast)
    url = f"/cases/{cast.open_case.id}/reflections"
    assert "What you wrote" not in omar.post(url, data={"kind": "struck", "text": " "}).text
    assert "What you wrote" not in omar.post(url, data={"text": WORDS}, headers={"HX-Request-Type": "partial"}).text
    odd = omar.post("/nowhere", content=b"--x", headers={"content-type": "multipart/form-data; boundary=x"})
    assert odd.status_code in {400, 404, 405}


def test_a_draft_that_is_not_theirs_is_spoken_of_to_nobody(client_for, look: Look, cast: Cast) -> None:
    answer = client_for(cast.omar).post(f"/cases/{cast.draft_case.id}/pages/3", data={"wants": WORDS})
    assert answer.status_code == 404 and SHOWN in answer.text
    assert "withdrawn" not in answer.text and cast.draft_case.code_name not in answer.text
    with look() as db:
        case = cases.by_id(db, cast.draft_case.id)
    assert case and case.wants == ""
