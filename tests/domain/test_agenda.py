"""Steps: on one agenda only, never lost, and written down once their meeting is over."""

from datetime import timedelta

import pytest
from sqlmodel import Session

from app.domain import agenda, cases, history, meetings, notes, pacing, running, timetable
from app.domain.agenda import AgendaItem
from app.domain.errors import Refused
from app.domain.meetings import Meeting
from tests.cast import NOW, Cast, build_case, build_meeting, build_step

WORDS = {"title": "Cake", "minutes": 5, "led_by": "all", "hint": "", "returns": False, "method": ""}


def june(db: Session, cast: Cast) -> Meeting:
    meeting = meetings.by_id(db, cast.next_month.id)
    assert meeting
    return meeting


def titles(db: Session, meeting: Meeting) -> list[str]:
    return [item.title for item in agenda.of(db, meeting.id)]


def topic(db: Session, cast: Cast) -> AgendaItem:
    item = agenda.by_id(db, cast.topic.id)
    assert item
    return item


def held_with_a_topic_left(db: Session, cast: Cast) -> tuple[Meeting, AgendaItem]:
    """Today's meeting began the topic, took a note, parked it, and was closed."""
    today = meetings.by_id(db, cast.today.id)
    item = topic(db, cast)
    assert today
    agenda.take(db, item, today, by=cast.fatima, at=NOW)
    now = pacing.current(agenda.of(db, today.id))
    while now and now.id != item.id:
        running.step_on(db, today, now.id, by=cast.fatima, at=NOW)
        now = pacing.current(agenda.of(db, today.id))
    notes.take_down(db, today, item, kind="note", text="The shelter opens on Monday.", by=cast.omar, at=NOW)
    running.park(db, today, item.id, by=cast.fatima, at=NOW + timedelta(minutes=4))
    running.close(db, today, by=cast.fatima, at=NOW + timedelta(minutes=90))
    return today, item


def test_a_new_step_stands_at_the_end(db: Session, cast: Cast) -> None:
    item = agenda.add(db, june(db, cast), **WORDS, by=cast.fatima, at=NOW)
    assert titles(db, june(db, cast))[-1] == "Cake"
    assert [(one.verb, one.by_id) for one in history.of(db, item.id)] == [("added", cast.fatima.id)]


def test_places_stay_one_after_the_other_whatever_is_let_go(db: Session, cast: Cast) -> None:
    meeting = june(db, cast)
    agenda.let_go(db, agenda.of(db, meeting.id)[1], "not now", by=cast.fatima, at=NOW)
    agenda.add(db, meeting, **WORDS, by=cast.fatima, at=NOW)
    places = [item.position for item in agenda.of(db, meeting.id)]
    assert places == sorted(set(places))


@pytest.mark.parametrize(("place", "order"), [(1, "3 1 2"), (2, "1 3 2"), (0, "3 1 2"), (-9, "3 1 2"), (99, "1 2 3")])
def test_moving_a_step(db: Session, cast: Cast, place: int, order: str) -> None:
    meeting = june(db, cast)
    agenda.move(db, agenda.of(db, meeting.id)[2], place, by=cast.fatima, at=NOW)
    assert titles(db, meeting) == [f"Step {number}" for number in order.split()]


def test_moving_to_where_it_is_records_nothing(db: Session, cast: Cast) -> None:
    item = agenda.of(db, june(db, cast).id)[1]
    before = len(history.of(db, item.id))
    agenda.move(db, item, 2, by=cast.fatima, at=NOW)
    assert len(history.of(db, item.id)) == before


def test_nothing_is_moved_before_what_has_begun(db: Session, cast: Cast) -> None:
    today = meetings.by_id(db, cast.today.id)
    assert today
    first, second, third = agenda.of(db, today.id)
    agenda.move(db, third, 1, by=cast.fatima, at=NOW)
    assert agenda.of(db, today.id) == [first, third, second]
    with pytest.raises(Refused, match="begun"):
        agenda.move(db, first, 3, by=cast.fatima, at=NOW)


def test_a_step_stands_on_one_agenda_only(db: Session, cast: Cast) -> None:
    meeting, item = june(db, cast), topic(db, cast)
    agenda.take(db, item, meeting, by=cast.fatima, at=NOW)
    july = build_meeting(db, cast.community, cast.fatima, starts_at=NOW + timedelta(days=56))
    with pytest.raises(Refused, match="another agenda"):
        agenda.take(db, item, july, by=cast.fatima, at=NOW)
    assert item.meeting_id == meeting.id
    agenda.take(db, item, meeting, by=cast.fatima, at=NOW)
    assert titles(db, meeting).count(item.title) == 1


def test_a_step_of_another_community_is_not_taken(db: Session, cast: Cast) -> None:
    theirs = meetings.by_id(db, cast.zeds_meeting.id)
    assert theirs
    with pytest.raises(Refused, match="another community"):
        agenda.take(db, topic(db, cast), theirs, by=cast.zed, at=NOW)


def test_a_deferred_step_keeps_its_notes_and_leaves_a_trail(db: Session, cast: Cast) -> None:
    today, item = held_with_a_topic_left(db, cast)
    assert item in agenda.waiting(db, cast.community.id)
    agenda.take(db, item, june(db, cast), by=cast.fatima, at=NOW + timedelta(days=1))
    assert item not in agenda.waiting(db, cast.community.id)
    assert [note.text for note in notes.of_items(db, {item.id})] == ["The shelter opens on Monday."]
    [trail] = agenda.deferred_from(db, today.id)
    assert (trail.title, trail.minutes, trail.seconds) == ("Winter night shelter", 15, 240)
    assert item.run.begun_at is None and item.seconds_before == 0


