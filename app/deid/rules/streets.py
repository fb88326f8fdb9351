"""Streets and house numbers: "27b Brick Lane", "Flat 3, 118 Falls Road", "on kentish town road"."""

import re

from app.deid import gazetteers
from app.deid.gazetteers import fold
from app.deid.names.cues import word_set
from app.deid.rule import Rule, before, span_of
from app.deid.spans import Span, SpanType

ADDRESS_REMOVED = "(address removed)"
_STREET = "a street nearby"

_SURE = (
    r"(?:road|rd|street|st|avenue|ave?|lane|ln|close|drive|gardens|gdns|grove|crescent|cres(?:c)?|terrace|terr?|mews|broadway|"
    r"embankment|villas|wharf|quay|boulevard|esplanade|parade)"
)
_LOOSE = (
    r"(?:cl|dr|way|place|pl|square|sq|court|ct|hill|rise|row|walk|park|green|buildings|view|vale|mount|bank|gate|"
    r"side|house|lodge|tower|point|heights|mansions|yard|circus|estate|fields|drove)"
)
_NAME = (
    r"(?:(?:st\.?|the|old|new|upper|lower|great|little|north|south|east|west)[ ])?"
    r"[^\W\d_][\w'’.-]{0,20}(?:[ ](?:of|the|and|[^\W\d_][\w'’-]{1,20})){0,2}?"
)
_NUMBER = (
    r"(?:(?:flat|apt|apartment|unit|room|studio|plot)[ ]?[0-9]{1,4}[a-z]?[ ,]{1,2})?(?:no\.?[ ]?)?"
    r"[0-9]{1,4}(?:[a-h]|[ ]?[-/][ ]?[0-9]{1,4})?,?[ ]"
)

NUMBERED = re.compile(
    rf"(?<![\w£$/.-]){_NUMBER}(?P<name>{_NAME})[ ](?P<kind>{_SURE}|{_LOOSE})(?![\w'’-])", re.IGNORECASE
)
FLAT = re.compile(r"(?<!\w)(?:flat|apartment|apt)[ ](?P<number>[0-9]{1,4}[a-z]?|[a-h])(?!\w)", re.IGNORECASE)
NAMED = re.compile(
    r"(?<![\w'’-])(?P<name>(?:(?:St\.?|The|Old|New|Upper|Lower|Great|Little|North|South|East|West)[ ])?"
    r"[A-Z][\w'’-]{1,20}(?:[ ](?:of|the|[A-Z][\w'’-]{1,20})){0,2})[ ]"
    r"(?P<kind>Road|Rd|Street|St|Avenue|Ave|Lane|Ln|Close|Drive|Gardens|Gdns|Grove|Crescent|Terrace|Mews|Broadway|Embankment|Wharf|"
    r"Quay|Boulevard|Esplanade|Parade|Way|Place|Square|Hill|Rise|Row|Walk|Park|Green|Estate|Circus|Head|Bridge|road|street|avenue|lane|close|crescent|estate)(?![\w'’-])"
)
PLAIN = re.compile(
    r"(?<![\w'’-])(?P<name>[a-z][a-z'’-]{2,20}(?:[ ][a-z'’-]{3,20})?)[ ]"
    r"(?P<kind>road|rd|street|avenue|ave|lane|crescent|terrace|mews|estate)(?![\w'’-])"
)

_NOT_A_NAME = word_set(
    """
    minutes minute mins min hours days weeks months years yards miles metres of down up on in the this that his
    her their my our a an from to at off along across over next people times and or men women boys girls for
    with by out into per pm am more other main busy quiet same whole one long another back side open any every
    """
)
_ORDINARY_NAMES = word_set(
    """
    high the a this that main busy quiet one whole same back side our his her my their next every any other right
    wrong middle car town city
    """
)
_NUMBERED_OUT = re.compile(
    r"(?:bed|room|ward|step|section|page|level|phase|tier|option|stage|day|week|session)[ ]?\Z", re.IGNORECASE
)


def _numbered(match: re.Match[str]) -> Span | None:
    first = match["name"].split()[0].lower()
    if first in _NOT_A_NAME - {"the"} or _NUMBERED_OUT.search(before(match, 10)):
        return None
    is_cased = match["name"][0].isupper() and match["kind"][0].isupper()
    if not is_cased:
        if not re.fullmatch(_SURE, match["kind"], re.IGNORECASE) or match["name"].count(" ") > 1:
            return None
        if set(match["name"].lower().split()) & _NOT_A_NAME or match["kind"].lower() in {
            "st",
            "close",
            "drive",
            "ave",
            "av",
        }:
            return None
    elif any(word[0].islower() and word not in {"of", "the", "and"} for word in match["name"].split()):
        return None
    return span_of(match, SpanType.ADDRESS, 0.95 if is_cased else 0.8, ADDRESS_REMOVED)


def _flat(match: re.Match[str]) -> Span:
    return span_of(match, SpanType.ADDRESS, 0.7, ADDRESS_REMOVED)


def _named(match: re.Match[str]) -> Span | None:
    words = match["name"].split()
    lists = gazetteers.lists()
    # "Yesterday Brick Lane": the first word of a sentence may only be a word.
    while len(words) > 1 and fold(words[0]) in lists.ordinary and fold(words[0]) in _OPENERS:
        words = words[1:]
    keys = [fold(word) for word in words]
    # "Union Street" is a street, though the word stands in the names of nations.
    loose = frozenset[str]() if match["kind"] in _SURE_KINDS else lists.common
    if all(key in loose or key in _ORDINARY_NAMES | _OPENERS for key in keys):
        return None
    if match["kind"][0].islower() and all(key in lists.ordinary for key in keys):
        return None
    start = match.end() - len(match.group()) + match["name"].rindex(words[0] if len(words) == 1 else " ".join(words))
    certainty = 0.91 if match["kind"] in _SURE_KINDS else 0.8
    return Span(start, match.end(), SpanType.ADDRESS, _STREET, certainty)


def _plain(match: re.Match[str]) -> Span | None:
    lists = gazetteers.lists()
    words = match["name"].split()
    if len(words) == 2 and (words[0] in _NOT_A_NAME or (words[0] in lists.ordinary and words[1] in _NOT_A_NAME)):
        return None
    name = match["name"]
    is_known = (
        name in lists.places or words[-1] not in lists.ordinary or (len(words) == 2 and words[0] not in lists.ordinary)
    )
    if not is_known or words[-1] in _NOT_A_NAME or any("'" in word or "’" in word for word in words):
        return None
    if len(words) == 2 and words[0] in lists.ordinary and name not in lists.places:
        return Span(match.start() + len(words[0]) + 1, match.end(), SpanType.ADDRESS, _STREET, 0.75)
    return span_of(match, SpanType.ADDRESS, 0.75, _STREET)


_OPENERS = word_set(
    """
    the a an in on at from to by near off outside yesterday today last when while after before as so and but we
    he she they i it his her their our my moved lives living seen saw walked went met found visited then also
    still around along behind opposite since until both address old new now back
    """
)
_SURE_KINDS = word_set(
    """
    Road Rd Street St Avenue Ave Lane Ln Close Crescent Terrace Mews Gardens Gdns Grove Drive
    """
)

RULES = (Rule(NUMBERED, _numbered), Rule(FLAT, _flat), Rule(NAMED, _named), Rule(PLAIN, _plain))
