"""Names told by a cue alone: "his sister X", "known as X", "a lad called X", "client JB"."""

from collections.abc import Iterator

from app.deid import gazetteers
from app.deid.names.cues import CAPITAL_TITLES, KIN, NAMED, NAMED_PAIRS, OTHERS, ROLES, TITLES, WITH_PERSON, word_set
from app.deid.names.people import People
from app.deid.words import Word

CUED = 0.88
_QUOTES = "\"'‘“"
_JOINED = {" ", ", ", " (", " - ", " – ", " '", ' "', " ‘", " “", ": ", ", '"}
_NOT_CALLED = word_set(
    """
    the a an him her it them us me you back in on for to off out up round over again this that every about at by
    when before after today tomorrow yesterday last next out my his their our and but if someone somebody nobody
    everyone police
    """
)
_INITIALS_AFTER = word_set(
    """
    client patient resident tenant user re initials for
    """
)


def cued_names(words: list[Word], people: People) -> Iterator[tuple[int, int, float]]:
    """First word, the word after the last, and how sure."""
    for at in range(1, len(words)):
        if _is_named_by(words, at):
            yield at, people.grown(at), CUED
        elif _is_related(words, people, at):
            yield at, people.grown(at), 0.85
        elif _is_initials(words, at):
            yield at, at + 1, 0.6


def _is_named_by(words: list[Word], at: int) -> bool:
    """After "called", "known as", "goes by" what comes is a name, whatever it means."""
    word, before = words[at], words[at - 1]
    pair = f"{words[at - 2].key} {before.key}" if at > 1 and before.follows else ""
    is_pair = pair in NAMED_PAIRS or before.key in {"aka", "nicknamed"}
    is_noun = before.key in NAMED and at > 1 and words[at - 2].key in OTHERS | KIN
    if not (is_pair or before.key in NAMED) or before.owns:
        return False
    if word.gap[-1:] in _QUOTES and word.gap.strip():
        return True
    if word.gap != " " or word.key in _NOT_CALLED or (word.is_upper and len(word.key) > 3):
        return False
    if word.is_named:
        return word.key not in gazetteers.lists().common or is_pair
    return word.is_plain and (is_pair or is_noun) and not _is_grammar(word) and len(word.key) > 2


def _is_related(words: list[Word], people: People, at: int) -> bool:
    """ "his sister Kelly", "Daughter (Hilary)", "key worker ben": the word says who it is."""
    word, role = words[at], words[at - 1]
    if role.key in {"is", "was"} and at > 1 and word.is_named:
        # "his brother is Ghost"
        return words[at - 2].key in ROLES and word.follows and word.key not in gazetteers.lists().common
    if role.key not in ROLES or role.owns or word.gap not in _JOINED or word.key in TITLES - CAPITAL_TITLES:
        return False
    if word.is_named:
        return _could_follow(people, word, role)
    if not word.is_plain or word.is_upper:
        return False
    return (
        word.gap == " "
        and people.is_given(word)
        and not _is_grammar(word)
        and word.key not in gazetteers.lists().common
    )


def _could_follow(people: People, word: Word, role: Word) -> bool:
    if word.key in gazetteers.lists().common or word.key in ROLES:
        return False
    if word.gap == " " and not role.is_named:
        return True
    return people.is_given(word) or people.is_surname(word) or not people.is_ordinary(word)


def _is_initials(words: list[Word], at: int) -> bool:
    """ "client JB", "hv to BM": two or three capitals where a person is expected."""
    word, before = words[at], words[at - 1]
    if (
        not word.is_upper
        or not 2 <= len(word.text) <= 3
        or word.key in gazetteers.lists().common
        or not word.text.isalpha()
    ):
        return False
    lists = gazetteers.lists()
    if word.key in lists.providers or word.gap not in {" ", " (", ": "}:
        return False
    if before.key in _INITIALS_AFTER and not before.is_upper:
        return len(word.text) == 2 or before.key in {"client", "patient", "resident", "initials"}
    return len(word.text) == 2 and before.key in WITH_PERSON - {"by", "for", "about", "like"} and word.follows


def _is_grammar(word: Word) -> bool:
    return word.key in _NOT_CALLED or word.key in {
        "will",
        "may",
        "can",
        "has",
        "was",
        "is",
        "had",
        "who",
        "says",
        "said",
        "and",
        "grant",
        "page",
        "mark",
    }
