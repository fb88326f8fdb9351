"""Named services: a hostel, a hospital, a prison, a school, a surgery; never a kind of service alone."""

import re
from collections.abc import Iterator

from app.deid import gazetteers
from app.deid.names.cues import AT_PLACE, GENERIC, TO_SERVICE, word_set
from app.deid.names.people import People
from app.deid.spans import Span, SpanType
from app.deid.words import Word

A_SERVICE = "a service"
_KINDS = {
    "a hospital": "hospital infirmary royal",
    "a hospital ward": "ward",
    "a hospice": "hospice",
    "a prison": "prison jail gaol yoi nick",
    "a school": "school primary academy juniors infants nursery",
    "a college": "college university",
    "a GP practice": "surgery practice",
    "a clinic": "clinic",
    "a hostel": "hostel foyer house lodge court refuge shelter hall villa villas manor grange mansions cottage priory",
    "a care home": "home homes",
    "a hotel": "hotel inn travelodge hostelry",
    "a pub": "arms tavern pub",
    "a place of worship": "church cathedral chapel mosque temple gurdwara synagogue abbey minster mission",
    "a station": "station",
    "a centre": "centre center hub library baths",
    "a team": "team",
    "a crematorium": "crematorium cemetery",
    "a shop": "pharmacy chemist chemists supermarket stores",
    "a cafe": "cafe café kitchen",
    A_SERVICE: "project unit service services trust foundation association housing council scheme society partnership",
}
_KIND_OF = {word: kind for kind, words in _KINDS.items() for word in words.split()}
# With a small letter these are too often part of an ordinary sentence.
_PLAIN_KINDS = word_set(
    """
    hospital prison jail hostel school surgery practice clinic hospice station team ward church mosque temple
    college university academy refuge shelter library pharmacy home centre project hub unit hotel foyer primary
    probation council nick pub cafe infirmary estate
    """
)
_SMALL = word_set(
    """
    of and the & for c e
    """
)
_HEADS = word_set(
    """
    care health medical police train bus tube railway nursing day night community children's childrens family
    primary secondary high junior rsi outreach housing womens women's mens men's mental
    """
)
_OPENERS = word_set(
    """
    the a an in on at from to by near off outside when while after before as so and but we he she they i it his
    her their our my moved lives seen saw went met found visited also still around until both address now back
    attended attends admitted discharged left stayed staying called rang spoke taken referral referred contacted
    phone ring email see visit dear hi under via with for is was has had not no new old what where who which
    """
)
WARD = re.compile(r"(?<!\w)(?:[Ww]ard|WARD)[ ](?P<name>[A-Z]?[0-9]{1,3}[A-Z]?|[A-Z])(?!\w)")
PRISON = re.compile(
    r"(?<!\w)(?i:hmp(?:[ /&]*yoi)?|hmyoi|yoi|irc)[ ]"
    r"(?P<name>[A-Z][\w'’-]+(?:[ ][A-Z][\w'’-]+){0,2}|[a-z]{4,20})"
)
SAINT = re.compile(
    r"(?<!\w)(?:the[ ])?(?:St|ST|Saint)\.?[ ][A-Z][\w-]+(?:['’]s?)"
    r"(?:[ ](?:of[ ]|and[ ]|the[ ]|C[ ]of[ ]E[ ]|R\.?C\.?[ ])*[A-Z][\w'’]+(?![\w'’]))*"
)


def service_spans(text: str, words: list[Word], people: People) -> Iterator[Span]:
    """Every named service."""
    yield from _by_pattern(text)
    for at, word in enumerate(words):
        if word.key in _KIND_OF and not word.owns:
            yield from _before_kind(words, people, at)
        if word.is_named and at and words[at - 1].key == "the" and word.follows:
            yield from _with_article(words, people, at)
    yield from _providers(words)


def _by_pattern(text: str) -> Iterator[Span]:
    for match in WARD.finditer(text):
        yield Span(match.start(), match.end(), SpanType.ORG, "a hospital ward", 0.9)
    for match in PRISON.finditer(text):
        if match["name"] not in gazetteers.lists().ordinary:
            yield Span(match.start(), match.end(), SpanType.ORG, "a prison", 0.95)
    for match in SAINT.finditer(text):
        last = match.group().split()[-1].lower()
        yield Span(match.start(), match.end(), SpanType.ORG, _KIND_OF.get(last, A_SERVICE), 0.93)


def _before_kind(words: list[Word], people: People, at: int) -> Iterator[Span]:
    kind = words[at]
    if (kind.is_plain and kind.key not in _PLAIN_KINDS) or (kind.is_plain and kind.is_upper):
        return
    start = _leftmost(words, at)
    while start < at and (words[start].key in _SMALL or (words[start].is_first and words[start].key in _OPENERS)):
        start += 1
    named = words[start:at]
    if not named or not _is_specific(named, people, kind):
        return
    if (
        kind.key in _PLAIN_KINDS
        and kind.is_plain
        and any(word.owns for word in named)
        and not named[0].text.startswith("St")
    ):
        return
    if start and words[start - 1].key == "the" and words[start].follows:
        start -= 1
    # A second word of the kind belongs to it: "Beech House care home".
    yield Span(
        words[start].start,
        words[_rightmost(words, at)].end,
        SpanType.ORG,
        _KIND_OF[kind.key],
        0.93 if kind.is_named else 0.9,
    )


