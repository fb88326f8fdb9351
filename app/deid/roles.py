"""Says of each person in a text who they are instead of their name: the same person in the same words."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from app.deid.gazetteers import fold
from app.deid.names.cues import KIN, OTHERS, TITLES, WORKERS
from app.deid.names.people import UNKNOWN
from app.deid.spans import Span, SpanType

# Where the role stands before the name already, saying it again would not read well.
NAME_REMOVED = "(name removed)"
NOBODY_KNOWN = ("somebody", "somebody else", "another person", "one more person")

_ROLE = "|".join(sorted((re.escape(word) for word in KIN | WORKERS | OTHERS), key=len, reverse=True))
_BEFORE = re.compile(
    rf"(?:\b(?P<owner>his|her|their|my|our)[ ](?:[a-z-]+[ ]){{0,2}}?)?\b(?P<role>{_ROLE})"
    rf"(?P<apart>,|[ ]is|[ ]was|[ ]called|[ ]named|:|[ ]\(|[ ][-–])?[ ]?[\"'‘“]?\Z",
    re.IGNORECASE,
)
_AFTER = re.compile(
    rf"[ ]?[,(][ ]?(?:(?P<owner>his|her|their|my|our)[ ](?:[a-z-]+[ ])?|the[ ]|an?[ ])?(?P<role>{_ROLE})\b",
    re.IGNORECASE,
)
_TITLED = {
    "a doctor": "dr doctor prof professor",
    "a nurse": "nurse matron midwife",
    "a police officer": "pc pcso dc ds di dci sgt sergeant constable inspector",
    "an officer": "officer",
    "a faith leader": "rev revd reverend fr pastor imam rabbi canon vicar sheikh mullah father",
    "a councillor": "cllr councillor",
    "a judge": "judge",
    "an uncle": "uncle",
    "an aunt": "auntie aunty aunt",
    "a grandparent": "nan nana nanny gran granny grandad grandma grandpa",
}
_BY_TITLE = {title: words for words, titles in _TITLED.items() for title in titles.split()}
_OFFICES = {
    "nurse": "nurse",
    "cpn": "nurse",
    "doctor": "doctor",
    "gp": "doctor",
    "teacher": "teacher",
    "solicitor": "solicitor",
    "psychiatrist": "doctor",
}


@dataclass(slots=True)
class _Person:
    names: set[str]
    spans: list[int] = field(default_factory=list)
    words: str = ""
    is_beside_role: set[int] = field(default_factory=set)


def in_roles(text: str, spans: list[Span], called: str) -> list[Span]:
    """The spans, with the words for each person; who the text is about is `called` by the code name."""
    people = _people(text, spans)
    nameless = [person for person in people if not person.words]
    # Where the code name stands already, whom the text is about has no other name in it.
    if called and nameless and called.lower() not in text.lower():
        max(nameless, key=lambda person: len(person.spans)).words = called
    for person, words in zip((p for p in nameless if not p.words), _others(), strict=False):
        person.words = words
    said = list(spans)
    for person in people:
        for at in person.spans:
            said[at] = replace(spans[at], suggestion=NAME_REMOVED if at in person.is_beside_role else person.words)
    return said


def _others() -> Iterable[str]:
    yield from NOBODY_KNOWN
    while True:
        yield NOBODY_KNOWN[-1]


def _people(text: str, spans: list[Span]) -> list[_Person]:
    people: list[_Person] = []
    for at, span in enumerate(spans):
        if span.type is not SpanType.PERSON:
            continue
        titles, names = _parts(text[span.start : span.end])
        person = next((known for known in people if known.names & names), None)
        if person is None:
            if span.certainty <= UNKNOWN:
                continue
            people.append(person := _Person(set()))
        person.names |= names
        person.spans.append(at)
        _learn(person, at, text, span, titles)
    return people


def _parts(name: str) -> tuple[list[str], set[str]]:
    words = [fold(word) for word in re.findall(r"[^\W_]+(?:['’-][^\W_]+)*", name)]
    titles = [word for word in words[:-1] if word in TITLES]
    return titles, set(words[len(titles) :])


def _learn(person: _Person, at: int, text: str, span: Span, titles: list[str]) -> None:
    before = _BEFORE.search(text, max(0, span.start - 40), span.start)
    after = _AFTER.match(text, span.end)
    if before and not before["apart"]:
        person.is_beside_role.add(at)
    if person.words:
        return
    told = before or after
    if told:
        person.words = _role_words(told["owner"], told["role"].lower())
    elif titles:
        person.words = next((_BY_TITLE[title] for title in titles if title in _BY_TITLE), "")


def _role_words(owner: str | None, noun: str) -> str:
    if noun in WORKERS:
        kind = _OFFICES.get(noun, "worker")
        return f"{owner.lower()} {kind}" if owner else f"a {kind}"
    noun = "neighbour" if noun in {"n'bour", "neighbor"} else noun
    if owner:
        return f"{owner.lower()} {noun}"
    if noun in KIN:
        return f"the {noun}"
    return f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}"
