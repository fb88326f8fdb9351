"""Actions: agreed, said what became of them, put away by mistake and back."""

from collections.abc import Mapping
from uuid import UUID

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule
from sqlmodel import Session

from app.domain import actions
from app.domain.meetings import Meeting
from app.domain.opening import Opening
from tests.domain.life.ground import found, pick, yes_or_no
from tests.domain.life.known import Thing, one_of
from tests.domain.life.meetings import Meetings


class Actions(Meetings):
    """Actions are agreed, and what became of them is said."""

    def __init__(self) -> None:
        super().__init__()
        self.actions: dict[UUID, Thing] = {}

    @rule(where=st.sampled_from(["here", "between", "a planned one"]), which=pick)
    def agree(self, where: str, which: int) -> None:
        with self._writing() as (db, who):
            meeting = self._place(db, where, which)
            action = actions.agree(
                db, self.community.id, text=self._word("action"), owner_id=None, due_on=None, meeting=meeting, **who
            )
        self.actions[action.id] = Thing(meeting.id if meeting else None)

    @precondition(lambda self: self.actions)
    @rule(which=pick, word=st.sampled_from([*actions.WORDS]), at_meeting=yes_or_no)
    def say(self, which: int, word: str, at_meeting: bool) -> None:
        action_id, known = one_of(self.actions, which)
        ends = actions.WORDS[word][1]
        if known.is_away or (known.ended_during and word in {"not_yet", "kept"}):
            return
        with self._writing() as (db, who):
            meeting = found(db, self.running) if at_meeting and self.running else None
            actions.say(db, actions.by_id(db, action_id), word, "A reason", meeting=meeting, **who)
        known.ended_during = (known.ended_during or self.running or "between") if ends else None

    @precondition(lambda self: self.actions)
    @rule(which=pick, away=yes_or_no)
    def put_action_away(self, which: int, away: bool) -> None:
        action_id, known = one_of(self.actions, which)
        with self._writing() as (db, who):
            verb = actions.put_away if away else actions.bring_back
            verb(db, actions.by_id(db, action_id), **who)
        known.is_away = away

    def _look_at_opening(self, db: Session, meeting: Meeting, seen: Opening) -> None:
        super()._look_at_opening(db, meeting, seen)
        look_at_things(meeting, [action.id for action in seen.actions], self.actions)

    def _look_at_everything(self, db: Session) -> None:
        super()._look_at_everything(db)
        for meeting_id in self.over:
            linked = {thing_id for thing_id, known in self.actions.items() if known.meeting == meeting_id}
            kept = {thing_id for thing_id in linked if not self.actions[thing_id].is_away}
            assert {action.id for action in actions.agreed_at(db, found(db, meeting_id))} == kept


def look_at_things(meeting: Meeting, seen: list[UUID], things: Mapping[UUID, Thing]) -> None:
    """All that lives and came from elsewhere stands here, once; besides, only what ended here."""
    assert len(seen) == len(set(seen)), "Nothing stands there twice."
    expected = {thing_id for thing_id, known in things.items() if known.lives and known.meeting != meeting.id}
    assert expected <= set(seen), "All that is open comes back."
    for thing_id in set(seen) - expected:
        known = things[thing_id]
        assert not known.is_away, "What was put away stays away."
        assert known.ended_during == meeting.id, "What ended before does not come back."