def _leftmost(words: list[Word], at: int) -> int:
    start = at
    while (
        start > 0
        and at - start < 6
        and words[start].gap in {" ", "-", " & "}
        and not (words[start].is_first and start < at)
    ):
        before = words[start - 1]
        is_name = before.is_named or before.is_upper
        if not is_name and before.key not in _SMALL | _HEADS:
            break
        start -= 1
    return start


def _rightmost(words: list[Word], at: int) -> int:
    end = at
    while end + 1 < len(words) and words[end + 1].follows and end - at < 3:
        key = words[end + 1].key
        if key in _KIND_OF and (words[end + 1].is_named or key in _PLAIN_KINDS):
            return end + 1
        if not (key in _HEADS or (words[end + 1].is_named and key in GENERIC)):
            return end if key not in _HEADS else at
        end += 1
    return at


def _is_specific(named: list[Word], people: People, kind: Word) -> bool:
    lists = gazetteers.lists()
    for word in named:
        if not word.is_named or word.key in GENERIC or word.key in _SMALL or word.key in lists.common:
            continue
        if not people.is_ordinary(word) or word.key in lists.places:
            return True
        # "Beech House" is a name within a sentence; "Warm House" at its start may be none.
        if kind.is_named and (not word.is_first or word.owns or len(named) > 1):
            return True
    # "Wormwood Scrubs prison": two capitals within a sentence.
    capitals = [word for word in named if word.is_named and word.key not in GENERIC | lists.common]
    return len(capitals) > 1 and not capitals[0].is_first


def _with_article(words: list[Word], people: People, at: int) -> Iterator[Span]:
    """ "in the Lodge", "by the Lock": a capital after "the" makes it that one."""
    before = words[at - 2].key if at > 1 else ""
    is_title = words[at - 1].is_named and not words[at - 1].is_first
    if before not in AT_PLACE | TO_SERVICE and not is_title:
        return
    end = at + 1
    while end < len(words) and words[end].follows and words[end].is_named and end - at < 4:
        end += 1
    lists = gazetteers.lists()
    run = words[at:end]
    is_kind = all(word.key in GENERIC or word.key in lists.common or word.key in _THE_KNOWN for word in run)
    if is_kind and not (len(run) > 1 and run[-1].key in _HOSPITALS):
        return
    is_words = all(people.is_ordinary(word) and word.key not in lists.places for word in run)
    if len(run) > 1 and is_words and run[-1].key not in _HOSPITALS:
        return
    if end < len(words) and words[end].follows and not run[-1].owns and _is_person_after(words[end]):
        return
    yield Span(words[at - 1].start, run[-1].end, SpanType.ORG, A_SERVICE, 0.88)


def _is_person_after(word: Word) -> bool:
    return word.key in {
        "family",
        "brothers",
        "sisters",
        "twins",
        "approach",
        "model",
        "act",
        "report",
        "method",
        "review",
        "scale",
        "test",
        "theory",
    }


# "the Northern General", "the Royal Free"
_HOSPITALS = word_set("general royal infirmary free")
_THE_KNOWN = word_set(
    """
    internet web star council government law lord queen king prince princess press church army navy country
    state city group panel mp mayor minister secretary
    """
)


def _providers(words: list[Word]) -> Iterator[Span]:
    lists = gazetteers.lists()
    for at, word in enumerate(words):
        before = words[at - 1].key if at else ""
        for length in (4, 3, 2, 1):
            run = words[at : at + length]
            if len(run) < length or not _is_provider(run, lists):
                continue
            is_cued = (
                before in TO_SERVICE
                or word.gap.strip() == "@"
                or (before == "the" and at > 1 and words[at - 2].key in TO_SERVICE)
            )
            is_word = length == 1 and word.key in lists.ordinary
            if is_cued and (not is_word or (word.is_named and not word.is_first)):
                start = words[at - 1].start if before == "the" else word.start
                yield Span(start, run[-1].end, SpanType.ORG, A_SERVICE, 0.92)
                break


def _is_provider(run: list[Word], lists: gazetteers.Lists) -> bool:
    key = " ".join(word.key for word in run)
    if key not in lists.providers and not (run[-1].owns and f"{key}'s" in lists.providers):
        return False
    is_named = all(word.is_named or word.is_upper or word.key in _SMALL | {"with", "us", "are", "the"} for word in run)
    is_plain = all(word.is_plain for word in run) and not all(word.key in lists.ordinary for word in run)
    return all(word.follows for word in run[1:]) and (
        is_named or is_plain or (len(run) > 1 and all(word.is_plain for word in run))
    )
