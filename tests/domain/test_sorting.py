"""What was caught as one kind and is really another."""

import pytest
from sqlmodel import Session

from app.domain import actions, asks, attendance, barriers, captures, history, meetings, notes, sorting
from app.domain.captures import KINDS, Words
from app.domain.errors import Refused
from app.domain.notes import Note
from tests.cast import NOW, Cast


def caught(db: Session, cast: Cast, kind: str) -> captures.Thing:
    meeting = meetings.by_id(db, cast.today.id)
    assert meeting
    said_at = meeting.started_at
    thing = captures.catch(db, meeting, Words(kind, "Omar rings the clinic", said_at=said_at), by=cast.nia, at=NOW)
    db.flush()
    return thing


def standing(db: Session, cast: Cast) -> list[tuple[str, str]]:
    meeting = meetings.by_id(db, cast.today.id)
    assert meeting
    everything = captures.of_meeting(db, meeting, None)
    return [(one.kind, one.thing.text) for one in everything.earlier if one.thing.text == "Omar rings the clinic"]


@pytest.mark.parametrize("before", KINDS)
@pytest.mark.parametrize("after", KINDS)
def test_each_kind_can_stand_as_each_other_and_be_sorted_back(db: Session, cast: Cast, before: str, after: str) -> None:
    thing = caught(db, cast, before)
    sorted_anew = sorting.sort(db, thing, after, by=cast.fatima, at=NOW)
    db.flush()
    assert sorting.kind_of(sorted_anew) == after
    assert standing(db, cast) == [(after, "Omar rings the clinic")]
    moment, writer = captures.SAID[after]
    assert (getattr(sorted_anew, moment), getattr(sorted_anew, writer)) == (cast.today.started_at, cast.nia.id)
    assert (sorted_anew.agenda_item_id, sorted_anew.case_id) == (thing.agenda_item_id, thing.case_id)
    if before != after:
        assert history.of(db, sorted_anew.id)[-1].by_id == cast.fatima.id
    assert sorting.sort(db, sorted_anew, before, by=cast.fatima, at=NOW) is thing
    assert standing(db, cast) == [(before, "Omar rings the clinic")]


def test_an_action_that_was_a_note_has_who_and_when_from_its_words(db: Session, cast: Cast) -> None:
    action = sorting.sort(db, caught(db, cast, "note"), "action", by=cast.nia, at=NOW)
    assert isinstance(action, actions.Action) and action.owner_id == cast.omar.id
    assert attendance.seats(db, cast.today)


def test_what_people_have_built_on_stays_what_it_is(db: Session, cast: Cast) -> None:
    offer, action, barrier = (caught(db, cast, kind) for kind in ("offer", "action", "barrier"))
    assert isinstance(offer, Note) and isinstance(action, actions.Action) and isinstance(barrier, barriers.Barrier)
    notes.take_offer(db, offer, by=cast.nia, at=NOW)
    actions.say(db, action, "done", by=cast.nia, at=NOW)
    asks.ask_now(db, barrier, cast.sols_place, "Could it?", reply_by=None, by=cast.fatima, at=NOW)
    for thing in (offer, action, barrier):
        with pytest.raises(Refused, match="stays"):
            sorting.sort(db, thing, "miracle", by=cast.nia, at=NOW)


def test_what_is_put_away_or_too_long_or_already_in_the_minutes_is_not_sorted(db: Session, cast: Cast) -> None:
    thing = caught(db, cast, "note")
    assert isinstance(thing, Note)
    with pytest.raises(Refused, match="Choose"):
        sorting.sort(db, thing, "poem", by=cast.nia, at=NOW)
    thing.text = "x" * 700
    with pytest.raises(Refused, match="shorter"):
        sorting.sort(db, thing, "barrier", by=cast.nia, at=NOW)
    notes.put_away(db, thing, by=cast.nia, at=NOW)
    with pytest.raises(Refused, match="Bring it back"):
        sorting.sort(db, thing, "offer", by=cast.nia, at=NOW)
    notes.bring_back(db, thing, by=cast.nia, at=NOW)
    meeting = meetings.by_id(db, cast.today.id)
    assert meeting
    meeting.minutes_ready_at = NOW
    with pytest.raises(Refused, match="minutes"):
        sorting.sort(db, thing, "offer", by=cast.nia, at=NOW)
