"""Little miracles that no letter could tell, on a day of rest or while their case was paused: they come in the next.

It is asked of what was done and when, and of the hours of the letters: nothing is copied, and nothing is told twice.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, or_, select

from app import clock
from app.domain.communities import Community
from app.domain.history import History
from app.domain.miracles import Miracle

REST, PAUSE = ("rested", "shown_again"), ("paused", "resumed")


def passed_over(
    db: Session, homes: Mapping[UUID, Community], letters: Sequence[datetime], *, back: datetime
) -> set[UUID]:
    """What was hidden in each letter since it was told, at least one; of a day of rest only what is newer than `back`.

    `letters` are the hours of one person's, oldest first.
    """
    if not letters:
        return set()
    last = letters[-1]
    rests = _done(db, homes, REST)
    resting = [key for key, home in homes.items() if _rested(home, rests.get(key, ()), last)]
    pauses = _done(db, homes, PAUSE)
    open_again = [key for key, done in pauses.items() if done[-1].verb == "resumed"]
    # Only what was opened again since the last letter can be told now and could not then.
    resumed = [key for key in open_again if pauses[key][-1].at > last]
    if not resting and not resumed:
        return set()
    is_of = or_(
        col(Miracle.community_id).in_(resting) & ((col(Miracle.told_at) > back) | col(Miracle.case_id).in_(open_again)),
        col(Miracle.case_id).in_(resumed),
    )
    told = db.exec(select(Miracle).where(is_of, Miracle.told_at <= last, col(Miracle.community_id).in_(homes)))
    return {
        one.id
        for one in told
        if all(
            _rested(homes[one.community_id], rests.get(one.community_id, ()), letter)
            or (one.case_id and _is_on(pauses.get(one.case_id, ()), letter))
            for letter in letters
            if letter >= one.told_at
        )
    }


def _done(db: Session, homes: Iterable[UUID], verbs: tuple[str, str]) -> dict[UUID, list[History]]:
    """What began and ended, by what it was done to, oldest first."""
    statement = select(History).where(col(History.community_id).in_(homes), col(History.verb).in_(verbs))
    statement = statement.where(col(History.noun).in_(("miracles", "cases")))
    done: dict[UUID, list[History]] = {}
    for one in db.exec(statement.order_by(col(History.at))):
        done.setdefault(one.about_id, []).append(one)
    return done


def _is_on(done: Sequence[History], moment: datetime) -> History | None:
    """The beginning that has not ended by then."""
    before = [one for one in done if one.at <= moment]
    return before[-1] if before and before[-1].verb in {"rested", "paused"} else None


def _rested(home: Community, done: Sequence[History], moment: datetime) -> bool:
    # A day of rest ends by itself at midnight.
    began = _is_on(done, moment)
    return began is not None and clock.today_in(home.zone, began.at) == clock.today_in(home.zone, moment)
