"""Cases: somebody's situation told without saying who they are, with one question for the group."""

import random
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import JSON, Field, Session, SQLModel, col, select

from app.db import new_id
from app.domain import code_names, day_map, history, rarity, reading
from app.domain.errors import Refused
from app.domain.meetings import Meeting
from app.domain.people import Person
from app.domain.pro_forma import SHARED_TEXT


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
    housing_kind: str = Field(default="", max_length=20)
    housing_now: str = Field(default="", max_length=1000)
    needs: str = Field(default="", max_length=400)
    needs_other: str = Field(default="", max_length=500)
    tried: str = Field(default="", max_length=3000)
    around_kinds: str = Field(default="", max_length=300)
    around: str = Field(default="", max_length=1000)
    missing_kinds: str = Field(default="", max_length=300)
    missing: str = Field(default="", max_length=1000)
    stuck: str = Field(default="", max_length=2000)
    knows: str = Field(default="", max_length=20)
    knows_why: str = Field(default="", max_length=500)
    urgent: str = Field(default="", max_length=10)
    elsewhere: str = Field(default="", max_length=500)
    what_it_does_to_me: str = Field(default="", max_length=2000)
    one_day: day_map.Kept = Field(default_factory=list, sa_type=JSON)
    begun_at: datetime
    offered_at: datetime | None = None
    approved_at: datetime | None = None
    sent_back_note: str = Field(default="", max_length=1000)
    opened_at: datetime | None = None
    withdrawn_at: datetime | None = None
    paused_at: datetime | None = None
    # Whose pause it is; a facilitator's is ended by facilitators alone.
    paused_by_id: UUID | None = Field(default=None, foreign_key="person.id")

    @property
    def state(self) -> str:
        """draft, sent_back, offered, approved, open, paused or withdrawn."""
        if self.withdrawn_at:
            return "withdrawn"
        if self.is_paused:
            return "paused"
        if self.opened_at:
            return "open"
        if self.approved_at:
            return "approved"
        if self.offered_at:
            return "offered"
        return "sent_back" if self.sent_back_note else "draft"

    @property
    def is_draft(self) -> bool:
        """Whether it can be written: begun or sent back, and not handed in."""
        return self.state in {"draft", "sent_back"}

    @property
    def is_approved(self) -> bool:
        """Whether it may go to a meeting, or has been to one."""
        return self.approved_at is not None and self.withdrawn_at is None

    @property
    def has_opened(self) -> bool:
        """Whether the group has come to know of it, and it was not withdrawn since."""
        return self.opened_at is not None and self.withdrawn_at is None

    @property
    def is_open(self) -> bool:
        """Whether the members may read it: approved, its meeting has begun, and nobody has paused it."""
        return self.has_opened and self.paused_at is None

    @property
    def is_paused(self) -> bool:
        """Whether it was open, and is hidden for a while from all but its presenter and the facilitators."""
        return self.has_opened and self.paused_at is not None

    @property
    def need_list(self) -> list[str]:
        """The needs that were ticked."""
        return [need for need in self.needs.split(",") if need]


def begin(db: Session, community_id: UUID, *, by: Person, at: datetime) -> Case:
    """A draft with a code name that the system picks and never uses again in this community."""
    name = code_names.take(db, community_id, random.SystemRandom())
    case = Case(community_id=community_id, presenter_id=by.id, code_name=name, begun_at=at)
    db.add(case)
    _record(db, case, "begun", by=by, at=at)
    return case


def write(db: Session, case: Case, values: dict[str, Any], *, by: Person, at: datetime) -> None:
    """Save what has been written so far, half-done or not; the same words again change nothing."""
    must_be_draft(case)
    changed = {name: value for name, value in values.items() if getattr(case, name) != value}
    if not changed:
        return
    case.sqlmodel_update(changed)
    db.add(case)
    # Words save themselves every few seconds, and nobody else sees a draft: no open page need look again.
    history.record(db, case.community_id, "cases", "written", about=case, by=by, at=at, quietly=True)


def must_be_draft(case: Case) -> None:
    """Refuses unless the case can be written."""
    if case.withdrawn_at:
        raise Refused("This case has been withdrawn. Bring it back as a draft first, then change it.")
    if not case.is_draft:
        raise Refused("This case has been handed in. Take it back first, then change it.")


def texts_of(case: Case) -> dict[str, str]:
    """Every text that others will read, by field."""
    return {name: getattr(case, name) for name in SHARED_TEXT} | day_map.texts(case.one_day)


def findings_in(case: Case) -> dict[str, list[reading.Finding]]:
    """What might identify somebody, by field, in every text that others will read."""
    texts = texts_of(case)
    reading.all_of(texts.values())
    found = {name: reading.read(text, called=case.code_name) for name, text in texts.items()}
    return {name: findings for name, findings in found.items() if findings}


