"""What is not shown while a case is paused: all that was taken down about it, to whoever may not see the case.

What was agreed, told or named of it stays in its own lists, so that nothing disappears, but without its words.
"""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlmodel import Session

from app.domain import pausing
from app.domain.barriers_back import AtMeeting
from app.domain.minutes import Minutes
from app.domain.opening import Opening
from app.domain.pausing import Veiled
from app.domain.standings import Standing
from app.domain.wall import OnTheWall
from app.routes.here import here


def hidden_cases(db: Session, community_id: UUID) -> set[UUID]:
    """The cases of which whoever asks is shown nothing: the facilitators see what there is to put away."""
    if here().may("approve_cases"):
        return set()
    return {case.id for case in pausing.paused_in(db, community_id) if not here().may("see_case", case)}


def veiled(hidden: set[UUID], thing: Any) -> Any:
    """The thing; without its words when its case is hidden. Whoever took on an action goes on reading it."""
    is_hidden = thing is not None and thing.case_id in hidden
    return Veiled(thing) if is_hidden and not _is_mine(thing) else thing


def is_veiled(db: Session, thing: Any) -> bool:
    """Whether whoever asks reads its words no more."""
    if getattr(thing, "__tablename__", "") not in pausing.IN_PLACE or getattr(thing, "case_id", None) is None:
        return False
    return isinstance(veiled(hidden_cases(db, thing.community_id), thing), Veiled)


def all_veiled(hidden: set[UUID], things: Iterable[Any]) -> list[Any]:
    """The same of each."""
    return [veiled(hidden, thing) for thing in things]


def on_the_wall(hidden: set[UUID], one: OnTheWall) -> OnTheWall:
    """The little miracle with what it came from, likewise, and nothing that was said of it since."""
    miracle, action, barrier = (veiled(hidden, thing) for thing in (one.miracle, one.action, one.barrier))
    since = [] if isinstance(miracle, Veiled) else one.since
    return one._replace(miracle=miracle, action=action, barrier=barrier, since=since)


def standing_veiled(hidden: set[UUID], one: Standing) -> Standing:
    """The barrier as it stands, likewise, with all that was asked, answered and said of it."""
    if one.barrier.case_id not in hidden:
        return one
    parts: Any = (tuple(Veiled(thing) for thing in part) for part in (one.asks, one.replies, one.said))
    asks, replies, said = parts
    return one._replace(barrier=veiled(hidden, one.barrier), asks=asks, replies=replies, said=said)


def opening_veiled(db: Session, community_id: UUID, found: Opening) -> Opening:
    """What a meeting opens with, without the words that belong to a hidden case; nor why, where one says why."""
    hidden = hidden_cases(db, community_id)
    if not hidden:
        return found
    seen: dict[str, Any] = {kind: all_veiled(hidden, getattr(found, kind)) for kind in ("miracles", "actions")}
    seen["barriers"] = AtMeeting(*([standing_veiled(hidden, one) for one in part] for part in found.barriers))
    # Whether it holds is asked of those who read what was told.
    seen["holding"] = [asked for asked in found.holding if asked.miracle.case_id not in hidden]
    seen["years_ago"] = [(years, miracle) for years, miracle in found.years_ago if miracle.case_id not in hidden]
    unread = {action.id for action in seen["actions"] if isinstance(action, Veiled)}
    return found._replace(**seen, said={key: said for key, said in found.said.items() if key not in unread})


def opening_on_paper(db: Session, community_id: UUID, found: Opening) -> Opening:
    """The same for paper, which goes round: nothing of a paused case, whoever prints it."""
    paused = {case.id for case in pausing.paused_in(db, community_id)}
    seen: dict[str, Any] = {kind: not_of(paused, getattr(found, kind)) for kind in ("miracles", "actions")}
    seen["holding"] = [asked for asked in found.holding if asked.miracle.case_id not in paused]
    seen["barriers"] = AtMeeting(
        *([one for one in part if one.barrier.case_id not in paused] for part in found.barriers)
    )
    seen["returns"] = [back for back in found.returns if back.is_open and back.case.is_open]
    return found._replace(**seen)


def minutes_veiled(hidden: set[UUID], found: Minutes) -> Minutes:
    """What the minutes remember and carry, likewise."""
    if not hidden:
        return found
    carried: list[Any] = [(veiled(hidden, action), said) for action, said in found.carried]
    kept = [(action, None if isinstance(action, Veiled) else said) for action, said in carried]
    return found._replace(remembered=all_veiled(hidden, found.remembered), carried=kept)


def not_of(hidden: set[UUID], things: Iterable[Any]) -> list[Any]:
    """Those that were not taken down about one of these cases."""
    return [thing for thing in things if thing.case_id not in hidden]


def _is_mine(thing: Any) -> bool:
    owner_id, me = getattr(thing, "owner_id", None), here().me
    return owner_id is not None and me is not None and bool(me.id == owner_id)
