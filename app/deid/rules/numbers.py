"""NHS numbers, National Insurance numbers and vehicle plates: each has its own grammar."""

import re

from app.deid.rule import Rule, after, before, span_of
from app.deid.spans import Span, SpanType

_GAP = r"[ .–-]{0,2}"

CUED_NHS = re.compile(
    r"(?<![A-Za-z])(?:nhs|chi|hcn|h[ ]?&[ ]?c)(?![a-z])[^0-9\n;]{0,20}"
    rf"(?P<number>[0-9](?:{_GAP}[0-9]){{9}})(?![0-9A-Za-z])",
    re.IGNORECASE,
)
# Spaced 3-3-4 (and 3-3-2-2), 6-4 as in Scotland, 5-5, or one by one.
_NHS_GROUPS = (
    r"[0-9]{3}(?P<a>[ .-])[0-9]{3}(?P=a)[0-9]{2}(?P=a)?[0-9]{2}|"
    r"[0-9]{6}[ -][0-9]{4}|[0-9]{5}[ -][0-9]{5}|[0-9](?:[ ][0-9]){9}"
)
NHS = re.compile(rf"(?<![\w+£$€#])(?<![0-9][ .,/-])(?:{_NHS_GROUPS})(?![0-9A-Za-z%]|[.,/-][0-9]|[ ][0-9]{{2}})")
NHS_TOGETHER = re.compile(r"(?<![\w+£$€#])(?<![0-9][.,/-])[0-9]{10}(?![0-9A-Za-z%]|[.,/-][0-9])")

NINO = re.compile(
    rf"(?<![A-Za-z0-9])(?P<prefix>[A-Za-z]{{2}}){_GAP}(?:[0-9]{{2}}{_GAP}){{2}}[0-9]{{2}}"
    rf"{_GAP}[A-Da-d](?![A-Za-z0-9])"
)
CUED_NINO = re.compile(
    r"(?<!\w)(?:nino|ni(?:[ ](?:no|num|number))?|national[ ]insurance(?:[ ](?:no|num|number))?)"
    rf"[^0-9A-Za-z\n]{{0,4}}(?:(?:is|was)[ ])?(?P<number>[A-Z]{{2}}{_GAP}[0-9](?:{_GAP}[0-9]){{5}}"
    rf"(?:{_GAP}[A-Z])?)(?![A-Za-z0-9])",
    re.IGNORECASE,
)
_NEVER_ISSUED = {"BG", "GB", "KN", "NK", "NT", "TN", "ZZ"}

PLATE = re.compile(
    r"(?<![A-Za-z0-9])[A-HJ-PR-Ya-hj-pr-y]{2}(?:0[2-9]|[12][0-9]|5[1-9]|[67][0-9])"
    r"(?P<gap>[ ]?)(?P<tail>[A-HJ-PR-Za-hj-pr-z]{3})(?![A-Za-z0-9])"
)
_PLATE_CUE = r"(?:reg(?:istration)?|(?:number[ ])?plates?|vrm|car|van|vehicle|drives|driving)"
CUED_PLATE = re.compile(
    rf"(?<!\w)(?i:{_PLATE_CUE})(?!\w)[^0-9\n.;]{{0,15}}?(?<![A-Za-z0-9])"
    r"(?P<number>[A-Z][0-9]{1,3}[ ]?[A-Z]{3}|[A-Z]{3}[ ]?[0-9]{1,4}(?:[ ]?[A-Z])?)"
    r"(?![A-Za-z0-9])"
)
_PLATE_CUE_BEFORE = re.compile(rf"(?<!\w){_PLATE_CUE}(?!\w)[^.;\n]{{0,25}}\Z", re.IGNORECASE)
# Short words that may follow a code in a text of capitals: "MOVED TO NG21 AND".
_SHORT_WORD = re.compile(
    r"the|and|for|but|not|are|was|has|had|her|his|she|you|our|out|off|all|any|can|day|did|get|got|"
    r"how|let|may|men|met|new|now|old|one|own|per|put|ran|saw|say|set|ten|two|use|via|way|who|why|"
    r"yet|hrs|man|bus|row|mum|dad|son|too|end|age|bed|box",
    re.IGNORECASE,
)


def has_nhs_check_digit(digits: str) -> bool:
    """Tells whether ten digits pass the NHS number's modulus 11 check."""
    if len(digits) != 10 or len(set(digits)) == 1:
        return False
    total = sum(int(digit) * weight for digit, weight in zip(digits, range(10, 1, -1), strict=False))
    # A remainder that would need a check digit of ten is never issued.
    return (11 - total % 11) % 11 == int(digits[9])


def _cued_nhs(match: re.Match[str]) -> Span:
    # After the cue even a mistyped number is somebody's number.
    return span_of(match, SpanType.NHS, 0.99, group="number")


def _nhs(match: re.Match[str]) -> Span | None:
    digits = "".join(re.findall(r"[0-9]", match.group()))
    if not has_nhs_check_digit(digits):
        return None
    return span_of(match, SpanType.NHS, 0.85 if match.group() == digits else 0.95)


def _nino(match: re.Match[str]) -> Span:
    prefix = match["prefix"].upper()
    # The shape alone is telling; an impossible prefix (QQ in examples) is most likely a slip.
    real = prefix not in _NEVER_ISSUED and not set(prefix) & set("DFIQUV") and prefix[1] != "O"
    return span_of(match, SpanType.NINO, 0.98 if real else 0.92)


def _cued_nino(match: re.Match[str]) -> Span:
    return span_of(match, SpanType.NINO, 0.95, group="number")


def _plate(match: re.Match[str]) -> Span | None:
    if _PLATE_CUE_BEFORE.search(before(match)):
        return span_of(match, SpanType.PLATE, 0.97)
    if match["gap"] and _SHORT_WORD.fullmatch(match["tail"]) and _in_capitals(match):
        return None
    # "in20 min": apart and in lower case it is more often a slip of the space bar.
    if match["gap"] and not match.group().isupper():
        return None
    return span_of(match, SpanType.PLATE, 0.93)


def _in_capitals(match: re.Match[str]) -> bool:
    return not any(character.islower() for character in before(match) + after(match))


def _cued_plate(match: re.Match[str]) -> Span:
    return span_of(match, SpanType.PLATE, 0.85, group="number")


RULES = (
    Rule(CUED_NHS, _cued_nhs),
    Rule(NHS, _nhs),
    Rule(NHS_TOGETHER, _nhs),
    Rule(NINO, _nino),
    Rule(CUED_NINO, _cued_nino),
    Rule(PLATE, _plate),
    Rule(CUED_PLATE, _cued_plate),
)
