"""The agenda templates that come with the product; planning a meeting with one, or like the meeting before."""

import json
from collections.abc import Sequence
from datetime import datetime
from functools import cache
from importlib import resources
from typing import NamedTuple
from uuid import UUID

from pydantic import BaseModel
from sqlmodel import Session, col, select

from app import clock
from app.domain import agenda, meetings, pace_learnt, steps
from app.domain.agenda import AgendaItem
from app.domain.communities import Community
from app.domain.meetings import Meeting
from app.domain.people import Person

LIKE_BEFORE, EMPTY = "like_before", "empty"
FIRST, USUAL = "founding", "standard120"


class Step(BaseModel):
    """One step of a template; `start` and `minutes` are whole minutes, `method` is a key of the case methods."""

    start: int
    minutes: int
    title: str
    led_by: str
    hint: str
    method: str = ""


class Template(BaseModel):
    """An agenda template; `basis` says in words which practice it follows."""

    key: str
    name: str
    minutes: int
    basis: str
    steps: list[Step]


class Before(NamedTuple):
    """The meeting that a new one can be planned like, with the steps that every meeting has."""

    meeting: Meeting
    steps: Sequence[AgendaItem]


@cache
def everything() -> dict[str, Template]:
    """All templates by key, in reading order."""
    text = resources.files("app").joinpath("seeds/agenda_templates.json").read_text(encoding="utf-8")
    return {entry["key"]: Template(**entry) for entry in json.loads(text)["templates"]}


def before(db: Session, community_id: UUID) -> Before | None:
    """The last meeting in the calendar, if it has steps that another one could have; never its topics and cases.

    A step that was kept for a case is kept for one again.
    """
    meeting = meetings.latest_in(db, community_id)
    steps = _of_every_meeting(db, meeting) if meeting else []
    return Before(meeting, steps) if meeting and steps else None


def proposed(like: Before | None, last: Meeting | None) -> str:
    """Which agenda to propose: like last time; the founding one for a first meeting; else the usual one."""
    if like:
        return LIKE_BEFORE
    return USUAL if last else FIRST


def plan(
    db: Session,
    community: Community,
    *,
    chosen: str,
    title: str,
    starts_at: datetime,
    minutes: int,
    place: str,
    by: Person,
    at: datetime,
) -> Meeting:
    """Plan a meeting with the chosen agenda, by what its steps really took; untitled it is called after its month."""
    like = before(db, community.id) if chosen == LIKE_BEFORE else None
    template = everything().get(chosen)
    meeting = meetings.plan(
        db,
        community,
        title=title or f"{clock.local(starts_at, community.zone):%B} meeting",
        starts_at=starts_at,
        minutes=minutes,
        place=place,
        template_key=template.key if template else like.meeting.template_key if like else "",
        by=by,
        at=at,
    )
    agenda.fill(db, meeting, template.steps if template else like.steps if like else [], by=by, at=at)
    pace_learnt.propose(db, meeting, by=by, at=at)
    return meeting


def fill(db: Session, meeting: Meeting, template: Template, *, by: Person, at: datetime) -> list[AgendaItem]:
    """Put the template's steps on the agenda; such steps do not return when they are not reached."""
    agenda.fill(db, meeting, template.steps, by=by, at=at)
    return agenda.of(db, meeting.id)


def _of_every_meeting(db: Session, meeting: Meeting) -> list[AgendaItem]:
    filled = col(AgendaItem.let_go_why) == steps.FILLED
    statement = select(AgendaItem).where(AgendaItem.meeting_id == meeting.id, col(AgendaItem.returns).is_(False))
    statement = statement.where(col(AgendaItem.let_go_at).is_(None) | filled)
    return list(db.exec(statement.order_by(col(AgendaItem.position), col(AgendaItem.added_at))))
