"""Silent writing: nobody sees a word until all are shown; then without names, and gone with the meeting."""

from datetime import timedelta

import pytest
from sqlmodel import Session, select

from app.domain import agenda, attendance, closing, history, meetings, notes, pacing, writings
from app.domain.errors import Refused
from app.domain.history import History
from app.domain.meetings import Meeting
from app.domain.memberships import Membership
from app.domain.writings import Sheet, Slip, Words
from tests.cast import NOW, Cast

SOON = NOW + timedelta(seconds=5)
LATER = NOW + timedelta(minutes=1)


def begun(db: Session, cast: Cast) -> Meeting:
    meeting = meetings.by_id(db, cast.today.id)
    assert meeting
    writings.begin(db, meeting, pacing.step_of(db, meeting), "What do we hope for?", by=cast.fatima, at=NOW)
    db.flush()
    return meeting


def write(db: Session, meeting: Meeting, place: Membership, text: str, *, ready: bool | None = None, at=NOW) -> Slip:
    going = writings.going_on(db, meeting)
    slip = writings.write(db, meeting, place, Words(going.id if going else None, text, ready), at=at)
    db.flush()
    return slip


def sheet(db: Session, meeting: Meeting, place: Membership) -> Sheet:
    found = writings.sheet(db, meeting, place)
    assert found
    return found


def reveal(db: Session, cast: Cast, meeting: Meeting) -> list[Slip]:
    writings.reveal(db, meeting, sheet(db, meeting, cast.fatimas_place).writing.id, by=cast.fatima, at=NOW)
    return sheet(db, meeting, cast.fatimas_place).shown


def test_before_all_is_shown_each_has_their_own_slip_and_nobody_elses(db: Session, cast: Cast) -> None:
    meeting = begun(db, cast)
    write(db, meeting, cast.omars_place, "A door that opens")
    mine = sheet(db, meeting, cast.omars_place).mine
    assert mine and mine.text == "A door that opens"
    for place in (cast.fatimas_place, cast.nias_place):
        assert sheet(db, meeting, place).mine is None and sheet(db, meeting, place).shown == []


def test_ready_is_counted_among_those_here_and_says_nobodys_name(db: Session, cast: Cast) -> None:
    meeting = begun(db, cast)
    write(db, meeting, cast.omars_place, "", ready=True)
    write(db, meeting, cast.nias_place, "")
    found = sheet(db, meeting, cast.fatimas_place)
    # Omar and Gus are here; Nia's page sent an empty field, which is nobody's slip.
    assert (found.ready, found.of) == (1, 2)
    write(db, meeting, cast.nias_place, "Sleep", ready=True)
    attendance.say(db, meeting, cast.fatimas_place, "here", by=cast.fatima, at=NOW)
    found = sheet(db, meeting, cast.fatimas_place)
    assert (found.ready, found.of) == (2, 4)
    write(db, meeting, cast.nias_place, "Sleep", ready=False)
    assert sheet(db, meeting, cast.fatimas_place).ready == 1


def test_all_is_shown_at_once_in_an_order_that_says_nothing(db: Session, cast: Cast) -> None:
    meeting = begun(db, cast)
    for place, text in ((cast.omars_place, "one"), (cast.nias_place, "two"), (cast.fatimas_place, "  ")):
        write(db, meeting, place, text)
    shown = reveal(db, cast, meeting)
    assert sorted(slip.text for slip in shown) == ["one", "two"]
    assert [slip.id for slip in shown] == sorted(slip.id for slip in shown)
    assert Slip.model_fields.keys() == {
        "id", "writing_id", "membership_id", "text", "is_ready", "is_put_away", "is_kept",
    }  # fmt: skip


def test_history_knows_nothing_of_slips_or_writers(db: Session, cast: Cast) -> None:
    meeting = begun(db, cast)
    write(db, meeting, cast.omars_place, "one")
    write(db, meeting, cast.omars_place, "one two", ready=True)
    writings.put_away(db, meeting, cast.omars_place, at=NOW)
    writing = writings.going_on(db, meeting)
    assert writing
    told = [(row.verb, row.by_id) for row in history.of(db, writing.id)]
    assert told == [("begun", cast.fatima.id), ("gone_on", None), ("gone_on", None)]
    [slip] = db.exec(select(Slip)).all()
    assert db.exec(select(History).where(History.about_id == slip.id)).all() == []


def test_words_on_their_way_arrive_later_ones_do_not(db: Session, cast: Cast) -> None:
    meeting = begun(db, cast)
    write(db, meeting, cast.omars_place, "Half a thou")
    reveal(db, cast, meeting)
    write(db, meeting, cast.omars_place, "Half a thought", at=SOON)
    assert [slip.text for slip in sheet(db, meeting, cast.nias_place).shown] == ["Half a thought"]
    with pytest.raises(Refused, match="shown already"):
        write(db, meeting, cast.omars_place, "More", at=LATER)


def test_words_for_another_writing_are_not_mixed_in(db: Session, cast: Cast) -> None:
    meeting = begun(db, cast)
    old = writings.going_on(db, meeting)
    assert old
    writings.end(db, meeting, by=cast.fatima, at=NOW)
    writings.end(db, meeting, by=cast.fatima, at=NOW)
    with pytest.raises(Refused, match="over"):
        write(db, meeting, cast.omars_place, "Too late")
    writings.begin(db, meeting, None, "And now?", by=cast.fatima, at=SOON)
    with pytest.raises(Refused, match="over"):
        writings.write(db, meeting, cast.omars_place, Words(old.id, "Too late"), at=SOON)


