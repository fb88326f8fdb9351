"""Which actions a list shows: mine in three parts, a community's page by page, by agency, and what is looked for."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from itertools import groupby
from typing import Any, NamedTuple
from uuid import UUID

from sqlmodel import Session, case, col, func, or_

from app import clock
from app.domain import action_lines, communities, memberships
from app.domain.action_helpers import helped_by
from app.domain.action_lines import Line, OwnersPlace
from app.domain.action_search import Search
from app.domain.actions import Action
from app.domain.cases import Case
from app.domain.communities import Community
from app.domain.memberships import Membership
from app.domain.paged import paged
from app.domain.people import Person

# What a list of a community's actions may show.
SHOWN = {
    "open": "Open",
    "mine": "Mine",
    "nobodys": "Nobody’s yet",
    "agencies": "By agency",
    "ended": "Ended",
}
ON_A_PAGE = 50
# Signs that stand between words: behind them a word is whole.
BETWEEN = "#.,;:!?()\"'“”’/\n"


class Mine(NamedTuple):
    """What a person has to do with, in three parts; each action stands in the first that it belongs to."""

    took_on: list[Line]
    wrote: list[Line]
    waited_for: list[Line]
    ended: list[Line]
    total: int
    page: int
    pages: int


class Listed(NamedTuple):
    """One page of a list, and how many there are in all."""

    lines: list[Line]
    total: int
    page: int
    pages: int


class Promised(NamedTuple):
    """What the people of one agency have taken on; no figures, for this is no league."""

    kind: str
    name: str
    lines: list[Line]


def mine(db: Session, me: Person, search: Search, *, number: int, at: datetime) -> Mine:
    """What I took on or help with; what I wrote down; what is to be done for a case I brought. Open, or looked for."""
    which = [or_(_is_on(me), col(Action.agreed_by_id) == me.id, col(Case.presenter_id) == me.id)]
    still_open = col(Action.ended_at).is_(None)
    if search.is_empty:
        found = action_lines.lines(db, me, *which, still_open)
        ended = action_lines.lines(db, me, _is_on(me), ~still_open, most=ON_A_PAGE)
        return Mine(*_parted(found, me), ended, len(found), 1, 1)
    homes = [home for _, home in memberships.communities_of(db, me)]
    listed = _page(db, me, [*which, *_looked_for(search, me, homes, at)], number)
    return Mine(*_parted(listed.lines, me), [], listed.total, listed.page, listed.pages)


def in_community(
    db: Session, community: Community, me: Person, shown: str, search: Search, *, number: int, at: datetime
) -> Listed:
    """One page of the community's actions: those looked for, or those that one of SHOWN asks for."""
    which = [Action.community_id == community.id]
    which += _shown(shown, me) if search.is_empty else _looked_for(search, me, [community], at)
    return _page(db, me, which, number)


def promised_in(db: Session, community_id: UUID, reader: Person) -> list[Promised]:
    """The community's open actions by the agency of whoever took them on; last what nobody has taken on yet."""
    found = action_lines.lines(db, reader, Action.community_id == community_id, col(Action.ended_at).is_(None))
    kinds = list(communities.AGENCY_KINDS)

    def place(line: Line) -> tuple[int, str, str]:
        if line.owner is None:
            return (len(kinds) + 1, "", "Nobody has taken it on yet")
        if line.agency is None:
            return (len(kinds), "", "No agency named")
        # A kind may have been listed once.
        kind = line.agency.kind if line.agency.kind in kinds else "other"
        return (kinds.index(kind), communities.AGENCY_KINDS[kind], line.agency.name)

    grouped = groupby(sorted(found, key=place), key=place)
    return [Promised(kind, name, list(lines)) for (_, kind, name), lines in grouped]


def by_community(lines: Iterable[Line]) -> list[tuple[Community, list[Line]]]:
    """The lines under the names of their communities, each in the order they came in."""
    homes: dict[UUID, tuple[Community, list[Line]]] = {}
    for line in lines:
        homes.setdefault(line.community.id, (line.community, []))[1].append(line)
    return sorted(homes.values(), key=lambda home: home[0].name.casefold())


def _page(db: Session, me: Person, which: Sequence[Any], number: int) -> Listed:
    total = action_lines.count(db, me, *which)
    here = paged(number, total, ON_A_PAGE)
    lines = action_lines.lines(db, me, *which, skip=here.before, most=ON_A_PAGE)
    return Listed(lines, total, here.page, here.pages)


def _parted(found: list[Line], me: Person) -> tuple[list[Line], list[Line], list[Line]]:
    took_on: list[Line] = []
    wrote: list[Line] = []
    waited_for: list[Line] = []
    for line in found:
        rest = wrote if line.action.agreed_by_id == me.id else waited_for
        (took_on if _is_mine(line, me) else rest).append(line)
    return took_on, wrote, waited_for


def _is_mine(line: Line, me: Person) -> bool:
    return line.action.owner_id == me.id or any(helper.id == me.id for helper in line.helpers)


def _is_on(me: Person) -> Any:
    return or_(col(Action.owner_id) == me.id, helped_by(me))


def _shown(shown: str, me: Person) -> list[Any]:
    still_open = col(Action.ended_at).is_(None)
    if shown == "ended":
        return [~still_open]
    if shown == "mine":
        return [still_open, _is_on(me)]
    return [still_open, col(Action.owner_id).is_(None)] if shown == "nobodys" else [still_open]


def _looked_for(search: Search, me: Person, homes: Sequence[Community], at: datetime) -> list[Any]:
    texts = (Action.text, Action.first_step, Action.why)
    which: list[Any] = [or_(*(col(text).icontains(word, autoescape=True) for text in texts)) for word in search.words]
    which += [or_(*(_spaced(text).icontains(f" {word} ", autoescape=True) for text in texts)) for word in search.whole]
    if which:
        # The words about a paused case are found only by those who are shown them.
        reads = [Action.owner_id == me.id, Case.presenter_id == me.id, Membership.role == "facilitator"]
        which.append(or_(col(Case.paused_at).is_(None), *reads))
    if search.states:
        today = {home.zone: clock.today_in(home.zone, at) for home in homes}
        which.append(or_(*(_in_state(state, today) for state in sorted(search.states))))
    if search.names:
        which.append(or_(*(_is_of(name, me) for name in search.names)))
    return which


def _in_state(state: str, today: dict[str, date]) -> Any:
    still_open = col(Action.ended_at).is_(None)
    if state == "open":
        return still_open
    if state == "ended":
        return ~still_open
    if state == "past":
        # Each community has its own midnight.
        passed = [(col(Community.zone) == zone) & (col(Action.due_on) < day) for zone, day in sorted(today.items())]
        return still_open & or_(False, *passed)
    return ~still_open & (col(Action.word) == {"letgo": "let_go"}.get(state, state))


def _is_of(name: str, me: Person) -> Any:
    if name == "me":
        return _is_on(me)
    if name == "nobody":
        return col(Action.owner_id).is_(None)
    is_waiting = col(OwnersPlace.joined_at).is_(None) & (col(OwnersPlace.invited_as) != "")
    shown = case((is_waiting, col(OwnersPlace.invited_as)), else_=col(Person.name))
    return (func.coalesce(" " + shown, "")).icontains(f" {name}", autoescape=True)


def _spaced(text: Any) -> Any:
    spaced: Any = col(text)
    for sign in BETWEEN:
        spaced = func.replace(spaced, sign, " ")
    return " " + spaced + " "
