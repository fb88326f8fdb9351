"""One question of a case on two pages, in two tabs or on two devices: no word is put over another that was not seen."""

from typing import Any
from urllib.parse import urlencode

import pytest
from fastapi.testclient import TestClient

from app.domain import day_map, discussions
from tests.cast import Cast
from tests.routes.test_cases import Look, found, seen_on, sent_from

PARTIAL = {"HX-Request-Type": "partial"}
ELSEWHERE = "This was changed elsewhere while you were writing"


def kept_by_itself(browser: TestClient, url: str, seen: str, **told: Any) -> Any:
    """What a page sends while somebody writes."""
    answer = browser.post(url, data={"then": "keep", "seen": seen} | told, headers=PARTIAL)
    assert answer.status_code == 200
    return answer.text


@pytest.fixture
def url(cast: Cast) -> str:
    """The question that both pages show."""
    return f"/cases/{cast.draft_case.id}/pages/3"


def test_a_page_that_saves_itself_again_and_again_is_in_nobodys_way(client_for, look: Look, cast, url: str) -> None:
    nia = client_for(cast.nia)
    seen = seen_on(nia.get(url).text)
    for words in ("A", "A door", "A door", "A door of their own"):
        told = kept_by_itself(nia, url, seen, wants=words)
        assert "Saved at" in told
        seen = seen_on(told)
    assert nia.post(url, data={"wants": "A door, and a key", "seen": seen}).status_code == 303
    assert found(look, cast.draft_case.id).wants == "A door, and a key"


def test_a_page_that_is_behind_overwrites_nothing_and_says_so(client_for, look: Look, cast: Cast, url: str) -> None:
    nia = client_for(cast.nia)
    behind = seen_on(nia.get(url).text)
    sent_from(nia, url, {"wants": "A door"})
    for _ in range(2):
        told = kept_by_itself(nia, url, behind, wants="A window")
        assert "changed elsewhere" in told and "Your words are kept in this page" in told
        assert 'id="see-both"' in told and 'data-state="behind"' in told
        assert seen_on(told) == behind
    assert found(look, cast.draft_case.id).wants == "A door"


def test_both_texts_are_shown_and_nothing_is_saved_until_somebody_chooses(client_for, look: Look, cast, url) -> None:
    nia, case_id = client_for(cast.nia), cast.draft_case.id
    behind = seen_on(nia.get(url).text)
    sent_from(nia, url, {"wants": "A door"})
    both = nia.post(url, data={"wants": "A window", "then": "3", "seen": behind, "from_check": "1"})
    assert both.status_code == 409
    assert ELSEWHERE in both.text
    assert '<p class="words">A door</p>' in both.text and ">\nA window</textarea>" in both.text
    assert 'id="save-mine"' in both.text and f'href="{url}?from_check=1"' in both.text
    assert 'id="to-4"' not in both.text and 'id="save-stop"' not in both.text, "no other button saves by the way"
    assert found(look, case_id).wants == "A door"
    sent = {"wants": "A door and a window", "then": "check", "seen": seen_on(both.text)}
    for _ in range(2):
        assert nia.post(url, data=sent).headers["location"] == f"/cases/{case_id}/check", "pressed twice, done once"
    assert found(look, case_id).wants == "A door and a window"
    assert nia.post(url, data=sent | {"wants": "Neither"}).status_code == 409, "what stands now was not seen by it"


def test_a_third_change_while_choosing_is_shown_too(client_for, look: Look, cast: Cast, url: str) -> None:
    nia = client_for(cast.nia)
    behind = seen_on(nia.get(url).text)
    sent_from(nia, url, {"wants": "A door"})
    both = nia.post(url, data={"wants": "A window", "seen": behind})
    sent_from(nia, url, {"wants": "A gate"})
    again = nia.post(url, data={"wants": "A window", "seen": seen_on(both.text)})
    assert again.status_code == 409 and "A gate" in again.text and "A window" in again.text
    assert found(look, cast.draft_case.id).wants == "A gate"


