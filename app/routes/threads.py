"""The thread of a case to print, and what an open page shows in its place once it is paused or withdrawn."""

from fastapi import Response

from app.db import Db
from app.domain import memberships, recognitions, threads
from app.routes.cases import shown
from app.routes.deps import CaseToHearOf, CaseToSee, Me, noun_router
from app.routes.here import here
from app.routes.pages import fragment, page, path, see_other

router = noun_router()


@router.get("/cases/{case_id}/thread")
def print_thread(case: CaseToSee, db: Db) -> Response:
    """What came of it, on sheets to print; nothing of a paused case goes on paper."""
    if case.is_paused:
        return see_other(path("show_case", case_id=case.id))
    thread = threads.of_case(db, case)
    seen = thread if here().may("see_meetings") else thread.at_its_meeting(case)
    return page("cases/thread.html", case=case, thread=seen, names=memberships.names_in(db, case.community_id))


@router.get("/cases/{case_id}/now")
def show_case_now(case: CaseToHearOf, me: Me, db: Db, state: str = "") -> Response:
    """Nothing while it is as the page shows it; else the case, or the words that stand in its place."""
    if state == case.state:
        return Response(status_code=204)
    if not here().may("see_case", case):
        return fragment("cases/_hidden.html", case=case, i_know=recognitions.is_mine(db, case.id, me))
    return fragment("cases/_case.html", **shown(db, case, me))
