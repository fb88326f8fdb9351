"""What is kept of a discussion on the web: the summary, its confirmation, and the takeaway on its own sheet."""

from app.domain import captures, cases, discussions, history, meetings
from tests.cast import NOW, Cast


def kept(look, cast: Cast):
    with look() as db:
        return discussions.of_meeting(db, cast.open_case.id, cast.today.id)


def test_the_scribe_writes_and_the_presenter_confirms(client_for, database, look, cast: Cast) -> None:
    url = f"/cases/{cast.open_case.id}"
    omar, nia = client_for(cast.omar), client_for(cast.nia)
    assert omar.post(f"{url}/summary", data={"text": "Mornings."}).status_code == 403
    with database.writing() as db:
        captures.name_scribe(db, meetings.by_id(db, cast.today.id), cast.omar.id, by=cast.fatima, at=NOW)
    assert omar.get(f"{url}/summary").status_code == 200
    omar.post(f"{url}/summary", data={"text": "Mornings."})
    for person in (cast.omar, cast.fatima, cast.nia):
        assert "Not confirmed yet" in client_for(person).get(url).text
    nia.post(f"{url}/summary/confirmation", data={"seen": kept(look, cast).wording})
    page = omar.get(url).text
    assert "Confirmed by the presenter" in page and "Not confirmed yet" not in page


def test_a_summary_that_changed_meanwhile_is_not_confirmed_unread(client_for, cast: Cast) -> None:
    url = f"/cases/{cast.open_case.id}/summary"
    client_for(cast.fatima).post(url, data={"text": "Mornings."})
    answer = client_for(cast.nia).post(f"{url}/confirmation", data={"seen": "what stood before"})
    assert answer.status_code == 409 and "Read it again" in answer.text


def test_two_who_write_at_once_lose_nothing(client_for, look, cast: Cast) -> None:
    url = f"/cases/{cast.open_case.id}/summary"
    client_for(cast.fatima).post(url, data={"text": "Mornings."})
    answer = client_for(cast.nia).post(url, data={"text": "Evenings.", "seen": ""})
    assert answer.status_code == 409 and "Mornings." in answer.text and "Evenings." in answer.text
    assert kept(look, cast).summary == "Mornings."


def test_the_coach_reads_it_first_and_what_was_kept_is_noted_without_the_words(client_for, look, cast: Cast) -> None:
    url = f"/cases/{cast.open_case.id}/summary"
    answer = client_for(cast.nia).post(url, data={"text": "Ring 07700 900245"})
    assert answer.status_code == 422 and "07700 900245" in answer.text
    assert kept(look, cast) is None


def test_the_takeaway_is_printed_alone(client_for, cast: Cast) -> None:
    nia, url = client_for(cast.nia), f"/cases/{cast.open_case.id}/takeaway"
    assert nia.get(f"{url}/print").headers["location"] == url
    nia.post(url, data={"text": "You decide when the nurse comes."})
    page = nia.get(f"{url}/print").text
    assert "You decide when the nurse comes." in page
    sheet = page[page.index("<main") :]
    for others in (cast.open_case.code_name, cast.open_case.question, "Try the morning visit.", "Riverside", "Omar"):
        assert others not in sheet
    assert "You decide when the nurse comes." in client_for(cast.omar).get(f"/cases/{cast.open_case.id}").text


def test_a_guest_reads_neither(client_for, cast: Cast) -> None:
    client_for(cast.fatima).post(f"/cases/{cast.open_case.id}/summary", data={"text": "Mornings."})
    assert "Mornings." not in client_for(cast.gus).get(f"/cases/{cast.open_case.id}").text


def test_it_says_who_and_when_and_tells_the_open_pages(client_for, look, cast: Cast) -> None:
    client_for(cast.fatima).post(f"/cases/{cast.open_case.id}/summary", data={"text": "Mornings."})
    with look() as db:
        line = history.of(db, cast.open_case.id)[-1]
    assert (line.verb, line.by_id, line.noun) == ("summary_written", cast.fatima.id, "cases")


def test_what_stands_after_a_discussion_stays_while_the_case_waits_for_its_next_meeting(
    client_for, database, look, cast: Cast
) -> None:
    url, (fatima, nia) = f"/cases/{cast.open_case.id}", (client_for(cast.fatima), client_for(cast.nia))
    fatima.post(f"{url}/summary", data={"text": "Mornings."})
    put_on_next_month(database, cast)
    page = nia.get(url).text
    assert 'id="confirm-summary"' in page and 'id="edit-return"' in page and 'id="edit-word"' in page
    assert f"/meetings/{cast.next_month.id}/" in page[page.index("data-live") :][:200], "its next meeting is followed"
    answer = nia.post(f"{url}/summary/confirmation", data={"seen": kept(look, cast).wording})
    assert answer.headers["location"] == f"{url}#afterwards" and kept(look, cast).confirmed_at == NOW


def test_a_case_of_which_nothing_was_kept_can_still_come_back(client_for, database, cast: Cast) -> None:
    put_on_next_month(database, cast)
    page = client_for(cast.nia).get(f"/cases/{cast.open_case.id}").text
    assert 'id="edit-return"' in page and 'id="edit-word"' in page
    assert 'id="edit-summary"' not in page and 'id="edit-takeaway"' not in page
    assert 'id="afterwards"' not in client_for(cast.gus).get(f"/cases/{cast.open_case.id}").text


def put_on_next_month(database, cast: Cast) -> None:
    with database.writing() as db:
        case, planned = cases.by_id(db, cast.open_case.id), meetings.by_id(db, cast.next_month.id)
        assert case and planned
        cases.put_on(db, case, planned, by=cast.fatima, at=NOW)
