"""Reading the minutes over in the browser: who is told, what is put right, and when they stay."""

import html
import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager

import pytest
from fastapi.testclient import TestClient
from sqlmodel import Session

from app.db import Database
from app.domain import aftercare, agenda, attendance, captures, closing, editing, history, meetings, notes
from app.domain.meetings import Meeting
from app.domain.people import Person
from tests.cast import NOW, Cast
from tests.keeping import keep

Look = Callable[[], AbstractContextManager[Session]]
ClientFor = Callable[[Person], TestClient]
TELLS = "Ring 07700 900123."


@pytest.fixture
def url(database: Database, cast: Cast) -> Iterator[str]:
    """The path of today's meeting, just closed."""
    with database.writing() as db:
        meeting = meetings.by_id(db, cast.today.id)
        assert meeting
        captures.catch(db, meeting, captures.Words("action", "One of us rings by 3 June"), by=cast.nia, at=NOW)
        closing.close(db, meeting, by=cast.fatima, at=NOW)
    yield f"/meetings/{cast.today.id}"


def thing(cast: Cast) -> str:
    return f"/meetings/{cast.today.id}/minutes/things/{cast.note.id}"


def text_of(look: Look, cast: Cast) -> str:
    with look() as db:
        note = notes.by_id(db, cast.note.id)
        assert note
        return note.text


def seen_on(page: str) -> str:
    found = re.findall(r'id="change".*?name="seen" value="(\w+)"', page, re.S)
    return str(found[0]) if found else ""


def seen_at(page: str) -> str:
    """What the page says it was looking at, of the first thing that is marked."""
    return page.split('id="look-title"')[1].split('name="seen" value="')[1].split('"', maxsplit=1)[0]


def now(look: Look, cast: Cast) -> Meeting:
    with look() as db:
        meeting = meetings.by_id(db, cast.today.id)
        assert meeting
        return meeting


def test_facilitators_are_told_that_they_wait_and_members_that_they_are_read_over(
    client_for: ClientFor, cast: Cast, url: str
) -> None:
    places = (url, f"/communities/{cast.community.id}", f"/communities/{cast.community.id}/meetings", f"{url}/minutes")
    fatima, omar = client_for(cast.fatima), client_for(cast.omar)
    for address in places:
        assert f"{url}/minutes/edit" in fatima.get(address).text, address
        members = omar.get(address).text
        assert "eing read over" in members and "/minutes/edit" not in members, address
    assert fatima.post(f"{url}/minutes/ready").headers["location"] == f"{url}/minutes"
    for address in places:
        assert f"{url}/minutes/edit" not in fatima.get(address).text, address
    assert "Read over and ready" in omar.get(f"{url}/minutes").text
    assert "Open them again" not in omar.get(f"{url}/minutes").text


def test_words_are_changed_in_their_place(client_for: ClientFor, cast: Cast, url: str, look: Look) -> None:
    fatima = client_for(cast.fatima)
    page = fatima.get(f"{url}/minutes/edit", params={"change": str(cast.note.id)}).text
    assert page.count('name="text"') == 2 and "We began on time." in page
    answer = fatima.post(thing(cast), data={"text": "We began with cake.", "seen": seen_on(page)})
    assert answer.headers["location"] == f"{url}/minutes/edit#thing-{cast.note.id}"
    assert "We began with cake." in client_for(cast.omar).get(f"{url}/minutes").text
    with look() as db:
        assert [row.by_id for row in history.of(db, cast.note.id) if row.verb == "changed"] == [cast.fatima.id]


