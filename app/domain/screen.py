"""What the whole room may read on the big screen: one question, the time, what was caught lately. Nobody's name."""

import re
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlmodel import Session

from app.domain import captures, cases, memberships, pacing, pausing, reading, turns, writings
from app.domain.action_words import ALSO_WORDS
from app.domain.captures import Captured
from app.domain.cases import Case
from app.domain.meetings import Meeting
from app.domain.memberships import Membership
from app.domain.pacing import Place
from app.domain.writings import Slip

SHOWN = 4
# From how many letters the words on the screen become smaller, step by step, so that they fit without scrolling.
SMALLER_FROM = (70, 150, 240, 380, 600, 800)


class Shown(NamedTuple):
    """One thing that was caught, as the room reads it; without words while it waits to be looked at."""

    id: UUID
    kind: str
    text: str


class Together(NamedTuple):
    """What everybody does at once: a round, silent writing, or what was written, shown; and how many have done it."""

    kind: str
    question: str
    done: int
    of: int


class Screen(NamedTuple):
    """What stands on the screen; every word of it is without names."""

    place: Place
    title: str
    code_name: str
    question: str
    phase: str
    do_now: str
    lately: list[Shown]
    together: Together | None = None
    written: list[Shown] = []
    is_paused: bool = False

    @property
    def size(self) -> int:
        """How many steps smaller its words are, so that also many of them fit."""
        asked = self.together.question if self.together else ""
        letters = len(asked or self.question or self.title) + len(self.phase) + len(self.do_now)
        return sum(1 for limit in SMALLER_FROM if letters > limit)


def of(db: Session, meeting: Meeting, member: Membership, at: datetime) -> Screen:
    """The screen at this moment."""
    place = pacing.place(db, meeting, at)
    plain = without(memberships.names_in(db, meeting.community_id).values())
    case, phase = _case(db, place), place.phase
    # The room reads nothing of a case that is paused, whoever has opened the screen.
    paused = {one.id for one in pausing.paused_in(db, meeting.community_id)}
    is_hidden = case is not None and case.id in paused
    together, slips = _together(db, meeting, member, paused)
    case = case if case and case.is_open else None
    do_now = phase.others_do if phase else place.now.hint if place.now else ""
    return Screen(
        place=place,
        title=plain(place.now.title if place.now else meeting.title),
        code_name=case.code_name if case else "",
        question=plain(case.question) if case else "",
        phase=plain(phase.title) if phase else "",
        do_now=plain(do_now),
        lately=[_shown(one, plain) for one in _lately(db, meeting, paused)],
        is_paused=is_hidden,
        together=together._replace(question=plain(together.question)) if together else None,
        written=[_slip(slip.id, plain(slip.text)) for slip in slips],
    )


def without(names: Iterable[str]) -> Callable[[str], str]:
    """What puts "somebody" for each of these names, whole, first or last, in a text for the room.

    A first name counts in small letters too, as people type it; one that is also a word only with its capital.
    """
    whole = {name for name in names if name.strip()}
    first = {part for name in whole if len(part := name.split()[0]) > 1}
    others = {part for name in whole for part in name.split()[1:] if len(part) > 1}
    loose = sorted((form for form in whole | first if form.casefold() not in ALSO_WORDS), key=len, reverse=True)
    exact = sorted(others | (first - set(loose)), key=len, reverse=True)
    if not loose and not exact:
        return lambda text: text
    forms = "|".join([*(f"(?i:{re.escape(form)})" for form in loose), *map(re.escape, exact)])
    pattern = re.compile(rf"(?<![\w'’-])@?(?:{forms})(?![\w-])")
    return lambda text: pattern.sub(_somebody, text)


def _somebody(found: re.Match[str]) -> str:
    begins = re.search(r"(^|[.!?:]\s+)\W*$", found.string[: found.start()])
    return "Somebody" if begins else "somebody"


def _together(
    db: Session, meeting: Meeting, member: Membership, paused: set[UUID]
) -> tuple[Together | None, list[Slip]]:
    # Of the sheet only what is everybody's: never the slip of whoever opened the screen.
    sheet = writings.sheet(db, meeting, member)
    # A writing, or a round, goes on past its step: its own case is asked for, not that of the step.
    if sheet and sheet.case_id in paused:
        return None, []
    if sheet:
        kind = "shown" if sheet.is_revealed else "writing"
        return Together(kind, sheet.writing.question, sheet.ready, sheet.of), sheet.shown
    circle = turns.of_meeting(db, meeting)
    if circle is None or (paused and turns.case_of(db, circle) in paused):
        return None, []
    return Together("round", *circle.summary), []


def _case(db: Session, place: Place) -> Case | None:
    return cases.by_id(db, place.now.case_id) if place.now and place.now.case_id else None


def _lately(db: Session, meeting: Meeting, paused: set[UUID]) -> list[Captured]:
    caught = captures.of_meeting(db, meeting, None).without(paused)
    return sorted([*caught.here, *caught.earlier], key=lambda one: one.at)[: -SHOWN - 1 : -1]


# Read once our own names are out of it: whether words wait to be looked at is said by what is left.
def _shown(one: Captured, plain: Callable[[str], str]) -> Shown:
    text = plain(one.thing.text)
    return Shown(one.thing.id, one.kind, "" if captures.details_in(one.kind, text) else text)


def _slip(slip_id: UUID, text: str) -> Shown:
    return Shown(slip_id, "note", "" if reading.read(text) else text)
