"""Letters about a meeting: each person is told once of each state of its plan, and answers by their own link."""

from datetime import timedelta

import pytest
from sqlmodel import Session

from app.domain import attendance, closing, convening, mail_links, meetings, memberships, running
from app.domain.attendance import Attendance
from app.domain.convening import Answering, Called
from app.domain.errors import Refused
from app.domain.meetings import Meeting
from app.domain.people import Person
from tests.cast import NOW, Cast, build_membership, build_person

LATER = NOW + timedelta(days=1)


def june(db: Session, cast: Cast) -> Meeting:
    meeting = meetings.by_id(db, cast.next_month.id)
    assert meeting
    return meeting


def send(db: Session, meeting: Meeting, cast: Cast, *, by: Person | None = None) -> list[Called]:
    sequence = convening.outlook(db, meeting).sequence
    return convening.send(db, meeting, sequence=sequence, by=by or cast.fatima, at=NOW)


def move(db: Session, meeting: Meeting, cast: Cast, **values: object) -> None:
    known = {"title": meeting.title, "starts_at": meeting.starts_at, "minutes": 120, "place": meeting.place}
    assert meetings.change(db, meeting, **(known | values), revision=meeting.revision, by=cast.fatima, at=NOW)


def told(called: list[Called]) -> dict[str, str]:
    return {one.to.member.person.name: one.kind for one in called}


def asked(db: Session, called: list[Called], name: str) -> Answering:
    secret = next(one.secret for one in called if one.to.member.person.name == name)
    found = convening.answering(db, secret, lock=True, at=NOW)
    assert found
    return found


def test_everybody_who_has_joined_and_comes_gets_one_letter_and_no_second(db: Session, cast: Cast) -> None:
    meeting = june(db, cast)
    assert convening.outlook(db, meeting).kind == "invitation"
    called = send(db, meeting, cast)
    # Not Sol, who sees barriers only; not Ivy, who has not joined; not Gus, who is a guest of another day.
    assert told(called) == dict.fromkeys(["Fatima Aziz", "Nia Powell", "Omar Reid"], "invitation")
    assert len({one.secret for one in called}) == 3
    assert convening.outlook(db, meeting).kind == ""
    assert send(db, meeting, cast) == []


def test_whoever_joins_later_is_told_alone(db: Session, cast: Cast) -> None:
    meeting = june(db, cast)
    send(db, meeting, cast)
    build_membership(db, cast.community, build_person(db, "Lena Fox"))
    assert told(send(db, meeting, cast)) == {"Lena Fox": "invitation"}


def test_a_change_is_told_to_all_once_with_what_was_before(db: Session, cast: Cast) -> None:
    meeting = june(db, cast)
    send(db, meeting, cast)
    build_membership(db, cast.community, build_person(db, "Lena Fox"))
    move(db, meeting, cast, place="The chapel")
    outlook = convening.outlook(db, meeting)
    assert (outlook.kind, outlook.sequence) == ("change", 1)
    called = send(db, meeting, cast)
    assert told(called) == {
        "Fatima Aziz": "change",
        "Nia Powell": "change",
        "Omar Reid": "change",
        "Lena Fox": "invitation",
    }
    assert {one.before.place if one.before else "" for one in called} == {"The library", ""}
    assert send(db, meeting, cast) == []


def test_what_was_changed_since_it_was_looked_at_is_not_sent(db: Session, cast: Cast) -> None:
    meeting = june(db, cast)
    move(db, meeting, cast, title="Another June")
    with pytest.raises(Refused, match="changed since"):
        convening.send(db, meeting, sequence=0, by=cast.fatima, at=NOW)
    assert convening.outlook(db, meeting).kind == "invitation"


