"""The map of one day: twelve stops at most, told anew, moved, taken out and put back, and read like all other words."""

from typing import Any

import pytest
from sqlmodel import Session

from app.domain import cases, day_map, day_mapping, people, reading_over
from app.domain.cases import Case
from app.domain.errors import Refused
from tests.cast import A_STOP, NOW, Cast, build_case

PHONE = "07700 900245"


def a_day(*places: str) -> day_map.Kept:
    kept: day_map.Kept = []
    for place in places:
        kept = day_map.added(kept, A_STOP | {"place": place})
    return kept


def places(kept: day_map.Kept) -> str:
    return "".join(stop.place for stop in day_map.stops(kept))


def id_of(kept: day_map.Kept, place: str) -> str:
    return next(one["id"] for one in kept if one["place"] == place)


@pytest.mark.parametrize(
    ("place", "by", "then"), [("A", -1, "ABC"), ("A", 1, "BAC"), ("C", -1, "ACB"), ("C", 1, "ABC")]
)
def test_a_stop_moves_one_place_and_stays_at_the_ends(place: str, by: int, then: str) -> None:
    kept = a_day("A", "B", "C")
    assert places(day_map.moved(kept, id_of(kept, place), by)) == then
    assert day_map.moved(kept, "nothing", by) == kept


def test_what_is_taken_out_can_be_put_back_and_leaves_others_in_their_order() -> None:
    kept = a_day("A", "B", "C")
    gone = day_map.without(kept, id_of(kept, "A"))
    assert (places(gone), [stop.place for stop in day_map.removed(gone)]) == ("BC", ["A"])
    assert places(day_map.moved(gone, id_of(kept, "C"), -1)) == "CB"
    assert places(day_map.put_back(gone, id_of(kept, "A"))) == "BCA"
    assert day_map.put_back(kept, id_of(kept, "A")) == kept
    assert places(day_map.settled(gone)) == "BC"
    assert day_map.removed(day_map.settled(gone)) == []


def test_a_map_has_room_for_twelve() -> None:
    kept = a_day(*"ABCDEFGHIJKL")
    with pytest.raises(Refused, match="12 stops"):
        day_map.added(kept, A_STOP)
    gone = day_map.without(kept, id_of(kept, "A"))
    full = day_map.added(gone, A_STOP | {"place": "M"})
    with pytest.raises(Refused, match="12 stops"):
        day_map.put_back(full, id_of(kept, "A"))


@pytest.fixture
def case(db: Session, cast: Cast) -> Case:
    nia = people.by_id(db, cast.nia.id)
    assert nia
    return build_case(db, cast.community, nia)


def draw(db: Session, cast: Cast, case: Case, **values: Any) -> str:
    day_mapping.add(db, case, A_STOP | values, by=cast.nia, at=NOW)
    stop_id: str = case.one_day[-1]["id"]
    return stop_id


def test_every_word_of_a_stop_is_read_and_replaced_in_its_place(db: Session, cast: Cast, case: Case) -> None:
    first = draw(db, cast, case, place=f"A chemist, {PHONE}")
    second = draw(db, cast, case, why=f"Rang {PHONE} and {PHONE}")
    assert set(cases.findings_in(case)) == {f"{first}.place", f"{second}.why"}
    found = cases.findings_in(case)[f"{second}.why"][0]
    assert reading_over.use_suggestion(db, case, f"{second}.why", found.start, found.end, by=cast.nia, at=NOW)
    assert case.one_day[1]["why"] == f"Rang {found.suggestion} and {PHONE}"
    assert reading_over.use_suggestions(db, case, by=cast.nia, at=NOW) == 2
    assert cases.findings_in(case) == {}
    assert PHONE not in str(case.model_dump())


def test_a_case_handed_in_keeps_no_word_of_what_was_taken_out_and_its_map_is_not_drawn_any_more(
    db: Session, cast: Cast, case: Case
) -> None:
    stays, gone = draw(db, cast, case), draw(db, cast, case, place=f"Rang {PHONE}")
    day_mapping.remove(db, case, gone, by=cast.nia, at=NOW)
    assert cases.findings_in(case) == {}, "others never see what was taken out"
    cases.offer(db, case, by=cast.nia, at=NOW)
    assert [one["id"] for one in case.one_day] == [stays]
    with pytest.raises(Refused):
        day_mapping.move(db, case, stays, 1, by=cast.nia, at=NOW)
