"""Minutes wait to be read over: words are put right without losing anybody's, and stay once they are ready."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlmodel import Session

from app.domain import (
    actions,
    agenda,
    attendance,
    barriers,
    captures,
    cases,
    closing,
    editing,
    front_page,
    history,
    meetings,
    minutes,
    miracles,
    notes,
    reading,
    returns,
)
from app.domain.captures import Captured
from app.domain.errors import Refused
from app.domain.meetings import Meeting
from tests.cast import NOW, Cast

LATER = NOW + timedelta(hours=1)
TELLS = "Ring 07700 900123."


@pytest.fixture
def closed(db: Session, cast: Cast) -> Meeting:
    """Today's meeting with one thing of each kind, closed."""
    meeting = meetings.by_id(db, cast.today.id)
    assert meeting
    for kind in ("question", "action", "miracle", "barrier"):
        captures.catch(db, meeting, captures.Words(kind, f"A {kind}."), by=cast.omar, at=NOW)
    closing.close(db, meeting, by=cast.fatima, at=NOW)
    return meeting


def one_of(db: Session, meeting: Meeting, kind: str) -> Captured:
    caught = captures.of_meeting(db, meeting, None)
    one = next(one for one in [*caught.here, *caught.earlier, *caught.put_away] if one.kind == kind)
    found = editing.found(db, meeting, one.thing.id)
    assert found and (found.kind, found.thing.id, found.by_id, found.at) == (kind, one.thing.id, one.by_id, one.at)
    return found


def change(db: Session, cast: Cast, meeting: Meeting, one: Captured, text: str, *, seen: str = "") -> bool:
    seen = seen or editing.wording_of(one.thing)
    return editing.change(db, meeting, one, text, seen=seen, by=cast.fatima, at=LATER)


def test_minutes_wait_from_the_close_until_they_are_ready(db: Session, cast: Cast, closed: Meeting) -> None:
    assert [meeting.id for meeting in editing.waiting_in(db, cast.community.id)] == [closed.id, cast.last_month.id]
    community = cast.community
    assert [meeting.id for meeting in front_page.of(db, community, NOW).minutes_waiting] == [
        closed.id,
        cast.last_month.id,
    ]
    editing.make_ready(db, closed, kept="", by=cast.fatima, at=LATER)
    editing.make_ready(db, closed, kept="", by=cast.omar, at=LATER + timedelta(hours=1))
    assert (closed.minutes_ready_at, closed.minutes_ready_by_id) == (LATER, cast.fatima.id)
    assert [meeting.id for meeting in editing.waiting_in(db, cast.community.id)] == [cast.last_month.id]
    for _ in range(2):
        editing.reopen(db, closed, by=cast.fatima, at=LATER)
    assert closed.minutes_ready_at is None and closed.minutes_ready_by_id is None
    told = [(row.verb, row.by_id) for row in history.of(db, closed.id) if "minutes" in row.verb]
    assert told == [("minutes_ready", cast.fatima.id), ("minutes_reopened", cast.fatima.id)]


@pytest.mark.parametrize("kind", captures.KINDS)
def test_each_kind_is_put_right_and_nobodys_words_are_lost(db: Session, cast: Cast, closed: Meeting, kind: str) -> None:
    one = one_of(db, closed, kind)
    before = editing.wording_of(one.thing)
    assert change(db, cast, closed, one, "Said better.")
    assert one.thing.text == "Said better."
    # The same again is no conflict; other words over words not seen are one.
    assert change(db, cast, closed, one, "Said better.", seen=before)
    assert not change(db, cast, closed, one, "Said otherwise.", seen=before)
    assert one.thing.text == "Said better."
    told = [row for row in history.of(db, one.thing.id) if row.verb in editing.CHANGED]
    assert [(row.by_id, row.at, row.meeting_id) for row in told] == [(cast.fatima.id, LATER, closed.id)]


def test_an_action_put_right_keeps_no_earlier_words_and_its_own_page_notices(
    db: Session, cast: Cast, closed: Meeting
) -> None:
    one = one_of(db, closed, "action")
    revision = one.thing.revision  # type: ignore[union-attr]
    change(db, cast, closed, one, "Ring the clinic.")
    assert actions.told_of(db, one.thing.id) == []
    assert one.thing.revision == revision + 1  # type: ignore[union-attr]


