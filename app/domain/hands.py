"""In whose hands a running meeting is: taken over for now, given to somebody by name, and given back."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from app.domain import history, memberships
from app.domain.attendance import Seat
from app.domain.errors import Refused
from app.domain.meetings import Meeting
from app.domain.memberships import Membership
from app.domain.people import Person

# What is said of the page of whoever runs it, by the word for its absence.
MISSED = {"lost": "lost its connection", "away": "has not been open for a while"}


def take(db: Session, meeting: Meeting, instead_of: UUID | None = None, *, by: Person, at: datetime) -> None:
    """Run it from here, instead of whoever stood on the page as running it: the first who presses has it.

    Whoever ran it before is remembered until it is theirs again.
    """
    _refuse_unless_running(meeting)
    if meeting.run_by_id == by.id:
        return
    if instead_of and meeting.run_by_id != instead_of:
        names = memberships.names_in(db, meeting.community_id)
        quicker = names[meeting.run_by_id] if meeting.run_by_id else "Somebody"
        raise Refused(f"{quicker} was a moment before you and runs the meeting now. Thank you for stepping in.")
    _pass_on(db, meeting, by.id, by=by, at=at)


def give(db: Session, meeting: Meeting, to: Membership, *, by: Person, at: datetime) -> None:
    """Hand it over to a member by name."""
    _refuse_unless_running(meeting)
    if not _may_run(to) or to.community_id != meeting.community_id:
        raise Refused("Choose a member of this community. A guest cannot run the meeting.")
    if meeting.run_by_id != to.person_id:
        _pass_on(db, meeting, to.person_id, by=by, at=at)


def give_back(db: Session, meeting: Meeting, *, by: Person, at: datetime) -> None:
    """Back to whoever ran it before; saying it twice changes nothing."""
    _refuse_unless_running(meeting)
    if meeting.handed_from_id is None:
        return
    before = memberships.of(db, meeting.community_id, meeting.handed_from_id)
    if before is None:
        raise Refused("Whoever ran it before has left the community. Hand it over to somebody else.")
    _pass_on(db, meeting, meeting.handed_from_id, by=by, at=at)


def who_may_run(meeting: Meeting, seats: Sequence[Seat]) -> list[Seat]:
    """Whom it can be handed to: the other members, those here first."""
    others = [seat for seat in seats if _may_run(seat.membership) and seat.person.id != meeting.run_by_id]
    return sorted(others, key=lambda seat: seat.word != "here")


def _may_run(place: Membership) -> bool:
    return place.is_current and place.role in {"facilitator", "member"}


def _pass_on(db: Session, meeting: Meeting, to_id: UUID, *, by: Person, at: datetime) -> None:
    before = meeting.handed_from_id or meeting.run_by_id
    meeting.run_by_id, meeting.handed_from_id = to_id, None if before == to_id else before
    db.add(meeting)
    history.record(
        db, meeting.community_id, "meetings", "handed_over", about=meeting, by=by, at=at, meeting_id=meeting.id
    )


def _refuse_unless_running(meeting: Meeting) -> None:
    if not meeting.is_running:
        raise Refused("Only a meeting that is running can be handed over.")
