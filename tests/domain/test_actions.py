"""Actions: agreed, spoken of, ended with a reason, and carried until then."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlmodel import Session

from app import clock
from app.domain import (
    action_lines,
    actions,
    barriers,
    barriers_back,
    communities,
    follow_ups,
    history,
    meetings,
    memberships,
    running,
)
from app.domain.actions import Action
from app.domain.communities import Community
from app.domain.errors import Refused
from app.domain.meetings import Meeting
from tests.cast import NOW, Cast, build_action, build_meeting, build_membership, build_person


def found(db: Session, action: Action) -> Action:
    same = actions.by_id(db, action.id)
    assert same
    return same


def next_month(db: Session, cast: Cast) -> Meeting:
    meeting = meetings.by_id(db, cast.next_month.id)
    assert meeting
    return meeting


def carried(db: Session, cast: Cast) -> set[str]:
    return {action.text for action in actions.carried_into(db, next_month(db, cast))}


def test_an_open_action_is_carried_into_the_next_meeting(db: Session, cast: Cast) -> None:
    assert cast.open_action.text in carried(db, cast)
    assert cast.done_action.text not in carried(db, cast)


@pytest.mark.parametrize("word", ["done", "changed", "let_go"])
def test_what_ends_it_ends_it_and_opening_again_brings_it_back(db: Session, cast: Cast, word: str) -> None:
    action = found(db, cast.open_action)
    actions.say(db, action, word, "It moved", by=cast.omar, at=NOW)
    assert not action.is_open
    assert action.text not in carried(db, cast)
    actions.say(db, action, "reopened", by=cast.omar, at=NOW)
    assert action.text in carried(db, cast)


@pytest.mark.parametrize("word", actions.NEEDS_WHY)
def test_some_words_need_a_reason(db: Session, cast: Cast, word: str) -> None:
    with pytest.raises(Refused, match="A few words are enough"):
        actions.say(db, found(db, cast.open_action), word, "  ", by=cast.omar, at=NOW)


def test_saying_it_twice_changes_nothing(db: Session, cast: Cast) -> None:
    action = found(db, cast.open_action)
    for _ in range(2):
        actions.say(db, action, "done", by=cast.omar, at=NOW)
    said = [told for told in actions.told_of(db, action.id) if told.word == "done"]
    assert len(said) == 1


def test_the_same_word_at_a_later_meeting_is_kept_for_its_minutes(db: Session, cast: Cast) -> None:
    action = found(db, cast.open_action)
    today = meetings.by_id(db, cast.today.id)
    assert today
    actions.say(db, action, "not_yet", by=cast.omar, at=NOW)
    actions.say(db, action, "not_yet", meeting=today, by=cast.omar, at=NOW)
    actions.say(db, action, "not_yet", meeting=today, by=cast.omar, at=NOW)
    assert actions.said_at(db, today)[action.id].word == "not_yet"
    assert len(actions.told_of(db, action.id)) == 2


def test_another_word_for_an_ending_does_not_bring_it_to_a_later_meeting(db: Session, cast: Cast) -> None:
    action = found(db, cast.done_action)
    today = meetings.by_id(db, cast.today.id)
    assert today
    actions.say(db, action, "changed", "Somebody else did it", by=cast.nia, at=NOW)
    assert action.id not in {one.id for one in actions.carried_into(db, today)}


def test_an_ended_action_is_opened_before_more_is_said(db: Session, cast: Cast) -> None:
    with pytest.raises(Refused, match="Open it again first"):
        actions.say(db, found(db, cast.done_action), "not_yet", by=cast.nia, at=NOW)


def test_keeping_it_sets_the_date_anew_and_it_stays_open(db: Session, cast: Cast) -> None:
    action = build_action(db, cast.community, cast.omar, due_on=date(2027, 5, 1))
    actions.say(db, action, "kept", due_on=date(2027, 6, 1), by=cast.omar, at=NOW)
    assert (action.due_on, action.is_open) == (date(2027, 6, 1), True)
    actions.say(db, action, "not_yet", by=cast.omar, at=NOW)
    assert action.due_on == date(2027, 6, 1)
    actions.say(db, action, "kept", by=cast.omar, at=NOW)
    assert action.due_on is None


def test_what_was_put_away_is_not_spoken_of_until_it_is_brought_back(db: Session, cast: Cast) -> None:
    action = found(db, cast.open_action)
    actions.put_away(db, action, by=cast.omar, at=NOW)
    assert action.text not in carried(db, cast)
    with pytest.raises(Refused, match="Bring it back first"):
        actions.say(db, action, "done", by=cast.omar, at=NOW)
    actions.bring_back(db, action, by=cast.omar, at=NOW)
    assert action.text in carried(db, cast)


def test_only_somebody_of_the_community_can_take_it_on(db: Session, cast: Cast) -> None:
    with pytest.raises(Refused, match="Only a member of this community"):
        build_action(db, cast.community, cast.omar, owner_id=cast.zed.id)
    with pytest.raises(Refused, match="Only a member of this community"):
        change(db, found(db, cast.open_action), cast, owner_id=cast.zed.id)


def test_an_owner_who_left_stays_the_owner_when_the_words_change(db: Session, cast: Cast) -> None:
    action = found(db, cast.open_action)
    place = memberships.of(db, cast.community.id, cast.omar.id)
    assert place
    memberships.leave(db, place, by=cast.fatima, at=NOW)
    change(db, action, cast, text="Call them on Monday")
    assert (action.text, action.owner_id) == ("Call them on Monday", cast.omar.id)
    assert action.text in carried(db, cast)


def test_earlier_words_are_kept_when_it_is_changed(db: Session, cast: Cast) -> None:
    action = found(db, cast.open_action)
    before = action.text
    change(db, action, cast, text="Visit the hostel")
    change(db, action, cast, text="Visit the hostel")
    assert [told.why for told in actions.told_of(db, action.id)] == [before]
    assert action.revision == 2
    assert history.of(db, action.id)[-1].by_id == cast.omar.id


def test_earlier_words_are_kept_without_what_was_found_in_them_and_can_be_taken_out(db: Session, cast: Cast) -> None:
    action = found(db, cast.open_action)
    change(db, action, cast, text="Ring the tall one on 07911 123456 by 3 June")
    change(db, action, cast, text="Ring them")
    assert [told.why for told in actions.told_of(db, action.id)][-1] == "Ring the tall one on (removed) by 3 June"
    for _ in range(2):
        actions.forget_earlier_words(db, action, by=cast.omar, at=NOW)
    assert [told.why for told in actions.told_of(db, action.id)] == ["", ""]
    assert [line.verb for line in history.of(db, action.id)].count("earlier_words_forgotten") == 1


def test_earlier_words_that_grew_are_cut_to_what_fits(db: Session, cast: Cast) -> None:
    action = found(db, cast.open_action)
    change(db, action, cast, text="a@b.uk " * 71)
    change(db, action, cast, text="Write to them")
    assert len([told.why for told in actions.told_of(db, action.id)][-1]) == 500


def test_an_ended_action_is_not_changed(db: Session, cast: Cast) -> None:
    with pytest.raises(Refused, match="Open it again first"):
        change(db, found(db, cast.done_action), cast, text="Other words")


def test_nothing_agreed_during_a_meeting_but_outside_it_is_lost_to_the_room(db: Session, cast: Cast) -> None:
    today = meetings.by_id(db, cast.today.id)
    assert today
    action = build_action(db, cast.community, cast.nia, text="Ring the pharmacy", at=NOW + timedelta(minutes=5))
    assert action.id in {one.id for one in actions.carried_into(db, today)}
    running.close(db, today, by=cast.fatima, at=NOW + timedelta(hours=1))
    later = build_action(db, cast.community, cast.nia, text="Ask again", at=NOW + timedelta(hours=2))
    kept = {one.id for one in actions.carried_into(db, today)}
    assert action.id in kept
    assert later.id not in kept


def test_two_meetings_never_begin_in_the_same_moment(db: Session, cast: Cast) -> None:
    today, following = meetings.by_id(db, cast.today.id), next_month(db, cast)
    assert today and today.started_at
    action = build_action(db, cast.community, cast.omar, text="At this very moment", meeting=today, at=today.started_at)
    running.close(db, today, by=cast.fatima, at=today.started_at)
    running.start(db, following, by=cast.fatima, at=today.started_at)
    assert following.started_at and following.started_at > today.started_at
    assert meetings.previous_to(db, following) == today
    assert action.id in {one.id for one in actions.carried_into(db, following)}


def test_what_ended_in_the_moment_a_meeting_begins_does_not_come_back(db: Session, cast: Cast) -> None:
    today, following = meetings.by_id(db, cast.today.id), next_month(db, cast)
    assert today
    running.close(db, today, by=cast.fatima, at=NOW)
    action, named = found(db, cast.open_action), barriers.by_id(db, cast.barrier.id)
    assert named
    actions.say(db, action, "done", by=cast.omar, at=NOW)
    follow_ups.end(db, named, "lifted", "They wrote back", by=cast.fatima, at=NOW)
    running.start(db, following, by=cast.fatima, at=NOW)
    assert action not in actions.carried_into(db, following)
    carried = barriers_back.carried_into(db, following, NOW.date())
    assert named.id not in {one.barrier.id for part in carried for one in part}


# A quarter past eleven at night in London's summer is still the same day there, and already the next one is not.
LATE = datetime(2027, 6, 1, 22, 45, tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "due_on", "at", "past"),
    [
        ("Europe/London", date(2027, 6, 1), LATE, False),
        ("Europe/London", date(2027, 6, 1), LATE + timedelta(minutes=30), True),
        ("UTC", date(2027, 6, 1), LATE + timedelta(minutes=30), False),
        ("UTC", date(2027, 6, 1), LATE + timedelta(minutes=90), True),
        ("Europe/London", date(2027, 12, 1), datetime(2027, 12, 1, 23, 45, tzinfo=UTC), False),
        ("Pacific/Auckland", date(2027, 6, 1), datetime(2027, 6, 1, 12, 30, tzinfo=UTC), True),
        ("America/Los_Angeles", date(2027, 6, 1), datetime(2027, 6, 2, 6, 0, tzinfo=UTC), False),
        ("Europe/London", None, LATE, False),
    ],
)
def test_past_its_date_goes_by_the_communitys_own_midnight(
    db: Session, cast: Cast, *, zone: str, due_on: date | None, at: datetime, past: bool
) -> None:
    community = db.get(Community, cast.community.id)
    assert community
    community.zone = zone
    action = build_action(db, community, cast.omar, due_on=due_on)
    assert action_lines.of_action(db, action, cast.omar).is_past(at) is past
    assert action.is_past(clock.today_in(zone, at)) is past


def test_my_actions_come_from_all_my_communities_and_no_others(db: Session, cast: Cast) -> None:
    elsewhere = communities.by_id(db, cast.elsewhere.id)
    assert elsewhere
    build_membership(db, elsewhere, cast.omar)
    build_action(db, elsewhere, cast.zed, text="Elsewhere, mine", owner_id=cast.omar.id)
    mine = action_lines.owned_by(db, cast.omar)
    assert {line.action.text for line in mine} == {cast.open_action.text, "Elsewhere, mine"}
    place = memberships.of(db, elsewhere.id, cast.omar.id)
    assert place
    memberships.leave(db, place, by=cast.zed, at=NOW)
    assert {line.action.text for line in action_lines.owned_by(db, cast.omar)} == {cast.open_action.text}


def test_the_story_says_what_by_whom_and_at_which_meeting(db: Session, cast: Cast) -> None:
    action, today = found(db, cast.open_action), meetings.by_id(db, cast.today.id)
    actions.say(db, action, "not_yet", meeting=today, by=cast.nia, at=NOW)
    story = action_lines.story_of(db, action)
    assert [(told.word, told.who) for told in story] == [("agreed", "Omar Reid"), ("not_yet", "Nia Powell")]
    assert story[-1].meeting == today


def test_people_who_left_sponsors_and_guests_are_not_offered_as_owners(db: Session, cast: Cast) -> None:
    names = {person.name for person in action_lines.who_may_own(db, cast.community.id)}
    assert names == {"Fatima Aziz", "Omar Reid", "Nia Powell", "Ivy Chen"}


def test_a_called_off_meetings_action_is_not_lost(db: Session, cast: Cast) -> None:
    planned = build_meeting(db, cast.community, cast.fatima, starts_at=NOW + timedelta(days=7), title="Extra")
    build_action(db, cast.community, cast.omar, text="Bring the cake", meeting=planned)
    meetings.call_off(db, planned, "Snow", by=cast.fatima, at=NOW)
    assert "Bring the cake" in carried(db, cast)


def change(db: Session, action: Action, cast: Cast, **values: object) -> None:
    known = {name: getattr(action, name) for name in ("text", "first_step", "owner_id", "due_on")}
    actions.change(db, action, **(known | values), by=cast.omar, at=NOW)


def test_somebody_new_can_be_given_it_before_they_join(db: Session, cast: Cast) -> None:
    assert build_person(db, "New Person").id
    action = build_action(db, cast.community, cast.fatima, owner_id=cast.ivy.id)
    assert action.owner_id == cast.ivy.id
    assert action_lines.owned_by(db, cast.ivy) == []
