"""Renders a piece of the live page once for everybody who would get the same bytes: one press, two hundred pages.

Nobody says beforehand who is alike. While a piece is built, each question about the person it is built for is written
down with its answer: what they may do, which ids they have. It is given to somebody else only when all the same
questions, asked about that person now, have the same answers; so a role that changed holds on the next request. One-use
tokens are never shared. A piece lives until anything is told to any page, and never longer than a second; what was
read before that is shown to whoever asked then, and kept for nobody.
"""

import secrets
from collections.abc import Callable
from contextvars import copy_context
from datetime import datetime
from threading import Lock
from typing import Any, NoReturn, cast
from uuid import UUID

from app import access
from app.domain.memberships import Membership
from app.routes.here import Here, begin

# Stands where a one-use token will; nobody can type it, as it never leaves this process.
TOKEN = secrets.token_urlsafe(24)
MOST_PLACES, MOST_KINDS = 200, 12
Pick = Callable[[Here], Any]


class Watched(Here):
    """Somebody about whom questions are asked while a piece is built for them; all are written down."""

    def __init__(self, viewer: Here) -> None:
        super().__init__(viewer.presence, viewer.doors, viewer.pieces, community=viewer.community, is_partial=True)
        self._viewer = viewer
        self._asked: dict[Any, tuple[Pick, Any]] = {}
        self.me = cast(Any, _Seen(self, lambda who: who.me))
        self.membership = cast(Any, _Seen(self, lambda who: who.membership))

    def may(self, permission: str, thing: Any = None, as_member: Membership | None = None) -> access.Answer:
        """Ask, and write down what was asked."""
        if as_member is not None:
            raise TypeError("Another membership than the one here is not watched.")
        return cast(access.Answer, self.ask(("may", permission, id(thing)), lambda who: who.may(permission, thing)))

    def fresh_token(self) -> str:
        """The place of a token: each person gets their own."""
        return TOKEN

    def ask(self, name: Any, question: Pick) -> Any:
        """The viewer's answer, written down once for each question."""
        if name not in self._asked:
            self._asked[name] = (question, question(self._viewer))
        return self._asked[name][1]

    def same_for(self, who: Here) -> bool:
        """Whether everything that was asked has the same answer for them."""
        return all(question(who) == answer for question, answer in self._asked.values())


class _Seen:
    """The person or the membership, of which only what is looked at counts."""

    def __init__(self, watched: Watched, pick: Pick) -> None:
        self._watched, self._pick = watched, pick

    def __getattr__(self, name: str) -> Any:
        pick = self._pick
        if isinstance(getattr(pick(self._watched._viewer), name), UUID):
            return _SeenId(self._watched, (pick, name), lambda who: getattr(pick(who), name))
        return self._watched.ask((pick, name), lambda who: getattr(pick(who), name))

    def __eq__(self, other: object) -> NoReturn:
        raise TypeError("Compare their ids.")

    __hash__ = None  # type: ignore[assignment]


class _SeenId:
    """An id of theirs: being compared it tells whether it is that one, which most people share; else it is theirs."""

    def __init__(self, watched: Watched, name: Any, pick: Pick) -> None:
        self._watched, self._name, self._pick = watched, name, pick

    def __eq__(self, other: object) -> bool:
        pick = self._pick
        return bool(self._watched.ask((self._name, "is", other), lambda who: pick(who) == other))

    def __hash__(self) -> int:
        return hash(self._watched.ask(self._name, self._pick))

    def __str__(self) -> str:
        return str(self._watched.ask(self._name, self._pick))


class _Place:
    """The kinds of one piece at one moment."""

    def __init__(self, moment: tuple[int, int]) -> None:
        self.moment = moment
        self.kinds: list[tuple[Watched, list[str]]] = []
        # Whoever comes while it is being built waits: building it again would take as long.
        self.lock = Lock()


class Pieces:
    """The pieces of an app's live pages as they are now."""

    def __init__(self) -> None:
        self._places: dict[Any, _Place] = {}
        self._lock = Lock()

    def get(self, name: Any, viewer: Here, at: datetime, build: Callable[[], str]) -> str:
        """The piece for this viewer; built unless somebody alike got it a moment ago."""
        place = self._place(name, (viewer.version, int(at.timestamp())))
        with place.lock:
            for watched, parts in place.kinds:
                if watched.same_for(viewer):
                    return _filled(parts, viewer)
            watched = Watched(viewer)
            parts = copy_context().run(_build, watched, build).split(TOKEN)
            # Read before the last thing was told: the others were told to look again, and would see what was.
            if viewer.version >= place.moment[0]:
                place.kinds = [(watched, parts), *place.kinds[: MOST_KINDS - 1]]
        return _filled(parts, viewer)

    def _place(self, name: Any, moment: tuple[int, int]) -> _Place:
        with self._lock:
            place = self._places.get(name)
            # What is newer than asked for is as good: its data is at least as new. By a clock that was put back it
            # is not: such a piece would stand until the clock is there again.
            if place and place.moment >= moment and place.moment[1] <= moment[1] + 1:
                return place
            if len(self._places) >= MOST_PLACES:
                self._places.clear()
            self._places[name] = place = _Place(moment)
            return place


def _build(watched: Watched, build: Callable[[], str]) -> str:
    begin(watched)
    return build()


def _filled(parts: list[str], viewer: Here) -> str:
    return "".join(part + viewer.fresh_token() for part in parts[:-1]) + parts[-1]
