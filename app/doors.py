"""The guests' door on the big screen: its link, kept in memory for a while and never stored, and its QR code.

With several worker processes each knows only the doors that were opened through it.
"""

import time
from typing import NamedTuple
from uuid import UUID

import segno

STAYS = 1800.0
QUIET = 4


class Drawing(NamedTuple):
    """A QR code as one path on a square, with the quiet margin that cameras need."""

    size: int
    path: str


class Doors:
    """Which meetings show a link for guests on their screen now."""

    def __init__(self) -> None:
        self._open: dict[UUID, tuple[str, float]] = {}

    def show(self, meeting_id: UUID, url: str) -> None:
        """Show this link, instead of any before, for half an hour at most."""
        self._open[meeting_id] = (url, time.monotonic() + STAYS)

    def take_off(self, meeting_id: UUID) -> None:
        """Show it no more."""
        self._open.pop(meeting_id, None)

    def url(self, meeting_id: UUID) -> str:
        """The link that is shown now, or nothing."""
        url, until = self._open.get(meeting_id, ("", 0.0))
        if url and time.monotonic() > until:
            self.take_off(meeting_id)
            return ""
        return url


def drawing(text: str) -> Drawing:
    """The QR code of the text."""
    rows = segno.make(text, error="m", micro=False).matrix
    dark = [(x + QUIET, y + QUIET) for y, row in enumerate(rows) for x, module in enumerate(row) if module]
    return Drawing(len(rows) + 2 * QUIET, "".join(f"M{x} {y}h1v1h-1z" for x, y in dark))