def test_what_was_chosen_is_shown_in_words(client_for, look: Look, cast: Cast) -> None:
    nia, url = client_for(cast.nia), f"/cases/{cast.draft_case.id}/pages/6"
    behind = seen_on(nia.get(url).text)
    sent_from(nia, url, {"needs": ["trust", "drugs"], "needs_other": "Music"})
    both = nia.post(url, data={"needs": ["money"], "seen": behind}).text
    assert "Drugs · Trust in services" in both and '<p class="words">Music</p>' in both
    assert 'value="money" checked' in both and 'value="trust" checked' not in both
    assert found(look, cast.draft_case.id).needs == "drugs,trust"
    sent_from(nia, url, {})
    emptied = nia.post(url, data={"needs": ["money"], "seen": behind})
    assert emptied.status_code == 303, "nothing stands there, as when it was read"


def test_other_questions_and_other_peoples_pages_are_no_conflict(client_for, look: Look, cast: Cast, url: str) -> None:
    nia = client_for(cast.nia)
    seen = seen_on(nia.get(url).text)
    sent_from(nia, url.replace("/3", "/4"), {"strengths": "Humour"})
    assert nia.post(url, data={"wants": "A door", "seen": seen}).status_code == 303
    assert (found(look, cast.draft_case.id).wants, found(look, cast.draft_case.id).strengths) == ("A door", "Humour")


def test_an_answer_that_was_lost_on_its_way_makes_no_conflict(client_for, look: Look, cast: Cast, url: str) -> None:
    nia = client_for(cast.nia)
    seen = seen_on(nia.get(url).text)
    kept_by_itself(nia, url, seen, wants="A doo")  # and the connection is gone
    sent = [urlencode({"wants": words}) for words in ("A d", "A doo")]
    assert "Saved at" in kept_by_itself(nia, url, seen, wants="A door", sent=sent)
    assert "behind" in kept_by_itself(nia, url, seen, wants="A doo"), "one that comes late puts nothing back"
    assert found(look, cast.draft_case.id).wants == "A door"
    # The same by the button; and never over words from elsewhere.
    assert nia.post(url, data={"wants": "A door!", "seen": seen, "sent": urlencode({"wants": "A door"})}).is_redirect
    sent_from(nia, url, {"wants": "A gate"})
    assert nia.post(url, data={"wants": "A door?", "seen": seen, "sent": sent}).status_code == 409


@pytest.mark.parametrize("odd", ["", "%", "a=1&" * 500, "wants=" + "w" * 3000, "wants=\udcff", "x" * 9000])
def test_what_a_script_says_that_it_sent_breaks_nothing(client_for, look: Look, cast: Cast, url: str, odd) -> None:
    nia = client_for(cast.nia)
    sent = odd.encode("utf-8", "replace").decode()
    told = kept_by_itself(nia, url, seen_on(nia.get(url).text), wants="A door", sent=[sent] * 9)
    assert "Saved at" in told
    assert found(look, cast.draft_case.id).wants == "A door"


def test_a_case_that_was_handed_in_meanwhile_is_said_in_the_line(client_for, look: Look, cast: Cast) -> None:
    nia, url = client_for(cast.nia), f"/cases/{cast.offered_case.id}/pages/3"
    told = kept_by_itself(nia, url, "", wants="A door")
    assert "This case has been handed in" in told and "Your words are kept in this page" in told
    assert found(look, cast.offered_case.id).wants == ""


# ---- Stops of the map


def test_a_stop_told_on_two_pages_is_shown_twice(client_for, look: Look, cast: Cast) -> None:
    nia, stop = client_for(cast.nia), day_map.Stop(**cast.draft_case.one_day[0])
    url = f"/cases/{cast.draft_case.id}/map/{stop.id}"
    behind = seen_on(nia.get(url).text)
    sent_from(nia, url, {"place": "A clinic", "why": "It rained", "outcome": "missed"})
    both = nia.post(url, data={"place": "A bench", "why": "It was shut", "seen": behind})
    assert both.status_code == 409 and ELSEWHERE in both.text
    for words in ("A clinic", "It rained", "Missed", 'value="A bench"', 'value="It was shut"'):
        assert words in both.text
    sent = {"place": "A bench", "why": "It was shut", "seen": seen_on(both.text)}
    for _ in range(2):
        assert nia.post(url, data=sent).status_code == 303
    assert [one.place for one in day_map.stops(found(look, cast.draft_case.id).one_day)] == ["A bench"]


