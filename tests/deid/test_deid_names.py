"""Names of people, places and services in many forms, and capitals that name nobody; read by the rules alone."""

import pytest

from app.deid import Span, marked, read
from app.domain.code_names import NAMES

FOUND = [
    ("PERSON", "Marlon", "Saw {} for an hour."),
    ("PERSON", "Kelly-Anne", "his ex, {}, has agreed"),
    ("PERSON", "Mrs Dhillon", "{} was taken home"),
    ("PERSON", "Dr Nkemelu", "Seen by {}."),
    ("PERSON", "Wojciech Nowak", "{} is on the list"),
    ("PERSON", "Big Dave", "Then {} came round"),
    ("PERSON", "steve", "had a call from {} again"),
    ("PERSON", "Okonkwo", "a long talk with {} about it"),
    ("PERSON", "Winnie A", "Case worker: {}"),
    ("PERSON", "Sparky", "a lad called {} had it"),
    ("PERSON", "Ghost", "his brother is {}."),
    ("PERSON", "Ayo", "Named nurse {} rang"),
    ("PERSON", "JB", "client {} did not come"),
    ("PERSON", "smiler", "known as {} round here"),
    ("PERSON", "May", "My neighbour {} told me"),
    ("PERSON", "O'Connell", "Mr Flynn and {} left"),
    ("PERSON", "Nguyễn", "we saw {} there"),
    ("PLACE", "Wrexham", "they met at {} last year"),
    ("PLACE", "Reading", "moved to {}, then on"),
    ("PLACE", "Stoke-on-Trent", "back in {} now"),
    ("PLACE", "Zzyzxham", "sleeping rough in {} again"),
    ("ORG", "HMP Wakefield", "due out of {} soon"),
    ("ORG", "Beech House", "taken home to {}."),
    ("ORG", "the Lodge", "better than sleeping in {} again"),
    ("ORG", "St Basil's", "a bed at {} for now"),
    ("ORG", "Ward 3F", "moved to {} at night"),
    ("ORG", "Trinity Hospice", "she died at {}"),
    ("ORG", "Chelmsford prison", "Dad in {}."),
    ("ORG", "Turning Point", "her worker at {} rang"),
    ("ORG", "turning point", "a call from {} about it"),
    ("ADDRESS", "27b Brick Lane", "back to {} at once"),
    ("ADDRESS", "Flat 3, 118 Falls Road", "lives at {}"),
    ("ADDRESS", "Villiers Street", "asleep on {} again"),
    ("ADDRESS", "22 albert road", "he is at {} now"),
]

NOT_FOUND = [
    "Presenting Issue: Repeated Evictions. Strengths: Humour, Loyalty, Cooking.",
    "The Mental Health Team and the Housing Options Service met at the Town Hall.",
    "She speaks Polish and Somali; he is Nigerian, she is Irish.",
    "Citizens Advice, Shelter and the Samaritans helped. PIP and UC are in place.",
    "Will power is not a plan. Faith groups, hope, charity, joy.",
    "In May we start. Last April was hard. By August it was better.",
    "We rang the Crown Court, the Job Centre and the Council about Universal Credit.",
    "they walked down the road, across the street and round the park",
    "he will mark the bill and grant the rest, may be in the art room",
    "PLEASE READ BEFORE THE GROUP. BRING ONE QUESTION, NOT A WHOLE HISTORY.",
    "her mum will come. his sister may ring. the nurse can wait",
    "Housing First works for some. Changing Futures is new. Does Open Dialogue help?",
]


@pytest.mark.parametrize(("span_type", "words", "sentence"), FOUND)
def test_a_name_is_found_whole(span_type: str, words: str, sentence: str) -> None:
    text = sentence.format(words)
    spans = {(text[s.start : s.end], s.type.value) for s in read(text)}
    assert (words, span_type) in spans, marked(text, read(text))


@pytest.mark.parametrize("text", NOT_FOUND)
def test_capitals_and_kinds_name_nobody(text: str) -> None:
    assert read(text) == [], marked(text, read(text))


def test_the_same_person_gets_the_same_words() -> None:
    text = "His sister Kelly rang. Kelly is well. Dr Okafor saw Marlon; Marlon slept. Marlon Reid is home."
    assert _said(text) == {
        "Kelly": {"(name removed)", "his sister"},
        "Dr Okafor": {"a doctor"},
        "Marlon": {"somebody"},
        "Marlon Reid": {"somebody"},
    }


def test_who_the_case_is_about_is_called_by_the_code_name() -> None:
    text = "Priya came with Marlon. Marlon spoke. Her keyworker, Ben, listened. Priya left before Marlon did."
    said = _said(text, called="River")
    assert said["Marlon"] == {"River"}
    assert said["Priya"] == {"somebody"}
    assert said["Ben"] == {"her worker"}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("She is at Beech House hostel.", "a hostel"),
        ("He is in HMP Wakefield.", "a prison"),
        ("Taken to Whipps Cross Hospital.", "a hospital"),
        ("Back in Wrexham.", "a town nearby"),
        ("Keith (neighbour) said so.", "a neighbour"),
        ("Nurse Patience rang.", "a nurse"),
    ],
)
def test_a_suggestion_says_the_kind(text: str, words: str) -> None:
    assert words in {span.suggestion for span in read(text)}


@pytest.mark.parametrize("name", sorted({*NAMES, *(name.replace("-", " ") for name in NAMES)}))
def test_a_code_name_is_no_finding(name: str) -> None:
    assert read(f"{name}’s week was long. We met {name}'s mother, and saw {name}.") == []
    assert read(f"{name} is warm now. How is it with {name}? {name} said so, and we sat with {name} 2.") == []


def test_a_name_around_a_code_name_still_is() -> None:
    assert [s.suggestion for s in read("Mr Weir spoke for Zeta Lime", called="Zeta Lime")] == ["somebody"]


def test_an_unknown_capital_is_only_to_be_checked() -> None:
    (span,) = read("we spoke about Zzyzx again")
    assert (span.suggestion, span.certainty) == ("(check this)", 0.4)


def _said(text: str, called: str = "") -> dict[str, set[str]]:
    said: dict[str, set[str]] = {}
    for span in _people(text, called):
        said.setdefault(text[span.start : span.end], set()).add(span.suggestion)
    return said


def _people(text: str, called: str) -> list[Span]:
    return [span for span in read(text, called=called) if span.type == "PERSON"]
