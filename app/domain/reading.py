"""The domain's one door to the de-identification coach."""

from app.deid import Span as Finding
from app.deid import in_words, read

__all__ = ["Finding", "in_words", "read"]
