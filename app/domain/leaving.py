"""Who comes to the meetings no more: what is still to come goes out of their calendar, as they were told of it."""

from datetime import datetime
from typing import NamedTuple

from sqlmodel import Session, col, select

from app.domain import convening, diary, memberships, people
from app.domain.convening import COME, Announced, Convened
from app.domain.meetings import Meeting
from app.domain.memberships import Membership
from app.domain.people import Person


class Farewell(NamedTuple):
    """A letter to whoever has left: the meeting that goes out of their calendar, as the letters before told it."""

    meeting: Meeting
    person: Person
    told: Announced
    organizer: Person
    # They left, their place ended, or they have another role now.
    why: str


def take_leave(db: Session, place: Membership, *, by: Person, at: datetime) -> list[Farewell]:
    """Leave the community; answers the letters that take the meetings to come out of the person's calendar."""
    why = "left" if by.id == place.person_id else "ended"
    farewells = _farewells(db, place, why, by=by, at=at)
    memberships.leave(db, place, by=by, at=at)
    return farewells


def change_role(db: Session, place: Membership, role: str, *, by: Person, at: datetime) -> list[Farewell]:
    """Give another role; to whoever does not come to the meetings any more the same letters are due."""
    farewells = _farewells(db, place, "role", by=by, at=at) if role in memberships.ROLES and role not in COME else []
    memberships.change_role(db, place, role, by=by, at=at)
    return farewells


def _farewells(db: Session, place: Membership, why: str, *, by: Person, at: datetime) -> list[Farewell]:
    person = people.by_id(db, place.person_id)
    had = _still_in_their_calendar(db, place, at) if place.is_current and person and person.email else []
    farewells = []
    for meeting, row in had:
        said = convening.told(db, meeting)
        assert person and said
        organizer = people.by_id(db, said.organizer_id) or by
        farewells.append(Farewell(meeting, person, said, organizer, why))
        # Whoever comes back is called anew, and hears no more of what their calendar has forgotten.
        db.delete(row)
    return farewells


def _still_in_their_calendar(db: Session, place: Membership, at: datetime) -> list[tuple[Meeting, Convened]]:
    """The meetings to come that this person was called to, but for those they know to be called off."""
    # Locked on PostgreSQL before it is asked who was called: letters that are just going out are waited for.
    coming = select(Meeting).where(
        Meeting.community_id == place.community_id, col(Meeting.started_at).is_(None), Meeting.starts_at > at
    )
    meetings_to_come = db.exec(coming.order_by(col(Meeting.starts_at), col(Meeting.id)).with_for_update()).all()
    found = [(meeting, db.get(Convened, (meeting.id, place.id))) for meeting in meetings_to_come]
    return [
        (meeting, row)
        for meeting, row in found
        if row and not (meeting.called_off_at and row.sequence >= diary.sequence(meeting))
    ]
