"""A round in the browser: everybody sees whose turn it is; the speaker or whoever runs the meeting presses."""

import re

import pytest

from app.domain import attendance, history, meetings, pacing, running, turns
from tests.cast import NOW, Cast

PARTIAL = {"HX-Request-Type": "partial"}


def url(cast: Cast, rest: str = "") -> str:
    return f"/meetings/{cast.today.id}/round{rest}"


@pytest.fixture
def people(client_for, database, cast: Cast):
    """A browser for each of those who are here, by name."""
    with database.writing() as db:
        meeting = meetings.by_id(db, cast.today.id)
        for place in (cast.fatimas_place, cast.nias_place):
            attendance.say(db, meeting, place, "here", by=cast.fatima, at=NOW)
    return {person.name: client_for(person) for person in (cast.fatima, cast.omar, cast.nia, cast.gus)}


@pytest.fixture
def fatima(people):
    """Whoever runs it, with a round begun."""
    return people["Fatima Aziz"]


def begin(fatima, cast: Cast, **values: str):
    return fatima.post(url(cast), data={"question": "How do you arrive?"} | values, headers=PARTIAL)


def circle(look, cast: Cast) -> turns.Circle:
    with look() as db:
        return turns.of_meeting(db, meetings.by_id(db, cast.today.id))


def test_everybody_sees_whose_turn_it_is_and_who_comes_next(people, fatima, cast: Cast, look) -> None:
    answer = begin(fatima, cast)
    assert 'id="round"' in answer.text and 'id="together"' in answer.text and "data-focus" in answer.text
    now, following = circle(look, cast).speaking, circle(look, cast).following
    for name, browser in people.items():
        text = browser.get(url(cast), headers=PARTIAL).text
        assert "How do you arrive?" in text and "0 of 4 have had their turn" in text
        assert f"Then {following.name}" in text
        assert ("It is your turn" in text) == (name == now.name)
        assert ("End the round" in text) == (name == "Fatima Aziz")
    assert "How do you arrive?" in fatima.get(f"/meetings/{cast.today.id}").text
    assert fatima.get(url(cast)).headers["location"].endswith("#round")


def test_the_speaker_says_so_themselves_and_a_second_press_does_nothing(people, fatima, cast: Cast, look) -> None:
    begin(fatima, cast)
    now = circle(look, cast)
    browser = people[now.speaking.name]
    press = {"word": "passed", "seen": now.mark}
    answer = browser.post(url(cast, "/turn"), data=press, headers=PARTIAL)
    assert "1 of 4" not in answer.text and "passed for now" in answer.text
    browser.post(url(cast, "/turn"), data=press, headers=PARTIAL)
    assert circle(look, cast).presses == 1
    other = people[circle(look, cast).following.name]
    press["seen"] = circle(look, cast).mark
    assert other.post(url(cast, "/turn"), data=press).status_code == 409


def test_whoever_runs_it_goes_on_and_undoes_and_history_says_who(fatima, cast: Cast, look) -> None:
    begin(fatima, cast)
    first = circle(look, cast)
    for mark in (first.mark, first.mark):
        fatima.post(url(cast, "/next"), data={"word": "spoken", "seen": mark})
    assert "1 of 4" in fatima.get(url(cast), headers=PARTIAL).text
    back = fatima.post(url(cast, "/undo"), data={"seen": circle(look, cast).mark}, headers=PARTIAL)
    assert "0 of 4" in back.text and circle(look, cast).speaking.name == first.speaking.name
    fatima.post(url(cast, "/end"))
    assert circle(look, cast) is None
    assert "Ended by mistake?" in fatima.get(url(cast), headers=PARTIAL).text
    fatima.post(url(cast, "/return"), headers=PARTIAL)
    with look() as db:
        told = [(row.verb, row.by_id) for row in history.of(db, first.round.id)]
    assert told == [(verb, cast.fatima.id) for verb in ("begun", "gone_on", "undone", "ended", "brought_back")]


