"""Reminders: two days before, once after, in the reader's morning; nothing lost, nothing doubled, nobody nagged."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from sqlmodel import Session, select

from app import clock
from app.db import Collided, Database
from app.domain import actions, cases, letter_choices, meetings, memberships, reminding, snoozing
from app.domain.actions import Action
from app.domain.errors import Refused
from app.domain.meetings import Meeting
from app.domain.reminding import ReminderMark
from tests.cast import NOW, Cast, build_action

DUE = date(2027, 5, 21)


def due_action(db: Session, cast: Cast, due_on: date | None = DUE, **values: Any) -> Action:
    """Omar's, agreed today; his other one is put away, so that this one speaks alone."""
    put_away_others(db, cast)
    action = build_action(db, cast.community, cast.omar, due_on=due_on, **values)
    db.flush()
    return action


def put_away_others(db: Session, cast: Cast) -> None:
    for one in db.exec(select(Action).where(Action.owner_id == cast.omar.id)):
        one.put_away_at = NOW
        db.add(one)


def at(day: date, hour: int, minute: int = 0, zone: str = "Europe/London") -> datetime:
    return clock.at_local(day, time(hour, minute), zone)


def written(db: Session, cast: Cast, moment: datetime) -> list[str]:
    """What kinds of reminder Omar is written at this moment."""
    if cast.omar.id not in reminding.whose_hour(db, at=moment):
        return []
    return [one.kind for one in reminding.write(db, cast.omar.id, at=moment)]


def over_days(db: Session, cast: Cast, first: date, days: int, *, zone: str = "Europe/London") -> list[tuple[str, str]]:
    """Asked again and again on these days: the kinds, and the local hour at which each was written."""
    told = []
    for day in (first + timedelta(days=number) for number in range(days)):
        for hour, minute in ((0, 30), (7, 59), (8, 0), (8, 1), (13, 0), (20, 59), (23, 0)):
            moment = at(day, hour, minute, zone)
            told += [(kind, f"{day:%m-%d} {hour:02}:{minute:02}") for kind in written(db, cast, moment)]
    return told


def test_two_days_before_in_the_morning_none_on_the_day_and_once_after(db: Session, cast: Cast) -> None:
    due_action(db, cast)
    assert over_days(db, cast, date(2027, 5, 12), 30) == [("before", "05-19 08:00"), ("past", "05-22 08:00")]


@pytest.mark.parametrize(
    ("zone", "expected"),
    [
        ("Asia/Kolkata", datetime(2027, 5, 19, 2, 30, tzinfo=UTC)),
        ("Pacific/Auckland", datetime(2027, 5, 18, 20, 0, tzinfo=UTC)),
        ("America/New_York", datetime(2027, 5, 19, 12, 0, tzinfo=UTC)),
        ("Pacific/Kiritimati", datetime(2027, 5, 18, 18, 0, tzinfo=UTC)),
    ],
)
def test_it_comes_in_the_readers_own_morning(db: Session, cast: Cast, zone: str, expected: datetime) -> None:
    due_action(db, cast)
    known = {"reminders": True, "digest": True, "digest_weekday": 0}
    letter_choices.choose(db, db.merge(cast.omar), **known, zone=zone, at=NOW)
    assert written(db, cast, expected - timedelta(seconds=1)) == []
    assert written(db, cast, expected) == ["before"]


@pytest.mark.parametrize("day", [date(2027, 3, 28), date(2027, 10, 31)])
def test_on_the_day_the_clocks_change_it_is_still_eight_and_once(db: Session, cast: Cast, day: date) -> None:
    due_action(db, cast, day + timedelta(days=2), at=at(day - timedelta(days=20), 12))
    assert over_days(db, cast, day - timedelta(days=1), 3) == [("before", f"{day:%m-%d} 08:00")]


def test_three_hours_of_downtime_delay_it_and_lose_nothing(db: Session, cast: Cast) -> None:
    due_action(db, cast)
    assert written(db, cast, at(date(2027, 5, 19), 7, 59)) == []
    assert written(db, cast, at(date(2027, 5, 19), 11, 1)) == ["before"]
    assert written(db, cast, at(date(2027, 5, 19), 11, 2)) == []


def test_what_was_held_up_over_night_waits_for_the_morning(db: Session, cast: Cast) -> None:
    due_action(db, cast)
    assert written(db, cast, at(date(2027, 5, 19), 23)) == []
    assert written(db, cast, at(date(2027, 5, 20), 8)) == ["before"]


