"""“Keep, because …” is said of what was shown: words that came after it stop once more."""

import re
from typing import Any

import pytest

from app.db import Database
from app.domain import agenda, cases, closing, meetings, notes, people
from tests.cast import NOW, Cast, build_case
from tests.keeping import keep, shown_in

PHONE, ALSO = "07700 900123", "07700 900456"
LIVE = {"HX-Request-Type": "partial"}


def topics(cast: Cast) -> str:
    return f"/communities/{cast.community.id}/topics"


def telling(why: str, **more: str) -> dict[str, str]:
    return {"title": "Weekend", "why": why} | more


def waiting(look: Any, cast: Cast) -> int:
    with look() as db:
        return len(agenda.waiting(db, cast.community.id))


def test_words_that_were_not_shown_stop_once_more(client_for, cast: Cast, look) -> None:
    omar, url, before = client_for(cast.omar), topics(cast), waiting(look, cast)
    shown = shown_in(omar.post(url, data=telling(f"Ring {PHONE}")).text)
    more = telling(f"Ring {PHONE} or {ALSO}", keep="agreed", kept_of=shown)
    stopped = omar.post(url, data=more)
    assert stopped.status_code == 422 and "We found more than you were shown" in stopped.text
    assert 'value="agreed" checked' in stopped.text and waiting(look, cast) == before
    assert omar.post(url, data=more | {"kept_of": shown_in(stopped.text)}).status_code == 303
    assert waiting(look, cast) == before + 1


def test_what_was_shown_may_stand_elsewhere_or_be_taken_out(client_for, cast: Cast) -> None:
    omar, url = client_for(cast.omar), topics(cast)
    shown = shown_in(omar.post(url, data=telling(f"Ring {PHONE} or {ALSO}")).text)
    changed = telling(f"They said: ring {ALSO} tomorrow", keep="public", kept_of=shown)
    assert omar.post(url, data=changed).status_code == 303


@pytest.mark.parametrize("of", ["", "0123456789abcdef", "another field", "another person", "another form"])
def test_no_sign_of_something_else_lets_it_pass(client_for, cast: Cast, of: str) -> None:
    omar, url, sent = client_for(cast.omar), topics(cast), telling(f"Ring {PHONE}")
    reflections = f"/cases/{cast.open_case.id}/reflections"
    signs = {
        "another field": lambda: shown_in(omar.post(url, data={"title": f"Ring {PHONE}"}).text),
        "another person": lambda: shown_in(client_for(cast.nia).post(url, data=sent).text),
        "another form": lambda: shown_in(
            omar.post(reflections, data={"text": f"Ring {PHONE}", "kind": "idea", "shared": "named"}).text
        ),
    }
    sign = signs[of]() if of in signs else of
    assert of not in signs or re.fullmatch(r"[0-9a-f]{16}", sign)
    assert omar.post(url, data=sent | {"keep": "agreed", "kept_of": sign}).status_code == 422


def test_signs_hold_no_words_and_are_those_of_the_reading_meanwhile(client_for, cast: Cast) -> None:
    omar, sent = client_for(cast.omar), telling(f"Ring {PHONE} or {ALSO}, she said")
    live = omar.post("/readings", data=sent | {"coach-of": "topics.TopicForm"}, headers=LIVE)
    signs = shown_in(live.text)
    assert len(signs.split()) == 2 and not re.search(r"[^0-9a-f ]", signs)
    assert signs == shown_in(omar.post(topics(cast), data=sent).text)
    assert omar.post(topics(cast), data=sent | {"keep": "agreed", "kept_of": signs}).status_code == 303


def test_a_case_that_was_written_on_meanwhile_is_not_handed_in(client_for, database: Database, cast: Cast) -> None:
    with database.writing() as db:
        nia = people.by_id(db, cast.nia.id)
        assert nia
        case = build_case(db, cast.community, nia, tried=f"Rang {PHONE}")
    browser, url = client_for(cast.nia), f"/cases/{case.id}"
    shown = shown_in(browser.get(f"{url}/check").text)
    browser.post(f"{url}/pages/3", data={"wants": f"Rang {ALSO}", "then": "keep"})
    stopped = browser.post(f"{url}/offer", data={"keep": "agreed", "kept_of": shown})
    assert stopped.status_code == 422 and "We found more than you were shown" in stopped.text
    with database.reading() as db:
        assert (cases.by_id(db, case.id) or case).is_draft
    assert keep(browser, f"{url}/offer", {}, "agreed").status_code == 303


def test_minutes_that_were_changed_meanwhile_do_not_go_out(client_for, database: Database, cast: Cast) -> None:
    def say(text: str) -> None:
        with database.writing() as db:
            note = notes.by_id(db, cast.note.id)
            assert note
            notes.change(db, note, kind="note", text=text, seen=note.wording, by=cast.omar, at=NOW)

    say(f"Rang {PHONE}")
    with database.writing() as db:
        meeting = meetings.by_id(db, cast.today.id)
        assert meeting
        closing.close(db, meeting, by=cast.fatima, at=NOW)
    fatima, url = client_for(cast.fatima), f"/meetings/{cast.today.id}/minutes"
    shown = shown_in(fatima.get(f"{url}/edit").text)
    say(f"Rang {ALSO}")
    stopped = fatima.post(f"{url}/ready", data={"keep": "agreed", "kept_of": shown})
    assert stopped.status_code == 422 and "We found more than you were shown" in stopped.text
    assert keep(fatima, f"{url}/ready", {}, "agreed").status_code == 303
