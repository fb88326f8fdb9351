"""Plain facts together may say who somebody is: when that is said, and what could be said more widely."""

import pytest
from sqlmodel import Session

from app.domain import cases, history, people, pro_forma, rarity, reading_over
from app.domain.cases import Case
from app.domain.rarity import Choices, Rarity
from tests.cast import NOW, Cast, build_case

ANA = Choices("older", "hostel", frozenset({"alcohol", "housing"}))
MANY = [ANA] * 4


def offers(found: Rarity) -> dict[str, bool]:
    return {wider.part: wider.is_enough for wider in found.wider}


def test_five_alike_are_enough_and_four_are_not() -> None:
    assert rarity.look(ANA, MANY) == Rarity()
    other = Choices("adult", "outside", frozenset({"drugs"}))
    assert rarity.look(ANA, [*MANY[:3], other]).state == "rare"


def test_among_fewer_than_five_cases_nothing_is_rare_yet() -> None:
    assert rarity.look(ANA, []) == Rarity("few")
    assert rarity.look(ANA, MANY[:3]) == Rarity("few")


@pytest.mark.parametrize(
    "told",
    [
        Choices(),
        Choices("older"),
        Choices(needs=frozenset({"drugs"})),
        Choices("not_sure", "other", frozenset({"drugs"})),
    ],
)
def test_one_fact_alone_is_no_combination(told: Choices) -> None:
    assert rarity.look(told, [Choices("adult", "outside", frozenset({"money"}))] * 10) == Rarity()


def test_others_that_say_more_are_alike_and_those_that_say_less_are_not() -> None:
    more = ANA._replace(needs=ANA.needs | {"money", "trust"})
    assert rarity.look(ANA, [more] * 4) == Rarity()
    assert rarity.look(more, [ANA] * 4).state == "rare"


def test_what_is_said_more_widely_fits_those_within() -> None:
    young = [Choices("young_adult", "", frozenset({"mental_health"}))] * 4
    mine = Choices("adult", "", frozenset({"care", "money"}))
    assert offers(rarity.look(mine, young)) == {"wider_stage": False, "no_stage": False, "wider_needs": False}
    wide = Choices("any_adult", "", frozenset({"wide_health"}))
    assert rarity.look(wide, young) == Rarity()
    older = [one._replace(life_stage="older") for one in young]
    assert rarity.look(wide, older).state == "rare"


def test_an_offer_says_whether_it_alone_is_enough() -> None:
    found = rarity.look(
        Choices("older", "hostel", frozenset({"drugs"})), [Choices("older", "outside", frozenset({"drugs"}))] * 4
    )
    assert offers(found) == {"no_stage": False, "no_housing": True, "wider_needs": False}
    assert found.offer("no_housing") is not None
    assert found.offer("wider_stage") is None, "older has no wider band"


def test_every_need_belongs_to_one_wider_group() -> None:
    within = [need for group in pro_forma.WITHIN.values() for need in group]
    assert sorted(within) == sorted(pro_forma.NEEDS)
    assert set(pro_forma.WITHIN) == set(pro_forma.WIDE_NEEDS)
    assert pro_forma.widened(["drugs", "trust", "wide_home"]) == ["wide_home", "wide_substances", "wide_meaning"]
    assert len(",".join(pro_forma.CHOICES["needs"])) <= Case.__table__.c.needs.type.length
    assert len(",".join(pro_forma.CHOICES["around_kinds"])) <= Case.__table__.c.around_kinds.type.length


# ---- On a case


def brought(db: Session, cast: Cast, state: str, **told: str) -> Case:
    nia = people.by_id(db, cast.nia.id)
    assert nia
    return build_case(db, cast.community, nia, state=state, **told)


def test_a_case_is_held_against_those_handed_in_and_not_withdrawn(db: Session, cast: Cast) -> None:
    told = {"life_stage": "older", "housing_kind": "hostel", "needs": "drugs"}
    mine = brought(db, cast, "draft", **told)
    others = [brought(db, cast, "offered", **told) for _ in range(4)]
    brought(db, cast, "draft", **told)
    assert cases.rarity_of(db, mine).state == ""
    cases.withdraw(db, others[0], by=cast.nia, at=NOW)
    db.flush()
    assert cases.rarity_of(db, mine).state == "rare"


def test_one_press_says_it_more_widely_and_keeping_it_is_recorded_without_saying_what(db: Session, cast: Cast) -> None:
    for _ in range(5):
        brought(db, cast, "offered", life_stage="young_adult", needs="money")
    mine = brought(db, cast, "draft", life_stage="adult", needs="drugs,care", housing_kind="prison")
    for part in ("wider_stage", "no_housing", "wider_needs"):
        assert reading_over.widen(db, mine, part, by=cast.nia, at=NOW)
    assert (mine.life_stage, mine.housing_kind, mine.needs) == ("any_adult", "", "wide_health,wide_substances")
    assert not reading_over.widen(db, mine, "wider_needs", by=cast.nia, at=NOW), "there is nothing wider"
    cases.offer(db, mine, by=cast.nia, at=NOW)
    db.flush()
    [kept] = [line for line in history.of(db, mine.id) if line.verb == "kept_combination"]
    assert kept.detail == ""