def test_a_clock_that_goes_back_doubles_nothing(db: Session, cast: Cast) -> None:
    due_action(db, cast)
    assert written(db, cast, at(date(2027, 5, 19), 8, 30)) == ["before"]
    assert over_days(db, cast, date(2027, 5, 19), 2) == []


def test_a_clock_that_ran_ahead_told_it_early_and_not_again(db: Session, cast: Cast) -> None:
    due_action(db, cast)
    assert written(db, cast, at(date(2027, 5, 20), 9)) == ["before"]
    assert over_days(db, cast, date(2027, 5, 18), 3) == []


def test_one_mark_for_an_action_a_person_a_kind_and_a_day(database: Database, cast: Cast) -> None:
    with database.writing() as db:
        action = due_action(db, cast)
        mark = {"action_id": action.id, "person_id": cast.omar.id, "kind": "before", "due_on": DUE}
        db.add(ReminderMark(**mark, at=NOW))
    with pytest.raises((Collided, Exception)), database.writing() as db:
        db.add(ReminderMark(**mark, at=NOW))
    with database.reading() as db:
        assert len(list(db.exec(select(ReminderMark)))) == 1


def test_another_date_gets_another_reminder(db: Session, cast: Cast) -> None:
    action = due_action(db, cast)
    assert written(db, cast, at(date(2027, 5, 19), 8)) == ["before"]
    actions.say(db, action, "kept", due_on=date(2027, 6, 4), by=cast.omar, at=at(date(2027, 5, 19), 9))
    assert over_days(db, cast, date(2027, 5, 19), 18) == [("before", "06-02 08:00"), ("past", "06-05 08:00")]


@pytest.mark.parametrize("word", ["done", "changed", "let_go"])
def test_none_once_it_has_ended(db: Session, cast: Cast, word: str) -> None:
    actions.say(db, due_action(db, cast), word, "Because", by=cast.omar, at=NOW)
    assert over_days(db, cast, date(2027, 5, 18), 8) == []


def test_none_once_it_is_put_away_or_the_community_is_left(db: Session, cast: Cast) -> None:
    action = due_action(db, cast)
    memberships.leave(db, db.merge(cast.omars_place), by=cast.omar, at=NOW)
    assert over_days(db, cast, date(2027, 5, 18), 8) == []
    actions.put_away(db, action, by=cast.omar, at=NOW)
    assert over_days(db, cast, date(2027, 5, 18), 8) == []


def test_none_for_whoever_wants_none(db: Session, cast: Cast) -> None:
    due_action(db, cast)
    letter_choices.switch(db, db.merge(cast.omar), "reminders", on=False, at=NOW)
    assert over_days(db, cast, date(2027, 5, 18), 8) == []


def test_none_for_what_nobody_has_taken_on_or_a_place_that_waits(db: Session, cast: Cast) -> None:
    due_action(db, cast, owner_id=None)
    due_action(db, cast, owner_id=cast.ivy.id)
    assert reminding.whose_hour(db, at=at(date(2027, 5, 19), 9)) == []


def test_before_we_next_meet_means_three_days_before_that(db: Session, cast: Cast) -> None:
    due_action(db, cast, None)
    june = cast.next_month.starts_at
    assert june == datetime(2027, 6, 8, 11, 30, tzinfo=UTC)
    assert over_days(db, cast, date(2027, 6, 1), 9) == [("before", "06-05 08:00")]


def test_a_meeting_that_is_moved_moves_the_reminder(db: Session, cast: Cast) -> None:
    due_action(db, cast, None)
    june = db.merge(cast.next_month)
    assert isinstance(june, Meeting)
    june.starts_at += timedelta(days=7)
    db.add(june)
    assert over_days(db, cast, date(2027, 6, 1), 15) == [("before", "06-12 08:00")]


def test_without_a_planned_meeting_there_is_none(db: Session, cast: Cast) -> None:
    due_action(db, cast, None)
    meetings.call_off(db, db.merge(cast.next_month), "Snow", by=cast.fatima, at=NOW)
    assert over_days(db, cast, date(2027, 6, 1), 9) == []


def test_what_is_agreed_for_the_day_after_tomorrow_is_recalled_tomorrow_and_not_at_once(
    db: Session, cast: Cast
) -> None:
    due_action(db, cast, date(2027, 5, 13))
    assert over_days(db, cast, date(2027, 5, 11), 2) == [("before", "05-12 08:00")]


def test_what_is_agreed_for_tomorrow_needs_no_letter(db: Session, cast: Cast) -> None:
    due_action(db, cast, date(2027, 5, 12))
    assert over_days(db, cast, date(2027, 5, 11), 2) == []


