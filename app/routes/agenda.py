"""The steps of an agenda: add, change, move, take off; and what waits for one."""

from typing import Annotated, Any, ClassVar, Literal
from uuid import UUID

from fastapi import Response
from pydantic import BeforeValidator, Field, StringConstraints, ValidationInfo, field_validator
from sqlmodel import Session

from app.db import Db
from app.domain import agenda, bringing, cases, meetings, memberships, methods, notes, pace_learnt, reading, timetable
from app.domain.agenda import AgendaItem
from app.domain.meetings import Meeting
from app.routes.coaching import SharedForm, ask_again, note_kept, read_again
from app.routes.deps import ItemToPlan, Me, MeetingToPlan, MeetingToSee, Now, must_find, noun_router
from app.routes.forms import Form, FormModel, Line, Words, empty, posted
from app.routes.here import here
from app.routes.hiding import hidden_cases, not_of
from app.routes.pages import fragment, page, path, see_other

router = noun_router()
MaybeId = Annotated[UUID | None, BeforeValidator(lambda value: value or None)]


class StepForm(SharedForm):
    """A step's words; `seen` is the sign of those that were read before changing them."""

    WORDS: ClassVar[Words] = {
        "title": {"*": "Say in a few words what this step is."},
        "minutes": {"*": "Write how many minutes it takes, from 1 to 240."},
    }
    READ = ("title", "hint")
    BUT = reading.OF_MEETINGS
    title: Line
    method: Annotated[str, StringConstraints(max_length=40)] = ""
    minutes: Annotated[Annotated[int, Field(ge=1, le=240)] | None, BeforeValidator(lambda value: value or None)]
    led_by: Literal["facilitator", "all", "group", "presenter", "scribe", "sponsor", "guest"] = "facilitator"
    hint: Annotated[str, StringConstraints(max_length=500)] = ""
    returns: bool = False
    seen: str = ""

    @field_validator("minutes")
    @classmethod
    def or_its_method(cls, minutes: int | None, info: ValidationInfo) -> int | None:
        """A step without minutes takes those of its method."""
        if minutes is None and not info.data.get("method"):
            raise ValueError("Write how many minutes it takes, from 1 to 240, or choose a method.")
        return minutes


class PlaceForm(FormModel):
    """Which place of the agenda, counted from one."""

    place: Annotated[int, Field(ge=-1000, le=1000)]


class MaybePlaceForm(FormModel):
    """Which place of the agenda, or its end; or the step, kept for a case, that it goes into."""

    into: MaybeId = None
    place: Annotated[int, Field(ge=-1000, le=1000)] = 1000


class PaceForm(FormModel):
    """Whether to plan for what the steps really took, or as the template says."""

    learnt: bool = False


class WaitingForm(SharedForm):
    """Why it is let go; and the meeting whose page this was said on, if it was one."""

    READ = ("why",)
    BUT = reading.OF_MEETINGS
    why: Annotated[str, StringConstraints(max_length=300)] = ""
    meeting_id: MaybeId = None


@router.get("/meetings/{meeting_id}/agenda")
def show_agenda(meeting: MeetingToSee, db: Db, just: UUID | None = None) -> Response:
    """The agenda, and what waits for one; `just` is the step to come back to."""
    return fragment("agenda/_agenda.html", **agenda_of(db, meeting, just=just))


@router.post("/meetings/{meeting_id}/agenda")
def add_step(
    meeting: MeetingToPlan, me: Me, db: Db, at: Now, form: Annotated[Form[StepForm], posted(StepForm)]
) -> Response:
    """Add a step at the end."""
    read_again(form)
    if not form.is_good:
        return _look_again("agenda/new.html", db, meeting, adding=form)
    item = agenda.add(db, meeting, **form.data.model_dump(exclude={"seen"}), by=me, at=at)
    note_kept(db, form, "agenda", item, by=me, at=at)
    return _answer(db, meeting, f"“{item.title}” is on the agenda.", item)


@router.get("/agenda/{item_id}/edit")
def edit_step(item: ItemToPlan, db: Db) -> Response:
    """Change a step, in its place or on its own page."""
    meeting, form = _meeting_of(db, item), _as_it_is(item)
    return _look_again("agenda/edit.html", db, meeting, 200, editing=item, changing=form)


