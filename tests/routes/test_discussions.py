"""What is kept of a discussion on the web: the summary, its confirmation, and the takeaway on its own sheet."""

from app.domain import captures, discussions, history, meetings
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
