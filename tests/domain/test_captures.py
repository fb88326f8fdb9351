"""What is caught at a meeting, and where it stands."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlmodel import Session

from app.domain import (
    attendance,
    captures,
    cases,
    history,
    meetings,
    memberships,
    notes,
    pacing,
    reading,
    running,
    sign_ins,
    sorting,
)
from app.domain.captures import Words
from app.domain.errors import Refused
from app.domain.meetings import Meeting
from app.domain.people import Person
from app.domain.sign_ins import SignIn
from tests.cast import NOW, Cast


def today(db: Session, cast: Cast) -> Meeting:
    meeting = meetings.by_id(db, cast.today.id)
    assert meeting is not None
    return meeting


@pytest.mark.parametrize("kind", captures.KINDS)
def test_each_kind_is_caught_at_the_running_step_and_its_case(db: Session, cast: Cast, kind: str) -> None:
    meeting = today(db, cast)
    step, case = pacing.step_of(db, meeting), cases.by_id(db, cast.open_case.id)
    assert step and case
    step.case_id = case.id
    caught = captures.catch(db, meeting, Words(kind, "A few words"), by=cast.nia, at=NOW)
    assert (caught.text, caught.meeting_id, caught.agenda_item_id, caught.case_id) == (
        "A few words",
        meeting.id,
        step.id,
        case.id,
    )
    assert history.of(db, caught.id)[0].by_id == cast.nia.id


def test_words_that_waited_stand_at_the_step_and_in_the_order_in_which_they_were_said(db: Session, cast: Cast) -> None:
    meeting = today(db, cast)
    first = pacing.step_of(db, meeting)
    assert first and meeting.started_at
    running.step_on(db, meeting, first.id, by=cast.fatima, at=NOW)
    late = NOW + timedelta(minutes=20)
    for kind in captures.KINDS:
        said = Words(kind, f"Waited {kind}", step_id=first.id, said_at=NOW + timedelta(minutes=2))
        thing = captures.catch(db, meeting, said, by=cast.nia, at=late)
        assert thing.agenda_item_id == first.id
        assert getattr(thing, captures.SAID[kind][0]) == NOW + timedelta(minutes=2)
        assert history.of(db, thing.id)[0].at == late


def test_nothing_was_said_before_the_meeting_or_after_now_and_a_step_that_is_gone_is_the_one_we_are_at(
    db: Session, cast: Cast
) -> None:
    meeting = today(db, cast)
    now = pacing.step_of(db, meeting)
    assert now
    for said_at, stands in ((NOW - timedelta(days=400), meeting.started_at), (NOW + timedelta(hours=1), NOW)):
        words = Words("note", "By a clock that is wrong", step_id=cast.topic.id, said_at=said_at)
        note = captures.catch(db, meeting, words, by=cast.nia, at=NOW)
        assert isinstance(note, notes.Note)
        assert (note.at, note.agenda_item_id) == (stands, now.id)


def test_by_when_is_counted_from_the_day_on_which_it_was_said(db: Session, cast: Cast) -> None:
    said = Words("action", "Omar rings the clinic tomorrow", said_at=NOW)
    action = captures.catch(db, today(db, cast), said, by=cast.nia, at=NOW + timedelta(days=1))
    assert (action.owner_id, action.due_on) == (cast.omar.id, NOW.date() + timedelta(days=1))


def test_the_first_word_sorts_also_by_the_communitys_own_word() -> None:
    words = captures.sorted_by_word(Words("note", "Small joy: she laughed", step_id=None), "small joy")
    assert (words.kind, words.text) == ("miracle", "she laughed")
    assert captures.sorted_by_word(Words("offer", "Try it"), "small joy") == Words("offer", "Try it")


def test_what_waits_is_opened_after_signing_in_again_and_never_after_signing_out(db: Session, cast: Cast) -> None:
    def begun(person: Person) -> SignIn:
        secret = sign_ins.begin(db, person, device="a test", at=NOW)
        found = sign_ins.current(db, secret, at=NOW)
        assert found
        return found[0]

    first, left, again, other = begun(cast.omar), begun(cast.omar), begun(cast.omar), begun(cast.nia)
    sign_ins.end(db, left, by=cast.omar, at=NOW)
    db.flush()
    keys = captures.keys_for_waiting(db, again, at=NOW + sign_ins.IDLE)
    assert keys == [captures.key_for_waiting(again), captures.key_for_waiting(first)]
    assert captures.key_for_waiting(other) not in keys and len(set(keys[0])) > 8
    assert captures.keys_for_waiting(db, again, at=NOW + timedelta(days=31)) == keys[:1]


def test_words_are_sent_by_whoever_wrote_them(cast: Cast) -> None:
    captures.refuse_other_writer(None, by=cast.omar)
    captures.refuse_other_writer(cast.omar.id, by=cast.omar)
    with pytest.raises(Refused, match="Copy it for them"):
        captures.refuse_other_writer(cast.nia.id, by=cast.omar)


def test_an_action_has_its_owner_and_day(db: Session, cast: Cast) -> None:
    day = NOW.date() + timedelta(days=3)
    action = captures.catch(db, today(db, cast), Words("action", "Ring", cast.omar.id, day), by=cast.nia, at=NOW)
    assert (action.owner_id, action.due_on) == (cast.omar.id, day)


def test_an_action_is_not_given_to_a_stranger(db: Session, cast: Cast) -> None:
    with pytest.raises(Refused, match="this community"):
        captures.catch(db, today(db, cast), Words("action", "Ring", cast.zed.id), by=cast.nia, at=NOW)


def test_a_meeting_that_is_not_running_catches_nothing(db: Session, cast: Cast) -> None:
    meeting = today(db, cast)
    running.close(db, meeting, by=cast.fatima, at=NOW)
    with pytest.raises(Refused, match="not saved"):
        captures.catch(db, meeting, Words("note", "Too late"), by=cast.nia, at=NOW)


def test_the_coach_never_stops_what_is_caught_and_says_which_kinds_of_detail_stand_in_it(
    db: Session, cast: Cast
) -> None:
    meeting = today(db, cast)
    captures.catch(db, meeting, Words("note", "Ring her on 07700 900 245 or 07700 900 246"), by=cast.nia, at=NOW)
    captures.catch(db, meeting, Words("offer", "Ask the clinic on 14 June 2027"), by=cast.nia, at=NOW)
    captures.catch(db, meeting, Words("note", "The kettle helped."), by=cast.nia, at=NOW)
    details = {one.thing.text: one.details for one in captures.to_look_at(db, meeting).standing}
    assert details == {
        "Ring her on 07700 900 245 or 07700 900 246": ("a phone number",),
        "Ask the clinic on 14 June 2027": ("an exact date",),
    }


def test_a_day_in_an_action_is_no_finding_but_a_number_is(db: Session, cast: Cast) -> None:
    meeting = today(db, cast)
    for text in ("Ring the clinic on 14 June 2027", "Ring 07700 900 245 on 14 June 2027"):
        captures.catch(db, meeting, Words("action", text), by=cast.nia, at=NOW)
    details = {one.thing.text: one.details for one in captures.to_look_at(db, meeting).standing}
    assert details == {"Ring 07700 900 245 on 14 June 2027": ("a phone number",)}


def test_what_was_put_away_no_longer_stands_to_be_looked_at(db: Session, cast: Cast) -> None:
    meeting = today(db, cast)
    note = captures.catch(db, meeting, Words("note", "Ring her on 07700 900 245"), by=cast.nia, at=NOW)
    assert isinstance(note, notes.Note)
    notes.put_away(db, note, by=cast.nia, at=NOW)
    look = captures.to_look_at(db, meeting)
    assert (look.standing, [one.thing for one in look.put_away]) == ([], [note])


def test_things_stand_by_step_oldest_first_and_apart_when_put_away(db: Session, cast: Cast) -> None:
    meeting = today(db, cast)
    first = pacing.step_of(db, meeting)
    assert first
    running.step_on(db, meeting, first.id, by=cast.fatima, at=NOW)
    late = captures.catch(db, meeting, Words("miracle", "Second"), by=cast.nia, at=NOW + timedelta(minutes=2))
    early = captures.catch(db, meeting, Words("barrier", "First"), by=cast.nia, at=NOW + timedelta(minutes=1))
    note = notes.by_id(db, cast.note.id)
    assert note
    notes.put_away(db, note, by=cast.omar, at=NOW)
    caught = captures.of_meeting(db, meeting, pacing.step_of(db, meeting))
    assert [one.thing for one in caught.here] == [early, late]
    assert [one.thing.id for one in caught.earlier] == [cast.offer.id]
    assert [one.thing for one in caught.put_away] == [note]


def test_members_may_own_an_action_those_here_first_and_no_guest_or_sponsor(db: Session, cast: Cast) -> None:
    people = captures.who_may_own(attendance.seats(db, today(db, cast)))
    assert people[0].name == "Omar Reid"
    names = {person.name for person in people}
    assert {"Fatima Aziz", "Nia Powell"} <= names
    assert not names & {"Gus", "Sol Marsh"}


def test_somebody_who_left_is_not_offered(db: Session, cast: Cast) -> None:
    place = memberships.by_id(db, cast.nias_place.id)
    assert place
    memberships.leave(db, place, by=cast.nia, at=NOW)
    people = captures.who_may_own(attendance.seats(db, today(db, cast)))
    assert "Nia Powell" not in {person.name for person in people}
    with pytest.raises(Refused):
        captures.catch(db, today(db, cast), Words("action", "Ring", uuid4()), by=cast.omar, at=NOW)


def test_what_was_found_is_remembered_and_the_words_are_not(monkeypatch: pytest.MonkeyPatch) -> None:
    text = f"Ring 07700 900123, says {uuid4()}, by 3 March 2027"
    found = captures.details_in("note", text)
    assert len(found) == 2 and len(captures.details_in("action", text)) == 1
    assert text not in repr(reading._remembered)
    monkeypatch.setattr(reading, "looked", lambda *_, **__: pytest.fail("It was read twice."))
    assert captures.details_in("note", text) == found


def test_what_was_found_long_ago_is_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MOST_REMEMBERED", len(reading._remembered) or 1)
    for number in range(3):
        reading.details(f"Nothing to see, {number} and {uuid4()}")
    assert len(reading._remembered) == reading.MOST_REMEMBERED


@pytest.mark.parametrize(
    ("text", "at_case", "kind"),
    [
        ("Who chose the clinic?", True, "question"),
        ("? since when", True, "question"),
        ("Who chose the clinic?", False, "note"),
        ("They chose it.", True, "note"),
    ],
)
def test_a_note_that_asks_something_of_a_case_is_a_question(
    *, db: Session, cast: Cast, text: str, at_case: bool, kind: str
) -> None:
    meeting = today(db, cast)
    now = pacing.step_of(db, meeting)
    assert now
    now.case_id = cast.open_case.id if at_case else None
    thing = captures.catch(db, meeting, Words("note", text), by=cast.nia, at=NOW)
    assert (sorting.kind_of(thing), thing.case_id) == (kind, now.case_id)
    # Whoever knows better says so, and it stays what they said.
    assert sorting.kind_of(sorting.sort(db, thing, "note", by=cast.nia, at=NOW)) == "note"
