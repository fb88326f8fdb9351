"""After the discussion: a summary that the presenter confirms, and the presenter's takeaway, to be shared."""

from typing import Annotated, Any, ClassVar

from fastapi import Response
from pydantic import StringConstraints
from sqlmodel import Session

from app.db import Db
from app.domain import discussions
from app.domain.cases import Case
from app.domain.discussions import Discussed
from app.domain.errors import Refused
from app.routes.coaching import SharedForm, note_kept, read_again
from app.routes.deps import CaseToSpeakFor, CaseToSumUp, Me, Now, noun_router
from app.routes.forms import Form, FormModel, Words, empty, posted
from app.routes.pages import page, path, see_other

router = noun_router()
CHANGED = "Somebody changed the summary while you read it. Read it again, then confirm it."


class SummaryForm(SharedForm):
    """What was said, in short, and which summary its writer had read."""

    WORDS: ClassVar[Words] = {"text": {"string_too_short": "Write a few words.", "missing": "Write a few words."}}
    text: Annotated[str, StringConstraints(min_length=1, max_length=3000)]
    seen: str = ""


class TakeawayForm(SharedForm):
    """What the presenter takes away; nothing is fine too."""

    text: Annotated[str, StringConstraints(max_length=1500)] = ""
    seen: str = ""


class SeenForm(FormModel):
    """Which summary was read."""

    seen: str = ""


def discussed_of(db: Session, case: Case) -> dict[str, Any]:
    """What `cases/_afterwards.html` shows: the case with its last meeting, and what is kept of it there."""
    found = discussions.by_case(db, case.id) if case.has_opened else None
    return {"discussed": found, "kept": discussions.of(db, found) if found else None}


@router.get("/cases/{case_id}/summary")
def edit_summary(discussed: CaseToSumUp, db: Db) -> Response:
    """The summary, to write or to change."""
    kept = discussions.of(db, discussed)
    known = {"text": kept.summary, "seen": kept.wording} if kept else {}
    return page("cases/summary.html", case=discussed.case, kept=kept, form=empty(**known), found=[], is_conflict=False)


@router.post("/cases/{case_id}/summary")
def write_summary(
    discussed: CaseToSumUp, me: Me, db: Db, at: Now, form: Annotated[Form[SummaryForm], posted(SummaryForm)]
) -> Response:
    """Write it; it waits for the presenter, unless the presenter wrote it."""
    found = read_again(form, called=discussed.case.code_name)
    if not form.is_good:
        return _ask_again(db, discussed, form, found)
    if not discussions.write_summary(db, discussed, form.data.text, form.data.seen, by=me, at=at):
        return _ask_again(db, discussed, form, [], is_conflict=True)
    note_kept(db, form, "cases", discussed.case, by=me, at=at)
    is_theirs = discussed.case.presenter_id == me.id
    return _back(discussed, "Saved, and confirmed by you." if is_theirs else "Saved. The presenter confirms it next.")


@router.post("/cases/{case_id}/summary/confirmation")
def confirm_summary(
    discussed: CaseToSpeakFor, me: Me, db: Db, at: Now, form: Annotated[Form[SeenForm], posted(SeenForm)]
) -> Response:
    """The presenter says that it was so."""
    seen = form.data.seen if form.is_good else ""
    if not discussions.confirm(db, discussed, seen, by=me, at=at):
        raise Refused(CHANGED)
    return _back(discussed, "Confirmed. Thank you.")


@router.get("/cases/{case_id}/takeaway")
def edit_takeaway(discussed: CaseToSpeakFor, db: Db) -> Response:
    """What I take away, in plain words."""
    kept = discussions.of(db, discussed)
    known = {"text": kept.takeaway, "seen": kept.takeaway_wording} if kept else {}
    return page("cases/takeaway.html", case=discussed.case, kept=kept, form=empty(**known), found=[], is_conflict=False)


@router.post("/cases/{case_id}/takeaway")
def write_takeaway(
    discussed: CaseToSpeakFor, me: Me, db: Db, at: Now, form: Annotated[Form[TakeawayForm], posted(TakeawayForm)]
) -> Response:
    """Keep it."""
    found = read_again(form, called=discussed.case.code_name)
    if not form.is_good:
        return _ask_again(db, discussed, form, found, name="cases/takeaway.html")
    if not discussions.write_takeaway(db, discussed, form.data.text, form.data.seen, by=me, at=at):
        return _ask_again(db, discussed, form, [], name="cases/takeaway.html", is_conflict=True)
    note_kept(db, form, "cases", discussed.case, by=me, at=at)
    return _back(discussed, "Kept. You can print it, and nothing else with it.")


@router.get("/cases/{case_id}/takeaway/print")
def print_takeaway(discussed: CaseToSpeakFor, db: Db) -> Response:
    """The takeaway alone, to give to the person: no code name, no question, nothing of the others."""
    kept = discussions.of(db, discussed)
    if kept is None or not kept.takeaway:
        return see_other(path("edit_takeaway", case_id=discussed.case.id), "Write it down first, then print it.")
    return page("cases/takeaway_print.html", case=discussed.case, kept=kept)


def _ask_again(
    db: Session,
    discussed: Discussed,
    form: Form[Any],
    found: Any,
    *,
    name: str = "cases/summary.html",
    is_conflict: bool = False,
) -> Response:
    kept = discussions.of(db, discussed)
    known = {"case": discussed.case, "kept": kept, "form": form, "found": found, "is_conflict": is_conflict}
    return page(name, status=409 if is_conflict else 422, **known)


def _back(discussed: Discussed, said: str) -> Response:
    return see_other(path("show_case", case_id=discussed.case.id) + "#afterwards", said)
