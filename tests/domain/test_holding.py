"""Still holding? Asked after about three and six months, at the meeting nearest, until somebody says."""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import Session

from app.domain import communities, holding, meetings, miracles
from app.domain.errors import Refused
from app.domain.meetings import Meeting
from app.domain.miracles import Miracle
from tests.cast import NOW, Cast

# The cast's meeting runs on this day, and its community meets every four weeks.
TODAY = NOW.date()


def told(db: Session, cast: Cast, days_ago: int, text: str = "The door was open.") -> Miracle:
    at = NOW - timedelta(days=days_ago)
    return miracles.tell(db, cast.community.id, text=text, by=cast.omar, at=at)


def here(db: Session, cast: Cast) -> Meeting:
    same = meetings.by_id(db, cast.today.id)
    assert same
    return same


def asked(db: Session, cast: Cast, today: date = TODAY) -> list[tuple[str, int, str]]:
    return [
        (one.miracle.text, one.months, one.said.word if one.said else "")
        for one in holding.carried_into(db, here(db, cast), today)
    ]


def say(db: Session, cast: Cast, miracle: Miracle, word: str, **more: Any) -> holding.Holding:
    known: dict[str, Any] = {"today": TODAY, "meeting": here(db, cast), "by": cast.nia, "at": NOW}
    return holding.say(db, miracle, word, **(known | more))


@pytest.mark.parametrize(
    ("told_on", "months", "day"),
    [
        (date(2026, 1, 31), 3, date(2026, 4, 30)),
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
        (date(2027, 11, 30), 3, date(2028, 2, 29)),
        (date(2026, 7, 15), 6, date(2027, 1, 15)),
        (date(2026, 1, 31), -12, date(2025, 1, 31)),
    ],
)
def test_some_months_later_is_the_same_day_or_that_months_last(told_on: date, months: int, day: date) -> None:
    assert holding.day_after(told_on, months) == day


def test_it_comes_back_at_the_meeting_nearest_the_day(db: Session, cast: Cast) -> None:
    # The day after which the next meeting is the nearer one: two weeks on, as they meet every four.
    told(db, cast, 60, "Too young.")
    told(db, cast, 74, "Next time.")
    told(db, cast, 80, "Nearer to today.")
    told(db, cast, 95, "Long due.")
    assert [text for text, *_ in asked(db, cast)] == ["Long due.", "Nearer to today."]


def test_it_waits_at_every_meeting_until_somebody_says(db: Session, cast: Cast) -> None:
    miracle = told(db, cast, 150)
    assert asked(db, cast) == [("The door was open.", 3, "")]
    say(db, cast, miracle, "slipped")
    assert asked(db, cast) == [("The door was open.", 3, "slipped")]


def test_after_a_long_gap_it_is_asked_once_and_after_the_last_day_no_more(db: Session, cast: Cast) -> None:
    miracle = told(db, cast, 400)
    assert asked(db, cast) == [("The door was open.", 6, "")]
    say(db, cast, miracle, "holding", meeting=None)
    assert asked(db, cast) == []


def test_what_was_said_after_three_months_is_asked_again_after_six(db: Session, cast: Cast) -> None:
    miracle = told(db, cast, 185)
    early = NOW - timedelta(days=90)
    say(db, cast, miracle, "holding", meeting=None, today=early.date(), at=early)
    assert asked(db, cast) == [("The door was open.", 6, "")]


def test_it_can_be_said_any_day_without_answering_the_question_to_come(db: Session, cast: Cast) -> None:
    miracle = told(db, cast, 20)
    said = say(db, cast, miracle, "grown", meeting=None)
    assert said.months == 0
    later = TODAY + timedelta(days=75)
    meetings.close(db, here(db, cast), by=cast.fatima, at=NOW)
    following = meetings.by_id(db, cast.next_month.id)
    assert following
    again = holding.carried_into(db, following, later)
    assert [(one.months, one.said) for one in again if one.miracle.id == miracle.id] == [(3, None)]


