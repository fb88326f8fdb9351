"""The map of one day of a case: its stops in order, where somebody went or waited, and how far it was.

It is kept with the case as a plain list. A stop has a time of day and never a date: which day it was says who it was.
"""

import hashlib
from collections.abc import Iterator
from typing import Any, NamedTuple

from app.db import new_id
from app.domain import reading
from app.domain.errors import Refused

MOST = 12
OUTCOMES = {"kept": "Kept", "missed": "Missed", "waited": "Waited"}
# The words of a stop, each with what it is called beside a finding, and how many letters it may have.
TEXTS = {"place": "the kind of place", "way": "how far", "why": "what made it so"}
LONGEST = {"place": 120, "way": 120, "why": 300}
TOLD = ("at", "place", "way", "outcome", "why")
Kept = list[dict[str, Any]]


class Stop(NamedTuple):
    """One stop of the day."""

    id: str
    at: str
    place: str
    way: str
    outcome: str
    why: str
    is_removed: bool = False

    @property
    def outcome_word(self) -> str:
        """Kept, missed or waited."""
        return OUTCOMES.get(self.outcome, "")

    @property
    def told(self) -> dict[str, str]:
        """What is told of it."""
        return {part: getattr(self, part) for part in TOLD}

    @property
    def wording(self) -> str:
        """A short sign of what is told of it: whoever tells it anew shows which words they had read."""
        return hashlib.sha256("\x1f".join(self.told.values()).encode()).hexdigest()[:16]


class Shown(NamedTuple):
    """A stop as it is read: its words cut at what was found in them."""

    stop: Stop
    pieces: dict[str, list[reading.Piece]]


def stops(kept: Kept) -> list[Stop]:
    """The stops in order, without those removed."""
    return [stop for stop in _all(kept) if not stop.is_removed]


def removed(kept: Kept) -> list[Stop]:
    """What was removed and can be put back until the case is handed in."""
    return [stop for stop in _all(kept) if stop.is_removed]


def stop_in(kept: Kept, stop_id: str) -> Stop | None:
    """This stop, if it is still on the map."""
    stop = known(kept, stop_id)
    return stop if stop and not stop.is_removed else None


def known(kept: Kept, stop_id: str) -> Stop | None:
    """This stop, on the map or taken out of it."""
    return next((stop for stop in _all(kept) if stop.id == stop_id), None)


def shown(kept: Kept, *, read: bool, called: str) -> list[Shown]:
    """The map as others see it; the findings are marked when it is to be read."""
    return [
        Shown(stop, {part: reading.pieces_of(text, marked=read, called=called) for part, text in _texts(stop)})
        for stop in stops(kept)
    ]


def texts(kept: Kept) -> dict[str, str]:
    """Every text of the map, by stop and part."""
    return {f"{stop.id}.{part}": text for stop in stops(kept) for part, text in _texts(stop)}


def with_text(kept: Kept, field: str, text: str) -> Kept:
    """The map with this text in this place."""
    stop_id, part = field.split(".")
    return changed(kept, stop_id, {part: text})


def added(kept: Kept, values: dict[str, Any], *, aside: bool = False) -> Kept:
    """The map with one more stop at its end; or beside it with those taken out, until there is room for it."""
    if not aside and len(stops(kept)) >= MOST:
        raise Refused(f"A map has room for {MOST} stops. Keep this one aside for now, or tell two in one.")
    return [*kept, Stop(id=str(new_id()), is_removed=aside, **values)._asdict()]


def changed(kept: Kept, stop_id: str, values: dict[str, Any]) -> Kept:
    """The map with this stop told anew."""
    return [one | values if one["id"] == stop_id else one for one in kept]


def moved(kept: Kept, stop_id: str, by: int) -> Kept:
    """The map with this stop one place earlier (-1) or later (1); at the end of the map it stays."""
    order = [stop.id for stop in stops(kept)]
    here = order.index(stop_id) if stop_id in order else -1
    there = here + by
    if here < 0 or not 0 <= there < len(order):
        return kept
    order[here], order[there] = order[there], order[here]
    known = {one["id"]: one for one in kept}
    return [known[one] for one in order] + [one for one in kept if one["is_removed"]]


def without(kept: Kept, stop_id: str) -> Kept:
    """The map without this stop, which can be put back."""
    return changed(kept, stop_id, {"is_removed": True})


def put_back(kept: Kept, stop_id: str) -> Kept:
    """The map with a removed stop again, at its end."""
    back = [one | {"is_removed": False} for one in kept if one["id"] == stop_id and one["is_removed"]]
    if back and len(stops(kept)) >= MOST:
        raise Refused(f"A map has room for {MOST} stops. Leave one out first.")
    return [one for one in kept if not (one["id"] == stop_id and one["is_removed"])] + back


def settled(kept: Kept) -> Kept:
    """The map without what was removed: handed in, its words are gone."""
    return [one for one in kept if not one["is_removed"]]


def _all(kept: Kept) -> list[Stop]:
    return [Stop(**one) for one in kept]


def _texts(stop: Stop) -> Iterator[tuple[str, str]]:
    return ((part, getattr(stop, part)) for part in TEXTS)
