"""The rules layer: every pattern there is, in one list."""

from collections.abc import Iterator

from app.deid.rule import Rule, findings
from app.deid.rules import ages, birth, dates, numbers, online, phones, places, references, streets
from app.deid.spans import Span

# Text pasted from a document brings odd spaces, hyphens and digits. Each becomes one plain
# character, so that the offsets stay true and the patterns stay short.
PLAIN = (
    dict.fromkeys(map(ord, "\t\u00a0\u2002\u2003\u2007\u2009\u200b\u202f\u2060\u3000"), " ")
    | dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2212\u00ad"), "-")
    | {first + digit: str(digit) for first in (0x660, 0x6F0, 0xFF10) for digit in range(10)}
)

RULES: tuple[Rule, ...] = (
    *online.RULES,
    *phones.RULES,
    *numbers.RULES,
    *places.RULES,
    *streets.RULES,
    *birth.RULES,
    *dates.RULES,
    *references.RULES,
    *ages.RULES,
)


def read_by_rules(text: str) -> Iterator[Span]:
    """Everything the rules find in a text, overlaps included."""
    return findings(text, RULES)
