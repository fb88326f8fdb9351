"""Minutes that a later step gives to the one that runs."""

from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from sqlmodel import Session

from app.domain import agenda, history, lending, meetings, methods, pacing, rolling, running
from app.domain.agenda import AgendaItem
from app.domain.errors import Refused
from app.domain.meetings import Meeting
from tests.cast import NOW, Cast

# Five minutes into the first of three steps of ten minutes.
EARLY = NOW - timedelta(minutes=10)


def today(db: Session, cast: Cast) -> Meeting:
    meeting = meetings.by_id(db, cast.today.id)
    assert meeting is not None
    return meeting


def steps(db: Session, cast: Cast) -> list[AgendaItem]:
    return agenda.of(db, cast.today.id)


def minutes(db: Session, cast: Cast) -> list[int]:
    return [item.all_minutes for item in steps(db, cast)]


def take(db: Session, cast: Cast, giver: AgendaItem, at: datetime = EARLY, had: int | None = None) -> int:
    now = pacing.step_of(db, today(db, cast))
    seen = now.id if now else None
    return lending.take(db, today(db, cast), giver.id, had or giver.all_minutes, seen, by=cast.fatima, at=at)


def test_the_total_and_the_predicted_end_stay(db: Session, cast: Cast) -> None:
    before = pacing.place(db, today(db, cast), EARLY)
    assert take(db, cast, steps(db, cast)[2]) == 5
    after = pacing.place(db, today(db, cast), EARLY)
    assert minutes(db, cast) == [15, 10, 5]
    assert after.ends == before.ends == EARLY + timedelta(minutes=25)
    assert after.face and after.face.left == 600
    assert [item.minutes for item in steps(db, cast)] == [10, 10, 10]


def test_when_the_step_is_over_already_what_it_lost_is_made_up(db: Session, cast: Cast) -> None:
    # Three minutes over: the end has moved by three, and five taken bring it back to where it was.
    late = today(db, cast).planned_end - timedelta(minutes=107)
    assert pacing.place(db, today(db, cast), late).minutes_over == 3
    assert pacing.place(db, today(db, cast), late).ends == late + timedelta(minutes=20)
    take(db, cast, steps(db, cast)[1], late)
    place = pacing.place(db, today(db, cast), late)
    assert (place.minutes_over, place.face and place.face.left) == (0, 120)
    assert place.ends == late + timedelta(minutes=17)


def test_half_of_what_was_planned_always_stays(db: Session, cast: Cast) -> None:
    giver = steps(db, cast)[2]
    for planned, offered, left in ((15, 5, 10), (10, 5, 5), (9, 2, 7), (5, 2, 3), (3, 1, 2), (2, 1, 1), (1, 0, 1)):
        giver.minutes = planned
        offer = lending.offers(steps(db, cast), steps(db, cast)[0])[-1]
        assert (offer.minutes, offer.left) == (offered, left)
    with pytest.raises(Refused, match="no minutes to spare"):
        take(db, cast, giver)


def test_a_step_that_was_begun_once_keeps_more_than_it_has_used(db: Session, cast: Cast) -> None:
    second = steps(db, cast)[1]
    running.step_on(db, today(db, cast), cast.step.id, by=cast.fatima, at=EARLY)
    running.step_back(db, today(db, cast), second.id, by=cast.fatima, at=EARLY + timedelta(minutes=8))
    assert lending.offers(steps(db, cast), steps(db, cast)[0])[0].minutes == 1


def test_the_offer_that_leaves_a_step_the_most_is_the_best(db: Session, cast: Cast) -> None:
    items = steps(db, cast)
    items[1].minutes, items[2].minutes = 20, 15
    best = lending.best(lending.offers(items, items[0]))
    assert best and (best.item, best.minutes, best.left) == (items[1], 5, 15)
    assert lending.best([]) is None


def test_two_people_who_press_at_once_take_them_once(db: Session, cast: Cast) -> None:
    giver = steps(db, cast)[2]
    assert take(db, cast, giver, had=10) == 5
    assert take(db, cast, giver, had=10) == 0
    assert minutes(db, cast) == [15, 10, 5]


