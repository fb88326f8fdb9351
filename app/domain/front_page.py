"""What a community's own page shows: a few of each thing, and for a new community what to do first."""

from datetime import datetime
from typing import NamedTuple

from sqlmodel import Session, col, func, select

from app import clock
from app.domain import agenda, editing, ground_rules, meetings, standings
from app.domain.actions import Action
from app.domain.agenda import AgendaItem
from app.domain.communities import Community
from app.domain.meetings import Meeting
from app.domain.memberships import Membership
from app.domain.miracles import Miracle

A_FEW = 3


class FrontPage(NamedTuple):
    """The community at a glance. Figures are the community's, never a person's."""

    next_meeting: Meeting | None
    waiting: list[AgendaItem]
    miracles: list[Miracle]
    open_actions: int
    open_barriers: int
    # For how many days each sponsor's word has not come, the longest first.
    silence: list[int]
    has_company: bool
    has_agreed_rules: bool
    has_met_or_will: bool
    minutes_waiting: list[Meeting]
    # Little miracles rest today.
    is_quiet: bool

    @property
    def is_new(self) -> bool:
        """Whether one of the first steps is still to be taken."""
        return not (self.has_company and self.has_agreed_rules and self.has_met_or_will)


def of(db: Session, community: Community, at: datetime) -> FrontPage:
    """The page of this community, in a constant number of questions."""
    today = clock.today_in(community.zone, at)
    is_quiet = community.is_quiet(at)
    barriers = [one for one in standings.of(db, community.id, today) if one.is_open]
    return FrontPage(
        next_meeting=meetings.next_in(db, community.id, at),
        waiting=agenda.waiting(db, community.id),
        miracles=[] if is_quiet else _newest_miracles(db, community),
        open_actions=_count_open_actions(db, community),
        open_barriers=len(barriers),
        silence=sorted((one.silent_days for one in barriers if one.is_silent), reverse=True),
        has_company=_count_members(db, community) > 1,
        has_agreed_rules=ground_rules.agreed_of(db, community.id) is not None,
        has_met_or_will=_has_any_meeting(db, community),
        minutes_waiting=editing.waiting_in(db, community.id),
        is_quiet=is_quiet,
    )


def _newest_miracles(db: Session, community: Community) -> list[Miracle]:
    statement = select(Miracle).where(Miracle.community_id == community.id, col(Miracle.put_away_at).is_(None))
    return list(db.exec(statement.order_by(col(Miracle.told_at).desc()).limit(A_FEW)))


def _count_open_actions(db: Session, community: Community) -> int:
    statement = select(func.count()).select_from(Action).where(Action.community_id == community.id)
    return db.exec(statement.where(col(Action.ended_at).is_(None), col(Action.put_away_at).is_(None))).one()


def _count_members(db: Session, community: Community) -> int:
    statement = select(func.count()).select_from(Membership).where(Membership.community_id == community.id)
    return db.exec(statement.where(col(Membership.left_at).is_(None), Membership.role != "guest")).one()


def _has_any_meeting(db: Session, community: Community) -> bool:
    statement = select(Meeting.id).where(Meeting.community_id == community.id, col(Meeting.called_off_at).is_(None))
    return db.exec(statement.limit(1)).first() is not None
