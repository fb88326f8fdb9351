"""What a member's communities wait to hear from a sponsor, for the list of what they wait for."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlmodel import Session, col, select

from app import clock
from app.domain import memberships, pausing, standings
from app.domain.action_lines import OURS
from app.domain.asks import Ask
from app.domain.barriers import Barrier
from app.domain.communities import Community
from app.domain.people import Person
from app.domain.standings import Standing


class Awaited(NamedTuple):
    """A community, and its barriers that a sponsor was asked about and has not settled, the longest silence first."""

    home: Community
    barriers: list[Standing]


def of(db: Session, me: Person, *, at: datetime) -> list[Awaited]:
    """By community, in the order of their names; one that waits for nobody is not among them."""
    homes = [home for place, home in memberships.communities_of(db, me) if place.is_current and place.role in OURS]
    asking = _that_asked(db, {home.id for home in homes})
    found = [Awaited(home, _waiting(db, home, at)) for home in homes if home.id in asking]
    return [one for one in found if one.barriers]


def _that_asked(db: Session, community_ids: set[UUID]) -> set[UUID]:
    # Most communities wait for no sponsor, and are not looked through.
    statement = select(Barrier.community_id).join(Ask, col(Ask.barrier_id) == Barrier.id).distinct()
    sent = col(Ask.sent_at).is_not(None) & col(Barrier.put_away_at).is_(None)
    return set(db.exec(statement.where(col(Barrier.community_id).in_(community_ids), sent)))


def _waiting(db: Session, home: Community, at: datetime) -> list[Standing]:
    # A list over several communities shows nothing of a paused case, whoever reads it: its barrier stands on its page.
    hidden = {case.id for case in pausing.paused_in(db, home.id)}
    everything = standings.of(db, home.id, clock.today_in(home.zone, at))
    waiting = [one for one in everything if one.is_open and one.waiting and one.barrier.case_id not in hidden]
    return sorted(waiting, key=lambda one: -one.silent_days)
