"""The map of one day of a case: its stops, drawn without a script and with the keyboard alone."""

from datetime import datetime, time
from typing import Annotated, Any, ClassVar, Literal
from uuid import UUID

from fastapi import Response
from pydantic import Field
from sqlmodel import Session

from app.db import Db
from app.domain import cases, day_map, day_mapping
from app.domain.cases import Case
from app.domain.day_map import Stop
from app.domain.errors import Refused
from app.domain.people import Person
from app.routes.coaching import SharedForm, read_again
from app.routes.deps import CaseToWrite, Me, Now, must_find, noun_router
from app.routes.forms import Form, FormModel, OptionalLine, OptionalTime, Words, empty, one_of, posted
from app.routes.pages import page, path, see_other

router = noun_router()
QUARTER = 15
GONE = "That stop is not on the map any more. Your words stand below: add them as a new stop, if they are still needed."


class StopForm(SharedForm):
    """One stop of the day, as somebody tells it."""

    READ: ClassVar[tuple[str, ...]] = tuple(day_map.TEXTS)
    STOPS: ClassVar[bool] = False
    WORDS: ClassVar[Words] = {"place": {"string_too_short": "Say what kind of place it was."}}
    at: OptionalTime = None
    place: Annotated[str, Field(min_length=1, max_length=day_map.LONGEST["place"])]
    way: Annotated[OptionalLine, Field(max_length=day_map.LONGEST["way"])] = ""
    outcome: Annotated[str, one_of(day_map.OUTCOMES)] = ""
    why: Annotated[OptionalLine, Field(max_length=day_map.LONGEST["why"])] = ""
    # Which words of it were read; whether a stop that was taken out goes back with these; whether a new one waits.
    seen: str = ""
    back: bool = False
    aside: bool = False

    @property
    def told(self) -> dict[str, Any]:
        """What is kept: the time to the quarter hour, which is near enough."""
        return self.model_dump(include=set(day_map.TOLD)) | {"at": _quarter(self.at)}


class MoveForm(FormModel):
    """One place earlier in the day, or later."""

    by: Literal["-1", "1"]


PostedStop = Annotated[Form[StopForm], posted(StopForm)]


@router.get("/cases/{case_id}/map")
def show_map(case: CaseToWrite) -> Response:
    """The map so far, and room for one more stop."""
    cases.must_be_draft(case)
    return _show(case, empty())


@router.post("/cases/{case_id}/map")
def add_stop(case: CaseToWrite, form: PostedStop, me: Me, db: Db, at: Now) -> Response:
    """One more stop, at the end."""
    cases.must_be_draft(case)
    read_again(form, called=case.code_name)
    if not form.is_good or not _added(db, case, form, by=me, at=at):
        return _show(case, form, status=422)
    if form.data.aside:
        return _back(case, "Kept aside. Put it on the map when there is room for it.", "#removed")
    return _back(case, "Added to the map.", "#add-stop")


@router.get("/cases/{case_id}/map/{stop_id}")
def edit_stop(case: CaseToWrite, stop_id: UUID) -> Response:
    """One stop, to tell it anew."""
    cases.must_be_draft(case)
    stop = must_find(day_map.stop_in(case.one_day, str(stop_id)))
    return _edit(case, stop, empty(**stop._asdict(), seen=stop.wording))


@router.post("/cases/{case_id}/map/{stop_id}")
def change_stop(case: CaseToWrite, stop_id: UUID, form: PostedStop, *, me: Me, db: Db, at: Now) -> Response:
    """Tell a stop anew."""
    cases.must_be_draft(case)
    stop = day_map.known(case.one_day, str(stop_id))
    read_again(form, called=case.code_name)
    if stop is None:
        return _show(case, form.wrong("place", GONE), status=409)
    if not form.is_good or not _changed(db, case, stop, form, by=me, at=at):
        return _edit(case, stop, form, is_conflict=form.is_good, status=409 if form.is_good else 422)
    return _back(case, "Changed.", f"#stop-{stop_id}")


@router.post("/cases/{case_id}/map/{stop_id}/place")
def move_stop(
    case: CaseToWrite, stop_id: UUID, form: Annotated[Form[MoveForm], posted(MoveForm)], *, me: Me, db: Db, at: Now
) -> Response:
    """Earlier in the day, or later."""
    must_find(day_map.stop_in(case.one_day, str(stop_id)))
    if form.is_good:
        day_mapping.move(db, case, str(stop_id), int(form.data.by), by=me, at=at)
    return _back(case, "Moved.", f"#stop-{stop_id}")


@router.post("/cases/{case_id}/map/{stop_id}/removal")
def remove_stop(case: CaseToWrite, stop_id: UUID, me: Me, db: Db, at: Now) -> Response:
    """Take a stop out; it can be put back until the case is handed in."""
    day_mapping.remove(db, case, str(stop_id), by=me, at=at)
    return _back(case, "Taken out. It can be put back below.", "#removed")


@router.post("/cases/{case_id}/map/{stop_id}/return")
def put_stop_back(case: CaseToWrite, stop_id: UUID, me: Me, db: Db, at: Now) -> Response:
    """A stop that was taken out stands again."""
    day_mapping.put_back(db, case, str(stop_id), by=me, at=at)
    return _back(case, "It is on the map again.", f"#stop-{stop_id}")


def _added(db: Session, case: Case, form: Form[StopForm], *, by: Person, at: datetime) -> bool:
    try:
        day_mapping.add(db, case, form.data.told, aside=form.data.aside, by=by, at=at)
    except Refused as no:
        form.wrong("place", no.message)
    return form.is_good


def _changed(db: Session, case: Case, stop: Stop, form: Form[StopForm], *, by: Person, at: datetime) -> bool:
    said = form.data
    try:
        return day_mapping.change(db, case, stop, said.told, seen=said.seen, back=said.back, by=by, at=at)
    except Refused as no:
        form.wrong("place", no.message)
        return False


def _show(case: Case, form: Form[StopForm], *, status: int = 200) -> Response:
    known = {"stops": day_map.stops(case.one_day), "removed": day_map.removed(case.one_day)}
    return page("cases/map.html", status=status, case=case, form=form, words=day_map, **known)


def _edit(case: Case, stop: Stop, form: Form[StopForm], *, is_conflict: bool = False, status: int = 200) -> Response:
    known = {"case": case, "stop": stop, "form": form, "words": day_map, "is_conflict": is_conflict}
    return page("cases/stop.html", status=status, **known)


def _back(case: Case, said: str, place: str) -> Response:
    return see_other(path("show_map", case_id=case.id) + place, said)


def _quarter(moment: time | None) -> str:
    if moment is None:
        return ""
    minutes = round((moment.hour * 60 + moment.minute) / QUARTER) * QUARTER % (24 * 60)
    return f"{minutes // 60:02}:{minutes % 60:02}"
