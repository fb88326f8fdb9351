"""Finds identifying details in free text and suggests kinder words: pure text in, spans out."""

from app.deid.jsonl import check_jsonl
from app.deid.reading import marked, read
from app.deid.spans import Span, SpanType, in_words, merged

__all__ = ["Span", "SpanType", "check_jsonl", "in_words", "marked", "merged", "read"]
