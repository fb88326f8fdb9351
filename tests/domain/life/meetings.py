"""Meetings are planned, called off, begun and closed."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from app.domain import agenda, closing, meetings, pacing, running, templates
from tests.domain.life.ground import Ground, found, pick, yes_or_no
from tests.domain.life.known import Step


class Meetings(Ground):
    """Meetings one after another, with the steps that they were planned with."""

    def __init__(self) -> None:
        super().__init__()
        self.steps: dict[UUID, Step] = {}
        self.begun: list[datetime] = []

    @rule(days=st.integers(-40, 40), chosen=st.sampled_from(["", "like_before", "template"]))
    def plan(self, days: int, chosen: str) -> None:
        if chosen == "template":
            chosen = min(templates.everything().values(), key=lambda template: len(template.steps)).key
        with self._writing() as (db, who):
            meeting = templates.plan(
                db,
                self.community,
                chosen=templates.LIKE_BEFORE if chosen == "like_before" else chosen,
                title="",
                starts_at=self.at + timedelta(days=days),
                minutes=120,
                place="",
                **who,
            )
            for item in agenda.of(db, meeting.id):
                assert not item.returns, "A meeting planned like another one brings no topics of its own."
                self.steps[item.id] = Step(returns=False)
            self._look_at(db, meeting)
        self.planned.append(meeting.id)

    @precondition(lambda self: self.planned)
    @rule(which=pick)
    def call_off(self, which: int) -> None:
        meeting_id = self.planned.pop(which % len(self.planned))
        with self._writing() as (db, who):
            meetings.call_off(db, found(db, meeting_id), "Snow", **who)
        self.over.append(meeting_id)

    @precondition(lambda self: self.planned and not self.running)
    @rule(which=pick)
    def start(self, which: int) -> None:
        self.running = self.planned.pop(which % len(self.planned))
        with self._writing() as (db, who):
            meeting = found(db, self.running)
            running.start(db, meeting, **who)
            before = meetings.previous_to(db, meeting)
            assert (before.id if before else None) == (self.held[-1] if self.held else None)
        self.held.append(self.running)
        self.begun.append(self.at)
        self._has_begun(self.running)
        with self.database.reading() as db:
            self._look_at_everything(db)

    @precondition(lambda self: self.running)
    @rule(come_back=yes_or_no)
    def close(self, come_back: bool) -> None:
        with self._writing() as (db, who):
            meeting = found(db, self.running)
            now = pacing.current(agenda.of(db, meeting.id))
            chosen = {item.id for item in closing.outlook(db, meeting).not_coming_back[:2]} if come_back else set()
            closing.close(db, meeting, chosen, **who)
        if now:
            self.steps[now.id].is_reached = True
        for item_id in chosen:
            self.steps[item_id].returns = True
        assert self.running
        self.over.append(self.running)
        self.running = None

    @rule(which=pick, come_back=yes_or_no)
    def on_to_the_next_meeting(self, which: int, come_back: bool) -> None:
        if self.running:
            self.close(come_back)
        if not self.planned:
            self.plan(days=28, chosen="like_before")
        self.start(which)

    def _meet(self, which: int, days: int) -> None:
        """At what was planned, or so many days before the time of a new one."""
        if self.running:
            self.close(come_back=False)
        if days == 0 or not self.planned:
            self.plan(days=days, chosen="")
            which = len(self.planned) - 1
        self.start(which)

    def _meet_on(self, days: Sequence[date], which: int, later: int) -> None:
        """On one of these days, if it is still to come; or a day earlier or later."""
        ahead = [(day - self._today()).days for day in days if day > self._today()]
        self.at += timedelta(days=ahead[which % len(ahead)] + later if ahead else 0)
        self._meet(which, days=0)

    def _wait(self, _which: int, days: int) -> None:
        self.at += timedelta(days=days)
