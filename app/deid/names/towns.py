"""Towns, districts and counties, by the place list and by the words that lead to a place."""

from collections.abc import Iterator

from app.deid import gazetteers
from app.deid.names.cues import AT_PLACE, GENERIC, IN_PLACE, MONTHS, word_set
from app.deid.names.people import People
from app.deid.spans import Span, SpanType
from app.deid.words import Word

_LONGEST = 4
_SMALL = word_set(
    """
    on of the upon le in under and by at
    """
)
_TOWN = "a town nearby"


def town_spans(words: list[Word], people: People) -> Iterator[Span]:
    """Every place, the longest name first."""
    at = 0
    while at < len(words):
        length, certainty = _place_at(words, people, at)
        if certainty:
            yield Span(words[at].start, words[at + length - 1].end, SpanType.PLACE, _TOWN, certainty)
        at += max(length, 1)


def _place_at(words: list[Word], people: People, at: int) -> tuple[int, float]:
    places = gazetteers.lists().places
    for length in range(min(_LONGEST, len(words) - at), 1, -1):
        run = words[at : at + length]
        if all(word.follows or word.gap == "-" for word in run[1:]) and " ".join(w.key for w in run) in places:
            is_led = at > 0 and run[0].follows and words[at - 1].key in AT_PLACE
            certainty = _long_place(run, people, is_led)
            if certainty:
                return _extended(words, people, at, length), certainty
    certainty = _short_place(words, people, at)
    return (_extended(words, people, at, 1) if certainty > 0.8 else 1), certainty


def _extended(words: list[Word], people: People, at: int, length: int) -> int:
    """ "Manchester Piccadilly": a capital right after a place makes it narrower."""
    end = at + length
    if (
        end >= len(words)
        or words[end - 1].owns
        or not (words[end].follows and words[end].is_named and words[at].is_named)
    ):
        return length
    known = gazetteers.lists().common | GENERIC | MONTHS
    return length if words[end].key in known or people.is_given(words[end]) else length + 1


def _long_place(run: list[Word], people: People, is_led: bool) -> float:
    is_plain = all(word.is_plain for word in run)
    if not is_plain and not all(word.is_named or word.key in _SMALL for word in run):
        return 0
    if all(people.is_ordinary(word) for word in run):
        return 0.6 if is_led or (not is_plain and not run[0].is_first) else 0
    return 0.7 if is_plain else 0.93


def _short_place(words: list[Word], people: People, at: int) -> float:
    word = words[at]
    if word.is_upper or word.key in gazetteers.lists().common:
        return 0
    before = words[at - 1].key if at and word.follows else ""
    if word.key not in gazetteers.lists().places:
        return _unknown_place(words, people, at, before)
    if word.is_plain:
        return _plain_place(word, people, before)
    if people.is_ordinary(word):
        return 0.6 if before in AT_PLACE and not word.is_first and not _is_before_noun(words, at) else 0
    return _named_place(word, people, before)


def _named_place(word: Word, people: People, before: str) -> float:
    if people.is_given(word):
        return 0.92 if before in IN_PLACE else 0
    if people.is_surname(word):
        return 0.91 if before in AT_PLACE else 0.5
    return 0.86


def _plain_place(word: Word, people: People, before: str) -> float:
    if people.is_ordinary(word) or people.is_given(word) or len(word.key) < 4:
        return 0
    if people.is_surname(word):
        return 0.55 if before in AT_PLACE else 0
    return 0.6


def _unknown_place(words: list[Word], people: People, at: int, before: str) -> float:
    """A word with a capital that no list holds, after "in" or "near"."""
    word = words[at]
    if not word.is_named or before not in AT_PLACE - {"with", "from", "to", "by", "of"} or people.is_ordinary(word):
        return 0
    return 0 if people.is_given(word) and before not in IN_PLACE else 0.82


def _is_before_noun(words: list[Word], at: int) -> bool:
    """ "in Reading Week": a capital after it makes it part of another name."""
    return at + 1 < len(words) and words[at + 1].follows and words[at + 1].is_named
