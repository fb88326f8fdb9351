"""Who and by when, from the words in which people agree things."""

from datetime import date
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.action_words import due, understood

OMAR, NIA, OTHER, MAY, WRITER = (UUID(int=number) for number in range(1, 6))
PEOPLE = [(OMAR, "Omar Hassan"), (NIA, "Nia O’Shea"), (MAY, "May Li"), (WRITER, "Fatima")]
TUESDAY = date(2026, 11, 24)


def owner(text: str, people: list[tuple[UUID, str]] = PEOPLE) -> UUID | None:
    return understood(text, people, WRITER, TUESDAY).owner_id


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Omar rings the clinic by Friday", OMAR),
        ("omar rings the clinic", OMAR),
        ("Ring the clinic @Omar", OMAR),
        ("@nia o'shea asks about the flat", NIA),
        ("Omar: ring the clinic", OMAR),
        ("- Omar Hassan will ring the clinic", OMAR),
        ("Nia O’Shea to ask the landlord", NIA),
        ("Omar, ring the clinic", OMAR),
        ("May to ring the clinic", MAY),
        ("I will ring the clinic", WRITER),
        ("I’ll ring the clinic", WRITER),
        ("May we ring the clinic?", None),
        ("I think Omar rings the clinic", None),
        ("Omar and Nia ring the clinic", None),
        ("@Omar and @Nia ring the clinic", None),
        ("Omar’s list is sent round", None),
        ("Omar is unwell", None),
        ("Omari rings the clinic", None),
        ("Somebody rings the clinic", None),
        ("Ring Omar", None),
        ("write to omar@example.org", None),
        ("", None),
    ],
)
def test_who_takes_it_on(text: str, expected: UUID | None) -> None:
    assert owner(text) == expected


def test_two_of_one_name_are_nobody_until_the_whole_name_is_said() -> None:
    two = [*PEOPLE, (OTHER, "Omar Khan")]
    assert owner("Omar rings the clinic", two) is None
    assert owner("@Omar rings the clinic", two) is None
    assert owner("Omar Khan rings the clinic", two) == OTHER
    assert owner("Omar Hassan: ring", [*PEOPLE, (OTHER, "Omar Hassan")]) is None


def test_a_writer_who_cannot_take_it_on_is_not_given_it() -> None:
    assert owner("I will ring", PEOPLE[:2]) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Omar rings the clinic by Friday", date(2026, 11, 27)),
        ("by Tuesday", date(2026, 12, 1)),
        ("by Wed", date(2026, 11, 25)),
        ("by next Tuesday", date(2026, 12, 1)),
        ("next Thursday", date(2026, 12, 3)),
        ("by 3 March", date(2027, 3, 3)),
        ("by the 3rd of March", date(2027, 3, 3)),
        ("by March 3rd", date(2027, 3, 3)),
        ("by Friday 4 December", date(2026, 12, 4)),
        ("on 14 June 2027", date(2027, 6, 14)),
        ("by 3/3", date(2027, 3, 3)),
        ("by 3/12/26", date(2026, 12, 3)),
        ("by 2026-12-03", date(2026, 12, 3)),
        ("tomorrow", date(2026, 11, 25)),
        ("the day after tomorrow", date(2026, 11, 26)),
        ("today", TUESDAY),
        ("in two weeks", date(2026, 12, 8)),
        ("within a fortnight", date(2026, 12, 8)),
        ("in 10 days", date(2026, 12, 4)),
        ("in three months", date(2027, 2, 24)),
        ("by the end of the month", date(2026, 11, 30)),
        ("by the end of next month", date(2026, 12, 31)),
        ("by the end of the week", date(2026, 11, 27)),
        ("by next week", date(2026, 12, 4)),
        ("before we next meet", None),
        ("by our next meeting", None),
        ("Ask about the Friday group", None),
        ("the letter of 3 March", None),
        ("by 31 February", None),
        ("by 23 November", None),
        ("on 14 June 2020", None),
        ("May rings Mark about the second flat", None),
        ("in no time", None),
        ("in some weeks", None),
        ("we sun ourselves", None),
        ("", None),
    ],
)
def test_by_when(text: str, expected: date | None) -> None:
    assert due(text, TUESDAY) == expected


WORDS = st.lists(
    st.sampled_from(
        [
            "by",
            "on",
            "in",
            "the",
            "end",
            "of",
            "next",
            "this",
            "week",
            "month",
            "Friday",
            "tue",
            "3",
            "31",
            "999",
            "March",
            "feb",
            "3/3",
            "99/99",
            "2026-02-30",
            "two",
            "days",
            "Omar",
            "@Omar",
            "I'll",
            "will",
            "tomorrow",
            "before",
            "we",
            "meet",
            "3rd",
            "²",
            "٣",
            "İ",
        ]
    )
).map(" ".join)


@given(st.one_of(st.text(), WORDS), st.dates())
def test_it_never_raises_and_never_promises_a_day_that_is_past(text: str, today: date) -> None:
    found = understood(text, PEOPLE, WRITER, today)
    assert found.owner_id in {None, *(person_id for person_id, _ in PEOPLE)}
    assert found.due_on is None or found.due_on >= today
