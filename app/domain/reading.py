"""The domain's one door to the de-identification coach, and what is done with its findings."""

from collections.abc import Iterable
from typing import NamedTuple

from app.deid import Span as Finding
from app.deid import in_words, read
from app.domain.errors import Refused

__all__ = ["Finding", "NotKept", "Piece", "in_words", "pieces", "read", "replaced"]


class NotKept(Refused):
    """Something identifying stands in a text to be shared, and nobody has said that it may stay."""

    def __init__(self) -> None:
        super().__init__("Something here may say who the person is. Change it, or say that you have read it again.")


class Piece(NamedTuple):
    """A stretch of a text, with what was found there if anything was."""

    text: str
    finding: Finding | None = None


def pieces(text: str, findings: Iterable[Finding]) -> list[Piece]:
    """The whole text cut at its findings, in order; together the pieces are the text again."""
    cut: list[Piece] = []
    position = 0
    for finding in findings:
        cut.append(Piece(text[position : finding.start]))
        cut.append(Piece(text[finding.start : finding.end], finding))
        position = finding.end
    cut.append(Piece(text[position:]))
    return [piece for piece in cut if piece.text]


def replaced(text: str, finding: Finding) -> str:
    """The text with this one finding replaced by its suggestion."""
    return text[: finding.start] + finding.suggestion + text[finding.end :]
