"""Reads a text with every layer, and shows a text with its findings marked."""

from collections.abc import Iterable
from typing import NamedTuple

from app.deid.model import Reads, seen_in
from app.deid.names.layer import read_names
from app.deid.roles import in_roles
from app.deid.rules import PLAIN, read_by_rules
from app.deid.spans import Span, merged
from app.deid.spared import without_code_names


class Looked(NamedTuple):
    """What was seen in a text, whoever it is about, and whether the model saw it too."""

    spans: list[Span]
    by: Reads


def read(text: str, *, called: str = "") -> list[Span]:
    """The identifying details in a text, sorted, without overlaps; `called` is the code name of whom it is about."""
    return told(text, look(text), called=called)


def look(text: str) -> Looked:
    """The long part of reading: every layer, before it is known whom the text is about."""
    plain = text.translate(PLAIN)
    seen = seen_in(plain)
    spans = merged([*read_by_rules(plain), *read_names(plain, seen)])
    return Looked(spans, Reads.RULES if seen is None else Reads.MODEL)


def told(text: str, looked: Looked, *, called: str = "") -> list[Span]:
    """The short part: what is left beside the code names, and what to say instead."""
    plain = text.translate(PLAIN)
    return in_roles(plain, list(without_code_names(plain, looked.spans, called)), called)


def marked(text: str, spans: Iterable[Span]) -> str:
    """The text with each finding shown as "[07700 900 245 → (removed)]"."""
    parts: list[str] = []
    position = 0
    for span in merged(spans):
        parts.append(text[position : span.start])
        parts.append(f"[{text[span.start : span.end]} → {span.suggestion}]")
        position = span.end
    parts.append(text[position:])
    return "".join(parts)
