"""Silent writing in the browser: one's own words on one's own page, everybody's at once, without names."""

import re

import pytest
from sqlmodel import select

from app.domain import closing, meetings, notes, writings
from app.domain.writings import Slip, Writing
from tests.cast import NOW, Cast
from tests.test_access import ROUTES, address_of

PARTIAL = {"HX-Request-Type": "partial"}
CANARY = "Kanarienvogel"


def url(cast: Cast, rest: str = "") -> str:
    return f"/meetings/{cast.today.id}/writing{rest}"


@pytest.fixture
def fatima(client_for, cast: Cast):
    """Whoever runs the meeting; she has asked a question."""
    browser = client_for(cast.fatima)
    assert 'id="slip-form"' in browser.post(url(cast), data={"question": "What helps?"}, headers=PARTIAL).text
    return browser


@pytest.fixture
def writing(fatima, look) -> str:
    """The id of the writing."""
    with look() as db:
        return str(db.exec(select(Writing)).one().id)


@pytest.fixture
def write(client_for, cast: Cast, writing):
    """Somebody writes: `write(cast.omar, "words")`; answers what their page is told."""

    def write(person, text: str, **values: str):
        data = {"writing": writing, "text": text} | values
        return client_for(person).post(url(cast, "/slip"), data=data, headers=PARTIAL)

    return write


def slips(look) -> list[str]:
    with look() as db:
        return sorted(slip.text for slip in db.exec(select(Slip)))


def test_words_save_themselves_and_are_there_again_on_ones_own_page_alone(write, client_for, cast: Cast, look) -> None:
    answer = write(cast.omar, "A door\r\nthat opens")
    assert "Saved." in answer.text and "HX-Trigger" not in answer.headers and "A door" not in answer.text
    assert slips(look) == ["A door\nthat opens"]
    page = f"/meetings/{cast.today.id}"
    assert "A door\nthat opens</textarea>" in client_for(cast.omar).get(page).text
    for person in (cast.fatima, cast.nia, cast.gus):
        assert "A door" not in client_for(person).get(page).text


def test_the_same_words_twice_do_no_harm_and_guests_write_too(write, cast: Cast, look) -> None:
    write(cast.gus, "Tea", once="")
    write(cast.gus, "Tea", once="")
    assert slips(look) == ["Tea"]


def test_without_a_script_one_presses_save(client_for, writing, cast: Cast) -> None:
    omar = client_for(cast.omar)
    answer = omar.post(url(cast, "/slip"), data={"writing": writing, "text": "By hand"})
    assert answer.headers["location"] == f"/meetings/{cast.today.id}#writing"
    assert "By hand" in omar.get(f"/meetings/{cast.today.id}").text


def test_ready_is_a_number_never_a_name(write, fatima, client_for, cast: Cast) -> None:
    assert "I am still writing" in write(cast.omar, "Tea", ready="true").text
    for browser in (fatima, client_for(cast.gus)):
        text = browser.get(url(cast), headers=PARTIAL).text
        assert "1 of 2 ready" in text and "Omar" not in text
    assert "I am ready" in write(cast.omar, "Tea", ready="false").text


def test_what_may_say_who_somebody_is_is_shown_to_its_writer_and_saved(write, cast: Cast, look) -> None:
    assert "slip-look" in write(cast.omar, "Ring 07700 900123").text
    assert slips(look) == ["Ring 07700 900123"]


def test_all_is_shown_at_once_to_everybody_without_names(write, fatima, client_for, writing, cast: Cast) -> None:
    write(cast.omar, "A door that opens")
    write(cast.nia, "Tea first")
    fatima.post(url(cast, "/reveal"), data={"seen": writing})
    for person in (cast.fatima, cast.omar, cast.nia, cast.gus):
        text = client_for(person).get(url(cast), headers=PARTIAL).text
        assert "A door that opens" in text and "Tea first" in text
        assert not re.search("Omar|Nia|slip-form", text)
        assert ("Take mine back" in text) == (person in (cast.omar, cast.nia))
        assert ("Keep as a note" in text) == (person == cast.fatima)


