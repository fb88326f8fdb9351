"""“How is it with River now?” on the web: the day is set, the case comes back, and somebody tells."""

import re
from datetime import timedelta
from typing import Any

import pytest

from app.domain import cases, guests, meetings, notes, people, returns, running
from tests.cast import NOW, Cast

PARTIAL = {"HX-Request": "true", "HX-Request-Type": "partial"}


@pytest.fixture
def comes_back(database, cast: Cast, time) -> str:
    """Nia's case was discussed today with an offer taken, and June's meeting has begun; answers its address."""
    with database.writing() as db:
        case, nia = cases.by_id(db, cast.open_case.id), people.by_id(db, cast.nia.id)
        today, june = (meetings.by_id(db, one.id) for one in (cast.today, cast.next_month))
        notes.take_offer(db, notes.by_id(db, cast.offer.id), by=nia, at=NOW)
        returns.set_day(db, case, NOW.date(), meeting=today, by=nia, at=NOW)
        running.close(db, today, by=cast.fatima, at=NOW + timedelta(hours=1))
        running.start(db, june, by=cast.fatima, at=time.pass_by(days=28))
    return f"/meetings/{cast.next_month.id}"


@pytest.fixture
def looks_at(look, cast: Cast, comes_back: str) -> Any:
    """How to look, at whom, and where."""
    return look, cast, comes_back


def test_the_presenter_says_when_we_ask_again(client_for, look, cast: Cast) -> None:
    nia = client_for(cast.nia)
    assert "When shall we hear how it is with" in nia.get(f"/cases/{cast.open_case.id}/return").text
    nia.post(f"/cases/{cast.open_case.id}/return", data={"when": "month"})
    with look() as db:
        stands = returns.standing(db, cast.open_case.id)
    assert stands and stands.on_day == NOW.date() + timedelta(days=24) and stands.meeting_id == cast.today.id
    assert "at the first meeting from" in nia.get(f"/cases/{cast.open_case.id}").text


def test_a_day_that_is_over_is_said_in_words_and_changes_nothing(client_for, look, cast: Cast) -> None:
    answer = client_for(cast.nia).post(f"/cases/{cast.open_case.id}/return", data={"when": "next", "day": "2027-05-01"})
    assert answer.status_code == 422 and "still to come" in answer.text and "2027-05-01" in answer.text
    with look() as db:
        assert returns.standing(db, cast.open_case.id) is None


def test_the_next_meeting_opens_with_it_also_while_it_is_planned(client_for, cast: Cast, comes_back: str) -> None:
    page = client_for(cast.omar).get(comes_back).text
    assert "How is it with" in page and "Try the morning visit." in page
    assert f'id="word-{cast.open_case.id}"' in page


def test_whoever_speaks_tells_it_and_the_opening_comes_back(client_for, look, cast: Cast, comes_back: str) -> None:
    omar, url = client_for(cast.omar), f"{comes_back}/cases/{cast.open_case.id}/word"
    answer = omar.post(url, data={"word": "told", "text": "The door opened."}, headers=PARTIAL)
    assert answer.headers["HX-Retarget"] == "#opening" and "The door opened." in answer.text
    with look() as db:
        (asked,) = returns.of_case(db, cast.open_case.id)
    assert (asked.word, asked.answered_by_id) == ("told", cast.omar.id)
    page = omar.post(url, data={"word": "reopened"}, headers=PARTIAL).text
    assert "Taken back:" in page and "The door opened." in page


def test_telling_and_asking_again_at_once(client_for, look, cast: Cast, comes_back: str) -> None:
    url = f"{comes_back}/cases/{cast.open_case.id}/word"
    page = client_for(cast.nia).post(url, data={"word": "told", "text": "Warm.", "when": "month"}, headers=PARTIAL).text
    assert "we ask again at the first meeting from" in page
    with look() as db:
        assert returns.standing(db, cast.open_case.id)


def test_a_member_does_not_take_back_a_day_that_the_presenter_has_set(
    client_for, look, cast: Cast, comes_back: str
) -> None:
    url = f"{comes_back}/cases/{cast.open_case.id}/word"
    nia, omar = client_for(cast.nia), client_for(cast.omar)
    nia.post(url, data={"word": "told", "text": "Warm.", "when": "month"}, headers=PARTIAL)
    shown = [client_for(person).get(f"{comes_back}/opening").text for person in (cast.nia, cast.omar, cast.fatima)]
    assert ["reopen-return-" in page for page in shown] == [True, False, True]
    answer = omar.post(url, data={"word": "reopened"}, headers=PARTIAL)
    assert answer.status_code == 409 and "Whoever pressed it" in answer.text
    assert nia.post(url, data={"word": "reopened"}, headers=PARTIAL).status_code == 200
    omar.post(url, data={"word": "again", "when": "month"}, headers=PARTIAL)
    assert omar.post(url, data={"word": "reopened"}, headers=PARTIAL).status_code == 200, "Omar's own press."


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"word": "told", "text": " "}, "Tell in a few words"),
        ({"word": "rest", "text": ""}, "Say in a few words why"),
        ({"word": "again"}, "Choose when we shall ask again"),
        ({"word": "told", "text": "Warm.", "day": "2020-01-01"}, "still to come"),
        ({"word": "told", "text": "Ring 07700 900245"}, "07700 900245"),
    ],
)
@pytest.mark.parametrize("headers", [PARTIAL, {}], ids=["piece", "page"])
def test_what_cannot_be_said_so_stays_in_the_form(
    client_for, looks_at: Any, sent: dict[str, str], said: str, headers: dict[str, str]
) -> None:
    look, cast, comes_back = looks_at
    url = f"{comes_back}/cases/{cast.open_case.id}/word"
    answer = client_for(cast.omar).post(url, data=sent, headers=headers)
    assert answer.status_code == 422 and said in answer.text
    assert sent.get("text", "").strip() in answer.text
    with look() as db:
        assert returns.standing(db, cast.open_case.id), "Nothing was said."


