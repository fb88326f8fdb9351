"""Who is here: one press each."""

from app.domain import attendance, history
from tests.cast import Cast

HTMX = {"HX-Request": "true", "HX-Request-Type": "partial"}


def word_of(look, meeting, place) -> str:
    with look() as db:
        return next(seat.word for seat in attendance.seats(db, meeting) if seat.membership.id == place.id)


def test_i_say_that_i_am_coming_and_take_it_back(client_for, cast: Cast, look) -> None:
    client, url = client_for(cast.omar), f"/meetings/{cast.next_month.id}/attendance"
    assert client.post(url, data={"word": "coming"}).headers["location"] == f"/meetings/{cast.next_month.id}#attendance"
    assert word_of(look, cast.next_month, cast.omars_place) == "coming"
    partial = client.get(url, headers=HTMX).text
    assert "1 coming" in partial and 'id="say-coming" aria-pressed="true"' in partial
    client.post(url, data={"word": ""}, headers=HTMX)
    assert word_of(look, cast.next_month, cast.omars_place) == ""


def test_one_scribe_notes_it_for_others(client_for, cast: Cast, look) -> None:
    url = f"/meetings/{cast.today.id}/attendance/{cast.nias_place.id}"
    answer = client_for(cast.omar).post(url, data={"word": "here"}, headers=HTMX)
    assert answer.text.lstrip().startswith('<section id="attendance"')
    assert f'id="here-{cast.nias_place.id}" aria-pressed="true"' in answer.text
    assert word_of(look, cast.today, cast.nias_place) == "here"
    with look() as db:
        assert [(one.verb, one.by_id) for one in history.of(db, cast.nias_place.id)][-1] == ("said", cast.omar.id)


def test_the_same_word_twice_is_recorded_once(client_for, cast: Cast, look) -> None:
    client, url = client_for(cast.omar), f"/meetings/{cast.next_month.id}/attendance"
    for _ in range(2):
        client.post(url, data={"word": "apologies"})
    with look() as db:
        said = [one for one in history.of(db, cast.omars_place.id) if one.meeting_id == cast.next_month.id]
    assert len(said) == 1


def test_nobody_is_here_before_it_begins_or_after_it_is_over(client_for, cast: Cast) -> None:
    client = client_for(cast.omar)
    assert client.post(f"/meetings/{cast.next_month.id}/attendance", data={"word": "here"}).status_code == 409
    assert client.post(f"/meetings/{cast.last_month.id}/attendance", data={"word": "here"}).status_code == 409
    assert client.post(f"/meetings/{cast.next_month.id}/attendance", data={"word": "dancing"}).status_code == 409


def test_a_guest_says_it_for_themself_only(client_for, cast: Cast) -> None:
    client = client_for(cast.gus)
    assert client.post(f"/meetings/{cast.today.id}/attendance", data={"word": "left"}).status_code == 303
    noted = client.post(f"/meetings/{cast.today.id}/attendance/{cast.nias_place.id}", data={"word": "here"})
    assert noted.status_code == 404
    assert "Nia Powell: " not in client.get(f"/meetings/{cast.today.id}/attendance", headers=HTMX).text


def test_nobody_else_notes_it_and_nobody_of_elsewhere_is_noted(client_for, cast: Cast) -> None:
    url = f"/meetings/{cast.today.id}/attendance/{cast.nias_place.id}"
    for person in (cast.zed, cast.sol):
        assert client_for(person).post(url, data={"word": "here"}).status_code == 404
    theirs = f"/meetings/{cast.zeds_meeting.id}/attendance/{cast.nias_place.id}"
    assert client_for(cast.zed).post(theirs, data={"word": "coming"}).status_code == 404
