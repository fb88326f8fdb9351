"""Communities: beginning, changing, agencies, and the ground rules' versions."""

import pytest
from sqlmodel import Session

from app.domain import communities, ground_rules, history, memberships
from app.domain.errors import Refused
from tests.cast import NOW, Cast


def test_whoever_begins_a_community_facilitates_it(db: Session, cast: Cast) -> None:
    community = memberships.begin_community(db, {"name": "Hillside"}, by=cast.omar, at=NOW)
    place = memberships.of(db, community.id, cast.omar.id)
    assert place is not None
    assert place.role == "facilitator"
    assert [(line.verb, line.by_id, line.at) for line in history.of(db, community.id)] == [
        ("created", cast.omar.id, NOW)
    ]


def test_a_community_begins_with_rules_that_nobody_has_agreed(db: Session, cast: Cast) -> None:
    community = memberships.begin_community(db, {"name": "Hillside"}, by=cast.omar, at=NOW)
    rules = ground_rules.now_in(db, community.id)
    assert rules.agreed is None
    assert rules.newest.version == 1
    assert "Questions before advice." in rules.newest.lines


def test_saving_a_community_unchanged_records_nothing(db: Session, cast: Cast) -> None:
    community = db.merge(cast.community)
    before = len(history.of(db, community.id))
    communities.change(db, community, {"name": community.name}, by=cast.fatima, at=NOW)
    assert len(history.of(db, community.id)) == before
    assert community.revision == 1
    communities.change(db, community, {"name": "Bankside"}, by=cast.fatima, at=NOW)
    assert history.of(db, community.id)[-1].verb == "changed"
    assert community.revision == 2


def test_a_rewritten_rule_waits_while_the_agreed_one_stays_in_force(db: Session, cast: Cast) -> None:
    community = db.merge(cast.community)
    ground_rules.agree_newest(db, community, 1, by=cast.fatima, at=NOW)
    communities.rewrite_rules(db, community, "Bring cake.", by=cast.omar, at=NOW)
    rules = ground_rules.now_in(db, community.id)
    assert rules.agreed is not None
    assert (rules.agreed.version, rules.agreed_by_id) == (1, cast.fatima.id)
    assert (rules.newest.version, rules.newest.text, rules.rewritten_by_id) == (2, "Bring cake.", cast.omar.id)
    assert rules.agreed.text == communities.FIRST_RULES


def test_agreeing_a_version_that_was_rewritten_meanwhile_is_refused(db: Session, cast: Cast) -> None:
    community = db.merge(cast.community)
    communities.rewrite_rules(db, community, "Bring cake.", by=cast.omar, at=NOW)
    with pytest.raises(Refused, match="rewritten while you looked"):
        ground_rules.agree_newest(db, community, 1, by=cast.fatima, at=NOW)


def test_agreeing_twice_keeps_the_first_hour(db: Session, cast: Cast) -> None:
    community = db.merge(cast.community)
    ground_rules.agree_newest(db, community, 1, by=cast.fatima, at=NOW)
    later = NOW.replace(hour=20)
    ground_rules.agree_newest(db, community, 1, by=cast.fatima, at=later)
    rules = ground_rules.now_in(db, community.id)
    assert rules.agreed is not None
    assert rules.agreed.agreed_at == NOW


def test_the_same_wording_is_no_new_version(db: Session, cast: Cast) -> None:
    community = db.merge(cast.community)
    communities.rewrite_rules(db, community, communities.FIRST_RULES, by=cast.omar, at=NOW)
    assert communities.rules_of(db, community.id).version == 1


@pytest.mark.parametrize("name", ["Europe/London", "UTC", "Pacific/Auckland", *communities.ZONES])
def test_known_zones(name: str) -> None:
    assert communities.is_zone(name)


@pytest.mark.parametrize("name", ["", "Europe", "Mars/Olympus", "../../etc/passwd", "/etc/localtime", "a\x00b"])
def test_unknown_zones(name: str) -> None:
    assert not communities.is_zone(name)


def test_an_agency_of_the_same_name_is_found_not_doubled(db: Session, cast: Cast) -> None:
    found = communities.agency_named(db, cast.community.id, "northgate HOMES", "other", by=cast.fatima, at=NOW)
    assert (found.id, found.kind) == (cast.housing.id, "housing")


def test_two_agencies_cannot_take_the_same_name(db: Session, cast: Cast) -> None:
    values = {"name": "Northgate Homes", "kind": "housing", "can_say_yes_to": ""}
    with pytest.raises(Refused, match="on the list already"):
        communities.add_agency(db, cast.community, values, by=cast.fatima, at=NOW)
    with pytest.raises(Refused, match="on the list already"):
        communities.change_agency(db, db.merge(cast.health), values, by=cast.fatima, at=NOW)


def test_changing_an_agency_records_who_and_when(db: Session, cast: Cast) -> None:
    agency = db.merge(cast.housing)
    values = {"name": "Northgate Homes", "kind": "housing", "can_say_yes_to": "a night’s bed"}
    for _ in range(2):
        communities.change_agency(db, agency, values, by=cast.fatima, at=NOW)
    assert [(line.verb, line.by_id) for line in history.of(db, agency.id)] == [
        ("added", cast.fatima.id),
        ("changed", cast.fatima.id),
    ]


def test_s04_another_communitys_agency_cannot_be_chosen(db: Session, cast: Cast) -> None:
    with pytest.raises(Refused, match="of this community"):
        communities.agency_in(db, cast.elsewhere.id, cast.housing.id)
