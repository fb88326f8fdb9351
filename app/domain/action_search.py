"""What somebody writes to look for actions, read into what is meant: `is:open @me @name #word` and plain words."""

import re
from typing import NamedTuple

# How an action may stand, as it is written after "is:".
STATES = {
    "open": "still open",
    "past": "open, and past its date",
    "done": "done",
    "changed": "ended, for circumstances changed",
    "letgo": "let go, with a reason",
    "ended": "ended in whichever way",
}
HELP = "is:open, is:past, is:done, is:changed, is:letgo, is:ended, @me, @nobody, @name or #word"
NOT_NAMES = {"me", "nobody"}
MOST, LONGEST = 12, 200
_PART = re.compile(r'(?:is:|[@#])?"[^"]*"|\S+', re.IGNORECASE)
# Something before a colon, but for an hour such as 10:30 and an address on the web.
_OPERATOR = re.compile(r"(?!https?:)[a-z]+:\S*", re.IGNORECASE)


class Search(NamedTuple):
    """What is looked for: all of the words, one of the states and one of the people."""

    text: str = ""
    words: tuple[str, ...] = ()
    whole: tuple[str, ...] = ()
    states: frozenset[str] = frozenset()
    names: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nothing that we understand is looked for."""
        return not (self.words or self.whole or self.states or self.names)


def read(text: str) -> Search:
    """What these words ask for; what we do not know is kept apart, so that it can be said."""
    tidy = " ".join(text.replace("“", '"').replace("”", '"').split())[:LONGEST].strip()
    found: dict[str, list[str]] = {kind: [] for kind in ("words", "whole", "states", "names", "unknown")}
    for part in _PART.findall(tidy)[:MOST]:
        kind, word = _meant(part)
        if word and word not in found[kind]:
            found[kind].append(word)
    states = frozenset(found.pop("states"))
    return Search(text=tidy, states=states, **{kind: tuple(words) for kind, words in found.items()})


def _meant(part: str) -> tuple[str, str]:
    if part.lower().startswith("is:"):
        state = re.sub(r"[^a-z]", "", part[3:].lower())
        return ("states", state) if state in STATES else ("unknown", part)
    if part.startswith("@"):
        name = part[1:].strip('"').strip()
        return "names", name.lower() if name.lower() in NOT_NAMES else name
    if part.startswith("#"):
        return "whole", part[1:].strip('"').strip()
    if _OPERATOR.fullmatch(part):
        return "unknown", part
    return "words", part.strip('"').strip()
