"""Days by their ordinal: "the 14th", "Friday 13th", "3rd of the 4th 85", "the fifth of October"."""

import re

from app.deid.rule import Rule, after, before, span_of
from app.deid.rules.birth import LEAVE_OUT, is_birth
from app.deid.rules.calendar import DAY, MONTH, SUFFIX, WEEKDAY, YEAR, month_number, soft_words
from app.deid.spans import Span, SpanType

_UNITS = "first|second|third|fourth|fifth|sixth|seventh|eighth|ninth"
_IN_WORDS = (
    rf"(?:(?:twenty|thirty)[ -](?:{_UNITS})|tenth|eleventh|twelfth|thirteenth|fourteenth|fifteenth|"
    rf"sixteenth|seventeenth|eighteenth|nineteenth|twentieth|thirtieth|{_UNITS})"
)

FIGURE = re.compile(
    rf"(?<![\w£$€/.-])(?P<weekday>{WEEKDAY}(?P<comma>,)?[ ]{{1,2}})?(?P<the>the[ ])?"
    rf"(?P<d>{DAY}){SUFFIX}(?!\w|-\w)",
    re.IGNORECASE,
)
WEEKDAY_NUMBER = re.compile(
    rf"(?<!\w){WEEKDAY},?[ ](?P<d>1[3-9]|2[0-9]|3[01])(?!\w|[.:,/–-][0-9]|[ ]?[ap]\.?m|%)",
    re.IGNORECASE,
)
OF_MONTH = re.compile(
    rf"(?<!\w)(?:the[ ])?{_IN_WORDS}[ ](?:of[ ])?(?P<month>{MONTH})(?!\w)(?:,?[ ]{YEAR}(?![0-9]))?",
    re.IGNORECASE,
)
OF_THE = re.compile(
    rf"(?<!\w)(?:the[ ])?{DAY}(?:{SUFFIX})[ ]of[ ](?:the[ ])?(?P<m>1[0-2]|0?[1-9])(?:{SUFFIX})"
    rf"(?:,?[ ](?:{YEAR}|['’]?[0-9]{{2}}))?(?!\w)",
    re.IGNORECASE,
)
WORD = re.compile(rf"(?<!\w)(?P<the>the)[ ](?P<d>{_IN_WORDS})(?!\w|-\w)", re.IGNORECASE)

_CUE = re.compile(
    r"(?<!\w)(?:on|by|until|till?|since|before|after|from|for|again|due|dated?|around|booked|"
    r"between|w/[ce])[ :](?:the[ ])?\Z",
    re.IGNORECASE,
)
# "the 14th and 15th": what counts is the word after the last of them.
_MORE = re.compile(
    rf"(?:(?:,|[ ]?[-–/&]|[ ](?:and|or|to|till?|until))[ ]?(?:the[ ])?{DAY}{SUFFIX}(?!\w)){{1,4}}",
    re.IGNORECASE,
)
_LISTED = re.compile(
    rf"(?<!\w){DAY}{SUFFIX}(?:,|[ ]?[-–/&]|[ ](?:and|or|to|till?|until))[ ]?(?:the[ ])?\Z",
    re.IGNORECASE,
)
# A noun after the ordinal makes it a floor, a time or a birthday, not a day.
_NO_NOUN = re.compile(
    r"\s*(?:\Z|[.,;:!?)\]\"'”’/\n–—]|-(?!\w)|[ ](?:@|&|and|but|or|at|to|for|with|when|because|so|"
    r"as|if|he|she|they|we|i|it|who|which|that|by|from|in(?! a row)|is|was|were|will|would|has|had|have|after|before|"
    r"about|morning|afternoon|evening|am|pm|then|until|till|after|again|also|this|last|next)(?!\w)|"
    rf"[ ]of[ ]{MONTH})",
    re.IGNORECASE,
)


def _certain_day(match: re.Match[str], month: int, certainty: float) -> Span:
    if is_birth(match):
        return span_of(match, SpanType.DOB, 0.96, LEAVE_OUT)
    return span_of(match, SpanType.DATE, certainty, soft_words(before(match, 20), month))


def _stands_alone(match: re.Match[str]) -> bool:
    following = after(match, 80)
    more = _MORE.match(following)
    return _NO_NOUN.match(following, more.end() if more else 0) is not None


def _figure(match: re.Match[str]) -> Span | None:
    if match["weekday"] and not match["comma"]:
        return _certain_day(match, 0, 0.9)
    if not _stands_alone(match):
        return None
    if match["weekday"] or _CUE.search(before(match)):
        return _certain_day(match, 0, 0.85)
    # "the 1st, the 2nd": a row of things; from the fifth on it is more likely a day.
    if (match["the"] or _LISTED.search(before(match))) and int(match["d"]) >= 5:
        return _certain_day(match, 0, 0.7)
    return _certain_day(match, 0, 0.7) if is_birth(match) else None


def _weekday_number(match: re.Match[str]) -> Span | None:
    return _certain_day(match, 0, 0.7) if _stands_alone(match) else None


def _of_month(match: re.Match[str]) -> Span:
    return _certain_day(match, month_number(match["month"]), 0.9)


def _of_the(match: re.Match[str]) -> Span:
    return _certain_day(match, int(match["m"]), 0.9)


def _word(match: re.Match[str]) -> Span | None:
    if match["d"].lower() in ("first", "second", "third"):
        return None
    if not _CUE.search(before(match)) or not _stands_alone(match):
        return None
    return _certain_day(match, 0, 0.65)


RULES = (
    Rule(FIGURE, _figure),
    Rule(WEEKDAY_NUMBER, _weekday_number),
    Rule(OF_MONTH, _of_month),
    Rule(OF_THE, _of_the),
    Rule(WORD, _word),
)
