"""The domain's one door to the de-identification coach, and what is done with its findings."""

import hashlib
from collections import OrderedDict
from collections.abc import Iterable
from threading import Lock
from typing import NamedTuple

from app.deid import Span as Finding
from app.deid import SpanType as Kind
from app.deid import in_words, told, warm, what_reads
from app.domain.errors import Refused
from app.domain.looked import all_of, looked, read_so_far

__all__ = [
    "IN_ACTIONS",
    "KEPT_BECAUSE",
    "OF_AGENCIES",
    "OF_COMMUNITIES",
    "OF_MEETINGS",
    "Finding",
    "Kind",
    "NotKept",
    "Piece",
    "all_of",
    "but_in",
    "details",
    "details_of_all",
    "in_words",
    "kept",
    "pieces",
    "pieces_of",
    "read",
    "replaced",
    "settled",
    "warm",
    "who_read",
]

# An action is done by a day, and a meeting held on one: there a date says when, not who.
IN_ACTIONS = frozenset({Kind.DATE})
# What a community is, and where it meets, is told with the names of places and services; so is a meeting.
OF_COMMUNITIES = frozenset({Kind.ORG, Kind.PLACE})
OF_MEETINGS = OF_COMMUNITIES | IN_ACTIONS
# What an agency or a member offers, and how they are reached for it.
OF_AGENCIES = OF_COMMUNITIES | {Kind.PHONE, Kind.EMAIL, Kind.URL, Kind.ADDRESS, Kind.POSTCODE}

KEPT_BECAUSE = {
    "nobody": "It names nobody",
    "public": "It is public, and about no one person",
    "agreed": "Everybody concerned has agreed",
    "other": "Another reason",
}

# What was found in texts that are shown again and again, by a sign of each: words that were replaced or put away
# stay in no memory of ours.
MOST_REMEMBERED = 2000
_remembered: OrderedDict[tuple[bytes, frozenset[Kind]], tuple[str, ...]] = OrderedDict()
_one_at_a_time = Lock()


class NotKept(Refused):
    """Something identifying stands in a text to be shared, and nobody has said that it may stay."""

    def __init__(self) -> None:
        super().__init__("Something here may say who the person is. Change it, or say why it may stay.")


class Piece(NamedTuple):
    """A stretch of a text, with what was found there if anything was."""

    text: str
    finding: Finding | None = None


def read(text: str, *, but: frozenset[Kind] = frozenset(), called: str = "") -> list[Finding]:
    """What may say who somebody is, but for the kinds that say nothing here; `called` by the code name."""
    return [finding for finding in told(text, looked(text), called=called) if finding.type not in but]


def details(text: str, *, but: frozenset[Kind] = frozenset()) -> tuple[str, ...]:
    """The kinds of detail in words, each once; remembered, but never the text itself."""
    sign = _sign(text, but)
    with _one_at_a_time:
        if sign in _remembered:
            _remembered.move_to_end(sign)
            return _remembered[sign]
    seen = looked(text)
    kinds = tuple(dict.fromkeys(in_words(one.type) for one in told(text, seen) if one.type not in but))
    if seen.by is not what_reads():
        # The model failed at it: the next time it may not.
        return kinds
    with _one_at_a_time:
        _remembered[sign] = kinds
        if len(_remembered) > MOST_REMEMBERED:
            _remembered.popitem(last=False)
    return kinds


def details_of_all(texts: Iterable[tuple[str, frozenset[Kind]]]) -> None:
    """Says that the details of all of these are about to be asked for."""
    all_of([text for text, but in texts if _sign(text, but) not in _remembered])


def but_in(kind: str) -> frozenset[Kind]:
    """What says nothing about anybody in something that was caught: it depends on its kind."""
    return IN_ACTIONS if kind == "action" else frozenset()


def who_read() -> str:
    """Who read the words of this page: "model" with the rules, the "rules" alone, or those alone for "some" of it."""
    by = read_so_far() or {what_reads()}
    return "some" if len(by) > 1 else by.pop().value


def pieces(text: str, findings: Iterable[Finding]) -> list[Piece]:
    """The whole text cut at its findings, in order; together the pieces are the text again."""
    cut: list[Piece] = []
    position = 0
    for finding in findings:
        cut.append(Piece(text[position : finding.start]))
        cut.append(Piece(text[finding.start : finding.end], finding))
        position = finding.end
    cut.append(Piece(text[position:]))
    return [piece for piece in cut if piece.text]


def pieces_of(text: str, *, marked: bool, called: str) -> list[Piece]:
    """The text, cut at what is found in it when that is to be marked."""
    return pieces(text, read(text, called=called) if marked else ())


def replaced(text: str, *findings: Finding) -> str:
    """The text with these findings, given in order, replaced by their suggestions."""
    for finding in reversed(findings):
        text = text[: finding.start] + finding.suggestion + text[finding.end :]
    return text


def settled(text: str, *, but: frozenset[Kind] = frozenset()) -> str:
    """The text with all that is found replaced, for keeping what was said without saying whom it was about."""
    return replaced(text, *read(text, but=but))


def kept(because: str, findings: Iterable[Finding]) -> str:
    """What history keeps of this: one of KEPT_BECAUSE and the kinds, never the words."""
    return f"{because}: {', '.join(sorted({finding.type.value for finding in findings}))}"


def _sign(text: str, but: frozenset[Kind]) -> tuple[bytes, frozenset[Kind]]:
    return hashlib.sha256(text.encode()).digest(), but
