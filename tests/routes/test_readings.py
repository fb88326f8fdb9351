"""The coach on the page: what it finds is shown, used by a press, kept with a reason; nothing typed is lost."""

import html
import re
from collections.abc import Callable
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlmodel import Session, select

from app.deid import Reads, look
from app.domain import agenda, history, looked, reading
from app.domain.once import UsedToken
from app.routes import coaching, readings
from tests.cast import Cast
from tests.keeping import keep

PHONE, POSTCODE = "07700 900123", "SW1A 1AA"
WHY = f"Line one.\r\nRing {PHONE} about it, near {POSTCODE}."
TELLS = "Ring 07700 900123"
PARTIAL = {"HX-Request-Type": "partial"}


def topics(cast: Cast) -> str:
    return f"/communities/{cast.community.id}/topics"


def telling(**more: Any) -> dict[str, Any]:
    return {"title": "Weekend", "why": WHY, "minutes": "20"} | more


def buttons(text: str) -> list[str]:
    return re.findall(r'name="use" value="([\w:]+)"', text)


def typed(text: str, name: str = "why") -> str:
    found = re.search(rf'<textarea[^>]*name="{name}"[^>]*>\n?(.*?)</textarea>', text, re.S)
    assert found
    return html.unescape(found[1])


def waiting(look: Any, cast: Cast) -> int:
    with look() as db:
        return len(agenda.waiting(db, cast.community.id))


def test_one_suggestion_is_used_and_nothing_is_sent(client_for, cast: Cast, look) -> None:
    client, before = client_for(cast.omar), waiting(look, cast)
    places = buttons(client.post(topics(cast), data=telling()).text)
    assert places == ["why:15:27", "why:43:51"]
    answer = client.post(topics(cast), data=telling(use=places[0]))
    assert "Nothing has been sent yet" in answer.text and "There is a problem" not in answer.text
    assert typed(answer.text) == f"Line one.\nRing (removed) about it, near {POSTCODE}."
    assert len(buttons(answer.text)) == 1 and 'value="Weekend"' in answer.text
    assert waiting(look, cast) == before


def test_all_are_used_at_once_and_then_it_can_be_sent(client_for, cast: Cast, look) -> None:
    client, before = client_for(cast.omar), waiting(look, cast)
    answer = client.post(topics(cast), data=telling(use_all="all"))
    assert PHONE not in answer.text and POSTCODE not in answer.text
    assert "We find nothing more" in answer.text and 'name="keep"' not in answer.text
    assert client.post(topics(cast), data=telling(why=typed(answer.text))).status_code == 303
    assert waiting(look, cast) == before + 1


def test_where_the_words_have_changed_nothing_is_changed(client_for, cast: Cast) -> None:
    moved = telling(why="Now it reads: ring 07700 900123", use="why:15:27")
    answer = client_for(cast.omar).post(topics(cast), data=moved)
    assert "The words there have changed since you looked" in answer.text
    assert typed(answer.text) == "Now it reads: ring 07700 900123"


def test_a_form_that_lacks_something_else_is_not_scolded_for_a_suggestion(client_for, cast: Cast) -> None:
    answer = client_for(cast.omar).post(topics(cast), data=telling(title="", use_all="all"))
    assert answer.status_code == 422 and "There is a problem" not in answer.text
    assert PHONE not in typed(answer.text)


def test_what_else_is_wrong_and_what_was_found_are_shown_together(client_for, cast: Cast) -> None:
    answer = client_for(cast.omar).post(topics(cast), data=telling(title=""))
    assert "Say in a few words what we would talk about." in answer.text and PHONE in answer.text
    assert len(buttons(answer.text)) == 2


def test_s39_history_keeps_the_reason_and_the_kinds_never_the_words(client_for, cast: Cast, look) -> None:
    client = client_for(cast.omar)
    refused = client.post(topics(cast), data=telling(keep="because I say so"))
    assert refused.status_code == 422 and "Choose one of the list." in refused.text
    assert keep(client, topics(cast), telling(), "agreed").status_code == 303
    with look() as db:
        item = agenda.waiting(db, cast.community.id)[-1]
        kept = [one for one in history.of(db, item.id) if one.verb == "kept_findings"]
    assert [one.detail for one in kept] == ["agreed: PHONE, POSTCODE"]


