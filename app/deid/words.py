"""The words of a text one by one, each with its place, how it is written, and what stands before it."""

import re
from dataclasses import dataclass

from app.deid.gazetteers import fold

_WORD = re.compile(r"[^\W\d_](?:[^\W\d_]|['’.&-](?=[^\W\d_]))*")
_OWNS = re.compile(r"['’][sS]\Z")
_ENDS_SENTENCE = re.compile(r"[.!?\n:;•\"“‘*]|[-–—] |(?:^|\s)\(?\d{1,2}[.)]\s")


@dataclass(slots=True)
class Word:
    """One word of a text."""

    start: int
    end: int
    text: str
    key: str
    # What stands between the word before and this one.
    gap: str
    is_first: bool
    # With a capital and then small letters; words all in capitals are short forms, or shouted.
    is_named: bool
    is_upper: bool
    # Without a difference between names and words: small letters, or a line all in capitals.
    is_plain: bool
    owns: bool = False

    @property
    def follows(self) -> bool:
        """Tells whether only a space stands before it."""
        return self.gap == " "


def words_of(text: str) -> list[Word]:
    """Every word, in order."""
    found: list[Word] = []
    before = 0
    for line in _lines(text):
        shouted = _is_shouted(text[line[0] : line[1]])
        for match in _WORD.finditer(text, *line):
            gap = text[before : match.start()]
            found.append(_word(match, gap, not found or _starts(gap), shouted))
            before = found[-1].end if not found[-1].owns else match.end()
    return found


def _lines(text: str) -> list[tuple[int, int]]:
    places: list[tuple[int, int]] = []
    start = 0
    for line in text.splitlines(keepends=True):
        places.append((start, start + len(line)))
        start += len(line)
    return places


def _is_shouted(line: str) -> bool:
    upper = sum(character.isupper() for character in line)
    lower = sum(character.islower() for character in line)
    return upper >= 12 and upper > 4 * lower


def _starts(gap: str) -> bool:
    return _ENDS_SENTENCE.search(gap) is not None


def _word(match: re.Match[str], gap: str, is_first: bool, shouted: bool) -> Word:
    text, end = match.group(), match.end()
    owns = _OWNS.search(text) is not None
    if owns:
        text, end = text[:-2], end - 2
    is_upper = text.isupper() and (len(text) > 1 or shouted)
    is_named = text[0].isupper() and not is_upper
    is_plain = (is_upper and shouted) or text[0].islower()
    return Word(match.start(), end, text, fold(text), gap, is_first, is_named, is_upper and not shouted, is_plain, owns)
