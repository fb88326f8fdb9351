"""Whether what a case says of somebody's life may point to one person, and what could be said more widely.

A handful of plain facts together can say who somebody is as surely as a name. Cases are alike when the others of the
community fit everything that this one says: its life stage, its kind of housing, each of its needs.
"""

from collections.abc import Iterable
from typing import NamedTuple

from app.domain import pro_forma

ENOUGH = 5
# Bands that hold others: whoever is in one of these is also in the wider one.
WIDER_STAGE = {stage: "any_adult" for stage in ("young_adult", "adult", "middle")}


class Choices(NamedTuple):
    """What a case says of somebody's life in choices, not in words."""

    life_stage: str = ""
    housing_kind: str = ""
    needs: frozenset[str] = frozenset()

    @property
    def parts(self) -> int:
        """How many facts that is; "not sure" and "somewhere else" say nothing."""
        return bool(_said(self.life_stage)) + bool(_said(self.housing_kind)) + len(self.needs)

    def fits(self, other: "Choices") -> bool:
        """Whether the other case fits everything that this one says."""
        stages = {other.life_stage, WIDER_STAGE.get(other.life_stage, other.life_stage)}
        return (
            (not _said(self.life_stage) or self.life_stage in stages)
            and (not _said(self.housing_kind) or self.housing_kind == other.housing_kind)
            and all(need in other.needs or _is_within(need, other.needs) for need in self.needs)
        )


class Wider(NamedTuple):
    """One thing that could be said more widely: which, and in which words."""

    part: str
    words: str
    told: Choices
    is_enough: bool


class Rarity(NamedTuple):
    """`rare`: this combination may point to one person. `few`: there are too few cases yet to tell."""

    state: str = ""
    wider: list[Wider] = []

    def offer(self, part: str) -> Wider | None:
        """What is offered for this part, if anything is."""
        return next((wider for wider in self.wider if wider.part == part), None)


def look(mine: Choices, others: Iterable[Choices]) -> Rarity:
    """How rare what this case says is, among all cases of its community, itself counted."""
    known = list(others)
    if mine.parts < 2:
        return Rarity()
    if len(known) + 1 < ENOUGH:
        return Rarity("few")
    if _alike(mine, known) >= ENOUGH:
        return Rarity()
    return Rarity("rare", [wider._replace(is_enough=_alike(wider.told, known) >= ENOUGH) for wider in _offers(mine)])


def _alike(mine: Choices, known: list[Choices]) -> int:
    return 1 + sum(mine.fits(other) for other in known)


def _offers(mine: Choices) -> list[Wider]:
    offers = []
    stage = WIDER_STAGE.get(mine.life_stage)
    if stage:
        offers.append(_offer("wider_stage", pro_forma.LIFE_STAGES[stage], mine._replace(life_stage=stage)))
    if _said(mine.life_stage):
        offers.append(_offer("no_stage", "Not said", mine._replace(life_stage="")))
    if _said(mine.housing_kind):
        offers.append(_offer("no_housing", "Not said", mine._replace(housing_kind="")))
    wide = pro_forma.widened(list(mine.needs))
    if set(wide) != mine.needs:
        words = ", ".join(pro_forma.WIDE_NEEDS[one] for one in wide)
        offers.append(_offer("wider_needs", words, mine._replace(needs=frozenset(wide))))
    return offers


def _offer(part: str, words: str, told: Choices) -> Wider:
    return Wider(part, words, told, is_enough=False)


def _said(choice: str) -> str:
    return "" if choice in {"not_sure", "other"} else choice


def _is_within(wide: str, needs: frozenset[str]) -> bool:
    return bool(pro_forma.WITHIN.get(wide, set()) & needs)
