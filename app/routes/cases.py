"""Cases: bringing one, reading it over, approving it, and the page that holds its thread."""

from collections.abc import Iterator
from typing import Annotated, Any, ClassVar, NamedTuple

from fastapi import Response
from pydantic import Field
from sqlmodel import Session

from app.db import Db
from app.domain import bringing, cases, day_map, likeness, memberships, pro_forma, reading, reading_over, threads
from app.domain.cases import Case
from app.domain.day_map import Shown
from app.domain.people import Person
from app.domain.pro_forma import Answer
from app.domain.reading import NotKept, Piece
from app.routes.coaching import KeepForm, SharedForm, kept_in, note_kept, read_again, sign_of
from app.routes.deps import (
    CaseToApprove,
    CaseToHearOf,
    CaseToWithdraw,
    CaseToWrite,
    CommunityCases,
    Me,
    Now,
    noun_router,
)
from app.routes.discussions import discussed_of
from app.routes.forms import Form, FormModel, Line, Words, posted
from app.routes.here import here
from app.routes.pages import fragment, page, path, see_other
from app.routes.recognitions import recognised_of
from app.routes.reflections import around

router = noun_router()


class Suggestion(FormModel):
    """Which finding is to be replaced: where it stands, never what it says."""

    field: Line
    start: int = Field(ge=0)
    end: int = Field(ge=0)


class WiderForm(FormModel):
    """What is to be said more widely."""

    part: Line


class SendBackForm(SharedForm):
    """What the presenter may want to change."""

    WORDS: ClassVar[Words] = {"note": {"*": "Say in a few words what to change."}}
    READ = ("note",)
    note: Annotated[str, Field(min_length=1, max_length=1000)]


class Found(NamedTuple):
    """One finding on the check page: in which field, under which question, and where to change it by hand."""

    field: str
    label: str
    change_url: str
    piece: Piece


@router.get("/communities/{community_id}/cases")
def list_cases(community: CommunityCases, me: Me, db: Db) -> Response:
    """My cases, those to approve, and those open to the group."""
    seen = [case for case in cases.of(db, community.id) if here().may("see_case", case)]
    return page("cases/index.html", cases=seen, names=memberships.names_in(db, community.id))


@router.post("/communities/{community_id}/cases")
def begin_case(community: CommunityCases, me: Me, db: Db, at: Now) -> Response:
    """A draft with a code name, and on to its first question."""
    case = cases.begin(db, community.id, by=me, at=at)
    return see_other(path("edit_case", case_id=case.id, page=1))


@router.get("/cases/{case_id}")
def show_case(case: CaseToHearOf, me: Me, db: Db) -> Response:
    """The case with its thread; or calm words in its place, once it is hidden from whoever knew it."""
    if not here().may("see_case", case):
        known = {"case": case, "version": here().version} | recognised_of(db, case, me)
        return page("cases/hidden.html", status=403 if case.is_paused else 404, **known)
    return _show(db, case, me)


@router.get("/cases/{case_id}/check")
def check_case(case: CaseToWrite, db: Db) -> Response:
    """The case as others will see it, with what was found in it."""
    cases.must_be_draft(case)
    return page("cases/check.html", **_checked(db, case))


@router.post("/cases/{case_id}/check")
def use_suggestion(
    case: CaseToWrite, form: Annotated[Form[Suggestion], posted(Suggestion)], me: Me, db: Db, at: Now
) -> Response:
    """Put the suggestion where a finding stands."""
    said = "That place has changed since. Look again."
    finding = (form.data.field, form.data.start, form.data.end) if form.is_good else ("", 0, 0)
    if reading_over.use_suggestion(db, case, *finding, by=me, at=at):
        said = "Replaced."
    return _again(db, case, said)


@router.post("/cases/{case_id}/check/all")
def use_suggestions(case: CaseToWrite, me: Me, db: Db, at: Now) -> Response:
    """Put the suggestion at everything that was found."""
    number = reading_over.use_suggestions(db, case, by=me, at=at)
    return _again(db, case, f"Replaced all {number}." if number > 1 else "Replaced.")


