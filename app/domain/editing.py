"""The minutes wait to be read over once: words are put right, what may say who somebody is is looked at.

They build themselves and everybody can read them meanwhile; once they are said to be ready, their words stay.
"""

import hashlib
from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlmodel import Session, col, func, select

from app.domain import actions, barriers, captures, cases, history, meetings, miracles, notes, reading, told
from app.domain.actions import Action
from app.domain.agenda import AgendaItem
from app.domain.barriers import Barrier
from app.domain.captures import Captured
from app.domain.errors import Refused
from app.domain.history import History
from app.domain.meetings import Meeting
from app.domain.miracles import Miracle
from app.domain.notes import Note
from app.domain.people import Person
from app.domain.returns import CaseReturn

NOUNS = dict.fromkeys(notes.KINDS, "notes") | {"action": "actions", "miracle": "miracles", "barrier": "barriers"}
WORDS = {"fine": "It is fine", "put_away": "Put away", "brought_back": "Bring back"}
# Its words are kept as they are; its words were changed.
KEPT, CHANGED = "kept_findings", ("changed", "corrected", "changed_words")
A_FEW = 3


class Readings(NamedTuple):
    """What whoever reads the minutes over looks at first, and what was put away."""

    to_look_at: list[Captured]
    put_away: list[Captured]
    # The code names of the cases that something of it was said of.
    called: dict[UUID, str]


def waiting_in(db: Session, community_id: UUID) -> list[Meeting]:
    """The last meetings whose minutes wait to be read over, the newest first."""
    statement = select(Meeting).where(Meeting.community_id == community_id, col(Meeting.closed_at).is_not(None))
    statement = statement.where(col(Meeting.minutes_ready_at).is_(None))
    return list(db.exec(statement.order_by(col(Meeting.started_at).desc()).limit(A_FEW)))


def refuse_unless_waiting(meeting: Meeting) -> None:
    """Minutes are read over between the end of the meeting and the word that they are ready."""
    if not meeting.is_closed:
        raise Refused("Close the meeting first; then its minutes can be read over.")
    if meeting.minutes_ready_at:
        raise Refused("These minutes are ready, so their words stay as they are. Open them again first.")


def readings(db: Session, meeting: Meeting) -> Readings:
    """What may say who somebody is and has not been called fine since its words were last changed."""
    caught = captures.of_meeting(db, meeting, None)
    stands = [*caught.here, *caught.earlier]
    captures.read_all(stands)
    marked = [one for one in stands if one.details]
    reading.all_of([one.thing.text for one in marked])
    fine = _called_fine(db, [one.thing.id for one in marked])
    return Readings(
        [one for one in marked if one.thing.id not in fine], caught.put_away, called=_code_names(db, stands)
    )


def found(db: Session, meeting: Meeting, thing_id: UUID) -> Captured | None:
    """What was caught at this meeting under this id; locked for change on PostgreSQL, as other pages change it too."""
    tables: tuple[type[Any], ...] = (Note, Action, Miracle, Barrier)
    for table in tables:
        thing = db.get(table, thing_id, with_for_update=True)
        if thing and thing.meeting_id == meeting.id:
            return _captured(thing)
    return None


def called(db: Session, one: Captured) -> str:
    """The code name of the case that it was said of; nothing when it was said of none."""
    return next(iter(_code_names(db, [one]).values()), "")


def wording_of(thing: captures.Thing | AgendaItem | Meeting | CaseReturn) -> str:
    """A short sign of its words as they are now: whoever changes them shows which ones they had read."""
    if isinstance(thing, Note | AgendaItem | CaseReturn):
        return thing.wording
    words = thing.in_short if isinstance(thing, Meeting) else thing.text
    return hashlib.sha256(words.encode()).hexdigest()[:16]


def change(db: Session, meeting: Meeting, one: Captured, text: str, *, seen: str, by: Person, at: datetime) -> bool:
    """Change its words. False, with nothing changed, when somebody else did since this person looked.

    The earlier words are not kept, as they may have said who somebody is; that they were changed is.
    """
    refuse_unless_waiting(meeting)
    if len(text) > captures.LONGEST[one.kind]:
        raise Refused("There is no room left for that. Make these words a little shorter first.")
    if isinstance(one.thing, Note):
        return notes.change(db, one.thing, kind=one.kind, text=text, seen=seen, by=by, at=at)
    if one.thing.put_away_at:
        raise Refused("This has been put away. Bring it back first, then change it.")
    if one.thing.text == text:
        return True
    if wording_of(one.thing) != seen:
        return False
    one.thing.text = text
    if isinstance(one.thing, Action):
        one.thing.revision += 1
    db.add(one.thing)
    _record(db, meeting, NOUNS[one.kind], "corrected", about=one.thing, by=by, at=at)
    return True


def told_at(db: Session, meeting: Meeting, told_id: UUID) -> told.Told | None:
    """What this meeting heard of a case, under this id."""
    return told.found(db, meeting, meetings.previous_to(db, meeting), told_id)


def change_told(
    db: Session, meeting: Meeting, words: CaseReturn, text: str, *, seen: str, by: Person, at: datetime
) -> bool:
    """Change what was told of a case. False, with nothing changed, when somebody else did meanwhile."""
    refuse_unless_waiting(meeting)
    return told.change(db, words, text, seen=seen, by=by, at=at)


