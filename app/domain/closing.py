"""The end of a meeting: what it did not reach, what is still open, and what happens to it. Nothing disappears."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlmodel import Session

from app.domain import actions, agenda, captures, convening, guests, rounds, running, writings
from app.domain.actions import Action
from app.domain.agenda import AgendaItem
from app.domain.captures import ToLookAt
from app.domain.meetings import Meeting
from app.domain.people import Person


class Outlook(NamedTuple):
    """What closing now would mean."""

    coming_back: list[AgendaItem]
    not_coming_back: list[AgendaItem]
    not_spoken_of: list[Action]
    without_owner: list[Action]
    to_look_at: ToLookAt


def outlook(db: Session, meeting: Meeting) -> Outlook:
    """What would wait for another meeting, what would not, and what nobody has said a word about."""
    unreached = [item for item in agenda.of(db, meeting.id) if not item.begun_at or item.parked_at]
    said = actions.said_at(db, meeting)
    carried = actions.carried_into(db, meeting)
    return Outlook(
        coming_back=[item for item in unreached if item.returns],
        not_coming_back=[item for item in unreached if not item.returns],
        not_spoken_of=[action for action in carried if action.is_open and action.id not in said],
        without_owner=[action for action in actions.agreed_at(db, meeting) if not action.owner_id],
        to_look_at=captures.to_look_at(db, meeting),
    )


def close(db: Session, meeting: Meeting, come_back: Iterable[UUID] = (), *, by: Person, at: datetime) -> None:
    """Close the meeting: its guests go, and so does what was only for the room; chosen steps wait with the others."""
    if meeting.is_closed:
        return
    chosen = set(come_back)
    unreached = outlook(db, meeting).not_coming_back
    running.close(db, meeting, by=by, at=at)
    for item in unreached:
        if item.id in chosen:
            agenda.bring_back(db, item, by=by, at=at)
    rounds.let_go(db, meeting, by=by, at=at)
    writings.let_go(db, meeting, by=by, at=at)
    guests.let_go(db, meeting, by=by, at=at)
    convening.let_go(db, meeting, at=at)