@pytest.mark.parametrize("kind", captures.KINDS)
def test_each_kind_is_put_away_and_brought_back(db: Session, cast: Cast, closed: Meeting, kind: str) -> None:
    one = one_of(db, closed, kind)
    for word, is_away in (("put_away", True), ("put_away", True), ("brought_back", False), ("brought_back", False)):
        editing.say(db, closed, one, word, by=cast.fatima, at=LATER)
        assert bool(one.thing.put_away_at) is is_away
        assert [away.thing.id for away in editing.readings(db, closed).put_away] == [one.thing.id] * is_away
    told = [row.verb for row in history.of(db, one.thing.id) if "away" in row.verb or "back" in row.verb]
    assert told == ["put_away", "brought_back"]
    editing.say(db, closed, one, "put_away", by=cast.fatima, at=LATER)
    with pytest.raises(Refused, match="Bring it back first"):
        change(db, cast, closed, one, "Other words.")


@pytest.mark.parametrize("kind", captures.KINDS)
def test_what_may_say_who_somebody_is_is_looked_at_first(db: Session, cast: Cast, closed: Meeting, kind: str) -> None:
    one = one_of(db, closed, kind)
    change(db, cast, closed, one, TELLS)
    marked = [one.thing.id]
    assert [look.thing.id for look in editing.readings(db, closed).to_look_at] == marked
    for _ in range(2):
        editing.say(db, closed, one, "fine", by=cast.fatima, at=LATER)
    assert editing.readings(db, closed).to_look_at == []
    kept = [row for row in history.of(db, one.thing.id) if row.verb == editing.KEPT]
    assert [(row.by_id, TELLS in str(row.model_dump())) for row in kept] == [(cast.fatima.id, False)]
    # Other words are looked at anew.
    editing.change(
        db,
        closed,
        one,
        TELLS + " Or his mother.",
        seen=editing.wording_of(one.thing),
        by=cast.fatima,
        at=LATER + timedelta(minutes=1),
    )
    assert [look.thing.id for look in editing.readings(db, closed).to_look_at] == marked


def test_what_is_still_marked_is_read_again_before_the_minutes_are_ready(
    db: Session, cast: Cast, closed: Meeting
) -> None:
    one = one_of(db, closed, "note")
    change(db, cast, closed, one, TELLS)
    with pytest.raises(reading.NotKept):
        editing.make_ready(db, closed, kept="", by=cast.fatima, at=LATER)
    assert closed.minutes_ready_at is None
    editing.make_ready(db, closed, kept="nobody", by=cast.fatima, at=LATER)
    assert [row.verb for row in history.of(db, one.thing.id)].count(editing.KEPT) == 1


def test_in_short_and_a_steps_title_lose_nobodys_words(db: Session, cast: Cast, closed: Meeting) -> None:
    item = agenda.by_id(db, cast.step.id)
    assert item
    say: list[Callable[[str, str], bool]] = [
        lambda text, seen: editing.write_in_short(db, closed, text, seen=seen, by=cast.fatima, at=LATER),
        lambda text, seen: editing.retitle(db, closed, item, text, seen=seen, by=cast.fatima, at=LATER),
    ]
    for thing, write in zip((closed, item), say, strict=True):
        seen = editing.wording_of(thing)
        assert write("A warm two hours.", seen) and write("A warm two hours.", seen)
        assert not write("Something else.", seen)
    assert (closed.in_short, item.title) == ("A warm two hours.", "A warm two hours.")
    assert [row.verb for row in history.of(db, item.id)].count("retitled") == 1
    assert [row.verb for row in history.of(db, closed.id)].count("in_short_written") == 1


def test_a_step_that_moved_on_is_not_retitled_here(db: Session, cast: Cast, closed: Meeting) -> None:
    topic = agenda.by_id(db, cast.topic.id)
    assert topic
    with pytest.raises(Refused, match="another agenda"):
        editing.retitle(db, closed, topic, "X", seen=topic.wording, by=cast.fatima, at=LATER)


def test_who_was_here_is_put_right(db: Session, cast: Cast, closed: Meeting) -> None:
    def words() -> dict[str, str]:
        return {seat.person.name: seat.word for seat in attendance.seats(db, closed)}

    for place, word in ((cast.omars_place, "left"), (cast.nias_place, "apologies"), (cast.fatimas_place, "here")):
        for _ in range(2):
            attendance.correct(db, closed, place.id, word, by=cast.fatima, at=LATER)
    assert words() == {
        "Fatima Aziz": "here",
        "Gus": "here",
        "Ivy Chen": "",
        "Nia Powell": "apologies",
        "Omar Reid": "left",
    }
    told = [row for row in history.of(db, cast.omars_place.id) if row.verb == "corrected"]
    assert [(row.by_id, row.meeting_id) for row in told] == [(cast.fatima.id, closed.id)]
    attendance.correct(db, closed, cast.omars_place.id, "", by=cast.fatima, at=LATER)
    assert words()["Omar Reid"] == ""
    for membership_id, word, why in (
        (cast.omars_place.id, "coming", "Choose: here"),
        (cast.sols_place.id, "here", "somebody of this meeting"),
    ):
        with pytest.raises(Refused, match=why):
            attendance.correct(db, closed, membership_id, word, by=cast.fatima, at=LATER)


