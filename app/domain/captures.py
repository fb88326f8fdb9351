"""What is caught while a meeting runs: notes, offers, actions, little miracles, barriers, at the step it is at."""

import hashlib
import hmac
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from sqlmodel import Session, col, select

from app import clock
from app.domain import (
    action_words,
    actions,
    agenda,
    attendance,
    barriers,
    communities,
    history,
    kind_words,
    memberships,
    miracles,
    notes,
    pacing,
    reading,
    sign_ins,
)
from app.domain.actions import Action
from app.domain.agenda import AgendaItem
from app.domain.attendance import Seat
from app.domain.barriers import Barrier
from app.domain.errors import Refused
from app.domain.meetings import Meeting
from app.domain.miracles import Miracle
from app.domain.notes import Note
from app.domain.people import Person
from app.domain.sign_ins import SignIn

Thing = Note | Action | Miracle | Barrier
KINDS = notes.KINDS | {"action": "Action", "miracle": "Little miracle", "barrier": "Barrier"}
LONGEST = {"note": 2000, "question": 2000, "offer": 2000, "action": 500, "miracle": 600, "barrier": 600}
# What each kind calls the moment in which it was said, and whoever took it down.
SAID = {
    "note": ("at", "by_id"),
    "question": ("at", "by_id"),
    "offer": ("at", "by_id"),
    "action": ("agreed_at", "agreed_by_id"),
    "miracle": ("told_at", "told_by_id"),
    "barrier": ("named_at", "named_by_id"),
}
LONGEST_WAIT = timedelta(days=30)


class Words(NamedTuple):
    """What somebody caught. `owner_id` and `due_on` are for an action; the last two are for words that may have waited
    to be sent: at which step they were said, and when, by the server's clock."""

    kind: str
    text: str
    owner_id: UUID | None = None
    due_on: date | None = None
    step_id: UUID | None = None
    said_at: datetime | None = None


class Captured(NamedTuple):
    """One thing that was caught, of whatever kind."""

    kind: str
    thing: Thing
    by_id: UUID
    at: datetime

    @property
    def details(self) -> tuple[str, ...]:
        """What in it may say who somebody is, in words."""
        return details_in(self.kind, self.thing.text)


class Caught(NamedTuple):
    """What a meeting has caught: at the step it is at, earlier, and what was put away again; each oldest first."""

    here: list[Captured]
    earlier: list[Captured]
    put_away: list[Captured]

    def without(self, case_ids: set[UUID]) -> "Caught":
        """The same, but for what was said of these cases."""
        parts: Any = ([one for one in part if one.thing.case_id not in case_ids] for part in self)
        return Caught(*parts) if case_ids else self


class ToLookAt(NamedTuple):
    """What was caught that may say who somebody is: what stands in the minutes, and what was put away again."""

    standing: list[Captured]
    put_away: list[Captured]

    def without(self, case_ids: set[UUID]) -> "ToLookAt":
        """The same, but for what was said of these cases."""
        return ToLookAt(*([one for one in part if one.thing.case_id not in case_ids] for part in self))


def catch(db: Session, meeting: Meeting, what: Words, *, by: Person, at: datetime) -> Thing:
    """Take it down at the step at which it was said, and at that step's case, in the order in which it was said."""
    refuse_unless_running(meeting)
    said_at = _said_at(meeting, what.said_at or at, at)
    what = understood(db, meeting, what, writer_id=by.id, at=said_at)
    item = _step_said_at(db, meeting, what)
    what = as_asked(what, item)
    thing = take_down(db, meeting, item, what, by=by, at=at)
    date_it(what.kind, thing, said_at, by.id)
    return thing


def understood(db: Session, meeting: Meeting, what: Words, *, writer_id: UUID | None, at: datetime) -> Words:
    """An action with who takes it on and by when, as said at that hour; what was chosen wins over the words."""
    if what.kind != "action":
        return what
    community = communities.by_id(db, meeting.community_id)
    assert community is not None
    people = [(person.id, person.name) for person in who_may_own(attendance.seats(db, meeting))]
    said = action_words.understood(what.text, people, writer_id, clock.today_in(community.zone, at))
    return what._replace(owner_id=what.owner_id or said.owner_id, due_on=what.due_on or said.due_on)


def as_asked(what: Words, item: AgendaItem | None) -> Words:
    """The same; a note with a question mark, taken down at the step of a case, is a question to understand it."""
    text = what.text.strip()
    is_asked = text.endswith("?") or text.startswith("?")
    if what.kind == "note" and is_asked and item and item.case_id:
        return what._replace(kind="question")
    return what


def take_down(
    db: Session, meeting: Meeting, item: AgendaItem | None, what: Words, *, by: Person, at: datetime
) -> Thing:
    """Take it down at this step, and at its case."""
    if what.kind in notes.KINDS:
        return notes.take_down(db, meeting, item, kind=what.kind, text=what.text, by=by, at=at)
    known: dict[str, Any] = {
        "text": what.text,
        "meeting": meeting,
        "agenda_item_id": item.id if item else None,
        "case_id": item.case_id if item else None,
        "by": by,
        "at": at,
    }
    if what.kind == "action":
        return actions.agree(db, meeting.community_id, owner_id=what.owner_id, due_on=what.due_on, **known)
    if what.kind == "miracle":
        return miracles.tell(db, meeting.community_id, **known)
    return barriers.name(db, meeting.community_id, **known)