def test_whoever_has_just_looked_gets_no_letter_in_that_minute(db: Session, cast: Cast) -> None:
    action = due_action(db, cast)
    actions.say(db, action, "not_yet", by=cast.omar, at=at(date(2027, 5, 19), 7, 59))
    actions.say(db, action, "kept", due_on=DUE, by=cast.omar, at=at(date(2027, 5, 19), 8, 0))
    assert over_days(db, cast, date(2027, 5, 19), 2) == [("before", "05-20 08:00")]


def test_somebody_elses_word_takes_no_reminder_away(db: Session, cast: Cast) -> None:
    action = due_action(db, cast)
    actions.say(db, action, "not_yet", by=cast.fatima, at=at(date(2027, 5, 19), 8, 0))
    assert written(db, cast, at(date(2027, 5, 19), 8, 1)) == ["before"]


def test_what_is_long_past_is_let_rest(db: Session, cast: Cast) -> None:
    due_action(db, cast, date(2027, 4, 1), at=NOW - timedelta(days=60))
    assert over_days(db, cast, date(2027, 5, 12), 3) == []


def test_several_come_in_one_letter_the_nearest_first(db: Session, cast: Cast) -> None:
    due_action(db, cast, date(2027, 5, 21), text="The second")
    build_action(db, cast.community, cast.omar, text="The first", due_on=date(2027, 5, 18), at=NOW - timedelta(days=20))
    db.flush()
    reminders = reminding.write(db, cast.omar.id, at=at(date(2027, 5, 19), 8))
    assert [(one.waiting.action.text, one.kind, one.is_past) for one in reminders] == [
        ("The first", "past", True),
        ("The second", "before", False),
    ]


def wish(db: Session, cast: Cast, action: Action, word: str, moment: datetime) -> None:
    today = clock.today_in("Europe/London", moment)
    snoozing.wish(db, action, word, today=today, by=cast.omar, at=moment)


def test_again_in_a_week_and_nothing_before(db: Session, cast: Cast) -> None:
    action = due_action(db, cast)
    wish(db, cast, action, "week", at(date(2027, 5, 17), 12))
    assert over_days(db, cast, date(2027, 5, 18), 14) == [("asked", "05-24 08:00")]


def test_again_in_a_week_may_come_before_its_day_and_then_says_all(db: Session, cast: Cast) -> None:
    action = due_action(db, cast)
    wish(db, cast, action, "week", at(date(2027, 5, 12), 12))
    assert over_days(db, cast, date(2027, 5, 12), 9) == [("asked", "05-19 08:00")]


def test_the_day_before_moves_with_the_date(db: Session, cast: Cast) -> None:
    action = due_action(db, cast)
    wish(db, cast, action, "day_before", at(date(2027, 5, 12), 12))
    actions.say(db, action, "kept", due_on=date(2027, 5, 28), by=cast.omar, at=at(date(2027, 5, 13), 9))
    assert over_days(db, cast, date(2027, 5, 14), 14) == [("asked", "05-27 08:00")]


def test_not_again_for_this_one_until_it_is_wanted_again(db: Session, cast: Cast) -> None:
    action = due_action(db, cast)
    wish(db, cast, action, "never", NOW)
    assert over_days(db, cast, date(2027, 5, 18), 3) == []
    wish(db, cast, action, "usual", at(date(2027, 5, 21), 0))
    assert over_days(db, cast, date(2027, 5, 21), 3) == [("past", "05-22 08:00")]


def test_a_wish_that_cannot_be_granted_says_why(db: Session, cast: Cast) -> None:
    action = due_action(db, cast)
    with pytest.raises(Refused, match="no morning left"):
        wish(db, cast, action, "day_before", at(date(2027, 5, 20), 12))
    with pytest.raises(Refused, match="Only whoever took it on"):
        snoozing.wish(db, action, "week", today=DUE, by=cast.fatima, at=NOW)
    with pytest.raises(Refused, match="Choose"):
        wish(db, cast, action, "always", NOW)
    actions.say(db, action, "done", by=cast.omar, at=NOW)
    with pytest.raises(Refused, match="ended"):
        wish(db, cast, action, "week", NOW)


def test_the_case_it_came_from_is_known_so_that_a_paused_one_is_not_told(db: Session, cast: Cast) -> None:
    due_action(db, cast, case_id=cast.open_case.id)
    [reminder] = reminding.write(db, cast.omar.id, at=at(date(2027, 5, 19), 8))
    assert reminder.waiting.case == cases.by_id(db, cast.open_case.id)
