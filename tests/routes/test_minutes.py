"""The minutes page."""

import pytest

from app.db import Database
from app.domain import agenda, asks, cases, closing, discussions, meetings, opening, pausing, people, replies, returns
from tests.cast import NOW, Cast


def test_members_read_the_minutes_of_a_closed_meeting(client_for, cast: Cast) -> None:
    text = client_for(cast.omar).get(f"/meetings/{cast.last_month.id}/minutes").text
    for words in ("Minutes: April", "Call the hostel", "Omar Reid, before we next meet", "They kept the window open"):
        assert words in text
    assert "100 used" in text and "Not reached" in text


def test_a_running_meeting_has_minutes_so_far(client_for, cast: Cast) -> None:
    text = client_for(cast.omar).get(f"/meetings/{cast.today.id}/minutes").text
    assert "still running" in text
    assert "Omar Reid (Northgate Homes)" in text and "Try the morning visit." in text
    assert "What we had taken on" in text and "Not spoken of" in text
    assert "They kept the window open" in text


def test_they_say_which_answers_of_sponsors_were_told(client_for, database: Database, cast: Cast) -> None:
    with database.writing() as db:
        asked, today = asks.by_id(db, cast.ask.id), meetings.by_id(db, cast.today.id)
        said = replies.answer(db, asked, "no", "The law says so.", by=cast.sol, at=NOW)
        opening.say_of_barrier(db, today, asked.barrier, "told", seen=str(said.id), by=cast.fatima, at=NOW)
    page = client_for(cast.omar).get(f"/meetings/{cast.today.id}/minutes").text
    for words in ("What we heard of barriers", "No, because", cast.asked_barrier.text, "The law says so."):
        assert words in page
    heard = page[page.index(f'id="heard-{said.id}"') :].split("</li>")[0]
    places = [heard.index(words) for words in (cast.asked_barrier.text, "No, because", "The law says so.")]
    assert places == sorted(places), "The reason follows the answer, and both their barrier."


def test_there_are_none_before_it_is_held(client_for, cast: Cast) -> None:
    answer = client_for(cast.omar).get(f"/meetings/{cast.next_month.id}/minutes")
    assert answer.headers["location"] == f"/meetings/{cast.next_month.id}"


def test_guests_sponsors_and_strangers_do_not_read_them(client_for, cast: Cast, look) -> None:
    for person in (cast.gus, cast.sol, cast.zed):
        assert client_for(person).get(f"/meetings/{cast.today.id}/minutes").status_code == 404
    with look() as db:
        assert meetings.by_id(db, cast.today.id).is_running


@pytest.fixture
def spoken_of(database: Database, cast: Cast) -> str:
    """Nia's case was told of, summed up and asked for again at today's meeting; answers the address of its minutes."""
    with database.writing() as db:
        case, nia = cases.by_id(db, cast.open_case.id), people.by_id(db, cast.nia.id)
        today, found = meetings.by_id(db, cast.today.id), discussions.by_case(db, cast.open_case.id)
        agenda.of(db, today.id)[0].case_id = case.id
        returns.tell(db, case, "Much the same.", today=NOW.date(), meeting=today, by=nia, at=NOW)
        discussions.write_summary(db, found, "We thought of mornings.", "", by=nia, at=NOW)
        returns.set_day(db, case, NOW.date(), meeting=today, by=nia, at=NOW)
    return f"/meetings/{cast.today.id}/minutes"


SAID = ("Much the same.", "We thought of mornings.", "at our next meeting")


def test_what_was_told_and_summed_up_of_a_case_stands_in_the_minutes(client_for, cast: Cast, spoken_of: str) -> None:
    page = client_for(cast.omar).get(spoken_of).text
    for words in (*SAID, "Confirmed by the presenter", "How it is with our cases now", cast.open_case.code_name):
        assert words in page
    for person in (cast.gus, cast.sol, cast.zed):
        assert client_for(person).get(spoken_of).status_code == 404


def test_the_version_to_pass_on_says_nothing_of_a_case(client_for, cast: Cast, spoken_of: str) -> None:
    omar = client_for(cast.omar)
    assert f"{spoken_of}?cases=none" in omar.get(spoken_of).text
    page = omar.get(f"{spoken_of}?cases=none").text
    assert "Minutes without cases: May" in page and "A case" in page and "We began on time." in page
    for words in (*SAID, cast.open_case.code_name, "Try the morning visit.", "Step 1"):
        assert words not in page


def test_words_of_a_paused_case_leave_the_minutes_of_those_who_may_not_read_it(
    client_for, database: Database, cast: Cast, spoken_of: str
) -> None:
    with database.writing() as db:
        pausing.pause(db, cases.by_id(db, cast.open_case.id), by=cast.fatima, at=NOW)
    for person, sees in ((cast.omar, False), (cast.nia, True), (cast.fatima, True)):
        page = client_for(person).get(spoken_of).text
        assert all((words in page) == sees for words in SAID)
    with database.writing() as db:
        cases.withdraw(db, cases.by_id(db, cast.open_case.id), by=cast.fatima, at=NOW)
    for person in (cast.omar, cast.nia, cast.fatima):
        assert not any(words in client_for(person).get(spoken_of).text for words in SAID)


def test_the_facilitator_puts_told_words_right_and_two_at_once_both_keep_theirs(
    *, client_for, database: Database, look, cast: Cast, spoken_of: str
) -> None:
    fatima = client_for(cast.fatima)
    with database.writing() as db:
        closing.close(db, meetings.by_id(db, cast.today.id), by=cast.fatima, at=NOW)
        # Days that were set in one moment have no order.
        [told] = [one.id for one in returns.of_case(db, cast.open_case.id) if one.text]
    address = f"{spoken_of}/told/{told}"
    page = fatima.get(f"{spoken_of}/edit", params={"change": str(told)}).text
    seen = page.split('id="change"')[1].split('name="seen" value="')[1].split('"', maxsplit=1)[0]
    assert f'data-called="{cast.open_case.code_name}"' in page
    marked = fatima.post(address, data={"text": "Kerry is well.", "seen": seen})
    assert marked.status_code == 422 and "Kerry is well." in marked.text
    assert f"instead: {cast.open_case.code_name}" in marked.text
    assert fatima.post(address, data={"text": "", "seen": seen}).status_code == 422
    assert fatima.post(address, data={"text": "A little better.", "seen": seen}).status_code == 303
    late = fatima.post(address, data={"text": "Mine.", "seen": seen})
    assert late.status_code == 409 and "A little better." in late.text and "Mine." in late.text
    assert "A little better." in client_for(cast.omar).get(spoken_of).text
    fatima.post(f"{spoken_of}/ready", data={"keep": "nobody"})
    fatima.post(address, data={"text": "Later.", "seen": seen})
    with look() as db:
        assert [one.text for one in returns.of_case(db, cast.open_case.id) if one.id == told] == ["A little better."]
