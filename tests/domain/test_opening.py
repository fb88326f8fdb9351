"""What a meeting opens with."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import Session

from app.domain import actions, asks, barriers, meetings, memberships, opening, replies
from app.domain.errors import Refused
from app.domain.meetings import Meeting
from app.domain.opening import Opening
from tests.cast import NOW, Cast, build_action

TODAY = NOW.date()


def today(db: Session, cast: Cast) -> Meeting:
    meeting = meetings.by_id(db, cast.today.id)
    assert meeting is not None
    return meeting


def opens_with(db: Session, cast: Cast, on: date = TODAY) -> Opening:
    return opening.of_meeting(db, today(db, cast), on)


def test_it_opens_with_miracles_open_actions_barriers_and_topics(db: Session, cast: Cast) -> None:
    found = opens_with(db, cast)
    assert [miracle.id for miracle in found.miracles] == [cast.miracle.id]
    assert [action.id for action in found.actions] == [cast.open_action.id]
    assert cast.barrier.id in {one.barrier.id for one in found.barriers.waiting}
    assert [item.id for item in found.waiting] == [cast.topic.id]
    assert not found.is_empty


def test_a_word_said_here_stands_by_the_action_until_it_is_opened_again(db: Session, cast: Cast) -> None:
    action = actions.by_id(db, cast.open_action.id)
    assert action
    opening.say(db, today(db, cast), action, "done", by=cast.omar, at=NOW)
    found = opens_with(db, cast)
    said = found.word_for(found.actions[0])
    assert said and (said.word, said.by_id, said.meeting_id) == ("done", cast.omar.id, cast.today.id)
    opening.say(db, today(db, cast), action, "reopened", by=cast.omar, at=NOW + timedelta(minutes=1))
    found = opens_with(db, cast)
    assert found.word_for(found.actions[0]) is None
    assert found.actions[0].is_open


def test_letting_go_needs_a_reason(db: Session, cast: Cast) -> None:
    action = actions.by_id(db, cast.open_action.id)
    assert action
    with pytest.raises(Refused, match="Why"):
        opening.say(db, today(db, cast), action, "let_go", " ", by=cast.omar, at=NOW)


def test_nothing_is_said_at_a_meeting_that_is_not_running_or_of_another_community(db: Session, cast: Cast) -> None:
    action, theirs = actions.by_id(db, cast.open_action.id), actions.by_id(db, cast.zeds_action.id)
    planned = meetings.by_id(db, cast.next_month.id)
    assert action and theirs and planned
    with pytest.raises(Refused, match="not running"):
        opening.say(db, planned, action, "done", by=cast.omar, at=NOW)
    with pytest.raises(Refused, match="another community"):
        opening.say(db, today(db, cast), theirs, "done", by=cast.zed, at=NOW)


def test_an_action_past_its_date_comes_first(db: Session, cast: Cast) -> None:
    last_month = meetings.by_id(db, cast.last_month.id)
    before = NOW - timedelta(days=2)
    soon = build_action(db, cast.community, cast.nia, meeting=last_month, due_on=TODAY + timedelta(days=1), at=before)
    past = build_action(db, cast.community, cast.nia, meeting=last_month, due_on=TODAY - timedelta(days=1), at=before)
    assert [action.id for action in opens_with(db, cast).actions] == [past.id, soon.id, cast.open_action.id]


def test_an_answer_is_told_and_silence_comes_before_waiting(db: Session, cast: Cast) -> None:
    silent = barriers.by_id(db, cast.barrier.id)
    sponsor = memberships.by_id(db, cast.sols_place.id)
    assert silent and sponsor
    before = NOW - timedelta(days=30)
    asks.ask_now(db, silent, sponsor, "Please", reply_by=TODAY - timedelta(days=1), by=cast.fatima, at=before)
    noticed = barriers.name(db, cast.community.id, text="No ID", by=cast.omar, at=before)
    answered = barriers.name(db, cast.community.id, text="Two councils", by=cast.omar, at=before)
    db.flush()
    asked = asks.by_id(db, asks.ask_now(db, answered, sponsor, "Please", reply_by=None, by=cast.fatima, at=before).id)
    assert asked
    replies.answer(db, asked, "changed", "It is one now.", by=cast.sol, at=before)
    found = opens_with(db, cast)
    assert [one.barrier.id for one in found.barriers.silent] == [silent.id]
    assert noticed.id in {one.barrier.id for one in found.barriers.waiting}
    [told] = found.barriers.answers
    assert (told.barrier.id, told.answer) == (answered.id, "Changed")


@given(days=st.integers(min_value=-5, max_value=900))
def test_how_long_ago_is_said_in_words(days: int) -> None:
    words = opening.ago(days)
    assert words in {"today", "yesterday"} or words.endswith(" ago")
    assert not words.startswith(("0 ", "1 "))


def test_a_new_community_opens_with_nothing(db: Session, cast: Cast) -> None:
    meeting = meetings.by_id(db, cast.zeds_meeting.id)
    assert meeting
    found = opening.of_meeting(db, meeting, TODAY)
    assert [action.text for action in found.actions] == ["Zed's own action"]
    assert not found.miracles
