"""The end of a meeting: nothing that was agreed, promised or parked disappears."""

from datetime import timedelta

from sqlmodel import Session

from app.domain import actions, agenda, closing, guests, meetings, memberships, pacing, running, sign_ins
from app.domain.meetings import Meeting
from tests.cast import NOW, Cast, build_action


def today(db: Session, cast: Cast) -> Meeting:
    meeting = meetings.by_id(db, cast.today.id)
    assert meeting is not None
    return meeting


def test_the_outlook_says_what_comes_back_and_what_does_not(db: Session, cast: Cast) -> None:
    meeting = today(db, cast)
    topic = agenda.by_id(db, cast.topic.id)
    assert topic
    agenda.take(db, topic, meeting, by=cast.fatima, at=NOW)
    step = pacing.step_of(db, meeting)
    assert step
    running.park(db, meeting, step.id, by=cast.fatima, at=NOW)
    outlook = closing.outlook(db, meeting)
    assert [item.title for item in outlook.coming_back] == ["Step 1", "Winter night shelter"]
    assert [item.title for item in outlook.not_coming_back] == ["Step 3"]


def test_the_outlook_names_actions_nobody_spoke_of_and_those_nobody_has(db: Session, cast: Cast) -> None:
    meeting = today(db, cast)
    unowned = build_action(db, cast.community, cast.omar, text="Ask the board", owner_id=None, meeting=meeting)
    outlook = closing.outlook(db, meeting)
    assert [action.id for action in outlook.not_spoken_of] == [cast.open_action.id]
    assert outlook.without_owner == [unowned]
    spoken_of = actions.by_id(db, cast.open_action.id)
    assert spoken_of
    actions.say(db, spoken_of, "not_yet", meeting=meeting, by=cast.omar, at=NOW)
    assert closing.outlook(db, meeting).not_spoken_of == []


def test_a_step_chosen_to_come_back_waits_and_the_others_do_not(db: Session, cast: Cast) -> None:
    meeting = today(db, cast)
    second, third = agenda.of(db, meeting.id)[1:]
    closing.close(db, meeting, {third.id}, by=cast.fatima, at=NOW)
    waiting = agenda.waiting(db, meeting.community_id)
    assert third in waiting
    assert second not in waiting


def test_closing_twice_changes_nothing(db: Session, cast: Cast) -> None:
    meeting = today(db, cast)
    closing.close(db, meeting, by=cast.fatima, at=NOW)
    closing.close(db, meeting, by=cast.omar, at=NOW + timedelta(hours=1))
    assert meeting.closed_at == NOW


def test_closing_lets_the_guests_go(db: Session, cast: Cast) -> None:
    meeting = today(db, cast)
    secret = sign_ins.begin(db, cast.gus, device="a phone", at=NOW)
    mine = sign_ins.begin(db, cast.omar, device="a laptop", at=NOW)
    closing.close(db, meeting, by=cast.fatima, at=NOW)
    assert sign_ins.current(db, secret, at=NOW) is None
    assert memberships.of(db, meeting.community_id, cast.gus.id) is None
    assert sign_ins.current(db, mine, at=NOW) is not None


def test_a_guest_stays_until_two_hours_after_the_planned_end(db: Session, cast: Cast) -> None:
    meeting = today(db, cast)
    lasts = guests.stays(meeting, NOW)
    assert NOW + lasts == meeting.planned_end + timedelta(hours=2)
    secret = guests.come_in(db, meeting, "Ada", "police", device="a phone", at=NOW)
    assert sign_ins.current(db, secret, at=NOW + lasts - timedelta(seconds=1))
    assert sign_ins.current(db, secret, at=NOW + lasts) is None
