"""The name lists that `build.py` made, read once when a text is first read."""

import gzip
import unicodedata
from functools import lru_cache
from importlib.resources import files
from typing import NamedTuple


class Lists(NamedTuple):
    """What is known of words, folded to lower case without accents."""

    given: frozenset[str]
    surnames: frozenset[str]
    places: frozenset[str]
    providers: frozenset[str]
    ordinary: frozenset[str]
    common: frozenset[str]
    code_names: frozenset[str]


_SPECIAL = str.maketrans("łøđðþßæœıəħŋ’ʼ", "loddtsaoiahn''")


@lru_cache(maxsize=1)
def lists() -> Lists:
    """Every list; a few hundred thousand words that stay for as long as the process runs."""
    return Lists(*(_read(name) for name in Lists._fields))


def fold(word: str) -> str:
    """Lower case, accents dropped, so that "Müller" and "muller" are one."""
    lowered = word.lower()
    if lowered.isascii():
        return lowered
    plain = unicodedata.normalize("NFKD", lowered.translate(_SPECIAL))
    return "".join(character for character in plain if not unicodedata.combining(character))


def _read(name: str) -> frozenset[str]:
    packed = files(__package__).joinpath("data", f"{name}.txt.gz").read_bytes()
    return frozenset(gzip.decompress(packed).decode().split("\n")) - {""}
