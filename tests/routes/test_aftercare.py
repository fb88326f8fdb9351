"""Aftercare on the facilitators' pages, and on nobody else's."""

import pytest

from app.domain import aftercare, meetings
from tests.cast import NOW, Cast
from tests.test_access import ROUTES, address_of

CANARY = "Zaunkoenig"


def test_a_facilitator_keeps_the_list(client_for, cast: Cast, look) -> None:
    fatima, url = client_for(cast.fatima), f"/meetings/{cast.today.id}/aftercare"
    assert "Ring Nia Powell" in fatima.get(url).text
    assert fatima.post(url, data={"who": str(cast.omars_place.id), "rings": "", "note": "After six"}).status_code == 303
    assert "After six" in fatima.get(url).text
    wrong = fatima.post(url, data={"who": "", "note": "kept words"})
    assert wrong.status_code == 422 and "Choose who was shaken." in wrong.text and "kept words" in wrong.text
    assert fatima.post(f"/aftercare/{cast.care.id}", data={"word": "done"}).headers["location"] == url
    with look() as db:
        assert [line.name for line in aftercare.open_in(db, cast.community.id)] == ["Omar Reid"]
    assert fatima.post(f"/aftercare/{cast.care.id}", data={"word": "?"}).status_code == 409


def test_it_stays_before_facilitators_on_the_next_meeting_too(client_for, cast: Cast) -> None:
    addresses = (f"/meetings/{cast.next_month.id}", f"/communities/{cast.community.id}/meetings")
    for address in addresses:
        assert "Ring Nia Powell" in client_for(cast.fatima).get(address).text
    client_for(cast.fatima).post(f"/aftercare/{cast.care.id}", data={"word": "done"})
    for address in addresses:
        assert "Ring Nia Powell" not in client_for(cast.fatima).get(address).text


@pytest.mark.parametrize("is_closed", [False, True])
def test_no_trace_for_anybody_else(client_for, client, cast: Cast, database, is_closed: bool) -> None:
    with database.writing() as db:
        meeting = meetings.by_id(db, cast.today.id)
        for place in (cast.nias_place, cast.omars_place):
            aftercare.look_after(db, meeting, place.id, cast.omar.id, CANARY, by=cast.fatima, at=NOW)
        if is_closed:
            meetings.close(db, meeting, by=cast.fatima, at=NOW)
    for person in (cast.omar, cast.nia, cast.sol, cast.gus, cast.ivy, cast.zed, cast.kit, None):
        browser = client_for(person) if person else client
        for route in ROUTES:
            if "GET" in route.methods and not route.name.startswith("stream"):
                text = browser.get(address_of(route, cast)).text
                assert CANARY not in text and "ftercare" not in text and "Ring Nia" not in text, route.name
    assert CANARY in client_for(cast.fatima).get(f"/meetings/{cast.today.id}/aftercare").text


def test_taking_over_the_meeting_opens_no_aftercare(client_for, cast: Cast) -> None:
    omar = client_for(cast.omar)
    omar.post(f"/meetings/{cast.today.id}/run/hand-over")
    assert omar.get(f"/meetings/{cast.today.id}/aftercare").status_code == 404
    assert "ftercare" not in omar.get(f"/meetings/{cast.today.id}/close").text
