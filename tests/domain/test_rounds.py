"""A round: one press each, nobody left out, nothing kept but who began."""

from datetime import timedelta

import pytest
from sqlmodel import Session, select

from app.domain import attendance, closing, guests, history, meetings, memberships, rounds, turns
from app.domain.errors import Refused
from app.domain.meetings import Meeting
from app.domain.memberships import Membership
from app.domain.turns import Circle, Round, Turn
from tests.cast import NOW, Cast, build_membership, build_person

KNOWN = {"at": NOW}


def today(db: Session, cast: Cast) -> Meeting:
    meeting = meetings.by_id(db, cast.today.id)
    assert meeting is not None
    return meeting


def all_here(db: Session, cast: Cast) -> Meeting:
    """Fatima, Nia, Omar from Housing and Gus, who is a guest from Housing too."""
    meeting = today(db, cast)
    for place in (cast.fatimas_place, cast.nias_place):
        attendance.say(db, meeting, place, "here", by=cast.fatima, at=NOW)
    return meeting


def begun(db: Session, cast: Cast, *, by_agency: bool = False) -> Meeting:
    meeting = all_here(db, cast)
    rounds.begin(db, meeting, None, "How do you arrive?", by_agency=by_agency, by=cast.fatima, at=NOW)
    db.flush()
    return meeting


def going(db: Session, meeting: Meeting) -> Circle:
    db.flush()
    circle = turns.of_meeting(db, meeting)
    assert circle
    return circle


def speaking(db: Session, meeting: Meeting) -> str:
    now = going(db, meeting).speaking
    return now.name if now else ""


def say(db: Session, cast: Cast, meeting: Meeting, word: str = "spoken") -> str:
    """Whoever runs it presses; answers whose turn it was."""
    name = speaking(db, meeting)
    rounds.press(db, meeting, word, going(db, meeting).mark, by=cast.fatima, at=NOW)
    return name


def place_of(db: Session, cast: Cast, name: str) -> Membership:
    person_id = next(
        key for key, known in memberships.names_in(db, cast.community.id).items() if known.startswith(name)
    )
    place = memberships.any_of(db, cast.community.id, person_id)
    assert place
    return place


def test_everybody_who_is_here_has_one_turn_guests_too(db: Session, cast: Cast) -> None:
    meeting = begun(db, cast)
    names = [say(db, cast, meeting) for _ in range(4)]
    assert sorted(names) == ["Fatima Aziz", "Gus", "Nia Powell", "Omar Reid"]
    assert {"Omar Reid", "Gus"} != set(names[:2])
    assert speaking(db, meeting) == ""
    assert going(db, meeting).summary == turns.Summary("How do you arrive?", 4, 4)


def test_the_summary_for_the_room_holds_no_name(db: Session, cast: Cast) -> None:
    meeting = begun(db, cast)
    say(db, cast, meeting, "passed")
    say(db, cast, meeting)
    assert going(db, meeting).summary._asdict() == {"question": "How do you arrive?", "done": 1, "of": 4}


def test_whoever_passes_is_asked_once_more_at_the_end_and_may_pass_again(db: Session, cast: Cast) -> None:
    meeting = begun(db, cast)
    first, second = say(db, cast, meeting, "passed"), say(db, cast, meeting, "passed")
    for _ in range(2):
        say(db, cast, meeting)
    assert [say(db, cast, meeting, "passed"), say(db, cast, meeting)] == [first, second]
    assert speaking(db, meeting) == ""
    words = {chair.name: chair.word for chair in going(db, meeting).chairs}
    assert (words[first], words[second]) == ("listened", "came_back")
    assert going(db, meeting).summary.done == 4


def test_only_whoever_has_the_turn_says_so_themselves(db: Session, cast: Cast) -> None:
    meeting = begun(db, cast)
    circle = going(db, meeting)
    now, following = circle.speaking, circle.following
    assert now and following
    with pytest.raises(Refused, match="not your turn"):
        rounds.press(db, meeting, "spoken", circle.mark, place=place_of(db, cast, following.name), by=cast.omar, at=NOW)
    rounds.press(db, meeting, "spoken", circle.mark, place=place_of(db, cast, now.name), by=cast.omar, at=NOW)
    assert speaking(db, meeting) == following.name
    with pytest.raises(Refused, match="Choose"):
        rounds.press(db, meeting, "sang", going(db, meeting).mark, by=cast.fatima, at=NOW)


