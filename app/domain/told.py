"""What the minutes say of cases: how it is with them by now, what was said of them in short, and when we ask again."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlmodel import Session, col, or_, select

from app.domain import history
from app.domain.cases import Case
from app.domain.discussions import Discussion
from app.domain.errors import Refused
from app.domain.meetings import Meeting
from app.domain.people import Person
from app.domain.returns import LONGEST, CaseReturn

SAID = ("told", "rest")


class Told(NamedTuple):
    """How it is with a case, as the group heard it."""

    case: Case
    words: CaseReturn


class Kept(NamedTuple):
    """What is kept of a case's discussion: the summary that its presenter has confirmed, and the day that was set."""

    case: Case
    summary: Discussion | None = None
    asked: CaseReturn | None = None


def heard_at(db: Session, meeting: Meeting, since: Meeting | None) -> list[Told]:
    """What was told of cases at this meeting, and what was told since the last one and read out when it opened.

    Whatever is told stands in the minutes of one meeting. Of a case that was withdrawn nothing is said any more.
    """
    between = col(CaseReturn.answered_meeting_id).is_(None) & (col(CaseReturn.answered_at) <= meeting.started_at)
    if since:
        between &= col(CaseReturn.answered_at) > since.started_at
    here = col(CaseReturn.answered_meeting_id) == meeting.id
    statement = (
        select(CaseReturn, Case)
        .join(Case, col(Case.id) == CaseReturn.case_id)
        .where(CaseReturn.community_id == meeting.community_id, col(CaseReturn.word).in_(SAID))
        .where(or_(here, between) if meeting.started_at else here)
        .order_by(col(CaseReturn.answered_at), col(CaseReturn.id))
    )
    return [Told(case, words) for words, case in db.exec(statement) if case.has_opened]


def kept_at(db: Session, meeting: Meeting) -> dict[UUID, Kept]:
    """What is kept of each case that was discussed at this meeting, or that a day was set for there."""
    kept: dict[UUID, Kept] = {}
    asked = select(CaseReturn, Case).join(Case, col(Case.id) == CaseReturn.case_id)
    # What gave way or was ended while this meeting lasted was not left to come; what happened later changes nothing.
    ended_at = col(CaseReturn.answered_meeting_id)
    asked = asked.where(CaseReturn.meeting_id == meeting.id, or_(ended_at.is_(None), ended_at != meeting.id))
    for one, case in db.exec(asked.order_by(col(CaseReturn.set_at))):
        kept[case.id] = Kept(case, asked=one)
    confirmed = select(Discussion, Case).join(Case, col(Case.id) == Discussion.case_id)
    confirmed = confirmed.where(Discussion.meeting_id == meeting.id, col(Discussion.confirmed_at).is_not(None))
    for summary, case in db.exec(confirmed.where(Discussion.summary != "")):
        kept[case.id] = kept.get(case.id, Kept(case))._replace(summary=summary)
    return {case_id: one for case_id, one in kept.items() if one.case.has_opened}


def found(db: Session, meeting: Meeting, since: Meeting | None, told_id: UUID) -> Told | None:
    """What was told under this id, of what this meeting heard; locked for change on PostgreSQL."""
    one = next((one for one in heard_at(db, meeting, since) if one.words.id == told_id), None)
    if one:
        db.refresh(one.words, with_for_update=True)
    return one


def change(db: Session, words: CaseReturn, text: str, *, seen: str, by: Person, at: datetime) -> bool:
    """Say it in other words. False, with nothing changed, when somebody else did since this person looked."""
    if not text.strip():
        raise Refused("Write a few words. “Much the same” is an answer too.")
    if len(text) > LONGEST:
        raise Refused("There is no room left for that. Make these words a little shorter first.")
    if words.text == text:
        return True
    if words.wording != seen:
        return False
    words.text = text
    db.add(words)
    case = db.get_one(Case, words.case_id)
    meeting_id = words.answered_meeting_id
    verb = "told_corrected"
    history.record(db, words.community_id, "cases", verb, about=case, by=by, at=at, meeting_id=meeting_id)
    return True
