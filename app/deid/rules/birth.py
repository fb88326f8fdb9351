"""Tells a date of birth from another date by its cue, and reads looser forms after the cue."""

import re

from app.deid.rule import Rule, after, before, span_of
from app.deid.rules.calendar import is_day
from app.deid.spans import Span, SpanType

LEAVE_OUT = "(leave out)"

_CUE = (
    r"(?:d\.?[ ]?o\.?[ ]?b(?:\.|(?![a-z]))|d of b|date of birth|birth[ ]?date|born|"
    r"b['’]?day|birthday)"
)
_CUE_BEFORE = re.compile(
    rf"(?<![a-z]){_CUE}(?:[^.;!?\n0-9]{{0,25}}|[^.;!?\n0-9]{{0,5}}[\r\n ]{{1,3}})\Z", re.IGNORECASE
)
_CUE_AFTER = re.compile(r"[ ]?[(,-]?[ ]?(?:d\.?o\.?b|date of birth)(?![a-z])", re.IGNORECASE)

# Without a cue, digits like these could be anything.
LOOSE = re.compile(
    rf"(?<![a-z]){_CUE}[^0-9A-Za-z]{{0,4}}(?:(?:is|was|on)[ ])?"
    r"(?P<date>(?P<d>[0-9]{2})(?P<m>[0-9]{2})(?:[0-9]{4}|[0-9]{2})|"
    r"(?P<d2>[0-9]{1,2})[ ./-]{1,2}(?P<m2>[0-9]{1,2})[ ./-]{1,2}(?:[0-9]{4}|[0-9]{2}))(?![0-9])",
    re.IGNORECASE,
)
YEAR = re.compile(
    r"(?<![a-z])(?:born|date of birth|birth year|year of birth|d\.?o\.?b\.?)"
    r"(?:[ ]?[:-])?[ ](?:(?:in|is|was|around|about|circa|c\.?)[ ]){0,2}"
    r"(?P<year>(?:19|20)[0-9]{2})(?![0-9/.-][0-9]|[0-9])",
    re.IGNORECASE,
)


def is_birth(match: re.Match[str]) -> bool:
    """Tells whether a cue such as "born" or "DOB" stands beside the date matched."""
    if _CUE_BEFORE.search(before(match)):
        return True
    return _CUE_AFTER.match(after(match, 20)) is not None


def _loose(match: re.Match[str]) -> Span | None:
    day, month = int(match["d"] or match["d2"]), int(match["m"] or match["m2"])
    if not is_day(day, month):
        return None
    return span_of(match, SpanType.DOB, 0.96, LEAVE_OUT, "date")


def _year(match: re.Match[str]) -> Span:
    # A year of birth tells the age to within one year.
    return span_of(match, SpanType.DOB, 0.75, LEAVE_OUT, "year")


RULES = (Rule(LOOSE, _loose), Rule(YEAR, _year))