def test_a_press_from_a_page_that_is_behind_changes_nothing(db: Session, cast: Cast) -> None:
    giver = steps(db, cast)[2]
    assert lending.take(db, today(db, cast), giver.id, 10, uuid4(), by=cast.fatima, at=EARLY) == 0
    assert lending.take(db, today(db, cast), cast.step.id, 10, cast.step.id, by=cast.fatima, at=EARLY) == 0
    assert lending.take(db, today(db, cast), cast.topic.id, 15, cast.step.id, by=cast.fatima, at=EARLY) == 0
    assert minutes(db, cast) == [10, 10, 10]


def test_all_that_a_step_gave_is_given_back_with_one_press(db: Session, cast: Cast) -> None:
    giver = steps(db, cast)[2]
    giver.minutes = 20
    take(db, cast, giver)
    take(db, cast, giver)
    [lent] = lending.of(db, steps(db, cast))
    assert (lent.giver, lent.minutes) == (giver, 10)
    for _ in range(2):
        lending.undo(db, today(db, cast), giver.id, cast.step.id, by=cast.omar, at=EARLY)
    assert minutes(db, cast) == [10, 10, 20]
    assert lending.of(db, steps(db, cast)) == []
    told = [(one.verb, one.by_id) for one in history.of(db, giver.id)][-3:]
    assert told == [("lent", cast.fatima.id), ("lent", cast.fatima.id), ("had_back", cast.omar.id)]


def test_what_was_given_stays_given_once_the_meeting_has_gone_on(db: Session, cast: Cast) -> None:
    giver = steps(db, cast)[2]
    take(db, cast, giver)
    running.step_on(db, today(db, cast), cast.step.id, by=cast.fatima, at=EARLY)
    now = pacing.step_of(db, today(db, cast))
    assert lending.of(db, steps(db, cast)) == []
    lending.undo(db, today(db, cast), giver.id, now.id if now else None, by=cast.fatima, at=EARLY)
    assert minutes(db, cast) == [15, 10, 5]


def test_a_step_that_gave_minutes_and_is_rolled_on_has_all_of_its_own_at_the_next_meeting(
    db: Session, cast: Cast
) -> None:
    giver = steps(db, cast)[2]
    take(db, cast, giver)
    rolling.roll(db, today(db, cast), giver.id, cast.step.id, by=cast.fatima, at=EARLY)
    assert (giver.meeting_id, giver.all_minutes) == (cast.next_month.id, 10)
    rolling.undo(db, today(db, cast), giver.id, cast.step.id, by=cast.fatima, at=EARLY)
    assert minutes(db, cast) == [15, 10, 5]


def test_a_meeting_that_does_not_run_lends_nothing(db: Session, cast: Cast) -> None:
    giver = steps(db, cast)[2]
    running.close(db, today(db, cast), by=cast.fatima, at=EARLY)
    with pytest.raises(Refused, match="not running"):
        take(db, cast, giver)
    with pytest.raises(Refused, match="not running"):
        lending.undo(db, today(db, cast), giver.id, None, by=cast.fatima, at=EARLY)


def test_the_phase_that_a_case_is_at_gets_the_minutes_and_gives_them_back(db: Session, cast: Cast) -> None:
    now, giver = steps(db, cast)[1:]
    now.method, now.minutes = methods.USUAL, 35
    running.step_on(db, today(db, cast), cast.step.id, by=cast.fatima, at=EARLY)
    before = pacing.place(db, today(db, cast), EARLY)
    assert before.phase
    planned = before.phase.phase.all_minutes
    take(db, cast, giver)
    given = pacing.place(db, today(db, cast), EARLY)
    assert given.phase and given.phase.phase.all_minutes == planned + 5
    assert (now.all_minutes, given.ends) == (40, before.ends)
    lending.undo(db, today(db, cast), giver.id, now.id, by=cast.fatima, at=EARLY)
    assert pacing.place(db, today(db, cast), EARLY) == before


def test_a_step_that_gave_minutes_cannot_be_planned_for_fewer(db: Session, cast: Cast) -> None:
    giver = steps(db, cast)[2]
    take(db, cast, giver)
    words = {"title": giver.title, "led_by": giver.led_by, "hint": giver.hint, "method": "", "returns": giver.returns}
    with pytest.raises(Refused, match="gave 5 minutes"):
        agenda.change(db, giver, minutes=5, seen=giver.wording, **words, by=cast.fatima, at=EARLY)
    assert agenda.change(db, giver, minutes=6, seen=giver.wording, **words, by=cast.fatima, at=EARLY)
    assert giver.all_minutes == 1
