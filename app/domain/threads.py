"""The thread of a case, across its meetings: asked, offered, taken, agreed, told again, and what moved or stood in the
way."""

from collections.abc import Iterable
from datetime import datetime
from itertools import chain
from typing import Any, NamedTuple
from uuid import UUID

from sqlmodel import Session, col, or_, select

from app.domain import actions, barriers, discussions, meetings, miracles, notes, returns
from app.domain.actions import Action
from app.domain.agenda import AgendaItem, Deferral
from app.domain.barriers import Barrier
from app.domain.cases import Case
from app.domain.discussions import Discussion
from app.domain.meetings import Meeting
from app.domain.miracles import Miracle
from app.domain.notes import Note
from app.domain.returns import CaseReturn


class Chapter(NamedTuple):
    """What belongs to one meeting, or to the time between two of them; each list oldest first."""

    meeting: Meeting | None
    began: datetime
    told: list[CaseReturn]
    notes: list[Note]
    actions: list[Action]
    discussion: Discussion | None
    asked: list[CaseReturn]
    miracles: list[Miracle]
    barriers: list[Barrier]

    @property
    def questions(self) -> list[Note]:
        """What was asked to understand it better."""
        return [note for note in self.notes if note.kind == "question"]

    @property
    def taken(self) -> list[Note]:
        """The offers that the presenter took."""
        return [note for note in self.notes if note.kind == "offer" and note.taken_at]

    @property
    def left(self) -> list[Note]:
        """The offers that were not taken, or not yet."""
        return [note for note in self.notes if note.kind == "offer" and not note.taken_at]

    @property
    def other_notes(self) -> list[Note]:
        """What else was taken down."""
        return [note for note in self.notes if note.kind == "note"]


class Thread(NamedTuple):
    """What came of a case, each list oldest first; `others` are further meetings at which something was said of it."""

    meetings: list[Meeting]
    notes: list[Note]
    actions: list[Action]
    miracles: list[Miracle]
    barriers: list[Barrier]
    discussions: list[Discussion] = []
    returns: list[CaseReturn] = []
    others: list[Meeting] = []

    @property
    def offers(self) -> list[Note]:
        """What was suggested to the presenter."""
        return [note for note in self.notes if note.kind == "offer"]

    @property
    def standing(self) -> CaseReturn | None:
        """The day on which the group will ask again, if one stands."""
        return next((asked for asked in self.returns if not asked.answered_at), None)

    @property
    def chapters(self) -> list[Chapter]:
        """The story, meeting by meeting; a meeting at which nothing was said of it yet has none."""
        held = sorted({meeting.id: meeting for meeting in [*self.meetings, *self.others]}.values(), key=_began)
        told = [asked for asked in self.returns if asked.is_said]
        kinds = (
            _placed(told, "answered_meeting_id", "answered_at", held),
            _placed(self.notes, "meeting_id", "at", held),
            _placed(self.actions, "meeting_id", "agreed_at", held),
            _placed(self.discussions, "meeting_id", "", held),
            _placed([one for one in self.returns if one.set_at != one.answered_at], "meeting_id", "set_at", held),
            _placed(self.miracles, "meeting_id", "told_at", held),
            _placed(self.barriers, "meeting_id", "named_at", held),
        )
        places = sorted(set(chain(*kinds)))
        return [_chapter(place, held, [kind.get(place, []) for kind in kinds]) for place in places]

    def at_its_meeting(self, case: Case) -> "Thread":
        """What a guest of its meeting may know: that meeting, and what was taken down there."""
        here = [meeting for meeting in self.meetings if meeting.id == case.meeting_id]
        return Thread(here, [note for note in self.notes if note.meeting_id == case.meeting_id], [], [], [])


# The number of a meeting in the order in which they were held, and whether it is the time after it.
Place = tuple[int, bool]


def of_case(db: Session, case: Case) -> Thread:
    """The whole thread, in a constant number of queries."""
    thread = Thread(
        _meetings(db, case),
        notes.of_case(db, case.id),
        actions.of_case(db, case.id),
        miracles.of_case(db, case.id),
        barriers.of_case(db, case.id),
        discussions.of_case(db, case.id),
        returns.of_case(db, case.id),
    )
    things: Iterable[Any] = chain(*thread[1:])
    ids = {getattr(thing, name, None) for thing in things for name in ("meeting_id", "answered_meeting_id")}
    known = {meeting.id for meeting in thread.meetings}
    return thread._replace(others=meetings.by_ids(db, {one for one in ids if one} - known))


def _began(meeting: Meeting) -> datetime:
    return meeting.started_at or meeting.starts_at


def _placed(things: Iterable[Any], meeting: str, moment: str, held: list[Meeting]) -> dict[Place, list[Any]]:
    numbers = {one.id: number for number, one in enumerate(held)}
    placed: dict[Place, list[Any]] = {}
    for thing in things:
        meeting_id: UUID | None = getattr(thing, meeting)
        if meeting_id in numbers:
            place = (numbers[meeting_id], False)
        else:
            # Said between two meetings: after the last one that had begun by then.
            at: datetime = getattr(thing, moment)
            place = (sum(1 for one in held if _began(one) <= at) - 1, True)
        placed.setdefault(place, []).append(thing)
    return placed


def _chapter(place: Place, held: list[Meeting], kinds: list[list[Any]]) -> Chapter:
    told, written, agreed, discussed, asked, moved, blocked = kinds
    number, is_after = place
    meeting = held[number] if not is_after else None
    firsts = [
        *(one.answered_at for one in told),
        *(one.at for one in written),
        *(one.agreed_at for one in agreed),
        *(one.set_at for one in asked),
        *(one.told_at for one in moved),
        *(one.named_at for one in blocked),
    ]
    began = _began(meeting) if meeting else min(firsts)
    return Chapter(meeting, began, told, written, agreed, discussed[0] if discussed else None, asked, moved, blocked)


def _meetings(db: Session, case: Case) -> list[Meeting]:
    stood = select(AgendaItem.meeting_id).where(AgendaItem.case_id == case.id)
    left = (
        select(Deferral.meeting_id)
        .join(AgendaItem, col(AgendaItem.id) == Deferral.agenda_item_id)
        .where(AgendaItem.case_id == case.id)
    )
    its_own = or_(col(Meeting.id) == case.meeting_id, col(Meeting.id).in_(stood), col(Meeting.id).in_(left))
    return list(db.exec(select(Meeting).where(its_own).order_by(col(Meeting.starts_at))))
