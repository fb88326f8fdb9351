"""Attendance: one word for each, nobody twice."""

import pytest
from sqlmodel import Session

from app.domain import attendance, meetings
from app.domain.errors import Refused
from tests.cast import NOW, Cast


def test_everybody_who_belongs_has_a_seat_and_sponsors_have_none(db: Session, cast: Cast) -> None:
    names = [seat.person.name for seat in attendance.seats(db, cast.today)]
    assert names == ["Fatima Aziz", "Gus", "Ivy Chen", "Nia Powell", "Omar Reid"]
    assert "Gus" not in [seat.person.name for seat in attendance.seats(db, cast.next_month)]


def test_the_time_somebody_came_stays_when_they_leave(db: Session, cast: Cast) -> None:
    today = meetings.by_id(db, cast.today.id)
    assert today
    attendance.say(db, today, cast.omars_place, "left", by=cast.omar, at=NOW)
    seat = next(seat for seat in attendance.seats(db, today) if seat.membership.id == cast.omars_place.id)
    assert seat.attendance and (seat.word, seat.attendance.came_at) == ("left", NOW)
    assert attendance.counts(attendance.seats(db, today))["left"] == 1


def test_somebody_of_another_community_has_no_place_here(db: Session, cast: Cast) -> None:
    theirs = meetings.by_id(db, cast.zeds_meeting.id)
    assert theirs
    assert attendance.place_at(db, theirs, cast.omars_place.id) is None
    assert attendance.place_at(db, cast.today, cast.omars_place.id)


def test_a_called_off_meeting_takes_no_more_words(db: Session, cast: Cast) -> None:
    june = meetings.by_id(db, cast.next_month.id)
    assert june
    meetings.call_off(db, june, "Snow", by=cast.fatima, at=NOW)
    with pytest.raises(Refused, match="over"):
        attendance.say(db, june, cast.omars_place, "coming", by=cast.omar, at=NOW)
