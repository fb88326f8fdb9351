"""A case's way to its meeting, and what becomes of its step when the case goes back."""

from datetime import timedelta

import pytest
from sqlmodel import Session

from app.domain import agenda, bringing, cases, meetings, notes, people, running
from app.domain.cases import Case
from app.domain.errors import Refused
from app.domain.meetings import Meeting
from tests.cast import NOW, Cast, build_case


@pytest.fixture
def case(db: Session, cast: Cast) -> Case:
    """A case of Nia's that Fatima has just approved."""
    nia = people.by_id(db, cast.nia.id)
    assert nia
    case = build_case(db, cast.community, nia, state="offered", question="Who would knock on the door?")
    bringing.approve(db, case, by=cast.fatima, at=NOW)
    return case


@pytest.fixture
def next_month(db: Session, cast: Cast) -> Meeting:
    meeting = meetings.by_id(db, cast.next_month.id)
    assert meeting
    return meeting


def put_on(db: Session, case: Case, meeting: Meeting, cast: Cast) -> agenda.AgendaItem:
    item = bringing.place_of(db, case)
    assert item
    agenda.take(db, item, meeting, by=cast.fatima, at=NOW)
    return item


def begin(db: Session, meeting: Meeting, cast: Cast) -> None:
    today = meetings.running_in(db, cast.community.id)
    if today:
        running.close(db, today, by=cast.fatima, at=NOW)
    running.start(db, meeting, by=cast.fatima, at=meeting.starts_at)


def test_an_approved_case_waits_with_the_topics_by_its_code_name_only(db: Session, cast: Cast, case: Case) -> None:
    [item] = [item for item in agenda.waiting(db, cast.community.id) if item.case_id == case.id]
    assert (item.title, item.hint, item.minutes, item.led_by) == (f"Case: {case.code_name}", "", 35, "presenter")


def test_approving_twice_proposes_once(db: Session, cast: Cast, case: Case) -> None:
    bringing.approve(db, case, by=cast.fatima, at=NOW)
    assert len([item for item in agenda.waiting(db, cast.community.id) if item.case_id == case.id]) == 1


def test_it_opens_when_its_meeting_begins_and_not_before(
    db: Session, cast: Cast, case: Case, next_month: Meeting
) -> None:
    put_on(db, case, next_month, cast)
    assert (case.meeting_id, case.is_open) == (next_month.id, False)
    begin(db, next_month, cast)
    assert case.is_open


@pytest.mark.parametrize("way", ["send_back", "take_back", "withdraw"])
def test_a_case_that_goes_back_leaves_the_topics_with_the_reason(db: Session, cast: Cast, case: Case, way: str) -> None:
    leave(db, case, way, cast)
    assert not [item for item in agenda.waiting(db, cast.community.id) if item.case_id == case.id]
    item = bringing.place_of(db, case)
    assert item
    assert item.let_go_why


@pytest.mark.parametrize("way", ["send_back", "take_back", "withdraw"])
def test_a_case_that_goes_back_leaves_its_agenda_and_does_not_open_with_the_meeting(
    db: Session, cast: Cast, case: Case, next_month: Meeting, way: str
) -> None:
    others = [item.id for item in agenda.of(db, next_month.id)]
    put_on(db, case, next_month, cast)
    leave(db, case, way, cast)
    db.flush()
    assert [item.id for item in agenda.of(db, next_month.id)] == others
    begin(db, next_month, cast)
    assert (case.opened_at, case.meeting_id) == (None, None)


def leave(db: Session, case: Case, way: str, cast: Cast) -> None:
    if way == "send_back":
        bringing.send_back(db, case, "More general", by=cast.fatima, at=NOW)
    else:
        getattr(bringing, way)(db, case, by=cast.nia, at=NOW)
    db.flush()


def test_approved_again_its_own_step_comes_back_where_it_stood(
    db: Session, cast: Cast, case: Case, next_month: Meeting
) -> None:
    item = put_on(db, case, next_month, cast)
    bringing.send_back(db, case, "More general", by=cast.fatima, at=NOW)
    cases.offer(db, case, by=cast.nia, at=NOW)
    bringing.approve(db, case, by=cast.fatima, at=NOW)
    db.flush()
    assert [step.id for step in agenda.of(db, next_month.id)][-1] == item.id
    assert case.meeting_id == next_month.id
    assert item.let_go_at is None


def test_a_step_whose_case_went_back_cannot_be_brought_back_by_itself(db: Session, cast: Cast, case: Case) -> None:
    bringing.take_back(db, case, by=cast.nia, at=NOW)
    item = bringing.place_of(db, case)
    assert item
    with pytest.raises(Refused, match="went back"):
        agenda.bring_back(db, item, by=cast.fatima, at=NOW)


def test_a_step_let_go_from_its_agenda_takes_its_case_off_the_meeting(
    db: Session, cast: Cast, case: Case, next_month: Meeting
) -> None:
    item = put_on(db, case, next_month, cast)
    agenda.let_go(db, item, "Too full", by=cast.fatima, at=NOW)
    assert (case.meeting_id, case.state) == (None, "approved")
    agenda.bring_back(db, item, by=cast.fatima, at=NOW)
    assert case.meeting_id == next_month.id


def test_a_case_withdrawn_while_it_is_discussed_leaves_the_running_step_and_its_notes(
    db: Session, cast: Cast, case: Case, next_month: Meeting
) -> None:
    item = put_on(db, case, next_month, cast)
    agenda.move(db, item, 1, by=cast.fatima, at=NOW)
    begin(db, next_month, cast)
    at = next_month.starts_at + timedelta(minutes=5)
    offer = notes.take_down(db, next_month, item, kind="offer", text="Try mornings", by=cast.omar, at=at)
    bringing.withdraw(db, case, by=cast.nia, at=at)
    db.flush()
    assert item.is_running
    assert [note.id for note in notes.of_case(db, case.id)] == [offer.id]


def test_a_parked_case_that_is_withdrawn_does_not_wait_for_another_meeting(
    db: Session, cast: Cast, case: Case, next_month: Meeting
) -> None:
    item = put_on(db, case, next_month, cast)
    agenda.move(db, item, 1, by=cast.fatima, at=NOW)
    begin(db, next_month, cast)
    at = next_month.starts_at + timedelta(minutes=5)
    running.park(db, next_month, item.id, by=cast.fatima, at=at)
    running.close(db, next_month, by=cast.fatima, at=at)
    db.flush()
    assert item in agenda.waiting(db, cast.community.id)
    bringing.withdraw(db, case, by=cast.nia, at=at)
    db.flush()
    assert item not in agenda.waiting(db, cast.community.id)
    assert case.meeting_id == next_month.id