def test_return_in_a_field_sends_the_form_and_uses_nothing(client_for, cast: Cast) -> None:
    text = client_for(cast.omar).post(topics(cast), data=telling()).text
    form = text[text.index('id="coach"') :]
    first = re.search(r"<button[^>]*>", form)
    assert first and "name=" not in first[0] and 'tabindex="-1"' in first[0]


def live(client: TestClient, **sent: str) -> str:
    answer = client.post("/readings", data={"coach-of": "minutes.WordsForm"} | sent, headers=PARTIAL)
    assert answer.status_code == 200
    return answer.text


def test_words_are_read_while_they_are_written(client_for, cast: Cast) -> None:
    client = client_for(cast.omar)
    text = live(client, why=WHY, **{"coach-of": "topics.TopicForm", "coach-prefix": "mine-"})
    assert "2 things may say who somebody is." in text and 'id="mine-coach"' in text
    assert buttons(text) == ["why:15:27", "why:43:51"]
    assert "data-focus" not in text
    assert live(client, why="Nothing to see.", **{"coach-of": "topics.TopicForm"}).strip() == ""
    after = live(client, why="Nothing.", **{"coach-of": "topics.TopicForm", "coach-did": "used"})
    assert "data-focus" in after and "We find nothing more" in after


def test_a_date_in_an_action_says_when_not_who(client_for, cast: Cast) -> None:
    client, sent = client_for(cast.omar), {"text": "Ring them on 3 March 2027"}
    assert live(client, **sent, **{"coach-of": "actions.AgreeForm"}).strip() == ""
    assert buttons(live(client, **sent, **{"coach-of": "minutes.WordsForm"}))


def test_a_guest_is_read_too_and_nobody_from_outside(client_for, cast: Cast, client: TestClient) -> None:
    assert buttons(live(client_for(cast.gus), text=f"Ring {PHONE}"))
    assert client.post("/readings", data={"text": PHONE}, headers=PARTIAL).status_code == 401


def test_reading_spends_no_token_and_keeps_nothing(client_for, cast: Cast, look: Callable[[], Any]) -> None:
    def left(db: Session) -> tuple[int, int]:
        return len(db.exec(select(UsedToken)).all()), len(db.exec(select(history.History)).all())

    client = client_for(cast.omar)
    with look() as db:
        before = left(db)
    live(client, text=f"Ring {PHONE}", once="a-token-of-a-form")
    with look() as db:
        assert left(db) == before


def test_what_a_page_says_of_itself_is_not_believed(client_for, cast: Cast) -> None:
    strange = {"coach-prefix": '"><script>', "coach-did": "strange"}
    text = live(client_for(cast.omar), text=f"Ring {PHONE} <script>", **strange)
    assert "<script" not in text and 'id="coach"' in text


@pytest.mark.parametrize("of", ["x.Unknown", "coaching.SharedForm", ""])
def test_a_form_that_is_none_of_ours_is_answered_with_silence(client_for, cast: Cast, of: str) -> None:
    answer = client_for(cast.gus).post("/readings", data={"text": TELLS, "coach-of": of}, headers=PARTIAL)
    assert answer.status_code == 204


@pytest.mark.parametrize("of", ["actions.AgreeForm", "minutes.WordsForm"])
def test_a_text_longer_than_its_field_is_not_read(client_for, cast: Cast, of: str) -> None:
    text = live(client_for(cast.omar), text=f"Ring {PHONE} " * 130, **{"coach-of": of})
    assert text.strip() == ""


def test_of_a_text_that_is_not_read_nobody_says_that_nothing_is_in_it(client_for, cast: Cast) -> None:
    long = {"title": "Weekend", "why": f"Ring {PHONE} " * 60}
    text = live(client_for(cast.omar), **long, **{"coach-of": "topics.TopicForm", "coach-did": "used"})
    assert "A text that is too long was not read." in text and "We find nothing more" not in text
    part = live(client_for(cast.omar), **long | {"title": f"Ring {PHONE}"}, **{"coach-of": "topics.TopicForm"})
    assert "1 thing may say who somebody is." in part and "A text that is too long was not read." in part


