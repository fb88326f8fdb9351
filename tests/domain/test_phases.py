"""A case through its phases: on, back, pause, more minutes, parked and taken up again; two presses at once."""

from datetime import timedelta

import pytest
from sqlmodel import Session

from app.domain import agenda, history, meetings, methods, pacing, phases, running
from app.domain.agenda import AgendaItem
from app.domain.errors import Refused
from app.domain.meetings import Meeting
from app.domain.pacing import Place
from tests.cast import NOW, Cast, build_step

TITLES = [phase.title for phase in methods.ours()["solution_focused"].phases]


def after(**span: float):
    return NOW + timedelta(**span)


@pytest.fixture
def meeting(db: Session, cast: Cast) -> Meeting:
    """Today's meeting, at a case that follows the reflecting team; one step stands behind it."""
    meeting = meetings.by_id(db, cast.today.id)
    assert meeting
    first = agenda.of(db, meeting.id)[0]
    case = build_step(db, meeting, cast.fatima, title="Case", minutes=35, method="solution_focused")
    agenda.move(db, case, 2, by=cast.fatima, at=NOW)
    running.step_on(db, meeting, first.id, by=cast.fatima, at=NOW)
    return meeting


def where(db: Session, meeting: Meeting, **span: float) -> Place:
    return pacing.place(db, meeting, after(**span))


def title(db: Session, meeting: Meeting) -> str:
    place = where(db, meeting)
    return place.phase.title if place.phase else place.now.title if place.now else ""


def on(db: Session, meeting: Meeting, cast: Cast, **span: float) -> None:
    here = where(db, meeting).here
    running.step_on(db, meeting, here.id if here else None, by=cast.fatima, at=after(**span))


def back(db: Session, meeting: Meeting, cast: Cast, **span: float) -> None:
    here = where(db, meeting).here
    running.step_back(db, meeting, here.id if here else None, by=cast.fatima, at=after(**span))


def case_of(db: Session, meeting: Meeting) -> AgendaItem:
    return next(item for item in agenda.of(db, meeting.id) if item.title == "Case")


def test_a_step_gets_its_phases_when_it_begins(db: Session, meeting: Meeting) -> None:
    phase = where(db, meeting).phase
    assert phase
    assert [one.title for one in phase.phases] == TITLES
    assert (phase.number, phase.of, phase.speaks) == (1, 6, "presenter")
    assert phase.face.left == 5 * 60


def test_next_goes_through_every_phase_and_then_to_the_next_step(db: Session, cast: Cast, meeting: Meeting) -> None:
    seen = []
    for minute in range(7):
        seen.append(title(db, meeting))
        on(db, meeting, cast, minutes=minute + 1)
    assert seen == [*TITLES, "Step 2"]
    assert title(db, meeting) == "Step 3"


def test_two_presses_at_once_move_on_one_phase(db: Session, cast: Cast, meeting: Meeting) -> None:
    here = where(db, meeting).here
    assert here
    for _ in range(2):
        running.step_on(db, meeting, here.id, by=cast.fatima, at=after(minutes=1))
    assert title(db, meeting) == TITLES[1]
    second = where(db, meeting).here
    assert second
    for _ in range(2):
        running.step_back(db, meeting, second.id, by=cast.fatima, at=after(minutes=2))
    assert title(db, meeting) == TITLES[0]


def test_a_page_that_knows_the_step_alone_moves_nothing_on(db: Session, cast: Cast, meeting: Meeting) -> None:
    step = case_of(db, meeting)
    for press in (running.step_on, running.step_back):
        press(db, meeting, step.id, by=cast.fatima, at=after(minutes=1))
    assert title(db, meeting) == TITLES[0]
    running.pause(db, meeting, step.id, by=cast.fatima, at=after(minutes=1))
    assert step.paused_at


