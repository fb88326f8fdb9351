"""What a rule is: a compiled pattern and a check that turns a match into a span, or refuses it."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from app.deid.spans import Span, SpanType

Check = Callable[[re.Match[str]], Span | None]

REMOVED = "(removed)"


@dataclass(frozen=True, slots=True)
class Rule:
    """One pattern and its check; patterns must be bounded, so that reading stays linear."""

    pattern: re.Pattern[str]
    check: Check


def findings(text: str, rules: Iterable[Rule]) -> Iterator[Span]:
    """All spans that the rules find, overlaps included."""
    for rule in rules:
        yield from _found_by(rule, text)


def span_of(
    match: re.Match[str],
    span_type: SpanType,
    certainty: float,
    suggestion: str = REMOVED,
    group: str | int = 0,
) -> Span:
    """The span of a match, or of one group of it."""
    start, end = match.span(group)
    return Span(start, end, span_type, suggestion, certainty)


def before(match: re.Match[str], length: int = 40, group: str | int = 0) -> str:
    """The few characters before a match, where cues stand."""
    start = match.start(group)
    return match.string[max(0, start - length) : start]


def after(match: re.Match[str], length: int = 40, group: str | int = 0) -> str:
    """The few characters after a match."""
    end = match.end(group)
    return match.string[end : end + length]


def _found_by(rule: Rule, text: str) -> Iterator[Span]:
    position = 0
    while match := rule.pattern.search(text, position):
        span = rule.check(match)
        if span is None:
            # A refused match must not hide a good one that begins inside it.
            position = match.start() + 1
            continue
        yield span
        position = max(span.end, match.start() + 1)
