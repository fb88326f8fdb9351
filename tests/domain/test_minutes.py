"""Minutes: everything that was taken down, at its step; what was not reached, and where it went."""

from datetime import timedelta

from sqlmodel import Session

from app.domain import (
    actions,
    agenda,
    asks,
    attendance,
    barriers,
    cases,
    discussions,
    follow_ups,
    meetings,
    minutes,
    miracles,
    notes,
    people,
    replies,
    returns,
    running,
)
from app.domain.cases import Case
from app.domain.meetings import Meeting
from app.domain.people import Person
from tests.cast import NOW, Cast


def today(db: Session, cast: Cast) -> Meeting:
    meeting = meetings.by_id(db, cast.today.id)
    assert meeting
    return meeting


def test_everything_taken_down_stands_at_its_step(db: Session, cast: Cast) -> None:
    meeting = today(db, cast)
    step = agenda.of(db, meeting.id)[0]
    where = {"meeting": meeting, "agenda_item_id": step.id, "by": cast.omar, "at": NOW}
    action = actions.agree(db, meeting.community_id, text="Ring on Monday", owner_id=cast.omar.id, due_on=None, **where)
    miracle = miracles.tell(db, meeting.community_id, text="He waved.", **where)
    barrier = barriers.name(db, meeting.community_id, text="No ID, no key.", **where)
    beside = notes.take_down(db, meeting, None, kind="note", text="The heating is broken.", by=cast.omar, at=NOW)
    running.step_on(db, meeting, step.id, by=cast.fatima, at=NOW)
    written = minutes.of(db, meeting, NOW)
    line = written.steps[0]
    assert ([note.text for note in line.caught.notes], line.caught.actions) == (["We began on time."], [action])
    assert ([offer.text for offer in line.caught.offers], line.caught.miracles) == (
        ["Try the morning visit."],
        [miracle],
    )
    assert line.caught.barriers == [barrier]
    assert (line.minutes, line.real_minutes) == (10, 15)
    assert written.beside.notes == [beside]


def test_who_was_here_is_shown_by_kind_of_agency_and_apologies_by_name(db: Session, cast: Cast) -> None:
    meeting = today(db, cast)
    attendance.say(db, meeting, cast.nias_place, "here", by=cast.omar, at=NOW)
    attendance.say(db, meeting, cast.fatimas_place, "apologies", by=cast.omar, at=NOW)
    written = minutes.of(db, meeting, NOW)
    names = {kind: [seat.person.name for seat in seats] for kind, seats in written.here}
    assert names == {"Housing": ["Gus", "Omar Reid"], "Mental health": ["Nia Powell"]}
    assert [seat.person.name for seat in written.apologies] == ["Fatima Aziz"]


def test_the_opening_says_what_was_said_of_each_carried_action(db: Session, cast: Cast) -> None:
    meeting = today(db, cast)
    action = actions.by_id(db, cast.open_action.id)
    assert action
    assert minutes.of(db, meeting, NOW).carried == [(action, None)]
    actions.say(db, action, "not_yet", "Nobody answered.", meeting=meeting, by=cast.omar, at=NOW)
    [(carried, said)] = minutes.of(db, meeting, NOW).carried
    assert (carried, said.word, said.why) == (action, "not_yet", "Nobody answered.")
    assert [miracle.id for miracle in minutes.of(db, meeting, NOW).remembered] == [cast.miracle.id]


def test_answers_that_were_told_and_whether_they_hold_stand_in_the_minutes_of_that_meeting(
    db: Session, cast: Cast
) -> None:
    meeting, barrier = today(db, cast), barriers.by_id(db, cast.asked_barrier.id)
    asked = asks.by_id(db, cast.ask.id)
    assert barrier and asked
    reply = replies.answer(db, asked, "changed", "A day centre counts.", by=cast.sol, at=NOW)
    assert minutes.of(db, meeting, NOW).heard == []
    replies.say_told(db, reply, barrier, True, meeting=meeting, by=cast.fatima, at=NOW)
    follow_ups.check(db, barrier, "holds", meeting=meeting, by=cast.omar, at=NOW)
    follow_ups.check(db, barrier, "back", "Not on the bus.", meeting=meeting, by=cast.omar, at=NOW)
    told, looked = minutes.of(db, meeting, NOW).heard
    assert (told.barrier, told.reply, looked.said and looked.said.why) == (barrier, reply, "Not on the bus.")
    assert minutes.of(db, db.get_one(Meeting, cast.last_month.id), NOW).heard == []
    barrier.case_id = cast.open_case.id
    assert minutes.of(db, meeting, NOW, {cast.open_case.id}).heard == []
    assert minutes.without_cases(db, meeting, NOW).heard == []
    barriers.put_away(db, barrier, by=cast.omar, at=NOW)
    assert minutes.of(db, meeting, NOW).heard == []