def test_two_who_change_the_same_words_both_keep_theirs(
    client_for: ClientFor, cast: Cast, url: str, look: Look, database: Database
) -> None:
    fatima = client_for(cast.fatima)
    seen = seen_on(fatima.get(f"{url}/minutes/edit", params={"change": str(cast.note.id)}).text)
    with database.writing() as db:
        note = notes.by_id(db, cast.note.id)
        assert note
        notes.change(db, note, kind="note", text="Theirs.", seen=note.wording, by=cast.omar, at=NOW)
    answer = fatima.post(thing(cast), data={"text": "Mine.", "seen": seen})
    assert answer.status_code == 409
    assert "Somebody else changed this" in answer.text and "Theirs." in answer.text and "Mine." in answer.text
    assert text_of(look, cast) == "Theirs."
    assert fatima.post(thing(cast), data={"text": "Mine.", "seen": seen_on(answer.text)}).status_code == 303
    assert text_of(look, cast) == "Mine."


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"text": ""}, "Write a few words, or put it away."),
        ({"text": "x" * 2001}, "at most 2000 letters"),
        ({"text": TELLS}, "Something here may say who the person is."),
    ],
)
def test_what_was_typed_stays_when_it_cannot_be_saved(
    *, client_for: ClientFor, cast: Cast, url: str, look: Look, data: dict[str, str], words: str
) -> None:
    answer = client_for(cast.fatima).post(thing(cast), data=data | {"seen": "x"})
    assert answer.status_code == 422 and words in html.unescape(answer.text)
    assert data["text"] in answer.text
    assert text_of(look, cast) == "We began on time."


def test_words_are_kept_by_whoever_read_them_again(client_for: ClientFor, cast: Cast, url: str, look: Look) -> None:
    fatima = client_for(cast.fatima)
    seen = seen_on(fatima.get(f"{url}/minutes/edit", params={"change": str(cast.note.id)}).text)
    assert keep(fatima, thing(cast), {"text": TELLS, "seen": seen}).status_code == 303
    with look() as db:
        meeting = meetings.by_id(db, cast.today.id)
        assert meeting and editing.readings(db, meeting).to_look_at == []
        assert [row.verb for row in history.of(db, cast.note.id)][-2:] == ["changed", "kept_findings"]


def test_a_date_in_an_action_says_nothing_about_anybody(
    client_for: ClientFor, cast: Cast, url: str, look: Look
) -> None:
    with look() as db:
        caught = captures.of_meeting(db, now(look, cast), None)
        action = next(one.thing for one in [*caught.here, *caught.earlier] if one.kind == "action")
    fatima = client_for(cast.fatima)
    page = fatima.get(f"{url}/minutes/edit", params={"change": str(action.id)}).text
    assert "Look at these first" not in page
    long = {"text": "x" * 2001, "seen": seen_on(page)}
    refused = fatima.post(f"{url}/minutes/things/{action.id}", data=long)
    assert refused.status_code == 422 and "at most 500 letters" in refused.text and "x" * 2001 in refused.text
    data = {"text": "One of us rings by 4 June", "seen": seen_on(page)}
    assert fatima.post(f"{url}/minutes/things/{action.id}", data=data).status_code == 303


def test_findings_stand_first_and_are_put_away_or_fine(
    client_for: ClientFor, cast: Cast, url: str, database: Database, look: Look
) -> None:
    with database.writing() as db:
        for note_id in (cast.note.id, cast.offer.id):
            note = notes.by_id(db, note_id)
            assert note
            notes.change(db, note, kind=note.kind, text=TELLS, seen=note.wording, by=cast.omar, at=NOW)
    fatima = client_for(cast.fatima)
    page = fatima.get(f"{url}/minutes/edit").text
    assert page.index("Look at these first") < page.index("In short") and page.count('id="look-away-') == 2
    refused = fatima.post(f"{url}/minutes/ready")
    assert (
        refused.status_code == 422
        and 'href="#ready-field-keep"' in refused.text
        and 'id="ready-field-keep"' in refused.text
    )
    looked = fatima.post(f"{thing(cast)}/look", data={"keep": "nobody", "seen": seen_at(page)})
    assert looked.headers["location"] == f"{url}/minutes/edit#look"
    away = f"{url}/minutes/things/{cast.offer.id}/word"
    assert fatima.post(away, data={"word": "put_away"}).status_code == 303
    page = fatima.get(f"{url}/minutes/edit").text
    assert "Look at these first" not in page and "Put away (1)" in page
    assert TELLS not in client_for(cast.omar).get(f"{url}/minutes").text.replace(TELLS, "", 1)
    fatima.post(away, data={"word": "brought_back"})
    assert "Look at these first" in fatima.get(f"{url}/minutes/edit").text
    assert fatima.post(away, data={"word": "?"}).status_code == 409
    assert keep(fatima, f"{url}/minutes/ready", {}).status_code == 303
    assert now(look, cast).minutes_ready_at == NOW


