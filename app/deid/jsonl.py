"""Reads many notes, one JSON object a line, for the command line."""

import json
from collections.abc import Iterable, Iterator

from app.deid.reading import read


def check_jsonl(lines: Iterable[str]) -> Iterator[dict[str, object]]:
    """The same objects, each with the `spans` of its `text`; a line without one says `error`."""
    for number, line in enumerate(lines, start=1):
        if line.strip():
            yield _checked(line, number)


def _checked(line: str, number: int) -> dict[str, object]:
    try:
        note = json.loads(line)
    except (ValueError, RecursionError):
        note = None
    if not isinstance(note, dict):
        return _unread({}, number)
    text = note.get("text")
    if not isinstance(text, str):
        return _unread(note, number)
    return note | {"spans": [span.as_dict() for span in read(text)]}


def _unread(note: dict[str, object], number: int) -> dict[str, object]:
    # One bad line does not stop the others, and its words are not repeated in the message.
    return note | {"spans": [], "error": f"Line {number} is not a JSON object with a text."}
