"""The ledger of barriers: sifting it, and counting it for the community. Agencies are counted, never people."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import NamedTuple
from uuid import UUID

from app.clock import quarter_of
from app.domain.barrier_words import LEVELS, STATES, TO_CHECK, TYPES
from app.domain.follow_ups import HOLDS
from app.domain.standings import Standing

MINE = {"mine": "I named it", "ours": "Our agency met it too"}
# A word for all that still comes back, and one for all that does not.
SHOWN = {"open": "All open ones", "ended": "All ended ones"}
A_YEAR = 4


class Sieve(NamedTuple):
    """What to show of the ledger; what is left empty lets everything through."""

    state: str = ""
    type: str = ""
    level: str = ""
    lever: str = ""
    whose: str = ""
    words: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether everything is shown."""
        return not any(self)


class Quarter(NamedTuple):
    """What a quarter brought."""

    name: str
    named: int
    asked: int
    answered: int
    changed: int
    held: int


class Figures(NamedTuple):
    """The community's barriers in numbers."""

    open: int
    silent: int
    states: list[tuple[str, int]]
    types: list[tuple[str, int]]
    levels: list[tuple[str, int]]
    quarters: list[Quarter]


def sifted(standings: Iterable[Standing], sieve: Sieve, *, mine: UUID, ours: Collection[UUID]) -> list[Standing]:
    """Those that the sieve lets through, in their order."""
    return [one for one in standings if _passes(one, sieve, mine, ours)]


def figures(standings: list[Standing], today: date) -> Figures:
    """Counts by state, type and level of what is open, and by quarter of what happened."""
    still = [one for one in standings if one.is_open]
    return Figures(
        open=len(still),
        silent=sum(one.is_silent for one in still),
        states=_counted((one.state for one in standings), STATES),
        types=_counted((one.barrier.type for one in still), TYPES),
        levels=_counted((one.barrier.level for one in still), LEVELS | {"": "Not said yet"}),
        quarters=[_quarter(standings, *which) for which in _last_quarters(today)],
    )


def _passes(one: Standing, sieve: Sieve, mine: UUID, ours: Collection[UUID]) -> bool:
    barrier = one.barrier
    state_is = {"open": one.is_open, "ended": not one.is_open, "": True}
    whose_is = {"mine": barrier.named_by_id == mine, "ours": barrier.id in ours, "": True}
    if not state_is.get(sieve.state, one.state == sieve.state) or not whose_is.get(sieve.whose, True):
        return False
    known = ((sieve.type, barrier.type), (sieve.level, barrier.level), (sieve.lever, barrier.lever))
    if any(wanted and wanted != found for wanted, found in known):
        return False
    text = " ".join([barrier.text, TYPES.get(barrier.type, ""), *_said_in(one)]).casefold()
    return all(word in text for word in sieve.words.casefold().split())


def _said_in(one: Standing) -> list[str]:
    return [*(ask.text for ask in one.asks), *(reply.why for reply in one.replies), *(word.why for word in one.said)]


def _counted(found: Iterable[str], words: Mapping[str, str]) -> list[tuple[str, int]]:
    counts = Counter(found)
    return [(words[key], counts[key]) for key in words if counts[key]]


def _last_quarters(today: date) -> list[tuple[int, int]]:
    year, quarter = quarter_of(today)
    numbers = range(year * 4 + quarter - A_YEAR, year * 4 + quarter)
    return [(number // 4, number % 4 + 1) for number in numbers]


def _quarter(standings: list[Standing], year: int, quarter: int) -> Quarter:
    def within(moment: date) -> bool:
        return quarter_of(moment) == (year, quarter)

    answers = [reply for one in standings for reply in one.replies if within(reply.at.date())]
    return Quarter(
        name=f"{('January', 'April', 'July', 'October')[quarter - 1]} to "
        f"{('March', 'June', 'September', 'December')[quarter - 1]} {year}",
        named=sum(within(one.barrier.named_at.date()) for one in standings),
        asked=sum(within(ask.sent_at.date()) for one in standings for ask in one.asks if ask.sent_at),
        answered=len(answers),
        changed=sum(reply.word in TO_CHECK for reply in answers),
        held=sum(word.word == HOLDS and within(word.at.date()) for one in standings for word in one.said),
    )
