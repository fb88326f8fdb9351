"""Rolling a step to the next meeting while this one runs."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlmodel import Session

from app.domain import (
    agenda,
    bringing,
    cases,
    history,
    meetings,
    methods,
    minutes,
    notes,
    pacing,
    phases,
    rolling,
    running,
)
from app.domain.agenda import AgendaItem
from app.domain.errors import Refused
from app.domain.meetings import Meeting
from tests.cast import NOW, Cast


def today(db: Session, cast: Cast) -> Meeting:
    meeting = meetings.by_id(db, cast.today.id)
    assert meeting is not None
    return meeting


def june(db: Session, cast: Cast) -> Meeting:
    meeting = meetings.by_id(db, cast.next_month.id)
    assert meeting is not None
    return meeting


def titles(db: Session, meeting: Meeting) -> list[str]:
    return [item.title for item in agenda.of(db, meeting.id)]


def step(db: Session, meeting: Meeting, place: int) -> AgendaItem:
    return agenda.of(db, meeting.id)[place - 1]


def now(db: Session, cast: Cast) -> AgendaItem:
    found = pacing.step_of(db, today(db, cast))
    assert found is not None
    return found


def roll(db: Session, cast: Cast, item: AgendaItem, at=NOW) -> None:
    rolling.roll(db, today(db, cast), item.id, now(db, cast).id, by=cast.fatima, at=at)


def undo(db: Session, cast: Cast, item: AgendaItem, at=NOW) -> None:
    rolling.undo(db, today(db, cast), item.id, now(db, cast).id, by=cast.fatima, at=at)


def test_a_later_step_goes_to_the_end_of_the_next_agenda_at_once(db: Session, cast: Cast) -> None:
    item = step(db, today(db, cast), 2)
    item.title = "Round"
    for _ in range(2):
        roll(db, cast, item)
    assert titles(db, today(db, cast)) == ["Step 1", "Step 3"]
    assert titles(db, june(db, cast)) == ["Step 1", "Step 2", "Step 3", "Round"]
    assert item.returns and item not in agenda.waiting(db, cast.community.id)
    [line] = [line for line in minutes.of(db, today(db, cast), NOW).not_reached if line.fate == "moved"]
    assert (line.title, line.now_at) == ("Round", june(db, cast))
    told = [(one.verb, one.by_id, one.meeting_id) for one in history.of(db, item.id)]
    assert told.count(("rolled", cast.fatima.id, cast.today.id)) == 1


def test_the_running_step_goes_with_its_notes_and_the_next_one_begins(db: Session, cast: Cast) -> None:
    item = now(db, cast)
    roll(db, cast, item)
    assert now(db, cast).title == "Step 2"
    assert (item.meeting_id, item.begun_at, item.ended_at, item.parked_at) == (cast.next_month.id, None, None, None)
    assert {note.text for note in notes.of_items(db, {item.id})} == {"We began on time.", "Try the morning visit."}
    [trail] = agenda.deferred_from(db, cast.today.id)
    assert (trail.seconds, trail.minutes, trail.stood) == (900, 10, "running")


def test_without_a_next_meeting_it_waits(db: Session, cast: Cast) -> None:
    meetings.call_off(db, june(db, cast), "Snow", by=cast.fatima, at=NOW)
    item = step(db, today(db, cast), 3)
    roll(db, cast, item)
    assert item.meeting_id is None
    assert item in agenda.waiting(db, cast.community.id)
    [rolled] = rolling.of(db, today(db, cast))
    assert (rolled.item, rolled.now_at) == (item, None)


def test_a_meeting_whose_day_went_by_is_not_the_next_one(db: Session, cast: Cast) -> None:
    later = june(db, cast)
    for title, starts_at in (("Missed", NOW - timedelta(days=3)), ("July", NOW + timedelta(days=56))):
        meetings.plan(
            db,
            cast.community,
            title=title,
            starts_at=starts_at,
            minutes=60,
            place="",
            template_key="",
            by=cast.fatima,
            at=NOW - timedelta(days=9),
        )
    assert rolling.next_planned(db, today(db, cast), NOW) == later
    assert rolling.next_planned(db, today(db, cast), NOW + timedelta(days=40)) != later


def test_a_press_from_a_page_that_is_behind_rolls_nothing(db: Session, cast: Cast) -> None:
    item = step(db, today(db, cast), 2)
    assert rolling.roll(db, today(db, cast), item.id, uuid4(), by=cast.fatima, at=NOW) is None
    assert rolling.roll(db, today(db, cast), cast.topic.id, now(db, cast).id, by=cast.fatima, at=NOW) is None
    assert titles(db, today(db, cast)) == ["Step 1", "Step 2", "Step 3"]


def test_what_we_got_through_is_not_rolled(db: Session, cast: Cast) -> None:
    item = now(db, cast)
    running.step_on(db, today(db, cast), item.id, by=cast.fatima, at=NOW)
    with pytest.raises(Refused, match="through with this step"):
        roll(db, cast, item)


def test_undo_has_a_later_step_back_in_its_place(db: Session, cast: Cast) -> None:
    item = step(db, today(db, cast), 2)
    item.added_minutes = -3
    roll(db, cast, item)
    for _ in range(2):
        undo(db, cast, item)
    assert titles(db, today(db, cast)) == ["Step 1", "Step 2", "Step 3"]
    assert titles(db, june(db, cast)) == ["Step 1", "Step 2", "Step 3"]
    assert (item.returns, item.all_minutes) == (False, 7)
    assert agenda.deferred_from(db, cast.today.id) == agenda.deferred_from(db, cast.next_month.id) == []


def test_undo_after_the_meeting_went_past_its_place_puts_it_next(db: Session, cast: Cast) -> None:
    item = step(db, today(db, cast), 2)
    roll(db, cast, item)
    running.step_on(db, today(db, cast), now(db, cast).id, by=cast.fatima, at=NOW)
    undo(db, cast, item)
    assert titles(db, today(db, cast)) == ["Step 1", "Step 3", "Step 2"]
    running.step_on(db, today(db, cast), now(db, cast).id, by=cast.fatima, at=NOW)
    assert now(db, cast) == item


def test_undo_lets_the_step_that_was_running_go_on_from_where_it_was(db: Session, cast: Cast) -> None:
    item = now(db, cast)
    roll(db, cast, item)
    undo(db, cast, item, NOW + timedelta(seconds=20))
    assert now(db, cast) == item
    face = pacing.place(db, today(db, cast), NOW + timedelta(seconds=20)).face
    assert face and face.left == -300
    assert not item.returns
    assert titles(db, today(db, cast)) == ["Step 1", "Step 2", "Step 3"]


def test_undo_after_other_steps_keeps_what_had_run_parked(db: Session, cast: Cast) -> None:
    item = now(db, cast)
    roll(db, cast, item)
    running.step_on(db, today(db, cast), now(db, cast).id, by=cast.fatima, at=NOW)
    undo(db, cast, item)
    assert now(db, cast).title == "Step 3"
    assert item.parked_at and item.returns
    running.close(db, today(db, cast), by=cast.fatima, at=NOW)
    assert item in agenda.waiting(db, cast.community.id)


def test_what_was_parked_can_be_rolled_too_and_is_parked_again_after_undo(db: Session, cast: Cast) -> None:
    item = now(db, cast)
    running.park(db, today(db, cast), item.id, by=cast.fatima, at=NOW)
    roll(db, cast, item)
    assert item.meeting_id == cast.next_month.id
    undo(db, cast, item)
    assert (now(db, cast).title, item.parked_at, item.meeting_id) == ("Step 2", NOW, cast.today.id)


def test_what_was_let_go_or_taken_elsewhere_meanwhile_stays_there(db: Session, cast: Cast) -> None:
    item = step(db, today(db, cast), 2)
    roll(db, cast, item)
    agenda.let_go(db, item, "It has settled", by=cast.fatima, at=NOW)
    with pytest.raises(Refused, match="gone on since"):
        undo(db, cast, item)
    assert item.let_go_at


def test_taking_it_back_by_hand_leaves_no_trail_of_having_left(db: Session, cast: Cast) -> None:
    item = step(db, today(db, cast), 2)
    roll(db, cast, item)
    agenda.take_off(db, item, by=cast.fatima, at=NOW)
    agenda.take(db, item, today(db, cast), by=cast.fatima, at=NOW)
    assert titles(db, today(db, cast)) == ["Step 1", "Step 3", "Step 2"]
    assert rolling.of(db, today(db, cast)) == []


def test_the_case_goes_with_its_step_and_stays_open(db: Session, cast: Cast) -> None:
    case = cases.by_id(db, cast.open_case.id)
    assert case
    item = bringing.propose(db, case, by=cast.fatima, at=NOW)
    agenda.take(db, item, today(db, cast), by=cast.fatima, at=NOW)
    roll(db, cast, item)
    assert (case.meeting_id, case.is_open) == (cast.next_month.id, True)
    undo(db, cast, item)
    assert (case.meeting_id, case.is_open) == (cast.today.id, True)
    case.withdrawn_at = NOW
    with pytest.raises(Refused, match="went back to the presenter"):
        roll(db, cast, item)


def test_a_meeting_that_does_not_run_rolls_nothing(db: Session, cast: Cast) -> None:
    item = step(db, june(db, cast), 1)
    with pytest.raises(Refused, match="not running"):
        rolling.roll(db, june(db, cast), item.id, None, by=cast.fatima, at=NOW)


def test_a_case_that_was_begun_goes_on_at_its_phase_and_is_as_it_was_after_undo(db: Session, cast: Cast) -> None:
    item = step(db, today(db, cast), 2)
    item.method, item.minutes = methods.USUAL, 35
    running.step_on(db, today(db, cast), now(db, cast).id, by=cast.fatima, at=NOW)
    running.step_on(db, today(db, cast), phases.mark(db, item), by=cast.fatima, at=NOW + timedelta(minutes=4))
    at = NOW + timedelta(minutes=6)
    before = pacing.place(db, today(db, cast), at)
    assert before.phase and before.phase.number == 2
    roll(db, cast, item, at)
    assert item.minutes < 35 and now(db, cast).title == "Step 3"
    undo(db, cast, item, at)
    after = pacing.place(db, today(db, cast), at)
    assert after.phase and (item.minutes, after.phase.number) == (35, 2)
    assert (after.face, after.phase.face, after.ends) == (before.face, before.phase.face, before.ends)
