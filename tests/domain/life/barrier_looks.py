"""What should be seen of barriers: at each meeting that opens, in the ledger, and by each of the sponsors."""

from uuid import UUID

from sqlmodel import Session, col, select

from app.domain import asks, barriers_back, joining, sponsors, standings
from app.domain.asks import Ask
from app.domain.communities import AGENCY_KINDS
from app.domain.meetings import Meeting
from app.domain.memberships import Membership
from app.domain.opening import Opening, of_meeting
from app.domain.replies import Reply
from app.domain.standings import Standing
from tests.domain.life.actions import look_at_things
from tests.domain.life.ground import SPONSORS, found
from tests.domain.life.known_barriers import Hindrance
from tests.domain.life.meetings import Meetings


class BarrierLooks(Meetings):
    """Barriers as they are shown."""

    def __init__(self) -> None:
        super().__init__()
        self.barriers: dict[UUID, Hindrance] = {}
        # Answers that their sponsor gave in other words before anybody heard them.
        self.mended: set[str] = set()

    def _look_at_opening(self, db: Session, meeting: Meeting, seen: Opening) -> None:
        super()._look_at_opening(db, meeting, seen)
        resting = {key: known for key, known in self.barriers.items() if self._part(known, meeting) == ""}
        others = {key: known for key, known in self.barriers.items() if key not in resting}
        shown = [one.barrier.id for part in seen.barriers for one in part]
        assert not {key for key in shown if key in resting and resting[key].lives}, "It rests until its day."
        look_at_things(meeting, [key for key in shown if key not in resting], others)
        for name, part in seen.barriers._asdict().items():
            for one in part:
                known = self.barriers[one.barrier.id]
                assert self._part(known, meeting) == name or not known.lives, "It comes back as what it is."
                if name == "answers":
                    told = [answer.why for answer in known.to_tell(meeting.id)]
                    assert [reply.why for reply in one.to_tell_at(meeting)] == told, "Every answer is told."

    def _part(self, known: Hindrance, meeting: Meeting) -> str:
        planned_for, held_on = self._days_of(meeting)
        return known.comes_back_as(meeting.id, held_on if meeting.started_at else planned_for, self._today())

    def _look_at_everything(self, db: Session) -> None:
        super()._look_at_everything(db)
        known = {key: one for key, one in self.barriers.items() if not one.is_away}
        ledger = {one.barrier.id: one for one in standings.of(db, self.community.id, self._today())}
        assert ledger.keys() == known.keys(), "The ledger holds all of them."
        for barrier_id, one in ledger.items():
            self._look_at_standing(db, one, known[barrier_id])
        for sponsor in SPONSORS:
            self._look_at_desk(db, sponsor, [*known.values()])
        for meeting_id in self.held[-3:]:
            self._look_at_what_was_told(db, found(db, meeting_id), known)
        self._look_at_words(db)

    def _look_at_standing(self, db: Session, one: Standing, known: Hindrance) -> None:
        assert one.is_open == known.lives
        kinds = {self.agencies[agency] for agency, _shows in known.joined.values() if agency}
        kinds |= {self.agencies[agency] for agency in [self.comes_from[known.named_by]] if agency}
        assert one.kinds == tuple(sorted(AGENCY_KINDS[kind] for kind in kinds)), "Kinds of agency count, each once."
        shows = sorted(shows for _agency, shows in known.joined.values() if shows)
        assert one.joined == len(known.joined) and sorted(d.shows for d in joining.doors(db, one.barrier.id)) == shows
        story = [moment.ask.text for moment in one.story if moment.ask]
        assert story == [letter.text for letter in known.letters], "Its story keeps every letter,"
        assert [reply.why for reply in one.replies] == [answer.why for answer in known.all_answers], "and every answer."
        assert (one.draft.id if one.draft else None) == known.draft, "What was written waits to be sent."
        assert one.silent_days == known.silent_days(self._today()), "Silence has its age."
        quiet = [letter.text for letter in known.unanswered if not letter.answers and letter.by < self._today()]
        assert [ask.text for ask in one.silent_asks] == quiet, "Each sponsor has a silence of their own."
        if known.lives and known.silent_days(self._today()) and not [a for a in known.answers if not a.told_at]:
            assert one.is_silent, "No answer of another sponsor hides it."

    def _look_at_desk(self, db: Session, sponsor: int, known: list[Hindrance]) -> None:
        place = db.get_one(Membership, self.everybody[sponsor].place.id)
        desk = sponsors.desk_of(db, place, self._today())
        seen = sorted(line.ask.text for part in desk for line in part)
        letters = [(letter, one) for one in known for letter in one.letters if letter.to == sponsor]
        assert seen == sorted(letter.text for letter, _one in letters), "A sponsor finds each letter once,"
        waiting = sorted(letter.text for letter, one in letters if one.lives and letter.hoped_for)
        assert sorted(line.ask.text for line in desk.waiting) == waiting, "and first those that wait for a word."

    def _look_at_what_was_told(self, db: Session, meeting: Meeting, known: dict[UUID, Hindrance]) -> None:
        if not meeting.closed_at:
            return
        seen = of_meeting(db, meeting, self._today()).barriers.answers
        told = {reply.why for one in seen for reply in one.replies if reply.told_meeting_id == meeting.id}
        here = [one for one in known.values() if one.meeting != meeting.id]
        expected = {answer.why for one in here for answer in one.all_answers if answer.told_at == meeting.id}
        assert told == expected, "What was told at a meeting stays there."
        heard = {one.reply.why for one in barriers_back.heard_at(db, meeting) if one.reply}
        assert heard == expected, "And so it stands in its minutes."

    def _look_at_words(self, db: Session) -> None:
        every = self.barriers.values()
        texts = {text for one in every for text in [*one.drafts.values(), *(letter.text for letter in one.letters)]}
        assert {ask.text for ask in asks.of(db, set(self.barriers))} == texts, "No question is lost."
        answers = {answer.why for one in every for answer in one.all_answers} | self.mended
        # A mended answer is not shown any more, and is there all the same.
        kept = db.exec(select(Reply.why).where(col(Reply.barrier_id).in_(set(self.barriers))))
        assert set(kept) == answers, "No answer is lost."
        reminded = {ask.text for ask in db.exec(select(Ask).where(col(Ask.reminded_at).is_not(None)))}
        assert reminded == {letter.text for one in every for letter in one.letters if letter.is_reminded}
