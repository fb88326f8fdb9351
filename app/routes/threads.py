"""The thread of a case to print, and what an open page shows in its place once it is paused or withdrawn."""

from typing import Any

from fastapi import Response

from app.db import Db
from app.domain import memberships, recognitions, threads
from app.routes.cases import shown
from app.routes.deps import CaseToHearOf, CaseToSee, Me, noun_router
from app.routes.here import here
from app.routes.pages import fragment, fragments, page, path, see_other

router = noun_router()
BESIDE = ("cases/_aside.html", "reflections/_shown.html")


@router.get("/cases/{case_id}/thread")
def print_thread(case: CaseToSee, db: Db) -> Response:
    """What came of it, on sheets to print; nothing of a paused case goes on paper."""
    if case.is_paused:
        return see_other(path("show_case", case_id=case.id))
    thread = threads.of_case(db, case)
    seen = thread if here().may("see_meetings") else thread.at_its_meeting(case)
    return page("cases/thread.html", case=case, thread=seen, names=memberships.names_in(db, case.community_id))


@router.get("/cases/{case_id}/now")
def show_case_now(case: CaseToHearOf, me: Me, db: Db, state: str = "", *, whole: bool = False) -> Response:
    """Nothing while it is as the page shows it; else the case, or the words that stand in its place.

    Whole where nothing of it was on the page; else without the form for a reflection, which keeps what is typed in it.
    """
    if state == case.state:
        return Response(status_code=204)
    if not here().may("see_case", case):
        i_know = recognitions.is_mine(db, case.id, me)
        known: dict[str, Any] = {"case": case, "i_know": i_know, "is_alone": whole, "reflecting": None}
        return fragments("cases/_hidden.html", *([] if whole else BESIDE), said=f"{case.code_name} is hidden.", **known)
    if whole:
        return fragment("cases/_page.html", **shown(db, case, me))
    return fragments("cases/_case.html", *BESIDE, **shown(db, case, me))