def test_it_is_let_rest_without_javascript(client_for, look, cast: Cast, comes_back: str) -> None:
    url = f"{comes_back}/cases/{cast.open_case.id}/word"
    answer = client_for(cast.nia).post(url, data={"word": "rest", "text": "They moved away."})
    assert answer.status_code == 303 and answer.headers["location"].startswith(comes_back)
    with look() as db:
        assert returns.standing(db, cast.open_case.id) is None


def test_it_is_told_between_meetings_on_its_own_page(client_for, look, cast: Cast) -> None:
    nia = client_for(cast.nia)
    assert nia.get(f"/cases/{cast.open_case.id}/word").status_code == 200
    nia.post(f"/cases/{cast.open_case.id}/word", data={"word": "told", "text": "A good week."})
    assert "A good week." in nia.get(f"/cases/{cast.open_case.id}").text


def test_a_guest_of_that_meeting_reads_nothing_of_another_meetings_case(
    client_for, database, cast: Cast, comes_back: str
) -> None:
    with database.writing() as db:
        gus = guests.join(db, meetings.by_id(db, cast.next_month.id), "Gaby", None, at=NOW + timedelta(days=28))
    page = client_for(gus).get(comes_back).text
    assert "Since last time" in page or "opening" in page
    assert cast.open_case.code_name not in page and "Try the morning visit." not in page


def test_what_is_said_there_is_said_at_a_running_meeting(client_for, cast: Cast) -> None:
    url = f"/meetings/{cast.next_month.id}/cases/{cast.open_case.id}/word"
    answer = client_for(cast.nia).post(url, data={"word": "told", "text": "Warm."})
    assert answer.status_code == 409 and "not running" in answer.text


def test_every_field_of_the_form_has_its_own_id(client_for, cast: Cast, comes_back: str) -> None:
    ids = re.findall(r'\bid="([^"]+)"', client_for(cast.nia).get(comes_back).text)
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("is_set", [False, True], ids=["no day", "a day ahead"])
@pytest.mark.parametrize(
    "sent", [{"word": "again", "when": "month"}, {"word": "told", "when": "month"}, {"word": "rest"}], ids=str
)
def test_before_its_day_a_member_tells_and_sets_nothing(
    client_for, database, cast: Cast, sent: dict[str, str], is_set: bool
) -> None:
    url = f"/cases/{cast.open_case.id}"
    if is_set:
        client_for(cast.nia).post(f"{url}/return", data={"when": "three_months"})
    with database.reading() as db:
        before = [(asked.on_day, asked.word) for asked in returns.of_case(db, cast.open_case.id)]
    omar = client_for(cast.omar)
    assert 'name="when"' not in omar.get(f"{url}/word").text
    assert 'name="when"' in client_for(cast.nia).get(f"{url}/word").text
    answer = omar.post(f"{url}/word", data=sent | {"text": "Much warmer."})
    assert answer.status_code == 422 and "only the presenter or a facilitator" in answer.text
    assert "Much warmer." in answer.text
    with database.reading() as db:
        assert [(asked.on_day, asked.word) for asked in returns.of_case(db, cast.open_case.id)] == before
    assert omar.post(f"{url}/word", data={"word": "told", "text": "Much warmer."}).status_code == 303


def test_nothing_is_taken_back_where_no_meeting_runs(client_for, database, cast: Cast) -> None:
    with database.writing() as db:
        running.close(db, meetings.by_id(db, cast.today.id), by=cast.fatima, at=NOW)
    answer = client_for(cast.nia).post(f"/cases/{cast.open_case.id}/word", data={"word": "reopened"})
    assert answer.status_code == 409 and "nothing can be taken back" in answer.text


def test_words_above_only_ask_again_are_told_too(client_for, look, cast: Cast, comes_back: str) -> None:
    url = f"{comes_back}/cases/{cast.open_case.id}/word"
    client_for(cast.nia).post(url, data={"word": "again", "text": "She came twice.", "when": "month"})
    with look() as db:
        assert [(one.word, one.text) for one in returns.of_case(db, cast.open_case.id)] == [
            ("told", "She came twice."),
            ("", ""),
        ]
