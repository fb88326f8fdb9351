"""The list of members, inviting one by one, roles, own entries, leaving."""

import pytest

from app.domain import history, memberships, outbox
from app.domain.communities import agencies_of
from tests.cast import Cast
from tests.conftest import StillClock

MEI = {"name": "Mei Tan", "email": "Mei@Example.org", "role": "member"}


def place_of(look, cast: Cast, person) -> memberships.Membership:
    with look() as db:
        place = memberships.any_of(db, cast.community.id, person.id)
    assert place is not None
    return place


def letters(look) -> list[outbox.Letter]:
    with look() as db:
        return [letter for letter in outbox.latest(db) if letter.kind == "invitation"]


def names(look, cast: Cast) -> list[str]:
    with look() as db:
        return [member.person.name for member in memberships.members_of(db, cast.community.id)]


@pytest.mark.parametrize("by", ["kind", "name", "nonsense"])
def test_members_are_listed_calmly(client_for, cast: Cast, by: str) -> None:
    text = client_for(cast.omar).get(f"/communities/{cast.community.id}/members?by={by}").text
    for name in ("Fatima Aziz", "Omar Reid", "Ivy Chen", "Invited, not joined yet", "Facilitator"):
        assert name in text
    assert "Gus" not in text
    assert "ivy@example.org" not in text


def test_the_facilitator_sees_addresses_and_what_to_do(client_for, cast: Cast) -> None:
    text = client_for(cast.fatima).get(f"/communities/{cast.community.id}/members").text
    assert "ivy@example.org" in text
    assert f'href="/memberships/{cast.ivys_place.id}"' in text
    assert "Not at the table yet" in text
    assert "Police" in text


def test_s04_members_of_another_community_never_appear(client_for, database, cast: Cast) -> None:
    client = client_for(cast.fatima)
    for page in ("members", "members?by=name", "agencies", "members/new", "members/import"):
        text = client.get(f"/communities/{cast.community.id}/{page}").text
        assert "Zed" not in text
        assert "zed@" not in text


def test_inviting_gives_a_place_and_sends_one_letter(client_for, look, cast: Cast) -> None:
    data = MEI | {"new_agency": "Millpond Surgery", "new_kind": "primary_care"}
    answer = client_for(cast.fatima).post(f"/communities/{cast.community.id}/members", data=data)
    assert answer.status_code == 303
    (letter,) = letters(look)
    assert letter.to == "mei@example.org"
    assert "https://miracles.test/invitations/" in letter.text
    assert "Fatima Aziz invites you to Riverside" in letter.subject
    assert "18 May 2027" in letter.text
    assert "Mei Tan" in names(look, cast)
    with look() as db:
        assert "Millpond Surgery" in [agency.name for agency in agencies_of(db, cast.community.id)]


def test_an_invited_person_of_another_community_is_not_given_away(client_for, look, cast: Cast) -> None:
    data = {"name": "Z. from Police", "email": "zed@example.org", "role": "member"}
    client = client_for(cast.fatima)
    assert client.post(f"/communities/{cast.community.id}/members", data=data).status_code == 303
    text = client.get(f"/communities/{cast.community.id}/members").text
    assert "Z. from Police" in text
    assert "Zed Otieno" not in text


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("name", "", "Write the name they go by."),
        ("email", "mei@example", "such as ana@example.org"),
        ("email", "mei@example.org\nBcc: all@example.org", "such as ana@example.org"),
        ("email", "omar@example.org", "here already"),
        ("email", "IVY@example.org", "here already"),
        ("role", "guest", "Choose one of the list."),
        ("role", "owner", "Choose one of the list."),
        ("new_agency", "N" * 121, "at most 120 letters"),
    ],
)
def test_a_faulty_invitation_is_told_and_nothing_is_sent(client_for, look, cast: Cast, *, field, value, said) -> None:
    answer = client_for(cast.fatima).post(f"/communities/{cast.community.id}/members", data=MEI | {field: value})
    assert answer.status_code == 422
    assert said in answer.text
    assert letters(look) == []


def test_s33_a_letter_carries_no_lines_of_somebody_elses(client_for, look, cast: Cast) -> None:
    data = MEI | {"name": "Mei\r\nBcc: all@example.org\r\n\r\nBuy this"}
    client_for(cast.fatima).post(f"/communities/{cast.community.id}/members", data=data)
    (letter,) = letters(look)
    assert "\n" not in letter.subject
    assert "\nBcc" not in letter.text
    assert "\nBuy this" not in letter.text


