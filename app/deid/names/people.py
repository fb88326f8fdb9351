"""Names of people: who bears which word as a name, told from how it is written and what stands beside it."""

from collections.abc import Iterator

from app.deid import gazetteers
from app.deid.names.cues import (
    BEFORE_NAME,
    CAPITAL_TITLES,
    DOES,
    MET,
    MONTHS,
    NEVER_PLAIN,
    PARTICLES,
    ROLES,
    SAYS,
    SHORT_TITLES,
    TIME_BEFORE,
    TITLES,
    WITH_PERSON,
)
from app.deid.words import Word

CHECK = "(check this)"
UNKNOWN, WEAK, SURE = 0.4, 0.55, 0.9


class People:
    """Reads one text, word by word, and gathers the stretches that name somebody."""

    def __init__(self, words: list[Word]) -> None:
        self.words = words
        self.lists = gazetteers.lists()
        self.found: dict[int, tuple[int, float]] = {}

    def read(self) -> Iterator[tuple[int, int, float]]:
        """First word, the word after the last, and how sure."""
        at = 0
        while at < len(self.words):
            if at in self.found:
                at = self.found[at][0]
                continue
            end, certainty = self._name_at(at)
            if certainty:
                self.found[at] = (end, certainty)
            at = max(end, at + 1)
        self._listed()
        self._again()
        yield from ((start, end, certainty) for start, (end, certainty) in sorted(self.found.items()))

    def grown(self, at: int) -> int:
        """The word after the last one that belongs to a name which begins here."""
        return self._grown(at, SURE)[0]

    # One name

    def _name_at(self, at: int) -> tuple[int, float]:
        word = self.words[at]
        if word.key in TITLES and (end := self._after_title(at)) > at:
            return end, SURE
        certainty = self._alone(at)
        if not certainty:
            return self._epithet(at)
        return self._grown(at, certainty)

    def _epithet(self, at: int) -> tuple[int, float]:
        """ "Old Pete", "little steve": the word before the name is part of what people call him."""
        word = self.words[at]
        if word.key not in BEFORE_NAME or not self._has_next(at):
            return at, 0
        follower = self.words[at + 1]
        if word.is_named != follower.is_named and not (word.is_plain and self.is_given(follower)):
            return at, 0
        certainty = self._alone(at + 1)
        if certainty < WEAK or not self.is_given(follower):
            return at, 0
        return self._grown(at + 1, certainty)

    def _alone(self, at: int) -> float:
        word = self.words[at]
        if word.is_upper or word.key in self.lists.common:
            return self._month_name(at)
        if word.is_plain:
            return self._plain(at)
        return self._opening(at) if word.is_first else self._within(at)

    def _plain(self, at: int) -> float:
        """Small letters: only a word that is nothing but a name."""
        word = self.words[at]
        if len(word.key) > 3 and not self.is_given(word) and not self.is_ordinary(word):
            return UNKNOWN if self._is_met(at) else 0
        if (
            len(word.key) < 3
            or word.key in NEVER_PLAIN
            or not all(self._is_given_key(part) for part in word.key.split("-"))
        ):
            return 0
        if not self.is_ordinary(word):
            return 0.7
        is_beside = at > 0 and self.words[at - 1].key in WITH_PERSON and self._says_after(at)
        return 0.45 if is_beside and not word.is_upper and word.key not in {"will", "may", "mark", "page"} else 0

    def _is_met(self, at: int) -> bool:
        """A word in no dictionary that somebody spoke with, or that itself speaks."""
        before = self.words[at - 1].key if at and self.words[at].follows else ""
        return self._says_after(at) or before in MET

    def _within(self, at: int) -> float:
        word = self.words[at]
        if self._is_heading(at):
            return 0
        if self.is_given(word):
            return self._month_name(at) if word.key in MONTHS else (0.75 if self.is_ordinary(word) else SURE)
        if self.is_surname(word):
            return WEAK if self.is_ordinary(word) else 0.8
        return 0 if self.is_ordinary(word) or len(word.key) < 3 else UNKNOWN

    def _opening(self, at: int) -> float:
        """At the start of a sentence every word has a capital."""
        word = self.words[at]
        if self.is_given(word) and not self.is_ordinary(word):
            return 0.85
        if self.is_ordinary(word):
            is_name = self.is_given(word) or self.is_surname(word)
            if self.is_given(word) and self._has_next(at) and self._is_only_surname(self.words[at + 1]):
                return 0.85
            return WEAK if is_name and self._says_after(at) and word.key not in MONTHS else 0
        if self.is_surname(word):
            return 0.6
        if self._has_next(at) and self._is_only_surname(self.words[at + 1]):
            return WEAK
        return UNKNOWN if len(word.key) >= 3 and (word.owns or self._does_after(at)) else 0

    def _is_only_surname(self, word: Word) -> bool:
        return word.is_named and not self.is_ordinary(word) and word.key not in self.lists.common

    def _month_name(self, at: int) -> float:
        word = self.words[at]
        if word.key not in MONTHS or not word.is_named:
            return 0
        before = self.words[at - 1].key if at else ""
        if word.is_first or before in TIME_BEFORE or any(c.isdigit() for c in word.gap):
            return WEAK if self._says_after(at) else 0
        return 0.6 if self._says_after(at) else 0

    def _is_heading(self, at: int) -> bool:
        """ "A Different Conversation": capitals on ordinary words, a weak name among them is none."""
        word = self.words[at]
        if not self.is_ordinary(word):
            return False
        before = self.words[at - 1] if at and word.follows else None
        after = self.words[at + 1] if self._has_next(at) else None
        if (
            before
            and before.is_named
            and not before.is_first
            and self.is_ordinary(before)
            and before.key not in ROLES | TITLES
        ):
            return before.key not in self.lists.given
        if after and after.is_named and self.is_ordinary(after):
            return not (self.is_given(word) and self.is_surname(after))
        return False

    # What belongs to it

    def _grown(self, at: int, certainty: float) -> tuple[int, float]:
        end = at + 1
        while end < len(self.words) and end - at < 5 and self._belongs(end):
            if self.is_given(self.words[end]) or self.is_surname(self.words[end]):
                certainty = max(certainty, 0.85 if certainty >= WEAK else WEAK)
            end += 1
        while end - 1 > at and self.words[end - 1].key in PARTICLES and not self.words[end - 1].is_named:
            end -= 1
        return end, certainty

    def _belongs(self, at: int) -> bool:
        """A surname or a second name after a first one."""
        word, before = self.words[at], self.words[at - 1]
        if before.owns or not (word.follows or word.gap == "-"):
            return False
        if word.is_named:
            return word.key not in self.lists.common or len(word.key) == 1
        if word.key in PARTICLES and at + 1 < len(self.words) and self.words[at + 1].is_named:
            return self.words[at + 1].follows
        if not (word.is_plain and before.is_plain):
            return False
        return (self.is_surname(word) or self.is_given(word)) and not self.is_ordinary(word) and len(word.key) > 2

    def _after_title(self, at: int) -> int:
        word = self.words[at]
        # "Dr. Okafor", but not "with her aunt. Nobody came."
        gaps = {" ", ". "} if word.key in SHORT_TITLES else {" "}
        if at + 1 >= len(self.words) or self.words[at + 1].gap not in gaps:
            return at
        follower = self.words[at + 1]
        if follower.is_upper and len(follower.key) > 2 and not word.is_upper:
            return at
        if word.key in CAPITAL_TITLES and not (word.is_named and follower.is_named):
            return at
        is_name = follower.is_named or not self.is_ordinary(follower)
        if not is_name or follower.key in self.lists.common:
            return at
        return self._grown(at + 1, SURE)[0]

    # Beside other names

    def _listed(self) -> None:
        """ "Grace and Amber": beside a name and a joining word, a word with a capital is a name too."""
        for _, (end, certainty) in sorted(self.found.items()):
            if certainty < 0.6 or end + 1 >= len(self.words):
                continue
            joint, other = self.words[end], self.words[end + 1]
            if joint.key not in {"and", "or"} or not joint.follows or not other.follows or end + 1 in self.found:
                continue
            if other.is_named and len(other.key) > 1 and other.key not in self.lists.common:
                self.found[end + 1] = (end + 2, 0.6)

    def _again(self) -> None:
        """What named somebody once names them wherever it is written the same way."""
        names = {
            self.words[at].text
            for start, (end, certainty) in self.found.items()
            if certainty >= WEAK
            for at in range(start, end)
            if len(self.words[at].key) >= 3 and self.words[at].key not in TITLES | BEFORE_NAME | PARTICLES
            if not (self.words[at].is_plain and self.is_ordinary(self.words[at]))
        }
        taken = {at for start, (end, _) in self.found.items() for at in range(start, end)}
        for at, word in enumerate(self.words):
            if word.text not in names or at in taken:
                continue
            if word.is_first and self.is_ordinary(word) and not self._does_after(at):
                continue
            self.found[at] = (at + 1, WEAK)

    # Questions about one word

    def _has_next(self, at: int) -> bool:
        return at + 1 < len(self.words) and self.words[at + 1].follows and not self.words[at].owns

    def _says_after(self, at: int) -> bool:
        return self._after(at, SAYS)

    def _does_after(self, at: int) -> bool:
        return self._after(at, DOES) or (self._has_next(at) and self.words[at + 1].key.endswith("ed"))

    def _after(self, at: int, verbs: frozenset[str]) -> bool:
        if self.words[at].owns:
            return at + 1 < len(self.words) and self.words[at + 1].key in ROLES
        return self._has_next(at) and self.words[at + 1].key in verbs

    def is_given(self, word: Word) -> bool:
        """Tells a first name."""
        return _is_in(word.key, self.lists.given)

    def _is_given_key(self, key: str) -> bool:
        return key in self.lists.given

    def is_surname(self, word: Word) -> bool:
        """Tells a family name."""
        if _is_in(word.key, self.lists.surnames):
            return True
        return word.text.startswith(("Mc", "Mac", "O'", "O’", "Ó")) and any(c.isupper() for c in word.text[2:])

    def is_ordinary(self, word: Word) -> bool:
        """Tells a word that a dictionary holds."""
        key = word.key
        if key in self.lists.ordinary:
            return True
        if "-" in key:
            return all(part in self.lists.ordinary for part in key.split("-"))
        return "'" in key and key.split("'")[0] in self.lists.ordinary


def _is_in(key: str, known: frozenset[str]) -> bool:
    if key in known:
        return True
    return "-" in key and any(len(part) > 2 and part in known for part in key.split("-"))