def test_a_member_takes_back_their_own_press_only(people, fatima, cast: Cast, look) -> None:
    begin(fatima, cast)
    while circle(look, cast).speaking.name == "Fatima Aziz":
        fatima.post(url(cast, "/next"), data={"word": "spoken", "seen": circle(look, cast).mark})
    now = circle(look, cast)
    browser = people[now.speaking.name]
    browser.post(url(cast, "/turn"), data={"word": "spoken", "seen": now.mark})
    other = next(people[name] for name in ("Omar Reid", "Nia Powell", "Gus") if name != now.speaking.name)
    undo = {"seen": circle(look, cast).mark}
    assert other.post(url(cast, "/undo"), data=undo).status_code == 409
    assert "round-undo" in browser.get(url(cast), headers=PARTIAL).text
    assert "round-undo" not in other.get(url(cast), headers=PARTIAL).text
    browser.post(url(cast, "/undo"), data=undo)
    assert circle(look, cast).speaking.name == now.speaking.name


def test_somebody_who_passed_is_asked_once_more(people, fatima, cast: Cast, look) -> None:
    begin(fatima, cast)
    passed = circle(look, cast).speaking.name
    for word in ("passed", "spoken", "spoken", "spoken"):
        fatima.post(url(cast, "/next"), data={"word": word, "seen": circle(look, cast).mark})
    text = people[passed].get(url(cast), headers=PARTIAL).text
    assert "Would you like to say something now?" in text and "No, thank you" in text
    done = people[passed].post(
        url(cast, "/turn"), data={"word": "passed", "seen": circle(look, cast).mark}, headers=PARTIAL
    )
    assert "Everybody has had a turn." in done.text and "4 of 4" in done.text


def test_one_voice_for_each_agency(people, fatima, cast: Cast, look) -> None:
    begin(fatima, cast, by_agency="true")
    while circle(look, cast).speaking.name != "Northgate Homes":
        fatima.post(url(cast, "/next"), data={"word": "spoken", "seen": circle(look, cast).mark})
    for name in ("Omar Reid", "Gus"):
        assert "one of you speaks" in people[name].get(url(cast), headers=PARTIAL).text
    assert "one of you speaks" not in people["Nia Powell"].get(url(cast), headers=PARTIAL).text


def test_the_area_to_begin_is_there_for_whoever_runs_the_meeting(people, fatima, cast: Cast, look) -> None:
    together = f"/meetings/{cast.today.id}/together"
    assert "round-begin-button" in fatima.get(together, headers=PARTIAL).text
    assert "round-begin-button" not in people["Omar Reid"].get(together, headers=PARTIAL).text
    begin(fatima, cast)
    assert "A round is going on." in fatima.get(together, headers=PARTIAL).text
    people["Omar Reid"].post(f"/meetings/{cast.today.id}/run/hand-over")
    assert "A round is going on." in people["Omar Reid"].get(together, headers=PARTIAL).text
    assert fatima.get(together).headers["location"].endswith("#round")


def test_a_round_that_is_over_is_offered_again_at_its_step_alone(fatima, cast: Cast, database) -> None:
    begin(fatima, cast)
    fatima.post(url(cast, "/end"))
    with database.writing() as db:
        meeting = meetings.by_id(db, cast.today.id)
        running.step_on(db, meeting, pacing.step_of(db, meeting).id, by=cast.fatima, at=NOW)
    assert "Ended by mistake?" not in fatima.get(url(cast), headers=PARTIAL).text


def test_a_question_that_is_too_long_and_nonsense_are_taken_calmly(fatima, cast: Cast, look) -> None:
    assert begin(fatima, cast, question="x" * 300).status_code == 200
    assert circle(look, cast).round.question == ""
    assert fatima.post(url(cast, "/next"), data={"word": "sang", "seen": circle(look, cast).mark}).status_code == 409
    assert fatima.post(url(cast)).status_code == 409


def test_when_the_meeting_is_closed_no_page_says_who_passed(fatima, cast: Cast, look) -> None:
    begin(fatima, cast)
    fatima.post(url(cast, "/next"), data={"word": "passed", "seen": circle(look, cast).mark})
    fatima.post(f"/meetings/{cast.today.id}/close")
    text = fatima.get(url(cast), headers=PARTIAL).text
    assert re.search(r'id="round"[^>]* hidden', text) and "passed" not in text