def test_what_a_called_off_meeting_would_have_talked_about_waits(db: Session, cast: Cast) -> None:
    meeting, item = june(db, cast), topic(db, cast)
    agenda.take(db, item, meeting, by=cast.fatima, at=NOW)
    meetings.call_off(db, meeting, "Snow", by=cast.fatima, at=NOW)
    assert item in agenda.waiting(db, cast.community.id)


def test_taking_off_a_topic_lets_it_wait_again(db: Session, cast: Cast) -> None:
    meeting, item = june(db, cast), topic(db, cast)
    agenda.take(db, item, meeting, by=cast.fatima, at=NOW)
    agenda.take_off(db, item, by=cast.fatima, at=NOW)
    agenda.take_off(db, item, by=cast.fatima, at=NOW)
    assert item in agenda.waiting(db, cast.community.id)
    assert [one.verb for one in history.of(db, item.id)].count("taken_off") == 1


def test_taking_off_a_step_of_every_meeting_can_be_undone(db: Session, cast: Cast) -> None:
    meeting = june(db, cast)
    item = agenda.of(db, meeting.id)[1]
    agenda.take_off(db, item, by=cast.fatima, at=NOW)
    assert titles(db, meeting) == ["Step 1", "Step 3"]
    assert item not in agenda.waiting(db, cast.community.id)
    assert item not in agenda.let_go_in(db, cast.community.id)
    agenda.bring_back(db, item, by=cast.fatima, at=NOW)
    agenda.bring_back(db, item, by=cast.fatima, at=NOW)
    assert titles(db, meeting) == ["Step 1", "Step 2", "Step 3"]
    assert not item.returns


def test_a_step_not_reached_can_wait_after_all(db: Session, cast: Cast) -> None:
    today = meetings.by_id(db, cast.today.id)
    assert today
    running.close(db, today, by=cast.fatima, at=NOW)
    item = agenda.of(db, today.id)[2]
    assert item not in agenda.waiting(db, cast.community.id)
    agenda.bring_back(db, item, by=cast.fatima, at=NOW)
    assert item in agenda.waiting(db, cast.community.id)


def test_letting_go_needs_a_reason_and_can_be_undone(db: Session, cast: Cast) -> None:
    item = topic(db, cast)
    with pytest.raises(Refused, match="why"):
        agenda.let_go(db, item, " ", by=cast.fatima, at=NOW)
    agenda.let_go(db, item, "The shelter is open.", by=cast.fatima, at=NOW)
    agenda.let_go(db, item, "Another reason.", by=cast.fatima, at=NOW)
    assert item.let_go_why == "The shelter is open."
    assert agenda.let_go_in(db, cast.community.id) == [item]
    agenda.bring_back(db, item, by=cast.fatima, at=NOW)
    assert item in agenda.waiting(db, cast.community.id)


def test_two_who_change_a_step_at_once_do_not_overwrite_each_other(db: Session, cast: Cast) -> None:
    item = agenda.of(db, june(db, cast).id)[0]
    seen = item.wording
    assert agenda.change(db, item, **WORDS, seen=seen, by=cast.fatima, at=NOW)
    assert not agenda.change(db, item, **(WORDS | {"title": "Fruit"}), seen=seen, by=cast.fatima, at=NOW)
    assert item.title == "Cake"
    assert agenda.change(db, item, **WORDS, seen="old", by=cast.fatima, at=NOW)
    assert [one.verb for one in history.of(db, item.id)] == ["added", "changed"]


def test_the_record_of_a_meeting_that_is_over_stays(db: Session, cast: Cast) -> None:
    today, item = held_with_a_topic_left(db, cast)
    first = agenda.of(db, today.id)[0]
    for change in (
        lambda: agenda.add(db, today, **WORDS, by=cast.fatima, at=NOW),
        lambda: agenda.fill(db, today, [], by=cast.fatima, at=NOW),
        lambda: agenda.move(db, first, 2, by=cast.fatima, at=NOW),
        lambda: agenda.change(db, first, **WORDS, seen=first.wording, by=cast.fatima, at=NOW),
        lambda: agenda.take_off(db, agenda.of(db, today.id)[-1], by=cast.fatima, at=NOW),
    ):
        with pytest.raises(Refused):
            change()
    assert item.title == "Winter night shelter"


def test_a_case_goes_with_its_step_and_always_returns(db: Session, cast: Cast) -> None:
    meeting = june(db, cast)
    case = build_case(db, cast.community, cast.nia, state="approved")
    item = agenda.propose(db, cast.community.id, title="Case", why="", minutes=35, case_id=case.id, by=cast.nia, at=NOW)
    agenda.take(db, item, meeting, by=cast.fatima, at=NOW)
    assert cases.by_id(db, case.id).meeting_id == meeting.id
    agenda.change(db, item, **WORDS, seen=item.wording, by=cast.fatima, at=NOW)
    assert item.returns
    agenda.take_off(db, item, by=cast.fatima, at=NOW)
    assert cases.by_id(db, case.id).meeting_id is None


def test_the_timetable_says_when_each_step_is_due_and_whether_it_fits(db: Session, cast: Cast) -> None:
    meeting = june(db, cast)
    table = timetable.of(meeting, agenda.of(db, meeting.id))
    assert [line.starts_at - meeting.starts_at for line in table.lines] == [timedelta(minutes=m) for m in (0, 10, 20)]
    assert (table.minutes, table.is_over, table.ends_at) == (30, False, meeting.starts_at + timedelta(minutes=30))
    build_step(db, meeting, cast.fatima, minutes=100)
    table = timetable.of(meeting, agenda.of(db, meeting.id))
    assert (table.is_over, table.minutes_over) == (True, 10)