def test_once_they_are_ready_the_words_stay(db: Session, cast: Cast, closed: Meeting) -> None:
    note, item = one_of(db, closed, "note"), agenda.by_id(db, cast.step.id)
    assert item
    editing.make_ready(db, closed, kept="", by=cast.fatima, at=LATER)
    for press in (
        lambda: change(db, cast, closed, note, "Other."),
        lambda: editing.say(db, closed, note, "fine", by=cast.fatima, at=LATER),
        lambda: editing.write_in_short(db, closed, "X", seen="", by=cast.fatima, at=LATER),
        lambda: editing.retitle(db, closed, item, "X", seen=item.wording, by=cast.fatima, at=LATER),
        lambda: attendance.correct(db, closed, cast.omars_place.id, "left", by=cast.fatima, at=LATER),
        lambda: notes.put_away(db, note.thing, by=cast.omar, at=LATER),  # type: ignore[arg-type]
    ):
        with pytest.raises(Refused, match="ready"):
            press()
    editing.reopen(db, closed, by=cast.fatima, at=LATER)
    assert change(db, cast, closed, note, "Other.")


def test_an_action_worded_otherwise_later_keeps_its_words_in_the_minutes(
    db: Session, cast: Cast, closed: Meeting
) -> None:
    [action] = actions.agreed_at(db, closed)
    editing.make_ready(db, closed, kept="", by=cast.fatima, at=LATER)
    for days, text in ((1, "Ring them."), (2, "Ring them twice.")):
        at = LATER + timedelta(days=days)
        actions.change(db, action, text=text, first_step="", owner_id=None, due_on=None, by=cast.omar, at=at)
    assert minutes.of(db, closed, LATER).worded == {action.id: "A action."}


def test_a_running_meeting_is_not_read_over(db: Session, cast: Cast) -> None:
    meeting = meetings.by_id(db, cast.today.id)
    assert meeting
    with pytest.raises(Refused, match="Close the meeting first"):
        editing.make_ready(db, meeting, kept="nobody", by=cast.fatima, at=LATER)
    with pytest.raises(Refused, match="after the meeting"):
        attendance.correct(db, meeting, cast.omars_place.id, "left", by=cast.fatima, at=LATER)


def test_what_was_caught_elsewhere_is_not_found_here(db: Session, cast: Cast, closed: Meeting) -> None:
    for thing in (cast.open_action, cast.miracle, cast.barrier, cast.topic, cast.zeds_action):
        assert editing.found(db, closed, thing.id) is None
    assert miracles.by_id(db, cast.miracle.id) and barriers.by_id(db, cast.barrier.id)


def test_what_was_told_of_a_case_is_put_right_without_losing_anybodys_words(db: Session, cast: Cast) -> None:
    meeting, case = meetings.by_id(db, cast.today.id), cases.by_id(db, cast.open_case.id)
    assert meeting and case
    returns.tell(db, case, "Much the same.", today=NOW.date(), meeting=meeting, by=cast.omar, at=NOW)
    [stands] = returns.of_case(db, case.id)
    who = {"by": cast.fatima, "at": LATER}
    with pytest.raises(Refused, match="Close the meeting"):
        editing.change_told(db, meeting, stands, "Better.", seen=stands.wording, **who)
    closing.close(db, meeting, **who)
    one = editing.told_at(db, meeting, stands.id)
    assert one and one.words.id == stands.id and editing.told_at(db, meeting, cast.note.id) is None
    assert not editing.change_told(db, meeting, one.words, "Better.", seen="what stood before", **who)
    assert editing.change_told(db, meeting, one.words, "Better.", seen=editing.wording_of(one.words), **who)
    assert editing.change_told(db, meeting, one.words, "Better.", seen="any", **who), "The same words change nothing."
    for text, words in ((" ", "a few words"), ("x" * 2001, "no room")):
        with pytest.raises(Refused, match=words):
            editing.change_told(db, meeting, one.words, text, seen=one.words.wording, **who)
    assert [row.verb for row in history.of(db, case.id)].count("told_corrected") == 1
    editing.make_ready(db, meeting, kept="nobody", **who)
    with pytest.raises(Refused, match="ready"):
        editing.change_told(db, meeting, one.words, "Worse.", seen=one.words.wording, **who)
