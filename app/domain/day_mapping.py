"""Drawing the map of one day of a case: its stops added, told anew, moved, taken out and put back."""

from datetime import datetime
from typing import Any

from sqlmodel import Session

from app.domain import cases, day_map
from app.domain.cases import Case
from app.domain.people import Person


def add(db: Session, case: Case, values: dict[str, Any], *, by: Person, at: datetime) -> None:
    """One more stop, at the end."""
    _draw(db, case, day_map.added(case.one_day, values), by=by, at=at)


def change(db: Session, case: Case, stop_id: str, values: dict[str, Any], *, by: Person, at: datetime) -> None:
    """Tell a stop anew."""
    _draw(db, case, day_map.changed(case.one_day, stop_id, values), by=by, at=at)


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
