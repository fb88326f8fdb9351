"""The layer of names: people, places and services of one text, by the rules and, where it reads, the model."""

from collections.abc import Iterator
from dataclasses import replace

from app.deid.model import Seen
from app.deid.names.cued import cued_names
from app.deid.names.evidence import SUPPORT, UNKNOWN_SUPPORT, Told, model_spans, told_of
from app.deid.names.people import CHECK, UNKNOWN, WEAK, People
from app.deid.names.services import service_spans
from app.deid.names.towns import town_spans
from app.deid.spans import Span, SpanType
from app.deid.words import Word, words_of

SOMEBODY = "somebody"


def read_names(text: str, seen: list[Seen] | None) -> list[Span]:
    """Everything that the names layer finds in a text that the model has seen, or not; overlaps of a kind are one."""
    return _joined(sorted(_found(text, seen), key=lambda span: (span.type, span.start)))


def _found(text: str, seen: list[Seen] | None) -> Iterator[Span]:
    words = words_of(text)
    people = People(words)
    told = told_of(words, seen) if seen is not None else None
    for start, end, certainty in cued_names(words, people):
        people.found[start] = (end, certainty)
    yield from _people(words, people, told)
    yield from town_spans(words, people)
    yield from service_spans(text, words, people)
    if told is not None:
        yield from model_spans(words, told, people)


def _joined(spans: list[Span]) -> list[Span]:
    # "little steve" and "steve" are one finding, the longer.
    joined: list[Span] = []
    for span in spans:
        last = joined[-1] if joined else None
        if last is None or last.type != span.type or span.start >= last.end:
            joined.append(span)
            continue
        surer = max(last, span, key=lambda one: one.certainty)
        joined[-1] = replace(surer, start=last.start, end=max(last.end, span.end))
    return joined


def _people(words: list[Word], people: People, told: list[Told] | None) -> Iterator[Span]:
    for start, end, certainty in people.read():
        chance = max(one.chance for one in told[start:end]) if told else 1
        if certainty <= WEAK and chance < (UNKNOWN_SUPPORT if certainty <= UNKNOWN else SUPPORT):
            continue
        suggestion = CHECK if certainty <= UNKNOWN else SOMEBODY
        yield Span(words[start].start, words[end - 1].end, SpanType.PERSON, suggestion, certainty)
