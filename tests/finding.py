"""All that a community has of one kind."""

from typing import TypeVar
from uuid import UUID

from sqlmodel import Session, col, select

from app.domain.actions import Action
from app.domain.barriers import Barrier
from app.domain.miracles import Miracle

MOMENTS = {Action: Action.agreed_at, Miracle: Miracle.told_at, Barrier: Barrier.named_at}
Kind = TypeVar("Kind", Action, Miracle, Barrier)


def all_in(db: Session, kind: type[Kind], community_id: UUID) -> list[Kind]:
    """What is not put away, the newest first."""
    statement = select(kind).where(kind.community_id == community_id, col(kind.put_away_at).is_(None))
    return list(db.exec(statement.order_by(col(MOMENTS[kind]).desc())))
