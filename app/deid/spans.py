"""What a reading finds in a text: spans, their types in plain words, and how they are merged."""

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from enum import StrEnum


class SpanType(StrEnum):
    """The kinds of identifying detail; the order settles ties in `merged`."""

    EMAIL = "EMAIL"
    URL = "URL"
    HANDLE = "HANDLE"
    NINO = "NINO"
    NHS = "NHS"
    PHONE = "PHONE"
    POSTCODE = "POSTCODE"
    PLATE = "PLATE"
    DOB = "DOB"
    DATE = "DATE"
    REF = "REF"
    AGE = "AGE"
    ADDRESS = "ADDRESS"
    PERSON = "PERSON"
    ORG = "ORG"
    PLACE = "PLACE"


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of text, in characters, `end` exclusive, that may identify somebody."""

    start: int
    end: int
    type: SpanType
    suggestion: str
    certainty: float

    def as_dict(self) -> dict[str, object]:
        """The span as plain data, ready for JSON."""
        return asdict(self) | {"type": self.type.value}


_IN_WORDS = {
    SpanType.EMAIL: "an e-mail address",
    SpanType.URL: "a link",
    SpanType.HANDLE: "an online name",
    SpanType.NINO: "a National Insurance number",
    SpanType.NHS: "an NHS number",
    SpanType.PHONE: "a phone number",
    SpanType.POSTCODE: "a postcode",
    SpanType.PLATE: "a car number plate",
    SpanType.DOB: "a date of birth",
    SpanType.DATE: "an exact date",
    SpanType.REF: "a reference number",
    SpanType.AGE: "an exact age",
    SpanType.ADDRESS: "an address",
    SpanType.PERSON: "a name",
    SpanType.ORG: "a named service",
    SpanType.PLACE: "a named place",
}

_TIE_ORDER = {span_type: place for place, span_type in enumerate(SpanType)}


def in_words(span_type: SpanType | str) -> str:
    """Names a span type as a person would: "a phone number"."""
    try:
        return _IN_WORDS[SpanType(span_type)]
    except ValueError:
        # A newer layer may bring a type that has no words yet; a page must still show.
        return "an identifying detail"


def merged(findings: Iterable[Span]) -> list[Span]:
    """Sorted spans without overlaps: the surest wins, then the longest, then the type's order."""
    ranked = sorted(
        findings,
        key=lambda s: (-s.certainty, s.start - s.end, _TIE_ORDER[s.type], s.start),
    )
    kept: list[Span] = []
    for span in ranked:
        place = bisect_left(kept, span.start, key=lambda s: s.start)
        if span.start >= span.end:
            continue
        if place > 0 and kept[place - 1].end > span.start:
            continue
        if place < len(kept) and kept[place].start < span.end:
            continue
        kept.insert(place, span)
    return kept