@router.post("/agenda/{item_id}")
def change_step(
    item: ItemToPlan, me: Me, db: Db, at: Now, form: Annotated[Form[StepForm], posted(StepForm)]
) -> Response:
    """Change it, unless somebody else did meanwhile: then both are shown."""
    meeting = _meeting_of(db, item)
    read_again(form)
    if not form.is_good:
        return _look_again("agenda/edit.html", db, meeting, editing=item, changing=form)
    if not agenda.change(db, item, **form.data.model_dump(), by=me, at=at):
        return _look_again("agenda/edit.html", db, meeting, 409, editing=item, changing=form, is_conflict=True)
    note_kept(db, form, "agenda", item, by=me, at=at)
    return _answer(db, meeting, f"“{item.title}” is changed.", item)


@router.post("/agenda/{item_id}/move")
def move_step(
    item: ItemToPlan, me: Me, db: Db, at: Now, form: Annotated[Form[PlaceForm], posted(PlaceForm)]
) -> Response:
    """Move it to another place."""
    meeting = _meeting_of(db, item)
    agenda.move(db, item, form.data.place if form.is_good else item.position, by=me, at=at)
    items = agenda.of(db, meeting.id)
    return _answer(db, meeting, f"“{item.title}” is step {items.index(item) + 1} of {len(items)}.", item, focus=False)


@router.post("/agenda/{item_id}/taking-off")
def take_off_step(item: ItemToPlan, me: Me, db: Db, at: Now) -> Response:
    """Take it off; it can be put back."""
    meeting = _meeting_of(db, item)
    agenda.take_off(db, item, by=me, at=at)
    return _answer(db, meeting, f"“{item.title}” is off the agenda.", undo=item.id)


@router.post("/meetings/{meeting_id}/agenda/pace")
def choose_pace(
    meeting: MeetingToPlan, me: Me, db: Db, at: Now, form: Annotated[Form[PaceForm], posted(PaceForm)]
) -> Response:
    """Plan for what the steps really took, or keep the minutes of the template."""
    is_learnt = form.is_good and form.data.learnt
    pace_learnt.use(db, meeting, is_learnt=is_learnt, by=me, at=at)
    return _answer(db, meeting, "Planned for what it really took." if is_learnt else "The planned minutes are kept.")


@router.post("/meetings/{meeting_id}/agenda/items/{item_id}")
def take_item(
    *,
    meeting: MeetingToPlan,
    item: ItemToPlan,
    me: Me,
    db: Db,
    at: Now,
    form: Annotated[Form[MaybePlaceForm], posted(MaybePlaceForm)],
) -> Response:
    """Put something that waits on this agenda."""
    place = agenda.by_id(db, form.data.into) if form.is_good and form.data.into else None
    if place:
        bringing.put_into(db, item, place, meeting, by=me, at=at)
        return _answer(db, meeting, f"“{item.title}” is on the agenda.", item)
    agenda.take(db, item, meeting, by=me, at=at)
    if form.is_good:
        agenda.move(db, item, form.data.place, by=me, at=at)
    return _answer(db, meeting, f"“{item.title}” is on the agenda.", item)


@router.post("/agenda/{item_id}/letting-go")
def let_go_item(
    item: ItemToPlan, me: Me, db: Db, at: Now, form: Annotated[Form[WaitingForm], posted(WaitingForm)]
) -> Response:
    """Let go of something that waits, with a reason."""
    read_again(form)
    if form.waits:
        return _why_again(db, item, form)
    agenda.let_go(db, item, form.data.why if form.is_good else "", by=me, at=at)
    note_kept(db, form, "agenda", item, by=me, at=at)
    return _where_it_was_said(db, item, form, f"“{item.title}” is let go.")


@router.post("/agenda/{item_id}/return")
def bring_back_item(
    item: ItemToPlan, me: Me, db: Db, at: Now, form: Annotated[Form[WaitingForm], posted(WaitingForm)]
) -> Response:
    """Undo that; and let a step that was not reached wait for another meeting."""
    agenda.bring_back(db, item, by=me, at=at)
    return _where_it_was_said(db, item, form, f"“{item.title}” is back.")