def test_the_trail_of_a_deferred_step_stays_in_the_old_minutes(db: Session, cast: Cast) -> None:
    meeting, item = today(db, cast), agenda.by_id(db, cast.topic.id)
    assert item
    agenda.take(db, item, meeting, by=cast.fatima, at=NOW)
    notes.take_down(db, meeting, item, kind="note", text="It opens on Monday.", by=cast.omar, at=NOW)
    running.close(db, meeting, by=cast.fatima, at=NOW)
    fates = {line.title: line.fate for line in minutes.of(db, meeting, NOW).not_reached}
    assert fates["Winter night shelter"] == "waits"
    assert fates["Step 2"] == "not_needed"

    june = meetings.by_id(db, cast.next_month.id)
    assert june
    agenda.take(db, item, june, by=cast.fatima, at=NOW + timedelta(days=1))
    line = minutes.of(db, meeting, NOW).not_reached[-1]
    assert (line.title, line.fate, line.now_at) == ("Winter night shelter", "moved", june)
    assert [note.text for note in line.caught.notes] == ["It opens on Monday."]
    assert minutes.of(db, meeting, NOW).beside.is_empty


def test_what_is_let_go_afterwards_still_stands_in_the_minutes(db: Session, cast: Cast) -> None:
    meeting, item = today(db, cast), agenda.by_id(db, cast.topic.id)
    assert item
    agenda.take(db, item, meeting, by=cast.fatima, at=NOW)
    running.close(db, meeting, by=cast.fatima, at=NOW)
    agenda.let_go(db, item, "It is open now.", by=cast.fatima, at=NOW + timedelta(days=3))
    line = next(line for line in minutes.of(db, meeting, NOW).not_reached if line.item.id == item.id)
    assert (line.fate, line.item.let_go_why) == ("let_go", "It is open now.")


def test_what_was_taken_off_while_planning_is_not_in_the_minutes(db: Session, cast: Cast) -> None:
    june = meetings.by_id(db, cast.next_month.id)
    assert june
    agenda.take_off(db, agenda.of(db, june.id)[1], by=cast.fatima, at=NOW)
    running.close(db, today(db, cast), by=cast.fatima, at=NOW)
    running.start(db, june, by=cast.fatima, at=june.starts_at)
    written = minutes.of(db, june, june.starts_at)
    assert [line.title for line in written.steps + written.not_reached] == ["Step 1", "Step 3"]
    assert [line.fate for line in written.not_reached] == ["to_come"]


LATER = NOW + timedelta(days=28)


def of_nia(db: Session, cast: Cast) -> tuple[Case, Person]:
    case, nia = cases.by_id(db, cast.open_case.id), people.by_id(db, cast.nia.id)
    assert case and nia
    return case, nia


def in_june(db: Session, cast: Cast) -> Meeting:
    """Today's meeting closed, and June's begun."""
    running.close(db, today(db, cast), by=cast.fatima, at=NOW + timedelta(hours=1))
    june = meetings.by_id(db, cast.next_month.id)
    assert june
    running.start(db, june, by=cast.fatima, at=LATER)
    return june


def told_in(db: Session, meeting: Meeting) -> list[str]:
    return [one.words.text for one in minutes.of(db, meeting, LATER).told]


def test_what_is_told_of_a_case_stands_in_the_minutes_of_the_one_meeting_that_heard_it(db: Session, cast: Cast) -> None:
    case, nia = of_nia(db, cast)
    may, days = today(db, cast), {"today": NOW.date()}
    returns.tell(db, case, "Said in May.", **days, meeting=may, by=nia, at=NOW)
    returns.set_day(db, case, NOW.date(), meeting=may, by=nia, at=NOW)
    running.close(db, may, by=cast.fatima, at=NOW + timedelta(hours=1))
    returns.tell(db, case, "Said between.", **days, meeting=None, by=nia, at=NOW + timedelta(days=3))
    june = in_june(db, cast)
    returns.set_day(db, case, LATER.date(), meeting=None, by=nia, at=LATER)
    returns.rest(db, case, "They have moved.", meeting=june, by=nia, at=LATER + timedelta(minutes=5))
    running.close(db, june, by=cast.fatima, at=LATER + timedelta(hours=1))
    returns.tell(db, case, "After June.", **days, meeting=None, by=nia, at=LATER + timedelta(days=2))
    assert (told_in(db, may), told_in(db, june)) == (["Said in May."], ["Said between.", "They have moved."])


