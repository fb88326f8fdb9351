"""A community's own case methods: begun or copied; their phases written, moved and taken off; put away."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, select

from app.domain import history, methods
from app.domain.methods import CaseMethod, Method, MethodPhase
from app.domain.people import Person


def begin(db: Session, community_id: UUID, name: str, like: Method | None, *, by: Person, at: datetime) -> CaseMethod:
    """A method of the community's own: from nothing, or as a copy that can be changed."""
    method = CaseMethod(community_id=community_id, name=name, made_by_id=by.id, made_at=at)
    db.add(method)
    db.flush()
    for position, phase in enumerate(like.phases if like else [], start=1):
        db.add(MethodPhase(method_id=method.id, position=position, minutes=phase.minutes, **methods.words_of(phase)))
    _record(db, method, "copied" if like else "begun", by=by, at=at)
    return method


def rename(db: Session, method: CaseMethod, name: str, revision: int, *, by: Person, at: datetime) -> bool:
    """Call it something else. False, with nothing changed, when somebody else changed it since this person looked."""
    if method.name == name:
        return True
    if method.revision != revision:
        return False
    method.name = name
    _change(db, method, "renamed", by=by, at=at)
    return True


def add_phase(db: Session, method: CaseMethod, words: dict[str, Any], *, by: Person, at: datetime) -> MethodPhase:
    """A phase more, at the end."""
    last = phases_of(db, method)
    phase = MethodPhase(method_id=method.id, position=last[-1].position + 1 if last else 1, **words)
    db.add(phase)
    _change(db, method, "phase_added", by=by, at=at)
    return phase


def change_phase(
    db: Session,
    method: CaseMethod,
    phase: MethodPhase,
    words: dict[str, Any],
    revision: int,
    *,
    by: Person,
    at: datetime,
) -> bool:
    """Change a phase. False, with nothing changed, when somebody else changed the method since this person looked."""
    if all(getattr(phase, name) == value for name, value in words.items()):
        return True
    if method.revision != revision:
        return False
    phase.sqlmodel_update(words)
    db.add(phase)
    _change(db, method, "phase_changed", by=by, at=at)
    return True


def move_phase(db: Session, method: CaseMethod, phase: MethodPhase, place: int, *, by: Person, at: datetime) -> None:
    """Move a phase to a place, counted from one; the others close up."""
    standing = phases_of(db, method)
    others = [one for one in standing if one.id != phase.id]
    others.insert(max(0, min(place - 1, len(others))), phase)
    if others == standing or phase.put_away_at:
        return
    for position, one in enumerate(others, start=1):
        one.position = position
        db.add(one)
    _change(db, method, "phase_moved", by=by, at=at)


def take_off_phase(db: Session, method: CaseMethod, phase: MethodPhase, *, by: Person, at: datetime) -> None:
    """Take a phase off the method; it can be put back. Twice changes nothing."""
    if phase.put_away_at:
        return
    phase.put_away_at = at
    db.add(phase)
    _change(db, method, "phase_taken_off", by=by, at=at)


def put_back_phase(db: Session, method: CaseMethod, phase: MethodPhase, *, by: Person, at: datetime) -> None:
    """Put the phase back where it stood."""
    if not phase.put_away_at:
        return
    phase.put_away_at = None
    db.add(phase)
    _change(db, method, "phase_put_back", by=by, at=at)


def put_away(db: Session, method: CaseMethod, *, by: Person, at: datetime) -> None:
    """Offer it no more; steps that follow it keep it. Twice changes nothing."""
    if method.put_away_at:
        return
    method.put_away_at = at
    _record(db, method, "put_away", by=by, at=at)


def bring_back(db: Session, method: CaseMethod, *, by: Person, at: datetime) -> None:
    """Offer it again."""
    if not method.put_away_at:
        return
    method.put_away_at = None
    _record(db, method, "brought_back", by=by, at=at)


def by_id(db: Session, method_id: UUID, *, lock: bool = False) -> CaseMethod | None:
    """The community's own method; locked for change on PostgreSQL when asked."""
    return db.get(CaseMethod, method_id, with_for_update=lock or None)


def of(db: Session, community_id: UUID) -> list[CaseMethod]:
    """The community's own methods, oldest first, with those put away."""
    statement = select(CaseMethod).where(CaseMethod.community_id == community_id)
    return list(db.exec(statement.order_by(col(CaseMethod.made_at))))


def phases_of(db: Session, method: CaseMethod, *, taken_off: bool = False) -> list[MethodPhase]:
    """Its phases in order; or those taken off it."""
    statement = select(MethodPhase).where(MethodPhase.method_id == method.id)
    is_off = col(MethodPhase.put_away_at).is_not(None) if taken_off else col(MethodPhase.put_away_at).is_(None)
    return list(db.exec(statement.where(is_off).order_by(col(MethodPhase.position), col(MethodPhase.id))))


def phase_of(db: Session, method: CaseMethod, phase_id: UUID) -> MethodPhase | None:
    """The phase, if it is one of this method."""
    phase = db.get(MethodPhase, phase_id)
    return phase if phase and phase.method_id == method.id else None


def _change(db: Session, method: CaseMethod, verb: str, *, by: Person, at: datetime) -> None:
    method.revision += 1
    _record(db, method, verb, by=by, at=at)


def _record(db: Session, method: CaseMethod, verb: str, *, by: Person, at: datetime) -> None:
    db.add(method)
    history.record(db, method.community_id, "methods", verb, about=method, by=by, at=at)
