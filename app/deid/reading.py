"""Reads a text with every layer, and shows a text with its findings marked."""

from collections.abc import Callable, Iterable

from app.deid.rules import read_by_rules
from app.deid.spans import Span, merged

# A layer is text in, spans out. The name lists and the name model join here.
Layer = Callable[[str], Iterable[Span]]
LAYERS: tuple[Layer, ...] = (read_by_rules,)


def read(text: str) -> list[Span]:
    """The identifying details in a text, sorted and without overlaps."""
    return merged(span for layer in LAYERS for span in layer(text))


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
