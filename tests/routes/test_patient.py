"""What a write needs read is read once for it, and never while the turn to write is held."""

from collections import Counter
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest

from app.db import Database
from app.deid import Looked, Reads, look
from app.domain import agenda, closing, looked, meetings, notes, people
from app.domain.looked import Looks, NotYetRead, remembered
from tests.cast import NOW, Cast, build_case
from tests.keeping import shown_in

TELLS = "Ring 07700 900123 about it"
ALSO = "Write to someone@example.org too"
PARTIAL = {"HX-Request-Type": "partial"}


class Reader:
    """Reads as ever, and remembers how often, and whether a turn to write was held meanwhile."""

    def __init__(self, database: Database) -> None:
        self.times: Counter[str] = Counter()
        self.held: list[str] = []
        self._turns = database._turns

    def __call__(self, text: str) -> Looked:
        self.times[text] += 1
        if self._turns._taken:
            self.held.append(text)
        return look(text)


@pytest.fixture
def reader(database: Database, monkeypatch: pytest.MonkeyPatch) -> Iterator[Reader]:
    reader = Reader(database)
    yield reader
    assert not reader.held, "The turn to write was held meanwhile."
    assert set(reader.times.values()) == {1}, reader.times


@pytest.fixture
def watched(reader: Reader, monkeypatch: pytest.MonkeyPatch) -> Any:
    """From here on it is remembered."""
    return lambda: monkeypatch.setattr(looked, "look", reader)


def told_case(database: Database, cast: Cast) -> str:
    with database.writing() as db:
        nia = people.by_id(db, cast.nia.id)
        assert nia
        return f"/cases/{build_case(db, cast.community, nia, tried=TELLS, stuck=ALSO).id}"


@pytest.mark.parametrize("sent", [{}, {"keep": "agreed"}, {"use_all": "all"}])
def test_a_form(client_for, cast: Cast, watched, sent: dict[str, str]) -> None:
    omar, url, form = client_for(cast.omar), f"/communities/{cast.community.id}/topics", {"title": ALSO, "why": TELLS}
    shown = shown_in(omar.post(url, data=form).text)
    watched()
    answer = omar.post(url, data=form | sent | {"kept_of": shown})
    assert answer.status_code == (303 if "keep" in sent else 422)


@pytest.mark.parametrize("way", ["named", "agency", "detached"])
@pytest.mark.parametrize("keep", ["", "agreed"])
def test_a_reflection_that_the_domain_guards_too(client_for, cast: Cast, watched, way: str, keep: str) -> None:
    omar, url = client_for(cast.omar), f"/cases/{cast.open_case.id}/reflections"
    form = {"text": TELLS, "kind": "idea", "shared": way, "keep": keep}
    form["kept_of"] = shown_in(omar.post(url, data=form).text)
    watched()
    answer = omar.post(url, data=form, headers=PARTIAL)
    assert answer.status_code == (200 if keep else 422)


@pytest.mark.parametrize("keep", ["", "agreed"])
def test_a_whole_case_that_is_handed_in(client_for, database: Database, cast: Cast, watched, keep: str) -> None:
    nia, url = client_for(cast.nia), told_case(database, cast)
    shown = shown_in(nia.get(f"{url}/check").text)
    watched()
    assert nia.post(f"{url}/offer", data={"keep": keep, "kept_of": shown}).status_code == (303 if keep else 422)


def test_a_suggestion_and_what_stands_there_then(client_for, database: Database, cast: Cast, watched) -> None:
    nia, url = client_for(cast.nia), told_case(database, cast)
    watched()
    used = nia.post(f"{url}/check", data={"field": "tried", "start": 5, "end": 17}, headers=PARTIAL)
    assert "07700" not in used.text and "someone@example.org" in used.text


@pytest.mark.parametrize("keep", ["", "agreed"])
def test_minutes_that_go_out(client_for, database: Database, cast: Cast, watched, keep: str) -> None:
    fatima = client_for(cast.fatima)
    with database.writing() as db:
        note, meeting = notes.by_id(db, cast.note.id), meetings.by_id(db, cast.today.id)
        assert note and meeting
        notes.change(db, note, kind="note", text=TELLS, seen=note.wording, by=cast.omar, at=NOW)
        closing.close(db, meeting, by=cast.fatima, at=NOW)
    minutes = f"/meetings/{cast.today.id}/minutes"
    shown = shown_in(fatima.get(f"{minutes}/edit").text)
    watched()
    answer = fatima.post(f"{minutes}/ready", data={"keep": keep, "kept_of": shown})
    assert answer.status_code == (303 if keep else 422)


def test_what_is_caught_and_what_was_caught_before(client_for, cast: Cast, watched) -> None:
    omar = client_for(cast.omar)
    watched()
    # What was found in it is remembered, so that each run has words of its own.
    form = {"kind": "note", "text": f"{TELLS} at the meeting, {uuid4()}"}
    answer = omar.post(f"/meetings/{cast.today.id}/captures", data=form, headers=PARTIAL)
    assert answer.status_code == 200 and "Look at this before the minutes go out" in answer.text


def test_the_words_that_an_action_had(client_for, cast: Cast, watched) -> None:
    omar = client_for(cast.omar)
    watched()
    action = {"text": "Ring the hostel again", "revision": cast.open_action.revision}
    assert omar.post(f"/actions/{cast.open_action.id}", data=action).status_code in {303, 409}


def test_a_form_begun_anew_is_taken_once(client_for, cast: Cast, look, watched) -> None:
    omar, url = client_for(cast.omar), f"/communities/{cast.community.id}/topics"
    form = {"title": "Weekend", "why": f"{TELLS} once", "keep": "agreed"}
    form |= {"kept_of": shown_in(omar.post(url, data=form).text), "once": "a-token"}
    watched()
    assert [omar.post(url, data=form).status_code for _ in range(2)] == [303, 303]
    with look() as db:
        assert [one.title for one in agenda.waiting(db, cast.community.id)].count("Weekend") == 1


def test_words_that_cannot_be_read_yet_are_named_together_and_stand_in_no_message() -> None:
    with remembered(Looks(may_read=False)) as _, pytest.raises(NotYetRead) as raised:
        looked.all_of([TELLS, " ", ALSO])
    assert raised.value.texts == [TELLS, ALSO] and str(raised.value) == ""


def test_who_read_is_said_of_this_page_alone(client_for, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    omar, url = client_for(cast.omar), f"/communities/{cast.community.id}/topics"

    def not_all(text: str) -> Looked:
        seen = look(text)
        return seen._replace(by=Reads.RULES) if text == TELLS else seen

    monkeypatch.setattr(looked, "look", not_all)
    both = omar.post(url, data={"title": ALSO, "why": TELLS}).text
    assert "It could not read all of it" in both
    assert "Only rules and lists read this" in omar.post(url, data={"title": "", "why": TELLS}).text
    assert "Rules and a small model" in omar.post(url, data={"title": "", "why": ALSO}).text
