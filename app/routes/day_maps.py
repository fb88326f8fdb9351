"""The map of one day of a case: its stops, drawn without a script and with the keyboard alone."""

from datetime import time
from typing import Annotated, Any, ClassVar, Literal
from uuid import UUID

from fastapi import Response
from pydantic import Field

from app.db import Db
from app.domain import cases, day_map, day_mapping
from app.domain.cases import Case
from app.domain.day_map import Stop
from app.routes.coaching import SharedForm, read_again
from app.routes.deps import CaseToWrite, Me, Now, must_find, noun_router
from app.routes.forms import Form, FormModel, OptionalLine, OptionalTime, Words, empty, one_of, posted
from app.routes.pages import page, path, see_other

router = noun_router()
QUARTER = 15


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

    @property
    def told(self) -> dict[str, Any]:
        """What is kept: the time to the quarter hour, which is near enough."""
        return self.model_dump(exclude={"keep"}) | {"at": _quarter(self.at)}


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
    read_again(form, called=case.code_name)
    if not form.is_good:
        return _show(case, form, status=422)
    day_mapping.add(db, case, form.data.told, by=me, at=at)
    return _back(case, "Added to the map.", "#add-stop")


@router.get("/cases/{case_id}/map/{stop_id}")
def edit_stop(case: CaseToWrite, stop_id: UUID) -> Response:
    """One stop, to tell it anew."""
    cases.must_be_draft(case)
    stop = must_find(day_map.stop_in(case.one_day, str(stop_id)))
    return _edit(case, stop, empty(**stop._asdict()))


@router.post("/cases/{case_id}/map/{stop_id}")
def change_stop(case: CaseToWrite, stop_id: UUID, form: PostedStop, *, me: Me, db: Db, at: Now) -> Response:
    """Tell a stop anew."""
    stop = must_find(day_map.stop_in(case.one_day, str(stop_id)))
    read_again(form, called=case.code_name)
    if not form.is_good:
        return _edit(case, stop, form, status=422)
    day_mapping.change(db, case, str(stop_id), form.data.told, by=me, at=at)
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


def _show(case: Case, form: Form[StopForm], *, status: int = 200) -> Response:
    known = {"stops": day_map.stops(case.one_day), "removed": day_map.removed(case.one_day)}
    return page("cases/map.html", status=status, case=case, form=form, words=day_map, **known)


def _edit(case: Case, stop: Stop, form: Form[StopForm], *, status: int = 200) -> Response:
    return page("cases/stop.html", status=status, case=case, stop=stop, form=form, words=day_map)


def _back(case: Case, said: str, place: str) -> Response:
    return see_other(path("show_map", case_id=case.id) + place, said)


def _quarter(moment: time | None) -> str:
    if moment is None:
        return ""
    minutes = round((moment.hour * 60 + moment.minute) / QUARTER) * QUARTER % (24 * 60)
    return f"{minutes // 60:02}:{minutes % 60:02}"
