"""Exact ages, offered as a band; bands, limits ("over 18") and durations are left alone."""

import re
from dataclasses import replace

from app.deid.rule import Rule, after, before, span_of
from app.deid.rules.bands import NUMBER, age_of, as_adjective, as_band
from app.deid.spans import Span, SpanType

_END = r"(?![\w%£]|[.,:/][0-9]|[-–][0-9])"
_LIST = rf"(?:{NUMBER}(?:,[ ]|[ ](?:and|&|or)[ ])){{0,4}}"
_WHO = (
    r"(?:son|daughter|mum|mother|mam|dad|father|brother|sister|wife|husband|partner|girlfriend|"
    r"boyfriend|ex|nan|gran(?:ny|dad|dma)?|grand(?:mother|father|son|daughter)|uncle|aunt(?:ie|y)?|"
    r"cousin|niece|nephew|baby|boy|girl|lad|lass|child|kid|client|patient|tenant|resident|man|"
    r"woman|gentleman|lady|user|neighbour|friend|carer|victim|male|female|youngest|eldest|oldest)"
)
_NOW = r"(?:(?:now|only|just|already|still|nearly|almost|about)[ ]){0,2}"

AGED = re.compile(
    rf"(?<!\w)(?:aged|(?:at[ ])?(?:the[ ])?ages?[ ]of|age:?)[ ]"
    rf"(?P<list>{_LIST})(?P<n>{NUMBER}){_END}",
    re.IGNORECASE,
)
YEARS_OLD = re.compile(
    rf"(?<![\w.,/£-])(?P<n>{NUMBER})(?:(?P<hyphen>[ ]?-[ ]?)|[ ])?"
    r"(?:years?|yrs?)[ -]?(?:old|of age)(?P<s>s?)(?!\w)",
    re.IGNORECASE,
)
YO = re.compile(
    rf"(?<![\w.,/£-])(?P<n>{NUMBER})(?P<hyphen>-)?[ ]?(?:yo|y/o|y\.o\.?)(?P<s>s?)(?!\w)",
    re.IGNORECASE,
)
MONTHS_OLD = re.compile(r"(?<![\w.,/£-])(?P<n>[0-9]{1,2})[ -](?:months?|weeks?|days?)[ -]old(?!\w)", re.IGNORECASE)
IS = re.compile(
    rf"(?<!\w)(?:(?:(?P<they>they)|he|she|i|who|{_WHO})(?:['’](?:s|m|re|d be|ll be)|"
    r"[ ](?:is|was|are|were|am|be|being|will be))|hes|shes|whos|im)[ ]"
    rf"{_NOW}(?P<n>{NUMBER}){_END}",
    re.IGNORECASE,
)
TURNING = re.compile(rf"(?<!\w)(?:turn(?:s|ed|ing)?)[ ]{_NOW}(?P<n>{NUMBER}){_END}", re.IGNORECASE)
BRACKETS = re.compile(
    rf"(?<!\w){_WHO}[ ]?[,(][ ]?(?P<n>[0-9]{{1,2}})(?=[ ]?[),.;])|"
    r"[(,][ ]?(?P<whole>(?P<n2>[0-9]{1,2})[ ]?(?:[MFmf]|yrs?|years))(?=[ ]?[),.;])",
    re.IGNORECASE,
)
# "Kelly, 34, came": after a word with a capital, between commas or in brackets.
AFTER_A_NAME = re.compile(
    r"(?<![\w/])(?!(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|(?:Jan|Febr)uary|March|April|May\b|June|July|August|"
    r"(?:Sept|Nov|Dec)ember|October|Section|Step|Room|Flat|Page|Article|Part)"
    r"[A-Z][\w'’-]+(?:,[ ](?P<n>[1-9][0-9])(?=[,.;)])|[ ][(](?P<n2>[1-9][0-9])(?=[)]))"
    r"(?![.,][0-9])"
)
BIRTHDAY = re.compile(r"(?<!\w)(?P<n>[0-9]{1,3})(?:st|nd|rd|th)[ ](?:birthday|b['’]?day)(?!\w)", re.IGNORECASE)

