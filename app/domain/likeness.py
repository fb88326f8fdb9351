"""Something like this moved before: little miracles that resemble a case, and in a sentence why.

Counted by hand, so that anybody can follow it: a need in common weighs most, then words in common, cut to their stems.
Of another case only its needs are looked at. What came from one that is not open to the group now is left out whole.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple
from uuid import UUID

from sqlmodel import Session

from app.domain import miracles
from app.domain.cases import Case
from app.domain.miracles import Miracle
from app.domain.pro_forma import NEEDS

MOST_SHOWN, MOST_LOOKED_AT, MOST_WORDS = 3, 500, 3
A_NEED, A_WORD, ENOUGH = 3, 1, 2
SHORTEST = 4
NEEDS_IN_SHORT = {
    "housing": "housing",
    "money": "money",
    "mental_health": "mental health",
    "drugs": "drugs",
    "alcohol": "alcohol",
    "physical_health": "physical health",
    "health_access": "getting to a GP or a hospital",
    "care": "care",
    "brain": "brain injury or learning",
    "abuse": "abuse",
    "justice": "police or prison",
    "immigration": "immigration",
    "family": "family",
    "identity": "ID or a phone",
    "purpose": "purpose",
    "trust": "trust",
}
TELLING = ("question", "wants", "strengths", "housing_now", "tried", "stuck")
# Words that stand in any story; what is shorter than four letters is not looked at.
STORIES_SHARE = """
about after again against agreed almost also although always another anybody anything around asked away back because
been before began being better between both bring brought call called came case cannot come comes could days did
does doing done down each else ever every everybody everything first found from gave give goes going gone good group
have having help helped here hers herself himself hour hours into itself just keep kept kind knew know known last
least less like little long look looked made make many maybe meet meeting month months more most much must need
needs never next nobody none nothing often once only other others ours over people perhaps person place rather
really right said same says seem seen should since some somebody someone something sometimes somewhere soon still
such take taken talk than that their them then there these they thing things think this those though thought three
through time times together told took towards tried turn under until upon used very visit visits wait waited waiting
want wanted wants week weeks well went were what when where whether which while whole whom whose will with within
without words work worker workers would year years your
"""
EVERYDAY = frozenset(STORIES_SHARE.split())
ENDINGS = ("ing", "ed", "es", "s", "e")


class Like(NamedTuple):
    """A little miracle that resembles the case: what both touch, and the words that stand in both."""

    miracle: Miracle
    case: Case | None
    needs: list[str]
    words: list[str]

    @property
    def why(self) -> str:
        """The reason, in a sentence."""
        about = f"It touched {_listed(self.needs)} too" if self.needs else ""
        if not self.words:
            return f"{about}."
        spoken = f"of {_listed([f'“{word}”' for word in self.words])}"
        return f"{about}, and it speaks {spoken}." if about else f"It speaks {spoken} too."


def of_case(db: Session, case: Case) -> list[Like]:
    """Up to three that were told in this community, once it was handed in; in one query, however much was told."""
    if case.is_draft or case.withdrawn_at:
        return []
    return like(case, miracles.with_cases(db, case.community_id, most=MOST_LOOKED_AT))


def like(case: Case, told: Sequence[tuple[Miracle, Case | None]]) -> list[Like]:
    """Those that resemble the case most, of two alike the one that stands first; its own are left out."""
    others = [(miracle, source) for miracle, source in told if not source or (source.is_open and source.id != case.id)]
    texts = {miracle.id: _stems(f"{miracle.text} {miracle.did_differently}") for miracle, _ in others}
    telling = set(_stems(" ".join(getattr(case, name) for name in TELLING))) - _in_too_many(texts)
    found = [_likeness(case, telling, miracle, source, texts[miracle.id]) for miracle, source in others]
    enough = [one for one in found if _weight(one) >= ENOUGH]
    return [
        one._replace(words=one.words[:MOST_WORDS]) for one in sorted(enough, key=_weight, reverse=True)[:MOST_SHOWN]
    ]


def _likeness(case: Case, telling: set[str], miracle: Miracle, source: Case | None, words: dict[str, str]) -> Like:
    both = set(case.need_list) & set(source.need_list if source else ())
    needs = [NEEDS_IN_SHORT[need] for need in NEEDS if need in both]
    return Like(miracle, source, needs, [word for stem, word in words.items() if stem in telling])


def _weight(one: Like) -> int:
    return A_NEED * len(one.needs) + A_WORD * len(one.words)


def _in_too_many(texts: dict[UUID, dict[str, str]]) -> set[str]:
    """Words that stand in a third of all that was told say little; of a few stories nothing can be said yet."""
    counts = Counter(stem for stems in texts.values() for stem in stems)
    return {stem for stem, times in counts.items() if len(texts) >= 9 and times * 3 > len(texts)}


def _stems(text: str) -> dict[str, str]:
    """The telling words by their stems, in their order, each as it is first written."""
    stems: dict[str, str] = {}
    for word in re.findall(r"[^\W\d_]+", text.lower()):
        if len(word) >= SHORTEST and word not in EVERYDAY:
            stems.setdefault(_stem(word), word)
    return stems


def _stem(word: str) -> str:
    for ending in ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= SHORTEST - 1:
            word = word.removesuffix(ending)
            break
    # "stopped" and "stop", "calling" and "call".
    return word[:-1] if len(word) > 1 and word[-1] == word[-2] else word


def _listed(words: Iterable[str]) -> str:
    *most, last = words
    return f"{', '.join(most)} and {last}" if most else last
