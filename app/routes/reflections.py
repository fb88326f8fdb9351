"""Reflections on a case or a meeting: one's own until they are shared."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any, ClassVar, Literal, NamedTuple

from fastapi import Response
from pydantic import StringConstraints
from sqlmodel import Session

from app.db import Db
from app.domain import cases, detached, meetings, reflections
from app.domain.cases import Case
from app.domain.detached import Detached, Together
from app.domain.meetings import Meeting
from app.domain.people import Person
from app.domain.reflections import MyAgency, Reflection, Shown
from app.routes.coaching import Found, SharedForm, read_again
from app.routes.deps import (
    CaseToHearOf,
    DetachedToHide,
    Me,
    MeetingToReflectOn,
    Now,
    ReflectionToPutAway,
    must_find,
    noun_router,
)
from app.routes.forms import Form, Words, empty, posted
from app.routes.here import here
from app.routes.pages import fragment, page, path, see_other

router = noun_router()


class ReflectionForm(SharedForm):
    """What somebody thought, and who may read it."""

    WORDS: ClassVar[Words] = {
        "text": {"string_too_short": "Write a few words.", "missing": "Write a few words."},
        "kind": {"*": "Say what kind it is."},
        "shared": {"*": "Say who may read it."},
    }
    text: Annotated[str, StringConstraints(min_length=1, max_length=2000)]
    kind: Literal["struck", "question", "idea", "take_away"] = "struck"
    shared: Literal["private", "named", "agency", "detached"] = "private"

    @classmethod
    def is_read(cls, form: Form[Any]) -> bool:
        """What stays private is its writer's business."""
        return form.value("shared") not in {"", "private"}


SAID = {
    "private": "Kept. Only you see it.",
    "named": "Shared, with your name.",
    "agency": "Shared, with your agency only.",
    # The same whether it is shown now or later: the sentence stays in the browser for a minute.
    "detached": "Shared, detached. It is shown here once there are three.",
}
PAUSED = (
    "This case is paused for a while, so nothing is kept about it just now. Your words are still here: "
    "copy them, or send them once it is open again."
)
TAKEN_BACK = "Its presenter has taken this case back, so nothing is kept about it. Your words are still here to copy."
PostedReflection = Annotated[Form[ReflectionForm], posted(ReflectionForm)]


class Reflecting(NamedTuple):
    """All that the fragment shows: what may be read here, one's own put away, and the form."""

    post_url: str
    # Where these stand, and the page of what they are about.
    back_url: str
    page_url: str
    about: str
    shown: list[Shown]
    put_away: list[Shown]
    together: Together
    my_agency: MyAgency
    form: Form[ReflectionForm] | None = None
    found: Sequence[Found] = ()
    undo: Reflection | Detached | None = None
    undo_url: str = ""
    is_fresh: bool = False
    # The code name that stands for whoever a case is about.
    called: str = ""
    blank: Form[ReflectionForm] = empty(shared="private")
    kinds: dict[str, str] = reflections.KINDS
    moments: dict[str, str] = reflections.MOMENTS
    who_reads: dict[str, str] = reflections.SHARED


@router.get("/meetings/{meeting_id}/reflections")
def show_reflections(meeting: MeetingToReflectOn, me: Me, db: Db) -> Response:
    """The reflections on a meeting on a page of their own, beside a running one."""
    return page("reflections/show.html", reflecting=around(db, meeting, me), form=None)


@router.post("/cases/{case_id}/reflections")
def reflect_on_case(case: CaseToHearOf, form: PostedReflection, me: Me, db: Db, at: Now) -> Response:
    """Reflect on a case. What is written about one that was hidden meanwhile is not kept, and not lost."""
    must_find(here().may("reflect") or None)
    if not here().may("reflect", case):
        return _too_late(db, case, form, me)
    return _reflect(db, case, form, me, at)


@router.post("/meetings/{meeting_id}/reflections")
def reflect_on_meeting(meeting: MeetingToReflectOn, form: PostedReflection, me: Me, db: Db, at: Now) -> Response:
    """Reflect on a meeting."""
    return _reflect(db, meeting, form, me, at)


@router.post("/reflections/{reflection_id}/put-away")
def put_away_reflection(reflection: ReflectionToPutAway, me: Me, db: Db, at: Now) -> Response:
    """Put my own away."""
    reflections.put_away(db, reflection, by=me, at=at)
    about = _about(db, reflection)
    undo_url = path("bring_back_reflection", reflection_id=reflection.id)
    reflecting = around(db, about, me)._replace(undo=reflection, undo_url=undo_url)
    return _answer(about, reflecting, "Put away. You can bring it back.")


