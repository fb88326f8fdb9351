"""Barriers: the rule and not the person, in our words, put away and back."""

import pytest
from sqlmodel import Session

from app.domain import barriers
from app.domain.barrier_words import AS_A_RULE, TYPES, as_a_rule, of_a_person
from app.domain.barriers import Barrier
from app.domain.errors import Refused
from tests.cast import NOW, Cast
from tests.finding import all_in


def test_there_are_twenty_types_and_a_rule_to_show_for_each() -> None:
    assert len(TYPES) == 20
    assert set(AS_A_RULE) == set(TYPES) - {"other"}
    assert not [rule for rule in AS_A_RULE.values() if of_a_person(rule)]
    assert as_a_rule("other") == as_a_rule("missed")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Two missed appointments close the file.", ()),
        ("People who miss two are closed; they are sent a letter.", ()),
        ("A client without an address cannot register.", ()),
        ("She missed two appointments", ("She",)),
        ("They closed his file; my client lost the place", ("his", "my client")),
        ("The man was sent to two councils", ("The man",)),
        ("River was sent away twice", ("River",)),
        ("The river path floods, the rivers rise", ()),
    ],
)
def test_words_about_a_person_are_noticed(text: str, found: tuple[str, ...]) -> None:
    assert of_a_person(text, {"River"}) == found


def test_it_is_said_in_other_words_and_undone(db: Session, cast: Cast) -> None:
    barrier = barriers.by_id(db, cast.barrier.id)
    assert barrier
    values = {"text": "Three missed close it.", "type": "missed", "level": "board", "lever": "economic"}
    barriers.change(db, barrier, values, by=cast.omar, at=NOW)
    assert barrier.model_dump(include=set(values)) == values
    barriers.put_away(db, barrier, by=cast.omar, at=NOW)
    assert barrier not in all_in(db, Barrier, cast.community.id)
    with pytest.raises(Refused, match="put away"):
        barriers.change(db, barrier, values, by=cast.omar, at=NOW)
    barriers.bring_back(db, barrier, by=cast.omar, at=NOW)
    assert barrier in all_in(db, Barrier, cast.community.id)
