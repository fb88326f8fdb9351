"""Barriers: the rule; asked, answered, silent, ended; and no word of a sponsor lost."""

from datetime import date, timedelta

import pytest
from sqlmodel import Session

from app.domain import asks, barriers, history, meetings, memberships
from app.domain.barriers import Barrier
from app.domain.errors import Refused
from tests.cast import NOW, Cast, build_membership, build_person

TODAY = NOW.date()


def found(db: Session, cast: Cast) -> Barrier:
    barrier = barriers.by_id(db, cast.barrier.id)
    assert barrier
    return barrier


def ask(db: Session, cast: Cast, text: str = "Let a person miss three.", **values: object) -> Barrier:
    barrier = found(db, cast)
    barriers.ask(db, barrier, cast.sols_place, text, **({"reply_by": None, "by": cast.fatima, "at": NOW} | values))
    return barrier


def test_it_is_carried_until_it_is_ended_with_a_reason(db: Session, cast: Cast) -> None:
    barrier, planned = found(db, cast), meetings.by_id(db, cast.next_month.id)
    assert planned
    assert barrier in barriers.carried_into(db, planned)
    with pytest.raises(Refused, match="so that nobody wonders later"):
        barriers.end(db, barrier, "lifted", " ", by=cast.fatima, at=NOW)
    barriers.end(db, barrier, "lifted", "They changed the letter", by=cast.fatima, at=NOW)
    barriers.end(db, barrier, "let_go", "Twice", by=cast.fatima, at=NOW)
    assert (barrier.ending, barrier in barriers.carried_into(db, planned)) == ("lifted", False)
    barriers.reopen(db, barrier, by=cast.fatima, at=NOW)
    assert barrier in barriers.carried_into(db, planned)


def test_silence_begins_the_day_after_an_answer_was_hoped_for(db: Session, cast: Cast) -> None:
    barrier = ask(db, cast, reply_by=TODAY)
    assert barrier.state(TODAY) == "with_sponsor"
    assert barrier.state(TODAY + timedelta(days=1)) == "silent"


@pytest.mark.parametrize("word", ["changed", "exception", "looking"])
def test_an_answer_does_not_end_it(db: Session, cast: Cast, word: str) -> None:
    barrier = ask(db, cast)
    barriers.answer(db, barrier, word, "", by=cast.sol, at=NOW)
    assert (barrier.state(TODAY), barrier.is_open) == ("answered", True)


def test_no_needs_a_because(db: Session, cast: Cast) -> None:
    barrier = ask(db, cast)
    with pytest.raises(Refused, match="Say why not"):
        barriers.answer(db, barrier, "no", " ", by=cast.sol, at=NOW)


def test_asking_again_awaits_an_answer_anew_and_loses_nothing(db: Session, cast: Cast) -> None:
    barrier = ask(db, cast)
    barriers.answer(db, barrier, "looking", "Give me a month", by=cast.sol, at=NOW + timedelta(days=1))
    barriers.answer(db, barrier, "no", "The law says so", by=cast.sol, at=NOW + timedelta(days=2))
    ask(db, cast, "Then let us try it for six weeks.", at=NOW + timedelta(days=3))
    assert (barrier.answered_at, barrier.state(TODAY)) == (None, "with_sponsor")
    said = asks.of(db, barrier.id)
    assert [one.ask.text if one.ask else one.reply.why if one.reply else "" for one in said] == [
        "Let a person miss three.",
        "Give me a month",
        "The law says so",
        "Then let us try it for six weeks.",
    ]


def test_the_same_answer_twice_is_one_answer(db: Session, cast: Cast) -> None:
    barrier = ask(db, cast)
    for _ in range(2):
        barriers.answer(db, barrier, "looking", "", by=cast.sol, at=NOW)
    assert len(asks.of(db, barrier.id)) == 2


def test_only_a_sponsor_of_the_same_community_can_be_asked(db: Session, cast: Cast) -> None:
    stranger = build_membership(db, cast.elsewhere, build_person(db, "Other Sponsor"), role="sponsor")
    for place in (stranger, cast.omars_place):
        with pytest.raises(Refused, match="Only a sponsor of this community"):
            barriers.ask(db, found(db, cast), place, "Please", reply_by=None, by=cast.fatima, at=NOW)


def test_what_was_not_asked_is_not_answered(db: Session, cast: Cast) -> None:
    with pytest.raises(Refused, match="not been asked"):
        barriers.answer(db, found(db, cast), "changed", "", by=cast.sol, at=NOW)


def test_agencies_are_counted_and_not_people(db: Session, cast: Cast) -> None:
    barrier = found(db, cast)
    colleague = build_membership(db, cast.community, build_person(db, "Col League"), agency=cast.housing)
    for place, person in ((cast.omars_place, cast.omar), (colleague, cast.omar), (cast.nias_place, cast.nia)):
        barriers.join(db, barrier, place, by=person, at=NOW)
        barriers.join(db, barrier, place, by=person, at=NOW)
    assert barriers.kinds_blocked(db, cast.community.id)[barrier.id] == ["Housing", "Mental health"]


def test_a_sponsor_sees_what_they_were_asked_and_their_own_part_of_it(db: Session, cast: Cast) -> None:
    other = build_membership(db, cast.community, build_person(db, "Another Sponsor"), role="sponsor")
    barrier = ask(db, cast)
    assert barrier in barriers.seen_by(db, cast.sols_place)
    assert barriers.seen_by(db, other) == []
    barriers.answer(db, barrier, "no", "Not mine to change", by=cast.sol, at=NOW)
    barriers.ask(db, barrier, other, "Is it yours?", reply_by=date(2027, 6, 1), by=cast.fatima, at=NOW)
    said = asks.of(db, barrier.id)
    assert len(asks.shown_to(said, cast.omars_place)) == 3
    assert [one.ask.text for one in asks.shown_to(said, other) if one.ask] == ["Is it yours?"]


def test_the_history_says_who_and_when(db: Session, cast: Cast) -> None:
    barrier = ask(db, cast)
    last = history.of(db, barrier.id)[-1]
    assert (last.verb, last.by_id, last.at) == ("asked", cast.fatima.id, NOW)


def test_a_sponsor_who_left_cannot_be_asked(db: Session, cast: Cast) -> None:
    place = memberships.by_id(db, cast.sols_place.id)
    assert place
    memberships.leave(db, place, by=cast.fatima, at=NOW)
    with pytest.raises(Refused, match="Only a sponsor"):
        barriers.ask(db, found(db, cast), place, "Please", reply_by=None, by=cast.fatima, at=NOW)
