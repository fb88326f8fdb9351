"""Exact dates in figures and words; months alone, weekdays alone and durations are left alone."""

import re

from app.deid.rule import Rule, after, before, span_of
from app.deid.rules.birth import LEAVE_OUT, is_birth
from app.deid.rules.calendar import (
    DAY,
    MONTH,
    NAMED_DAYS,
    SUFFIX,
    WEEKDAY,
    YEAR,
    is_day,
    month_number,
    named_day_month,
    soft_words,
)
from app.deid.rules.ordinals import RULES as ORDINAL_RULES
from app.deid.spans import Span, SpanType

_ON_WEEKDAY = rf"(?:(?P<weekday>{WEEKDAY}),?[ ]{{1,2}}(?:the[ ])?)?"
_START = r"(?<![\w£$€])(?<!\w[/.:-])(?<![0-9],)"

FULL = re.compile(
    rf"{_START}{_ON_WEEKDAY}(?P<d>[0-9]{{1,2}})(?P<gap>[ ]?)(?P<mark>[/.–-])[ ]?"
    rf"(?P<m>[0-9]{{1,2}})[ ]?(?P=mark)[ ]?(?P<y>{YEAR}|[0-9]{{2}})(?!\w|[/.:–-][0-9])",
    re.IGNORECASE,
)
ISO = re.compile(
    rf"{_START}{YEAR}(?P<mark>[-/.])(?P<m>[0-9]{{1,2}})(?P=mark)(?P<d>[0-9]{{1,2}})"
    r"(?![0-9]|[/.-][0-9])"
)
SHORT = re.compile(
    rf"{_START}{_ON_WEEKDAY}(?P<d>[0-9]{{1,2}})/(?P<m>[0-9]{{1,2}})(?!\w|[/.:][0-9]|/)",
    re.IGNORECASE,
)
_RANGE = rf"(?:{DAY}{SUFFIX}?[ ]?(?:-|–|/|&|to|and|or)[ ]?(?:the[ ])?)?"
DAY_MONTH = re.compile(
    rf"{_START}{_ON_WEEKDAY}(?P<the>the[ ])?{_RANGE}(?P<d>{DAY})(?P<suffix>[ ]?{SUFFIX})?"
    rf"(?P<of>[ ]of)?(?P<gap>[ ./-]{{0,2}})(?P<month>{MONTH})"
    rf"(?P<year>[.,]?[ /-]{YEAR}(?![0-9])|[ /-]['’]?[0-9]{{2}}(?=[),;\n]|\.(?![0-9])|\Z))?",
    re.IGNORECASE,
)
MONTH_DAY = re.compile(
    rf"{_START}{_ON_WEEKDAY}(?P<month>{MONTH})\.?[ ](?:the[ ])?(?P<d>{DAY})(?P<suffix>{SUFFIX})?"
    rf"(?P<year>,?[ ]{YEAR})?(?![\w%]|[:/][0-9]|[.,][0-9])",
    re.IGNORECASE,
)
NAMED = re.compile(rf"(?<!\w)(?:{'|'.join(NAMED_DAYS)})(?!\w)", re.IGNORECASE)

_DATE_CUE = re.compile(
    r"(?<!\w)(?:on|until|till?|since|before|after|from|by|due|dated?|w/[ce]|booked|for|appt|apt|"
    r"appointment|rv|review(?:ed)?|seen|meeting|mtg|hearing|visit(?:ed)?|release[d]?|admitted|"
    r"discharged|court|contact|called|rang)[ :]{1,2}\Z",
    re.IGNORECASE,
)
_AT_TIME = re.compile(r"[ ](?:@|at)[ ]?[0-9]")
_LOOSE_CUE = re.compile(r"(?<!\w)(?:by|from|before|after|for|called|rang)[ ]\Z", re.IGNORECASE)
_SECTION = re.compile(r"(?:section|para(?:graph)?|clause|version|chapter|s\.)[ ]?\Z", re.IGNORECASE)
_VERB = re.compile(r"[ ](?:be|have|has|not|need|want|also|well|or may|go|come|get|take)(?!\w)", re.IGNORECASE)
_COUNTED = re.compile(r"[ ](?:people|of|more|per|minutes|hours|days|weeks|months|years|[ap]m)(?!\w)")
_DAY_CUE = re.compile(r"(?<!\w)(?:on|by|until|till?|since|before|after|from|the)[ ]\Z", re.IGNORECASE)


def _dated(match: re.Match[str], month: int, certainty: float) -> Span:
    if is_birth(match):
        return span_of(match, SpanType.DOB, max(certainty, 0.96), LEAVE_OUT)
    suggestion = soft_words(before(match, 20), month)
    return span_of(match, SpanType.DATE, certainty, suggestion)


def _full(match: re.Match[str]) -> Span | None:
    day, month, year = int(match["d"]), int(match["m"]), match["y"]
    if len(year) == 4 and month > 12:
        day, month = month, day
    if not is_day(day, month):
        return None
    if len(year) == 2 and (match["gap"] and match["mark"] != "/"):
        return None
    if len(year) == 2 and _SECTION.search(before(match)):
        return None
    return _dated(match, month, 0.95 if len(year) == 4 or match["mark"] == "/" else 0.9)


def _iso(match: re.Match[str]) -> Span | None:
    month = int(match["m"])
    return _dated(match, month, 0.95) if is_day(int(match["d"]), month) else None


def _short(match: re.Match[str]) -> Span | None:
    day, month = int(match["d"]), int(match["m"])
    if not is_day(day, month) or (day, month) == (24, 7):
        return None
    # Beyond 12 it is neither a score out of ten nor "3/7" for three days.
    if match["weekday"] or (day > 12 and after(match, 1) != "%"):
        return _dated(match, month, 0.8)
    is_at_time = month != 10 and _AT_TIME.match(after(match))
    if not (is_at_time or _DATE_CUE.search(before(match)) or is_birth(match)):
        return None
    is_fraction = day < month and (month <= 4 or month in (7, 12) or day == 1)
    if _LOOSE_CUE.search(before(match)) and (is_fraction or month in (7, 10, 12)):
        return None
    return None if after(match, 3) == " of" else _dated(match, month, 0.75)


def _day_month(match: re.Match[str]) -> Span | None:
    month = month_number(match["month"])
    if not is_day(int(match["d"]), month):
        return None
    if match["gap"] == "" and not match["suffix"] and len(match["month"]) < 3:
        return None
    sure = match["year"] or match["of"] or match["weekday"]
    if not sure and match["month"].lower() == "may":
        if _VERB.match(after(match)):
            return None
        if match["month"] == "may" and not (match["suffix"] or _DAY_CUE.search(before(match))):
            return None
    return _dated(match, month, 0.93)


def _month_day(match: re.Match[str]) -> Span | None:
    word, month = match["month"], month_number(match["month"])
    if not is_day(int(match["d"]), month):
        return None
    if match["suffix"] or match["year"] or match["weekday"]:
        return _dated(match, month, 0.93)
    # "we may 2 or 3 times", "march 20 miles": bare figures need a capital and no unit.
    if word[0].islower() or _COUNTED.match(after(match)):
        return None
    return _dated(match, month, 0.8)


def _named(match: re.Match[str]) -> Span:
    return _dated(match, named_day_month(match.group()), 0.75)


RULES = (
    Rule(FULL, _full),
    Rule(ISO, _iso),
    Rule(SHORT, _short),
    Rule(DAY_MONTH, _day_month),
    Rule(MONTH_DAY, _month_day),
    Rule(NAMED, _named),
    *ORDINAL_RULES,
)