def test_one_is_kept_as_a_note_of_whoever_pressed(write, fatima, writing, cast: Cast, look) -> None:
    write(cast.omar, "A door that opens")
    fatima.post(url(cast, "/reveal"), data={"seen": writing})
    with look() as db:
        slip = str(db.exec(select(Slip)).one().id)
    for _ in range(2):
        answer = fatima.post(url(cast, "/keeping"), data={"slip": slip, "kind": "note"}, headers=PARTIAL)
    assert "Kept" in answer.text and "Take mine back" not in answer.text
    with look() as db:
        caught = notes.of_meeting(db, meetings.by_id(db, cast.today.id))
    assert [(note.text, note.by_id) for note in caught if "door" in note.text] == [
        ("A door that opens", cast.fatima.id)
    ]
    assert fatima.post(url(cast, "/keeping"), data={"slip": "x"}).status_code == 409


def test_ones_own_words_are_put_away_and_brought_back(write, fatima, client_for, cast: Cast, writing) -> None:
    write(cast.omar, "A door that opens")
    omar = client_for(cast.omar)
    assert "Your words are put away" in omar.post(url(cast, "/slip/put-away"), headers=PARTIAL).text
    fatima.post(url(cast, "/reveal"), data={"seen": writing})
    assert "A door" not in fatima.get(url(cast), headers=PARTIAL).text
    omar.post(url(cast, "/slip/return"))
    assert "A door" in fatima.get(url(cast), headers=PARTIAL).text
    omar.post(url(cast, "/slip/put-away"))
    assert "A door" not in fatima.get(url(cast), headers=PARTIAL).text


def test_it_refuses_kindly(fatima, write, client_for, cast: Cast, writing) -> None:
    assert write(cast.omar, "x" * 1001).status_code == 409
    assert fatima.post(url(cast), data={"question": "Again?"}).status_code == 409
    fatima.post(url(cast, "/end"))
    assert "shown" not in fatima.get(url(cast), headers=PARTIAL).text
    assert write(cast.omar, "Too late").status_code == 409
    assert fatima.post(url(cast), data={"question": " "}).status_code == 409
    assert 'id="slip-form"' in fatima.post(url(cast, "/return"), headers=PARTIAL).text


def test_a_page_that_was_behind_shows_nothing(write, fatima, cast: Cast, look) -> None:
    write(cast.omar, "Not yet")
    fatima.post(url(cast, "/reveal"), data={"seen": str(cast.today.id)})
    assert "Not yet" not in fatima.get(url(cast), headers=PARTIAL).text


def test_s04_nobody_reads_anothers_slip_by_any_way_before_it_is_shown(
    write, client_for, cast: Cast, writing, database
) -> None:
    write(cast.omar, CANARY, ready="true")
    with database.reading() as db:
        slip = str(db.exec(select(Slip)).one().id)
    for person in (cast.fatima, cast.nia, cast.gus, cast.sol, cast.ivy, cast.zed, cast.kit):
        browser = client_for(person)
        for route in ROUTES:
            if "GET" not in route.methods or route.name.startswith("stream"):
                continue
            for headers in ({}, PARTIAL):
                answer = browser.get(address_of(route, cast), headers=headers)
                assert CANARY not in answer.text and slip not in answer.text, f"{route.name} shows it"
        for press in ("/slip", "/slip/put-away", "/slip/return", "/keeping"):
            data = {"writing": writing, "slip": slip, "kind": "note", "text": ""}
            assert CANARY not in browser.post(url(cast, press), data=data, headers=PARTIAL).text
    with database.reading() as db:
        assert CANARY not in [note.text for note in notes.of_meeting(db, meetings.by_id(db, cast.today.id))]


def test_what_was_for_the_room_is_nowhere_after_the_meeting(write, client_for, cast: Cast, writing, database) -> None:
    write(cast.omar, CANARY)
    with database.writing() as db:
        meeting = meetings.by_id(db, cast.today.id)
        writings.reveal(db, meeting, writings.going_on(db, meeting).id, by=cast.fatima, at=NOW)
    page = f"/meetings/{cast.today.id}"
    assert CANARY in client_for(cast.nia).get(page).text
    with database.writing() as db:
        closing.close(db, meetings.by_id(db, cast.today.id), by=cast.fatima, at=NOW)
    for address in (page, f"{page}/minutes", url(cast)):
        assert CANARY not in client_for(cast.omar).get(address, follow_redirects=True).text
