"""Case methods: ways to think about a case together, as timed phases; ours, and a community's own."""

import json
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime
from functools import cache
from importlib import resources
from typing import Any, NamedTuple, Protocol
from uuid import UUID

from pydantic import BaseModel
from sqlmodel import Field, Session, SQLModel, col, select

from app.db import new_id
from app.domain.errors import Refused
from app.domain.steps import LED_BY

USUAL = "solution_focused"
SPEAKS = {who: words for who, words in LED_BY.items() if who != "sponsor"}


class PhaseWords(Protocol):
    """What is said of a phase, wherever it stands."""

    title: str
    minutes: int
    speaks: str
    others_do: str
    presenter_is_silent: bool
    collects_questions: bool
    collects_offers: bool
    chooses_offers: bool


class SeedPhase(BaseModel):
    """One phase of a method of ours."""

    title: str
    minutes: int
    speaks: str
    others_do: str
    presenter_is_silent: bool = False
    collects_questions: bool = False
    collects_offers: bool = False
    chooses_offers: bool = False


class SeedMethod(BaseModel):
    """A method of ours; `basis` says in words which practice it follows."""

    key: str
    name: str
    basis: str
    phases: list[SeedPhase]


class CaseMethod(SQLModel, table=True):
    """A community's own method; those that come with the product are in `seeds/case_methods.json`."""

    __tablename__ = "case_method"

    id: UUID = Field(default_factory=new_id, primary_key=True)
    community_id: UUID = Field(foreign_key="community.id", index=True, ondelete="CASCADE")
    name: str = Field(max_length=120)
    revision: int = 1
    made_by_id: UUID = Field(foreign_key="person.id")
    made_at: datetime
    put_away_at: datetime | None = None


class MethodPhase(SQLModel, table=True):
    """One phase of a community's own method."""

    __tablename__ = "method_phase"

    id: UUID = Field(default_factory=new_id, primary_key=True)
    method_id: UUID = Field(foreign_key="case_method.id", index=True, ondelete="CASCADE")
    position: int
    title: str = Field(max_length=120)
    minutes: int
    speaks: str = Field(default="group", max_length=20)
    others_do: str = Field(default="", max_length=300)
    presenter_is_silent: bool = False
    collects_questions: bool = False
    collects_offers: bool = False
    chooses_offers: bool = False
    put_away_at: datetime | None = None


class Method(NamedTuple):
    """A method as an agenda knows it, whoever made it: `key` is what a step keeps."""

    key: str
    name: str
    phases: Sequence[PhaseWords]
    basis: str = ""
    # One that was put away is not offered any more, but a step that has it keeps it.
    is_offered: bool = True

    @property
    def minutes(self) -> int:
        """What its phases take together."""
        return sum(phase.minutes for phase in self.phases)


@cache
def ours() -> dict[str, Method]:
    """The methods that come with the product, by key, in reading order."""
    text = resources.files("app").joinpath("seeds/case_methods.json").read_text(encoding="utf-8")
    seeds = [SeedMethod(**entry) for entry in json.loads(text)["methods"]]
    return {seed.key: Method(seed.key, seed.name, seed.phases, seed.basis) for seed in seeds}


def known(db: Session, community_id: UUID) -> dict[str, Method]:
    """Every method that a step of this community may follow, ours first; also one put away, as a step may have it."""
    own = select(CaseMethod).where(CaseMethod.community_id == community_id).order_by(col(CaseMethod.made_at))
    made = db.exec(own).all()
    phases: dict[UUID, list[MethodPhase]] = {method.id: [] for method in made}
    standing = select(MethodPhase).where(col(MethodPhase.method_id).in_(phases))
    standing = standing.where(col(MethodPhase.put_away_at).is_(None)).order_by(col(MethodPhase.position))
    for phase in db.exec(standing) if phases else []:
        phases[phase.method_id].append(phase)
    own_methods = [Method(str(one.id), one.name, phases[one.id], is_offered=not one.put_away_at) for one in made]
    return ours() | {method.key: method for method in own_methods}


def found(db: Session, community_id: UUID, key: str) -> Method | None:
    """The method that a step keeps under this key; one of ours costs no question."""
    return ours().get(key) or (known(db, community_id).get(key) if key else None)


def ways(known: Mapping[str, Method], kept: AbstractSet[str]) -> list[tuple[str, str]]:
    """What a step can be given, with its minutes: what is offered, and what these steps keep."""
    usable = [one for one in known.values() if one.phases and (one.is_offered or one.key in kept)]
    return [("", "None: we just talk"), *((one.key, f"{one.name}, {one.minutes} minutes") for one in usable)]


def outline(method: Method, total: int) -> list[tuple[str, int]]:
    """What a step of so many minutes will be made of: each phase's title and minutes."""
    minutes = scaled([phase.minutes for phase in method.phases], total)
    return [(phase.title, minutes[place]) for place, phase in enumerate(method.phases)]


def minutes_of(db: Session, community_id: UUID, key: str) -> int:
    """What the method with this key takes; refuses a key that this community does not know."""
    if not key:
        return 0
    method = found(db, community_id, key)
    if method is None or not method.phases:
        raise Refused("This method cannot be used here. Choose one of the list.")
    return method.minutes


def scaled(minutes: Sequence[int], total: int) -> list[int]:
    """The same proportions in another total of whole minutes; nothing shrinks below one minute."""
    whole = sum(minutes)
    if whole in {0, total}:
        return list(minutes)
    parts = [max(1, one * total // whole) for one in minutes]
    # What rounding left over goes, minute by minute, where it is missed most; what is too much, where it is most.
    while sum(parts) != max(total, len(parts)):
        short = [one * total / whole - part for one, part in zip(minutes, parts, strict=True)]
        step = 1 if sum(parts) < total else -1
        can = [place for place, part in enumerate(parts) if part + step >= 1]
        parts[max(can, key=lambda place: step * short[place])] += step
    return parts


def words_of(phase: PhaseWords) -> dict[str, Any]:
    """What is said of a phase but its minutes, to say it again elsewhere."""
    what = ("presenter_is_silent", "collects_questions", "collects_offers", "chooses_offers")
    return {name: getattr(phase, name) for name in ("title", "speaks", "others_do", *what)}
