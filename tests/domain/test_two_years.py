"""After two years of meetings an opening is still one that a group gets through: nothing piles up, nothing is lost."""

import pytest
from sqlmodel import Session

from app.domain import opening
from tests.bench.two_years import NEXT, counted, grow, reckoned, words_in

TWELVE_MINUTES = 12


@pytest.mark.parametrize("held", [12, 24])
def test_an_opening_takes_no_longer_after_two_years_than_the_agenda_gives_it(db: Session, held: int) -> None:
    life, meeting = grow(db, held, NEXT)
    found = opening.of_meeting(db, meeting, life.day_of(NEXT))
    rows = counted(found)
    presses, minutes = reckoned(rows, words_in(found))
    # The dice are always the same: these are counts, not times.
    assert rows["actions"] <= 12 and rows["still holding?"] <= 8
    assert presses <= 40
    assert minutes <= TWELVE_MINUTES