@router.post("/reflections/{reflection_id}/return")
def bring_back_reflection(reflection: ReflectionToPutAway, me: Me, db: Db, at: Now) -> Response:
    """Bring my own back."""
    reflections.bring_back(db, reflection, by=me, at=at)
    about = _about(db, reflection)
    return _answer(about, around(db, about, me), "It is back.")


@router.post("/detached/{detached_id}/hiding")
def hide_detached(thought: DetachedToHide, me: Me, db: Db, at: Now) -> Response:
    """Hide one that is nobody's."""
    detached.hide(db, thought, by=me, at=at)
    about = _about(db, thought)
    undo_url = path("show_detached_again", detached_id=thought.id)
    reflecting = around(db, about, me)._replace(undo=thought, undo_url=undo_url)
    return _answer(about, reflecting, "Hidden. You can show it again.")


@router.post("/detached/{detached_id}/showing")
def show_detached_again(thought: DetachedToHide, me: Me, db: Db, at: Now) -> Response:
    """Show it again."""
    detached.show_again(db, thought, by=me, at=at)
    about = _about(db, thought)
    return _answer(about, around(db, about, me), "It is shown again.")


def around(db: Session, about: Case | Meeting, me: Person) -> Reflecting:
    """The reflections around a case or a meeting, as `reflections/_reflections.html` shows them."""
    where = _where(about)
    return Reflecting(
        path("reflect_on_case" if isinstance(about, Case) else "reflect_on_meeting", **where),
        _page_with(about),
        path("show_case" if isinstance(about, Case) else "show_meeting", **where),
        about.code_name if isinstance(about, Case) else about.title,
        reflections.shown_to(db, me, **where),
        reflections.put_away_by(db, me, **where),
        detached.around(db, **where),
        reflections.agency_of(db, about.community_id, me),
        called=_called(about),
    )


def _reflect(db: Session, about: Case | Meeting, form: Form[ReflectionForm], me: Person, at: datetime) -> Response:
    found = read_again(form, called=_called(about))
    if not form.is_good:
        return _ask_again(around(db, about, me)._replace(form=form, found=found))
    _keep(db, about, form.data, me, at)
    return _answer(about, around(db, about, me), SAID[form.data.shared])


def _keep(db: Session, about: Case | Meeting, said: ReflectionForm, me: Person, at: datetime) -> None:
    known = {"text": said.text, "kind": said.kind, "kept": said.keep, **_where(about)}
    if said.shared == "detached":
        # From here on nobody is named, not even to the rule that keeps it.
        detached.add(db, about.community_id, **known, at=at)
        return
    reflections.add(db, about.community_id, **known, shared=said.shared, by=me, at=at)


def _answer(about: Case | Meeting, reflecting: Reflecting, said: str) -> Response:
    # Its author may put away what was written about a case that is closed to them now, but not read it again.
    if here().is_partial and here().may("reflect", about):
        return fragment("reflections/_reflections.html", reflecting=reflecting._replace(is_fresh=True), said=said)
    return see_other(reflecting.back_url + "#reflections", said)


def _ask_again(reflecting: Reflecting) -> Response:
    show = fragment if here().is_partial else page
    name = "reflections/_reflections.html" if here().is_partial else "reflections/show.html"
    return show(name, reflecting=reflecting, form=reflecting.form, status=422)


def _too_late(db: Session, case: Case, form: Form[ReflectionForm], me: Person) -> Response:
    form.wrong("text", PAUSED if case.is_paused else TAKEN_BACK)
    agency = reflections.agency_of(db, case.community_id, me)
    post_url, page_url = path("reflect_on_case", case_id=case.id), path("show_case", case_id=case.id)
    reflecting = Reflecting(post_url, page_url, page_url, "", [], [], Together([], []), agency, form=form)
    if not here().is_partial:
        return page("reflections/kept.html", case=case, reflecting=reflecting, status=422)
    answer = fragment("reflections/_form.html", reflecting=reflecting, status=422)
    answer.headers["HX-Retarget"] = "#reflect"
    return answer


def _called(about: Case | Meeting) -> str:
    return about.code_name if isinstance(about, Case) else ""


def _where(about: Case | Meeting) -> dict[str, Any]:
    return {"case_id": about.id} if isinstance(about, Case) else {"meeting_id": about.id}


def _page_with(about: Case | Meeting) -> str:
    if isinstance(about, Case):
        return path("show_case", case_id=about.id)
    # The page of a running meeting has no room for them; they stand beside it.
    return path("show_reflections" if about.is_running else "show_meeting", meeting_id=about.id)


def _about(db: Session, thought: Reflection | Detached) -> Case | Meeting:
    if thought.case_id:
        return must_find(cases.by_id(db, thought.case_id))
    return must_find(meetings.by_id(db, thought.meeting_id) if thought.meeting_id else None)
