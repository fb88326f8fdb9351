"""Minutes: everything that was taken down, at its step; what was not reached, and where it went."""

from datetime import timedelta

from sqlmodel import Session

from app.domain import actions, agenda, attendance, barriers, meetings, minutes, miracles, notes, running
from app.domain.meetings import Meeting
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
