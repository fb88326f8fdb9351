"""Phone numbers: British with any spacing, foreign with a plus, short ones after a cue, spoken."""

import re
from dataclasses import replace

from app.deid.rule import Rule, before, span_of
from app.deid.spans import Span, SpanType

_GAP = r"[ .()/–-]{0,3}"

# A trunk 0 (often typed as the letter) and 9 or 10 more digits.
NATIONAL = re.compile(rf"(?<![\w+])(?<!\d[.,/-])\(?[0Oo](?:{_GAP}[0-9]){{9,10}}(?![0-9])")
FROM_ABROAD = re.compile(
    rf"(?<!\w)\(?(?:\+|0[ ]?0)[ ]?4[ ]?4{_GAP}(?:\(?0\)?{_GAP})?"
    rf"[1-9](?:{_GAP}[0-9]){{8,9}}(?![0-9])"
)
FOREIGN = re.compile(rf"(?<![\w+])(?:\+[ ]?|00)(?!44)[1-9](?:{_GAP}[0-9]){{7,13}}(?![0-9A-Za-z])")
CUED = re.compile(
    r"(?<![A-Za-z])(?:tel(?:ephone)?|(?:tele)?phone|mob(?:ile)?|cell|ring|rang|call(?:ed)?|te?xt|"
    r"fax|landline|whatsapp|contact)(?![a-z])[^0-9\n.;]{0,20}"
    r"(?P<number>[0-9](?:[ -]{0,2}[0-9]){5,11})(?![0-9A-Za-z%]|[.,/:-][0-9])",
    re.IGNORECASE,
)
EXTENSION = re.compile(r"(?<!\w)(?:ext(?:ension|n)?)[. :]{1,3}(?P<number>[0-9]{3,6})(?!\w)", re.IGNORECASE)
_SPOKEN_DIGIT = r"(?:oh|zero|nought|one|two|three|four|five|six|seven|eight|nine)"
SPOKEN = re.compile(
    rf"(?<!\w)(?:oh|zero|nought|o)(?:[ ,-]{{1,3}}(?:(?:double|triple|treble)[ -])?{_SPOKEN_DIGIT})"
    r"{6,12}(?!\w)",
    re.IGNORECASE,
)

_LIKE_A_DATE = re.compile(r"\(?[0-9]{2}([./ -])[0-9]{2}\1(?:19|20)[0-9]{2}(?![0-9])")
_GROUP = re.compile(r"[0-9Oo]+")
# 116 numbers are public helplines, the same for everybody.
_HELPLINE = re.compile(r"116[ -]?[0-9]{3}\Z")


def _national(match: re.Match[str]) -> Span | None:
    number = match.group()
    digits = "".join(_GROUP.findall(number))
    if digits[1] not in "1235789":
        return None
    # Only old landlines and freephone numbers have ten digits in all.
    if len(digits) == 10 and digits[1] not in "18":
        return None
    if _LIKE_A_DATE.match(number) or not _grouped_like_a_phone(number):
        return None
    if re.search(r"\d[:£$]\Z", before(match, 2)):
        return None
    return _plain(match)


def _grouped_like_a_phone(number: str) -> bool:
    """Refuses rows of times ("08.30 09.00") while "0 7 7 0 0" and "020 7" pass."""
    groups = _GROUP.findall(number)
    if len(groups[0]) >= 3 or all(len(group) == 1 for group in groups):
        return True
    return number[1] == "7" and not re.search(r"[./-]", number)


def _plain(match: re.Match[str]) -> Span:
    span = span_of(match, SpanType.PHONE, 0.97)
    number = match.group()
    # "(01632 960 414)": a bracket that closes only after the number is not part of it.
    if number.startswith("(") and number.count("(") > number.count(")"):
        return replace(span, start=span.start + 1)
    return span


def _cued(match: re.Match[str]) -> Span | None:
    if _HELPLINE.match(match["number"]):
        return None
    return span_of(match, SpanType.PHONE, 0.8, group="number")


def _extension(match: re.Match[str]) -> Span:
    return span_of(match, SpanType.PHONE, 0.8, group="number")


def _spoken(match: re.Match[str]) -> Span:
    return span_of(match, SpanType.PHONE, 0.85)


RULES = (
    Rule(NATIONAL, _national),
    Rule(FROM_ABROAD, _plain),
    Rule(FOREIGN, _plain),
    Rule(CUED, _cued),
    Rule(EXTENSION, _extension),
    Rule(SPOKEN, _spoken),
)
