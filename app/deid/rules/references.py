"""Case, crime, hospital and other reference numbers: after a cue, or by their unmistakable look."""

import re

from app.deid.rule import Rule, span_of
from app.deid.spans import Span, SpanType

# Names of numbers that people write as part of them: "log CAD 4471".
_NUMBER_NAME = r"(?:MRN|CAD|URN|CRN|UPN|ULN|UTR|CRO|DOL)"
_VALUE = (
    rf"(?P<value>(?:{_NUMBER_NAME}[ :#-]{{1,2}})?"
    r"(?:(?:[A-Z]{1,3}[ ]?)?[0-9]{1,4}(?:[ ][0-9]{2,4}){1,4}(?:[ ]?[A-Z])?|"
    r"[A-Za-z0-9]{1,20}(?:[/_\\-][A-Za-z0-9]{1,20}){0,6}))(?![\w/]|[.,][0-9]|[ ]?%)"
)
_KIND = (
    r"(?:case|crime|incident|occurrence|hospital|patient|client|customer|member|account|acct?|"
    r"tenancy|tenant|rent|claim|application|app|passport|licen[cs]e|visa|file|policy|custody|"
    r"prison(?:er)?|court|warrant|record|badge|collar|card|log|cad|nhs|ni|booking|referral|"
    r"invoice|ticket|contract|employee|staff|student|pupil|user|household|asylum|port|person|"
    r"serial|unique|contact|sort|office|tax|police|payroll)"
)
_IS = r"[ ]?[.:#=–-]{0,2}[ ]{0,2}(?:(?:is|was)[ ])?"

REF = re.compile(
    rf"(?<![\w-])(?i:ref(?:erence|s)?)(?!\w)(?i:[ ](?:no|number|num|nr|id|code)(?!\w))?"
    rf"{_IS}{_VALUE}"
)
KIND_NUMBER = re.compile(
    rf"(?<![\w-])(?:(?i:{_KIND})|[A-Z]{{2,6}}|Do[A-Z]{{2}}|Ri[A-Z])[ ]?"
    rf"(?:(?i:nos?|number|num|nr|id|code)(?!\w)|#){_IS}{_VALUE}"
)
ANY_NUMBER = re.compile(rf"(?<![\w-])(?i:no\.|nr\.|id|i\.d\.|number)(?!\w){_IS}{_VALUE}")
NAMED_NUMBER = re.compile(
    rf"(?<![\w-])(?:{_NUMBER_NAME})[ ]?[.:#-]?[ ]?[A-Z]{{0,3}}[0-9][A-Z0-9]{{1,12}}"
    r"(?:[/-][A-Z0-9]{1,12}){0,4}(?![\w/])"
)
KIND_ALONE = re.compile(rf"(?<![\w-])(?i:{_KIND})[ ]?:?[ ]{{0,2}}{_VALUE}")
ACRONYM = re.compile(
    rf"(?<![\w-])(?!(?:GBP|EUR|USD)\b)(?:[A-Z]{{2,7}}[a-z]{{0,3}}|[A-Z][a-z][A-Z]{{1,4}})"
    rf"(?:[ ]?:)?[ ]{_VALUE}"
)
SORT_CODE = re.compile(r"(?<!\w)(?i:sort[ ]?code)[^0-9\n]{0,6}(?P<value>[0-9]{2}[ -]?[0-9]{2}[ -]?[0-9]{2})(?![0-9])")
LOG = re.compile(r"(?<![\w-])(?i:log|incident|occurrence)[ ](?P<value>[0-9]{3,8})(?![\w/-]|[.,][0-9])")
LOOK = re.compile(
    r"(?<![\w/@.,£$-])(?=[A-Z0-9/-]{0,12}[0-9])"
    r"(?P<value>[A-Z0-9]{1,20}(?:[/-][A-Z0-9]{1,20}){0,6})(?![\w/-]|[.,][0-9])"
)

_YEARS = re.compile(r"(?:19[5-9]|20[0-3])[0-9](?:[ /-](?:(?:19|20)[0-9]{2}|[0-9]{2}))?")
# "1030-1130", "10AM-1030AM", "1980S-1990S".
_TIMES = re.compile(
    r"[0-2]?[0-9][0-5][0-9][ -][0-2]?[0-9][0-5][0-9]|[0-9-]{1,9}(?:[AP]M-)?[0-9-]{0,9}[AP]M|"
    r"[0-9]{4}S(?:-[0-9]{4}S)?"
)
_LETTER_ENDS = re.compile(r"[A-Z]{1,3}[0-9]{4,}[A-Z]{1,3}")


def _digits(value: str) -> int:
    return sum(character in "0123456789" for character in value)


def _has_letter(value: str) -> bool:
    return any("A" <= character <= "Z" for character in value)


def _looks_like_a_code(value: str, digits: int) -> bool:
    """Tells a code ("AB/0098/X", "51100876") from a year, a time or a quantity."""
    if _YEARS.fullmatch(value) or _TIMES.fullmatch(value):
        return False
    if _digits(value) >= digits:
        return True
    is_mixed = _has_letter(value) and (len(value) >= 6 or " " in value)
    return is_mixed and _digits(value) >= 4


def _cued(match: re.Match[str]) -> Span | None:
    if _digits(match["value"]) < 2:
        return None
    return span_of(match, SpanType.REF, 0.9, group="value")


def _kind_number(match: re.Match[str]) -> Span | None:
    if _digits(match["value"]) < 3 or _YEARS.fullmatch(match["value"]):
        return None
    return span_of(match, SpanType.REF, 0.88, group="value")


def _any_number(match: re.Match[str]) -> Span | None:
    if _digits(match["value"]) < 4 or _YEARS.fullmatch(match["value"]):
        return None
    return span_of(match, SpanType.REF, 0.8, group="value")


def _named_number(match: re.Match[str]) -> Span | None:
    return span_of(match, SpanType.REF, 0.91) if _digits(match.group()) >= 3 else None


def _sort_code(match: re.Match[str]) -> Span:
    return span_of(match, SpanType.REF, 0.97, group="value")


def _weakly_cued(match: re.Match[str]) -> Span | None:
    if not _looks_like_a_code(match["value"], 6):
        return None
    return span_of(match, SpanType.REF, 0.75, group="value")


def _by_its_look(match: re.Match[str]) -> Span | None:
    value = match["value"]
    if not _has_letter(value) or _TIMES.fullmatch(value):
        return None
    is_code = _digits(value) >= 5 or _LETTER_ENDS.fullmatch(value)
    return span_of(match, SpanType.REF, 0.6) if is_code and len(value) >= 6 else None


RULES = (
    Rule(REF, _cued),
    Rule(KIND_NUMBER, _kind_number),
    Rule(ANY_NUMBER, _any_number),
    Rule(NAMED_NUMBER, _named_number),
    Rule(SORT_CODE, _sort_code),
    Rule(LOG, _kind_number),
    Rule(KIND_ALONE, _weakly_cued),
    Rule(ACRONYM, _weakly_cued),
    Rule(LOOK, _by_its_look),
)
