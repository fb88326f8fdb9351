"""A community's ground rules: rewritten by the facilitator, agreed by the group, every version kept.

The table and its verbs stand with the community that begins with it; here is what a page asks of them.
"""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlmodel import Session, col, select

from app.domain import communities, history
from app.domain.communities import Community, GroundRules
from app.domain.errors import Refused
from app.domain.people import Person


class RulesNow(NamedTuple):
    """The version in force, the newest one, and who pressed the buttons."""

    agreed: GroundRules | None
    newest: GroundRules
    agreed_by_id: UUID | None
    rewritten_by_id: UUID | None


def agreed_of(db: Session, community_id: UUID) -> GroundRules | None:
    """The version in force: the newest that the group has agreed."""
    statement = select(GroundRules).where(GroundRules.community_id == community_id)
    statement = statement.where(col(GroundRules.agreed_at).is_not(None))
    return db.exec(statement.order_by(col(GroundRules.version).desc())).first()


def now_in(db: Session, community_id: UUID) -> RulesNow:
    """The ground rules as they stand, with who agreed and who rewrote them."""
    agreed, newest = agreed_of(db, community_id), communities.rules_of(db, community_id)
    agreed_by = [line.by_id for line in history.of(db, agreed.id) if line.verb == "agreed"] if agreed else []
    rewritten_by = [line.by_id for line in history.of(db, newest.id) if line.verb == "rewritten"]
    return RulesNow(agreed, newest, next(iter(agreed_by), None), next(iter(rewritten_by), None))


def agree_newest(db: Session, community: Community, version: int, *, by: Person, at: datetime) -> None:
    """The group has agreed the version it looked at; refused when a newer one has been written meanwhile."""
    rules = communities.rules_of(db, community.id)
    if rules.version != version:
        raise Refused("The ground rules were rewritten while you looked. Read them again together, then agree them.")
    communities.agree_rules(db, rules, by=by, at=at)
