"""We saw it too: by an agency other than the teller's, counted by agency, shown by kind."""

import pytest
from sqlmodel import Session

from app.domain import memberships, miracles, seconding
from app.domain.errors import Refused
from app.domain.memberships import Membership
from app.domain.miracles import Miracle
from app.domain.people import Person
from tests.cast import NOW, Cast


def place(db: Session, cast: Cast, person: Person) -> Membership:
    found = memberships.of(db, cast.community.id, person.id)
    assert found
    return found


def told(db: Session, cast: Cast) -> Miracle:
    return miracles.tell(db, cast.community.id, text="The door was open.", by=cast.omar, at=NOW)


def kinds(db: Session, miracle: Miracle) -> list[str]:
    return seconding.kinds(db, [miracle.id]).get(miracle.id, [])


def test_another_agency_saw_it_too(db: Session, cast: Cast) -> None:
    miracle = told(db, cast)
    for _twice in range(2):
        seconding.second(db, miracle, place(db, cast, cast.nia), by=cast.nia, at=NOW)
    assert len(kinds(db, miracle)) == 1
    seconding.take_back(db, miracle, place(db, cast, cast.nia), by=cast.nia, at=NOW)
    assert kinds(db, miracle) == []


def test_the_tellers_own_agency_cannot(db: Session, cast: Cast) -> None:
    with pytest.raises(Refused, match="your own agency"):
        seconding.second(db, told(db, cast), place(db, cast, cast.omar), by=cast.omar, at=NOW)


def test_nor_somebody_without_an_agency(db: Session, cast: Cast) -> None:
    nowhere = place(db, cast, cast.nia)
    nowhere.agency_id = None
    with pytest.raises(Refused, match="names no agency"):
        seconding.second(db, told(db, cast), nowhere, by=cast.nia, at=NOW)