@router.post("/cases/{case_id}/check/wider")
def widen_case(
    case: CaseToWrite, form: Annotated[Form[WiderForm], posted(WiderForm)], me: Me, db: Db, at: Now
) -> Response:
    """Say one thing more widely, so that it fits more people."""
    is_done = form.is_good and reading_over.widen(db, case, form.data.part, by=me, at=at)
    return _again(db, case, "Said more widely." if is_done else "That has changed since. Look again.")


@router.post("/cases/{case_id}/offer")
def offer_case(
    case: CaseToWrite, form: Annotated[Form[KeepForm], posted(KeepForm)], me: Me, db: Db, at: Now
) -> Response:
    """Hand the case in."""
    try:
        cases.offer(db, case, kept=kept_in(form, _signs(case)), by=me, at=at)
    except NotKept as no:
        form.errors.setdefault("keep", no.message)
        return page("cases/check.html", **_checked(db, case, form), status=422)
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
    read_again(form, called=case.code_name)
    if not form.is_good:
        return _show(db, case, me, form=form, status=422)
    bringing.send_back(db, case, form.data.note, by=me, at=at)
    note_kept(db, form, "cases", case, by=me, at=at)
    return see_other(path("list_cases", community_id=case.community_id), "Sent back with your note.")


@router.post("/cases/{case_id}/withdrawal")
def withdraw_case(case: CaseToWithdraw, me: Me, db: Db, at: Now) -> Response:
    """Nobody but the presenter reads it any more."""
    bringing.withdraw(db, case, by=me, at=at)
    return see_other(path("list_cases", community_id=case.community_id), "Withdrawn. Only its presenter sees it now.")


def shown(db: Session, case: Case, me: Person, form: Form[SendBackForm] | None = None) -> dict[str, Any]:
    """What `cases/_case.html` shows of it."""
    thread = threads.of_case(db, case)
    is_read = case.state == "offered"
    answers = _answers(case, read=is_read)
    return {
        "case": case,
        "first_open": pro_forma.first_open(case.model_dump()),
        **answers,
        "rare": cases.rarity_of(db, case) if is_read else None,
        "is_marked": any(_found(case, **answers)),
        # A guest is here for one meeting, and knows nothing of the others.
        "thread": thread if here().may("see_meetings") else thread.at_its_meeting(case),
        "place": bringing.place_of(db, case),
        "names": memberships.names_in(db, case.community_id),
        "form": form,
        "reflecting": around(db, case, me),
        "alike": likeness.of_case(db, case) if here().may("see_miracles") else [],
        **discussed_of(db, case),
        **recognised_of(db, case, me),
    }


def _show(
    db: Session, case: Case, me: Person, *, form: Form[SendBackForm] | None = None, status: int = 200
) -> Response:
    return page("cases/show.html", status=status, version=here().version, **shown(db, case, me, form))


def _again(db: Session, case: Case, said: str) -> Response:
    if here().is_partial:
        return fragment("cases/_check.html", **_checked(db, case), said=said)
    return see_other(path("check_case", case_id=case.id) + "#check", said)


def _checked(db: Session, case: Case, form: Form[KeepForm] | None = None) -> dict[str, Any]:
    read = _answers(case, read=True)
    known = {"case": case, "found": list(_found(case, **read)), "signs": _signs(case), "form": form}
    return known | read | {"rare": cases.rarity_of(db, case)}


def _signs(case: Case) -> list[str]:
    return [sign_of(f"{case.id}.{one.field}", one.piece) for one in _found(case, **_answers(case, read=True))]


def _found(case: Case, answers: list[Answer], stops: list[Shown]) -> Iterator[Found]:
    for answer in answers:
        url = path("edit_case", case_id=case.id, page=answer.page, from_check=1) + f"#{answer.field_id}"
        yield from (Found(answer.text_field, answer.label, url, piece) for piece in answer.findings)
    for stop, pieces in stops:
        url = path("edit_stop", case_id=case.id, stop_id=stop.id)
        for part, cut in pieces.items():
            label = f"One day: {day_map.TEXTS[part]}"
            yield from (Found(f"{stop.id}.{part}", label, url, piece) for piece in cut if piece.finding)


def _answers(case: Case, *, read: bool) -> dict[str, Any]:
    told = case.model_dump()
    if read:
        reading.all_of(cases.texts_of(case).values())
    return {
        "answers": pro_forma.answers(told, read=read),
        "stops": day_map.shown(case.one_day, read=read, called=case.code_name),
    }
