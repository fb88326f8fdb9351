"""Who helps the owner of an action: as many as like, and only while they belong to the community."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, Session, SQLModel, col, select

from app.db import new_id
from app.domain import history, memberships
from app.domain.actions import OWNERS, Action
from app.domain.errors import Refused
from app.domain.memberships import Membership
from app.domain.people import Person


class ActionHelper(SQLModel, table=True):
    """Somebody who helps with an action; the owner stays the one who says what became of it."""

    __tablename__ = "action_helper"
    __table_args__ = (UniqueConstraint("action_id", "person_id"),)

    id: UUID = Field(default_factory=new_id, primary_key=True)
    action_id: UUID = Field(foreign_key="action.id", index=True, ondelete="CASCADE")
    person_id: UUID = Field(foreign_key="person.id", index=True)
    at: datetime


def choose(db: Session, action: Action, wanted: Collection[UUID], *, by: Person, at: datetime) -> None:
    """Let these people help, and nobody else; the owner needs no second place, and the same again changes nothing."""
    chosen = set(wanted) - {action.owner_id}
    known = {one.person_id: one for one in db.exec(select(ActionHelper).where(ActionHelper.action_id == action.id))}
    if chosen == known.keys():
        return
    if not action.is_open:
        raise Refused("This action has ended. Open it again first.")
    for person_id in chosen - known.keys():
        _refuse_stranger(db, action.community_id, person_id)
    db.flush()  # an action agreed in the same breath stands first
    for person_id in known.keys() - chosen:
        db.delete(known[person_id])
    db.add_all(ActionHelper(action_id=action.id, person_id=one, at=at) for one in sorted(chosen - known.keys()))
    action.revision += 1
    db.add(action)
    history.record(db, action.community_id, "actions", "helpers", about=action, by=by, at=at)


def of(db: Session, found: Sequence[Action]) -> dict[UUID, list[Person]]:
    """Who helps with each of these, by name; whoever has left is not among them."""
    if not found:
        return {}
    statement = (
        select(ActionHelper.action_id, Membership, Person)
        .join(Action, col(Action.id) == ActionHelper.action_id)
        .join(Person, col(Person.id) == ActionHelper.person_id)
        .join(
            Membership,
            (col(Membership.person_id) == Person.id) & (col(Membership.community_id) == Action.community_id),
        )
        .where(col(ActionHelper.action_id).in_([action.id for action in found]))
        .where(col(Membership.left_at).is_(None), col(Membership.role).in_(OWNERS))
        .order_by(memberships.shown_name())
    )
    helpers: dict[UUID, list[Person]] = {}
    for action_id, place, person in db.exec(statement):
        helpers.setdefault(action_id, []).append(memberships.as_shown(place, person))
    return helpers


def helped_by(person: Person) -> Any:
    """In a question over actions: those that this person helps with, and did not take on."""
    helps = select(ActionHelper.action_id).where(ActionHelper.person_id == person.id)
    return col(Action.id).in_(helps) & col(Action.owner_id).is_distinct_from(person.id)


def _refuse_stranger(db: Session, community_id: UUID, person_id: UUID) -> None:
    place = memberships.any_of(db, community_id, person_id)
    if place is None or place.left_at or place.role not in OWNERS:
        raise Refused("Only a member of this community can help. Choose somebody of the list, or nobody.")
