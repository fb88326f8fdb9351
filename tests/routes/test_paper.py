"""Paper in the browser: what is printed, and the page to type it in."""

import html
import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlmodel import Session

from app.db import Database
from app.domain import actions, agenda, attendance, cases, closing, history, meetings, minutes, notes, pausing
from app.domain.people import Person
from tests.cast import NOW, Cast, build_case
from tests.conftest import StillClock

Look = Callable[[], AbstractContextManager[Session]]
ClientFor = Callable[[Person], TestClient]


@pytest.fixture
def june(database: Database, cast: Cast) -> Iterator[str]:
    """The path of next month's meeting, which a case stands on; nothing else runs."""
    with database.writing() as db:
        today, meeting = meetings.by_id(db, cast.today.id), meetings.by_id(db, cast.next_month.id)
        assert today and meeting
        closing.close(db, today, by=cast.fatima, at=NOW)
        case = build_case(db, cast.community, cast.nia, state="approved", wants="A warm room & a dog")
        cases.put_on(db, case, meeting, by=cast.fatima, at=NOW)
        agenda.of(db, meeting.id)[1].case_id = case.id
    yield f"/meetings/{cast.next_month.id}"


def steps_of(look: Look, cast: Cast) -> list[str]:
    with look() as db:
        return [str(item.id) for item in agenda.of(db, cast.next_month.id)]


def filled(look: Look, cast: Cast, **values: Any) -> dict[str, Any]:
    """A sheet with something in each place."""
    first, second, third = steps_of(look, cast)
    return {
        "here": [str(cast.omars_place.id), str(cast.nias_place.id)],
        "guests": "Gwen\n",
        "reached": [first, second],
        "step": [first, second, third, ""],
        "notes": ["Cake.\nThe bus was late.", "", "", "It hums."],
        "taken": ["", "Go with her.", "", ""],
        "offers": ["", "Ask the library.", "", ""],
        "what": ["Omar rings the clinic by Friday", "", "Ask the GP"],
        "who": ["", "", str(cast.nia.id)],
        "due": ["", "", "2027-06-30"],
        "miracles": "He stayed for tea.",
        "barriers": "No letter, no key.",
    } | values


def test_the_whole_sheet_is_saved_and_leads_on_to_closing(
    client_for: ClientFor, cast: Cast, june: str, look: Look
) -> None:
    fatima = client_for(cast.fatima)
    page = fatima.get(f"{june}/paper")
    assert "held, before the day it is planned for" in page.text and "Other offers" in page.text
    answer = fatima.post(f"{june}/paper", data=filled(look, cast))
    assert answer.headers["location"] == f"{june}/close"
    with look() as db:
        meeting = meetings.by_id(db, cast.next_month.id)
        assert meeting and meeting.is_running and meeting.on_paper
        assert [note.text for note in notes.of_meeting(db, meeting)] == [
            "Cake.",
            "The bus was late.",
            "Go with her.",
            "Ask the library.",
            "It hums.",
        ]
        assert [action.owner_id for action in actions.agreed_at(db, meeting)] == [cast.omar.id, cast.nia.id]
        assert {row.by_id for row in history.of(db, meeting.id) if row.verb == "started"} == {cast.fatima.id}
        assert [seat.person.name for seat in attendance.seats(db, meeting) if seat.word == "here"] == [
            "Gwen",
            "Nia Powell",
            "Omar Reid",
        ]
    again = fatima.get(f"{june}/paper").text
    assert again.count("noted already") == 5


def test_the_same_sheet_sent_twice_is_saved_once(client_for: ClientFor, cast: Cast, june: str, look: Look) -> None:
    fatima, sheet = client_for(cast.fatima), filled(look, cast)
    for _ in range(2):
        assert fatima.post(f"{june}/paper", data=sheet).status_code == 303
    with look() as db:
        meeting = meetings.by_id(db, cast.next_month.id)
        assert meeting
        caught = minutes.caught_at(db, meeting)
        assert [len(some) for some in caught] == [3, 0, 2, 2, 1, 1]


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"due": ["", "", "soon"]}, "Write each date such as 2027-03-31"),
        ({"who": ["", "", "nobody"]}, "Choose somebody of the list for each action."),
        ({"what": ["x" * 501, "", "Ask the GP"]}, "at most 500 letters"),
        ({"guests": "g" * 101}, "at most 100 letters"),
        ({"miracles": "Short.\n" + "m" * 601}, "at most 600 letters"),
        ({"here": ["nobody"]}, "Choose from the list who was here."),
        ({"guests": "Omar Reid"}, "belongs to our group"),
    ],
)
def test_what_is_wrong_saves_nothing_and_keeps_every_word(
    *, client_for: ClientFor, cast: Cast, june: str, look: Look, wrong: dict[str, Any], words: str
) -> None:
    answer = client_for(cast.fatima).post(f"{june}/paper", data=filled(look, cast, **wrong))
    assert answer.status_code == 422
    text = html.unescape(answer.text)
    sheet = filled(look, cast, **wrong)
    kept = [
        line
        for value in sheet.values()
        for one in ([value] if isinstance(value, str) else value)
        for line in one.split("\n")
    ]
    assert words in text
    assert [line for line in kept if line and line not in text] in ([], ["nobody"])
    assert text.count(" checked") == (2 if wrong.get("here") else 4)
    for name in re.findall(r'href="#(field-\w+)"', answer.text):
        assert f'id="{name}"' in answer.text
    with look() as db:
        meeting = meetings.by_id(db, cast.next_month.id)
        assert meeting and meeting.is_planned and not notes.of_meeting(db, meeting)


