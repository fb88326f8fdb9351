"""Answering the questions of a case, each by itself: no answer is put over one that its writer has not seen."""

import hashlib
from collections.abc import Container, Mapping
from datetime import datetime
from typing import Any

from sqlmodel import Session

from app.domain import cases
from app.domain.cases import Case
from app.domain.people import Person
from app.domain.pro_forma import Question


def answer(
    db: Session,
    case: Case,
    question: Question,
    told: Mapping[str, Any],
    *,
    seen: Container[str],
    by: Person,
    at: datetime,
) -> bool:
    """Save what was told. False, with nothing changed, when it was answered elsewhere since this page looked.

    `seen` holds the signs of every answer that the page knows of: the one it showed, and those it sent itself. Another
    question of the same case stands in nobody's way.
    """
    cases.must_be_draft(case)
    stands = standing(case, question)
    if stands == {column: told[column] for column in question.columns}:
        return True
    if wording(stands) not in seen:
        return False
    cases.write(db, case, dict(told), by=by, at=at)
    return True


def standing(case: Case, question: Question) -> dict[str, str]:
    """What stands as the answer to this question."""
    return {column: getattr(case, column) for column in question.columns}


def wording(told: Mapping[str, str]) -> str:
    """A short sign of an answer: whoever changes it shows which one they had read. Nothing is an empty sign."""
    words = "\x1f".join(told.values())
    return hashlib.sha256(words.encode()).hexdigest()[:16] if any(told.values()) else ""