def test_ones_own_words_are_put_away_before_and_after_and_come_back(db: Session, cast: Cast) -> None:
    meeting = begun(db, cast)
    write(db, meeting, cast.omars_place, "one")
    write(db, meeting, cast.nias_place, "two")
    writings.put_away(db, meeting, cast.omars_place, at=NOW)
    assert [slip.text for slip in reveal(db, cast, meeting)] == ["two"]
    writings.bring_back(db, meeting, cast.omars_place, at=NOW)
    writings.put_away(db, meeting, cast.nias_place, at=NOW)
    writings.put_away(db, meeting, cast.nias_place, at=NOW)
    writings.put_away(db, meeting, cast.fatimas_place, at=NOW)
    assert [slip.text for slip in sheet(db, meeting, cast.fatimas_place).shown] == ["one"]


def test_a_slip_is_kept_as_a_note_of_whoever_pressed(db: Session, cast: Cast) -> None:
    meeting = begun(db, cast)
    write(db, meeting, cast.omars_place, "A door that opens")
    [slip] = reveal(db, cast, meeting)
    for _ in range(2):
        writings.keep(db, meeting, slip.id, "note", by=cast.fatima, at=NOW)
    [note] = [note for note in notes.of_meeting(db, meeting) if note.text == "A door that opens"]
    assert (note.by_id, note.kind, note.agenda_item_id) == (cast.fatima.id, "note", cast.step.id)
    assert {row.by_id for row in history.of(db, note.id)} == {cast.fatima.id}
    with pytest.raises(Refused, match="kept as a note"):
        writings.put_away(db, meeting, cast.omars_place, at=NOW)


def test_nothing_is_kept_before_it_is_shown_nor_what_was_put_away(db: Session, cast: Cast) -> None:
    meeting = begun(db, cast)
    slip = write(db, meeting, cast.omars_place, "Mine")
    with pytest.raises(Refused, match="not there"):
        writings.keep(db, meeting, slip.id, "note", by=cast.fatima, at=NOW)
    reveal(db, cast, meeting)
    with pytest.raises(Refused, match="not there"):
        writings.keep(db, meeting, slip.id, "poem", by=cast.fatima, at=NOW)
    writings.put_away(db, meeting, cast.omars_place, at=NOW)
    with pytest.raises(Refused, match="not there"):
        writings.keep(db, meeting, slip.id, "note", by=cast.fatima, at=NOW)


def test_at_a_case_a_slip_can_be_kept_as_an_offer(db: Session, cast: Cast) -> None:
    meeting = meetings.by_id(db, cast.today.id)
    step = agenda.by_id(db, cast.step.id)
    assert meeting and step
    step.case_id = cast.open_case.id
    writings.begin(db, meeting, step, "What could help?", by=cast.fatima, at=NOW)
    write(db, meeting, cast.omars_place, "Go along to the first visit")
    assert sheet(db, meeting, cast.omars_place).for_presenter
    [slip] = reveal(db, cast, meeting)
    writings.keep(db, meeting, slip.id, "offer", by=cast.fatima, at=NOW)
    made = [(note.kind, note.text) for note in notes.of_case(db, cast.open_case.id)]
    assert ("offer", "Go along to the first visit") in made


def test_the_writer_sees_what_may_say_who_somebody_is_and_is_not_stopped(db: Session, cast: Cast) -> None:
    meeting = begun(db, cast)
    assert write(db, meeting, cast.omars_place, "Ring 07700 900123").details
    assert not write(db, meeting, cast.omars_place, "Ring them").details


def test_it_begins_with_a_question_at_a_running_meeting_and_once(db: Session, cast: Cast) -> None:
    planned = meetings.by_id(db, cast.next_month.id)
    assert planned
    with pytest.raises(Refused, match="running"):
        writings.begin(db, planned, None, "What?", by=cast.fatima, at=NOW)
    meeting = begun(db, cast)
    with pytest.raises(Refused, match="writing already"):
        writings.begin(db, meeting, None, "What?", by=cast.fatima, at=NOW)
    writings.end(db, meeting, by=cast.fatima, at=NOW)
    with pytest.raises(Refused, match="question"):
        writings.begin(db, meeting, None, "", by=cast.fatima, at=NOW)
    writings.go_on(db, meeting, by=cast.fatima, at=NOW)
    assert writings.going_on(db, meeting)


def test_what_was_for_the_room_is_deleted_when_the_meeting_is_closed(db: Session, cast: Cast) -> None:
    meeting = begun(db, cast)
    write(db, meeting, cast.omars_place, "Keep this")
    write(db, meeting, cast.nias_place, "For the room")
    slip = next(slip for slip in reveal(db, cast, meeting) if slip.text == "Keep this")
    writings.keep(db, meeting, slip.id, "note", by=cast.fatima, at=NOW)
    writings.end(db, meeting, by=cast.fatima, at=NOW)
    writings.begin(db, meeting, None, "Unseen?", by=cast.fatima, at=SOON)
    write(db, meeting, cast.omars_place, "Nobody reads this")
    closing.close(db, meeting, by=cast.fatima, at=LATER)
    db.flush()
    assert db.exec(select(Slip)).all() == []
    assert "Keep this" in [note.text for note in notes.of_meeting(db, meeting)]
    assert writings.sheet(db, meeting, cast.omars_place) is None


def test_s58_by_a_clock_that_was_put_back_what_goes_on_is_the_last(db: Session, cast: Cast) -> None:
    meeting = begun(db, cast)
    writings.end(db, meeting, by=cast.fatima, at=NOW)
    writings.begin(db, meeting, None, "And now?", by=cast.fatima, at=NOW - timedelta(hours=1))
    assert sheet(db, meeting, cast.omars_place).writing.question == "And now?"
