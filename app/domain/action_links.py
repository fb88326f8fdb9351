"""The link in a reminder: one person may say what became of one action, without signing in.

It says who and about what; whether they still may is looked up each time it is used.
"""

from datetime import datetime, timedelta
from typing import NamedTuple

from sqlmodel import Session, col, func, select

from app.domain import actions, mail_links, memberships
from app.domain.actions import Action
from app.domain.cases import Case
from app.domain.communities import Community
from app.domain.errors import Refused
from app.domain.mail_links import MailLink
from app.domain.memberships import Membership
from app.domain.miracles import Miracle
from app.domain.people import Person

PURPOSE = "say_of_action"
LASTS = timedelta(days=30)
# Whoever ended it may still take that back, or tell what moved; after that the link is done.
AFTER_THE_END = timedelta(days=1)
MOST_MIRACLES = 3


class Opened(NamedTuple):
    """What the link in a reminder opens."""

    link: MailLink
    action: Action
    person: Person
    community: Community
    membership: Membership
    case: Case | None


def make(db: Session, action: Action, person: Person, *, at: datetime) -> str:
    """The secret of a link for the owner of this action."""
    return mail_links.make(db, person, PURPOSE, action.id, lasts=LASTS, at=at)


def opened(db: Session, secret: str, *, lock: bool = False, at: datetime) -> Opened | None:
    """What this secret opens now: nothing once the link, the action or the owner's membership has ended."""
    link = mail_links.found(db, secret, PURPOSE)
    if link is None or not link.is_open(at) or link.about_id is None:
        return None
    action = actions.by_id(db, link.about_id, lock=lock)
    if action is None or action.put_away_at or action.owner_id != link.person_id or not _is_still_said(action, at):
        return None
    membership = memberships.of(db, action.community_id, link.person_id)
    if membership is None or membership.role not in actions.OWNERS:
        return None
    # Somebody who left and came back is sent new letters.
    if membership.joined_at is None or membership.joined_at > link.made_at:
        return None
    person, community = db.get_one(Person, link.person_id), db.get_one(Community, action.community_id)
    case = db.get(Case, action.case_id) if action.case_id else None
    return Opened(link, action, person, community, membership, case)


def refuse_too_many_told(db: Session, found: Opened) -> None:
    """A few times something moved after one action; more is told on the wall itself."""
    if told(db, found) >= MOST_MIRACLES:
        raise Refused("You have told of this already. Sign in to tell more.")


def told(db: Session, found: Opened) -> int:
    """How many little miracles this person has told of this action."""
    of_it = select(func.count()).select_from(Miracle).where(Miracle.action_id == found.action.id)
    return db.exec(of_it.where(Miracle.told_by_id == found.person.id, col(Miracle.put_away_at).is_(None))).one()


def _is_still_said(action: Action, at: datetime) -> bool:
    return action.ended_at is None or at < action.ended_at + AFTER_THE_END
