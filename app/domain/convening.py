"""Calling everybody to a meeting by letter, telling them of changes, and hearing from them without a sign-in."""

from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from sqlmodel import Field, Session, SQLModel, col, select

from app.domain import attendance, communities, diary, history, mail_links, meetings, memberships, people
from app.domain.attendance import Attendance
from app.domain.communities import Community
from app.domain.errors import Refused
from app.domain.meetings import Meeting
from app.domain.memberships import Member, Membership
from app.domain.people import Person

COME = {"facilitator", "member"}
# What the link in a letter is for, and how long after the planned end it is forgotten at the latest: a meeting may be
# put off, and an older letter still be the one at hand.
PURPOSE = "attendance"
FORGOTTEN_AFTER = timedelta(days=90)
ANSWERS = {"coming": "I’ll be there", "apologies": "I can’t come"}
# What a calendar calls the words of our list.
CALLED = {"coming": "ACCEPTED", "late": "ACCEPTED", "apologies": "DECLINED"}


class Convening(SQLModel, table=True):
    """What the last letters about a meeting said, and on whose behalf they all go: a calendar knows it by that."""

    meeting_id: UUID = Field(primary_key=True, foreign_key="meeting.id", ondelete="CASCADE")
    organizer_id: UUID = Field(foreign_key="person.id")
    title: str = Field(max_length=120)
    place: str = Field(default="", max_length=200)
    starts_at: datetime
    minutes: int
    sent_at: datetime
    sent_by_id: UUID = Field(foreign_key="person.id")


class Convened(SQLModel, table=True):
    """Who has had a letter about a meeting, and of which state of its plan."""

    meeting_id: UUID = Field(primary_key=True, foreign_key="meeting.id", ondelete="CASCADE")
    membership_id: UUID = Field(primary_key=True, foreign_key="membership.id", ondelete="CASCADE")
    sequence: int
    at: datetime


class Announced(NamedTuple):
    """What the letters before said."""

    title: str
    place: str
    starts_at: datetime
    minutes: int
    sent_at: datetime
    organizer_id: UUID


class Addressee(NamedTuple):
    """Somebody who is to have a letter now, and whether they had one before."""

    member: Member
    had_one: bool
    word: str


class Outlook(NamedTuple):
    """What there is to send now, to whom, and what was said before."""

    to: list[Addressee]
    before: Announced | None
    sequence: int
    is_off: bool

    @property
    def kind(self) -> str:
        """invitation, change or calling_off; nothing when everybody knows."""
        if not self.to:
            return ""
        if self.is_off:
            return "calling_off"
        return "change" if any(one.had_one for one in self.to) else "invitation"


class Called(NamedTuple):
    """A letter to be written: to whom, what it tells, the secret of its link, and how their calendar stands."""

    to: Addressee
    kind: str
    secret: str
    answer: str
    organizer: Person
    before: Announced | None


class Answering(NamedTuple):
    """What the link in a letter opens."""

    meeting: Meeting
    community: Community
    place: Membership
    person: Person
    noted: Attendance | None
    is_ended: bool


def outlook(db: Session, meeting: Meeting) -> Outlook:
    """Who does not know yet how the meeting stands: nobody was told twice of the same."""
    now, said = diary.sequence(meeting), _had(db, meeting)
    is_off = meeting.called_off_at is not None
    to = [
        Addressee(Member(seat.membership, seat.person, seat.agency), seat.membership.id in said, seat.word)
        for seat in attendance.seats(db, meeting)
        if _comes(seat.membership) and seat.person.email and said.get(seat.membership.id, -1) < now
    ]
    if is_off:
        # Whoever was never asked to come need not hear that it is off.
        to = [one for one in to if one.had_one]
    return Outlook(to if is_off or meeting.is_planned else [], told(db, meeting), now, is_off)


def send(db: Session, meeting: Meeting, *, sequence: int, by: Person, at: datetime) -> list[Called]:
    """Tell everybody who does not know yet; answers the letters to be written, none when all of them were."""
    found = outlook(db, meeting)
    _refuse(meeting, found, sequence, at)
    if not found.to:
        return []
    organizer = _organizer(db, meeting, found.before) or by
    called = [_call(db, meeting, one, found, organizer, at=at) for one in found.to]
    _keep(db, meeting, found, organizer, by=by, at=at)
    history.record(db, meeting.community_id, "meetings", "convened", about=meeting, by=by, at=at, meeting_id=meeting.id)
    return called


def told(db: Session, meeting: Meeting) -> Announced | None:
    """What the last letters said, if any went."""
    row = db.get(Convening, meeting.id)
    return Announced(**{name: getattr(row, name) for name in Announced._fields}) if row else None