def rarity_of(db: Session, case: Case) -> rarity.Rarity:
    """Whether what was chosen may point to one person, among this community's cases that were handed in."""
    columns = select(Case.life_stage, Case.housing_kind, Case.needs).where(Case.community_id == case.community_id)
    handed_in = columns.where(col(Case.offered_at).is_not(None), col(Case.withdrawn_at).is_(None))
    others = [_told(*row) for row in db.exec(handed_in.where(Case.id != case.id))]
    return rarity.look(_told(case.life_stage, case.housing_kind, case.needs), others)


def offer(db: Session, case: Case, *, kept: str = "", by: Person, at: datetime) -> None:
    """Hand the case in. Refuses while something identifying stands in it, unless it was said why it may (`kept`)."""
    if case.state == "offered":
        return
    must_be_draft(case)
    if not case.question.strip():
        raise Refused("Write your one question first: it is what the group will think about.")
    found = findings_in(case)
    if found and not kept:
        raise reading.NotKept
    if found:
        why = reading.kept(kept, [finding for findings in found.values() for finding in findings])
        _record(db, case, "kept_findings", by=by, at=at, detail=why)
    if rarity_of(db, case).state == "rare":
        _record(db, case, "kept_combination", by=by, at=at)
    case.offered_at, case.sent_back_note = at, ""
    case.one_day = day_map.settled(case.one_day)
    _record(db, case, "offered", by=by, at=at)


def take_back(db: Session, case: Case, *, by: Person, at: datetime) -> None:
    """Back to a draft, as long as its meeting has not begun, or after it was withdrawn."""
    if case.has_opened:
        raise Refused("Its meeting has begun. You can withdraw the case instead.")
    if case.is_draft:
        return
    case.offered_at = case.approved_at = case.opened_at = case.withdrawn_at = None
    case.meeting_id = None
    _record(db, case, "taken_back", by=by, at=at)


def approve(db: Session, case: Case, *, by: Person, at: datetime) -> None:
    """The facilitator has read it; it stays hidden from others until its meeting begins."""
    if case.is_approved:
        return
    if case.state != "offered":
        raise Refused("Only a case that has been handed in can be approved.")
    case.approved_at = at
    _record(db, case, "approved", by=by, at=at)


def send_back(db: Session, case: Case, note: str, *, by: Person, at: datetime) -> None:
    """Back to the presenter with a note that says what to change."""
    if case.has_opened:
        raise Refused("Its meeting has begun, so it cannot be sent back. It can still be withdrawn.")
    if case.state not in {"offered", "approved"}:
        raise Refused("Only a case that has been handed in can be sent back.")
    if not note.strip():
        raise Refused("Say in a few words what to change, so that the presenter can go on.")
    case.offered_at = case.approved_at = case.meeting_id = None
    case.sent_back_note = note.strip()
    _record(db, case, "sent_back", by=by, at=at)


def withdraw(db: Session, case: Case, *, by: Person, at: datetime) -> None:
    """Nobody but the presenter reads it any more."""
    if case.withdrawn_at:
        return
    case.withdrawn_at = at
    _record(db, case, "withdrawn", by=by, at=at)


def put_on(db: Session, case: Case, meeting: Meeting | None, *, by: Person, at: datetime) -> None:
    """Give the case its meeting, or none. A running one opens it at once; one that began with it stays its meeting."""
    if meeting is None and case.opened_at and _has_begun(db, case.meeting_id):
        return
    opens = meeting is not None and meeting.is_running and case.is_approved and not case.opened_at
    wanted = meeting.id if meeting else None
    if case.meeting_id == wanted and not opens:
        return
    case.meeting_id = wanted
    if opens:
        case.opened_at, case.paused_at, case.paused_by_id = at, None, None
    _record(db, case, "put_on", by=by, at=at)


def open_at(db: Session, meeting: Meeting, *, by: Person, at: datetime) -> None:
    """The meeting begins: its approved cases open to the members."""
    statement = select(Case).where(Case.meeting_id == meeting.id, col(Case.approved_at).is_not(None))
    for case in db.exec(statement.where(col(Case.opened_at).is_(None), col(Case.withdrawn_at).is_(None))):
        case.opened_at, case.paused_at, case.paused_by_id = at, None, None
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


def _told(life_stage: str, housing_kind: str, needs: str) -> rarity.Choices:
    return rarity.Choices(life_stage, housing_kind, frozenset(need for need in needs.split(",") if need))


def _has_begun(db: Session, meeting_id: UUID | None) -> bool:
    meeting = db.get(Meeting, meeting_id) if meeting_id else None
    return meeting is not None and meeting.started_at is not None


def _record(db: Session, case: Case, verb: str, *, by: Person, at: datetime, detail: str = "") -> None:
    db.add(case)
    meeting_id = case.meeting_id
    history.record(db, case.community_id, "cases", verb, about=case, by=by, at=at, meeting_id=meeting_id, detail=detail)
