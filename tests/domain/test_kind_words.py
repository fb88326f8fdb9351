"""The word that somebody begins with says what it is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.captures import KINDS
from app.domain.kind_words import heard


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("offer: try the morning visit", ("offer", "try the morning visit")),
        ("Offer : try", ("offer", "try")),
        ("- ACTION: Omar rings", ("action", "Omar rings")),
        ("Little Miracle: he stayed for tea", ("miracle", "he stayed for tea")),
        ("miracle:he stayed", ("miracle", "he stayed")),
        ("barrier:\ntwo missed appointments", ("barrier", "two missed appointments")),
        ("note: offer: both words", ("note", "offer: both words")),
        ("Small joy: she laughed", ("miracle", "she laughed")),
        ("Question: since when?", ("question", "since when?")),
        ("idea: ask the dog first", ("offer", "ask the dog first")),
        ("Offer her a lift", ("", "Offer her a lift")),
        ("She said: an offer", ("", "She said: an offer")),
        ("Omar: ring the clinic", ("", "Omar: ring the clinic")),
        ("offer:", ("", "offer:")),
        ("offer:   ", ("", "offer:   ")),
        ("Actions: three of them", ("", "Actions: three of them")),
        ("", ("", "")),
    ],
)
def test_what_it_is_meant_to_be(text: str, expected: tuple[str, str]) -> None:
    assert heard(text, "Small joy") == expected


@given(st.text(), st.text(max_size=20))
def test_it_never_raises_and_never_adds_a_word(text: str, own_word: str) -> None:
    kind, rest = heard(text, own_word)
    assert kind in {"", *KINDS} and rest in text and (kind or rest == text)