def test_words_at_a_step_taken_off_meanwhile_stay_beside_the_agenda(
    client_for: ClientFor, cast: Cast, june: str, look: Look, database: Database
) -> None:
    sheet = filled(look, cast, due=["", "", "soon"])
    with database.writing() as db:
        agenda.take_off(db, agenda.of(db, cast.next_month.id)[0], by=cast.fatima, at=NOW)
    text = client_for(cast.fatima).post(f"{june}/paper", data=sheet).text
    beside = text[text.index('id="notes-beside"') :]
    assert "Cake.\nThe bus was late.\nIt hums." in beside


def test_an_empty_sheet_says_what_to_do_and_a_closed_meeting_takes_none(
    client_for: ClientFor, cast: Cast, june: str
) -> None:
    fatima = client_for(cast.fatima)
    assert "write down one line first" in fatima.post(f"{june}/paper", data={}).text
    closed = f"/meetings/{cast.today.id}"
    assert fatima.get(f"{closed}/paper").headers["location"] == closed
    assert fatima.post(f"{closed}/paper", data={"guests": "Gwen"}).status_code == 409


def test_the_record_says_it_was_on_paper_and_ends_as_planned(
    client_for: ClientFor, cast: Cast, june: str, look: Look, time: Any
) -> None:
    time.at = cast.next_month.starts_at
    time.pass_by(days=3, hours=7)
    fatima = client_for(cast.fatima)
    fatima.post(f"{june}/paper", data=filled(look, cast))
    fatima.post(f"{june}/close", data={})
    for address in (june, f"{june}/minutes"):
        text = fatima.get(address).text
        assert "Tuesday 8 June 2027, 12:30</time> to 14:30, on paper" in text


def test_a_card_shows_the_case_to_those_who_may_read_it(
    client_for: ClientFor, cast: Cast, june: str, look: Look
) -> None:
    with look() as db:
        [case] = [one for one in map(lambda item: item.case_id, agenda.of(db, cast.next_month.id)) if one]
        found = cases.by_id(db, case)
        assert found
    for person in (cast.fatima, cast.nia):
        text = client_for(person).get(f"{june}/cards").text
        assert found.code_name in text and "A warm room &amp; a dog" in text and found.question in text
    others = client_for(cast.omar).get(f"{june}/cards").text
    assert found.code_name not in others and "There is no case on this agenda that you can read yet." in others


def test_the_sheet_has_room_for_everything(client_for: ClientFor, cast: Cast, june: str) -> None:
    text = client_for(cast.fatima).get(f"{june}/sheet").text
    for words in ("☐ Omar Reid", "☐ Guest", "12:40 Step 2", "Offers to the presenter", "What we take on", "Barriers"):
        assert words in text
    assert text.count("Offers to the presenter") == 1


def test_the_sheet_holds_what_the_last_meetings_left_to_read_out_and_to_tick(
    client_for: ClientFor, cast: Cast, june: str, time: StillClock, database: Database
) -> None:
    time.pass_by(days=30)
    fatima = client_for(cast.fatima)
    since = fatima.get(f"{june}/sheet").text.split('id="since"')[1].split("</section>")[0]
    assert cast.open_action.text in since and "☐ Done · ☐ Not done yet" in since
    assert "Silent for" in since
    with database.writing() as db:
        case, action = cases.by_id(db, cast.open_case.id), actions.by_id(db, cast.open_action.id)
        assert case and action
        action.case_id = case.id
        pausing.pause(db, case, by=cast.nia, at=NOW)
    assert cast.open_action.text not in fatima.get(f"{june}/sheet").text


def test_what_was_ticked_on_paper_is_said_before_closing(
    client_for: ClientFor, cast: Cast, june: str, look: Look
) -> None:
    fatima = client_for(cast.fatima)
    assert fatima.post(f"{june}/paper", data=filled(look, cast)).status_code == 303
    assert f'href="{june}#opening"' in fatima.get(f"{june}/close").text
    assert cast.open_action.text in fatima.get(june).text.split('id="opening"')[1]
    said = fatima.post(f"{june}/actions/{cast.open_action.id}/word", data={"word": "done"})
    assert said.status_code == 303
    with look() as db:
        action = actions.by_id(db, cast.open_action.id)
        assert action and action.word == "done"