def test_a_press_from_a_page_that_was_behind_does_nothing(db: Session, cast: Cast) -> None:
    meeting = begun(db, cast)
    mark = going(db, meeting).mark
    for _ in range(2):
        rounds.press(db, meeting, "spoken", mark, by=cast.fatima, at=NOW)
    assert going(db, meeting).presses == 1
    rounds.undo(db, meeting, mark, by=cast.fatima, at=NOW)
    assert going(db, meeting).presses == 1


def test_a_latecomer_is_at_the_end_and_interrupts_nobody(db: Session, cast: Cast) -> None:
    meeting = begun(db, cast)
    passed = say(db, cast, meeting, "passed")
    for _ in range(3):
        say(db, cast, meeting)
    assert speaking(db, meeting) == passed
    late = build_membership(db, cast.community, build_person(db, "Lena Late"))
    attendance.say(db, meeting, late, "here", by=cast.fatima, at=NOW + timedelta(minutes=40))
    assert speaking(db, meeting) == passed
    following = going(db, meeting).following
    assert following and following.name == "Lena Late"
    say(db, cast, meeting)
    assert say(db, cast, meeting) == "Lena Late"
    assert speaking(db, meeting) == ""


def test_somebody_who_leaves_is_skipped_and_may_come_back(db: Session, cast: Cast) -> None:
    meeting = begun(db, cast)
    circle = going(db, meeting)
    assert circle.speaking and circle.following
    gone, following = circle.speaking.name, circle.following.name
    attendance.say(db, meeting, place_of(db, cast, gone), "left", by=cast.fatima, at=NOW)
    assert speaking(db, meeting) == following
    assert going(db, meeting).summary.of == 3
    say(db, cast, meeting)
    now = speaking(db, meeting)
    attendance.say(db, meeting, place_of(db, cast, gone), "here", by=cast.fatima, at=NOW)
    assert speaking(db, meeting) == now
    attendance.say(db, meeting, place_of(db, cast, following), "left", by=cast.fatima, at=NOW)
    assert [one.word for one in going(db, meeting).chairs if one.name == following] == ["spoken"]


def test_the_last_press_is_taken_back_by_whoever_runs_it_or_whose_turn_it_was(db: Session, cast: Cast) -> None:
    meeting = begun(db, cast)
    first = say(db, cast, meeting)
    second = say(db, cast, meeting, "passed")
    with pytest.raises(Refused, match="Only whoever spoke last"):
        rounds.undo(db, meeting, going(db, meeting).mark, place=place_of(db, cast, first), by=cast.omar, at=NOW)
    rounds.undo(db, meeting, going(db, meeting).mark, place=place_of(db, cast, second), by=cast.omar, at=NOW)
    assert speaking(db, meeting) == second
    rounds.undo(db, meeting, going(db, meeting).mark, by=cast.fatima, at=NOW)
    assert speaking(db, meeting) == first
    rounds.undo(db, meeting, going(db, meeting).mark, by=cast.fatima, at=NOW)
    assert going(db, meeting).presses == 0


def test_undo_gives_somebody_who_was_asked_again_their_question_back(db: Session, cast: Cast) -> None:
    meeting = begun(db, cast)
    passed = say(db, cast, meeting, "passed")
    for _ in range(4):
        say(db, cast, meeting)
    rounds.undo(db, meeting, going(db, meeting).mark, by=cast.fatima, at=NOW)
    now = going(db, meeting).speaking
    assert now and (now.name, now.word) == (passed, "passed")


