"""Cases: somebody's situation told without saying who they are, with one question for the group."""

import random
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import Field, Session, SQLModel, col, select

from app.db import new_id
from app.domain import code_names, history, reading
from app.domain.errors import Refused
from app.domain.meetings import Meeting
from app.domain.people import Person

LIFE_STAGES = {
    "young_adult": "Young adult (18 to 25)",
    "adult": "Adult (26 to 44)",
    "middle": "Middle years (45 to 64)",
    "older": "Older (65 and over)",
    "not_sure": "Not sure",
}
NEEDS = {
    "housing": "Housing or tenancy",
    "money": "Money, benefits, debt",
    "mental_health": "Mental health or trauma",
    "drugs": "Drugs",
    "alcohol": "Alcohol",
    "physical_health": "Physical health or frailty",
    "health_access": "Getting to a GP, dentist or hospital",
    "care": "Care or self-neglect",
    "brain": "Brain injury, learning disability, autism",
    "abuse": "Abuse or exploitation",
    "justice": "Police, prison, probation",
    "immigration": "Immigration, no recourse to public funds",
    "family": "Family and relationships",
    "identity": "ID, phone, being online",
    "purpose": "Purpose, faith, pets",
    "trust": "Trust in services",
}
KNOWS = {"agreed": "They agreed", "told": "They have been told", "not_told": "Not told"}
URGENT = {"no": "No", "yes": "Yes, and my own safeguarding route has been used today"}
# The free-text fields that others will read; what_it_does_to_me stays with the presenter.
SHARED_TEXT = {
    "question": "My one question",
    "wants": "What they want, in their words",
    "strengths": "Strengths, even slight",
    "housing_now": "Housing now",
    "tried": "Tried so far",
    "around": "Kinds of agency around them",
    "missing": "Kinds of agency missing",
    "stuck": "Where it is stuck",
    "knows_why": "Why they have not been told",
    "elsewhere": "Discussed elsewhere",
}


class Case(SQLModel, table=True):
    """A de-identified, still confidential case. No field asks who the person is."""

    id: UUID = Field(default_factory=new_id, primary_key=True)
    community_id: UUID = Field(foreign_key="community.id", index=True, ondelete="CASCADE")
    meeting_id: UUID | None = Field(default=None, foreign_key="meeting.id", index=True)
    presenter_id: UUID = Field(foreign_key="person.id", index=True)
    code_name: str = Field(max_length=40)
    question: str = Field(default="", max_length=500)
    life_stage: str = Field(default="", max_length=20)
    wants: str = Field(default="", max_length=2000)
    strengths: str = Field(default="", max_length=2000)
    housing_now: str = Field(default="", max_length=1000)
    needs: str = Field(default="", max_length=400)
    tried: str = Field(default="", max_length=3000)
    around: str = Field(default="", max_length=1000)
    missing: str = Field(default="", max_length=1000)
    stuck: str = Field(default="", max_length=2000)
    knows: str = Field(default="", max_length=20)
    knows_why: str = Field(default="", max_length=500)
    urgent: str = Field(default="", max_length=10)
    elsewhere: str = Field(default="", max_length=500)
    what_it_does_to_me: str = Field(default="", max_length=2000)
    begun_at: datetime
    offered_at: datetime | None = None
    approved_at: datetime | None = None
    sent_back_note: str = Field(default="", max_length=1000)
    opened_at: datetime | None = None
    withdrawn_at: datetime | None = None

    @property
    def state(self) -> str:
        """draft, sent_back, offered, approved, open or withdrawn."""
        if self.withdrawn_at:
            return "withdrawn"
        if self.opened_at:
            return "open"
        if self.approved_at:
            return "approved"
        if self.offered_at:
            return "offered"
        return "sent_back" if self.sent_back_note else "draft"

    @property
    def is_open(self) -> bool:
        """Whether the members may read it: approved, and its meeting has begun."""
        return self.opened_at is not None and self.withdrawn_at is None

    @property
    def need_list(self) -> list[str]:
        """The needs that were ticked."""
        return [need for need in self.needs.split(",") if need]


def begin(db: Session, community_id: UUID, *, by: Person, at: datetime) -> Case:
    """A draft with a code name that the system picks and never uses again in this community."""
    taken = set(db.exec(select(Case.code_name).where(Case.community_id == community_id)))
    case = Case(
        community_id=community_id,
        presenter_id=by.id,
        code_name=code_names.pick(taken, random.SystemRandom()),
        begun_at=at,
    )
    db.add(case)
    _record(db, case, "begun", by=by, at=at)
    return case


