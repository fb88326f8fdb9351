"""Who belongs, in which role, and how one leaves."""

import pytest
from sqlmodel import Session

from app.domain import action_lines, attendance, communities, history, memberships
from app.domain.errors import Refused
from app.domain.memberships import Membership
from tests.cast import NOW, Cast, build_action, build_membership


def load(db: Session, place: Membership) -> Membership:
    found = memberships.by_id(db, place.id)
    assert found is not None
    return found


def test_the_list_holds_members_and_the_invited_but_no_guests(db: Session, cast: Cast) -> None:
    names = [member.person.name for member in memberships.members_of(db, cast.community.id)]
    assert names == ["Fatima Aziz", "Ivy Chen", "Nia Powell", "Omar Reid", "Sol Marsh"]


def test_somebody_who_is_here_cannot_be_added_again(db: Session, cast: Cast) -> None:
    with pytest.raises(Refused, match="member here already"):
        memberships.add(db, cast.community, cast.omar, role="member", agency=None, by=cast.fatima, at=NOW)


def test_somebody_who_left_comes_back_in_the_same_place(db: Session, cast: Cast) -> None:
    memberships.leave(db, load(db, cast.omars_place), by=cast.omar, at=NOW)
    assert memberships.of(db, cast.community.id, cast.omar.id) is None
    back = memberships.add(db, cast.community, cast.omar, role="member", agency=None, by=cast.fatima, at=NOW)
    assert back.id == cast.omars_place.id
    assert not back.is_current


def test_joining_records_who_and_when_and_twice_changes_nothing(db: Session, cast: Cast) -> None:
    place = load(db, cast.ivys_place)
    for _ in range(2):
        memberships.join(db, place, by=cast.ivy, at=NOW)
    joined = [line for line in history.of(db, place.id) if line.verb == "joined"]
    assert [(line.by_id, line.at) for line in joined] == [(cast.ivy.id, NOW)]


def test_nobody_joins_a_place_that_was_given_back(db: Session, cast: Cast) -> None:
    place = load(db, cast.ivys_place)
    memberships.leave(db, place, by=cast.fatima, at=NOW)
    with pytest.raises(Refused, match="new invitation"):
        memberships.join(db, place, by=cast.ivy, at=NOW)


def test_the_last_facilitator_stays_until_there_is_another(db: Session, cast: Cast) -> None:
    place = load(db, cast.fatimas_place)
    with pytest.raises(Refused, match="make somebody else one first"):
        memberships.change_role(db, place, "member", by=cast.fatima, at=NOW)
    with pytest.raises(Refused, match="make somebody else one first"):
        memberships.leave(db, place, by=cast.fatima, at=NOW)
    memberships.change_role(db, load(db, cast.omars_place), "facilitator", by=cast.fatima, at=NOW)
    memberships.change_role(db, place, "member", by=cast.fatima, at=NOW)
    assert place.role == "member"


def test_a_facilitator_who_has_not_joined_does_not_count(db: Session, cast: Cast) -> None:
    memberships.change_role(db, load(db, cast.ivys_place), "facilitator", by=cast.fatima, at=NOW)
    with pytest.raises(Refused, match="make somebody else one first"):
        memberships.leave(db, load(db, cast.fatimas_place), by=cast.fatima, at=NOW)


@pytest.mark.parametrize("role", ["guest", "owner", ""])
def test_roles_that_nobody_gives_are_refused(db: Session, cast: Cast, role: str) -> None:
    with pytest.raises(Refused, match="can have a role"):
        memberships.change_role(db, load(db, cast.omars_place), role, by=cast.fatima, at=NOW)


def test_a_guest_is_given_no_role(db: Session, cast: Cast) -> None:
    place = memberships.any_of(db, cast.community.id, cast.gus.id)
    assert place is not None
    with pytest.raises(Refused, match="can have a role"):
        memberships.change_role(db, place, "facilitator", by=cast.fatima, at=NOW)


