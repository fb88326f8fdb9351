"""The keys of a meeting's page: listed, each with its own letter, and switched off with one press."""

import re
from pathlib import Path

from app.domain import people
from tests.cast import Cast

TEMPLATES = Path(__file__).resolve().parents[2] / "app" / "templates"


def carried(text: str) -> list[str]:
    return re.findall(r'aria-keyshortcuts="([^"]+)"', text)


def test_every_key_of_the_meeting_stands_on_the_list_and_none_twice(client_for, cast: Cast) -> None:
    fatima = client_for(cast.fatima)
    keys = carried(fatima.get(f"/meetings/{cast.today.id}").text)
    assert len(keys) == len(set(keys)) and all(re.fullmatch(r"Alt\+Shift\+[A-Z]", key) for key in keys)
    text = fatima.get("/keyboard").text
    listed = set(re.findall(r"<kbd>Shift</kbd> <kbd>(\w)</kbd>", text))
    # "Back" is there once a step is behind us.
    assert {key[-1] for key in keys} == listed - {"B"}


def test_letters_that_browsers_take_for_themselves_are_not_taken(client_for, cast: Cast) -> None:
    listed = set(re.findall(r"row\('(\w)'", (TEMPLATES / "keys" / "_list.html").read_text()))
    # Alt+Shift+T, I and A: the toolbar, feedback, and the browser's own questions, in Chrome and Edge.
    assert len(listed) == 14 and not listed & {"T", "I", "A"}


def test_one_press_switches_them_off_for_me_alone_and_on_again(client_for, cast: Cast, look) -> None:
    for person in (cast.omar, cast.gus):
        browser, meeting = client_for(person), f"/meetings/{cast.today.id}"
        answer = browser.post("/keyboard", data={"keys": "off"})
        assert (answer.status_code, answer.headers["location"]) == (303, "/keyboard")
        assert "Your keys are off" in browser.get("/keyboard").text
        assert carried(browser.get(meeting).text) == []
        browser.post("/keyboard", data={"keys": "off"})
        with look() as db:
            assert not people.by_id(db, person.id).uses_shortcuts
            assert people.by_id(db, cast.fatima.id).uses_shortcuts
        assert carried(client_for(cast.fatima).get(meeting).text)
        browser.post("/keyboard", data={"keys": "sideways"})
        browser.post("/keyboard", data={"keys": "on"})
        assert "Your keys are on" in browser.get("/keyboard").text
        assert "Alt+Shift+C" in carried(browser.get(meeting).text)


def test_the_big_screen_listens_to_no_key_of_whoever_switched_them_off(client_for, cast: Cast) -> None:
    fatima, screen = client_for(cast.fatima), f"/meetings/{cast.today.id}/screen"
    assert carried(fatima.get(screen).text) == ["B"] and "data-keys" in fatima.get(screen).text
    fatima.post("/keyboard", data={"keys": "off"})
    assert carried(fatima.get(screen).text) == [] and "data-keys" not in fatima.get(screen).text
    assert 'id="blank-press"' in fatima.get(screen).text


def test_the_face_of_the_clock_can_be_heard_in_words(client_for, cast: Cast, time) -> None:
    time.pass_by(seconds=-460)
    for page in ("", "/screen"):
        text = client_for(cast.omar).get(f"/meetings/{cast.today.id}{page}").text
        assert '<span class="timer-face" aria-hidden="true">2:40</span>' in text
        assert '<span class="hidden timer-spoken">2 minutes 40 seconds</span>' in text