def test_telling_at_the_meeting_that_set_the_day_leaves_the_day(db: Session, cast: Cast) -> None:
    case, nia = of_nia(db, cast)
    returns.set_day(db, case, NOW.date(), meeting=today(db, cast), by=nia, at=NOW)
    at = NOW + timedelta(minutes=5)
    returns.tell(db, case, "As it is.", today=NOW.date(), meeting=today(db, cast), by=nia, at=at)
    assert returns.standing(db, case.id), "It was promised for the next meeting."
    assert told_in(db, today(db, cast)) == ["As it is."]


def test_a_summary_stands_at_its_step_once_its_presenter_has_confirmed_it(db: Session, cast: Cast) -> None:
    case, nia = of_nia(db, cast)
    meeting, found = today(db, cast), discussions.by_case(db, cast.open_case.id)
    assert found
    discussions.write_summary(db, found, "We thought of mornings.", "", by=cast.fatima, at=NOW)
    assert minutes.of(db, meeting, NOW).kept_beside == [], "Nobody's word yet."
    stands = discussions.of(db, found)
    assert stands
    discussions.confirm(db, found, stands.wording, by=nia, at=NOW)
    [beside] = minutes.of(db, meeting, NOW).kept_beside
    assert (beside.case, beside.summary) == (case, stands), "Also when it has no step of its own."
    step = agenda.of(db, meeting.id)[0]
    step.case_id = case.id
    returns.set_day(db, case, NOW.date(), meeting=meeting, by=nia, at=NOW)
    written = minutes.of(db, meeting, NOW)
    kept = written.steps[0].kept
    assert kept and kept.summary == stands and kept.asked and kept.asked.on_day == NOW.date()
    assert written.kept_beside == []


def test_a_day_that_gave_way_at_the_same_meeting_is_not_in_its_minutes_and_a_later_change_is_not_either(
    db: Session, cast: Cast
) -> None:
    case, nia = of_nia(db, cast)
    meeting = today(db, cast)
    for minutes_on, days in enumerate((0, 24)):
        on_day = NOW.date() + timedelta(days=days)
        returns.set_day(db, case, on_day, meeting=meeting, by=nia, at=NOW + timedelta(minutes=minutes_on))
    returns.set_day(db, case, LATER.date(), meeting=None, by=nia, at=NOW + timedelta(days=2))
    [kept] = minutes.of(db, meeting, NOW).kept_beside
    assert kept.asked and kept.asked.on_day == NOW.date() + timedelta(days=24)


def test_nothing_of_a_hidden_or_withdrawn_case_is_told(db: Session, cast: Cast) -> None:
    case, nia = of_nia(db, cast)
    meeting, found = today(db, cast), discussions.by_case(db, cast.open_case.id)
    assert found
    returns.tell(db, case, "Much the same.", today=NOW.date(), meeting=meeting, by=nia, at=NOW)
    discussions.write_summary(db, found, "Mornings.", "", by=nia, at=NOW)
    assert told_in(db, meeting) and minutes.of(db, meeting, NOW).kept_beside
    hidden = minutes.of(db, meeting, NOW, {case.id})
    assert (hidden.told, hidden.kept_beside) == ([], [])
    cases.withdraw(db, case, by=nia, at=NOW)
    gone = minutes.of(db, meeting, NOW)
    assert (gone.told, gone.kept_beside) == ([], [])


def test_the_version_without_cases_leaves_out_all_that_came_of_one(db: Session, cast: Cast) -> None:
    case, nia = of_nia(db, cast)
    meeting = today(db, cast)
    returns.tell(db, case, "Much the same.", today=NOW.date(), meeting=meeting, by=nia, at=NOW)
    for thing in (actions.by_id(db, cast.open_action.id), miracles.by_id(db, cast.miracle.id)):
        assert thing
        thing.case_id = case.id
    written, passed_on = minutes.of(db, meeting, NOW), minutes.without_cases(db, meeting, NOW)
    assert written.told and written.carried and written.remembered
    assert (passed_on.told, passed_on.carried, passed_on.remembered) == ([], [], [])
    line = passed_on.steps[0].caught
    assert ([note.text for note in line.notes], line.offers) == (["We began on time."], []), "The rest stays."
