"""Who takes an action on and by when, read from the words it was said in.

A small grammar of our own for how people agree things in a room. The library `dateparser` was tried for the dates: it
takes half a second to import and four packages along, hears a day in "before we next meet" (we: Wednesday), in a
person called May and in "the Friday group", and does not know "by the end of the month". A date that was never
promised is worse than none, so a day counts only where a word such as "by" or "next" leads to it.
"""

import re
from calendar import monthrange
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import NamedTuple
from uuid import UUID

FURTHEST = timedelta(days=730)
# Without its year, a day that would be nearly a year away is one that has just passed: nobody meant it.
FURTHEST_WITHOUT_YEAR = timedelta(days=300)
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
COUNTED = ("", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
# Names that are also words: they need a sign that a person is meant.
ALSO_WORDS = {"will", "may", "mark", "can", "could", "please", "grace", "hope", "faith", "joy", "bill", "rob", "sue"}


class Understood(NamedTuple):
    """What the words say; nothing where they do not."""

    owner_id: UUID | None = None
    due_on: date | None = None


def understood(text: str, people: Sequence[tuple[UUID, str]], writer_id: UUID | None, today: date) -> Understood:
    """Whom of these people the words give it to, the writer if they say "I will", and by which day from today on."""
    return Understood(_owner(text, people, writer_id), due(text, today))


def due(text: str, today: date) -> date | None:
    """The first day that the words promise, if it is not past and not further than two years."""
    words = " ".join(text.casefold().replace("’", "'").split())
    if _BEFORE_WE_MEET.search(words):
        return None
    found = [(match.start(), -match.end(), rule, match) for seen, rule in _RULES for match in seen.finditer(words)]
    for _, _, rule, match in sorted(found, key=lambda one: one[:2]):
        day = _day_of(rule, match, today)
        if day and timedelta() <= day - today <= FURTHEST:
            return day
    return None


Rule = Callable[["re.Match[str]", date], date | None]


def _day_of(rule: Rule, match: "re.Match[str]", today: date) -> date | None:
    try:
        return rule(match, today)
    except (ValueError, OverflowError):
        return None  # the 31st of February, the year 9999, or "in some weeks"


# ---- Who ----

_NAME = r"[^\W\d_][\w'-]*"
_SAID_BY_SELF = re.compile(r"\W*(i'll|i (will|shall|am going to)|i'm going to)\b")
_TOKEN = re.compile(_NAME)


def _owner(text: str, people: Sequence[tuple[UUID, str]], writer_id: UUID | None) -> UUID | None:
    words = " ".join(text.casefold().replace("’", "'").split())
    if _SAID_BY_SELF.match(words):
        return writer_id if any(person_id == writer_id for person_id, _ in people) else None
    marked = [words[match.end() :] for match in re.finditer(r"(?<!\S)@", words)]
    if marked:
        owners = {_whose(after, people)[0] for after in marked}
        return owners.pop() if len(owners) == 1 else None
    start = words.lstrip("-*•–— ")
    owner_id, name = _whose(start, people)
    return owner_id if owner_id and _takes_it_on(name, start[len(name) :]) else None


def _whose(words: str, people: Sequence[tuple[UUID, str]]) -> tuple[UUID | None, str]:
    """Whose name these words begin with, and as how much of it; nobody when it could be two people."""
    names: dict[str, set[UUID]] = {}
    for person_id, name in people:
        whole = " ".join(name.casefold().replace("’", "'").split())
        first = _TOKEN.match(whole)
        for form in {whole, first[0] if first else ""} - {""}:
            names.setdefault(form, set()).add(person_id)
    for form in sorted(names, key=len, reverse=True):
        if words.startswith(form) and not re.match(r"[\w'-]", words[len(form) :]):
            return (next(iter(names[form])) if len(names[form]) == 1 else None), form
    return None, ""


def _takes_it_on(name: str, rest: str) -> bool:
    if re.match(r"\s*:|\s+[-–—]\s|,? (will|to|can|is going to|has agreed to)\b", rest):
        return True
    # "Omar and Nia" are two, "Omar is unwell" is news, and somebody asked "Will anybody ring?"
    return name not in ALSO_WORDS and bool(re.match(r"(?! (and|or|with|is|was|has|had|said|says|thinks)\b),? \w", rest))


# ---- When ----

_LEAD = r"\b(?:by|before|until|till|on|for|latest|due)(?: the)? "
_DAY = r"(mon|tue|wed|thu|fri|sat|sun)(?:day|s|sday|nesday|rs|rsday|urday)?\b"
_MONTH = r"(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
_BEFORE_WE_MEET = re.compile(
    r"\b(before|by|until|when|at)( the time)? (we|our|the) (next )?(meet|meeting|time we meet)\b"
    r"|\b(by|before|until) next (meeting|time)\b"
)


def _weekday(match: "re.Match[str]", today: date) -> date:
    which = DAYS.index(match[2])
    if (match[1] or "").strip() == "next":
        # "Next Tuesday" is that of the week after this one, which on a Monday is not tomorrow.
        return today + timedelta(days=7 - today.weekday() + which)
    return today + timedelta(days=(which - today.weekday() - 1) % 7 + 1)


def _named_month(day: int, month: str, year: str | None, today: date) -> date | None:
    return _numbered(day, MONTHS.index(month) + 1, year, today)


def _numbered(day: int, month: int, year: str | None, today: date) -> date | None:
    if year:
        return date(int(year) + (2000 if len(year) == 2 else 0), month, day)
    this_year = date(today.year, month, day)
    meant = this_year if this_year >= today else date(today.year + 1, month, day)
    return meant if meant - today <= FURTHEST_WITHOUT_YEAR else None


def _counted(match: "re.Match[str]", today: date) -> date | None:
    count = int(match[1]) if match[1].isdigit() else COUNTED.index({"a": "one", "an": "one"}.get(match[1], match[1]))
    unit = match[2]
    if unit.startswith("month"):
        months = today.year * 12 + today.month - 1 + count
        year, month = divmod(months, 12)
        return date(year, month + 1, min(today.day, monthrange(year, month + 1)[1]))
    return today + timedelta(days=count * (14 if unit == "fortnight" else 7 if unit.startswith("week") else 1))


def _end_of(match: "re.Match[str]", today: date) -> date:
    is_next, unit = match[1] == "next", match[2]
    if unit == "year":
        return date(today.year + is_next, 12, 31)
    if unit == "week":
        # A week ends for us on its Friday; said at the weekend, it is the coming one.
        coming = today + timedelta(days=(4 - today.weekday()) % 7)
        return coming + timedelta(days=7 if is_next and today.weekday() < 5 else 0)
    year, month = divmod(today.year * 12 + today.month - 1 + is_next, 12)
    return date(year, month + 1, monthrange(year, month + 1)[1])


_RULES: list[tuple["re.Pattern[str]", Rule]] = [
    (re.compile(r"\b(?:today|tonight)\b"), lambda match, today: today),
    (re.compile(r"\bthe day after tomorrow\b"), lambda match, today: today + timedelta(days=2)),
    (re.compile(r"\btomorrow\b"), lambda match, today: today + timedelta(days=1)),
    (re.compile(rf"{_LEAD}(next |this |coming )?{_DAY}"), _weekday),
    (re.compile(rf"\b(next |this |coming ){_DAY}"), _weekday),
    (re.compile(r"\b(?:in|within) (?:the next )?(\d{1,3}|[a-z]+) (days?|weeks?|fortnight|months?)\b"), _counted),
    (re.compile(r"\b(?:the )?end of (?:the |this |(next) )?(week|month|year)\b"), _end_of),
    (re.compile(r"\b(?:by|before|until|during|in)? ?(next|this) (week|month)\b"), _end_of),
    (
        re.compile(rf"{_LEAD}(\d{{1,2}})(?:st|nd|rd|th)?(?: of)? {_MONTH}(?:,? (\d{{4}}))?\b"),
        lambda match, today: _named_month(int(match[1]), match[2], match[3], today),
    ),
    (
        re.compile(rf"{_LEAD}{_MONTH} (?:the )?(\d{{1,2}})(?:st|nd|rd|th)?\b(?:,? (\d{{4}})\b)?"),
        lambda match, today: _named_month(int(match[2]), match[1], match[3], today),
    ),
    (
        re.compile(rf"{_LEAD}{_DAY},? (?:the )?(\d{{1,2}})(?:st|nd|rd|th)?(?: of)? {_MONTH}(?:,? (\d{{4}}))?\b"),
        lambda match, today: _named_month(int(match[2]), match[3], match[4], today),
    ),
    (
        re.compile(rf"{_LEAD}(\d{{1,2}})[/.](\d{{1,2}})(?:[/.](\d{{4}}|\d{{2}}))?(?![\d/])"),
        lambda match, today: _numbered(int(match[1]), int(match[2]), match[3], today),
    ),
    (
        re.compile(r"\b(\d{4})-(\d{2})-(\d{2})\b"),
        lambda match, today: date(int(match[1]), int(match[2]), int(match[3])),
    ),
]