def answering(db: Session, secret: str, *, lock: bool = False, at: datetime) -> Answering | None:
    """The member and the meeting that this link is for, whatever their state."""
    link = mail_links.found(db, secret, PURPOSE)
    meeting = meetings.by_id(db, link.about_id, lock=lock) if link and link.about_id else None
    if link is None or meeting is None:
        return None
    community = communities.by_id(db, meeting.community_id)
    place = memberships.any_of(db, meeting.community_id, link.person_id)
    person = people.by_id(db, link.person_id)
    assert community and place and person
    # Whoever left and came back has had a new letter; the old one stays what it became.
    is_theirs = place.is_current and place.joined_at is not None and link.made_at >= place.joined_at
    is_ended = not is_theirs or not _comes(place) or meeting.is_closed or not link.is_open(at)
    return Answering(meeting, community, place, person, attendance.of(db, meeting, place, lock=lock), is_ended)


def answer(db: Session, asked: Answering, word: str, note: str, *, at: datetime) -> None:
    """Say whether one comes, perhaps with a word to the facilitators; it can be said anew until the meeting begins."""
    if asked.is_ended or not asked.meeting.is_planned:
        raise Refused("The meeting has begun or is not held, so this link takes no answer any more.")
    if word not in ANSWERS:
        raise Refused("Press one of the two: you will be there, or you cannot come.")
    attendance.say(db, asked.meeting, asked.place, word, by=asked.person, at=at)
    attendance.tell_facilitators(db, asked.meeting, asked.place, note, by=asked.person, at=at)


def let_go(db: Session, meeting: Meeting, *, at: datetime) -> None:
    """The meeting is over: its links open nothing any more, and what was told to the facilitators is forgotten."""
    mail_links.end_about(db, PURPOSE, meeting.id, at=at)
    attendance.forget_told(db, meeting)


def _comes(place: Membership) -> bool:
    return place.is_current and place.role in COME


def _had(db: Session, meeting: Meeting) -> dict[UUID, int]:
    statement = select(Convened.membership_id, Convened.sequence).where(Convened.meeting_id == meeting.id)
    if meeting.called_off_at is None:
        # Whoever left and came back has a link that opens nothing any more. That it is off, their calendar still hears.
        statement = statement.join(Membership, col(Membership.id) == Convened.membership_id)
        statement = statement.where(Convened.at >= col(Membership.joined_at))
    return {membership_id: sequence for membership_id, sequence in db.exec(statement)}


def _refuse(meeting: Meeting, found: Outlook, sequence: int, at: datetime) -> None:
    if meeting.started_at:
        raise Refused("The meeting has begun, so no letters go out about it any more.")
    if found.to and found.sequence != sequence:
        raise Refused("The meeting was changed since you looked. Go back to it, read it again, then send it.")
    if found.to and not found.is_off and meeting.starts_at <= at:
        raise Refused("Its day has passed. Choose another day first, then tell everybody.")


def _organizer(db: Session, meeting: Meeting, before: Announced | None) -> Person | None:
    """Whose name the letters carry: the same as before, while they belong to us; a calendar takes it from no other."""
    place = memberships.of(db, meeting.community_id, before.organizer_id) if before else None
    return people.by_id(db, place.person_id) if place else None


def _call(db: Session, meeting: Meeting, to: Addressee, found: Outlook, organizer: Person, *, at: datetime) -> Called:
    kind = found.kind if to.had_one else "invitation"
    before = found.before
    moved = before is not None and (before.starts_at, before.minutes) != (meeting.starts_at, meeting.minutes)
    # Of another time nobody has said yet whether it suits them, as far as their calendar goes; our own list keeps it.
    answer = "NEEDS-ACTION" if moved else CALLED.get(to.word, "NEEDS-ACTION")
    lasts = max(meeting.planned_end - at, timedelta()) + FORGOTTEN_AFTER
    secret = "" if found.is_off else mail_links.make(db, to.member.person, PURPOSE, meeting.id, lasts=lasts, at=at)
    return Called(to, kind, secret, answer, organizer, before if to.had_one else None)


def _keep(db: Session, meeting: Meeting, found: Outlook, organizer: Person, *, by: Person, at: datetime) -> None:
    for one in found.to:
        place_id = one.member.membership.id
        db.merge(Convened(meeting_id=meeting.id, membership_id=place_id, sequence=found.sequence, at=at))
    db.merge(
        Convening(
            meeting_id=meeting.id,
            organizer_id=organizer.id,
            title=meeting.title,
            place=meeting.place,
            starts_at=meeting.starts_at,
            minutes=meeting.minutes,
            sent_at=at,
            sent_by_id=by.id,
        )
    )
