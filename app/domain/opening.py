"""What a meeting opens with: everything on the thread that nobody has ended.

Nothing is copied: the opening is a question over the data, asked anew each time; how it is ordered is pure over lists.
"""

from datetime import date, datetime
from typing import NamedTuple

from sqlmodel import Session

from app.domain import actions as all_actions
from app.domain import agenda
from app.domain import barriers as all_barriers
from app.domain import miracles as all_miracles
from app.domain.actions import Action
from app.domain.agenda import AgendaItem
from app.domain.barriers import Barrier
from app.domain.meetings import Meeting
from app.domain.miracles import Miracle


class Opening(NamedTuple):
    """The sections of an opening, each in the order in which it is best gone through."""

    miracles: list[Miracle]
    actions: list[Action]
    answers: list[Barrier]
    barriers: list[Barrier]
    waiting: list[AgendaItem]

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to look back on."""
        return not any(self)


def of_meeting(db: Session, meeting: Meeting, today: date) -> Opening:
    """The opening of this meeting, planned, running or closed."""
    return opening(
        miracles=all_miracles.remembered_at(db, meeting),
        actions=all_actions.carried_into(db, meeting),
        barriers=all_barriers.carried_into(db, meeting),
        waiting=[item for item in agenda.waiting(db, meeting.community_id) if item.meeting_id != meeting.id],
        today=today,
    )


def opening(
    *,
    miracles: list[Miracle],
    actions: list[Action],
    barriers: list[Barrier],
    waiting: list[AgendaItem],
    today: date,
) -> Opening:
    """Little miracles first; actions past their date, then by date, then oldest; answers before silence."""
    answered = [barrier for barrier in barriers if barrier.answered_at]
    unanswered = [barrier for barrier in barriers if not barrier.answered_at]
    return Opening(
        miracles=sorted(miracles, key=lambda miracle: miracle.told_at),
        actions=sorted(actions, key=lambda action: _order_of(action, today)),
        answers=sorted(answered, key=lambda barrier: barrier.answered_at or barrier.named_at),
        barriers=sorted(unanswered, key=lambda barrier: (barrier.state(today) != "silent", barrier.named_at)),
        waiting=sorted(waiting, key=lambda item: item.added_at),
    )


def _order_of(action: Action, today: date) -> tuple[bool, bool, date, datetime]:
    return (
        action.due_on is None or action.due_on >= today,
        action.due_on is None,
        action.due_on or date.max,
        action.agreed_at,
    )