def agenda_of(db: Session, meeting: Meeting, *, undo: UUID | None = None, **shown: Any) -> dict[str, Any]:
    """What the agenda's fragment shows; `undo` is a step just taken off."""
    items = agenda.of(db, meeting.id)
    waiting = agenda.waiting(db, meeting.community_id) if here().may("see_topics") else []
    earlier = notes.of_items(db, {item.id for item in items + waiting}) if here().may("see_topics") else []
    earlier = not_of(hidden_cases(db, meeting.community_id), earlier)
    taken_off = agenda.by_id(db, undo) if undo else None
    known = methods.known(db, meeting.community_id)
    all_of_it = {
        "meeting": meeting,
        "table": timetable.of(meeting, items),
        "learnt": pace_learnt.shown(db, meeting, items),
        "waiting": [item for item in waiting if item.meeting_id != meeting.id],
        "earlier_notes": [note for note in earlier if note.meeting_id != meeting.id],
        "cases": cases.by_ids(db, {item.case_id for item in items + waiting if item.case_id}),
        "led_by": agenda.LED_BY,
        "methods": known,
        "places": bringing.open_places(items),
        "ways": methods.ways(known, {item.method for item in items}),
        "names": memberships.names_in(db, meeting.community_id),
        "undo": taken_off if taken_off and agenda.is_off(taken_off, meeting) else None,
        "editing": None,
        "changing": None,
        "adding": None,
        "is_conflict": False,
        "just": None,
    }
    return all_of_it | shown


def _meeting_of(db: Session, item: AgendaItem) -> Meeting:
    return must_find(meetings.by_id(db, item.meeting_id) if item.meeting_id else None)


def _as_it_is(item: AgendaItem) -> Form[Any]:
    words = item.model_dump(include={"title", "minutes", "led_by", "hint", "method"})
    return empty(**words, returns="yes" if item.returns else "", seen=item.wording)


def _answer(
    db: Session,
    meeting: Meeting,
    said: str,
    just: AgendaItem | None = None,
    *,
    focus: bool = True,
    undo: UUID | None = None,
) -> Response:
    if here().is_partial:
        # A moved step keeps the focus on the button that moved it; otherwise it goes to the step.
        to_focus = just.id if just and focus else None
        return fragment("agenda/_agenda.html", said=said, **agenda_of(db, meeting, just=to_focus, undo=undo))
    query = {"undo": undo} if undo else {}
    anchor = f"#step-{just.id}" if just else "#agenda"
    return see_other(path("show_meeting", meeting_id=meeting.id, **query) + anchor, said)


def _look_again(name: str, db: Session, meeting: Meeting, status: int = 422, **shown: Any) -> Response:
    shown = {"is_conflict": False} | shown
    if here().is_partial:
        return fragment("agenda/_agenda.html", status=status, **agenda_of(db, meeting, **shown))
    known = methods.known(db, meeting.community_id)
    editing = shown.get("editing")
    ways = methods.ways(known, {editing.method} if editing else set())
    return page(name, status=status, meeting=meeting, led_by=agenda.LED_BY, methods=known, ways=ways, **shown)


def _where_it_was_said(db: Session, item: AgendaItem, form: Form[WaitingForm], said: str) -> Response:
    meeting = _meeting_it_was_said_at(db, item, form)
    if meeting is None:
        return see_other(path("list_topics", community_id=item.community_id), said)
    return _answer(db, meeting, said, item if item.meeting_id == meeting.id else None)


def _why_again(db: Session, item: AgendaItem, form: Form[WaitingForm]) -> Response:
    meeting = _meeting_it_was_said_at(db, item, form)
    topics = path("list_topics", community_id=item.community_id)
    back_url = path("show_meeting", meeting_id=meeting.id) if meeting else topics
    place = f"#let-go-{item.id}-form"
    return ask_again("agenda/_let_go.html", place, back_url=back_url, item=item, meeting=meeting, why_form=form)


def _meeting_it_was_said_at(db: Session, item: AgendaItem, form: Form[WaitingForm]) -> Meeting | None:
    meeting_id = form.data.meeting_id if form.is_whole else None
    meeting = meetings.by_id(db, meeting_id) if meeting_id else None
    return meeting if meeting and meeting.community_id == item.community_id else None