def test_calling_off_is_told_to_those_who_were_called(db: Session, cast: Cast) -> None:
    meeting = june(db, cast)
    send(db, meeting, cast)
    build_membership(db, cast.community, build_person(db, "Lena Fox"))
    omars = memberships.by_id(db, cast.omars_place.id)
    assert omars
    memberships.leave(db, omars, by=cast.omar, at=NOW)
    meetings.call_off(db, meeting, "Snow", by=cast.fatima, at=NOW)
    called = send(db, meeting, cast)
    assert told(called) == {"Fatima Aziz": "calling_off", "Nia Powell": "calling_off"}
    assert {one.secret for one in called} == {""}
    assert send(db, meeting, cast) == []


def test_a_meeting_nobody_was_called_to_is_called_off_in_silence(db: Session, cast: Cast) -> None:
    meeting = june(db, cast)
    meetings.call_off(db, meeting, "Snow", by=cast.fatima, at=NOW)
    assert convening.outlook(db, meeting).kind == ""
    assert send(db, meeting, cast) == []


def test_no_letter_goes_about_a_meeting_that_began_or_whose_day_has_passed(db: Session, cast: Cast) -> None:
    today = meetings.by_id(db, cast.today.id)
    assert today
    with pytest.raises(Refused, match="begun"):
        convening.send(db, today, sequence=0, by=cast.fatima, at=NOW)
    with pytest.raises(Refused, match="passed"):
        convening.send(db, june(db, cast), sequence=0, by=cast.fatima, at=NOW + timedelta(days=40))


def test_all_letters_carry_one_name_while_its_owner_belongs_to_us(db: Session, cast: Cast) -> None:
    meeting, nias = june(db, cast), memberships.by_id(db, cast.nias_place.id)
    assert nias
    memberships.change_role(db, nias, "facilitator", by=cast.fatima, at=NOW)
    send(db, meeting, cast)
    move(db, meeting, cast, place="The chapel")
    assert {one.organizer.id for one in send(db, meeting, cast, by=cast.nia)} == {cast.fatima.id}
    fatimas = memberships.by_id(db, cast.fatimas_place.id)
    assert fatimas
    memberships.leave(db, fatimas, by=cast.fatima, at=NOW)
    move(db, meeting, cast, place="The hall")
    assert {one.organizer.id for one in send(db, meeting, cast, by=cast.nia)} == {cast.nia.id}


def test_a_calendar_hears_what_was_answered_until_the_time_changes(db: Session, cast: Cast) -> None:
    meeting = june(db, cast)
    send(db, meeting, cast)
    attendance.say(db, meeting, cast.omars_place, "coming", by=cast.omar, at=NOW)
    attendance.say(db, meeting, cast.nias_place, "apologies", by=cast.nia, at=NOW)
    move(db, meeting, cast, place="The chapel")
    answers = {one.to.member.person.name: one.answer for one in send(db, meeting, cast)}
    assert answers == {"Fatima Aziz": "NEEDS-ACTION", "Nia Powell": "DECLINED", "Omar Reid": "ACCEPTED"}
    move(db, meeting, cast, starts_at=meeting.starts_at + timedelta(days=1))
    assert {one.answer for one in send(db, meeting, cast)} == {"NEEDS-ACTION"}
    assert attendance.counts(attendance.seats(db, meeting))["coming"] == 1


def test_an_answer_stands_where_everybody_sees_it_and_its_word_with_the_facilitators(db: Session, cast: Cast) -> None:
    meeting = june(db, cast)
    omar = asked(db, send(db, meeting, cast), "Omar Reid")
    convening.answer(db, omar, "apologies", " I am at court that day. ", at=NOW)
    seat = next(one for one in attendance.seats(db, meeting) if one.membership.id == cast.omars_place.id)
    assert seat.attendance and (seat.word, seat.attendance.told) == ("apologies", "I am at court that day.")
    convening.answer(db, omar, "coming", "", at=NOW)
    assert (seat.attendance.word, seat.attendance.told) == ("coming", "")


def test_another_word_takes_what_was_told_with_it(db: Session, cast: Cast) -> None:
    meeting = june(db, cast)
    convening.answer(db, asked(db, send(db, meeting, cast), "Omar Reid"), "apologies", "At court.", at=NOW)
    attendance.say(db, meeting, cast.omars_place, "coming", by=cast.omar, at=NOW)
    noted = attendance.of(db, meeting, cast.omars_place)
    assert noted and noted.told == ""