def test_a_stop_taken_out_meanwhile_goes_back_with_its_words_or_stays_out(client_for, look: Look, cast: Cast) -> None:
    nia, stop = client_for(cast.nia), cast.draft_case.one_day[0]["id"]
    url = f"/cases/{cast.draft_case.id}/map/{stop}"
    behind = seen_on(nia.get(url).text)
    nia.post(f"{url}/removal")
    both = nia.post(url, data={"place": "A bench", "why": "It was shut", "seen": behind})
    assert both.status_code == 409 and "taken out of the map meanwhile" in both.text
    assert 'value="A bench"' in both.text and "Put it back with my words" in both.text
    assert day_map.stops(found(look, cast.draft_case.id).one_day) == []
    nia.post(url, data={"place": "A bench", "seen": seen_on(both.text), "back": "yes"})
    assert [one.place for one in day_map.stops(found(look, cast.draft_case.id).one_day)] == ["A bench"]


def test_a_stop_that_is_gone_for_good_can_be_added_as_a_new_one(client_for, look: Look, cast: Cast) -> None:
    nia, case = client_for(cast.nia), f"/cases/{cast.draft_case.id}"
    stop = cast.draft_case.one_day[0]["id"]
    nia.post(f"{case}/map/{stop}/removal")
    nia.post(f"{case}/offer")
    late = nia.post(f"{case}/map/{stop}", data={"place": "A bench", "why": "It was shut"})
    assert late.status_code == 409, "handed in"
    nia.post(f"{case}/taking-back")
    gone = nia.post(f"{case}/map/{stop}", data={"place": "A bench", "why": "It was shut"})
    assert gone.status_code == 409 and "add them as a new stop" in gone.text
    assert 'value="A bench"' in gone.text and f'action="{case}/map"' in gone.text


def test_the_thirteenth_stop_is_shown_again_and_can_be_kept_aside(client_for, look: Look, cast: Cast) -> None:
    nia, url = client_for(cast.nia), f"/cases/{cast.draft_case.id}/map"
    for number in range(11):
        nia.post(url, data={"place": f"Place {number}"})
    told = {"place": "A bench", "way": "Two buses", "why": "It was shut"}
    full = nia.post(url, data=told)
    assert full.status_code == 422 and "A map has room for 12 stops" in full.text
    assert all(f'value="{words}"' in full.text for words in told.values())
    aside = nia.post(url, data=told | {"aside": "yes"})
    assert aside.headers["location"] == f"{url}#removed"
    assert [one.why for one in day_map.removed(found(look, cast.draft_case.id).one_day)] == ["It was shut"]
    assert "The map is full: take one out" in nia.get(url).text


# ---- What the presenter takes away


def test_a_takeaway_written_on_two_pages_is_shown_twice(client_for, look: Look, cast: Cast) -> None:
    nia, url = client_for(cast.nia), f"/cases/{cast.open_case.id}/takeaway"
    behind = seen_on(nia.get(url).text)
    sent_from(nia, url, {"text": "You decide."})
    both = nia.post(url, data={"text": "We listen.", "seen": behind})
    assert both.status_code == 409 and ELSEWHERE in both.text
    assert "You decide." in both.text and "We listen." in both.text
    sent = {"text": "You decide. We listen.", "seen": seen_on(both.text)}
    for _ in range(2):
        assert nia.post(url, data=sent).status_code == 303
    assert nia.post(url, data={"text": "From an old page", "seen": behind}).status_code == 409
    with look() as db:
        found = discussions.by_case(db, cast.open_case.id)
        kept = discussions.of(db, found) if found else None
    assert kept and kept.takeaway == "You decide. We listen."
