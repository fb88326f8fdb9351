"""Cases: bringing one, reading it over, approving it, and the page that holds its thread."""

from typing import Annotated, Any, ClassVar

from fastapi import Response
from pydantic import Field
from sqlmodel import Session

from app.db import Db
from app.domain import bringing, cases, memberships, pro_forma, threads
from app.domain.cases import Case
from app.domain.people import Person
from app.domain.reading import NotKept
from app.routes.case_pages import PageNumber, PostedPage, filled, following
from app.routes.deps import CaseToApprove, CaseToSee, CaseToWithdraw, CaseToWrite, CommunityCases, Me, Now, noun_router
from app.routes.forms import Form, FormModel, Line, Words, posted
from app.routes.here import here
from app.routes.pages import fragment, page, path, see_other
from app.routes.reflections import around

router = noun_router()


class Suggestion(FormModel):
    """Which finding is to be replaced: where it stands, never what it says."""

    field: Line
    start: int = Field(ge=0)
    end: int = Field(ge=0)


class OfferForm(FormModel):
    """Whether the findings that are left were read again."""

    keep: bool = False


class SendBackForm(FormModel):
    """What the presenter may want to change."""

    WORDS: ClassVar[Words] = {"note": {"*": "Say in a few words what to change."}}
    note: Annotated[str, Field(min_length=1, max_length=1000)]


@router.get("/communities/{community_id}/cases")
def list_cases(community: CommunityCases, me: Me, db: Db) -> Response:
    """My cases, those to approve, and those open to the group."""
    seen = [case for case in cases.of(db, community.id) if here().may("see_case", case)]
    return page("cases/index.html", cases=seen, names=memberships.names_in(db, community.id))


@router.post("/communities/{community_id}/cases")
def begin_case(community: CommunityCases, me: Me, db: Db, at: Now) -> Response:
    """A draft with a code name, and on to its first page."""
    case = cases.begin(db, community.id, by=me, at=at)
    return see_other(path("edit_case", case_id=case.id, page=1))


@router.get("/cases/{case_id}")
def show_case(case: CaseToSee, me: Me, db: Db) -> Response:
    """The case with its thread."""
    return _show(db, case, me)


@router.get("/cases/{case_id}/pages/{page}")
def edit_case(case: CaseToWrite, number: PageNumber, from_check: bool = False) -> Response:
    """One page of the pro-forma."""
    cases.must_be_draft(case)
    return _edit(case, number, filled(case), from_check=from_check)


@router.post("/cases/{case_id}/pages/{page}")
def write_case(case: CaseToWrite, number: PageNumber, form: PostedPage, *, me: Me, db: Db, at: Now) -> Response:
    """Save one page, half-done or not."""
    if not form.is_good:
        return _edit(case, number, form, from_check=form.value("then") == "check", status=422)
    cases.write(db, case, form.data.told, by=me, at=at)
    return see_other(following(case, number, form.data.then), "Saved. Only you see this.")


@router.get("/cases/{case_id}/check")
def check_case(case: CaseToWrite) -> Response:
    """The case as others will see it, with what was found in it."""
    cases.must_be_draft(case)
    return page("cases/check.html", **_checked(case))


@router.post("/cases/{case_id}/check")
def use_suggestion(
    case: CaseToWrite, form: Annotated[Form[Suggestion], posted(Suggestion)], me: Me, db: Db, at: Now
) -> Response:
    """Put the suggestion where a finding stands."""
    said = "That place has changed since. Look again."
    if form.is_good and cases.use_suggestion(db, case, form.data.field, form.data.start, form.data.end, by=me, at=at):
        said = "Replaced."
    if here().is_partial:
        return fragment("cases/_check.html", **_checked(case), said=said)
    return see_other(path("check_case", case_id=case.id) + "#check", said)


@router.post("/cases/{case_id}/offer")
def offer_case(
    case: CaseToWrite, form: Annotated[Form[OfferForm], posted(OfferForm)], me: Me, db: Db, at: Now
) -> Response:
    """Hand the case in."""
    try:
        cases.offer(db, case, kept=form.is_good and form.data.keep, by=me, at=at)
    except NotKept as no:
        return page("cases/check.html", **_checked(case, form.wrong("keep", no.message)), status=422)
    return see_other(path("show_case", case_id=case.id), "Handed in. Your facilitator reads it next.")


@router.post("/cases/{case_id}/taking-back")
def take_back_case(case: CaseToWrite, me: Me, db: Db, at: Now) -> Response:
    """Back to a draft."""
    bringing.take_back(db, case, by=me, at=at)
    return see_other(path("show_case", case_id=case.id), "It is a draft again. Only you see it.")


@router.post("/cases/{case_id}/approval")
def approve_case(case: CaseToApprove, me: Me, db: Db, at: Now) -> Response:
    """The facilitator has read it; it waits for an agenda."""
    bringing.approve(db, case, by=me, at=at)
    return see_other(path("show_case", case_id=case.id), "Approved. It waits with the topics for a meeting.")


@router.post("/cases/{case_id}/sending-back")
def send_back_case(
    case: CaseToApprove, form: Annotated[Form[SendBackForm], posted(SendBackForm)], me: Me, db: Db, at: Now
) -> Response:
    """Back to the presenter, with a note."""
    if not form.is_good:
        return _show(db, case, me, form=form, status=422)
    bringing.send_back(db, case, form.data.note, by=me, at=at)
    return see_other(path("list_cases", community_id=case.community_id), "Sent back with your note.")


@router.post("/cases/{case_id}/withdrawal")
def withdraw_case(case: CaseToWithdraw, me: Me, db: Db, at: Now) -> Response:
    """Nobody but the presenter reads it any more."""
    bringing.withdraw(db, case, by=me, at=at)
    return see_other(path("list_cases", community_id=case.community_id), "Withdrawn. Only its presenter sees it now.")


def _edit(case: Case, number: int, form: Form[Any], *, from_check: bool, status: int = 200) -> Response:
    known = {"case": case, "number": number, "form": form, "from_check": from_check}
    return page("cases/edit.html", **known, choices=pro_forma, status=status)


def _show(
    db: Session, case: Case, me: Person, *, form: Form[SendBackForm] | None = None, status: int = 200
) -> Response:
    thread = threads.of_case(db, case)
    return page(
        "cases/show.html",
        status=status,
        case=case,
        answers=pro_forma.answers(case.model_dump(), read=case.state == "offered"),
        # A guest is here for one meeting, and knows nothing of the others.
        thread=thread if here().may("see_meetings") else thread.at_its_meeting(case),
        place=bringing.place_of(db, case),
        names=memberships.names_in(db, case.community_id),
        form=form,
        reflecting=around(db, case, me),
    )


def _checked(case: Case, form: Form[OfferForm] | None = None) -> dict[str, Any]:
    return {"case": case, "answers": pro_forma.answers(case.model_dump(), read=True), "form": form}
