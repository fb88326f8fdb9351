"""“I think I know who this is”, and the pause that a facilitator or the presenter may put a case into."""

from typing import Any

from fastapi import Response
from sqlmodel import Session

from app import clock
from app.db import Db
from app.domain import pausing, recognitions
from app.domain.cases import Case
from app.domain.people import Person
from app.domain.recognitions import Counted
from app.routes.deps import CaseToPause, CaseToRecognise, CaseToResume, CaseToTakeBack, Me, Now, noun_router
from app.routes.here import here
from app.routes.pages import path, see_other

router = noun_router()


def recognised_of(db: Session, case: Case, me: Person) -> dict[str, Any]:
    """Whether I pressed; and for the facilitators how many did."""
    return {
        "i_know": case.has_opened and recognitions.is_mine(db, case.id, me),
        "recognised": recognised_in(db, case),
    }


def recognised_in(db: Session, case: Case | None) -> Counted:
    """How many think that they may know who this is, for those who may see the count."""
    is_seen = case is not None and case.has_opened and here().may("see_recognitions", case)
    return recognitions.count(db, case.id) if case and is_seen else Counted(0)


@router.post("/cases/{case_id}/recognition")
def recognise(case: CaseToRecognise, me: Me, db: Db, at: Now) -> Response:
    """I think I know who this is; nobody is told that it was me."""
    community = here().community
    assert community is not None
    recognitions.press(db, case, by=me, today=clock.today_in(community.zone, at))
    return see_other(path("show_case", case_id=case.id) + "#recognise")


@router.post("/cases/{case_id}/recognition/end")
def take_recognition_back(case: CaseToTakeBack, me: Me, db: Db) -> Response:
    """I was mistaken."""
    recognitions.take_back(db, case, by=me)
    return see_other(path("show_case", case_id=case.id) + "#recognise", "Taken back. You are not counted any more.")


@router.post("/cases/{case_id}/pause")
def pause_case(case: CaseToPause, me: Me, db: Db, at: Now) -> Response:
    """Hide it from the others at once."""
    pausing.pause(db, case, by=me, at=at)
    ends = "Its presenter or a facilitator opens" if case.paused_by_id == case.presenter_id else "A facilitator opens"
    return see_other(path("show_case", case_id=case.id), f"Paused: nobody else sees it. {ends} it again.")


@router.post("/cases/{case_id}/pause/end")
def resume_case(case: CaseToResume, me: Me, db: Db, at: Now) -> Response:
    """Open it to the group again."""
    pausing.resume(db, case, by=me, at=at)
    return see_other(path("show_case", case_id=case.id), "Open to the group again.")
