"""The big screen: what it shows in each state, and never a name."""

import re

import pytest

from app.domain import actions, agenda, cases, closing, meetings, memberships, notes, pacing, rounds, running, writings
from app.domain.people import Person
from tests.cast import NOW, Cast, build_step

PARTIAL = {"HX-Request-Type": "partial"}


def url(cast: Cast) -> str:
    return f"/meetings/{cast.today.id}/screen"


def names_of(cast: Cast) -> set[str]:
    people = [thing for thing in cast.everything().values() if isinstance(thing, Person)]
    return {part for person in people for part in person.name.split()}


def assert_no_names(text: str, cast: Cast) -> None:
    words = set(re.findall(r"\w+", re.sub(r"<[^>]*>", " ", text).casefold()))
    assert not {name for name in names_of(cast) if name.casefold() in words}


def fill_with_names(database, cast: Cast, *, by_method: bool = False) -> None:
    """A case step in which everything that somebody wrote names people."""
    with database.writing() as db:
        meeting = meetings.by_id(db, cast.today.id)
        known = {"by": cast.omar, "at": NOW}
        cases.by_id(db, cast.open_case.id).question = "How can Nia Powell help?"
        step = build_step(db, meeting, cast.fatima, title="Nia presents", hint="Omar and Gus listen.")
        if by_method:
            step.method = "solution_focused"
        step.case_id = cast.open_case.id
        meeting.title = "May with Fatima"
        for step in agenda.of(db, meeting.id)[:-1]:
            running.step_on(db, meeting, step.id, by=cast.fatima, at=NOW)
        notes.take_down(db, meeting, step, kind="offer", text="nia could ask Sol.", **known)
        text = "Fatima to ring Ivy Chen"
        actions.agree(db, cast.community.id, text=text, owner_id=cast.fatima.id, due_on=None, meeting=meeting, **known)


def test_it_shows_the_step_the_time_and_what_was_caught(client_for, cast: Cast) -> None:
    answer = client_for(cast.fatima).get(url(cast))
    for words in ("Step 1 of 3", "Step 1", 'role="timer"', "We would end at", "We began on time.", "Blank"):
        assert words in answer.text
    assert "<form" not in answer.text and "<input" not in answer.text and "<textarea" not in answer.text


@pytest.mark.parametrize("state", ["running", "through", "closed", "called_off", "planned", "with_names", "in_a_phase"])
def test_no_name_stands_on_it_in_any_state(client_for, cast: Cast, database, state: str) -> None:
    if state in {"with_names", "in_a_phase"}:
        fill_with_names(database, cast, by_method=state == "in_a_phase")
    with database.writing() as db:
        meeting = meetings.by_id(db, cast.today.id)
        if state in {"through", "closed"}:
            for step in agenda.of(db, meeting.id):
                running.step_on(db, meeting, step.id, by=cast.fatima, at=NOW)
        if state == "closed":
            closing.close(db, meeting, by=cast.fatima, at=NOW)
        if state == "called_off":
            meeting.started_at, meeting.called_off_at, meeting.called_off_why = None, NOW, "Fatima is ill"
        if state == "planned":
            meeting.started_at = None
    for browser in (client_for(cast.fatima), client_for(cast.nia)):
        for address in (url(cast), f"{url(cast)}/now"):
            answer = browser.get(address, headers=PARTIAL if address.endswith("now") else {})
            assert answer.status_code == 200
            assert_no_names(answer.text, cast)


def test_what_is_caught_stands_there_and_what_is_put_away_vanishes(client_for, cast: Cast) -> None:
    fatima, omar = client_for(cast.fatima), client_for(cast.omar)
    caught = f"/meetings/{cast.today.id}/captures"
    omar.post(caught, data={"kind": "barrier", "text": "No bus on Sundays."})
    omar.post(caught, data={"kind": "note", "text": "Born 3 March 1987 they said."})
    shown = fatima.get(f"{url(cast)}/now", headers=PARTIAL).text
    assert "No bus on Sundays." in shown and "One more was caught." in shown
    assert "1987" not in shown
    omar.post(f"/notes/{cast.note.id}/put-away")
    assert "We began on time." not in fatima.get(url(cast)).text


