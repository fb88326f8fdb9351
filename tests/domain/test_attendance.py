"""Attendance: one word for each, nobody twice."""

from datetime import time, timedelta

import pytest
from sqlmodel import Session

from app.domain import attendance, meetings
from app.domain.attendance import Seat
from app.domain.errors import Refused
from app.domain.meetings import Meeting
from app.domain.memberships import Membership
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


@pytest.fixture
def today(db: Session, cast: Cast) -> Meeting:
    meeting = meetings.by_id(db, cast.today.id)
    assert meeting
    return meeting


def seat_of(db: Session, meeting: Meeting, place: Membership) -> Seat:
    db.flush()
    return next(seat for seat in attendance.seats(db, meeting) if seat.membership.id == place.id)


def test_the_same_press_takes_it_back_to_what_it_was(db: Session, cast: Cast, today: Meeting) -> None:
    nia = cast.nias_place
    for word in ("late", "here"):
        attendance.say(db, today, nia, word, by=cast.nia, at=NOW)
    attendance.take_back(db, today, nia, "here", by=cast.nia, at=NOW)
    seat = seat_of(db, today, nia)
    assert seat.attendance and (seat.word, seat.attendance.came_at) == ("late", None)
    for word in ("here", "late", "late"):
        attendance.take_back(db, today, nia, word, by=cast.nia, at=NOW)
    assert seat_of(db, today, nia).word == ""
    attendance.take_back(db, today, cast.fatimas_place, "here", by=cast.nia, at=NOW)
    assert seat_of(db, today, cast.fatimas_place).attendance is None


def test_leaving_taken_back_keeps_when_they_came(db: Session, cast: Cast, today: Meeting) -> None:
    for word, minutes in (("left", 30), ("here", 40)):
        attendance.say(db, today, cast.omars_place, word, by=cast.omar, at=NOW + timedelta(minutes=minutes))
    seat = seat_of(db, today, cast.omars_place)
    assert seat.attendance and seat.attendance.came_at == NOW
    attendance.take_back(db, today, cast.omars_place, "here", by=cast.omar, at=NOW)
    assert seat_of(db, today, cast.omars_place).word == "left"


def test_whoever_comes_well_after_the_start_came_late_in_plain_words(db: Session, cast: Cast, today: Meeting) -> None:
    assert today.started_at
    early, later = (today.started_at + timedelta(minutes=minutes) for minutes in (9, 11))
    attendance.say(db, today, cast.nias_place, "here", by=cast.nia, at=early)
    attendance.say(db, today, cast.fatimas_place, "here", by=cast.nia, at=later)
    assert seat_of(db, today, cast.nias_place).came_late_at(today) is None
    assert seat_of(db, today, cast.fatimas_place).came_late_at(today) == later
    for _ in range(2):
        attendance.came_at_the_start(db, today, cast.fatimas_place, by=cast.nia, at=later)
    assert seat_of(db, today, cast.fatimas_place).came_late_at(today) is None
    attendance.came_at_the_start(db, today, cast.ivys_place, by=cast.nia, at=later)
    assert seat_of(db, today, cast.ivys_place).attendance is None


def test_about_when_is_a_time_on_the_wall_where_we_meet(db: Session, cast: Cast, today: Meeting) -> None:
    nia = cast.nias_place
    attendance.expect(db, today, nia, "late", time(12, 50), by=cast.nia, at=NOW)
    assert seat_of(db, today, nia).attendance is None
    attendance.say(db, today, nia, "late", by=cast.nia, at=NOW)
    attendance.expect(db, today, nia, "late", time(12, 50), by=cast.nia, at=NOW)
    assert seat_of(db, today, nia).about == NOW + timedelta(minutes=5)
    attendance.say(db, today, nia, "here", by=cast.nia, at=NOW)
    assert seat_of(db, today, nia).about is None
    for about, minutes in ((time(13, 30), 45), (None, None)):
        attendance.expect(db, today, nia, "here", about, by=cast.nia, at=NOW)
        expected = NOW + timedelta(minutes=minutes) if minutes else None
        assert seat_of(db, today, nia).about == expected


def test_those_here_are_counted_by_kind_of_agency(db: Session, cast: Cast, today: Meeting) -> None:
    for place in (cast.nias_place, cast.fatimas_place):
        attendance.say(db, today, place, "here", by=cast.nia, at=NOW)
    db.flush()
    assert attendance.kinds_here(attendance.seats(db, today)) == [
        ("Housing", 1),
        ("Mental health", 1),
        ("Without an agency", 1),
        ("Guests", 1),
    ]


def test_words_nobody_knows_and_words_too_early_are_refused(db: Session, cast: Cast, today: Meeting) -> None:
    june = meetings.by_id(db, cast.next_month.id)
    assert june
    for meeting, word in ((today, ""), (today, "dancing"), (june, "here"), (june, "left")):
        with pytest.raises(Refused):
            attendance.say(db, meeting, cast.omars_place, word, by=cast.omar, at=NOW)
    attendance.say(db, june, cast.omars_place, "late", by=cast.omar, at=NOW)
    assert seat_of(db, june, cast.omars_place).word == "late"