def test_every_letter_s_link_works_until_the_meeting_begins(db: Session, cast: Cast) -> None:
    meeting = june(db, cast)
    first = send(db, meeting, cast)
    move(db, meeting, cast, place="The chapel")
    second = send(db, meeting, cast)
    for called in (first, second):
        convening.answer(db, asked(db, called, "Omar Reid"), "coming", "", at=NOW)
    today = meetings.by_id(db, cast.today.id)
    assert today
    closing.close(db, today, by=cast.fatima, at=LATER)
    running.start(db, meeting, by=cast.fatima, at=LATER)
    begun = asked(db, first, "Omar Reid")
    assert not begun.is_ended
    with pytest.raises(Refused, match="begun"):
        convening.answer(db, begun, "apologies", "", at=LATER)


def test_the_close_ends_the_links_and_forgets_what_was_told(db: Session, cast: Cast) -> None:
    meeting = june(db, cast)
    called = send(db, meeting, cast)
    convening.answer(db, asked(db, called, "Omar Reid"), "apologies", "At court.", at=NOW)
    today = meetings.by_id(db, cast.today.id)
    assert today
    closing.close(db, today, by=cast.fatima, at=LATER)
    running.start(db, meeting, by=cast.fatima, at=LATER)
    closing.close(db, meeting, by=cast.fatima, at=LATER)
    assert asked(db, called, "Omar Reid").is_ended
    db.expire_all()
    noted = attendance.of(db, meeting, cast.omars_place)
    assert isinstance(noted, Attendance) and (noted.word, noted.told) == ("apologies", "")


def test_a_link_ends_with_the_membership_and_a_new_letter_comes_to_whoever_is_back(db: Session, cast: Cast) -> None:
    meeting = june(db, cast)
    called = send(db, meeting, cast)
    omars = memberships.by_id(db, cast.omars_place.id)
    assert omars
    memberships.leave(db, omars, by=cast.omar, at=NOW)
    left = asked(db, called, "Omar Reid")
    assert left.is_ended
    with pytest.raises(Refused):
        convening.answer(db, left, "coming", "", at=NOW)
    again = {"role": "member", "agency": None, "by": cast.fatima, "joined": True}
    memberships.add(db, cast.community, cast.omar, **again, at=LATER)
    assert asked(db, called, "Omar Reid").is_ended
    assert told(convening.send(db, meeting, sequence=0, by=cast.fatima, at=LATER)) == {"Omar Reid": "invitation"}
    assert convening.send(db, meeting, sequence=0, by=cast.fatima, at=LATER) == []


def test_whoever_was_called_left_and_is_back_still_hears_that_it_is_off(db: Session, cast: Cast) -> None:
    meeting = june(db, cast)
    send(db, meeting, cast)
    omars = memberships.by_id(db, cast.omars_place.id)
    assert omars
    memberships.leave(db, omars, by=cast.omar, at=NOW)
    again = {"role": "member", "agency": None, "by": cast.fatima, "joined": True}
    memberships.add(db, cast.community, cast.omar, **again, at=LATER)
    meetings.call_off(db, meeting, "Snow", by=cast.fatima, at=LATER)
    assert told(send(db, meeting, cast))["Omar Reid"] == "calling_off"


def test_whoever_sees_barriers_only_from_now_on_answers_no_more(db: Session, cast: Cast) -> None:
    called = send(db, june(db, cast), cast)
    omars = memberships.by_id(db, cast.omars_place.id)
    assert omars
    memberships.change_role(db, omars, "sponsor", by=cast.fatima, at=NOW)
    assert asked(db, called, "Omar Reid").is_ended


def test_a_link_for_something_else_answers_nothing(db: Session, cast: Cast) -> None:
    secret = mail_links.make(db, cast.omar, "another", cast.next_month.id, lasts=timedelta(days=1), at=NOW)
    assert convening.answering(db, secret, at=NOW) is None
    assert convening.answering(db, "made up", at=NOW) is None