def test_whoever_left_is_not_named_either(client_for, cast: Cast, database) -> None:
    with database.writing() as db:
        notes.take_down(db, cast.today, cast.step, kind="note", text="Omar left early.", by=cast.fatima, at=NOW)
        memberships.leave(db, memberships.of(db, cast.community.id, cast.omar.id), by=cast.omar, at=NOW)
    shown = client_for(cast.fatima).get(url(cast)).text
    assert "Somebody left early." in shown


def test_it_opens_from_the_running_meeting_and_not_for_a_guest(client_for, cast: Cast) -> None:
    meeting = f"/meetings/{cast.today.id}"
    assert f'href="{url(cast)}"' in client_for(cast.omar).get(meeting).text
    assert f'href="{url(cast)}"' not in client_for(cast.gus).get(meeting).text


def test_without_javascript_it_comes_again_by_itself(client_for, cast: Cast) -> None:
    assert '<noscript><meta http-equiv="refresh" content="20"></noscript>' in client_for(cast.omar).get(url(cast)).text


def test_in_a_phase_it_says_who_speaks_and_what_the_others_do(client_for, cast: Cast, database) -> None:
    fill_with_names(database, cast, by_method=True)
    with database.reading() as db:
        phase = pacing.place(db, meetings.by_id(db, cast.today.id), NOW).phase
    shown = client_for(cast.omar).get(url(cast)).text
    assert (
        "How can somebody help?" in shown
        and f"<strong>{phase.title}</strong>, phase 1 of 6 · The presenter speaks" in shown
    )
    assert phase.others_do in shown and "Time for this phase" in shown


def test_a_round_and_silent_writing_stand_there_without_a_name(client_for, cast: Cast, database) -> None:
    known = {"by": cast.fatima, "at": NOW}
    with database.writing() as db:
        meeting = meetings.by_id(db, cast.today.id)
        rounds.begin(db, meeting, cast.step, "How is Omar?", by_agency=False, **known)
    shown = client_for(cast.nia).get(url(cast)).text
    assert "have spoken" in shown
    assert_no_names(shown, cast)
    with database.writing() as db:
        writings.begin(db, meetings.by_id(db, cast.today.id), cast.step, "What struck Nia?", **known)
        writing = writings.going_on(db, meetings.by_id(db, cast.today.id))
        words = writings.Words(writing.id, "Sol was kind.", True)
        writings.write(db, meetings.by_id(db, cast.today.id), cast.nias_place, words, at=NOW)
    shown = client_for(cast.nia).get(url(cast)).text
    assert "We write in silence: 1 of" in shown and "was kind" not in shown
    with database.writing() as db:
        writings.reveal(db, meetings.by_id(db, cast.today.id), writing.id, **known)
    shown = client_for(cast.nia).get(url(cast)).text
    assert "Somebody was kind." in shown
    assert_no_names(shown, cast)


def test_in_a_break_it_says_when_we_are_back(client_for, cast: Cast) -> None:
    fatima = client_for(cast.fatima)
    fatima.post(f"/meetings/{cast.today.id}/run/break", data={"minutes": "10", "seen": str(cast.step.id)})
    shown = fatima.get(url(cast)).text
    assert "Back at 12:55" in shown and "Time until we are back" in shown and "cake" in shown
    assert_no_names(shown, cast)


def test_it_is_no_sign_that_whoever_runs_the_meeting_is_there(client_for, cast: Cast, app) -> None:
    fatima = client_for(cast.fatima)
    address = re.search(r'data-version-url="([^"]+)"', fatima.get(url(cast)).text)
    assert fatima.get(address[1]).status_code == 200
    assert not app.state.presence._signs
    fatima.get(f"/meetings/{cast.today.id}/version")
    assert app.state.presence._signs