def test_names_stand_in_a_letter_as_they_are_written(client_for, look, cast: Cast) -> None:
    client_for(cast.fatima).post(f"/communities/{cast.community.id}/members", data=MEI | {"name": "Mei <O'Tan> & co"})
    assert "Hello Mei <O'Tan> & co," in letters(look)[0].text


def test_s05_extra_fields_give_no_other_community_and_no_joining(client_for, look, cast: Cast) -> None:
    extra = {"community_id": str(cast.elsewhere.id), "joined_at": "2027-01-01T00:00:00Z", "is_keeper": "1"}
    client_for(cast.fatima).post(f"/communities/{cast.community.id}/members", data=MEI | extra)
    with look() as db:
        member = next(
            one for one in memberships.members_of(db, cast.community.id) if one.person.email == "mei@example.org"
        )
        assert not [
            one for one in memberships.members_of(db, cast.elsewhere.id) if one.person.email == "mei@example.org"
        ]
    assert member.membership.joined_at is None
    assert not member.person.is_keeper


def test_another_communitys_agency_is_refused(client_for, look, cast: Cast) -> None:
    client = client_for(cast.zed)
    data = MEI | {"agency_id": str(cast.housing.id)}
    assert client.post(f"/communities/{cast.elsewhere.id}/members", data=data).status_code == 409
    assert letters(look) == []


@pytest.mark.parametrize(("name", "status"), [("omar", 403), ("sol", 404), ("zed", 404), ("gus", 404)])
def test_only_the_facilitator_staffs_the_community(client_for, look, cast: Cast, name: str, status: int) -> None:
    client, page = client_for(getattr(cast, name)), f"/communities/{cast.community.id}/members"
    place = f"/memberships/{cast.ivys_place.id}"
    assert client.get(f"{page}/new").status_code == status
    assert client.post(page, data=MEI).status_code == status
    assert client.post(f"{place}/role", data={"role": "facilitator"}).status_code == status
    assert client.post(f"{place}/invitation").status_code == status
    assert client.post(f"{place}/departure").status_code == status or name == "sol"
    assert letters(look) == []
    assert place_of(look, cast, cast.ivy).role == "member"
    assert place_of(look, cast, cast.ivy).left_at is None


def test_a_sponsor_cannot_end_anybody_elses_place(client_for, look, cast: Cast) -> None:
    answer = client_for(cast.sol).post(f"/memberships/{cast.omars_place.id}/departure")
    assert answer.status_code in {403, 404}
    assert place_of(look, cast, cast.omar).is_current


def test_members_change_their_own_entry(client_for, look, cast: Cast) -> None:
    client, entry = client_for(cast.omar), f"/memberships/{cast.omars_place.id}"
    assert "Your entry" in client.get(entry).text
    assert client.post(entry, data={"ask_me_about": "tenancies"}).status_code == 303
    place = place_of(look, cast, cast.omar)
    assert place.ask_me_about == "tenancies"
    with look() as db:
        assert history.of(db, place.id)[-1].by_id == cast.omar.id


def test_everybody_changes_their_own_name_and_nobody_elses(client_for, look, cast: Cast) -> None:
    data = {"ask_me_about": "", "name": "Omar R."}
    client_for(cast.omar).post(f"/memberships/{cast.omars_place.id}", data=data)
    client_for(cast.fatima).post(f"/memberships/{cast.nias_place.id}", data=data | {"name": "Somebody"})
    assert {"Omar R.", "Nia Powell", "Fatima Aziz"} <= set(names(look, cast))


def test_a_sponsor_opens_their_own_entry(client_for, cast: Cast) -> None:
    assert client_for(cast.sol).get(f"/memberships/{cast.sols_place.id}").status_code == 200


def test_s05_a_member_cannot_set_their_own_agency_or_role(client_for, look, cast: Cast) -> None:
    data = {"ask_me_about": "x", "agency_id": str(cast.health.id), "role": "facilitator", "joined_at": ""}
    client_for(cast.omar).post(f"/memberships/{cast.omars_place.id}", data=data)
    place = place_of(look, cast, cast.omar)
    assert (place.agency_id, place.role) == (cast.housing.id, "member")
    assert place.is_current


def test_members_cannot_change_each_other(client_for, look, cast: Cast) -> None:
    client, entry = client_for(cast.omar), f"/memberships/{cast.nias_place.id}"
    assert client.get(entry).status_code == 403
    assert client.post(entry, data={"ask_me_about": "x"}).status_code == 403
    assert client.post(f"{entry}/departure").status_code == 403
    assert place_of(look, cast, cast.nia).ask_me_about == ""


