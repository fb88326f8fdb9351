"""The thread of a case: the offers made for it, what was taken on, what moved, what stood in the way."""

from typing import NamedTuple

from sqlmodel import Session, col, or_, select

from app.domain import actions, barriers, miracles, notes
from app.domain.actions import Action
from app.domain.agenda import AgendaItem, Deferral
from app.domain.barriers import Barrier
from app.domain.cases import Case
from app.domain.meetings import Meeting
from app.domain.miracles import Miracle
from app.domain.notes import Note


class Thread(NamedTuple):
    """What came of a case, each list oldest first."""

    meetings: list[Meeting]
    notes: list[Note]
    actions: list[Action]
    miracles: list[Miracle]
    barriers: list[Barrier]

    @property
    def offers(self) -> list[Note]:
        """What was suggested to the presenter."""
        return [note for note in self.notes if note.kind == "offer"]

    @property
    def other_notes(self) -> list[Note]:
        """What else was taken down."""
        return [note for note in self.notes if note.kind != "offer"]

    def at_its_meeting(self, case: Case) -> "Thread":
        """What a guest of its meeting may know: that meeting, and what was taken down there."""
        here = [meeting for meeting in self.meetings if meeting.id == case.meeting_id]
        return Thread(here, [note for note in self.notes if note.meeting_id == case.meeting_id], [], [], [])


def of_case(db: Session, case: Case) -> Thread:
    """The whole thread, in a constant number of queries."""
    return Thread(
        _meetings(db, case),
        notes.of_case(db, case.id),
        actions.of_case(db, case.id),
        miracles.of_case(db, case.id),
        barriers.of_case(db, case.id),
    )


def _meetings(db: Session, case: Case) -> list[Meeting]:
    stood = select(AgendaItem.meeting_id).where(AgendaItem.case_id == case.id)
    left = (
        select(Deferral.meeting_id)
        .join(AgendaItem, col(AgendaItem.id) == Deferral.agenda_item_id)
        .where(AgendaItem.case_id == case.id)
    )
    its_own = or_(col(Meeting.id) == case.meeting_id, col(Meeting.id).in_(stood), col(Meeting.id).in_(left))
    return list(db.exec(select(Meeting).where(its_own).order_by(col(Meeting.starts_at))))