def test_in_short_a_title_and_who_was_here(client_for: ClientFor, cast: Cast, url: str, look: Look) -> None:
    fatima, omar = client_for(cast.fatima), client_for(cast.omar)
    blank = editing.wording_of(now(look, cast))
    short = f"{url}/minutes/in-short"
    assert fatima.post(short, data={"text": "A warm two hours.", "seen": blank}).status_code == 303
    conflict = fatima.post(short, data={"text": "Mine.", "seen": blank})
    assert conflict.status_code == 409 and "A warm two hours." in conflict.text and "Mine." in conflict.text
    flagged = fatima.post(short, data={"text": TELLS, "seen": blank})
    assert flagged.status_code == 422 and 'id="short-field-keep"' in flagged.text
    step = f"{url}/minutes/steps/{cast.step.id}"
    page = fatima.get(f"{url}/minutes/edit", params={"change": str(cast.step.id)}).text
    assert fatima.post(step, data={"text": "Cake", "seen": seen_on(page)}).status_code == 303
    assert fatima.post(step, data={"text": "Tea", "seen": seen_on(page)}).status_code == 409
    assert "Give the step a name." in fatima.post(step, data={"text": ""}).text
    who = f"{url}/minutes/attendance"
    assert fatima.post(who, data={"who": str(cast.nias_place.id), "word": "apologies"}).status_code == 303
    assert "Choose somebody of the list." in fatima.post(who, data={"who": ""}).text
    text = omar.get(f"{url}/minutes").text
    assert "In short" in text and "A warm two hours." in text and ">Cake<" in text and "Apologies: Nia Powell." in text
    with look() as db:
        assert agenda.by_id(db, cast.step.id).title == "Cake"  # type: ignore[union-attr]
        assert [seat.word for seat in attendance.seats(db, now(look, cast)) if seat.person.name == "Nia Powell"] == [
            "apologies"
        ]


def test_ready_minutes_are_opened_again_by_a_facilitator(
    client_for: ClientFor, cast: Cast, url: str, look: Look
) -> None:
    fatima = client_for(cast.fatima)
    fatima.post(f"{url}/minutes/ready")
    assert fatima.get(f"{url}/minutes/edit").headers["location"] == f"{url}/minutes"
    assert fatima.post(thing(cast), data={"text": "Late.", "seen": "x"}).status_code == 409
    assert text_of(look, cast) == "We began on time."
    assert fatima.post(f"{url}/minutes/reopening").headers["location"] == f"{url}/minutes/edit"
    assert now(look, cast).minutes_ready_at is None


def test_every_change_tells_the_open_pages(client_for: ClientFor, cast: Cast, url: str, app) -> None:
    fatima, hub = client_for(cast.fatima), app.state.hub
    topic = history.topic_of(cast.community.id)
    seen = seen_on(fatima.get(f"{url}/minutes/edit", params={"change": str(cast.note.id)}).text)
    for address, data in (
        (thing(cast), {"text": "New words.", "seen": seen}),
        (f"{thing(cast)}/word", {"word": "put_away"}),
        (f"{url}/minutes/ready", {}),
    ):
        before = hub.version(topic)
        assert fatima.post(address, data=data).status_code == 303
        assert hub.version(topic) != before


def test_a_running_meetings_minutes_are_not_edited_and_aftercare_is_never_in_them(
    client_for: ClientFor, cast: Cast, database: Database
) -> None:
    url = f"/meetings/{cast.today.id}"
    fatima = client_for(cast.fatima)
    assert fatima.get(f"{url}/minutes/edit").headers["location"] == f"{url}/minutes"
    assert fatima.post(f"{url}/minutes/ready").status_code == 409
    with database.writing() as db:
        meeting = meetings.by_id(db, cast.today.id)
        assert meeting
        aftercare.look_after(db, meeting, cast.nias_place.id, None, "Zaunkoenig", by=cast.fatima, at=NOW)
        closing.close(db, meeting, by=cast.fatima, at=NOW)
    for address in (f"{url}/minutes", f"{url}/minutes/edit"):
        assert "Zaunkoenig" not in fatima.get(address).text