def say(
    db: Session, meeting: Meeting, one: Captured, word: str, because: str = "", *, by: Person, at: datetime
) -> None:
    """One of WORDS: it is fine as it is, and why; it is put away, or it is brought back."""
    refuse_unless_waiting(meeting)
    if word not in WORDS:
        raise Refused("Choose: change it, put it away, or say that it is fine.")
    if word == "fine":
        _keep(db, meeting, [one], because, by=by, at=at)
        return
    is_away = word == "put_away"
    if isinstance(one.thing, Note):
        (notes.put_away if is_away else notes.bring_back)(db, one.thing, by=by, at=at)
    elif isinstance(one.thing, Action):
        (actions.put_away if is_away else actions.bring_back)(db, one.thing, by=by, at=at)
    elif isinstance(one.thing, Miracle):
        (miracles.put_away if is_away else miracles.bring_back)(db, one.thing, by=by, at=at)
    else:
        (barriers.put_away if is_away else barriers.bring_back)(db, one.thing, by=by, at=at)


def retitle(
    db: Session, meeting: Meeting, item: AgendaItem, title: str, *, seen: str, by: Person, at: datetime
) -> bool:
    """Call a step of this meeting otherwise in its record. False when somebody else changed it meanwhile."""
    refuse_unless_waiting(meeting)
    if item.meeting_id != meeting.id:
        raise Refused("This step stands on another agenda now: change it there.")
    if item.title == title:
        return True
    if wording_of(item) != seen:
        return False
    item.title = title
    db.add(item)
    _record(db, meeting, "agenda", "retitled", about=item, by=by, at=at)
    return True


def write_in_short(db: Session, meeting: Meeting, text: str, *, seen: str, by: Person, at: datetime) -> bool:
    """What the minutes say above everything else. False when somebody else changed it meanwhile."""
    refuse_unless_waiting(meeting)
    if meeting.in_short == text:
        return True
    if wording_of(meeting) != seen:
        return False
    meeting.in_short = text
    db.add(meeting)
    _record(db, meeting, "meetings", "in_short_written", about=meeting, by=by, at=at)
    return True


def make_ready(db: Session, meeting: Meeting, *, kept: str, by: Person, at: datetime) -> None:
    """The minutes are ready: their words stay. What is still marked is kept only for a reason, one of KEPT_BECAUSE."""
    if meeting.minutes_ready_at:
        return
    refuse_unless_waiting(meeting)
    marked = readings(db, meeting).to_look_at
    if marked and not kept:
        raise reading.NotKept
    _keep(db, meeting, marked, kept, by=by, at=at)
    meeting.minutes_ready_at, meeting.minutes_ready_by_id = at, by.id
    db.add(meeting)
    _record(db, meeting, "meetings", "minutes_ready", about=meeting, by=by, at=at)


def reopen(db: Session, meeting: Meeting, *, by: Person, at: datetime) -> None:
    """Undo that: the minutes wait again."""
    if not meeting.minutes_ready_at:
        return
    meeting.minutes_ready_at = meeting.minutes_ready_by_id = None
    db.add(meeting)
    _record(db, meeting, "meetings", "minutes_reopened", about=meeting, by=by, at=at)


def _keep(db: Session, meeting: Meeting, things: Iterable[Captured], because: str, *, by: Person, at: datetime) -> None:
    fine = _called_fine(db, [one.thing.id for one in things])
    for one in things:
        if one.thing.id not in fine:
            found = reading.read(one.thing.text, but=reading.but_in(one.kind))
            kept = reading.kept(because or "other", found)
            history.record(
                db,
                meeting.community_id,
                NOUNS[one.kind],
                KEPT,
                about=one.thing,
                by=by,
                at=at,
                meeting_id=meeting.id,
                detail=kept,
            )


def _code_names(db: Session, things: Iterable[Captured]) -> dict[UUID, str]:
    known = cases.by_ids(db, {one.thing.case_id for one in things if one.thing.case_id})
    return {case_id: case.code_name for case_id, case in known.items()}


def _called_fine(db: Session, ids: list[UUID]) -> set[UUID]:
    last = select(History.about_id, History.verb, func.max(History.at)).where(col(History.about_id).in_(ids))
    rows = db.exec(last.where(col(History.verb).in_((KEPT, *CHANGED))).group_by(col(History.about_id), History.verb))
    when = {(about_id, verb): at for about_id, verb, at in rows}
    # Words that were changed and kept in one press are fine.
    return {
        thing_id
        for (thing_id, verb), at in when.items()
        if verb == KEPT and all(at >= when.get((thing_id, changed), at) for changed in CHANGED)
    }


def _captured(thing: captures.Thing) -> Captured:
    if isinstance(thing, Note):
        return Captured(thing.kind, thing, thing.by_id, thing.at)
    if isinstance(thing, Action):
        return Captured("action", thing, thing.agreed_by_id, thing.agreed_at)
    if isinstance(thing, Miracle):
        return Captured("miracle", thing, thing.told_by_id, thing.told_at)
    return Captured("barrier", thing, thing.named_by_id, thing.named_at)


def _record(
    db: Session, meeting: Meeting, noun: str, verb: str, *, about: history.HasId, by: Person, at: datetime
) -> None:
    history.record(db, meeting.community_id, noun, verb, about=about, by=by, at=at, meeting_id=meeting.id)
