"""What holds for any text: reading never fails, is ordered, is linear, and keeps nothing back."""

import json
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.deid import Span, SpanType, check_jsonl, in_words, marked, merged, read

PIECES = st.sampled_from(
    (
        *("07700 900 245", "14 March", "ref ", "NHS ", "the 3rd", "@", "1/2/85", "SE17 ", "2HB", "dob "),
        *("he's ", "43", "-", " ", "\n", "www.", "a.b@c.org", "(", "0", "mon ", "twenty", "\u2029", "İ"),
    )
)
TEXTS = st.one_of(st.text(), st.lists(st.one_of(PIECES, st.text(max_size=3))).map("".join))
UNITS = (
    *("a", "1", "0", "07", " ", "1 ", "1/", "1-", "A/", "@", "a@a.", "a.", "(", "+4", "www.", "the 1st "),
    *("1st, ", "dob ", "ref ", "he is ", "aged 5, ", "twenty ", "a dot ", "AB 12 ", "mon 1", "oh "),
)


@given(TEXTS)
@settings(max_examples=400, deadline=None)
def test_any_text_is_read_into_ordered_spans(text: str) -> None:
    spans = read(text)
    ends = [0]
    for span in spans:
        assert ends[-1] <= span.start < span.end <= len(text)
        assert 0 < span.certainty <= 1
        assert span.suggestion
        ends.append(span.end)
    assert read(text) == spans
    assert len(marked(text, spans)) >= len(text)


@given(st.lists(st.one_of(st.text(), st.just('{"text": "ref 4471"}'))))
@settings(deadline=None)
def test_any_lines_are_answered_one_by_one(lines: list[str]) -> None:
    answers = list(check_jsonl(lines))
    assert len(answers) == sum(bool(line.strip()) for line in lines)
    assert all(isinstance(answer["spans"], list) for answer in answers)


@pytest.mark.parametrize("unit", UNITS)
def test_long_text_takes_time_in_proportion(unit: str) -> None:
    def seconds(length: int) -> float:
        text = (unit * length)[:length]
        began = time.process_time()
        read(text)
        return time.process_time() - began

    short, long = min(seconds(10_000), seconds(10_000)), seconds(100_000)
    # Ten times the text may take ten times as long, and not a hundred times; with room for a busy machine.
    assert long < max(80 * short, 1.0)
    assert long < 15


def test_the_surer_finding_wins_then_the_longer() -> None:
    sure = Span(4, 9, SpanType.PHONE, "(removed)", 0.9)
    unsure = Span(0, 6, SpanType.REF, "(removed)", 0.5)
    longer = Span(8, 20, SpanType.DATE, "recently", 0.9)
    apart = Span(30, 35, SpanType.AGE, "in their 40s", 0.4)
    assert merged([apart, unsure, sure]) == [sure, apart]
    assert merged([sure, longer, apart]) == [longer, apart]
    assert merged([Span(3, 3, SpanType.AGE, "", 1.0)]) == []


def test_a_marked_text_shows_each_finding_and_its_suggestion() -> None:
    text = "Ring 07700 900 245 on 14 March."
    wanted = "Ring [07700 900 245 → (removed)] on [14 March → a day in early spring]."
    assert marked(text, read(text)) == wanted


def test_every_type_has_plain_words() -> None:
    assert in_words(SpanType.PHONE) == "a phone number"
    assert in_words("DATE") == "an exact date"
    assert in_words("SOMETHING NEW") == "an identifying detail"
    assert len({in_words(span_type) for span_type in SpanType}) == len(SpanType)


def test_lines_of_json_come_back_with_their_spans() -> None:
    lines = ['{"id": 7, "text": "seen 14 March 2024"}\n', "\n", "not json", '{"text": 5}', "[1]"]
    first, *rest = check_jsonl(lines)
    span = {"start": 5, "end": 18, "type": "DATE", "suggestion": "early spring", "certainty": 0.93}
    assert first == {"id": 7, "text": "seen 14 March 2024", "spans": [span]}
    assert json.loads(json.dumps(first)) == first
    assert [answer["spans"] for answer in rest] == [[], [], []]
    assert "line 3" in str(rest[0]["error"]).lower()
    assert "not json" not in str(rest[0]["error"])
