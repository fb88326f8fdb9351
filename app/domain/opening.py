"""What a meeting opens with: everything on the thread that nobody has ended.

Nothing is copied: the opening is a question over the data, asked anew each time; how it is ordered is pure over lists.
"""

from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from sqlmodel import Session

from app import clock
from app.domain import actions as all_actions
from app.domain import (
    agenda,
    barriers_back,
    coming_back,
    communities,
    feedback,
    follow_ups,
    holding,
    meetings,
    replies,
    standings,
    wall,
)
from app.domain import miracles as all_miracles
from app.domain import returns as all_returns
from app.domain.actions import Action, FollowUp
from app.domain.agenda import AgendaItem
from app.domain.barriers import Barrier, today_of
from app.domain.barriers_back import AtMeeting
from app.domain.coming_back import ComingBack
from app.domain.communities import Community
from app.domain.errors import Refused
from app.domain.feedback import End
from app.domain.holding import Due
from app.domain.meetings import Meeting
from app.domain.miracles import Miracle
from app.domain.people import Person
from app.domain.replies import Reply


class Opening(NamedTuple):
    """The sections of an opening, each in the order in which it is best gone through."""

    miracles: list[Miracle]
    actions: list[Action]
    barriers: AtMeeting
    waiting: list[AgendaItem]
    said: dict[UUID, FollowUp]
    today: date
    end: End = End()
    returns: list[ComingBack] = []
    zone: str = "UTC"
    holding: list[Due] = []
    years_ago: list[tuple[int, Miracle]] = []
    # Little miracles rest today; they open the next meeting.
    is_quiet: bool = False

    @property
    def still_asked(self) -> int:
        """Of how many it is still asked whether they hold."""
        return sum(asked.said is None for asked in self.holding)

    @property
    def whens(self) -> dict[str, str]:
        """When a case can be asked about again."""
        return all_returns.WHEN

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to look back on."""
        lists = (self.miracles, self.holding, self.actions, *self.barriers, self.waiting, self.returns)
        return not any(lists) and self.end.is_empty

    def word_for(self, action: Action) -> FollowUp | None:
        """What was said of the action at this meeting; opening it again takes the word back."""
        said = self.said.get(action.id)
        return said if said and said.word != "reopened" else None

    def ago(self, moment: datetime) -> str:
        """How long ago it was, in words."""
        return ago((self.today - clock.today_in(self.zone, moment)).days)


def of_meeting(db: Session, meeting: Meeting, today: date) -> Opening:
    """The opening of this meeting, planned, running or closed."""
    before = meetings.previous_to(db, meeting)
    community = communities.by_id(db, meeting.community_id)
    assert community is not None
    found = opening(
        miracles=all_miracles.remembered_at(db, meeting),
        actions=all_actions.carried_into(db, meeting),
        barriers=barriers_back.carried_into(db, meeting, today),
        waiting=[item for item in agenda.waiting(db, meeting.community_id) if item.meeting_id != meeting.id],
        said=all_actions.said_at(db, meeting),
        today=today,
    )
    found = found._replace(
        end=feedback.end_of(db, before),
        returns=coming_back.carried_into(db, meeting, today, since=before),
        zone=community.zone,
    )
    return _with_earlier_miracles(db, found, community, meeting, today)


def _with_earlier_miracles(db: Session, found: Opening, community: Community, meeting: Meeting, today: date) -> Opening:
    if community.quiet_on == today and not meeting.is_over:
        return found._replace(miracles=[], is_quiet=True)
    day = today if meeting.is_running else clock.local(meeting.starts_at, community.zone).date()
    return found._replace(
        holding=holding.carried_into(db, meeting, today),
        years_ago=[] if meeting.is_over else wall.years_ago(db, community, day)[:1],
    )


def say(db: Session, meeting: Meeting, action: Action, word: str, why: str = "", *, by: Person, at: datetime) -> None:
    """Say at this meeting what became of an action; opening it again takes the word back."""
    if action.community_id != meeting.community_id:
        raise Refused("This action belongs to another community.")
    if not meeting.is_running:
        raise Refused("This meeting is not running. You can say it on the action's own page.")
    all_actions.say(db, action, word, why, meeting=meeting, by=by, at=at)


def say_of_barrier(
    db: Session, meeting: Meeting, barrier: Barrier, word: str, *, seen: str = "", by: Person, at: datetime
) -> None:
    """Say at this meeting that the answers `seen` were told, or whether what changed holds at the door."""
    if barrier.community_id != meeting.community_id:
        raise Refused("This barrier belongs to another community.")
    if not meeting.is_running:
        raise Refused("This meeting is not running. You can say it on the barrier's own page.")
    if word in follow_ups.CHECKS:
        follow_ups.check(db, barrier, word, meeting=meeting, by=by, at=at)
        return
    answers = standings.of_one(db, barrier, today_of(db, barrier, at)).to_tell_at(meeting)
    if not answers:
        raise Refused("There is no answer to tell.")
    read_out = [reply for reply in answers if _was_seen(reply, meeting, seen.split())]
    if not read_out:
        raise Refused("An answer has come just now. Read it out as it stands in the opening, then press again.")
    for reply in read_out:
        replies.say_told(db, reply, barrier, word == "told", meeting=meeting, by=by, at=at)


def ago(days: int) -> str:
    """Days in the words people use for them."""
    if days <= 0:
        return "today"
    if days == 1:
        return "yesterday"
    if days < 14:
        return f"{days} days ago"
    if days < 60:
        return f"{days // 7} weeks ago"
    return f"{days // 30} months ago"


def opening(
    *,
    miracles: list[Miracle],
    actions: list[Action],
    barriers: AtMeeting,
    waiting: list[AgendaItem],
    said: dict[UUID, FollowUp] | None = None,
    today: date,
) -> Opening:
    """Little miracles first; actions past their date, then by date, then oldest; barriers in their own order."""
    return Opening(
        miracles=sorted(miracles, key=lambda miracle: miracle.told_at),
        actions=sorted(actions, key=lambda action: _order_of(action, today)),
        barriers=barriers,
        waiting=sorted(waiting, key=lambda item: item.added_at),
        said=said or {},
        today=today,
    )


def _was_seen(reply: Reply, meeting: Meeting, seen: list[str]) -> bool:
    # Whoever pressed read out what stood there. A page that does not say what stood there was drawn once the meeting
    # had begun: what had come before that did.
    if seen:
        return str(reply.id) in seen
    return meeting.started_at is not None and reply.at < meeting.started_at


def _order_of(action: Action, today: date) -> tuple[bool, bool, date, datetime]:
    return (
        action.due_on is None or action.due_on >= today,
        action.due_on is None,
        action.due_on or date.max,
        action.agreed_at,
    )
