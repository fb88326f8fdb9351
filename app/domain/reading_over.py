"""Reading a case over before it is handed in: what was found replaced, what is rare said more widely."""

from datetime import datetime

from sqlmodel import Session

from app.domain import cases, day_map, history, pro_forma, reading
from app.domain.cases import Case
from app.domain.errors import Refused
from app.domain.people import Person
from app.domain.pro_forma import CHOICES, SHARED_TEXT


def use_suggestion(db: Session, case: Case, field: str, start: int, end: int, *, by: Person, at: datetime) -> bool:
    """Put the suggestion where this finding stands; False, and nothing done, when it no longer stands there."""
    cases.must_be_draft(case)
    here = cases.findings_in(case).get(field, [])
    finding = next((found for found in here if (found.start, found.end) == (start, end)), None)
    if finding is None:
        return False
    _replace(case, field, [finding])
    _record(db, case, "suggestion_used", by=by, at=at)
    return True


def use_suggestions(db: Session, case: Case, *, by: Person, at: datetime) -> int:
    """Put the suggestion at every finding; says how many there were."""
    cases.must_be_draft(case)
    found = cases.findings_in(case)
    for field, findings in found.items():
        _replace(case, field, findings)
    if found:
        _record(db, case, "suggestions_used", by=by, at=at)
    return sum(len(findings) for findings in found.values())


def widen(db: Session, case: Case, part: str, *, by: Person, at: datetime) -> bool:
    """Say one thing more widely; False, and nothing done, when that is not offered any more."""
    wider = cases.rarity_of(db, case).offer(part)
    if wider is None:
        return False
    needs = ",".join(need for need in CHOICES["needs"] if need in wider.told.needs)
    told = {"life_stage": wider.told.life_stage, "housing_kind": wider.told.housing_kind, "needs": needs}
    cases.write(db, case, told, by=by, at=at)
    return True


def _replace(case: Case, field: str, findings: list[reading.Finding]) -> None:
    text = getattr(case, field) if field in SHARED_TEXT else day_map.texts(case.one_day)[field]
    text = reading.replaced(text, *findings)
    if len(text) > _room(field):
        raise Refused("There is no room left for the suggestion. Make this text a little shorter first.")
    if field in SHARED_TEXT:
        setattr(case, field, text)
        return
    case.one_day = day_map.with_text(case.one_day, field, text)


def _room(field: str) -> int:
    return pro_forma.LONGEST[field] if field in SHARED_TEXT else day_map.LONGEST[field.split(".")[1]]


def _record(db: Session, case: Case, verb: str, *, by: Person, at: datetime) -> None:
    db.add(case)
    # As with its typing: nobody else sees a draft.
    history.record(db, case.community_id, "cases", verb, about=case, by=by, at=at, quietly=True)
