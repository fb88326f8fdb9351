"""A round: everybody who is here has a turn, in a fair order; passing is allowed, and nothing moves on by itself.

Who spoke and who passed is forgotten with the meeting. Only who began is kept, so that somebody else does next time.
"""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, delete, select

from app.domain import fair_order, history, turns
from app.domain.agenda import AgendaItem
from app.domain.errors import Refused
from app.domain.meetings import Meeting
from app.domain.memberships import Membership
from app.domain.people import Person
from app.domain.turns import Chair, Circle, Round, Turn


def begin(
    db: Session, meeting: Meeting, step: AgendaItem | None, question: str, *, by_agency: bool, by: Person, at: datetime
) -> None:
    """Begin a round of those who are here."""
    if not meeting.is_running:
        raise Refused("A round is for a meeting that is running.")
    if turns.of_meeting(db, meeting):
        raise Refused("A round is going on. End it first, then begin another.")
    chairs = {one.id: one for one in turns.chairs_at(db, meeting, by_agency=by_agency).values() if one.people}
    if not chairs:
        raise Refused("Say first who is here, under “Who is here”: the round goes to them.")
    _forget_turns(db, meeting)
    begun = Round(
        community_id=meeting.community_id,
        meeting_id=meeting.id,
        agenda_item_id=step.id if step else None,
        question=question,
        by_agency=by_agency,
        begun_at=at,
        begun_by_id=by.id,
    )
    voices = [one.voice for one in chairs.values()]
    order = fair_order.fair(voices, seed=str(begun.id), not_first=_began_last(db, meeting))
    begun.speaking_id = order[0]
    _record(db, begun, "begun", by=by, at=at)
    db.flush()
    _seat(db, begun, [chairs[voice_id] for voice_id in order])


def press(
    db: Session, meeting: Meeting, word: str, seen: str, *, place: Membership | None = None, by: Person, at: datetime
) -> None:
    """Whoever's turn it is has spoken, or passes; `place` is theirs when they say so themselves."""
    circle = _going(db, meeting)
    now = circle.speaking
    if now is None or circle.mark != seen:
        return
    if place and place.id not in now.people:
        raise Refused("It is not your turn just now.")
    if word not in turns.ASKED_AGAIN:
        raise Refused("Choose: spoken, or pass.")
    turn = _turn_of(db, circle, now)
    turn.word = turns.ASKED_AGAIN[word] if turn.word == turns.PASSED else word
    turn.pressed = circle.presses + 1
    db.add(turn)
    following = turns.first_to_come(one._replace(word=turn.word) if one is now else one for one in circle.chairs)
    circle.round.speaking_id = following.id if following else None
    if word == turns.SPOKEN and circle.round.first_id is None:
        circle.round.first_id = now.id
    _record(db, circle.round, "gone_on", by=by, at=at)


def undo(
    db: Session, meeting: Meeting, seen: str, *, place: Membership | None = None, by: Person, at: datetime
) -> None:
    """Take the last press back; `place` is somebody's who takes back their own."""
    circle = _going(db, meeting)
    if circle.mark != seen or circle.last_id is None:
        return
    if place and not circle.was_last(place):
        raise Refused("Only whoever spoke last, or whoever runs the meeting, can undo this.")
    last = next(turn for turn in turns.of_round(db, circle.round) if turn.voice_id == circle.last_id)
    last.word, last.pressed = turns.BEFORE[last.word], 0
    db.add(last)
    circle.round.speaking_id = last.voice_id
    if circle.round.first_id == last.voice_id:
        circle.round.first_id = None
    _record(db, circle.round, "undone", by=by, at=at)


def end(db: Session, meeting: Meeting, *, by: Person, at: datetime) -> None:
    """The round is over, whoever has spoken; saying it twice changes nothing."""
    going = turns.latest(db, meeting)
    if going is None or going.ended_at:
        return
    going.ended_at = at
    _record(db, going, "ended", by=by, at=at)


def go_on(db: Session, meeting: Meeting, *, by: Person, at: datetime) -> None:
    """It was not over after all: the last round goes on where it was."""
    last = turns.latest(db, meeting)
    if last is None or not last.ended_at or not meeting.is_running:
        return
    last.ended_at = None
    _record(db, last, "brought_back", by=by, at=at)


def let_go(db: Session, meeting: Meeting, *, by: Person, at: datetime) -> None:
    """The meeting is over, and so is its round; who spoke and who passed is forgotten."""
    end(db, meeting, by=by, at=at)
    _forget_turns(db, meeting)


def _going(db: Session, meeting: Meeting) -> Circle:
    circle = turns.of_meeting(db, meeting)
    if circle is None:
        raise Refused("The round is over.")
    return circle


def _began_last(db: Session, meeting: Meeting) -> UUID | None:
    statement = select(Round.first_id).where(Round.community_id == meeting.community_id)
    statement = statement.where(col(Round.first_id).is_not(None)).order_by(col(Round.begun_at).desc())
    return db.exec(statement.limit(1)).first()


def _turn_of(db: Session, circle: Circle, chair: Chair) -> Turn:
    """The turn of this chair; those who came since the last press are seated first."""
    seated = turns.of_round(db, circle.round)
    ours = {turn.voice_id for turn in seated}
    late = [one for one in circle.chairs if one.id not in ours]
    added = _seat(db, circle.round, late, after=len(seated))
    return next(turn for turn in [*seated, *added] if turn.voice_id == chair.id)


def _seat(db: Session, one: Round, chairs: Iterable[Chair], after: int = 0) -> list[Turn]:
    seated = [
        Turn(
            round_id=one.id,
            membership_id=None if chair.is_agency else chair.id,
            agency_id=chair.id if chair.is_agency else None,
            position=position,
        )
        for position, chair in enumerate(chairs, start=after)
    ]
    db.add_all(seated)
    return seated


def _forget_turns(db: Session, meeting: Meeting) -> None:
    of_meeting = select(Round.id).where(Round.meeting_id == meeting.id)
    db.exec(delete(Turn).where(col(Turn.round_id).in_(of_meeting)))


def _record(db: Session, one: Round, verb: str, *, by: Person, at: datetime) -> None:
    db.add(one)
    history.record(db, one.community_id, "rounds", verb, about=one, by=by, at=at, meeting_id=one.meeting_id)