def test_changing_a_role_records_who_and_when_and_twice_changes_nothing(db: Session, cast: Cast) -> None:
    place = load(db, cast.omars_place)
    for _ in range(2):
        memberships.change_role(db, place, "sponsor", by=cast.fatima, at=NOW)
    changed = [line for line in history.of(db, place.id) if line.verb == "changed_role"]
    assert [(line.by_id, line.at) for line in changed] == [(cast.fatima.id, NOW)]


def test_details_are_changed_once_and_only_to_an_agency_of_ours(db: Session, cast: Cast) -> None:
    place = load(db, cast.omars_place)
    foreign = communities.agency_named(db, cast.elsewhere.id, "Canary Trust", "other", by=cast.zed, at=NOW)
    for _ in range(2):
        memberships.change_details(db, place, agency_id=cast.health.id, ask_me_about="tenancies", by=cast.omar, at=NOW)
    assert [line.verb for line in history.of(db, place.id)].count("changed") == 1
    with pytest.raises(Refused, match="of this community"):
        memberships.change_details(db, place, agency_id=foreign.id, ask_me_about="", by=cast.omar, at=NOW)


def test_the_map_shows_who_is_with_us_and_who_is_missing(db: Session, cast: Cast) -> None:
    members = memberships.members_of(db, cast.community.id)
    parts = memberships.who_does_what(members, communities.agencies_of(db, cast.community.id))
    by_kind = {part.kind: part for part in parts}
    assert [member.person.name for member in by_kind["housing"].members] == ["Ivy Chen", "Omar Reid"]
    assert not by_kind["housing"].is_missing
    assert by_kind["police"].is_missing
    assert not by_kind["voluntary"].is_missing
    assert sum(len(part.members) for part in parts) == len(members)


def test_s04_an_invited_person_is_shown_by_the_name_they_were_invited_by(db: Session, cast: Cast) -> None:
    place = memberships.add(
        db, cast.community, cast.zed, role="member", agency=None, invited_as="Z. from Police", by=cast.fatima, at=NOW
    )
    names = [member.person.name for member in memberships.members_of(db, cast.community.id)]
    assert "Z. from Police" in names
    assert "Zed Otieno" not in names
    assert memberships.names_in(db, cast.community.id)[cast.zed.id] == "Z. from Police"
    memberships.join(db, place, by=cast.zed, at=NOW)
    assert memberships.names_in(db, cast.community.id)[cast.zed.id] == "Zed Otieno"


def test_s04_lists_of_others_show_the_invited_name_too(db: Session, cast: Cast) -> None:
    place = memberships.add(
        db, cast.community, cast.zed, role="member", agency=None, invited_as="Z. from Police", by=cast.fatima, at=NOW
    )
    action = build_action(db, cast.community, cast.fatima, owner_id=cast.zed.id)
    db.flush()
    owner = action_lines.of_action(db, action, cast.omar).owner
    seats = {seat.membership.id: seat.person.name for seat in attendance.seats(db, db.merge(cast.today))}
    assert owner is not None
    assert owner.name == seats[place.id] == "Z. from Police"


def test_listing_members_changes_nobodys_name(db: Session, cast: Cast) -> None:
    memberships.add(
        db, cast.community, cast.zed, role="member", agency=None, invited_as="Z. from Police", by=cast.fatima, at=NOW
    )
    memberships.members_of(db, cast.community.id)
    db.flush()
    db.expire_all()
    assert memberships.names_in(db, cast.elsewhere.id)[cast.zed.id] == "Zed Otieno"


def test_s04_members_of_another_community_are_not_listed(db: Session, cast: Cast) -> None:
    build_membership(db, cast.elsewhere, cast.kit)
    names = {member.person.name for member in memberships.members_of(db, cast.community.id)}
    assert not names & {"Zed Otieno", "Kit Doyle"}
    assert cast.zed.email not in memberships.people_by_email(db, cast.community.id)
