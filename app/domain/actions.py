"""Actions: what somebody agreed to do, and what became of it. An open one comes back at every meeting."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from sqlmodel import Field, Session, SQLModel, col, or_, select

from app.db import new_id
from app.domain import history, memberships, reading
from app.domain.errors import Refused
from app.domain.meetings import Meeting
from app.domain.people import Person

# What may be said of an action; the words marked True end it. Those in NEEDS_WHY ask for a reason.
# "kept" answers "Past its date. Still needed?" and sets the date anew.
WORDS = {
    "done": ("Done", True),
    "changed": ("Circumstances changed", True),
    "not_yet": ("Not done yet", False),
    "kept": ("Still needed", False),
    "let_go": ("Let go", True),
    "reopened": ("Open again", False),
}
OWNERS = {"facilitator", "member"}
NEEDS_WHY = {"changed": "What changed?", "let_go": "Why let it go?"}


class Action(SQLModel, table=True):
    """Something one person has taken on. It belongs to the meeting where it was agreed; it is never copied."""

    id: UUID = Field(default_factory=new_id, primary_key=True)
    community_id: UUID = Field(foreign_key="community.id", index=True, ondelete="CASCADE")
    meeting_id: UUID | None = Field(default=None, foreign_key="meeting.id", index=True)
    agenda_item_id: UUID | None = Field(default=None, foreign_key="agenda_item.id")
    case_id: UUID | None = Field(default=None, foreign_key="case.id", index=True)
    text: str = Field(max_length=500)
    first_step: str = Field(default="", max_length=300)
    owner_id: UUID | None = Field(default=None, foreign_key="person.id", index=True)
    due_on: date | None = None
    agreed_at: datetime = Field(index=True)
    agreed_by_id: UUID = Field(foreign_key="person.id")
    word: str = Field(default="", max_length=20)
    why: str = Field(default="", max_length=500)
    said_at: datetime | None = None
    ended_at: datetime | None = Field(default=None, index=True)
    put_away_at: datetime | None = None
    revision: int = 1

    @property
    def is_open(self) -> bool:
        """Whether it still comes back."""
        return self.ended_at is None and self.put_away_at is None

    @property
    def state(self) -> str:
        """Its state in words."""
        return WORDS[self.word][0] if self.word and self.word != "reopened" else "Open"

    def is_past(self, today: date) -> bool:
        """Whether its date has passed while it is still open."""
        return self.is_open and self.due_on is not None and self.due_on < today


class FollowUp(SQLModel, table=True):
    """What was said of an action, when, and at which meeting if at one."""

    __tablename__ = "follow_up"

    id: UUID = Field(default_factory=new_id, primary_key=True)
    action_id: UUID = Field(foreign_key="action.id", index=True, ondelete="CASCADE")
    meeting_id: UUID | None = Field(default=None, foreign_key="meeting.id", index=True)
    word: str = Field(max_length=20)
    why: str = Field(default="", max_length=500)
    by_id: UUID = Field(foreign_key="person.id")
    at: datetime


def agree(
    db: Session,
    community_id: UUID,
    *,
    text: str,
    owner_id: UUID | None,
    due_on: date | None,
    first_step: str = "",
    meeting: Meeting | None = None,
    agenda_item_id: UUID | None = None,
    case_id: UUID | None = None,
    by: Person,
    at: datetime,
) -> Action:
    """Agree an action; without a date it means before we next meet."""
    _refuse_stranger(db, community_id, owner_id)
    action = Action(
        community_id=community_id,
        meeting_id=meeting.id if meeting else None,
        agenda_item_id=agenda_item_id,
        case_id=case_id,
        text=text,
        first_step=first_step,
        owner_id=owner_id,
        due_on=due_on,
        agreed_at=at,
        agreed_by_id=by.id,
    )
    _record(db, action, "agreed", by=by, at=at)
    return action


def say(
    db: Session,
    action: Action,
    word: str,
    why: str = "",
    *,
    due_on: date | None = None,
    meeting: Meeting | None = None,
    by: Person,
    at: datetime,
) -> None:
    """Say what became of it; done, changed and let go end it, the latter two with a reason. Twice changes nothing."""
    _refuse_word(action, word, why)
    new_date = due_on if word == "kept" else action.due_on
    is_same = (action.word, action.why, action.due_on) == (word, why.strip(), new_date)
    if is_same and _was_said_here(db, action, meeting):
        return
    if word == "reopened" and action.is_open:
        return
    place_id = meeting.id if meeting else None
    db.flush()  # an action agreed in the same breath stands first
    db.add(FollowUp(action_id=action.id, meeting_id=place_id, word=word, why=why.strip(), by_id=by.id, at=at))
    action.word, action.why, action.said_at, action.due_on = word, why.strip(), at, new_date
    # Another word for an ending already said does not move the ending to a later meeting.
    action.ended_at = (action.ended_at or at) if WORDS[word][1] else None
    _record(db, action, word, by=by, at=at, meeting=meeting)


def change(
    db: Session,
    action: Action,
    *,
    text: str,
    first_step: str,
    owner_id: UUID | None,
    due_on: date | None,
    by: Person,
    at: datetime,
) -> None:
    """Change the words, the owner or the date of an action that is open; the same again changes nothing."""
    if not action.is_open:
        raise Refused("This action has ended. Open it again first.")
    if (action.text, action.first_step, action.owner_id, action.due_on) == (text, first_step, owner_id, due_on):
        return
    if owner_id != action.owner_id:
        _refuse_stranger(db, action.community_id, owner_id)
    # The earlier words are kept, for what somebody promised is not rewritten without a trace; but not what was in them.
    before = reading.settled(action.text, but=reading.IN_ACTIONS)[:500] if action.text != text else ""
    db.flush()
    db.add(FollowUp(action_id=action.id, word="reworded", why=before, by_id=by.id, at=at))
    action.text, action.first_step, action.owner_id, action.due_on = text, first_step, owner_id, due_on
    action.revision += 1
    _record(db, action, "changed_words", by=by, at=at)


def forget_earlier_words(db: Session, action: Action, *, by: Person, at: datetime) -> None:
    """Take out what it said before it was changed: it may name somebody, and no rule knows names."""
    earlier = [told for told in told_of(db, action.id) if told.word == "reworded" and told.why]
    for told in earlier:
        told.why = ""
        db.add(told)
    if earlier:
        _record(db, action, "earlier_words_forgotten", by=by, at=at)


def put_away(db: Session, action: Action, *, by: Person, at: datetime) -> None:
    """Undo an action that was taken down by mistake; it can be brought back."""
    if not action.put_away_at:
        action.put_away_at = at
        _record(db, action, "put_away", by=by, at=at)


def bring_back(db: Session, action: Action, *, by: Person, at: datetime) -> None:
    """Undo the undo."""
    if action.put_away_at:
        action.put_away_at = None
        _record(db, action, "brought_back", by=by, at=at)


def by_id(db: Session, action_id: UUID, *, lock: bool = False) -> Action | None:
    """The action; locked for change on PostgreSQL when asked."""
    return db.get(Action, action_id, with_for_update=lock or None)


def agreed_at(db: Session, meeting: Meeting) -> list[Action]:
    """What was agreed at this meeting, in order."""
    statement = select(Action).where(Action.meeting_id == meeting.id, col(Action.put_away_at).is_(None))
    return list(db.exec(statement.order_by(col(Action.agreed_at))))


def of_case(db: Session, case_id: UUID) -> list[Action]:
    """What was agreed about this case, in order."""
    statement = select(Action).where(Action.case_id == case_id, col(Action.put_away_at).is_(None))
    return list(db.exec(statement.order_by(col(Action.agreed_at))))


def carried_into(db: Session, meeting: Meeting) -> list[Action]:
    """Actions agreed elsewhere, at another meeting or between, not ended when this one began; oldest first."""
    statement = select(Action).where(
        Action.community_id == meeting.community_id,
        col(Action.put_away_at).is_(None),
        or_(col(Action.meeting_id).is_(None), col(Action.meeting_id) != meeting.id),
    )
    ended = col(Action.ended_at)
    statement = statement.where(
        or_(ended.is_(None), ended > meeting.started_at) if meeting.started_at else ended.is_(None)
    )
    if meeting.closed_at:
        statement = statement.where(col(Action.agreed_at) <= meeting.closed_at)
    return list(db.exec(statement.order_by(col(Action.agreed_at))))


def said_at(db: Session, meeting: Meeting) -> dict[UUID, FollowUp]:
    """The last word said of each action at this meeting, by action."""
    statement = select(FollowUp).where(FollowUp.meeting_id == meeting.id).order_by(col(FollowUp.at))
    return {said.action_id: said for said in db.exec(statement)}


def told_of(db: Session, action_id: UUID) -> list[FollowUp]:
    """Everything said of this action, oldest first."""
    return list(db.exec(select(FollowUp).where(FollowUp.action_id == action_id).order_by(col(FollowUp.at))))


def reworded_since(db: Session, found: Sequence[Action], moment: datetime) -> dict[UUID, str]:
    """How these actions were worded at that moment, of those worded otherwise since, by action."""
    statement = select(FollowUp).where(col(FollowUp.action_id).in_([action.id for action in found]))
    statement = statement.where(FollowUp.word == "reworded", FollowUp.why != "", col(FollowUp.at) > moment)
    return {said.action_id: said.why for said in db.exec(statement.order_by(col(FollowUp.at).desc()))}


def _refuse_word(action: Action, word: str, why: str) -> None:
    if word not in WORDS:
        raise Refused("Choose: done, circumstances changed, not done yet, or let go.")
    if word in NEEDS_WHY and not why.strip():
        raise Refused(f"{NEEDS_WHY[word]} A few words are enough.")
    if action.put_away_at:
        raise Refused("This action has been put away. Bring it back first.")
    if action.ended_at and word in {"not_yet", "kept"}:
        raise Refused("This action has ended. Open it again first.")


def _refuse_stranger(db: Session, community_id: UUID, owner_id: UUID | None) -> None:
    membership = memberships.any_of(db, community_id, owner_id) if owner_id else None
    # A sponsor or a guest would never see it again, so nobody could say what became of it.
    if owner_id and (membership is None or membership.left_at or membership.role not in OWNERS):
        raise Refused("Only a member of this community can take it on. Choose somebody of the list, or nobody yet.")


def _was_said_here(db: Session, action: Action, meeting: Meeting | None) -> bool:
    # The same word at a later meeting is news: the minutes of that meeting should hold it.
    if meeting is None:
        return True
    here = select(FollowUp.id).where(FollowUp.action_id == action.id, FollowUp.meeting_id == meeting.id)
    return db.exec(here.where(FollowUp.word == action.word, FollowUp.at == action.said_at)).first() is not None


def _record(
    db: Session, action: Action, verb: str, *, by: Person, at: datetime, meeting: Meeting | None = None
) -> None:
    db.add(action)
    meeting_id = meeting.id if meeting else action.meeting_id
    history.record(db, action.community_id, "actions", verb, about=action, by=by, at=at, meeting_id=meeting_id)
