"""The ledger: sifted by what it is like and where it stands, and counted without anybody in it."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlmodel import Session

from app.domain import asks, barriers, joining, ledger, replies, sponsors, standings
from app.domain.ledger import Sieve
from app.domain.standings import Standing
from tests.cast import NOW, Cast, build_membership, build_person

TODAY = NOW.date()


@pytest.fixture
def known(db: Session, cast: Cast) -> list[Standing]:
    by: dict[str, Any] = {"by": cast.nia, "at": NOW}
    barriers.name(
        db, cast.community.id, text="No bus on Sundays.", type="journey", level="board", lever="economic", **by
    )
    db.flush()
    return standings.of(db, cast.community.id, TODAY)


def texts(db: Session, cast: Cast, known: list[Standing], **sieve: str) -> set[str]:
    mine: UUID = cast.omar.id
    ours = joining.met_by(db, cast.omars_place)
    return {one.barrier.text for one in ledger.sifted(known, Sieve(**sieve), mine=mine, ours=ours)}


@pytest.mark.parametrize(
    ("sieve", "found"),
    [
        ({"type": "journey"}, {"No bus on Sundays."}),
        ({"level": "board", "lever": "economic"}, {"No bus on Sundays."}),
        ({"level": "board", "lever": "legal"}, set()),
        ({"words": "bus sundays"}, {"No bus on Sundays."}),
        ({"words": "journey"}, {"No bus on Sundays."}),
        ({"words": "day centre"}, {"A bus pass needs an address."}),
        ({"state": "written"}, {"No key without a phone."}),
        ({"state": "ended"}, set()),
        ({"state": "no such"}, set()),
        ({"whose": "mine", "words": "bus"}, {"A bus pass needs an address."}),
        ({"whose": "ours", "words": "bus"}, {"A bus pass needs an address."}),
    ],
)
def test_it_is_sifted(db: Session, cast: Cast, known: list[Standing], sieve: dict[str, str], found: set[str]) -> None:
    assert texts(db, cast, known, **sieve) == found


def test_nothing_asked_for_shows_all(db: Session, cast: Cast, known: list[Standing]) -> None:
    assert len(texts(db, cast, known)) == len(known) == 4
    assert len(texts(db, cast, known, state="open")) == 4


def test_the_figures_count_rules_and_no_person(db: Session, cast: Cast, known: list[Standing]) -> None:
    figures = ledger.figures(known, TODAY)
    assert (figures.open, figures.silent) == (4, 0)
    assert dict(figures.types) == {"Impossible journey or time": 1, "Other": 3}
    assert dict(figures.levels) == {"Board": 1, "Not said yet": 3}
    assert [one.name for one in figures.quarters][-1] == "April to June 2027"
    assert figures.quarters[-1][1:] == (4, 1, 0, 0, 0)


def test_a_sponsor_s_desk_holds_what_was_asked_of_them(db: Session, cast: Cast) -> None:
    other = build_membership(db, cast.community, build_person(db, "Another Sponsor"), role="sponsor")
    assert sponsors.desk_of(db, other, TODAY) == sponsors.Desk([], [], [])
    desk = sponsors.desk_of(db, cast.sols_place, TODAY)
    assert [line.ask.id for line in desk.waiting] == [cast.ask.id]
    late = TODAY + timedelta(days=60)
    assert sponsors.desk_of(db, cast.sols_place, late).waiting[0].silent_days > 0
    asked = asks.by_id(db, cast.ask.id)
    assert asked
    replies.answer(db, asked, "changed", "", by=cast.sol, at=NOW)
    desk = sponsors.desk_of(db, cast.sols_place, TODAY)
    assert (desk.waiting, [line.can_answer for line in desk.lately]) == ([], [True])
    assert sponsors.desk_of(db, cast.sols_place, TODAY + timedelta(days=120)).earlier
