"""Little miracles: told, heard once, asked whether they hold, seen by other agencies too, and resting."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest
from hypothesis.stateful import rule
from sqlmodel import Session, select

from app.domain import communities, holding, memberships, miracles, seconding, wall
from app.domain.communities import AGENCY_KINDS
from app.domain.errors import Refused
from app.domain.meetings import Meeting
from app.domain.opening import Opening
from tests.domain.life.ground import found, pick
from tests.domain.life.known import Told, one_of
from tests.domain.life.meetings import Meetings
from tests.domain.life.ways import LATER


class Miracles(Meetings):
    """Whatever is told of a little miracle, from the day of its telling on."""

    def __init__(self) -> None:
        super().__init__()
        self.miracles: dict[UUID, Told] = {}
        self.rests_on: date | None = None

    @rule(which=pick, deeds=LATER)
    def work_on_miracle(self, which: int, deeds: list[tuple[Any, ...]]) -> None:
        for verb, *how in deeds:
            getattr(self, f"_{verb}" if self.miracles else "_tell")(which, *(how if self.miracles else ("between", 1)))

    def _tell(self, which: int, where: str, by: int) -> None:
        with self._writing(by=by) as (db, who):
            meeting, text = self._place(db, where, which), self._word("miracle")
            told = miracles.tell(db, self.community.id, text=text, meeting=meeting, **who)
        self.miracles[told.id] = Told(meeting.id if meeting else None, text=text, by=by, told_at=told.told_at)

    def _tell_it_otherwise(self, which: int) -> None:
        miracle_id, known = one_of(self.miracles, which)
        if known.is_away:
            return
        known.text = self._word("miracle")
        with self._writing() as (db, who):
            miracles.change(db, db.get_one(miracles.Miracle, miracle_id), miracles.Words(known.text), **who)

    def _say_how_it_holds(self, which: int, word: str, at_meeting: bool) -> None:
        miracle_id, known = one_of(self.miracles, which)
        if known.is_away:
            return
        with self._writing(apart=True) as (db, who):
            miracle = miracles.by_id(db, miracle_id)
            assert miracle
            meeting = found(db, self.running) if at_meeting and self.running else None
            here = meeting.id if meeting else None
            if here and here in {at for _months, at in known.answers}:
                holding.take_back(db, miracle, meeting, **who)
                known.answers = [one for one in known.answers if one[1] != here]
                return
            day = max(self._days_of(meeting)) if meeting else self._today()
            known.answers.append((known.asked_after(day), here))
            holding.say(db, miracle, word, today=self._today(), meeting=meeting, **who)

    def _meet_and_ask(self, which: int, day: int, later: int) -> None:
        self._meet_on(one_of(self.miracles, which)[1].days, day, later)

    def _say_we_saw_it_too(self, which: int, by: int, is_so: bool) -> None:
        """For one's agency, which counts once however many of it say so, and which one of them takes back for all."""
        miracle_id, known = one_of(self.miracles, which)
        ours = self.comes_from[by]
        with self._writing(by=by) as (db, who):
            miracle = db.get_one(miracles.Miracle, miracle_id)
            place = db.get_one(memberships.Membership, self.everybody[by].place.id)
            if not is_so:
                seconding.take_back(db, miracle, place, **who)
                known.seconded -= {ours} if ours else set()
                return
            if known.is_away or ours is None or ours == self.comes_from[known.by]:
                with pytest.raises(Refused):
                    seconding.second(db, miracle, place, **who)
                return
            seconding.second(db, miracle, place, **who)
        known.seconded.add(ours)

    def _work_elsewhere(self, which: int, by: int) -> None:
        """Somebody who has just said it for their agency comes from another one now."""
        self._say_we_saw_it_too(which, by, is_so=True)
        agency_id = [*self.agencies][which % len(self.agencies)]
        with self._writing() as (db, who):
            place = db.get_one(memberships.Membership, self.everybody[by].place.id)
            memberships.change_details(db, place, agency_id=agency_id, ask_me_about="", **who)
        self.comes_from[by] = agency_id

    def _put_miracle_away(self, which: int, away: bool) -> None:
        miracle_id, known = one_of(self.miracles, which)
        with self._writing() as (db, who):
            verb = miracles.put_away if away else miracles.bring_back
            verb(db, miracles.by_id(db, miracle_id), **who)
        known.is_away = away

    def _rest_for_today(self, _which: int) -> None:
        """Or show them again, on the same day: whatever a running meeting had opened with."""
        with self._writing() as (db, who):
            today, running = self._today(), found(db, self.running) if self.running else None
            community = communities.by_id(db, self.community.id)
            assert community
            is_quiet = self.rests_on == today
            (wall.show_again if is_quiet else wall.rest)(db, community, **who)
        for known in self.miracles.values() if running else []:
            if is_quiet and not known.heard and not known.is_away and known.told_at <= self.begun[-1]:
                known.heard = self.running
            if not is_quiet and known.heard == self.running:
                known.heard = None
        self.rests_on = None if is_quiet else today

    def _has_begun(self, meeting_id: UUID) -> None:
        super()._has_begun(meeting_id)
        for known in self.miracles.values() if self.rests_on != self._today() else []:
            if not known.heard and not known.is_away:
                known.heard = meeting_id

    def _look_at_opening(self, db: Session, meeting: Meeting, seen: Opening) -> None:
        super()._look_at_opening(db, meeting, seen)
        if self.rests_on == self._today():
            assert not seen.miracles and not seen.holding, "They rest today."
            return
        expected = {
            miracle_id
            for miracle_id, known in self.miracles.items()
            if not known.is_away and known.heard == (meeting.id if meeting.started_at else None)
        }
        assert sorted(miracle.id for miracle in seen.miracles) == sorted(expected), "Each miracle opens one meeting."
        self._look_at_holding(meeting, [one.miracle.id for one in seen.holding if one.said is None])

    def _look_at_holding(self, meeting: Meeting, seen: list[UUID]) -> None:
        day = max(self._days_of(meeting))
        expected = {
            miracle_id
            for miracle_id, known in self.miracles.items()
            if not known.is_away and known.asked_after(day) and not (meeting.started_at or self.at) <= known.told_at
        }
        assert sorted(seen) == sorted(expected), "Whether it holds is asked until somebody says, once for each day."

    def _look_at_everything(self, db: Session) -> None:
        super()._look_at_everything(db)
        told = {miracle_id: known for miracle_id, known in self.miracles.items() if not known.is_away}
        for reader in (1, 3):
            ours = self.comes_from[reader]
            place = db.get_one(memberships.Membership, self.everybody[reader].place.id)
            seen = wall.look(db, self.community.id, wall.Wanted(), place)
            assert {one.miracle.id: one.miracle.text for one in seen.found} == {key: told[key].text for key in told}
            for one in seen.found:
                known = told[one.miracle.id]
                kinds = {AGENCY_KINDS[self.agencies[agency]] for agency in known.seconded}
                assert one.seconded == sorted(kinds), "Who saw it too still stands there, each kind once."
                assert one.is_ours_too == (ours in known.seconded)
                assert one.may_second == (ours != self.comes_from[known.by])
                assert len(one.since) == len(known.answers), "What was said of it since is all there."
        kept = db.exec(select(seconding.Seconding.miracle_id, seconding.Seconding.agency_id)).all()
        expected = [(key, agency) for key, known in self.miracles.items() for agency in known.seconded]
        assert sorted(kept) == sorted(expected), "An agency counts once, also for what is away."
