"""The agencies and what they can say yes to."""

import pytest

from app.domain import communities, history
from tests.cast import Cast

GOOD = {"name": "Safe Door", "kind": "domestic_abuse", "can_say_yes_to": "a call back today"}


def named(look, cast: Cast) -> dict[str, communities.Agency]:
    with look() as db:
        return {agency.name: agency for agency in communities.agencies_of(db, cast.community.id)}


def test_an_agency_is_added_listed_and_changed(client_for, look, cast: Cast) -> None:
    client, page = client_for(cast.fatima), f"/communities/{cast.community.id}/agencies"
    assert client.post(page, data=GOOD).status_code == 303
    agency = named(look, cast)["Safe Door"]
    assert "a call back today" in client_for(cast.omar).get(page).text
    assert 'value="Safe Door"' in client.get(f"/agencies/{agency.id}").text
    assert client.post(f"/agencies/{agency.id}", data=GOOD | {"name": "Safer Door"}).status_code == 303
    assert named(look, cast)["Safer Door"].id == agency.id
    with look() as db:
        done = history.of(db, agency.id)
    assert [(line.verb, line.by_id) for line in done] == [("added", cast.fatima.id), ("changed", cast.fatima.id)]


def test_what_an_agency_can_say_yes_to_stands_on_the_members_page(client_for, cast: Cast) -> None:
    client = client_for(cast.fatima)
    client.post(f"/communities/{cast.community.id}/agencies", data=GOOD)
    text = client.get(f"/communities/{cast.community.id}/members").text
    assert "can say yes to a call back today" in text
    assert "nobody from here with us yet" in text


def test_the_same_name_twice_is_refused(client_for, look, cast: Cast) -> None:
    client, page = client_for(cast.fatima), f"/communities/{cast.community.id}/agencies"
    client.post(page, data=GOOD)
    assert client.post(page, data=GOOD | {"name": "SAFE door"}).status_code == 409
    assert len(named(look, cast)) == 3


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("name", "", "Write what the agency is called."),
        ("kind", "bakery", "Choose the kind that fits best."),
        ("can_say_yes_to", "y" * 1001, "at most 1000 letters"),
    ],
)
def test_what_is_wrong_is_said_and_kept(client_for, look, cast: Cast, *, field: str, value: str, said: str) -> None:
    client = client_for(cast.fatima)
    for page in (f"/communities/{cast.community.id}/agencies", f"/agencies/{cast.housing.id}"):
        answer = client.post(page, data=GOOD | {field: value})
        assert answer.status_code == 422
        assert said in answer.text
    assert "Northgate Homes" in named(look, cast)


def test_s05_an_agency_stays_in_its_community(client_for, look, cast: Cast) -> None:
    extra = {"community_id": str(cast.elsewhere.id), "id": str(cast.health.id)}
    client_for(cast.fatima).post(f"/agencies/{cast.housing.id}", data=GOOD | extra)
    assert named(look, cast)["Safe Door"].id == cast.housing.id


@pytest.mark.parametrize(("name", "status"), [("omar", 403), ("sol", 404), ("zed", 404), ("gus", 404), ("ivy", 404)])
def test_only_the_facilitator_changes_agencies(client_for, look, cast: Cast, name: str, status: int) -> None:
    client = client_for(getattr(cast, name))
    assert client.post(f"/communities/{cast.community.id}/agencies", data=GOOD).status_code == status
    assert client.get(f"/agencies/{cast.housing.id}").status_code == status
    assert client.post(f"/agencies/{cast.housing.id}", data=GOOD).status_code == status
    assert set(named(look, cast)) == {"Northgate Homes", "Community Health"}
