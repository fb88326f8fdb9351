"""Postcodes of the United Kingdom, in either case, by their real grammar."""

import re

from app.deid.rule import Rule, after, before, span_of
from app.deid.spans import Span, SpanType

AREA_REMOVED = "(area removed)"

# Every area that Royal Mail has; two-letter ones first, so that "SE" is not read as "S".
_AREAS = (
    r"AB|AL|BA|BB|BD|BH|BL|BN|BR|BS|BT|CA|CB|CF|CH|CM|CO|CR|CT|CV|CW|DA|DD|DE|DG|DH|DL|DN|"
    r"DT|DY|EC|EH|EN|EX|FK|FY|GL|GU|GY|HA|HD|HG|HP|HR|HS|HU|HX|IG|IM|IP|IV|JE|KA|KT|KW|KY|"
    r"LA|LD|LE|LL|LN|LS|LU|ME|MK|ML|NE|NG|NN|NP|NR|NW|OL|OX|PA|PE|PH|PL|PO|PR|RG|RH|RM|SA|"
    r"SE|SG|SK|SL|SM|SN|SO|SP|SR|SS|ST|SW|SY|TA|TD|TF|TN|TQ|TR|TS|TW|UB|WA|WC|WD|WF|WN|WR|"
    r"WS|WV|YO|ZE|B|E|G|L|M|N|S|W"
)

POSTCODE = re.compile(
    rf"(?<![A-Za-z0-9])(?:(?:{_AREAS})[0-9](?:[0-9]|[A-HJKMNPR-Y])?|GIR)"
    r"[ -]{0,2}[0-9][ABD-HJLNP-UW-Z]{2}(?![A-Za-z0-9])",
    re.IGNORECASE | re.ASCII,
)
_CUE = re.compile(r"(?<!\w)post[ -]?code[^.;\n]{0,12}\Z", re.IGNORECASE)
# "level EC1 3rd floor", "B12 2hr later": what else may follow a code.
_ORDINARY = re.compile(
    r"\w{2,4}[ -]{1,2}(?:1st|2nd|3rd|[04-9]th)|"
    r"[A-Za-z][0-9]{1,2}[ ][0-9](?:hr|ft|lb|st|yr|pt|gb|tb|ed|pp)"
)
_FLOOR = re.compile(r"[ ](?:floor|door|time|room)(?!\w)", re.IGNORECASE)


def _postcode(match: re.Match[str]) -> Span | None:
    if _CUE.search(before(match)):
        return span_of(match, SpanType.POSTCODE, 0.99, AREA_REMOVED)
    if _ORDINARY.fullmatch(match.group()) or _FLOOR.match(after(match)):
        return None
    return span_of(match, SpanType.POSTCODE, 0.97 if match.group().isupper() else 0.9, AREA_REMOVED)


RULES = (Rule(POSTCODE, _postcode),)
