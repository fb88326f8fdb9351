"""The agenda templates that come with the product, and filling an agenda from one or from an earlier meeting."""

import json
from datetime import datetime
from functools import cache
from importlib import resources

from pydantic import BaseModel
from sqlmodel import Session

from app.domain import agenda
from app.domain.agenda import AgendaItem
from app.domain.meetings import Meeting
from app.domain.people import Person


class Step(BaseModel):
    """One step of a template; `start` and `minutes` are whole minutes."""

    start: int
    minutes: int
    title: str
    led_by: str
    hint: str


class Template(BaseModel):
    """An agenda template; `basis` says in words which practice it follows."""

    key: str
    name: str
    minutes: int
    basis: str
    steps: list[Step]


@cache
def everything() -> dict[str, Template]:
    """All templates by key, in reading order."""
    text = resources.files("app").joinpath("seeds/agenda_templates.json").read_text(encoding="utf-8")
    return {entry["key"]: Template(**entry) for entry in json.loads(text)["templates"]}


def fill(db: Session, meeting: Meeting, template: Template, *, by: Person, at: datetime) -> list[AgendaItem]:
    """Put the template's steps on the agenda; such steps do not return when they are not reached."""
    return [
        agenda.add(
            db,
            meeting,
            title=step.title,
            minutes=step.minutes,
            led_by=step.led_by,
            hint=step.hint,
            returns=False,
            by=by,
            at=at,
        )
        for step in template.steps
    ]


def fill_from(db: Session, meeting: Meeting, earlier: Meeting, *, by: Person, at: datetime) -> list[AgendaItem]:
    """Plan like an earlier meeting: its template's steps with their minutes, not its topics and cases."""
    return [
        agenda.add(
            db,
            meeting,
            title=item.title,
            minutes=item.minutes,
            led_by=item.led_by,
            hint=item.hint,
            returns=False,
            by=by,
            at=at,
        )
        for item in agenda.of(db, earlier.id)
        if not item.returns
    ]
