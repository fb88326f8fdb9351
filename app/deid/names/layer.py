"""The layer of names: people, places and services of one text."""

from collections.abc import Iterator

from app.deid.names.cued import cued_names
from app.deid.names.people import CHECK, UNKNOWN, People
from app.deid.names.services import service_spans
from app.deid.names.towns import town_spans
from app.deid.spans import Span, SpanType
from app.deid.words import words_of

SOMEBODY = "somebody"


def read_names(text: str) -> Iterator[Span]:
    """Everything that the names layer finds in a text, overlaps included."""
    words = words_of(text)
    people = People(words)
    for start, end, certainty in cued_names(words, people):
        people.found[start] = (end, certainty)
    for start, end, certainty in people.read():
        suggestion = CHECK if certainty <= UNKNOWN else SOMEBODY
        yield Span(words[start].start, words[end - 1].end, SpanType.PERSON, suggestion, certainty)
    yield from town_spans(words, people)
    yield from service_spans(text, words, people)
