"""Who is here: one press each."""

from app.domain import attendance, history, memberships
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
    client.post(url, data={"take_back": "coming"}, headers=HTMX)
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


def seat_of(look, meeting, place) -> attendance.Seat:
    with look() as db:
        return next(seat for seat in attendance.seats(db, meeting) if seat.membership.id == place.id)


def test_i_say_that_i_come_late_and_about_when(client_for, cast: Cast, look) -> None:
    client, url = client_for(cast.omar), f"/meetings/{cast.next_month.id}/attendance"
    client.post(url, data={"word": "late"})
    answer = client.post(url, data={"expects": "late", "about": "12:50"}, headers=HTMX).text
    assert 'value="12:50"' in answer and "comes late, about 12:50" in answer and "1 coming late" in answer
    assert client.post(url, data={"expects": "late", "about": "soon"}).status_code == 409
    client.post(url, data={"expects": "late", "about": ""})
    assert seat_of(look, cast.next_month, cast.omars_place).about is None
    client.post(url, data={"take_back": "late"})
    assert word_of(look, cast.next_month, cast.omars_place) == ""


def test_the_live_page_offers_to_say_that_i_am_here_and_never_says_it_by_itself(client_for, cast: Cast, look) -> None:
    nia, page = client_for(cast.nia), f"/meetings/{cast.today.id}"
    for _ in range(2):
        assert 'id="here-offer-button"' in nia.get(page).text
    assert word_of(look, cast.today, cast.nias_place) == ""
    answer = nia.post(f"{page}/attendance", data={"word": "here", "on_top": "true"}, headers=HTMX).text
    assert answer.lstrip().startswith('<div id="here-offer"') and 'id="attendance"' in answer
    assert 'id="here-offer-button"' not in answer + nia.get(f"{page}/attendance/offer", headers=HTMX).text
    assert word_of(look, cast.today, cast.nias_place) == "here"
    nia.post(f"{page}/attendance", data={"take_back": "here"}, headers=HTMX)
    assert 'id="here-offer-button"' in nia.get(f"{page}/attendance/offer", headers=HTMX).text


def test_a_scribe_notes_who_leaves_and_who_was_here_from_the_start(client_for, cast: Cast, look) -> None:
    omar, url = client_for(cast.omar), f"/meetings/{cast.today.id}/attendance/{cast.nias_place.id}"
    answer = omar.post(url, data={"word": "here"}, headers=HTMX).text
    assert "Community Health, from 12:45" in answer
    answer = omar.post(url, data={"from_start": "true"}, headers=HTMX).text
    assert "Community Health, from" not in answer
    answer = omar.post(url, data={"expects": "here", "about": "13:30"}, headers=HTMX).text
    assert "Community Health, has to leave about 13:30" in answer
    omar.post(url, data={"word": "left"})
    answer = omar.post(url, data={"take_back": "left"}, headers=HTMX).text
    assert "Community Health, has to leave about 13:30" in answer
    with look() as db:
        said = [(one.verb, one.by_id) for one in history.of(db, cast.nias_place.id) if one.noun == "attendance"]
    verbs = ("said", "corrected", "expected", "said", "taken_back")
    assert said == [(verb, cast.omar.id) for verb in verbs]


def test_those_here_are_counted_by_kind_and_guests_are_marked(client_for, cast: Cast, look) -> None:
    text = client_for(cast.fatima).get(f"/meetings/{cast.today.id}").text
    assert '<p class="meta" id="attendance-kinds">Housing 1 · Guests 1</p>' in text
    assert 'Gus <span class="badge">Guest</span>' in text
    minutes = client_for(cast.fatima).get(f"/meetings/{cast.today.id}/minutes").text
    assert "Gus (Northgate Homes), guest" in minutes
    with look() as db:
        assert memberships.names_in(db, cast.community.id)[cast.gus.id] == "Gus (guest)"
