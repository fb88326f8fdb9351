"""A meeting without screens: case cards and a sheet to print, and one page to type in what was written."""

from typing import Annotated, Any, ClassVar, NamedTuple
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import field_validator
from sqlmodel import Session

from app.db import Db
from app.domain import agenda, attendance, captures, cases, paper, pro_forma, timetable
from app.domain.agenda import AgendaItem
from app.domain.errors import Refused
from app.domain.meetings import Meeting
from app.domain.paper import Sheet
from app.routes.deps import Me, MeetingToRun, MeetingToSee, Now
from app.routes.forms import Form, FormModel, OptionalDay, OptionalId, Words, posted
from app.routes.here import here
from app.routes.pages import page, path, see_other

router = APIRouter()
ON_A_CARD = {
    "question",
    "life_stage",
    "wants",
    "strengths",
    "housing_now",
    "needs",
    "tried",
    "around",
    "missing",
    "stuck",
}
ROWS = 8


class PaperForm(FormModel):
    """What stood on the paper: one entry of `step`, `notes` and `offers` for each step, of the others for each row."""

    WORDS: ClassVar[Words] = {
        "here": {"*": "Choose from the list who was here."},
        "reached": {"*": "Choose from the list what we reached."},
        "who": {"*": "Choose somebody of the list for each action."},
        "due": {"*": "Write each date such as 2027-03-31, or leave it empty."},
    }
    here: list[UUID] = []
    reached: list[UUID] = []
    step: list[OptionalId] = []
    notes: list[str] = []
    offers: list[str] = []
    what: list[str] = []
    who: list[OptionalId] = []
    due: list[OptionalDay] = []
    miracles: str = ""
    barriers: str = ""

    @field_validator("notes", "offers", "what", "miracles", "barriers")
    @classmethod
    def no_line_too_long(cls, value: Any, info: Any) -> Any:
        """Each line becomes one thing, which has its length."""
        kind = {"what": "action"}.get(info.field_name, info.field_name.removesuffix("s"))
        texts = [value] if isinstance(value, str) else value
        if any(len(line) > captures.LONGEST[kind] for text in texts for line in text.splitlines()):
            raise ValueError(f"Make each line shorter: at most {captures.LONGEST[kind]} letters.")
        return value

    @property
    def sheet(self) -> Sheet:
        """The paper as the domain knows it."""
        lines = []
        for step_id, written, offered in zip(self.step, self.notes, self.offers, strict=False):
            lines += paper.lines_in("note", written, step_id) + paper.lines_in("offer", offered, step_id)
        lines += paper.lines_in("miracle", self.miracles) + paper.lines_in("barrier", self.barriers)
        rows = zip(self.what, self.who, self.due, strict=False)
        return Sheet(self.here, self.reached, lines, [paper.Agreed(*row) for row in rows if row[0]])


class StepRow(NamedTuple):
    """One step on the page, with what was typed at it; without a step it is what stood beside the agenda."""

    item: AgendaItem | None
    step_id: str
    notes: str
    offers: str


@router.get("/meetings/{meeting_id}/cards")
def print_cards(meeting: MeetingToSee, db: Db) -> Response:
    """A card to print for each case on this agenda that the reader may see."""
    ids = {item.case_id for item in agenda.of(db, meeting.id) if item.case_id}
    seen = [case for case in cases.by_ids(db, ids).values() if here().may("see_case", case) and not case.withdrawn_at]
    cards = [
        (case, [answer for answer in pro_forma.answers(case.model_dump(), read=False) if answer.name in ON_A_CARD])
        for case in sorted(seen, key=lambda case: case.code_name)
    ]
    return page("paper/cards.html", meeting=meeting, cards=cards)


@router.get("/meetings/{meeting_id}/sheet")
def print_sheet(meeting: MeetingToRun, db: Db) -> Response:
    """A sheet to print and to write on in the room."""
    table = timetable.of(meeting, agenda.of(db, meeting.id))
    return page("paper/sheet.html", meeting=meeting, table=table, seats=attendance.seats(db, meeting), rows=ROWS)


@router.get("/meetings/{meeting_id}/paper")
def show_paper(meeting: MeetingToRun, db: Db) -> Response:
    """Type in what was on paper."""
    if meeting.is_over:
        return see_other(path("show_meeting", meeting_id=meeting.id))
    return _show(db, meeting, None)


@router.post("/meetings/{meeting_id}/paper")
def type_in_paper(
    meeting: MeetingToRun, me: Me, db: Db, at: Now, form: Annotated[Form[PaperForm], posted(PaperForm)]
) -> Response:
    """Save it all at once; when anything is refused, nothing is saved and every word stays on the page."""
    paper.refuse_if_over(meeting)
    if not form.is_good:
        return _show(db, meeting, form, status=422)
    try:
        paper.type_in(db, meeting, form.data.sheet, by=me, at=at)
    except Refused as no:
        return _show(db, meeting, form.wrong("here", no.message), status=422)
    return see_other(path("confirm_close", meeting_id=meeting.id), "Everything from the paper is saved.")


def _show(db: Session, meeting: Meeting, form: Form[PaperForm] | None, status: int = 200) -> Response:
    seats = attendance.seats(db, meeting)
    items = agenda.of(db, meeting.id)
    return page(
        "paper/edit.html",
        status=status,
        meeting=meeting,
        form=form,
        seats=[seat for seat in seats if not seat.membership.left_at],
        already_here={seat.membership.id for seat in seats if seat.word in {"here", "left"}},
        owners=[("", "Nobody yet"), *((person.id, person.name) for person in captures.who_may_own(seats))],
        steps=_steps(items, form),
        actions=_actions(form),
    )


def _steps(items: list[AgendaItem], form: Form[PaperForm] | None) -> list[StepRow]:
    typed = _rows(form, "step", "notes", "offers")
    known = {row[0]: row for row in typed}
    rows = [StepRow(item, str(item.id), *known.pop(str(item.id), ("", "", ""))[1:]) for item in items]
    # What was typed at a step that somebody took off meanwhile stays too, beside the agenda.
    beside = [row for row in known.values() if row[1] or row[2]]
    return [*rows, StepRow(None, "", *("\n".join(row[n] for row in beside if row[n]) for n in (1, 2)))]


def _actions(form: Form[PaperForm] | None) -> list[tuple[str, str, str]]:
    rows = [row for row in _rows(form, "what", "who", "due") if any(row)]
    return rows + [("", "", "")] * max(2, ROWS - len(rows))


def _rows(form: Form[PaperForm] | None, *names: str) -> list[tuple[str, str, str]]:
    first, second, third = (form.values_of(name) if form else [] for name in names)
    return list(zip(first, second, third, strict=False))