def date_it(kind: str, thing: Thing, said_at: datetime, by_id: UUID) -> None:
    """Let it stand where it was said, by whoever took it down; the history keeps when it came."""
    moment, writer = SAID[kind]
    setattr(thing, moment, said_at)
    setattr(thing, writer, by_id)


def sorted_by_word(what: Words, own_word: str) -> Words:
    """The same, as what its first word says that it is."""
    kind, text = kind_words.heard(what.text, own_word)
    return what._replace(kind=kind, text=text) if kind else what


def keys_for_waiting(db: Session, sign_in: SignIn, *, at: datetime) -> list[str]:
    """With which a browser locks away words it could not send yet: never kept there, and gone when it is signed out.

    The first is for locking. The others open what was locked before the same person had to sign in again.
    """
    earlier = sign_ins.run_out(db, sign_in, since=at - LONGEST_WAIT)
    return [key_for_waiting(one) for one in [sign_in, *earlier]]


def key_for_waiting(sign_in: SignIn) -> str:
    """The key of one sign-in."""
    return hmac.new(sign_in.token_hash.encode(), b"captures waiting", hashlib.sha256).hexdigest()


def refuse_other_writer(writer_id: UUID | None, *, by: Person) -> None:
    """Words that waited are sent by whoever wrote them, also where people share a browser."""
    if writer_id not in {None, by.id}:
        raise Refused(
            "Somebody else who was signed in here wrote this, so it was not saved as yours. Copy it for them."
        )


def name_scribe(db: Session, meeting: Meeting, person_id: UUID | None, *, by: Person, at: datetime) -> None:
    """Say who writes for all, or that nobody does; everybody can still catch things themselves."""
    refuse_unless_running(meeting)
    place = memberships.any_of(db, meeting.community_id, person_id) if person_id else None
    if person_id and (place is None or place.left_at or place.role not in actions.OWNERS):
        raise Refused("Choose a member of this community.")
    if meeting.scribe_id == person_id:
        return
    meeting.scribe_id = person_id
    db.add(meeting)
    verb = "scribe_named" if person_id else "scribe_stopped"
    history.record(db, meeting.community_id, "meetings", verb, about=meeting, by=by, at=at, meeting_id=meeting.id)


def details_in(kind: str, text: str) -> tuple[str, ...]:
    """What in it may say who somebody is, in words: it never stops the room, it is looked at before the minutes."""
    return reading.details(text, but=reading.but_in(kind))


def read_all(caught: Iterable[Captured]) -> None:
    """Says that the details of all of these are about to be looked at."""
    reading.details_of_all((one.thing.text, reading.but_in(one.kind)) for one in caught)


def refuse_unless_running(meeting: Meeting) -> None:
    """Only a meeting that is going on catches anything."""
    if not meeting.is_running:
        raise Refused("This meeting is not running, so this was not saved. Copy your words before you leave the page.")


def of_meeting(db: Session, meeting: Meeting, step: AgendaItem | None) -> Caught:
    """Everything caught at this meeting, which is at this step; also what was put away. Four questions."""
    caught = [
        *(Captured(note.kind, note, note.by_id, note.at) for note in _at(db, Note, meeting)),
        *(Captured("action", action, action.agreed_by_id, action.agreed_at) for action in _at(db, Action, meeting)),
        *(Captured("miracle", told, told.told_by_id, told.told_at) for told in _at(db, Miracle, meeting)),
        *(Captured("barrier", named, named.named_by_id, named.named_at) for named in _at(db, Barrier, meeting)),
    ]
    return sorted_by_step(caught, step.id if step else None)


def to_look_at(db: Session, meeting: Meeting) -> ToLookAt:
    """What to look at before the minutes go out."""
    caught = of_meeting(db, meeting, None)
    read_all([*caught.here, *caught.earlier, *caught.put_away])
    return ToLookAt(
        standing=[one for one in [*caught.here, *caught.earlier] if one.details],
        put_away=[one for one in caught.put_away if one.details],
    )


def sorted_by_step(caught: list[Captured], step_id: UUID | None) -> Caught:
    """Each thing in its part, oldest first, so that what comes in never moves what somebody is reading."""
    in_order = sorted(caught, key=lambda one: one.at)
    kept = [one for one in in_order if not one.thing.put_away_at]
    return Caught(
        here=[one for one in kept if one.thing.agenda_item_id == step_id],
        earlier=[one for one in kept if one.thing.agenda_item_id != step_id],
        put_away=[one for one in in_order if one.thing.put_away_at],
    )


def who_may_own(seats: Sequence[Seat]) -> list[Person]:
    """Whom an action can be given to: the members, those here first. A guest cannot be asked again afterwards."""
    current = [seat for seat in seats if not seat.membership.left_at]
    members = [seat for seat in current if seat.membership.role in {"facilitator", "member"}]
    return [seat.person for seat in sorted(members, key=lambda seat: seat.word != "here")]


def _said_at(meeting: Meeting, said_at: datetime, at: datetime) -> datetime:
    # A device's clock may have been set meanwhile: nothing was said before the meeting began, and nothing after now.
    return min(at, max(meeting.started_at or at, said_at))


def _step_said_at(db: Session, meeting: Meeting, what: Words) -> AgendaItem | None:
    items = agenda.of(db, meeting.id)
    return next((item for item in items if item.id == what.step_id), pacing.current(items))


def _at(db: Session, table: type[Any], meeting: Meeting) -> list[Any]:
    return list(db.exec(select(table).where(col(table.meeting_id) == meeting.id)))
