"""Cases on the web: bringing one, reading it over, approving it; who sees what, and what leaves no trace."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from html import unescape
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from fastapi.testclient import TestClient
from sqlmodel import Session

from app.db import Database
from app.domain import (
    actions,
    agenda,
    barriers,
    bringing,
    cases,
    communities,
    history,
    meetings,
    miracles,
    notes,
    people,
    pro_forma,
    reflections,
    running,
)
from app.domain.cases import Case
from tests.cast import NOW, Cast, build_case
from tests.counting import questions
from tests.keeping import keep

Look = Callable[[], AbstractContextManager[Session]]
PHONE = "07700 900245"
HOSTILE = '"><script>alert(1)</script><img src=x onerror=alert(2)>'


def found(look: Look, case_id: UUID) -> Case:
    with look() as db:
        case = cases.by_id(db, case_id)
    assert case
    return case


def verbs(look: Look, case_id: UUID) -> list[tuple[str, UUID | None]]:
    with look() as db:
        return [(line.verb, line.by_id) for line in history.of(db, case_id)]


def built(database: Database, cast: Cast, state: str = "draft", **words: str) -> Case:
    with database.writing() as db:
        nia = people.by_id(db, cast.nia.id)
        assert nia
        return build_case(db, cast.community, nia, state=state, **words)


def seen_on(page: str) -> str:
    """The sign of the words that a page has shown."""
    sign = re.search(r'name="seen" value="([^"]*)"', page)
    assert sign
    return sign[1]


def sent_from(browser: TestClient, url: str, data: dict[str, Any], **more: Any) -> Any:
    """A page is opened, and what is told on it sent."""
    return browser.post(url, data={"seen": seen_on(browser.get(url).text)} | data, **more)


# ---- Bringing a case


def test_bringing_a_case_makes_a_draft_with_a_code_name_and_opens_its_first_page(
    client_for, look: Look, cast: Cast
) -> None:
    omar = client_for(cast.omar)
    answer = omar.post(
        f"/communities/{cast.community.id}/cases",
        data={"code_name": "Dave", "presenter_id": str(cast.nia.id), "question": "What?"},
    )
    case_id = UUID(answer.headers["location"].split("/")[2])
    case = found(look, case_id)
    assert (case.presenter_id, case.state, case.question) == (cast.omar.id, "draft", "")
    assert case.code_name != "Dave"
    assert verbs(look, case_id) == [("begun", cast.omar.id)]
    page = omar.get(answer.headers["location"])
    assert page.status_code == 200
    assert case.code_name in page.text


def test_a_double_click_brings_one_case(client_for, look: Look, cast: Cast) -> None:
    omar = client_for(cast.omar)
    for _ in range(2):
        omar.post(f"/communities/{cast.community.id}/cases", data={"once": "the-same"})
    with look() as db:
        assert len([case for case in cases.of(db, cast.community.id) if case.presenter_id == cast.omar.id]) == 1


FILLED: list[dict[str, str | list[str]]] = [
    {"question": "How do we stay in touch?"},
    {"life_stage": "older"},
    {"wants": "“A door.”\r\nAnd the dog."},
    {"strengths": "Humour"},
    {"housing_kind": "moving", "housing_now": "A sofa"},
    {"needs": ["trust", "drugs"], "needs_other": "Music"},
    {"tried": "Letters"},
    {"around_kinds": ["housing"], "around": "A neighbour"},
    {"missing_kinds": ["primary_care", "hospital"], "missing": "a dentist"},
    {"stuck": "The list"},
    {"knows": "not_told", "knows_why": "Away"},
    {"urgent": "no"},
    {"elsewhere": "No"},
    {"what_it_does_to_me": "I worry"},
]


def test_every_field_is_saved_one_question_a_page(client_for, look: Look, cast: Cast) -> None:
    nia, case_id = client_for(cast.nia), cast.draft_case.id
    assert len(FILLED) == pro_forma.PAGES
    for number, values in enumerate(FILLED, start=1):
        answer = sent_from(nia, f"/cases/{case_id}/pages/{number}", values | {"then": "on"})
        ends = f"/pages/{number + 1}" if number < pro_forma.PAGES else "/map"
        assert answer.headers["location"] == f"/cases/{case_id}{ends}"
    case = found(look, case_id)
    sent = {name: value for page in FILLED for name, value in page.items()}
    assert set(sent) == {column for question in pro_forma.QUESTIONS for column in question.columns}
    lists = {"needs": "drugs,trust", "around_kinds": "housing", "missing_kinds": "primary_care,hospital"}
    wanted = sent | lists | {"wants": "“A door.”\nAnd the dog."}
    assert {name: getattr(case, name) for name in wanted} == wanted
    for number, question in enumerate(pro_forma.QUESTIONS, start=1):
        page = nia.get(f"/cases/{case_id}/pages/{number}").text
        assert page.count("<h1") == 1
        assert f"Question {number} of {pro_forma.PAGES}" in page
        assert f"All questions: {pro_forma.PAGES} of {pro_forma.PAGES} answered" in page
        assert all(f'name="{column}"' in page for column in question.columns)


def test_every_button_saves_and_leads_where_it_says(client_for, look: Look, cast: Cast) -> None:
    nia, case = client_for(cast.nia), f"/cases/{cast.draft_case.id}"
    leads = {"on": "/pages/5", "back": "/pages/3", "stop": "", "check": "/check", "map": "/map", "11": "/pages/11"}
    odd = {"99": f"/pages/{pro_forma.PAGES}", "0": "/pages/1", "nonsense": "/pages/5"}
    for then, ends in (leads | odd).items():
        answer = sent_from(nia, f"{case}/pages/4", {"strengths": f"Told by {then}", "then": then})
        assert answer.headers["location"] == f"{case}{ends}"
        assert found(look, cast.draft_case.id).strengths == f"Told by {then}"


def test_words_save_themselves_and_leave_the_forms_token_for_its_button(client_for, look: Look, cast: Cast) -> None:
    nia, url = client_for(cast.nia), f"/cases/{cast.draft_case.id}/pages/3"
    saved = nia.post(url, data={"wants": "A doo", "then": "keep"}, headers={"HX-Request-Type": "partial"})
    assert saved.status_code == 200
    assert "Saved at " in saved.text
    assert "<form" not in saved.text
    assert found(look, cast.draft_case.id).wants == "A doo"
    assert "A doo" in nia.get(url).text


def test_the_list_of_questions_says_in_words_which_are_answered(client_for, cast: Cast) -> None:
    page = client_for(cast.nia).get(f"/cases/{cast.draft_case.id}/pages/2").text
    rows = re.findall(r'<li><button class="button plain"[^>]*>(.*?)</button></li>', page, re.S)
    said = [re.sub(r"<[^>]+>|\s+", " ", row).split() for row in rows]
    assert [words[-1] for words in said[:3]] == ["answered", "here", "yet"]
    assert said[-1][-1] == "begun"


def test_unticking_every_need_takes_them_away(client_for, look: Look, cast: Cast) -> None:
    nia, url = client_for(cast.nia), f"/cases/{cast.draft_case.id}/pages/6"
    nia.post(url, data={"needs": ["trust"]})
    assert 'value="trust" checked' in nia.get(url).text
    sent_from(nia, url, {})
    assert found(look, cast.draft_case.id).needs == ""


def test_a_question_can_wait_until_the_rest_is_written(client_for, look: Look, cast: Cast) -> None:
    nia, url = client_for(cast.nia), f"/cases/{cast.draft_case.id}/pages"
    assert sent_from(nia, f"{url}/1", {"question": "", "then": "on"}).headers["location"].endswith("/pages/2")
    stopped = nia.post(f"{url}/2", data={"life_stage": "adult", "then": "stop"})
    assert stopped.headers["location"] == f"/cases/{cast.draft_case.id}"
    case = found(look, cast.draft_case.id)
    assert (case.question, case.life_stage) == ("", "adult")
    assert f'/cases/{case.id}/pages/1"' in nia.get(f"/cases/{case.id}").text, "writing goes on at what is open"


def test_nothing_typed_is_lost_on_an_error(client_for, look: Look, cast: Cast) -> None:
    nia, url = client_for(cast.nia), f"/cases/{cast.draft_case.id}/pages/6"
    answer = nia.post(url, data={"needs_other": "w" * 501, "needs": ["trust", "wide_home"], "from_check": "1"})
    assert answer.status_code == 422
    assert "<title>Error:" in answer.text
    assert "w" * 501 in answer.text
    assert 'value="trust" checked' in answer.text
    assert 'value="wide_home" checked' in answer.text
    assert 'value="check"' in answer.text, "the way back to the check stays"
    assert found(look, cast.draft_case.id).needs == ""


@pytest.mark.parametrize(
    ("number", "values"),
    [(2, {"life_stage": "12"}), (5, {"housing_kind": "x"}), (6, {"needs": ["money", "x"]}), (11, {"knows": "x"})],
)
def test_only_choices_of_the_list_are_taken(client_for, cast: Cast, number: int, values: dict[str, str]) -> None:
    assert client_for(cast.nia).post(f"/cases/{cast.draft_case.id}/pages/{number}", data=values).status_code == 422


def test_s05_extra_fields_set_nothing(client_for, look: Look, cast: Cast) -> None:
    before = found(look, cast.draft_case.id)
    extra = {
        "presenter_id": str(cast.omar.id),
        "community_id": str(cast.elsewhere.id),
        "code_name": "Dave",
        "approved_at": "2027-05-11T11:00:00Z",
        "meeting_id": str(cast.today.id),
        "tried": "not on this page",
    }
    sent_from(client_for(cast.nia), f"/cases/{cast.draft_case.id}/pages/1", extra | {"question": "New?"})
    after = found(look, cast.draft_case.id)
    assert after.question == "New?"
    same = ("presenter_id", "community_id", "code_name", "approved_at", "meeting_id", "tried")
    assert [getattr(after, name) for name in same] == [getattr(before, name) for name in same]


@pytest.mark.parametrize("number", ["0", "15", "x"])
def test_there_are_no_other_pages(client_for, cast: Cast, number: str) -> None:
    assert client_for(cast.nia).get(f"/cases/{cast.draft_case.id}/pages/{number}").status_code == 404


def test_a_case_handed_in_is_not_written_by_an_old_page(client_for, look: Look, cast: Cast) -> None:
    nia, url = client_for(cast.nia), f"/cases/{cast.offered_case.id}/pages/1"
    assert nia.post(url, data={"question": "Another?"}).status_code == 409
    assert nia.get(url).status_code == 409
    assert nia.get(f"/cases/{cast.offered_case.id}/check").status_code == 409
    assert found(look, cast.offered_case.id).question == cast.offered_case.question


def test_urgent_without_ones_own_route_says_to_use_it_today(client_for, cast: Cast) -> None:
    nia = client_for(cast.nia)
    nia.post(f"/cases/{cast.draft_case.id}/pages/12", data={"urgent": "not_yet"})
    for page in ("", "/check"):
        assert "use your own safeguarding route today" in nia.get(f"/cases/{cast.draft_case.id}{page}").text


# ---- Reading it over, and handing it in


def marks(page: str) -> list[str]:
    answers = page[page.index('<dl class="answers"') : page.index("</dl>")]
    return [unescape(mark) for mark in re.findall(r'<mark class="find"[^>]*>(.*?)</mark>', answers, re.S)]


def test_the_check_marks_what_was_found_in_the_text_and_lists_it_beside(client_for, database, cast: Cast) -> None:
    case = built(database, cast, tried=f"Rang {PHONE}", stuck="Nothing here", what_it_does_to_me="Secret thought")
    page = client_for(cast.nia).get(f"/cases/{case.id}/check").text
    assert marks(page) == [PHONE]
    listed = page[page.index('id="findings"') :]
    assert "A phone number" in listed
    assert f"/cases/{case.id}/pages/7?from_check=1#field-tried" in listed
    assert "Could somebody who knows the area recognise this person from the story?" in page
    assert "We found these. Please read it again." in page
    assert "They miss some: names that are also words" in page
    assert "Secret thought" not in page


@pytest.mark.parametrize("way", [{"then": "check"}, {}], ids=["its button", "Return in the field"])
def test_the_way_back_to_the_check_is_kept_when_a_suggestion_is_used(client_for, database, cast, way) -> None:
    case = built(database, cast, tried=f"Rang {PHONE}")
    nia, url = client_for(cast.nia), f"/cases/{case.id}/pages/7"
    carried = {"from_check": "1"}
    assert 'name="from_check" value="1"' in nia.get(url, params=carried).text
    assert "from_check" not in nia.get(url).text
    again = nia.post(url, data=carried | {"tried": f"Rang {PHONE}", "use_all": "all"}).text
    assert "Save and read it again" in again and 'name="from_check" value="1"' in again
    saved = sent_from(nia, url, carried | way | {"tried": "Rang them"})
    assert saved.headers["location"] == f"/cases/{case.id}/check"


def test_using_a_suggestion_replaces_that_span_without_scripts_and_with(client_for, database, look, cast: Cast) -> None:
    case = built(database, cast, tried=f"Rang {PHONE}, then {PHONE}.")
    nia, url = client_for(cast.nia), f"/cases/{case.id}/check"
    second = cases.findings_in(case)["tried"][1]
    data = {"field": "tried", "start": second.start, "end": second.end}
    plain = nia.post(url, data=data)
    assert plain.headers["location"] == f"/cases/{case.id}/check#check"
    assert found(look, case.id).tried == f"Rang {PHONE}, then {second.suggestion}."
    first = cases.findings_in(found(look, case.id))["tried"][0]
    data = {"field": "tried", "start": first.start, "end": first.end}
    partial = nia.post(url, data=data, headers={"HX-Request-Type": "partial"})
    assert partial.status_code == 200
    assert partial.text.count('id="check"') == 1
    assert "<html" not in partial.text
    assert PHONE not in partial.text
    assert [line for line in verbs(look, case.id) if line[0] == "suggestion_used"] == [
        ("suggestion_used", cast.nia.id)
    ] * 2
    again = nia.post(url, data=data)
    assert again.status_code == 303
    assert [verb for verb, _ in verbs(look, case.id)].count("suggestion_used") == 2
    assert found(look, case.id).tried.count(second.suggestion) == 2


@pytest.mark.parametrize(
    "data", [{}, {"field": "code_name", "start": 0, "end": 3}, {"field": "tried", "start": -1, "end": "x"}]
)
def test_a_suggestion_for_nothing_changes_nothing(client_for, look: Look, cast: Cast, data: dict[str, object]) -> None:
    before = found(look, cast.draft_case.id)
    assert client_for(cast.nia).post(f"/cases/{cast.draft_case.id}/check", data=data).status_code == 303
    assert found(look, cast.draft_case.id) == before


def test_s41_what_was_replaced_stands_nowhere_in_the_database(client_for, database: Database, cast: Cast) -> None:
    if not database.is_sqlite:
        pytest.skip("PostgreSQL removes old rows by its own vacuum")
    canary = "07700 900937"
    case = built(database, cast, tried="x" * 1500 + f" rang {canary} twice. " + "y" * 1200)
    assert canary.encode() in bytes_of(database), "the canary must be seen before it can be missed"
    finding = cases.findings_in(case)["tried"][0]
    nia = client_for(cast.nia)
    nia.post(f"/cases/{case.id}/check", data={"field": "tried", "start": finding.start, "end": finding.end})
    with database.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    assert canary.encode() not in bytes_of(database)


def bytes_of(database: Database) -> bytes:
    file = Path(str(database.engine.url.database))
    return b"".join(part.read_bytes() for part in file.parent.glob(file.name + "*"))


def test_handing_in_with_findings_needs_the_tick_and_keeps_no_words(client_for, database, look, cast: Cast) -> None:
    case = built(database, cast, tried=f"Rang {PHONE}")
    nia, url = client_for(cast.nia), f"/cases/{case.id}/offer"
    refused = nia.post(url)
    assert refused.status_code == 422
    assert 'href="#field-keep"' in refused.text
    assert marks(refused.text) == [PHONE]
    assert found(look, case.id).state == "draft"
    assert keep(nia, url, {}, "agreed").headers["location"] == f"/cases/{case.id}"
    assert found(look, case.id).state == "offered"
    assert ("kept_findings", cast.nia.id) in verbs(look, case.id)
    nia.post(url, data={"keep": "agreed"})
    assert [verb for verb, _ in verbs(look, case.id)].count("offered") == 1
    with look() as db:
        assert all(PHONE not in str(line.model_dump()) for line in history.of(db, case.id))


def test_handing_in_without_a_question_is_refused_kindly(client_for, database, cast: Cast) -> None:
    case = built(database, cast, question="")
    nia = client_for(cast.nia)
    assert nia.post(f"/cases/{case.id}/offer").status_code == 409
    page = nia.get(f"/cases/{case.id}/check").text
    assert "write your one question" in page
    assert 'id="offer-form"' not in page


# ---- The facilitator, and the ways back


def test_the_facilitator_reads_what_was_kept_marked_and_approves(client_for, database, look, cast: Cast) -> None:
    case = built(database, cast, tried=f"Rang {PHONE}", what_it_does_to_me="Secret thought")
    keep(client_for(cast.nia), f"/cases/{case.id}/offer", {}, "agreed")
    fatima = client_for(cast.fatima)
    page = fatima.get(f"/cases/{case.id}").text
    assert marks(page) == [PHONE]
    assert "Secret thought" not in page
    for _ in range(2):
        assert fatima.post(f"/cases/{case.id}/approval").status_code == 303
    assert [line for line in verbs(look, case.id) if line[0] == "approved"] == [("approved", cast.fatima.id)]
    with look() as db:
        items = [item for item in agenda.waiting(db, cast.community.id) if item.case_id == case.id]
    assert [(item.title, item.hint) for item in items] == [(f"Case: {case.code_name}", "")]


def test_sending_back_needs_a_note_and_shows_it_to_the_presenter(client_for, look: Look, cast: Cast) -> None:
    fatima, url = client_for(cast.fatima), f"/cases/{cast.offered_case.id}/sending-back"
    empty = fatima.post(url, data={"note": " "})
    assert empty.status_code == 422
    assert 'href="#field-note"' in empty.text
    assert fatima.post(url, data={"note": "Make it more general"}).status_code == 303
    assert found(look, cast.offered_case.id).state == "sent_back"
    assert "Make it more general" in client_for(cast.nia).get(f"/cases/{cast.offered_case.id}").text
    assert fatima.get(f"/cases/{cast.offered_case.id}").status_code == 404
    assert fatima.post(url, data={"note": "Again"}).status_code == 404


def test_the_presenter_takes_it_back_and_writes_on(client_for, look: Look, cast: Cast) -> None:
    nia, case_id = client_for(cast.nia), cast.offered_case.id
    for _ in range(2):
        assert nia.post(f"/cases/{case_id}/taking-back").status_code == 303
    assert [verb for verb, _ in verbs(look, case_id)].count("taken_back") == 1
    assert sent_from(nia, f"/cases/{case_id}/pages/1", {"question": "Another?"}).status_code == 303
    assert nia.post(f"/cases/{cast.open_case.id}/taking-back").status_code == 409


def test_a_withdrawn_case_is_its_presenters_alone_and_can_come_back(client_for, look: Look, cast: Cast) -> None:
    nia, case_id = client_for(cast.nia), cast.open_case.id
    assert nia.post(f"/cases/{case_id}/withdrawal").status_code == 303
    assert client_for(cast.omar).get(f"/cases/{case_id}").status_code == 404
    assert client_for(cast.fatima).get(f"/cases/{case_id}").status_code == 404
    assert nia.get(f"/cases/{case_id}").status_code == 200
    nia.post(f"/cases/{case_id}/taking-back")
    assert found(look, case_id).state == "draft"


def test_the_facilitator_may_withdraw_what_was_handed_in_but_not_a_draft(client_for, look: Look, cast: Cast) -> None:
    fatima = client_for(cast.fatima)
    assert fatima.post(f"/cases/{cast.draft_case.id}/withdrawal").status_code == 404
    assert fatima.post(f"/cases/{cast.offered_case.id}/withdrawal").status_code == 303
    assert found(look, cast.offered_case.id).state == "withdrawn"


# ---- Who sees what


HIDDEN = ("draft_case", "offered_case")
WRITES = ("check", "offer", "taking-back", "approval", "sending-back", "withdrawal", "pages/1", "reflections")


@pytest.mark.parametrize("name", HIDDEN)
def test_a_hidden_case_does_not_exist_for_others(client_for, client: TestClient, cast: Cast, name: str) -> None:
    case = getattr(cast, name)
    for person in (cast.omar, cast.sol, cast.gus, cast.ivy, cast.zed, cast.kit):
        browser = client_for(person)
        assert browser.get(f"/cases/{case.id}").status_code == 404, person.name
        for path in WRITES:
            assert browser.post(f"/cases/{case.id}/{path}").status_code == 404, (person.name, path)
    assert client.get(f"/cases/{case.id}").status_code == 303


def test_an_open_case_is_read_by_members_and_its_guests_never_by_sponsors(client_for, cast: Cast) -> None:
    url = f"/cases/{cast.open_case.id}"
    for person in (cast.nia, cast.omar, cast.fatima, cast.gus):
        assert client_for(person).get(url).status_code == 200, person.name
    for person in (cast.sol, cast.zed, cast.kit, cast.ivy):
        assert client_for(person).get(url).status_code == 404, person.name


def test_only_the_presenter_writes_and_takes_back(client_for, cast: Cast) -> None:
    for person, status in ((cast.omar, 403), (cast.fatima, 403), (cast.gus, 404), (cast.sol, 404)):
        browser = client_for(person)
        for path in ("pages/1", "check", "offer", "taking-back"):
            assert browser.post(f"/cases/{cast.open_case.id}/{path}").status_code == status, (person.name, path)


def test_only_the_facilitator_approves(client_for, cast: Cast) -> None:
    for path in ("approval", "sending-back"):
        assert client_for(cast.nia).post(f"/cases/{cast.offered_case.id}/{path}").status_code == 403
    assert client_for(cast.fatima).post(f"/cases/{cast.draft_case.id}/approval").status_code == 404


def test_s04_a_hidden_case_appears_on_no_list_until_its_meeting_begins(client_for, database, cast: Cast) -> None:
    canary = "Kanarienvogel"
    with database.writing() as db:
        nia = people.by_id(db, cast.nia.id)
        assert nia
        case = build_case(db, cast.community, nia, state="offered", question=canary)
        bringing.approve(db, case, by=cast.fatima, at=NOW)
        item, meeting = bringing.place_of(db, case), meetings.by_id(db, cast.next_month.id)
        assert item
        assert meeting
        agenda.take(db, item, meeting, by=cast.fatima, at=NOW)
    omar = client_for(cast.omar)
    looked = (f"communities/{cast.community.id}/cases", f"communities/{cast.community.id}/meetings")
    looked += (f"communities/{cast.community.id}/topics", f"meetings/{meeting.id}", f"meetings/{meeting.id}/agenda")
    for url in looked:
        answer = omar.get(f"/{url}")
        assert answer.status_code == 200, url
        assert canary not in answer.text, url
    for person in (cast.sol, cast.gus, cast.zed):
        assert canary not in client_for(person).get(f"/cases/{case.id}").text
    before = omar.get(f"/communities/{cast.community.id}/cases").text
    assert case.code_name not in before
    with database.writing() as db:
        today, meeting = meetings.by_id(db, cast.today.id), meetings.by_id(db, cast.next_month.id)
        assert today
        assert meeting
        running.close(db, today, by=cast.fatima, at=NOW)
        running.start(db, meeting, by=cast.fatima, at=meeting.starts_at)
    assert canary in omar.get(f"/communities/{cast.community.id}/cases").text
    assert canary in omar.get(f"/cases/{case.id}").text


def test_the_list_shows_each_reader_what_is_theirs(client_for, cast: Cast) -> None:
    url = f"/communities/{cast.community.id}/cases"
    omar, nia, fatima = (client_for(person).get(url).text for person in (cast.omar, cast.nia, cast.fatima))
    ids = [f"case-{case.id}" for case in (cast.draft_case, cast.offered_case, cast.open_case)]
    assert [found_id in omar for found_id in ids] == [False, False, True]
    assert [found_id in nia for found_id in ids] == [True, True, True]
    assert [found_id in fatima for found_id in ids] == [False, True, True]
    assert 'id="to-approve"' in fatima
    assert 'id="to-approve"' not in nia
    assert "anonymous" not in (omar + nia + fatima).lower()


def test_a_guest_sees_of_the_thread_only_what_their_meeting_made(client_for, database, cast: Cast) -> None:
    with database.writing() as db:
        for meeting_id, text in ((cast.today.id, "Offered today"), (cast.last_month.id, "Offered last month")):
            meeting = meetings.by_id(db, meeting_id)
            assert meeting
            offer = notes.take_down(db, meeting, None, kind="offer", text=text, by=cast.omar, at=NOW)
            offer.case_id = cast.open_case.id
    guest = client_for(cast.gus).get(f"/cases/{cast.open_case.id}").text
    assert "Offered today" in guest
    assert "Offered last month" not in guest
    assert 'id="reflections"' not in guest
    member = client_for(cast.omar).get(f"/cases/{cast.open_case.id}").text
    assert "Offered last month" in member
    assert "Take this offer" not in member
    assert "Take this offer" in client_for(cast.nia).get(f"/cases/{cast.open_case.id}").text


def test_the_presenter_takes_an_offer_on_the_case_page(client_for, database, look: Look, cast: Cast) -> None:
    with database.writing() as db:
        offer = notes.by_id(db, cast.offer.id)
        assert offer
        offer.case_id = cast.open_case.id
    nia, url = client_for(cast.nia), f"/cases/{cast.open_case.id}"
    page = nia.get(url).text
    assert f'action="/notes/{cast.offer.id}/taking?from_case=1&amp;wanted=1"' in page
    answer = nia.post(f"/notes/{cast.offer.id}/taking?from_case=1&wanted=1")
    assert answer.headers["location"] == f"{url}#offer-{cast.offer.id}"
    assert "Offer taken" in nia.get(url).text


def test_the_whole_thread_stands_on_the_case_page(client_for, database, cast: Cast) -> None:
    with database.writing() as db:
        known = {"case_id": cast.open_case.id, "by": cast.omar, "at": NOW}
        actions.agree(db, cast.community.id, text="Visit together", owner_id=cast.omar.id, due_on=None, **known)
        miracles.tell(db, cast.community.id, text="The window stayed open", **known)
        barriers.name(db, cast.community.id, text="Two missed, file closed", **known)
    page = client_for(cast.omar).get(f"/cases/{cast.open_case.id}").text
    thread = page[page.index('id="thread"') :]
    for words in ("Visit together", "The window stayed open", "Two missed, file closed"):
        assert words in thread
    guest = client_for(cast.gus).get(f"/cases/{cast.open_case.id}").text
    assert "Visit together" not in guest


def test_the_case_page_asks_no_more_questions_when_its_thread_grows(client_for, database, cast: Cast) -> None:
    omar, url = client_for(cast.omar), f"/cases/{cast.open_case.id}"
    before = questions(database, lambda: omar.get(url))
    with database.writing() as db:
        for number in range(10):
            known = {"case_id": cast.open_case.id, "by": cast.omar, "at": NOW}
            actions.agree(db, cast.community.id, text=f"Try {number}", owner_id=cast.nia.id, due_on=None, **known)
            reflections.add(
                db, cast.community.id, text=f"Thought {number}", kind="struck", shared="named", kept="", **known
            )
    assert questions(database, lambda: omar.get(url)) == before
    listing = f"/communities/{cast.community.id}/cases"
    before = questions(database, lambda: omar.get(listing))
    for _ in range(3):
        built(database, cast, "approved")
    assert questions(database, lambda: omar.get(listing)) == before


def test_little_miracles_that_resemble_a_case_stand_on_its_page(client_for, database, cast: Cast) -> None:
    omar, url = client_for(cast.omar), f"/cases/{cast.open_case.id}"
    before = questions(database, lambda: omar.get(url))
    with database.writing() as db:
        case = cases.by_id(db, cast.open_case.id)
        case.needs = "housing"
        communities.change(
            db,
            communities.by_id(db, cast.community.id),
            {"own_word_plural": "small wonders"},
            by=cast.fatima,
            at=NOW,
        )
    for number in range(5):
        other = built(database, cast, "approved", needs="housing")
        with database.writing() as db:
            db.merge(other).opened_at = NOW
            known = {"case_id": other.id, "by": cast.omar, "at": NOW + timedelta(minutes=number)}
            miracles.tell(db, cast.community.id, text=f"A door opened, number {number}", **known)
    page = omar.get(url).text.split('id="alike"')[1].split("</section>")[0]
    assert page.count("A door opened") == 3 and page.count("It touched housing too.") == 3
    assert "All small wonders" in page and f'href="/cases/{other.id}"' in page
    assert questions(database, lambda: omar.get(url)) == before
    assert 'id="alike"' not in client_for(cast.gus).get(url).text


def test_s26_what_was_typed_is_never_markup(client_for, database, cast: Cast) -> None:
    words = {name: HOSTILE + PHONE for name in ("wants", "tried", "stuck", "elsewhere", "knows_why")}
    case = built(database, cast, **words, question=HOSTILE, what_it_does_to_me=HOSTILE)
    nia, fatima = client_for(cast.nia), client_for(cast.fatima)
    pages = [
        nia.get(f"/cases/{case.id}{end}").text for end in ("", "/check", "/pages/1", "/pages/2", "/pages/3", "/pages/4")
    ]
    keep(nia, f"/cases/{case.id}/offer", {}, "agreed")
    pages += [browser.get(f"/communities/{cast.community.id}/cases").text for browser in (nia, fatima)]
    pages.append(fatima.get(f"/cases/{case.id}").text)
    fatima.post(f"/cases/{case.id}/sending-back", data={"note": HOSTILE})
    pages.append(nia.get(f"/cases/{case.id}").text)
    for page in pages:
        assert "<script>alert" not in page
        assert "<img src=x" not in page


def test_the_printed_card_holds_the_answers_and_not_the_private_part(client_for, database, cast: Cast) -> None:
    case = built(database, cast, what_it_does_to_me="Secret thought", wants="A door")
    page = client_for(cast.nia).get(f"/cases/{case.id}").text
    card = page[page.index('<article class="case-card') : page.index("</article>")]
    assert "A door" in card
    assert "Secret thought" not in card
    assert "Secret thought" in page
