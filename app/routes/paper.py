"""A meeting without screens: case cards and a sheet to print, and one page to type in what was written."""

from datetime import datetime
from typing import Annotated, Any, ClassVar, NamedTuple
from uuid import UUID

from fastapi import Response
from pydantic import ValidationInfo, field_validator
from sqlmodel import Session

from app.db import Db
from app.domain import agenda, attendance, captures, cases, day_map, memberships, paper, pro_forma, timetable
from app.domain.agenda import AgendaItem
from app.domain.errors import Refused
from app.domain.meetings import Meeting
from app.domain.paper import Sheet
from app.routes.deps import Me, MeetingToRun, MeetingToSee, Now, noun_router
from app.routes.forms import Form, FormModel, OptionalDay, OptionalId, Words, posted
from app.routes.here import here
from app.routes.hiding import opening_on_paper
from app.routes.pages import page, path, see_other
from app.routes.running import opening_of

router = noun_router()
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
# Neither its presenter nor a facilitator prints it then: paper goes round.
OFF_PAPER = {"paused", "withdrawn"}
# Fields in which each line becomes one thing, and which.
KIND_OF = {
    "notes": "note",
    "offers": "offer",
    "taken": "offer",
    "what": "action",
    "miracles": "miracle",
    "barriers": "barrier",
}
LONGEST_NAME = 100


class PaperForm(FormModel):
    """What stood on the paper: one entry of `step` and its kinds for each step, of the others for each row."""

    WORDS: ClassVar[Words] = {
        "here": {"*": "Choose from the list who was here."},
        "reached": {"*": "Choose from the list what we reached."},
        "who": {"*": "Choose somebody of the list for each action."},
        "due": {"*": "Write each date such as 2027-03-31, or leave it empty."},
    }
    here: list[UUID] = []
    guests: str = ""
    reached: list[UUID] = []
    step: list[OptionalId] = []
    notes: list[str] = []
    offers: list[str] = []
    taken: list[str] = []
    what: list[str] = []
    who: list[OptionalId] = []
    due: list[OptionalDay] = []
    miracles: str = ""
    barriers: str = ""

    @field_validator("guests", *KIND_OF)
    @classmethod
    def no_line_too_long(cls, value: Any, info: ValidationInfo) -> Any:
        """Each line becomes one thing, which has its length."""
        longest = captures.LONGEST[KIND_OF[info.field_name]] if info.field_name in KIND_OF else LONGEST_NAME
        for text in [value] if isinstance(value, str) else value:
            for line in text.splitlines():
                if len(line) > longest:
                    raise ValueError(f"Make the line “{line[:40]}…” shorter: at most {longest} letters.")
        return value

    @property
    def sheet(self) -> Sheet:
        """The paper as the domain knows it."""
        lines = []
        for step_id, written, taken, offered in zip(self.step, self.notes, self.taken, self.offers, strict=False):
            for kind, text in (("note", written), ("taken", taken), ("offer", offered)):
                lines += paper.lines_in(kind, text, step_id)
        lines += paper.lines_in("miracle", self.miracles) + paper.lines_in("barrier", self.barriers)
        rows = zip(self.what, self.who, self.due, strict=False)
        names = [" ".join(name.split()) for name in self.guests.splitlines() if name.strip()]
        return Sheet(self.here, names, self.reached, lines, [paper.Agreed(*row) for row in rows if row[0]])


class StepRow(NamedTuple):
    """One step on the page, with what was typed at it; without a step it is what stood beside the agenda."""

    item: AgendaItem | None
    step_id: str
    notes: str
    taken: str
    offers: str


@router.get("/meetings/{meeting_id}/cards")
def print_cards(meeting: MeetingToSee, db: Db) -> Response:
    """A card to print for each case on this agenda that the reader may see."""
    ids = {item.case_id for item in agenda.of(db, meeting.id) if item.case_id}
    found = [case for case in cases.by_ids(db, ids).values() if case.state not in OFF_PAPER]
    seen = [case for case in found if here().may("see_case", case)]
    cards = [
        (
            case,
            [answer for answer in pro_forma.answers(case.model_dump(), read=False) if answer.name in ON_A_CARD],
            day_map.shown(case.one_day, read=False, called=case.code_name),
        )
        for case in sorted(seen, key=lambda case: case.code_name)
    ]
    return page("paper/cards.html", meeting=meeting, cards=cards)


@router.get("/meetings/{meeting_id}/sheet")
def print_sheet(meeting: MeetingToRun, db: Db, at: Now) -> Response:
    """A sheet to print and to write on in the room."""
    return page(
        "paper/sheet.html",
        meeting=meeting,
        table=timetable.of(meeting, agenda.of(db, meeting.id)),
        opening=opening_on_paper(db, meeting.community_id, opening_of(db, meeting, at)),
        names=memberships.names_in(db, meeting.community_id),
        seats=attendance.seats(db, meeting),
        rows=ROWS,
    )


@router.get("/meetings/{meeting_id}/paper")
def show_paper(meeting: MeetingToRun, db: Db, at: Now) -> Response:
    """Type in what was on paper."""
    if meeting.is_over:
        return see_other(path("show_meeting", meeting_id=meeting.id))
    return _show(db, meeting, None, at)


@router.post("/meetings/{meeting_id}/paper")
def type_in_paper(
    meeting: MeetingToRun, me: Me, db: Db, at: Now, form: Annotated[Form[PaperForm], posted(PaperForm)]
) -> Response:
    """Save it all at once; when anything is refused, nothing is saved and every word stays on the page."""
    paper.refuse_if_over(meeting)
    if not form.is_good:
        return _show(db, meeting, form, at, status=422)
    try:
        paper.type_in(db, meeting, form.data.sheet, by=me, at=at)
    except Refused as no:
        return _show(db, meeting, form.wrong("paper", no.message), at, status=422)
    return see_other(path("confirm_close", meeting_id=meeting.id), "Everything from the paper is saved.")


def _show(db: Session, meeting: Meeting, form: Form[PaperForm] | None, at: datetime, *, status: int = 200) -> Response:
    seats = attendance.seats(db, meeting)
    items = agenda.of(db, meeting.id)
    return page(
        "paper/edit.html",
        status=status,
        meeting=meeting,
        form=form,
        is_early=at < meeting.starts_at,
        seats=[seat for seat in seats if not seat.membership.left_at],
        already_here={seat.membership.id for seat in seats if seat.word in {"here", "left"}},
        owners=[("", "Nobody yet"), *((person.id, person.name) for person in captures.who_may_own(seats))],
        steps=_steps(items, form),
        actions=_actions(form),
    )


def _steps(items: list[AgendaItem], form: Form[PaperForm] | None) -> list[StepRow]:
    typed = {row[0]: row[1:] for row in _rows(form, "step", "notes", "taken", "offers")}
    rows = [StepRow(item, str(item.id), *typed.pop(str(item.id), ("", "", ""))) for item in items]
    # What was typed at a step that somebody took off meanwhile stays too, beside the agenda.
    beside = zip(*typed.values(), strict=True) if typed else [(), (), ()]
    return [*rows, StepRow(None, "", *("\n".join(text for text in texts if text) for texts in beside))]


def _actions(form: Form[PaperForm] | None) -> list[tuple[str, ...]]:
    rows = [row for row in _rows(form, "what", "who", "due") if any(row)]
    return rows + [("", "", "")] * max(2, ROWS - len(rows))


def _rows(form: Form[PaperForm] | None, *names: str) -> list[tuple[str, ...]]:
    return list(zip(*(form.values_of(name) if form else [] for name in names), strict=False))
