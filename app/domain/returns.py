"""The day on which the group asks how it is now. It comes back by itself until somebody tells, or ends it and says why.

Nothing is copied: what comes back at a meeting is a question over the days that were set.
"""

import hashlib
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlmodel import Field, Session, SQLModel, col, select

from app import clock
from app.db import new_id
from app.domain import communities, history
from app.domain.cases import Case
from app.domain.errors import Refused
from app.domain.meetings import Meeting
from app.domain.people import Person

# About so many weeks, less a few days: the meeting of that week is meant, whichever day it falls on.
WEEKS = {"month": 4, "two_months": 8, "three_months": 12}
SLACK = timedelta(days=4)
WHEN = {
    "next": "At our next meeting",
    "month": "In about a month",
    "two_months": "In about two months",
    "three_months": "In about three months",
}
FURTHEST = timedelta(days=732)
LONGEST = 2000
NOT_YOURS = "It changed when we ask. Whoever pressed it, the presenter or a facilitator can take that back."


class CaseReturn(SQLModel, table=True):
    """A day that was set, and what was said when it came: told, asked again for later, or left to rest."""

    __tablename__ = "case_return"

    id: UUID = Field(default_factory=new_id, primary_key=True)
    community_id: UUID = Field(foreign_key="community.id", index=True, ondelete="CASCADE")
    case_id: UUID = Field(foreign_key="case.id", index=True, ondelete="CASCADE")
    # The meeting that was going on when the day was set, if one was.
    meeting_id: UUID | None = Field(default=None, foreign_key="meeting.id", index=True)
    on_day: date
    set_by_id: UUID = Field(foreign_key="person.id")
    set_at: datetime
    word: str = Field(default="", max_length=10)
    text: str = Field(default="", max_length=LONGEST)
    answered_by_id: UUID | None = Field(default=None, foreign_key="person.id")
    answered_at: datetime | None = None
    answered_meeting_id: UUID | None = Field(default=None, foreign_key="meeting.id", index=True)

    @property
    def is_said(self) -> bool:
        """Whether there are words of it that the group is to hear, if they were not said where it heard them."""
        return self.word in {"told", "rest"}

    @property
    def wording(self) -> str:
        """A short sign of its words as they are now: whoever changes them shows which ones they had read."""
        return hashlib.sha256(self.text.encode()).hexdigest()[:16]

    def is_next(self, zone: str) -> bool:
        """Whether it was set for the very next meeting: for no later day than it was in that zone."""
        return self.on_day <= clock.today_in(zone, self.set_at)


def day_of(choice: str, day: date | None, today: date) -> date:
    """The day that was chosen; a day of one's own wins over the words."""
    if day is None:
        return today if choice == "next" else today + timedelta(weeks=WEEKS[choice]) - SLACK
    if not today < day <= today + FURTHEST:
        raise Refused("Choose a day that is still to come, within two years.")
    return day


def set_day(db: Session, case: Case, day: date, *, meeting: Meeting | None, by: Person, at: datetime) -> CaseReturn:
    """Ask again at the first meeting on or after that day; another day that stood there gives way to it."""
    if not case.has_opened:
        raise Refused("A case can come back once it has been open to the group.")
    before = standing(db, case.id)
    here = meeting.id if meeting else None
    if before and before.on_day == day and before.meeting_id == here:
        return before
    if before:
        _answer(db, case, before, "again", "", meeting=meeting, by=by, at=at)
    asked = CaseReturn(
        community_id=case.community_id, case_id=case.id, meeting_id=here, on_day=day, set_by_id=by.id, set_at=at
    )
    db.add(asked)
    _record(db, case, "return_set", meeting=meeting, by=by, at=at)
    return asked


def tell(db: Session, case: Case, text: str, *, today: date, meeting: Meeting | None, by: Person, at: datetime) -> None:
    """What happened. It ends the day that has come; one still to come stays, as does one that this meeting has set."""
    if not text.strip():
        raise Refused("Tell in a few words what happened, or how it is. “Much the same” is an answer too.")
    if not case.has_opened:
        raise Refused("This case is not with the group any more.")
    stands = standing(db, case.id)
    if stands is None or not has_come(db, case.id, today=today, meeting=meeting):
        stands = CaseReturn(
            community_id=case.community_id,
            case_id=case.id,
            meeting_id=meeting.id if meeting else None,
            on_day=today,
            set_by_id=by.id,
            set_at=at,
        )
    _answer(db, case, stands, "told", text, meeting=meeting, by=by, at=at)


def rest(db: Session, case: Case, why: str, *, meeting: Meeting | None, by: Person, at: datetime) -> None:
    """Let it rest, and say why: it does not come back by itself any more."""
    if not why.strip():
        raise Refused("Say in a few words why, so that nobody wonders later.")
    stands = standing(db, case.id)
    if stands is None:
        raise Refused("No day is set for this case, so it does not come back by itself.")
    _answer(db, case, stands, "rest", why, meeting=meeting, by=by, at=at)


