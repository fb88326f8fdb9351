"""A meeting without screens: the whole sheet is typed in at once, or nothing of it."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from sqlmodel import Session, func, select

from app.domain import (
    actions,
    agenda,
    attendance,
    cases,
    closing,
    feedback,
    guests,
    history,
    meetings,
    memberships,
    minutes,
    notes,
    paper,
    running,
)
from app.domain.actions import Action
from app.domain.errors import Refused
from app.domain.guests import Guest
from app.domain.history import History
from app.domain.meetings import Meeting
from app.domain.notes import Note
from app.domain.paper import Agreed, Line, Sheet, lines_in
from tests.cast import Cast, build_case

# Next month's meeting starts on Tuesday 8 June at 12:30 and is typed in on the Saturday after.
TYPED_ON = timedelta(days=4, hours=3)


def nextly(db: Session, cast: Cast) -> Meeting:
    """Next month's meeting, after today's has been closed."""
    today = meetings.by_id(db, cast.today.id)
    meeting = meetings.by_id(db, cast.next_month.id)
    assert today and meeting
    running.close(db, today, by=cast.fatima, at=today.planned_end)
    return meeting


def now_running(db: Session, cast: Cast) -> Meeting:
    meeting = meetings.by_id(db, cast.today.id)
    assert meeting
    return meeting


def steps_of(db: Session, meeting: Meeting) -> list[agenda.AgendaItem]:
    return agenda.of(db, meeting.id)


def everything(db: Session) -> list[int]:
    return [db.exec(select(func.count()).select_from(table)).one() for table in (Note, Action, History, Guest)]


def test_a_whole_sheet_makes_a_held_meeting(db: Session, cast: Cast) -> None:
    meeting = nextly(db, cast)
    case = build_case(db, cast.community, cast.nia, state="approved")
    cases.put_on(db, case, meeting, by=cast.fatima, at=meeting.planned_at)
    first, second, third = steps_of(db, meeting)
    second.case_id = case.id
    sheet = Sheet(
        here=[cast.omars_place.id, cast.nias_place.id],
        guests=["Gwen"],
        reached=[first.id, second.id],
        lines=[
            *lines_in("note", "We began with cake.\n\n  The bus was late.  ", first.id),
            *lines_in("taken", "Go with her.", second.id),
            *lines_in("offer", "Ask the library.", second.id),
            *lines_in("note", "The heating hums."),
            *lines_in("miracle", "He stayed for tea."),
            *lines_in("barrier", "No letter, no key."),
        ],
        agreed=[Agreed("Omar rings the clinic by Friday", None, None), Agreed("Ask the GP", cast.nia.id, None)],
    )
    at = meeting.starts_at + TYPED_ON
    paper.type_in(db, meeting, sheet, by=cast.fatima, at=at)
    assert meeting.is_running and meeting.on_paper and meeting.started_at == meeting.starts_at
    assert cases.by_id(db, case.id).opened_at == meeting.starts_at  # type: ignore[union-attr]
    closing.close(db, meeting, by=cast.fatima, at=at)
    written = minutes.of(db, meeting, at)
    assert [(line.title, line.real_minutes) for line in written.steps] == [("Step 1", 0), ("Step 2", 0)]
    assert [line.title for line in written.not_reached] == ["Step 3"] and not third.begun_at
    assert [note.text for note in written.steps[0].caught.notes] == ["We began with cake.", "The bus was late."]
    offers = written.steps[1].caught.offers
    assert [(offer.text, bool(offer.taken_at), offer.case_id) for offer in offers] == [
        ("Go with her.", True, case.id),
        ("Ask the library.", False, case.id),
    ]
    assert [note.text for note in written.beside.notes] == ["The heating hums."]
    assert [one.text for one in written.beside.miracles + written.beside.barriers] == [
        "He stayed for tea.",
        "No letter, no key.",
    ]
    # “By Friday” was said on the meeting's Tuesday, whenever it is typed in.
    assert [(one.text, one.owner_id, one.due_on) for one in written.beside.actions] == [
        ("Omar rings the clinic by Friday", cast.omar.id, date(2027, 6, 11)),
        ("Ask the GP", cast.nia.id, None),
    ]
    assert sorted(seat.person.name for _, seats in written.here for seat in seats) == [
        "Gwen",
        "Nia Powell",
        "Omar Reid",
    ]


def test_the_first_step_runs_no_clock_when_paper_begins_the_meeting(db: Session, cast: Cast) -> None:
    meeting = nextly(db, cast)
    paper.type_in(db, meeting, Sheet(here=[cast.omars_place.id]), by=cast.fatima, at=meeting.starts_at + TYPED_ON)
    assert not any(item.begun_at for item in steps_of(db, meeting))


def test_a_second_sheet_of_a_meeting_on_paper_is_held_then_too(db: Session, cast: Cast) -> None:
    meeting = nextly(db, cast)
    at = meeting.starts_at + TYPED_ON
    first = steps_of(db, meeting)[0]
    paper.type_in(db, meeting, Sheet(here=[cast.omars_place.id]), by=cast.fatima, at=at)
    second = Sheet(here=[cast.nias_place.id], reached=[first.id])
    paper.type_in(db, meeting, second, by=cast.fatima, at=at + timedelta(hours=1))
    seats = {seat.person.name: seat.attendance for seat in attendance.seats(db, meeting)}
    assert seats["Nia Powell"].came_at == meeting.started_at  # type: ignore[union-attr]
    assert first.is_reached and first.begun_at == meeting.started_at


def test_the_same_sheet_again_changes_nothing(db: Session, cast: Cast) -> None:
    meeting = nextly(db, cast)
    first = steps_of(db, meeting)[0]
    at = meeting.starts_at + TYPED_ON
    sheet = Sheet(
        here=[cast.omars_place.id],
        guests=["Gwen", "gwen"],
        reached=[first.id],
        lines=[Line("note", "Cake.", first.id), Line("taken", "Go.", first.id), Line("miracle", "Tea.")],
        agreed=[Agreed("Ring", None, None)],
    )
    paper.type_in(db, meeting, sheet, by=cast.fatima, at=at)
    db.flush()
    before = everything(db)
    paper.type_in(db, meeting, sheet, by=cast.fatima, at=at + timedelta(minutes=5))
    db.flush()
    assert everything(db) == before
    [offer] = [note for note in notes.of_meeting(db, meeting) if note.kind == "offer"]
    assert offer.taken_at


def test_anything_refused_leaves_nothing(db: Session, cast: Cast) -> None:
    meeting = nextly(db, cast)
    first = steps_of(db, meeting)[0]
    db.flush()
    before = everything(db)
    fine = {"here": [cast.omars_place.id], "reached": [first.id], "lines": [Line("note", "Cake.", first.id)]}
    for wrong, words in (
        ({"agreed": [Agreed("Ring", cast.sol.id, None)]}, "member of this community"),
        ({"here": [cast.omars_place.id, uuid4()]}, "not a member any more"),
        ({"guests": ["Gwen", "omar reid"]}, "omar reid belongs to our group"),
    ):
        with pytest.raises(Refused, match=words):
            paper.type_in(db, meeting, Sheet(**(fine | wrong)), by=cast.fatima, at=meeting.starts_at)
        assert everything(db) == before and meeting.is_planned and not meeting.on_paper and not first.begun_at


def test_an_empty_sheet_and_a_meeting_that_is_over_are_refused(db: Session, cast: Cast) -> None:
    meeting = now_running(db, cast)
    with pytest.raises(Refused, match="one line first"):
        paper.type_in(db, meeting, Sheet(), by=cast.fatima, at=meeting.starts_at)
    running.close(db, meeting, by=cast.fatima, at=meeting.planned_end)
    with pytest.raises(Refused, match="is over"):
        paper.type_in(db, meeting, Sheet(guests=["Gwen"]), by=cast.fatima, at=meeting.planned_end)


def test_paper_beside_a_running_meeting_leaves_its_clock_alone(db: Session, cast: Cast) -> None:
    meeting = now_running(db, cast)
    first, second, third = steps_of(db, meeting)
    at = meeting.starts_at + timedelta(minutes=20)
    running.park(db, meeting, first.id, by=cast.fatima, at=at)
    spent = first.run
    sheet = Sheet(reached=[first.id, second.id, third.id], lines=[Line("note", "On paper.", third.id)])
    paper.type_in(db, meeting, sheet, by=cast.fatima, at=at + timedelta(minutes=1))
    assert first.is_reached and first.run == spent
    assert second.is_running and third.is_reached
    assert not meeting.on_paper
    # The clock goes on to nothing that paper has already reached.
    running.step_on(db, meeting, second.id, by=cast.fatima, at=at + timedelta(minutes=2))
    assert not any(item.is_running for item in steps_of(db, meeting))


def test_what_was_caught_by_the_bar_is_not_written_twice_but_an_offer_is_taken(db: Session, cast: Cast) -> None:
    meeting = now_running(db, cast)
    sheet = Sheet(lines=[Line("note", cast.note.text, cast.step.id), Line("taken", cast.offer.text, cast.step.id)])
    paper.type_in(db, meeting, sheet, by=cast.fatima, at=meeting.starts_at)
    assert len(notes.of_meeting(db, meeting)) == 2
    assert notes.by_id(db, cast.offer.id).taken_at  # type: ignore[union-attr]


def test_on_paper_nobody_knows_who_i_is(db: Session, cast: Cast) -> None:
    meeting = now_running(db, cast)
    sheet = Sheet(agreed=[Agreed("I'll ring the clinic", None, None)])
    paper.type_in(db, meeting, sheet, by=cast.fatima, at=meeting.starts_at)
    assert [action.owner_id for action in actions.agreed_at(db, meeting)] == [None]


def test_what_was_chosen_wins_over_the_words(db: Session, cast: Cast) -> None:
    meeting = now_running(db, cast)
    day = date(2027, 5, 20)
    sheet = Sheet(agreed=[Agreed("Omar rings by Friday", cast.nia.id, day)])
    paper.type_in(db, meeting, sheet, by=cast.fatima, at=meeting.starts_at)
    assert [(one.owner_id, one.due_on) for one in actions.agreed_at(db, meeting)] == [(cast.nia.id, day)]


def test_a_guest_on_paper_sees_nothing_afterwards_and_history_says_who_noted_them(db: Session, cast: Cast) -> None:
    meeting = nextly(db, cast)
    at = meeting.starts_at + TYPED_ON
    paper.type_in(db, meeting, Sheet(guests=["Gwen"]), by=cast.fatima, at=at)
    [seat] = [seat for seat in attendance.seats(db, meeting) if seat.person.name == "Gwen"]
    assert {row.by_id for row in history.of(db, seat.membership.id)} == {cast.fatima.id}
    closing.close(db, meeting, by=cast.fatima, at=at)
    assert memberships.of(db, meeting.community_id, seat.person.id) is None
    assert guests.meeting_of(db, seat.person) is None


def test_what_may_say_who_somebody_is_waits_to_be_looked_at(db: Session, cast: Cast) -> None:
    meeting = nextly(db, cast)
    first = steps_of(db, meeting)[0]
    at = meeting.starts_at + TYPED_ON
    lines = [
        Line("note", "He was born on 3 May 1971.", first.id),
        Line("miracle", "Call 07700 900123."),
        Line("note", "Ok"),
    ]
    paper.type_in(db, meeting, Sheet(lines=lines), by=cast.fatima, at=at)
    look = closing.outlook(db, meeting).to_look_at
    assert {one.thing.text for one in look.standing} == {"He was born on 3 May 1971.", "Call 07700 900123."}


def test_feedback_is_open_for_two_weeks_after_it_was_typed_in_and_closed(db: Session, cast: Cast) -> None:
    meeting = nextly(db, cast)
    at = meeting.starts_at + timedelta(days=20)
    paper.type_in(db, meeting, Sheet(here=[cast.omars_place.id]), by=cast.fatima, at=at)
    closing.close(db, meeting, by=cast.fatima, at=at)
    assert feedback.is_offered(db, meeting, at + timedelta(days=13))