def test_by_agency_each_agency_has_one_voice(db: Session, cast: Cast) -> None:
    meeting = begun(db, cast, by_agency=True)
    chairs = {chair.name: chair for chair in going(db, meeting).chairs}
    assert chairs.keys() == {"Northgate Homes", "Community Health", "Fatima Aziz"}
    assert chairs["Northgate Homes"].about == "Gus, Omar Reid"
    while speaking(db, meeting) != "Northgate Homes":
        say(db, cast, meeting)
    mark = going(db, meeting).mark
    rounds.press(db, meeting, "spoken", mark, place=place_of(db, cast, "Gus"), by=cast.gus, at=NOW)
    assert {one.name: one.word for one in going(db, meeting).chairs}["Northgate Homes"] == "spoken"


def test_whoever_began_does_not_begin_the_next_round(db: Session, cast: Cast) -> None:
    meeting = begun(db, cast)
    for number in range(12):
        first = say(db, cast, meeting)
        rounds.end(db, meeting, by=cast.fatima, at=NOW + timedelta(seconds=number))
        again = NOW + timedelta(seconds=number, microseconds=1)
        rounds.begin(db, meeting, None, "", by_agency=False, by=cast.fatima, at=again)
        assert speaking(db, meeting) != first


def test_it_is_ended_at_any_time_and_goes_on_where_it_was(db: Session, cast: Cast) -> None:
    meeting = begun(db, cast)
    say(db, cast, meeting)
    before = speaking(db, meeting)
    with pytest.raises(Refused, match="End it first"):
        rounds.begin(db, meeting, None, "", by_agency=False, by=cast.fatima, at=NOW)
    rounds.end(db, meeting, by=cast.fatima, at=NOW)
    rounds.end(db, meeting, by=cast.fatima, at=NOW)
    assert turns.of_meeting(db, meeting) is None
    with pytest.raises(Refused, match="over"):
        rounds.press(db, meeting, "spoken", "", by=cast.fatima, at=NOW)
    rounds.go_on(db, meeting, by=cast.fatima, at=NOW)
    rounds.go_on(db, meeting, by=cast.fatima, at=NOW)
    assert speaking(db, meeting) == before
    one = turns.latest(db, meeting)
    assert one
    assert [row.verb for row in history.of(db, one.id)] == ["begun", "gone_on", "ended", "brought_back"]


def test_it_needs_a_running_meeting_and_somebody_who_is_here(db: Session, cast: Cast) -> None:
    planned = meetings.by_id(db, cast.next_month.id)
    assert planned
    with pytest.raises(Refused, match="running"):
        rounds.begin(db, planned, None, "", by_agency=False, by=cast.fatima, at=NOW)
    meeting = today(db, cast)
    for place in (cast.omars_place, place_of(db, cast, "Gus")):
        attendance.say(db, meeting, place, "left", by=cast.fatima, at=NOW)
    with pytest.raises(Refused, match="who is here"):
        rounds.begin(db, meeting, None, "", by_agency=False, by=cast.fatima, at=NOW)


def test_when_the_meeting_is_closed_only_who_began_is_known(db: Session, cast: Cast) -> None:
    meeting = begun(db, cast)
    first = say(db, cast, meeting)
    say(db, cast, meeting, "passed")
    closing.close(db, meeting, by=cast.fatima, at=NOW)
    db.flush()
    assert db.exec(select(Turn)).all() == []
    [one] = db.exec(select(Round)).all()
    assert one.ended_at == NOW and one.first_id == place_of(db, cast, first).id
    assert turns.of_meeting(db, meeting) is None


def test_guests_stand_in_the_order_by_the_kind_of_place_they_come_from(db: Session, cast: Cast) -> None:
    meeting = all_here(db, cast)
    guests.join(db, meeting, "Petra", kind="police", at=NOW)
    chairs = {chair.name: chair for chair in turns.chairs_at(db, meeting, by_agency=False).values()}
    assert chairs["Petra"].voice.kind == "police"


def test_s58_by_a_clock_that_was_put_back_what_goes_on_is_the_last(db: Session, cast: Cast) -> None:
    meeting = begun(db, cast)
    rounds.end(db, meeting, by=cast.fatima, at=NOW)
    rounds.begin(db, meeting, None, "And now?", by_agency=False, by=cast.fatima, at=NOW - timedelta(hours=1))
    assert going(db, meeting).round.question == "And now?"
