"""What of a meeting stands in a calendar; and when we meet next by the rhythm, whatever summer time does."""

from datetime import UTC, date, datetime, time
from itertools import pairwise

import pytest
from sqlmodel import Session

from app import clock
from app.domain import diary, meetings, rhythm
from app.domain.communities import Community
from app.domain.meetings import Meeting
from tests.cast import NOW, Cast


def loaded(db: Session, cast: Cast) -> Meeting:
    meeting = meetings.by_id(db, cast.next_month.id)
    assert meeting
    return meeting


def test_its_number_grows_with_each_change_and_with_calling_off(db: Session, cast: Cast) -> None:
    meeting, numbers = loaded(db, cast), []
    for change in ({"place": "The chapel"}, {"title": "Juno"}, {"minutes": 90}, {"starts_at": NOW}):
        numbers.append(diary.sequence(meeting))
        known = {"title": meeting.title, "starts_at": meeting.starts_at, "minutes": meeting.minutes}
        values = known | {"place": meeting.place} | change
        assert meetings.change(db, meeting, **values, revision=meeting.revision, by=cast.fatima, at=NOW)
    meetings.call_off(db, meeting, "Snow", by=cast.fatima, at=NOW)
    assert [*numbers, diary.sequence(meeting)] == [0, 1, 2, 3, 5]
    entry = diary.of_meeting(meeting, cast.community, code_names=(), link="https://miracles.test/x")
    assert (entry.uid, entry.sequence, entry.status) == (str(meeting.id), 5, "CANCELLED")


@pytest.mark.parametrize("title", ["River comes back", "On RIVER, again", "Oak-leaf and others", "For oak  leaf"])
def test_a_title_that_names_a_case_stays_at_home(cast: Cast, title: str) -> None:
    meeting = cast.next_month.model_copy(update={"title": title})
    names = {"River", "Oak leaf"}
    entry = diary.of_meeting(meeting, cast.community, code_names=names, link="")
    assert entry.title == "Riverside: our meeting"
    assert not any(diary.names_a_case(text, names) for text in (entry.text, entry.title))


def test_a_title_that_names_none_is_shown(cast: Cast) -> None:
    meeting = cast.next_month.model_copy(update={"title": "Riverside walk"})
    assert diary.of_meeting(meeting, cast.community, code_names={"River"}, link="").title == "Riverside walk"
    assert diary.of_meeting(meeting, cast.community, code_names=(), link="").title == "Riverside walk"


@pytest.mark.parametrize(
    ("zone", "from_day", "turns"),
    [
        ("Europe/London", date(2027, 2, 16), {"GMT", "BST"}),
        ("Europe/London", date(2027, 9, 14), {"BST", "GMT"}),
        ("America/New_York", date(2027, 2, 16), {"EST", "EDT"}),
        ("Australia/Sydney", date(2027, 3, 2), {"AEDT", "AEST"}),
    ],
)
def test_the_rhythm_keeps_the_time_on_the_wall_across_summer_time(zone: str, from_day: date, turns: set[str]) -> None:
    community = Community(
        name="Ours", zone=zone, every_weeks=4, weekday=1, starts_at=time(12, 30), created_at=NOW, revision=1
    )
    last = Meeting(
        community_id=community.id,
        title="x",
        starts_at=clock.at_local(from_day, time(12, 30), zone),
        planned_at=NOW,
        planned_by_id=community.id,
    )
    found = rhythm.to_come(community, last, at=last.starts_at)
    there = [clock.local(moment, zone) for moment in [last.starts_at, *found]]
    assert [one.time() for one in there] == [time(12, 30)] * 4
    assert {(after.date() - before.date()).days for before, after in pairwise(there)} == {28}
    assert {one.tzname() for one in there} == turns


def test_what_the_rhythm_will_bring_is_not_yet_fixed_and_takes_no_time(cast: Cast) -> None:
    entries = diary.expected(cast.community, cast.next_month, at=NOW)
    assert [one.starts for one in entries] == [
        datetime(2027, month, day, 11, 30, tzinfo=UTC) for month, day in ((7, 6), (8, 3), (8, 31))
    ]
    assert {(one.status, one.is_busy) for one in entries} == {("TENTATIVE", False)}
    assert entries == diary.expected(cast.community, cast.next_month, at=NOW.replace(hour=20))
