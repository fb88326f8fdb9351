"""What the model saw, word by word, beside what the lists know of the word."""

from collections.abc import Iterator
from typing import NamedTuple

from app.deid.model import Seen
from app.deid.names.cues import GENERIC, MONTHS, ROLES, TITLES
from app.deid.names.people import People
from app.deid.spans import Span, SpanType
from app.deid.words import Word

# What the rules are unsure of stays when the model sees at least so much in it.
SUPPORT, UNKNOWN_SUPPORT = 0.05, 0.02
_SAID = {
    SpanType.PERSON: "somebody",
    SpanType.PLACE: "a town nearby",
    SpanType.ADDRESS: "(address removed)",
}


SENTENCE = 4
_NEVER = 2.0
# How sure the model must be of a word, by whether a list holds it as a name and a dictionary as a word.
_NAMED = {(True, False): 0.2, (True, True): 0.25, (False, False): 0.25, (False, True): 0.4}
_PLAIN = {(True, False): 0.3, (True, True): 0.5, (False, False): 0.6, (False, True): _NEVER}


class Told(NamedTuple):
    """What the model says of one word."""

    type: SpanType
    chance: float


def told_of(words: list[Word], seen: list[Seen]) -> list[Told]:
    """For each word what it most likely is, and how likely it is part of any name."""
    told: list[Told] = []
    at = 0
    for word in words:
        while at < len(seen) and seen[at].end <= word.start:
            at += 1
        parts, ahead = [], at
        while ahead < len(seen) and seen[ahead].start < word.end:
            parts.append(seen[ahead])
            ahead += 1
        told.append(_told(parts))
    return told


def model_spans(words: list[Word], told: list[Told], people: People) -> Iterator[Span]:
    """The stretches that the model takes for names, where the lists do not speak against it."""
    # A word or two are no sentence: there an ordinary word is nothing else.
    spared = people.is_ordinary if len(words) < SENTENCE else lambda _: False
    is_name = [one.chance >= _least(word, people) and not spared(word) for word, one in zip(words, told, strict=True)]
    at = 0
    while at < len(words):
        end = at
        while end < len(words) and is_name[end] and (end == at or _goes_on(words, told, end)):
            end += 1
        if end > at:
            surest = max(told[at:end], key=lambda one: one.chance)
            certainty = round(0.5 + 0.4 * surest.chance, 2)
            yield Span(words[at].start, words[end - 1].end, surest.type, _SAID[surest.type], certainty)
        at = max(end, at + 1)


def _told(parts: list[Seen]) -> Told:
    if not parts:
        return Told(SpanType.PERSON, 0)
    by_type = {
        SpanType.PERSON: sum(part.person for part in parts) / len(parts),
        SpanType.PLACE: sum(part.place for part in parts) / len(parts),
        SpanType.ADDRESS: sum(part.street for part in parts) / len(parts),
    }
    return Told(max(by_type, key=lambda kind: by_type[kind]), sum(by_type.values()))


def _goes_on(words: list[Word], told: list[Told], at: int) -> bool:
    return words[at].gap in {" ", "-"} and not words[at - 1].owns and told[at].type == told[at - 1].type


def _least(word: Word, people: People) -> float:
    """How sure the model must be: less of what is a name in a list, more of an ordinary word, never of some."""
    is_ordinary = people.is_ordinary(word)
    is_name = people.is_given(word) or people.is_surname(word)
    if word.key in people.lists.common or len(word.key) < 2 or word.key in TITLES | ROLES | MONTHS:
        return _NEVER
    if word.is_upper:
        return 0.6 if people.is_given(word) and len(word.key) > 3 else _NEVER
    if word.is_plain:
        return _PLAIN[is_name, is_ordinary]
    if word.key in GENERIC or (is_ordinary and word.is_first and not people.is_given(word)):
        return 0.6
    return _NAMED[is_name, is_ordinary]
