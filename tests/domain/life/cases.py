"""Cases: discussed, summed up, asked about when their day has come, told of and left to rest."""

from datetime import timedelta
from uuid import UUID

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule
from sqlmodel import Session

from app.domain import agenda, cases, discussions, minutes, notes, pacing, pausing, returns
from app.domain.coming_back import ComingBack
from app.domain.meetings import Meeting
from app.domain.opening import Opening
from tests.domain.life.agendas import Agendas
from tests.domain.life.ground import found, pick, yes_or_no
from tests.domain.life.known import Asked, Words


class Cases(Agendas):
    """Cases are discussed, summed up, asked about, told of and left to rest."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: dict[UUID, Asked] = {}
        self.told: dict[UUID, list[Words]] = {}
        self.taken: dict[UUID, set[str]] = {}
        self.summaries: dict[tuple[UUID, UUID], tuple[str, bool]] = {}

    @precondition(lambda self: self.running)
    @rule()
    def discuss_a_case(self) -> None:
        """A case is handed in and approved, and the meeting takes it up and comes to its step."""
        self.propose(is_a_case=True)
        with self._writing() as (db, who):
            meeting = found(db, self.running)
            item = next(item for item in reversed(agenda.waiting(db, self.community.id)) if item.case_id)
            agenda.take(db, item, meeting, **who)
        while self._is_before(item.id):
            self.move_on("on")
        for is_taken in (True, False, True):
            self.make_an_offer(is_taken)

    @precondition(lambda self: self.running)
    @rule(is_taken=yes_or_no)
    def make_an_offer(self, is_taken: bool) -> None:
        with self._writing() as (db, who):
            meeting = found(db, self.running)
            now = pacing.current(agenda.of(db, meeting.id))
            text = self._word("offer")
            offer = notes.take_down(db, meeting, now, kind="offer", text=text, **who)
            if is_taken:
                notes.take_offer(db, offer, wanted=True, **who)
        if now:
            self.steps[now.id].notes.append(text)
            if now.case_id and is_taken:
                self.taken.setdefault(now.case_id, set()).add(text)

    @rule(which=pick, by_presenter=yes_or_no)
    def sum_up(self, which: int, by_presenter: bool) -> None:
        with self._writing() as (db, who):
            case = self._opened(db, which)
            discussed = discussions.by_case(db, case.id) if case else None
            if not discussed or not discussed.meeting.started_at:
                return
            stands = discussions.of(db, discussed)
            text, writer = self._word("summary"), self.fatima if by_presenter else self.sol
            seen = stands.wording if stands else ""
            discussions.write_summary(db, discussed, text, seen, by=writer, at=who["at"])
        self.summaries[discussed.case.id, discussed.meeting.id] = (text, by_presenter)

    @rule(which=pick, days=st.sampled_from([0, 0, 24, 60]), at_meeting=yes_or_no)
    def ask_about_a_case(self, which: int, days: int, at_meeting: bool) -> None:
        with self._writing(apart=True) as (db, who):
            case = self._opened(db, which)
            if not case:
                return
            meeting = found(db, self.running) if self.running and at_meeting else None
            day = self._today() + timedelta(days=days)
            returns.set_day(db, case, day, meeting=meeting, **who)
        before, here = self.asked.get(case.id), meeting.id if meeting else None
        if not before or (before.on_day, before.at) != (day, here):
            self.asked[case.id] = Asked(day, here, before)

    @precondition(lambda self: self.running and self.asked)
    @rule(which=pick)
    def take_the_day_back(self, which: int) -> None:
        case_id = [*self.asked][which % len(self.asked)]
        with self._writing(apart=True) as (db, who):
            returns.take_day_back(db, db.get_one(cases.Case, case_id), found(db, self.running), **who)
        asked = self.asked[case_id]
        if asked.at == self.running:
            del self.asked[case_id]
            if asked.before:
                self.asked[case_id] = asked.before

    @precondition(lambda self: self.asked)
    @rule(which=pick, word=st.sampled_from(["told", "rest", "pause", "resume"]), at_meeting=yes_or_no)
    def say_of_a_case(self, which: int, word: str, at_meeting: bool) -> None:
        case_id = [*self.asked][which % len(self.asked)]
        with self._writing(apart=True) as (db, who):
            case = cases.by_id(db, case_id)
            assert case and case.has_opened
            meeting = found(db, self.running) if self.running and at_meeting else None
            if word in {"pause", "resume"}:
                (pausing.pause if word == "pause" else pausing.resume)(db, case, **who)
                return
            text = self._word(word)
            if word == "told":
                returns.tell(db, case, text, today=self._today(), meeting=meeting, **who)
            if word == "rest":
                returns.rest(db, case, text, meeting=meeting, **who)
        self.told.setdefault(case_id, []).append(Words(text, meeting.id if meeting else None))
        asked = self.asked[case_id]
        today = max(self._days_of(meeting)) if meeting else self._today()
        # What this meeting has set is for a later one: telling leaves it.
        if word == "rest" or (asked.on_day <= today and (meeting is None or asked.at != meeting.id)):
            del self.asked[case_id]

    def _has_begun(self, meeting_id: UUID) -> None:
        super()._has_begun(meeting_id)
        for words in (one for texts in self.told.values() for one in texts):
            words.heard = words.heard or meeting_id

    def _look_at_everything(self, db: Session) -> None:
        super()._look_at_everything(db)
        for meeting_id in self.held[-3:]:
            self._look_at_minutes(db, found(db, meeting_id))

    def _look_at_opening(self, db: Session, meeting: Meeting, seen: Opening) -> None:
        super()._look_at_opening(db, meeting, seen)
        self._look_at_cases(db, meeting, seen.returns)

    def _look_at_cases(self, db: Session, meeting: Meeting, seen: list[ComingBack]) -> None:
        open_ones = [back.case.id for back in seen if back.is_open]
        assert len(open_ones) == len(set(open_ones)), "A case is asked about once."
        held = self._days_of(meeting)
        due = {case_id for case_id, asked in self.asked.items() if asked.on_day <= max(held) and asked.at != meeting.id}
        assert set(open_ones) == due, "It comes back from its day on until somebody tells, paused or not."
        for back in seen:
            assert {offer.text for offer in back.taken} == self.taken.get(back.case.id, set()), "With what was taken."
        for case_id, told in self.told.items():
            texts = {one.text for one in told}
            assert {one.text for one in returns.of_case(db, case_id)} >= texts, "Nothing that was told is lost."

    def _look_at_minutes(self, db: Session, meeting: Meeting) -> None:
        written = minutes.of(db, meeting, self.at)
        told = sorted(one.words.text for one in written.told)
        expected = sorted(one.text for texts in self.told.values() for one in texts if one.heard == meeting.id)
        assert told == expected, "What was told stands in the minutes of the one meeting that heard it."
        kept = [line.kept for line in [*written.steps, *written.not_reached] if line.kept] + written.kept_beside
        in_short = {one.case.id: one.summary.summary for one in kept if one.summary}
        confirmed = {ids[0]: text for ids, (text, is_so) in self.summaries.items() if is_so and ids[1] == meeting.id}
        assert in_short == confirmed, "What a presenter has confirmed stands in its minutes, and nothing else."
        asked = [one.case.id for one in kept if one.asked]
        ours = {case_id for case_id, one in self.asked.items() if one.at == meeting.id}
        assert len(asked) == len(set(asked)) and ours <= set(asked), "So does the day that it set."

    def _opened(self, db: Session, which: int) -> cases.Case | None:
        known = [case for case in cases.of(db, self.community.id) if case.has_opened]
        return sorted(known, key=lambda case: case.code_name)[which % len(known)] if known else None