def test_the_facilitator_changes_agency_and_words(client_for, look, cast: Cast) -> None:
    client, entry = client_for(cast.fatima), f"/memberships/{cast.omars_place.id}"
    data = {"ask_me_about": "tenancies", "agency_id": str(cast.health.id)}
    assert client.post(entry, data=data).status_code == 303
    assert place_of(look, cast, cast.omar).agency_id == cast.health.id
    assert client.post(entry, data=data | {"agency_id": ""}).status_code == 303
    assert place_of(look, cast, cast.omar).agency_id is None
    assert client.post(entry, data=data | {"ask_me_about": "x" * 501}).status_code == 422


def test_roles_are_changed_and_count_on_the_next_request(client_for, look, cast: Cast) -> None:
    fatima, omar = client_for(cast.fatima), client_for(cast.omar)
    page = f"/communities/{cast.community.id}"
    assert omar.get(f"{page}/edit").status_code == 403
    fatima.post(f"/memberships/{cast.omars_place.id}/role", data={"role": "facilitator"})
    assert omar.get(f"{page}/edit").status_code == 200
    fatima.post(f"/memberships/{cast.omars_place.id}/role", data={"role": "sponsor"})
    assert omar.get(page).status_code == 404
    assert place_of(look, cast, cast.omar).role == "sponsor"


@pytest.mark.parametrize("role", ["guest", "owner", ""])
def test_a_role_that_nobody_gives_is_refused(client_for, look, cast: Cast, role: str) -> None:
    answer = client_for(cast.fatima).post(f"/memberships/{cast.omars_place.id}/role", data={"role": role})
    assert answer.status_code == 409
    assert place_of(look, cast, cast.omar).role == "member"


def test_the_last_facilitator_cannot_leave(client_for, look, cast: Cast) -> None:
    answer = client_for(cast.fatima).post(f"/memberships/{cast.fatimas_place.id}/departure")
    assert answer.status_code == 409
    assert "make somebody else one first" in answer.text


def test_s06_somebody_removed_loses_access_on_the_next_request(client_for, look, cast: Cast) -> None:
    omar = client_for(cast.omar)
    pages = [
        f"/communities/{cast.community.id}",
        f"/communities/{cast.community.id}/members",
        f"/communities/{cast.community.id}/agencies",
        f"/communities/{cast.community.id}/ground-rules",
        f"/memberships/{cast.omars_place.id}",
        f"/meetings/{cast.today.id}",
    ]
    assert [omar.get(page).status_code for page in pages] == [200] * len(pages)
    answer = client_for(cast.fatima).post(f"/memberships/{cast.omars_place.id}/departure")
    assert answer.status_code == 303
    assert [omar.get(page).status_code for page in pages] == [404] * len(pages)
    assert omar.post(f"/memberships/{cast.omars_place.id}/joining").status_code == 409
    assert place_of(look, cast, cast.omar).left_at is not None


def test_leaving_oneself_goes_home(client_for, look, cast: Cast) -> None:
    client = client_for(cast.omar)
    answer = client.post(f"/memberships/{cast.omars_place.id}/departure")
    assert answer.headers["location"] == "/"
    assert client.get("/").status_code == 200
    with look() as db:
        last = history.of(db, cast.omars_place.id)[-1]
    assert (last.verb, last.by_id) == ("left", cast.omar.id)


def test_another_letter_goes_to_somebody_who_has_not_joined(client_for, look, cast: Cast, time: StillClock) -> None:
    client = client_for(cast.fatima)
    assert client.post(f"/memberships/{cast.ivys_place.id}/invitation").status_code == 303
    assert client.post(f"/memberships/{cast.ivys_place.id}/invitation").status_code == 409
    time.pass_by(minutes=11)
    assert client.post(f"/memberships/{cast.ivys_place.id}/invitation").status_code == 303
    assert [letter.to for letter in letters(look)] == ["ivy@example.org"] * 2
    assert client.post(f"/memberships/{cast.omars_place.id}/invitation").status_code == 409


def test_somebody_who_left_is_not_shown_as_an_entry(client_for, cast: Cast) -> None:
    client = client_for(cast.fatima)
    client.post(f"/memberships/{cast.omars_place.id}/departure")
    assert client.get(f"/memberships/{cast.omars_place.id}").status_code == 404
    answer = client.post(f"/memberships/{cast.omars_place.id}", data={"ask_me_about": "x"})
    assert answer.status_code == 409
