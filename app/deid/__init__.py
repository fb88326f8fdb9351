"""Finds identifying details in free text and suggests kinder words: pure text in, spans out."""

from app.deid.jsonl import check_jsonl
from app.deid.model import Reads, rules_only, warm, what_reads
from app.deid.reading import Looked, look, marked, read, told
from app.deid.spans import Span, SpanType, in_words, merged

__all__ = [
    "Looked",
    "Reads",
    "Span",
    "SpanType",
    "check_jsonl",
    "in_words",
    "look",
    "marked",
    "merged",
    "read",
    "rules_only",
    "told",
    "warm",
    "what_reads",
]
