"""The coach reads whole notes: it finds what is marked, and leaves the rest in peace."""

import pytest
from deid_notes import CLEAN, NOTES, parsed

from app.deid import marked, read


@pytest.mark.parametrize("note", NOTES)
def test_every_marked_detail_is_found_with_its_type(note: str) -> None:
    text, marks = parsed(note)
    spans = {(span.start, span.end, span.type.value) for span in read(text)}
    for start, end, span_type in marks:
        covering = [s for s in spans if s[0] <= start and s[1] >= end and s[2] == span_type]
        assert covering, f"{span_type} {text[start:end]!r} not found: {marked(text, read(text))}"


@pytest.mark.parametrize("note", NOTES)
def test_nothing_else_in_a_note_is_flagged(note: str) -> None:
    text, marks = parsed(note)
    for span in read(text):
        touched = any(start < span.end and span.start < end for start, end, _ in marks)
        assert touched, f"{text[span.start : span.end]!r} is a false alarm"


@pytest.mark.parametrize("text", CLEAN)
def test_a_clean_note_raises_no_alarm(text: str) -> None:
    assert read(text) == [], marked(text, read(text))


def test_lower_case_and_capitals_are_read_alike() -> None:
    text = "dob 3/4/81, postcode ls9 7dz, reg ab12 cde, on the 14th of march, aged 43, ref ab/12/34"
    assert [s.type for s in read(text)] == [s.type for s in read(text.upper())]
    assert len(read(text)) == 6


def test_text_pasted_from_a_document_is_read_too() -> None:
    text = "Tel 07700\u00a0900\u00a0245, seen 14\u00a0March 2024, NHS 943\u2011476\u20115919"
    assert [s.type.value for s in read(text)] == ["PHONE", "DATE", "NHS"]
