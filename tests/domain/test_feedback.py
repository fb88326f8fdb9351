"""Three presses and one word: counted, shown from three on, never with a name."""

from datetime import timedelta

import pytest
from sqlmodel import Session, select

from app.domain import agenda, closing, feedback, history, meetings, opening, running
from app.domain.errors import Refused
from app.domain.feedback import FeedbackCount, FeedbackGiven
from app.domain.meetings import Meeting
from tests.cast import NOW, Cast

LATER = NOW + timedelta(days=14, minutes=1)


def today(db: Session, cast: Cast) -> Meeting:
    meeting = meetings.by_id(db, cast.today.id)
    assert meeting is not None
    return meeting


def all_answer(db: Session, meeting: Meeting, cast: Cast, number: int = 3) -> None:
    for place in (cast.fatimas_place, cast.omars_place, cast.nias_place)[:number]:
        feedback.answer(db, meeting, place, "well_spent", "yes", at=NOW)


def test_an_answer_is_counted_once_and_the_count_holds_no_name(db: Session, cast: Cast) -> None:
    meeting = today(db, cast)
    feedback.answer(db, meeting, cast.omars_place, "well_spent", "yes", at=NOW)
    feedback.answer(db, meeting, cast.omars_place, "well_spent", "not_today", at=NOW)
    [row] = db.exec(select(FeedbackCount)).all()
    assert (row.answer, row.count) == ("yes", 1)
    [given] = db.exec(select(FeedbackGiven)).all()
    assert given.model_dump().keys() == {"meeting_id", "membership_id", "question"}
    assert feedback.mine(db, meeting, cast.omars_place).answered == {"well_spent"}
    assert feedback.mine(db, meeting, cast.nias_place).answered == frozenset()


def test_history_says_neither_who_nor_what(db: Session, cast: Cast) -> None:
    feedback.answer(db, today(db, cast), cast.omars_place, "to_try", "perhaps", at=NOW)
    feedback.leave_word(db, today(db, cast), cast.omars_place, "lighter", at=NOW)
    told = [row for row in history.of(db, cast.today.id) if row.noun == "feedback"]
    assert [(row.verb, row.by_id) for row in told] == [("answered", None), ("word_left", None)]


def test_totals_show_from_three_answers_on_and_only_when_the_meeting_is_closed(db: Session, cast: Cast) -> None:
    meeting = today(db, cast)
    all_answer(db, meeting, cast)
    assert feedback.end_of(db, meeting).is_empty
    closing.close(db, meeting, by=cast.fatima, at=NOW)
    [total] = feedback.end_of(db, meeting).totals
    assert total.answers == [("Yes", 3)]


def test_two_answers_are_not_shown(db: Session, cast: Cast) -> None:
    meeting = today(db, cast)
    all_answer(db, meeting, cast, 2)
    closing.close(db, meeting, by=cast.fatima, at=NOW)
    assert feedback.end_of(db, meeting).is_empty


def test_an_unknown_answer_and_one_after_two_weeks_are_refused(db: Session, cast: Cast) -> None:
    meeting = today(db, cast)
    with pytest.raises(Refused, match="Choose"):
        feedback.answer(db, meeting, cast.omars_place, "well_spent", "7", at=NOW)
    planned = meetings.by_id(db, cast.next_month.id)
    assert planned
    with pytest.raises(Refused, match="while the meeting runs"):
        feedback.answer(db, planned, cast.omars_place, "well_spent", "yes", at=NOW)
    closing.close(db, meeting, by=cast.fatima, at=NOW)
    feedback.answer(db, meeting, cast.omars_place, "well_spent", "yes", at=LATER - timedelta(hours=1))
    with pytest.raises(Refused, match="two weeks"):
        feedback.answer(db, meeting, cast.nias_place, "well_spent", "yes", at=LATER)


def test_it_is_offered_from_the_last_step_on(db: Session, cast: Cast) -> None:
    meeting = today(db, cast)
    assert not feedback.is_offered(db, meeting, NOW)
    for step in agenda.of(db, meeting.id)[:-1]:
        running.step_on(db, meeting, step.id, by=cast.fatima, at=NOW)
    assert feedback.is_offered(db, meeting, NOW)
    closing.close(db, meeting, by=cast.fatima, at=NOW)
    assert feedback.is_offered(db, meeting, NOW)
    assert not feedback.is_offered(db, meeting, LATER)


def test_a_word_can_be_changed_and_taken_back_by_its_writer_alone(db: Session, cast: Cast) -> None:
    meeting = today(db, cast)
    feedback.leave_word(db, meeting, cast.omars_place, "tired", at=NOW)
    feedback.leave_word(db, meeting, cast.omars_place, " quite \n hopeful ", at=NOW)
    feedback.leave_word(db, meeting, cast.nias_place, "seen", at=NOW)
    feedback.leave_word(db, meeting, cast.fatimas_place, "gone", at=NOW)
    feedback.leave_word(db, meeting, cast.fatimas_place, "", at=NOW)
    assert feedback.mine(db, meeting, cast.omars_place).word == "quite hopeful"
    with pytest.raises(Refused, match="40"):
        feedback.leave_word(db, meeting, cast.nias_place, "x" * 41, at=NOW)
    closing.close(db, meeting, by=cast.fatima, at=NOW)
    assert sorted(feedback.end_of(db, meeting).words) == ["quite hopeful", "seen"]
    with pytest.raises(Refused):
        feedback.leave_word(db, meeting, cast.omars_place, "late", at=LATER)


def test_a_word_that_may_say_who_somebody_is_is_kept_and_looked_at(db: Session, cast: Cast) -> None:
    feedback.leave_word(db, today(db, cast), cast.omars_place, "07700 900123", at=NOW)
    assert feedback.mine(db, today(db, cast), cast.omars_place).details


def test_it_returns_in_the_opening_of_the_next_meeting(db: Session, cast: Cast) -> None:
    meeting = today(db, cast)
    feedback.leave_word(db, meeting, cast.omars_place, "lighter", at=NOW)
    all_answer(db, meeting, cast)
    closing.close(db, meeting, by=cast.fatima, at=NOW)
    following = meetings.by_id(db, cast.next_month.id)
    assert following
    end = opening.of_meeting(db, following, NOW.date()).end
    assert end.words == ["lighter"] and end.totals[0].answers == [("Yes", 3)]
