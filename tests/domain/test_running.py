"""Running a meeting, without the web."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlmodel import Session

from app.domain import agenda, cases, history, meetings, pacing, running
from app.domain.agenda import AgendaItem
from app.domain.errors import Refused
from app.domain.meetings import Meeting
from tests.cast import NOW, Cast, build_step


def today(db: Session, cast: Cast) -> Meeting:
    meeting = meetings.by_id(db, cast.today.id)
    assert meeting is not None
    return meeting


def now(db: Session, meeting: Meeting) -> AgendaItem:
    step = pacing.step_of(db, meeting)
    assert step is not None
    return step


def after(**span: float):
    return NOW + timedelta(**span)


def test_starting_begins_the_first_step_and_opens_the_cases(db: Session, cast: Cast) -> None:
    running.close(db, today(db, cast), by=cast.fatima, at=NOW)
    meeting = meetings.by_id(db, cast.next_month.id)
    case = cases.by_id(db, cast.offered_case.id)
    assert meeting and case
    cases.approve(db, case, by=cast.fatima, at=NOW)
    cases.put_on(db, case, meeting, by=cast.fatima, at=NOW)
    running.start(db, meeting, by=cast.fatima, at=after(minutes=1))
    assert now(db, meeting).title == "Step 1"
    assert now(db, meeting).begun_at == after(minutes=1)
    assert case.is_open
    assert meeting.run_by_id == cast.fatima.id


def test_starting_twice_changes_nothing(db: Session, cast: Cast) -> None:
    meeting = today(db, cast)
    began = meeting.started_at
    running.start(db, meeting, by=cast.omar, at=after(minutes=5))
    assert (meeting.started_at, meeting.run_by_id) == (began, cast.fatima.id)


def test_two_presses_at_once_move_on_once(db: Session, cast: Cast) -> None:
    meeting = today(db, cast)
    seen = now(db, meeting).id
    running.step_on(db, meeting, seen, by=cast.fatima, at=NOW)
    running.step_on(db, meeting, seen, by=cast.fatima, at=NOW)
    assert now(db, meeting).title == "Step 2"


def test_every_press_on_a_page_that_is_behind_changes_nothing(db: Session, cast: Cast) -> None:
    meeting = today(db, cast)
    step = now(db, meeting)
    for press in (running.step_on, running.step_back, running.pause, running.add_minutes, running.park):
        press(db, meeting, uuid4(), by=cast.fatima, at=after(minutes=1))
    assert now(db, meeting) is step
    assert (step.paused_at, step.added_minutes, step.parked_at) == (None, 0, None)


def test_going_back_goes_on_from_the_time_already_used(db: Session, cast: Cast) -> None:
    meeting = today(db, cast)
    first = now(db, meeting)
    used = pacing.place(db, meeting, NOW).face
    running.step_on(db, meeting, first.id, by=cast.fatima, at=NOW)
    running.step_back(db, meeting, now(db, meeting).id, by=cast.fatima, at=after(minutes=4))
    assert now(db, meeting) is first
    assert pacing.place(db, meeting, after(minutes=4)).face == used._replace(ends_at=after(minutes=-1))


def test_the_first_step_has_nothing_before_it(db: Session, cast: Cast) -> None:
    meeting = today(db, cast)
    with pytest.raises(Refused, match="first step"):
        running.step_back(db, meeting, now(db, meeting).id, by=cast.fatima, at=NOW)


def test_a_pause_moves_the_end_by_its_length(db: Session, cast: Cast) -> None:
    meeting = today(db, cast)
    step = now(db, meeting)
    before = pacing.place(db, meeting, NOW).face
    running.pause(db, meeting, step.id, by=cast.fatima, at=NOW)
    running.pause(db, meeting, step.id, by=cast.omar, at=after(minutes=1))
    running.resume(db, meeting, step.id, by=cast.fatima, at=after(minutes=3))
    running.resume(db, meeting, step.id, by=cast.fatima, at=after(minutes=9))
    face = pacing.place(db, meeting, after(minutes=3)).face
    assert before and face and before.ends_at
    assert face.ends_at == before.ends_at + timedelta(minutes=3)


def test_two_more_minutes_are_two_more_minutes(db: Session, cast: Cast) -> None:
    meeting = today(db, cast)
    running.add_minutes(db, meeting, by=cast.fatima, at=NOW)
    assert now(db, meeting).all_minutes == 12


def test_a_parked_step_waits_for_another_meeting_and_the_next_one_begins(db: Session, cast: Cast) -> None:
    meeting = today(db, cast)
    parked = now(db, meeting)
    running.park(db, meeting, parked.id, by=cast.fatima, at=NOW)
    running.park(db, meeting, parked.id, by=cast.fatima, at=NOW)
    assert now(db, meeting).title == "Step 2"
    running.close(db, meeting, by=cast.fatima, at=after(minutes=5))
    assert parked in agenda.waiting(db, meeting.community_id)


def test_after_the_last_step_nothing_runs_and_a_clock_cannot_be_pressed(db: Session, cast: Cast) -> None:
    meeting = today(db, cast)
    for _ in range(3):
        running.step_on(db, meeting, now(db, meeting).id, by=cast.fatima, at=NOW)
    assert pacing.step_of(db, meeting) is None
    with pytest.raises(Refused, match="agenda is through"):
        running.pause(db, meeting, by=cast.fatima, at=NOW)
    running.step_back(db, meeting, None, by=cast.fatima, at=NOW)
    assert now(db, meeting).title == "Step 3"


def test_a_step_added_after_the_last_one_can_still_be_begun(db: Session, cast: Cast) -> None:
    meeting = today(db, cast)
    for _ in range(3):
        running.step_on(db, meeting, now(db, meeting).id, by=cast.fatima, at=NOW)
    build_step(db, meeting, cast.fatima, title="One more")
    running.step_on(db, meeting, None, by=cast.fatima, at=NOW)
    assert now(db, meeting).title == "One more"


def test_a_meeting_that_is_not_running_cannot_be_moved(db: Session, cast: Cast) -> None:
    planned = meetings.by_id(db, cast.next_month.id)
    assert planned
    for press in (running.step_on, running.step_back, running.pause, running.resume, running.add_minutes, running.park):
        with pytest.raises(Refused, match="not running"):
            press(db, planned, None, by=cast.fatima, at=NOW)


def test_the_predicted_end_counts_what_is_left_and_what_is_to_come(db: Session, cast: Cast) -> None:
    meeting = today(db, cast)
    place = pacing.place(db, meeting, NOW)
    # The first of three steps of ten minutes has run for fifteen: it takes no more, the others take theirs.
    assert place.face and place.face.state == "over"
    assert place.ends == after(minutes=20)
    assert place.minutes_late == -85
    assert [place.starts[item.id] for item in place.items[1:]] == [NOW, after(minutes=10)]


def test_each_press_is_written_down_with_who_and_when(db: Session, cast: Cast) -> None:
    meeting = today(db, cast)
    step = now(db, meeting)
    running.pause(db, meeting, step.id, by=cast.fatima, at=after(minutes=1))
    running.resume(db, meeting, step.id, by=cast.fatima, at=after(minutes=2))
    running.step_on(db, meeting, step.id, by=cast.omar, at=after(minutes=3))
    db.flush()
    told = [(one.verb, one.by_id, one.at) for one in history.of(db, step.id)][-3:]
    assert told == [
        ("paused", cast.fatima.id, after(minutes=1)),
        ("resumed", cast.fatima.id, after(minutes=2)),
        ("ended", cast.omar.id, after(minutes=3)),
    ]
