"""Hundreds of made-up identifiers are found in ordinary sentences; near misses are not."""

import random

import pytest
from deid_made import CARRIERS, MAKERS, nhs

from app.deid import SpanType, read

COUNT = 400


@pytest.mark.parametrize("span_type", MAKERS)
def test_nearly_all_are_found_with_their_type_and_places(span_type: str) -> None:
    chance = random.Random(f"{span_type} 1")
    missed = []
    for _ in range(COUNT):
        made = MAKERS[span_type](chance)
        text = chance.choice(CARRIERS).format(made)
        start = text.index(made)
        found = [(s.start, s.end) for s in read(text) if s.type == span_type]
        if (start, start + len(made)) not in found:
            missed.append(text)
    assert len(missed) <= COUNT * 0.01, missed[:5]


@pytest.mark.parametrize("span_type", MAKERS)
def test_nothing_around_them_is_flagged(span_type: str) -> None:
    chance = random.Random(f"{span_type} 2")
    for _ in range(COUNT):
        made = MAKERS[span_type](chance)
        text = chance.choice(CARRIERS).format(made)
        start = text.index(made)
        for span in read(text):
            assert span.start < start + len(made), text
            assert span.end > start, text


def test_a_wrong_check_digit_is_no_nhs_number_unless_a_cue_says_so() -> None:
    chance = random.Random("nhs")
    for _ in range(COUNT):
        wrong = nhs(chance, right=False)
        assert not read(f"we counted {wrong} of them"), wrong
        assert [s.type for s in read(f"NHS number: {wrong}.")] == [SpanType.NHS], wrong


@pytest.mark.parametrize(
    "text",
    [
        "order of {} tins",
        "we have {} left in the store",
        "it said {} on the crate, so we gave up counting",
    ],
)
def test_long_quantities_are_not_identifiers(text: str) -> None:
    chance = random.Random(text)
    for _ in range(COUNT):
        quantity = chance.randint(10**11, 10**12 - 1)
        assert not read(text.format(quantity)), quantity


def test_small_quantities_are_not_identifiers() -> None:
    chance = random.Random("small")
    units = ("cups", "days", "mins", "mg", "people", "miles", "weeks", "flats", "pounds", "hours")
    for _ in range(COUNT):
        shelf = f"{chance.choice('ABEMNSW')}{chance.randint(1, 30)}"
        text = f"from {shelf} {chance.randint(1, 9)} {chance.choice(units)} and {chance.randint(1, 99)} "
        text += f"{chance.choice(units)}, he's {chance.randint(1, 99)} {chance.choice(units)} further on"
        assert not read(text), text