def take_back(db: Session, case: Case, meeting: Meeting, *, may_set: bool, by: Person, at: datetime) -> None:
    """Undo what was last said of it at this meeting; a day only for whoever set it, or `may_set`: it waits again."""
    said = select(CaseReturn).where(CaseReturn.case_id == case.id, CaseReturn.answered_meeting_id == meeting.id)
    last = db.exec(said.order_by(col(CaseReturn.answered_at).desc(), col(CaseReturn.set_at))).first()
    if last is None:
        return
    stands = standing(db, case.id)
    if last.answered_by_id != by.id and not may_set and moves_the_day(last, stands):
        raise Refused(NOT_YOURS)
    if stands and stands.set_at != last.answered_at:
        _let_wait(db, last, stands)
    else:
        if stands:
            # The day that was set by the same press.
            db.delete(stands)
            _record(db, case, "return_unset", meeting=meeting, by=by, at=at)
        _reopen(last)
    db.add(last)
    _record(db, case, "return_reopened", meeting=meeting, by=by, at=at)


def moves_the_day(asked: CaseReturn, stands: CaseReturn | None) -> bool:
    """Whether taking back what was said would change when the group asks."""
    return asked.word in {"again", "rest"} or (stands is not None and stands.set_at == asked.answered_at)


def take_day_back(db: Session, case: Case, meeting: Meeting, *, by: Person, at: datetime) -> None:
    """Undo the day that this meeting has set; one that gave way to it stands again. Twice changes nothing."""
    stands = set_at(db, case.id, meeting)
    if stands is None:
        return
    if stands.text:
        raise Refused("What was told waits with this day, so it stays. Choose another day on the page of the case.")
    gave_way = select(CaseReturn).where(CaseReturn.case_id == case.id, CaseReturn.word == "again")
    gave_way = gave_way.where(CaseReturn.answered_meeting_id == meeting.id, CaseReturn.answered_at == stands.set_at)
    before = db.exec(gave_way.order_by(col(CaseReturn.set_at).desc())).first()
    db.delete(stands)
    if before:
        _reopen(before)
        db.add(before)
    _record(db, case, "return_unset", meeting=meeting, by=by, at=at)


def has_come(db: Session, case_id: UUID, *, today: date, meeting: Meeting | None) -> bool:
    """Whether a day stands that has come, by today or by the meeting that goes on."""
    stands = standing(db, case_id)
    if stands is None or (meeting and stands.meeting_id == meeting.id):
        return False
    return stands.on_day <= (day_at(db, meeting, today) if meeting else today)


def day_at(db: Session, meeting: Meeting, today: date) -> date:
    """The day on which this meeting is held: what comes back by then comes back at it."""
    # A meeting that begins on another day than it was planned for is held on that day.
    community = communities.by_id(db, meeting.community_id)
    assert community is not None
    planned = clock.local(meeting.starts_at, community.zone).date()
    held = clock.local(meeting.started_at, community.zone).date() if meeting.started_at else today
    return max(planned, held)


def standing(db: Session, case_id: UUID) -> CaseReturn | None:
    """The day on which the group will ask, if one stands."""
    statement = select(CaseReturn).where(CaseReturn.case_id == case_id, col(CaseReturn.answered_at).is_(None))
    return db.exec(statement.order_by(col(CaseReturn.set_at).desc())).first()


def set_at(db: Session, case_id: UUID, meeting: Meeting) -> CaseReturn | None:
    """The day that stands, if it was set at this meeting."""
    stands = standing(db, case_id)
    return stands if stands and stands.meeting_id == meeting.id else None


def of_case(db: Session, case_id: UUID) -> list[CaseReturn]:
    """Every day that was set for this case, oldest first."""
    return list(db.exec(select(CaseReturn).where(CaseReturn.case_id == case_id).order_by(col(CaseReturn.set_at))))


def _reopen(asked: CaseReturn) -> None:
    asked.word, asked.answered_at, asked.answered_by_id, asked.answered_meeting_id = "", None, None, None


def _let_wait(db: Session, last: CaseReturn, stands: CaseReturn) -> None:
    # A day that another press has set stays. What was said gives way to it, and the words wait with it.
    if last.word == "again" or stands.text:
        raise Refused("Another day has been set. Change that one instead.")
    stands.text, last.word, last.text = last.text, "again", ""
    db.add(stands)


def _answer(
    db: Session,
    case: Case,
    asked: CaseReturn,
    word: str,
    text: str,
    *,
    meeting: Meeting | None,
    by: Person,
    at: datetime,
) -> None:
    asked.word, asked.text = word, text.strip() or asked.text
    asked.answered_by_id, asked.answered_at = by.id, at
    asked.answered_meeting_id = meeting.id if meeting else None
    db.add(asked)
    _record(db, case, f"return_{word}", meeting=meeting, by=by, at=at)


def _record(db: Session, case: Case, verb: str, *, meeting: Meeting | None, by: Person, at: datetime) -> None:
    meeting_id = meeting.id if meeting else case.meeting_id
    history.record(db, case.community_id, "cases", verb, about=case, by=by, at=at, meeting_id=meeting_id)
