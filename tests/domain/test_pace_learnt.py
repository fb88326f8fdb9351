"""What steps really took, and what the next plan makes of it."""

from datetime import datetime, timedelta

import pytest
from sqlmodel import Session

from app.domain import agenda, history, meetings, pace_learnt, phases, running, templates
from app.domain.agenda import AgendaItem
from app.domain.errors import Refused
from app.domain.meetings import Meeting
from app.domain.pace_learnt import Pace
from tests.cast import NOW, Cast

KEY = "standard120"
TITLE = "Check-in round"


def plan(db: Session, cast: Cast, chosen: str = KEY, *, days: int = 30) -> Meeting:
    return templates.plan(
        db,
        cast.community,
        chosen=chosen,
        title="",
        starts_at=NOW + timedelta(days=days),
        minutes=120,
        place="",
        by=cast.fatima,
        at=NOW,
    )


def check_in(db: Session, meeting: Meeting) -> AgendaItem:
    return next(item for item in agenda.of(db, meeting.id) if item.title == TITLE)


def hold(db: Session, cast: Cast, took: float, *, days: int, chosen: str = KEY) -> Meeting:
    """A meeting at which the check-in took so long and every other step its minutes."""
    today = meetings.running_in(db, cast.community.id)
    if today:
        running.close(db, today, by=cast.fatima, at=NOW)
    meeting = plan(db, cast, chosen, days=days)
    at = meeting.starts_at
    running.start(db, meeting, by=cast.fatima, at=at)
    for _ in agenda.of(db, meeting.id):
        item = next(one for one in agenda.of(db, meeting.id) if one.is_running)
        at += timedelta(minutes=took if item.title == TITLE else item.minutes)
        end(db, meeting, item, cast, at)
    running.close(db, meeting, by=cast.fatima, at=at)
    return meeting


def end(db: Session, meeting: Meeting, item: AgendaItem, cast: Cast, at: datetime) -> None:
    # All phases of a case in one moment: what counts here is the step.
    while item.is_running:
        here = phases.mark(db, item)
        running.step_on(db, meeting, here, by=cast.fatima, at=at)


def test_the_next_plan_proposes_the_middle_of_what_it_took(db: Session, cast: Cast) -> None:
    for days, took in enumerate((9, 11, 10), start=1):
        hold(db, cast, took, days=days)
    meeting = plan(db, cast)
    item = check_in(db, meeting)
    assert (item.usual_minutes, item.proposed_minutes, item.minutes) == (8, 10, 10)
    assert pace_learnt.of(db, cast.community.id, KEY)[TITLE] == Pace(10, 3)
    others = [one for one in agenda.of(db, meeting.id) if one.title != TITLE]
    assert all(one.usual_minutes is None for one in others)
    told = [(one.verb, one.by_id) for one in history.of(db, meeting.id)]
    assert told.count(("pace_proposed", cast.fatima.id)) == 1


def test_it_is_never_more_than_half_as_long_again_nor_less_than_half() -> None:
    assert [pace_learnt.proposed(8, Pace(minutes, 3)) for minutes in (13, 12, 11, 5, 4, 2)] == [12, 12, 11, 5, 4, 4]
    assert [pace_learnt.proposed(1, Pace(minutes, 3)) for minutes in (1, 2, 9)] == [1, 2, 2]


def test_one_meeting_is_enough_when_there_was_only_one(db: Session, cast: Cast) -> None:
    hold(db, cast, 10.6, days=1)
    assert pace_learnt.of(db, cast.community.id, KEY)[TITLE] == Pace(11, 1)


def test_of_two_meetings_it_must_have_been_measured_in_both(db: Session, cast: Cast) -> None:
    hold(db, cast, 11, days=1)
    hold(db, cast, 0.2, days=2)
    assert TITLE not in pace_learnt.of(db, cast.community.id, KEY)
    hold(db, cast, 10, days=3)
    assert pace_learnt.of(db, cast.community.id, KEY)[TITLE] == Pace(11, 2)


def test_only_the_last_five_meetings_of_this_template_count(db: Session, cast: Cast) -> None:
    for days, took in enumerate((30, 30, 30, 9, 9, 10, 11, 11), start=1):
        hold(db, cast, took, days=days)
    hold(db, cast, 3, days=20, chosen="founding")
    assert pace_learnt.of(db, cast.community.id, KEY)[TITLE] == Pace(10, 5)
    assert pace_learnt.of(db, cast.elsewhere.id, KEY) == {}


def test_what_was_held_on_paper_or_typed_in_was_not_measured(db: Session, cast: Cast) -> None:
    hold(db, cast, 11, days=1).on_paper = True
    typed_in = hold(db, cast, 11, days=2)
    item = check_in(db, typed_in)
    history.record(db, cast.community.id, "agenda", "typed_in", about=item, by=cast.fatima, at=NOW)
    assert TITLE not in pace_learnt.of(db, cast.community.id, KEY)


def test_what_was_parked_was_not_measured(db: Session, cast: Cast) -> None:
    check_in(db, hold(db, cast, 11, days=1)).parked_at = NOW
    assert TITLE not in pace_learnt.of(db, cast.community.id, KEY)


def test_like_last_time_learns_too_and_goes_on_learning(db: Session, cast: Cast) -> None:
    june = meetings.by_id(db, cast.next_month.id)
    assert june
    meetings.call_off(db, june, "Snow", by=cast.fatima, at=NOW)
    hold(db, cast, 20, days=1)
    second = hold(db, cast, 20, days=2, chosen=templates.LIKE_BEFORE)
    assert check_in(db, second).minutes == 12
    third = check_in(db, plan(db, cast, templates.LIKE_BEFORE))
    assert (third.usual_minutes, third.minutes) == (12, 18)


def test_one_press_keeps_the_planned_minutes_and_one_takes_it_back(db: Session, cast: Cast) -> None:
    hold(db, cast, 11, days=1)
    meeting = plan(db, cast)
    item = check_in(db, meeting)
    shown = pace_learnt.shown(db, meeting, agenda.of(db, meeting.id))
    assert shown == ({item.id: Pace(11, 1)}, True)
    for _ in range(2):
        pace_learnt.use(db, meeting, is_learnt=False, by=cast.fatima, at=NOW)
    assert item.minutes == 8
    shown = pace_learnt.shown(db, meeting, agenda.of(db, meeting.id))
    assert shown and not shown.is_used
    pace_learnt.use(db, meeting, is_learnt=True, by=cast.fatima, at=NOW)
    assert item.minutes == 11
    told = [one.verb for one in history.of(db, meeting.id)]
    assert (told.count("pace_left"), told.count("pace_used")) == (1, 1)


def test_what_was_changed_by_hand_stays(db: Session, cast: Cast) -> None:
    hold(db, cast, 11, days=1)
    meeting = plan(db, cast)
    item = check_in(db, meeting)
    item.minutes = 15
    pace_learnt.use(db, meeting, is_learnt=False, by=cast.fatima, at=NOW)
    assert item.minutes == 15
    assert pace_learnt.shown(db, meeting, agenda.of(db, meeting.id)) is None


def test_a_plan_that_has_begun_stays_as_it_is(db: Session, cast: Cast) -> None:
    meeting = meetings.by_id(db, cast.today.id)
    assert meeting
    with pytest.raises(Refused, match="stays as it is"):
        pace_learnt.use(db, meeting, is_learnt=False, by=cast.fatima, at=NOW)