def test_the_clock_counts_the_phase_and_the_step_goes_on_beside_it(db: Session, cast: Cast, meeting: Meeting) -> None:
    on(db, meeting, cast, minutes=4)
    place = where(db, meeting, minutes=6)
    assert place.phase and place.face
    assert place.phase.face.left == 3 * 60
    assert place.phase.face.ends_at == after(minutes=9)
    assert place.face.left == 29 * 60


def test_a_phase_shows_the_same_end_whenever_it_is_asked(db: Session, cast: Cast, meeting: Meeting) -> None:
    on(db, meeting, cast, minutes=4)
    ends = {where(db, meeting, seconds=241 + second).phase.face.ends_at for second in range(0, 300, 7)}  # type: ignore[union-attr]
    assert ends == {after(minutes=9)}


def test_a_pause_pauses_both(db: Session, cast: Cast, meeting: Meeting) -> None:
    running.pause(db, meeting, by=cast.fatima, at=after(minutes=1))
    place = where(db, meeting, minutes=3)
    assert place.phase and place.face
    assert (place.phase.face.state, place.face.state) == ("paused", "paused")
    assert (place.phase.face.left, place.face.left) == (4 * 60, 34 * 60)
    running.resume(db, meeting, by=cast.fatima, at=after(minutes=3))
    place = where(db, meeting, minutes=3)
    assert place.phase and place.face
    assert (place.phase.face.ends_at, place.face.ends_at) == (after(minutes=7), after(minutes=37))


def test_moving_on_ends_a_pause_with_what_was_paused(db: Session, cast: Cast, meeting: Meeting) -> None:
    running.pause(db, meeting, by=cast.fatima, at=after(minutes=1))
    on(db, meeting, cast, minutes=3)
    place = where(db, meeting, minutes=3)
    assert place.phase and place.phase.face.left == 5 * 60
    assert place.phase.face.state == "running"
    assert place.phase.face.ends_at == after(minutes=8)


def test_two_more_minutes_go_to_the_phase_and_so_to_the_step(db: Session, cast: Cast, meeting: Meeting) -> None:
    on(db, meeting, cast, minutes=1)
    before = where(db, meeting, minutes=1)
    running.add_minutes(db, meeting, by=cast.fatima, at=after(minutes=1))
    place = where(db, meeting, minutes=1)
    assert place.phase and place.face and before.face
    assert [one.added_minutes for one in place.phase.phases] == [0, 2, 0, 0, 0, 0]
    assert place.face.left == before.face.left + 120
    assert place.ends == before.ends + timedelta(minutes=2)


def test_back_goes_to_the_phase_before_from_the_time_it_had(db: Session, cast: Cast, meeting: Meeting) -> None:
    on(db, meeting, cast, minutes=4)
    back(db, meeting, cast, minutes=5)
    place = where(db, meeting, minutes=5)
    assert place.phase
    assert (place.phase.title, place.phase.face.left) == (TITLES[0], 60)
    on(db, meeting, cast, minutes=6)
    place = where(db, meeting, minutes=6)
    assert place.phase
    assert (place.phase.title, place.phase.face.left) == (TITLES[1], 4 * 60)


def test_back_from_the_step_behind_it_is_the_last_phase_again(db: Session, cast: Cast, meeting: Meeting) -> None:
    for minute in range(6):
        on(db, meeting, cast, minutes=minute + 1)
    assert title(db, meeting) == "Step 2"
    back(db, meeting, cast, minutes=8)
    place = where(db, meeting, minutes=8)
    assert place.phase
    assert (place.phase.title, place.phase.number, place.phase.face.left) == (TITLES[-1], 6, 3 * 60)


def test_back_from_the_first_phase_is_the_step_before(db: Session, cast: Cast, meeting: Meeting) -> None:
    back(db, meeting, cast, minutes=2)
    assert title(db, meeting) == "Step 1"
    on(db, meeting, cast, minutes=3)
    place = where(db, meeting, minutes=3)
    assert place.phase
    assert (place.phase.title, place.phase.face.left) == (TITLES[0], 3 * 60)


def test_a_phase_that_runs_over_moves_the_end(db: Session, meeting: Meeting) -> None:
    planned = where(db, meeting, minutes=5).ends
    assert where(db, meeting, minutes=8).ends == planned + timedelta(minutes=3)


