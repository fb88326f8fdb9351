"""Drawing the map of one day of a case: its stops added, told anew, moved, taken out and put back."""

from datetime import datetime
from typing import Any

from sqlmodel import Session

from app.domain import cases, day_map
from app.domain.cases import Case
from app.domain.day_map import Stop
from app.domain.people import Person


def add(db: Session, case: Case, values: dict[str, Any], *, aside: bool = False, by: Person, at: datetime) -> None:
    """One more stop, at the end; or kept aside, when there is no room for it yet."""
    _draw(db, case, day_map.added(case.one_day, values, aside=aside), by=by, at=at)


def change(
    db: Session,
    case: Case,
    stop: Stop,
    told: dict[str, Any],
    *,
    seen: str,
    back: bool = False,
    by: Person,
    at: datetime,
) -> bool:
    """Tell a stop anew; one that was taken out goes `back` onto the map with that.

    False, with nothing changed, when it was told otherwise or taken out since this page looked.
    """
    cases.must_be_draft(case)
    if stop.is_removed and not back:
        return False
    if stop.told == told and not stop.is_removed:
        return True
    if stop.wording != seen:
        return False
    drawn = day_map.put_back(case.one_day, stop.id)
    _draw(db, case, day_map.changed(drawn, stop.id, told), by=by, at=at)
    return True


def move(db: Session, case: Case, stop_id: str, places: int, *, by: Person, at: datetime) -> None:
    """Earlier in the day, or later."""
    _draw(db, case, day_map.moved(case.one_day, stop_id, places), by=by, at=at)


def remove(db: Session, case: Case, stop_id: str, *, by: Person, at: datetime) -> None:
    """Take a stop out; it can be put back until the case is handed in."""
    _draw(db, case, day_map.without(case.one_day, stop_id), by=by, at=at)


def put_back(db: Session, case: Case, stop_id: str, *, by: Person, at: datetime) -> None:
    """A stop that was taken out stands again."""
    _draw(db, case, day_map.put_back(case.one_day, stop_id), by=by, at=at)


def _draw(db: Session, case: Case, drawn: day_map.Kept, *, by: Person, at: datetime) -> None:
    cases.write(db, case, {"one_day": drawn}, by=by, at=at)
