"""In whose hands a running meeting is: whoever ran it before has it back with one press."""

import pytest
from sqlmodel import Session

from app.domain import attendance, hands, history, meetings, memberships
from app.domain.errors import Refused
from app.domain.meetings import Meeting
from app.domain.memberships import Membership
from tests.cast import NOW, Cast


@pytest.fixture
def today(db: Session, cast: Cast) -> Meeting:
    meeting = meetings.by_id(db, cast.today.id)
    assert meeting
    return meeting


def place(db: Session, cast: Cast, person) -> Membership:
    found = memberships.of(db, cast.community.id, person.id)
    assert found
    return found


def test_taken_over_for_now_and_taken_back(db: Session, cast: Cast, today: Meeting) -> None:
    hands.take(db, today, cast.fatima.id, by=cast.omar, at=NOW)
    assert (today.run_by_id, today.handed_from_id) == (cast.omar.id, cast.fatima.id)
    hands.take(db, today, cast.omar.id, by=cast.fatima, at=NOW)
    assert (today.run_by_id, today.handed_from_id) == (cast.fatima.id, None)
    db.flush()
    verbs = [(one.verb, one.by_id) for one in history.of(db, today.id)]
    assert verbs[-2:] == [("handed_over", cast.omar.id), ("handed_over", cast.fatima.id)]


def test_the_first_of_two_who_press_has_it_and_the_second_is_thanked(db: Session, cast: Cast, today: Meeting) -> None:
    hands.take(db, today, cast.fatima.id, by=cast.nia, at=NOW)
    with pytest.raises(Refused, match="Nia Powell was a moment before you"):
        hands.take(db, today, cast.fatima.id, by=cast.omar, at=NOW)
    hands.take(db, today, cast.fatima.id, by=cast.nia, at=NOW)
    assert today.run_by_id == cast.nia.id


def test_whoever_had_it_first_is_remembered_over_several_hands(db: Session, cast: Cast, today: Meeting) -> None:
    hands.give(db, today, cast.omars_place, by=cast.fatima, at=NOW)
    hands.give(db, today, cast.nias_place, by=cast.omar, at=NOW)
    assert (today.run_by_id, today.handed_from_id) == (cast.nia.id, cast.fatima.id)
    for _ in range(2):
        hands.give_back(db, today, by=cast.nia, at=NOW)
    assert (today.run_by_id, today.handed_from_id) == (cast.fatima.id, None)


def test_only_members_are_given_it(db: Session, cast: Cast, today: Meeting) -> None:
    gus = place(db, cast, cast.gus)
    theirs = memberships.of(db, cast.elsewhere.id, cast.zed.id)
    assert theirs
    for somebody in (gus, cast.sols_place, cast.ivys_place, theirs):
        with pytest.raises(Refused, match="Choose a member"):
            hands.give(db, today, somebody, by=cast.fatima, at=NOW)
    seats = hands.who_may_run(today, attendance.seats(db, today))
    assert [seat.person.name for seat in seats] == ["Omar Reid", "Nia Powell"]


def test_it_is_not_given_back_to_somebody_who_left(db: Session, cast: Cast, today: Meeting) -> None:
    hands.take(db, today, by=cast.omar, at=NOW)
    hands.give(db, today, cast.nias_place, by=cast.omar, at=NOW)
    today.handed_from_id = cast.omar.id
    omars_place = memberships.by_id(db, cast.omars_place.id)
    assert omars_place
    memberships.leave(db, omars_place, by=cast.omar, at=NOW)
    db.flush()
    with pytest.raises(Refused, match="has left"):
        hands.give_back(db, today, by=cast.nia, at=NOW)


def test_a_meeting_that_does_not_run_is_in_nobodys_hands(db: Session, cast: Cast) -> None:
    june = meetings.by_id(db, cast.next_month.id)
    assert june
    with pytest.raises(Refused, match="running"):
        hands.take(db, june, by=cast.omar, at=NOW)
    with pytest.raises(Refused, match="running"):
        hands.give(db, june, cast.omars_place, by=cast.fatima, at=NOW)
    with pytest.raises(Refused, match="running"):
        hands.give_back(db, june, by=cast.fatima, at=NOW)