def test_spaces_make_no_text_too_long_to_be_read_and_short_enough_to_be_sent(client_for, cast: Cast, look) -> None:
    client, before = client_for(cast.omar), waiting(look, cast)
    why = f"Ring {PHONE}" + " " * coaching.MOST_LETTERS
    assert live(client, why=why, **{"coach-of": "topics.TopicForm"}).strip() == ""
    answer = client.post(topics(cast), data=telling(why=why))
    assert answer.status_code == 422 and "Make this shorter" in answer.text and typed(answer.text) == why
    assert waiting(look, cast) == before


def test_who_comes_while_two_are_read_is_answered_with_silence(client_for, cast: Cast) -> None:
    client, sent = client_for(cast.omar), {"text": PHONE, "coach-of": "minutes.WordsForm"}
    with readings._hands, readings._hands:
        assert client.post("/readings", data=sent, headers=PARTIAL).status_code == 204
    assert buttons(live(client, text=PHONE))


def small_forms(cast: Cast) -> dict[str, tuple[str, dict[str, str]]]:
    """The small forms of a meeting and of what waits for one: where they go, and what is sent."""
    meeting = f"/meetings/{cast.today.id}"
    return {
        "topics": (f"/agenda/{cast.topic.id}/letting-go", {"why": TELLS}),
        "agenda": (f"/agenda/{cast.topic.id}/letting-go", {"why": TELLS, "meeting_id": str(cast.next_month.id)}),
        "opening": (f"{meeting}/actions/{cast.open_action.id}/word", {"word": "let_go", "why": TELLS}),
        "round": (f"{meeting}/round", {"question": TELLS, "by_agency": "true"}),
        "writing": (f"{meeting}/writing", {"question": TELLS}),
    }


@pytest.mark.parametrize("name", ["topics", "agenda", "opening", "round", "writing"])
def test_a_small_form_comes_back_in_its_place_or_on_a_page_of_its_own(client_for, cast: Cast, look, name: str) -> None:
    fatima, (url, sent) = client_for(cast.fatima), small_forms(cast)[name]
    alone = fatima.post(url, data=sent)
    assert alone.status_code == 422 and "Read it once more" in alone.text and f'value="{TELLS}"' in alone.text
    piece = fatima.post(url, data=sent, headers=PARTIAL)
    place = piece.headers["HX-Retarget"]
    assert piece.status_code == 422 and f'id="{place[1:]}"' in piece.text and "<html" not in piece.text
    used = fatima.post(url, data=sent | {"use_all": "all"}).text
    assert 'value="Ring (removed)"' in used and "Nothing has been sent yet" in used
    with look() as db:
        before = len(db.exec(select(history.History)).all())
    assert keep(fatima, url, sent, "public").status_code == 303
    with look() as db:
        kept = [one.detail for one in db.exec(select(history.History)) if one.verb == "kept_findings"]
        assert kept == ["public: PHONE"] and len(db.exec(select(history.History)).all()) > before


def test_a_form_of_the_meeting_that_lacks_something_is_refused_as_before(client_for, cast: Cast) -> None:
    url, sent = small_forms(cast)["opening"]
    refused = client_for(cast.fatima).post(url, data=sent | {"word": "strange"})
    assert refused.status_code == 409 and "Choose: done" in refused.text


def test_s39_the_page_says_truly_what_reads(client_for, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    client = client_for(cast.omar)
    text = live(client, text=TELLS)
    assert "We found this. Please read it again." in text and "a small model that knows names" in text
    monkeypatch.setattr(looked, "look", lambda text: look(text)._replace(by=Reads.RULES))
    assert "Only rules and lists read this" in live(client, text=TELLS)


def test_the_model_is_fetched_for_a_page_on_which_somebody_may_write(
    client_for, client, cast: Cast, monkeypatch
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(reading, "warm", lambda: asked.append("warm"))
    client.get("/sign-in")
    omar = client_for(cast.omar)
    omar.get("/sign-ins")
    assert not asked, "A server on which nobody writes stays small."
    assert "coach.js" in omar.get(topics(cast)).text and asked == ["warm"]


def test_a_name_gives_way_to_the_code_name(client_for, cast: Cast) -> None:
    text = live(client_for(cast.omar), text="Her brother Darren came along.", **{"coach-called": "River"})
    assert "Darren" in text and 'name="use"' in text
