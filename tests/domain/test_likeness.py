"""Little miracles that resemble a case: by what both touch and the words both hold, with the reason said."""

from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import Session

from app.domain import bringing, cases, likeness, miracles, pausing
from app.domain.cases import Case
from app.domain.miracles import Miracle
from app.domain.pro_forma import NEEDS
from tests.cast import NOW, Cast


def a_case(cast: Cast, **values: Any) -> Case:
    known = {"code_name": "River", "begun_at": NOW, "offered_at": NOW, "approved_at": NOW, "opened_at": NOW}
    return Case(**known | values, community_id=cast.community.id, presenter_id=cast.nia.id)


def a_miracle(cast: Cast, text: str, days: int = 0, **values: Any) -> Miracle:
    known = {"community_id": cast.community.id, "told_by_id": cast.nia.id, "told_at": NOW - timedelta(days=days)}
    return Miracle(text=text, **known, **values)


def test_a_shared_need_weighs_more_than_two_shared_words_and_the_reason_says_both(cast: Cast) -> None:
    case = a_case(cast, needs="housing,trust,money", stuck="He has no keys, and the letterbox frightens him.")
    source, other = a_case(cast, needs="housing,trust"), a_case(cast, needs="drugs")
    near = a_miracle(cast, "She opened the door.", 9, case_id=source.id)
    words = a_miracle(cast, "We talked of letterboxes.", did_differently="A spare key for her.")
    far = a_miracle(cast, "The dog came along.", case_id=other.id)
    found = likeness.like(case, [(far, other), (words, None), (near, source)])
    assert [one.miracle for one in found] == [near]
    case.stuck += " Nobody has a spare one."
    found = likeness.like(case, [(far, other), (words, None), (near, source)])
    assert [one.miracle for one in found] == [near, words]
    assert [one.why for one in found] == [
        "It touched housing and trust too.",
        "It speaks of “letterboxes” and “spare” too.",
    ]


@pytest.mark.parametrize(
    ("needs", "words", "why"),
    [
        (["trust"], [], "It touched trust too."),
        (["drugs", "money", "trust"], ["door"], "It touched drugs, money and trust too, and it speaks of “door”."),
        ([], ["door", "window"], "It speaks of “door” and “window” too."),
    ],
)
def test_the_reason_is_a_sentence(cast: Cast, needs: list[str], words: list[str], why: str) -> None:
    assert likeness.Like(a_miracle(cast, "Hm"), None, needs, words).why == why


@pytest.mark.parametrize(
    ("one", "another"),
    [
        ("letterboxes", "letterbox"),
        ("stopped", "stop"),
        ("calling", "calls"),
        ("houses", "house"),
        ("waited", "waiting"),
    ],
)
def test_words_are_cut_to_their_stems(one: str, another: str) -> None:
    assert likeness._stem(one) == likeness._stem(another)


def test_everyday_words_and_those_that_stand_in_every_story_say_nothing(cast: Cast) -> None:
    case = a_case(cast, question="What could help them when there is nobody at the appointment desk?")
    told = [(a_miracle(cast, f"There was help at the appointment desk {number}"), None) for number in range(9)]
    assert likeness.like(case, told) == []
    assert len(likeness.like(case, told[:2])) == 2


def test_the_newest_of_those_alike_and_three_at_most(cast: Cast) -> None:
    case, source = a_case(cast, needs="housing"), a_case(cast, needs="housing")
    told = [(a_miracle(cast, f"Number {day}", day, case_id=source.id), source) for day in range(5)]
    assert [one.miracle.text for one in likeness.like(case, told)] == ["Number 0", "Number 1", "Number 2"]


def test_every_need_has_a_short_word() -> None:
    assert list(likeness.NEEDS_IN_SHORT) == list(NEEDS)


def test_nothing_of_its_own_of_elsewhere_put_away_or_of_a_case_that_is_not_open(db: Session, cast: Cast) -> None:
    case = cases.by_id(db, cast.open_case.id)
    assert case
    case.needs = "housing"
    draft, offered, paused, withdrawn = (a_case(cast, needs="housing") for _ in range(4))
    draft.offered_at = draft.approved_at = draft.opened_at = None
    offered.approved_at = offered.opened_at = None
    far = Case(**paused.model_dump(exclude={"id", "community_id"}), community_id=cast.elsewhere.id)
    db.add_all([draft, offered, paused, withdrawn, far])
    db.flush()
    for source in (case, draft, offered, paused, withdrawn, far):
        known = {"text": "A key was found", "case_id": source.id, "by": cast.nia, "at": NOW}
        miracles.tell(db, source.community_id, **known)
    pausing.pause(db, paused, by=cast.fatima, at=NOW)
    bringing.withdraw(db, withdrawn, by=cast.nia, at=NOW)
    db.flush()
    assert likeness.of_case(db, case) == []
    pausing.resume(db, paused, by=cast.fatima, at=NOW)
    db.flush()
    [one] = likeness.of_case(db, case)
    assert one.case == paused
    miracles.put_away(db, one.miracle, by=cast.nia, at=NOW)
    db.flush()
    assert likeness.of_case(db, case) == []


def test_a_draft_is_compared_with_nothing(db: Session, cast: Cast) -> None:
    case = cases.by_id(db, cast.draft_case.id)
    assert case
    case.question = "They kept the window open all week: how?"
    assert likeness.of_case(db, case) == []
    case.offered_at = NOW
    assert [one.miracle.id for one in likeness.of_case(db, case)] == [cast.miracle.id]