# "over 18", "between 16 and", "18 to 25": a limit or a band, not a person's age.
_LIMIT = re.compile(
    r"(?:(?<!\w)(?:over|under|above|below|least|than|between|up to|from|(?:max|min)(?:imum)?)[ ]|"
    r"[0-9][ ]?(?:-|–|to|or)[ ]?)\Z",
    re.IGNORECASE,
)
_BAND = re.compile(
    r"[ ]?(?:\+|plus(?!\w)|s(?!\w)|"
    r"(?:-|–|to|or|and)[ ]?(?:over|under|above|below|older|younger|up|[0-9]))",
    re.IGNORECASE,
)
_THINGS = (
    r"(?:arrears|debts?|building|house|flat|car|van|bike|dog|cat|pet|phone|bill|conviction|offence|"
    r"warrant|order|tenancy|system|report|referral|plan|policy|project|service|charity|assessment|"
    r"case|bed|mattress|sofa|boiler|tent|computer|laptop|whisky|photo|injury|wound|scar)"
)
_THING_AFTER = re.compile(rf"[ -](?:\w{{1,12}}[ ])?{_THINGS}s?(?!\w)", re.IGNORECASE)
_THING_BEFORE = re.compile(rf"(?<!\w){_THINGS}s?[ ](?:is|was|are|were)[ ]\Z", re.IGNORECASE)
# After "he is 43" may come an end or a joining word, never a unit ("43 days", "43 kilos").
_JOINS = re.compile(
    r"\s*(?:\Z|[;!?)\]\n\"”]|[.,:](?![0-9])|[ ]?[-–—](?![0-9])|"
    r"[ ](?:(?:and|but|so|now|today|then|when|with|who|or|yet|though|already|soon|tomorrow|next|"
    r"this|last|years old|has|lives|living|going on)(?!\w)|"
    r"on[ ](?![0-9]+[ ](?:mg|ml))|in[ ][A-Z]))(?![ ]a half)"
)
_TURNING_JOINS = re.compile(r"[ ](?:in|on|at|before|after|during|while|just|the)(?!\w)", re.IGNORECASE)


def _age(match: re.Match[str], certainty: float, number: str, group: str | int) -> Span | None:
    age = age_of(match[number])
    if age is None or _LIMIT.search(before(match, 20)):
        return None
    if _BAND.match(after(match)):
        return None
    return span_of(match, SpanType.AGE, certainty, as_band(age), group)


def _aged(match: re.Match[str]) -> Span | None:
    span = _age(match, 0.92, "n", "n" if "age:" in match.group().lower() else 0)
    if span is None or not match["list"]:
        return span
    return replace(span, start=match.start(), suggestion="of different ages")


def _years_old(match: re.Match[str]) -> Span | None:
    age = age_of(match["n"])
    # "16-year-olds" are a group, and a debt or a dog may have any age.
    if age is None or match["s"] or _LIMIT.search(before(match, 20)):
        return None
    if _BAND.match(after(match)) or _THING_AFTER.match(after(match)):
        return None
    if _THING_BEFORE.search(before(match)):
        return None
    is_adjective = match["hyphen"] or re.match(r"[ ](?!and|but|who|or|with|when)[a-z]", after(match))
    return span_of(match, SpanType.AGE, 0.92, as_adjective(age) if is_adjective else as_band(age))


def _months_old(match: re.Match[str]) -> Span | None:
    if _THING_AFTER.match(after(match)) or _THING_BEFORE.search(before(match)):
        return None
    return span_of(match, SpanType.AGE, 0.7, "very young")


def _is(match: re.Match[str]) -> Span | None:
    age = age_of(match["n"])
    if age is None or not _JOINS.match(after(match)):
        return None
    # "They were 3", "one of them": a count, not an age.
    if age < 2 or (match["they"] and age < 16):
        return None
    return _age(match, 0.85, "n", "n")


def _turning(match: re.Match[str]) -> Span | None:
    following = after(match)
    if not (_JOINS.match(following) or _TURNING_JOINS.match(following)):
        return None
    return _age(match, 0.85, "n", "n")


def _brackets(match: re.Match[str]) -> Span | None:
    if match["n"]:
        return _age(match, 0.75, "n", "n")
    return _age(match, 0.75, "n2", "whole")


def _after_a_name(match: re.Match[str]) -> Span | None:
    return _age(match, 0.7, "n" if match["n"] else "n2", "n" if match["n"] else "n2")


def _birthday(match: re.Match[str]) -> Span | None:
    return span_of(match, SpanType.AGE, 0.85, "birthday")


RULES = (
    Rule(AGED, _aged),
    Rule(YEARS_OLD, _years_old),
    Rule(YO, _years_old),
    Rule(MONTHS_OLD, _months_old),
    Rule(IS, _is),
    Rule(TURNING, _turning),
    Rule(BRACKETS, _brackets),
    Rule(AFTER_A_NAME, _after_a_name),
    Rule(BIRTHDAY, _birthday),
)