def write(db: Session, case: Case, values: dict[str, Any], *, by: Person, at: datetime) -> None:
    """Save what has been written so far, half-done or not."""
    if case.state not in {"draft", "sent_back"}:
        raise Refused("This case has been handed in. Take it back first, then change it.")
    case.sqlmodel_update(values)
    db.add(case)
    _record(db, case, "written", by=by, at=at)


def findings_in(case: Case) -> dict[str, list[reading.Finding]]:
    """What might identify somebody, by field, in the text that others will read."""
    found = {name: reading.read(getattr(case, name)) for name in SHARED_TEXT}
    return {name: findings for name, findings in found.items() if findings}


def offer(db: Session, case: Case, *, kept: bool, by: Person, at: datetime) -> None:
    """Hand the case to the facilitator. Refuses while something identifying stands in it that was not kept on purpose."""
    if case.offered_at:
        return
    if not case.question.strip():
        raise Refused("Write your one question first: it is what the group will think about.")
    found = findings_in(case)
    if found and not kept:
        raise Refused("Something in it may say who the person is. Change it, or say that you want to keep it.")
    if found:
        _record(db, case, "kept_findings", by=by, at=at)
    case.offered_at, case.sent_back_note = at, ""
    _record(db, case, "offered", by=by, at=at)


def take_back(db: Session, case: Case, *, by: Person, at: datetime) -> None:
    """Back to a draft, as long as its meeting has not begun."""
    if case.opened_at:
        raise Refused("Its meeting has begun. You can withdraw the case instead.")
    case.offered_at = case.approved_at = None
    _record(db, case, "taken_back", by=by, at=at)


def approve(db: Session, case: Case, *, by: Person, at: datetime) -> None:
    """The facilitator has read it; it stays hidden from others until its meeting begins."""
    if case.state != "offered":
        raise Refused("Only a case that has been handed in can be approved.")
    case.approved_at = at
    _record(db, case, "approved", by=by, at=at)


def send_back(db: Session, case: Case, note: str, *, by: Person, at: datetime) -> None:
    """Back to the presenter with a note that says what to change."""
    if case.state not in {"offered", "approved"}:
        raise Refused("Only a case that has been handed in can be sent back.")
    case.offered_at = case.approved_at = None
    case.sent_back_note = note
    _record(db, case, "sent_back", by=by, at=at)


def withdraw(db: Session, case: Case, *, by: Person, at: datetime) -> None:
    """Nobody but the presenter reads it any more."""
    if case.withdrawn_at:
        return
    case.withdrawn_at = at
    _record(db, case, "withdrawn", by=by, at=at)


def put_on(db: Session, case: Case, meeting: Meeting | None, *, by: Person, at: datetime) -> None:
    """Give the case its meeting, or none; one that is running opens it at once."""
    case.meeting_id = meeting.id if meeting else None
    if meeting and meeting.is_running and case.approved_at and not case.opened_at:
        case.opened_at = at
    _record(db, case, "put_on", by=by, at=at)


def open_at(db: Session, meeting: Meeting, *, by: Person, at: datetime) -> None:
    """The meeting begins: its approved cases open to the members."""
    statement = select(Case).where(Case.meeting_id == meeting.id, col(Case.approved_at).is_not(None))
    for case in db.exec(statement.where(col(Case.opened_at).is_(None), col(Case.withdrawn_at).is_(None))):
        case.opened_at = at
        _record(db, case, "opened", by=by, at=at)


def by_id(db: Session, case_id: UUID, *, lock: bool = False) -> Case | None:
    """The case; locked for change on PostgreSQL when asked."""
    return db.get(Case, case_id, with_for_update=lock or None)


def of(db: Session, community_id: UUID) -> list[Case]:
    """All cases of the community, newest first; who may see which is for access to say."""
    statement = select(Case).where(Case.community_id == community_id)
    return list(db.exec(statement.order_by(col(Case.begun_at).desc())))


def by_ids(db: Session, ids: set[UUID]) -> dict[UUID, Case]:
    """These cases, by id."""
    if not ids:
        return {}
    return {case.id: case for case in db.exec(select(Case).where(col(Case.id).in_(ids)))}


def _record(db: Session, case: Case, verb: str, *, by: Person, at: datetime) -> None:
    db.add(case)
    history.record(db, case.community_id, "cases", verb, about=case, by=by, at=at, meeting_id=case.meeting_id)