def test_what_is_marked_is_replaced_in_its_place_and_what_is_kept_has_a_reason(
    client_for: ClientFor, cast: Cast, url: str, database: Database, look: Look
) -> None:
    both = TELLS + " Or near SW1A 1AA, on 07700 900124."
    with database.writing() as db:
        note = notes.by_id(db, cast.note.id)
        assert note
        notes.change(db, note, kind="note", text=both, seen=note.wording, by=cast.omar, at=NOW)
    fatima, address = client_for(cast.fatima), f"{thing(cast)}/look"
    page = fatima.get(f"{url}/minutes/edit").text
    seen, places = seen_at(page), re.findall(r'name="use" value="([\w:]+)"', page)
    assert len(places) == 3 and page.count('<mark class="find">') == 6
    assert fatima.post(address, data={"use": places[1], "seen": "others"}).status_code == 303
    assert text_of(look, cast) == both, "Nothing is replaced in words that were not read."
    fatima.post(address, data={"use": places[1], "seen": seen})
    assert "(area removed)" in text_of(look, cast) and "07700 900124" in text_of(look, cast)
    fatima.post(address, data={"use_all": "true", "seen": seen_at(fatima.get(f"{url}/minutes/edit").text)})
    assert "07700" not in text_of(look, cast)
    assert "Look at these first" not in fatima.get(f"{url}/minutes/edit").text
    with database.writing() as db:
        note = notes.by_id(db, cast.note.id)
        assert note
        notes.change(db, note, kind="note", text=TELLS, seen=note.wording, by=cast.omar, at=NOW)
    fatima.post(address, data={"seen": "x"})
    assert "Look at these first" in fatima.get(f"{url}/minutes/edit").text, "Keeping needs a reason."
    fatima.post(address, data={"keep": "public", "seen": "x"})
    assert "Look at these first" in fatima.get(f"{url}/minutes/edit").text, "Others changed the words meanwhile."
    fatima.post(address, data={"keep": "public", "seen": seen_at(fatima.get(f"{url}/minutes/edit").text)})
    with look() as db:
        assert [row.detail for row in history.of(db, cast.note.id) if row.verb == "kept_findings"] == ["public: PHONE"]
    assert "Look at these first" not in fatima.get(f"{url}/minutes/edit").text


def test_a_suggestion_that_does_not_fit_is_refused_and_nothing_is_lost(
    client_for: ClientFor, cast: Cast, url: str, database: Database, look: Look
) -> None:
    long = ("a@b.uk " * 285).strip()
    with database.writing() as db:
        note = notes.by_id(db, cast.note.id)
        assert note
        notes.change(db, note, kind="note", text=long, seen=note.wording, by=cast.omar, at=NOW)
    fatima = client_for(cast.fatima)
    seen = seen_at(fatima.get(f"{url}/minutes/edit").text)
    answer = fatima.post(f"{thing(cast)}/look", data={"use_all": "true", "seen": seen})
    assert answer.status_code == 409 and "There is no room left for that." in answer.text
    assert text_of(look, cast) == long


def test_a_name_in_what_was_said_of_a_case_becomes_its_code_name(
    *, client_for: ClientFor, cast: Cast, url: str, database: Database, look: Look
) -> None:
    case = cast.open_case.code_name
    with database.writing() as db:
        for note_id in (cast.note.id, cast.offer.id):
            note = notes.by_id(db, note_id)
            assert note
            note.text = "Kerry rang the clinic."
    fatima = client_for(cast.fatima)
    page = fatima.get(f"{url}/minutes/edit").text
    of_case, of_none = (part_of(page, one) for one in (f"look-{cast.offer.id}", f"look-{cast.note.id}"))
    assert f"instead: {case}" in of_case and case not in of_none
    address = f"/meetings/{cast.today.id}/minutes/things/{cast.offer.id}"
    changing = fatima.get(f"{url}/minutes/edit", params={"change": str(cast.offer.id)}).text
    assert f'data-called="{case}"' in changing
    again = fatima.post(address, data={"text": "Kerry came twice.", "use_all": "true"})
    assert again.status_code == 422 and f"{case} came twice." in again.text
    seen = of_case.split('name="seen" value="')[1].split('"', maxsplit=1)[0]
    fatima.post(f"{address}/look", data={"use_all": "true", "seen": seen})
    with look() as db:
        offer = notes.by_id(db, cast.offer.id)
        assert offer and offer.text == f"{case} rang the clinic."


def part_of(page: str, anchor: str) -> str:
    """The part of the page that begins with this id, up to the next thing that is marked."""
    return page.split(f'id="{anchor}"')[1].split('<li class="card"', maxsplit=1)[0].split("</ul>", maxsplit=1)[0]