def test_a_parked_case_keeps_where_it_was(db: Session, cast: Cast, meeting: Meeting) -> None:
    for minute in (5, 10, 18):
        on(db, meeting, cast, minutes=minute)
    case = case_of(db, meeting)
    running.park(db, meeting, case.id, by=cast.fatima, at=after(minutes=19))
    running.close(db, meeting, by=cast.fatima, at=after(minutes=30))
    later = meetings.by_id(db, cast.next_month.id)
    assert later
    agenda.take(db, case, later, by=cast.fatima, at=after(days=1))
    assert case.minutes == 2 + 10 + 4
    agenda.move(db, case, 1, by=cast.fatima, at=after(days=1))
    running.start(db, later, by=cast.fatima, at=after(days=28))
    place = pacing.place(db, later, after(days=28, minutes=1))
    assert place.phase and place.face
    assert (place.phase.title, place.phase.face.left, place.face.left) == (TITLES[3], 60, 15 * 60)
    assert [one.state for one in place.phase.phases] == ["done"] * 3 + ["now"] + ["to_come"] * 2
    running.step_back(db, later, place.phase.phase.id, by=cast.fatima, at=after(days=28, minutes=1))
    assert pacing.place(db, later, after(days=28, minutes=1)).phase.title == TITLES[2]  # type: ignore[union-attr]


def test_a_case_parked_at_its_very_end_comes_back_with_a_few_minutes(db: Session, cast: Cast, meeting: Meeting) -> None:
    for minute in range(5):
        on(db, meeting, cast, minutes=minute + 1)
    case = case_of(db, meeting)
    running.park(db, meeting, case.id, by=cast.fatima, at=after(minutes=20))
    running.close(db, meeting, by=cast.fatima, at=after(minutes=30))
    later = meetings.by_id(db, cast.next_month.id)
    assert later
    agenda.take(db, case, later, by=cast.fatima, at=after(days=1))
    assert case.minutes == phases.FEWEST_MINUTES


def test_another_length_scales_the_phases(db: Session, cast: Cast, meeting: Meeting) -> None:
    build_step(db, meeting, cast.fatima, title="Long", minutes=70, method="solution_focused")
    for _ in range(8):
        on(db, meeting, cast)
    place = where(db, meeting)
    assert place.now and place.now.title == "Long" and place.phase
    assert [one.minutes for one in place.phase.phases] == [10, 10, 16, 6, 20, 8]


def test_a_running_step_keeps_its_method(db: Session, cast: Cast, meeting: Meeting) -> None:
    case = case_of(db, meeting)
    words = {"title": "Case", "minutes": 35, "led_by": "facilitator", "hint": "", "returns": False}
    with pytest.raises(Refused, match="has begun with its method"):
        agenda.change(db, case, **words, method="balint", seen=case.wording, by=cast.fatima, at=NOW)
    back(db, meeting, cast)
    agenda.change(db, case, **words, method="balint", seen=case.wording, by=cast.fatima, at=NOW)
    assert case.minutes == 45
    on(db, meeting, cast)
    assert title(db, meeting) == methods.ours()["balint"].phases[0].title


def test_each_phase_is_written_down_with_who_and_when(db: Session, cast: Cast, meeting: Meeting) -> None:
    on(db, meeting, cast, minutes=1)
    back(db, meeting, cast, minutes=2)
    told = [(one.verb, one.by_id, one.at) for one in history.of(db, case_of(db, meeting).id)][-2:]
    assert told == [
        ("phase_begun", cast.fatima.id, after(minutes=1)),
        ("phase_left", cast.fatima.id, after(minutes=2)),
    ]


def test_a_step_without_a_method_has_no_phases(db: Session, cast: Cast, meeting: Meeting) -> None:
    for _ in range(6):
        on(db, meeting, cast)
    place = where(db, meeting)
    assert place.phase is None
    assert place.here is place.now
