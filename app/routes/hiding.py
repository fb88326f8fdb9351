"""What is not shown while a case is paused: all that was taken down about it, to whoever may not see the case."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlmodel import Session

from app.domain import pausing
from app.routes.here import here


def hidden_cases(db: Session, community_id: UUID) -> set[UUID]:
    """The cases of which whoever asks is shown nothing: the facilitators see what there is to put away."""
    if here().may("approve_cases"):
        return set()
    return {case.id for case in pausing.paused_in(db, community_id) if not here().may("see_case", case)}


def not_of(hidden: set[UUID], things: Iterable[Any]) -> list[Any]:
    """Those that were not taken down about one of these cases."""
    return [thing for thing in things if thing.case_id not in hidden]
