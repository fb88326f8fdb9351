"""Reads a text with every layer, and shows a text with its findings marked."""

from collections.abc import Callable, Iterable

from app.deid.names.layer import read_names
from app.deid.roles import in_roles
from app.deid.rules import PLAIN, read_by_rules
from app.deid.spans import Span, merged
from app.deid.spared import without_code_names

# A layer is text in, spans out.
Layer = Callable[[str], Iterable[Span]]
LAYERS: tuple[Layer, ...] = (read_by_rules, read_names)


def read(text: str, *, called: str = "") -> list[Span]:
    """The identifying details in a text, sorted, without overlaps; `called` is the code name of whom it is about."""
    plain = text.translate(PLAIN)
    found = merged(span for layer in LAYERS for span in layer(plain))
    return in_roles(plain, list(without_code_names(plain, found, called)), called)


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