def test_two_presses_at_one_meeting_are_one_word_and_another_word_is_refused(db: Session, cast: Cast) -> None:
    miracle = told(db, cast, 100)
    assert say(db, cast, miracle, "holding").id == say(db, cast, miracle, "holding").id
    with pytest.raises(Refused, match="Still holding"):
        say(db, cast, miracle, "slipped", by=cast.omar)
    assert len(holding.of(db, [miracle.id])[miracle.id]) == 1


def test_taken_back_it_waits_again(db: Session, cast: Cast) -> None:
    miracle = told(db, cast, 100)
    say(db, cast, miracle, "unknown")
    holding.take_back(db, miracle, here(db, cast), by=cast.nia, at=NOW)
    assert asked(db, cast) == [("The door was open.", 3, "")]


def test_put_away_it_is_not_asked_and_nothing_can_be_said(db: Session, cast: Cast) -> None:
    miracle = told(db, cast, 100)
    miracles.put_away(db, miracle, by=cast.omar, at=NOW)
    assert asked(db, cast) == []
    with pytest.raises(Refused, match="put away"):
        say(db, cast, miracle, "holding")


def test_the_record_of_a_closed_meeting_keeps_what_was_said_there(db: Session, cast: Cast) -> None:
    said, unsaid = told(db, cast, 100, "Said."), told(db, cast, 101, "Unsaid.")
    say(db, cast, said, "grown")
    meetings.close(db, here(db, cast), by=cast.fatima, at=NOW + timedelta(hours=1))
    assert [one.miracle.id for one in holding.carried_into(db, here(db, cast), TODAY)] == [said.id]
    following = meetings.by_id(db, cast.next_month.id)
    assert following
    assert [one.miracle.id for one in holding.carried_into(db, following, TODAY)] == [unsaid.id]


def test_the_day_is_the_communitys_own(db: Session, cast: Cast) -> None:
    community = communities.by_id(db, cast.community.id)
    assert community
    community.zone = "Pacific/Auckland"
    db.add(community)
    # Late on the 1st in London is the 2nd in Auckland: three months on, the 2nd.
    at = datetime(2026, 3, 1, 22, 0, tzinfo=ZoneInfo("UTC"))
    miracle = miracles.tell(db, cast.community.id, text="A late one.", by=cast.omar, at=at)
    middle = date(2026, 6, 2) - timedelta(days=14)
    assert holding._due(miracle, 0, community, holding._horizon(community, middle)) == 3
    assert holding._due(miracle, 0, community, holding._horizon(community, middle - timedelta(days=1))) == 0


def test_a_sentence_is_added_to_a_press_and_never_dropped(db: Session, cast: Cast) -> None:
    miracle = told(db, cast, 100)
    say(db, cast, miracle, "holding")
    said = say(db, cast, miracle, "holding", words="He rang the bell himself.", by=cast.omar)
    assert (said.text, said.said_by_id) == ("He rang the bell himself.", cast.omar.id)
    with pytest.raises(Refused, match="in their own words"):
        say(db, cast, miracle, "holding", words="So he did.")
    with pytest.raises(Refused, match="Only they"):
        holding.take_back(db, miracle, here(db, cast), by=cast.nia, at=NOW)


def test_a_meeting_held_before_its_day_asks_and_hears_by_the_same_day(db: Session, cast: Cast) -> None:
    early = NOW + timedelta(days=23)
    meetings.close(db, here(db, cast), by=cast.fatima, at=NOW)
    following = meetings.by_id(db, cast.next_month.id)
    assert following
    meetings.start(db, following, by=cast.fatima, at=early)
    miracle = miracles.tell(db, cast.community.id, text="In between.", by=cast.omar, at=NOW - timedelta(days=50))
    [one] = [asked for asked in holding.carried_into(db, following, early.date()) if asked.miracle.id == miracle.id]
    assert one.months == 3
    known: dict[str, Any] = {"today": early.date(), "meeting": following, "by": cast.nia, "at": early}
    assert holding.say(db, miracle, "holding", **known).months == 3
