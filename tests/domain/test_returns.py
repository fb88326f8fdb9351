"""A case comes back by itself on its day, until somebody tells, asks again for later, or lets it rest and says why."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlmodel import Session

from app import clock
from app.domain import cases, communities, history, meetings, notes, opening, pausing, people, returns, running
from app.domain.cases import Case
from app.domain.coming_back import ComingBack
from app.domain.errors import Refused
from app.domain.meetings import Meeting
from app.domain.people import Person
from tests.cast import NOW, Cast

TODAY = NOW.date()
LATER = NOW + timedelta(days=28)


def of_cast(db: Session, cast: Cast) -> tuple[Case, Person, Meeting]:
    case, nia = cases.by_id(db, cast.open_case.id), people.by_id(db, cast.nia.id)
    today = meetings.by_id(db, cast.today.id)
    assert case and nia and today
    return case, nia, today


def set_for(db: Session, cast: Cast, choice: str = "next", day: date | None = None) -> None:
    case, nia, today = of_cast(db, cast)
    chosen = returns.day_of(choice, day, TODAY)
    returns.set_day(db, case, chosen, meeting=today, by=nia, at=NOW)
    db.flush()


def next_month(db: Session, cast: Cast, *, begins: bool = False) -> Meeting:
    today, meeting = meetings.by_id(db, cast.today.id), meetings.by_id(db, cast.next_month.id)
    assert today and meeting
    if begins:
        running.close(db, today, by=cast.fatima, at=NOW + timedelta(hours=1))
        running.start(db, meeting, by=cast.fatima, at=LATER)
    return meeting


def back_at(db: Session, meeting: Meeting, on: date = TODAY) -> list[ComingBack]:
    return opening.of_meeting(db, meeting, on).returns


def test_it_comes_back_at_the_next_meeting_with_the_offers_that_were_taken(db: Session, cast: Cast) -> None:
    case, nia, today = of_cast(db, cast)
    offer = notes.by_id(db, cast.offer.id)
    assert offer
    notes.take_offer(db, offer, by=nia, at=NOW)
    set_for(db, cast)
    assert not back_at(db, today), "Not at the meeting at which the day was set."
    (found,) = back_at(db, next_month(db, cast))
    assert found.case.id == case.id and found.is_open
    assert [note.text for note in found.taken] == ["Try the morning visit."]


@pytest.mark.parametrize(
    ("choice", "comes"), [("next", True), ("month", True), ("two_months", False), ("three_months", False)]
)
def test_about_a_month_is_the_meeting_of_four_weeks_on(db: Session, cast: Cast, choice: str, comes: bool) -> None:
    set_for(db, cast, choice)
    assert bool(back_at(db, next_month(db, cast))) is comes


def test_a_day_of_our_choice_is_still_to_come(db: Session, cast: Cast) -> None:
    for day in (TODAY, TODAY - timedelta(days=1), TODAY + timedelta(days=900)):
        with pytest.raises(Refused, match="Choose a day"):
            returns.day_of("next", day, TODAY)
    assert returns.day_of("next", TODAY + timedelta(days=1), TODAY) == TODAY + timedelta(days=1)


def test_it_stays_until_it_is_told_and_then_stands_as_told(db: Session, cast: Cast) -> None:
    set_for(db, cast)
    meeting = next_month(db, cast, begins=True)
    assert back_at(db, meeting)[0].is_open
    case, _nia, _today = of_cast(db, cast)
    returns.tell(
        db, case, "The door opened.", today=LATER.date(), meeting=meeting, by=cast.omar, at=LATER + timedelta(minutes=5)
    )
    (found,) = back_at(db, meeting)
    assert (found.asked.word, found.asked.text, found.asked.answered_by_id) == (
        "told",
        "The door opened.",
        cast.omar.id,
    )
    assert returns.standing(db, case.id) is None
    assert [line.verb for line in history.of(db, case.id)][-1] == "return_told"


def test_what_is_not_told_stands_at_the_meeting_after(db: Session, cast: Cast) -> None:
    set_for(db, cast)
    meeting = next_month(db, cast, begins=True)
    running.close(db, meeting, by=cast.fatima, at=LATER + timedelta(hours=2))
    after = meetings.plan(
        db,
        cast.community,
        title="July",
        starts_at=LATER + timedelta(days=28),
        minutes=60,
        place="",
        template_key="",
        by=cast.fatima,
        at=LATER,
    )
    assert [found.is_open for found in back_at(db, after)] == [True]


def test_asking_again_sets_another_day_and_is_taken_back_with_it(db: Session, cast: Cast) -> None:
    set_for(db, cast)
    meeting = next_month(db, cast, begins=True)
    case, nia, _today = of_cast(db, cast)
    at = LATER + timedelta(minutes=5)
    day = LATER.date() + timedelta(days=60)
    returns.set_day(db, case, day, meeting=meeting, by=nia, at=at)
    (found,) = back_at(db, meeting)
    assert (found.asked.word, found.again_on) == ("again", day)
    returns.take_back(db, case, meeting, may_set=True, by=nia, at=at)
    (found,) = back_at(db, meeting)
    assert found.is_open and len(returns.of_case(db, case.id)) == 1
    assert [line.verb for line in history.of(db, case.id)][-2:] == ["return_unset", "return_reopened"]


def test_taking_back_leaves_a_day_that_another_press_has_set(db: Session, cast: Cast) -> None:
    set_for(db, cast)
    meeting = next_month(db, cast, begins=True)
    case, nia, _today = of_cast(db, cast)
    returns.tell(db, case, "Warm.", today=LATER.date(), meeting=meeting, by=cast.omar, at=LATER)
    day = LATER.date() + timedelta(days=60)
    returns.set_day(db, case, day, meeting=meeting, by=nia, at=LATER + timedelta(minutes=5))
    returns.take_back(db, case, meeting, may_set=False, by=cast.omar, at=LATER + timedelta(minutes=6))
    told, stands = returns.of_case(db, case.id)
    assert (stands.on_day, stands.answered_at, stands.text) == (day, None, "Warm."), "The words wait with it."
    assert (told.word, told.text) == ("again", "")
    with pytest.raises(Refused, match="Another day"):
        returns.take_back(db, case, meeting, may_set=False, by=cast.omar, at=LATER + timedelta(minutes=7))
    assert "return_unset" not in [line.verb for line in history.of(db, case.id)]


@pytest.mark.parametrize("press", ["again", "told_and_again", "rest", "told"])
def test_a_day_goes_back_with_whoever_set_it_alone(db: Session, cast: Cast, press: str) -> None:
    set_for(db, cast)
    meeting = next_month(db, cast, begins=True)
    case, nia, _today = of_cast(db, cast)
    known = {"meeting": meeting, "by": nia, "at": LATER}
    if press.startswith("told"):
        returns.tell(db, case, "Warm.", today=LATER.date(), **known)
    if press.endswith("again"):
        returns.set_day(db, case, LATER.date() + timedelta(days=60), **known)
    if press == "rest":
        returns.rest(db, case, "Nia has moved.", **known)
    shown = back_at(db, meeting)
    assert [one.has_moved_the_day for one in shown] == [press != "told"] * len(shown)
    if press == "told":
        returns.take_back(db, case, meeting, may_set=False, by=cast.omar, at=LATER)
        return
    with pytest.raises(Refused, match="Whoever pressed it"):
        returns.take_back(db, case, meeting, may_set=False, by=cast.omar, at=LATER)
    returns.take_back(db, case, meeting, may_set=False, by=nia, at=LATER)
    assert [one.is_open for one in back_at(db, meeting)] == [True]


def test_a_day_has_come_at_a_later_meeting_and_not_where_it_was_set(db: Session, cast: Cast) -> None:
    case, _nia, today = of_cast(db, cast)
    assert not returns.has_come(db, case.id, today=TODAY, meeting=today)
    set_for(db, cast)
    assert not returns.has_come(db, case.id, today=TODAY, meeting=today)
    assert returns.has_come(db, case.id, today=TODAY, meeting=next_month(db, cast, begins=True))
    set_for(db, cast, "three_months")
    assert not returns.has_come(db, case.id, today=LATER.date(), meeting=None)


def test_letting_it_rest_needs_a_reason(db: Session, cast: Cast) -> None:
    set_for(db, cast)
    meeting = next_month(db, cast, begins=True)
    case, nia, _today = of_cast(db, cast)
    with pytest.raises(Refused, match="why"):
        returns.rest(db, case, "  ", meeting=meeting, by=nia, at=LATER)
    returns.rest(db, case, "They have moved away.", meeting=meeting, by=nia, at=LATER)
    assert returns.standing(db, case.id) is None
    with pytest.raises(Refused, match="No day is set"):
        returns.rest(db, case, "They have moved away.", meeting=meeting, by=nia, at=LATER)


def test_telling_before_the_day_does_not_end_it_and_is_heard_at_the_next_meeting(db: Session, cast: Cast) -> None:
    set_for(db, cast, "three_months")
    case, nia, _today = of_cast(db, cast)
    running.close(db, of_cast(db, cast)[2], by=cast.fatima, at=NOW + timedelta(hours=1))
    at = NOW + timedelta(days=7)
    returns.tell(db, case, "A good week.", today=at.date(), meeting=None, by=nia, at=at)
    stands = returns.standing(db, case.id)
    assert stands and stands.on_day > LATER.date()
    (found,) = back_at(db, next_month(db, cast))
    assert (found.asked.word, found.asked.text, found.again_on) == ("told", "A good week.", stands.on_day)


def test_words_that_were_told_by_mistake_wait_with_the_question(db: Session, cast: Cast) -> None:
    set_for(db, cast)
    meeting = next_month(db, cast, begins=True)
    case, nia, _today = of_cast(db, cast)
    returns.tell(db, case, "Of another case.", today=LATER.date(), meeting=meeting, by=nia, at=LATER)
    returns.take_back(db, case, meeting, may_set=True, by=nia, at=LATER)
    (found,) = back_at(db, meeting)
    assert found.is_open and found.asked.text == "Of another case."


def test_a_withdrawn_case_does_not_come_back_and_a_paused_one_waits(db: Session, cast: Cast) -> None:
    set_for(db, cast)
    case, nia, _today = of_cast(db, cast)
    pausing.pause(db, case, by=nia, at=NOW)
    assert back_at(db, next_month(db, cast)), "It is not lost; who may read it is for access to say."
    cases.withdraw(db, case, by=nia, at=NOW)
    assert not back_at(db, next_month(db, cast))
    with pytest.raises(Refused, match="open to the group"):
        returns.set_day(db, case, LATER.date(), meeting=None, by=nia, at=NOW)


def test_the_same_day_again_changes_nothing(db: Session, cast: Cast) -> None:
    set_for(db, cast)
    set_for(db, cast)
    assert len(returns.of_case(db, cast.open_case.id)) == 1


def test_all_that_was_said_between_two_meetings_opens_the_next_one(db: Session, cast: Cast) -> None:
    case, nia, today = of_cast(db, cast)
    running.close(db, today, by=cast.fatima, at=NOW + timedelta(hours=1))
    for days, text in ((3, "She rang back."), (5, "She came twice.")):
        at = NOW + timedelta(days=days)
        returns.tell(db, case, text, today=at.date(), meeting=None, by=nia, at=at)
    returns.set_day(db, case, TODAY, meeting=None, by=nia, at=NOW + timedelta(days=6))
    returns.rest(db, case, "All is well.", meeting=None, by=nia, at=NOW + timedelta(days=7))
    june = meetings.by_id(db, cast.next_month.id)
    assert june
    running.start(db, june, by=cast.fatima, at=LATER)
    said = [back.asked.text for back in back_at(db, june, LATER.date())]
    assert sorted(said) == ["All is well.", "She came twice.", "She rang back."]


@pytest.mark.parametrize(
    ("zone", "hour", "day"),
    [
        # Late on Tuesday in universal time it is Wednesday there already.
        ("Pacific/Kiritimati", 21, date(2027, 5, 12)),
        # Early on Wednesday in universal time it is still Tuesday there.
        ("Pacific/Pago_Pago", 30, date(2027, 5, 11)),
    ],
)
def test_at_the_next_meeting_is_said_by_the_day_of_the_place(
    db: Session, cast: Cast, zone: str, hour: int, day: date
) -> None:
    case, nia, today = of_cast(db, cast)
    at = datetime(2027, 5, 11, tzinfo=UTC) + timedelta(hours=hour)
    assert clock.today_in(zone, at) == day != at.date()
    soon = returns.set_day(db, case, returns.day_of("next", None, day), meeting=today, by=nia, at=at)
    later = returns.set_day(db, case, day + timedelta(days=1), meeting=today, by=nia, at=at)
    assert (soon.is_next(zone), later.is_next(zone)) == (True, False)


@pytest.mark.parametrize(("zone", "said"), [("Pacific/Kiritimati", "today"), ("Pacific/Pago_Pago", "yesterday")])
def test_how_long_ago_is_counted_in_days_of_the_place(db: Session, cast: Cast, zone: str, said: str) -> None:
    community = communities.by_id(db, cast.community.id)
    assert community
    community.zone = zone
    # At eleven in London a new day has begun there, or another one still goes on.
    told = datetime(2027, 5, 10, 10, 30 if zone.endswith("timati") else 50, tzinfo=UTC)
    now = told + timedelta(hours=13 if said == "today" else 12)
    found = opening.of_meeting(db, next_month(db, cast), clock.today_in(zone, now))
    assert found.ago(told) == said
