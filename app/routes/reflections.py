"""Reflections on a case or a meeting: one's own until they are shared."""

from datetime import datetime
from typing import Annotated, ClassVar, Literal, NamedTuple

from fastapi import Response
from pydantic import StringConstraints
from sqlmodel import Session

from app.db import Db
from app.domain import cases, meetings, reading, reflections
from app.domain.cases import Case
from app.domain.meetings import Meeting
from app.domain.people import Person
from app.domain.reflections import Reflection, Shown
from app.routes.deps import CaseToReflectOn, Me, MeetingToReflectOn, Now, ReflectionToPutAway, must_find, noun_router
from app.routes.forms import Form, FormModel, Words, posted
from app.routes.here import here
from app.routes.pages import fragment, page, path, see_other

router = noun_router()


class ReflectionForm(FormModel):
    """What somebody thought, and who may read it."""

    WORDS: ClassVar[Words] = {
        "text": {"string_too_short": "Write a few words.", "missing": "Write a few words."},
        "kind": {"*": "Say what kind it is."},
        "shared": {"*": "Say who may read it."},
    }
    text: Annotated[str, StringConstraints(min_length=1, max_length=2000)]
    kind: Literal["struck", "question", "idea", "take_away"] = "struck"
    shared: Literal["private", "named", "agency"] = "private"
    keep: bool = False


SAID = {
    "private": "Kept. Only you see it.",
    "named": "Shared, with your name.",
    "agency": "Shared, with your agency only.",
}
PostedReflection = Annotated[Form[ReflectionForm], posted(ReflectionForm)]


class Reflecting(NamedTuple):
    """All that the fragment shows: what may be read here, one's own put away, and the form."""

    post_url: str
    back_url: str
    about: str
    shown: list[Shown]
    put_away: list[Shown]
    form: Form[ReflectionForm] | None = None
    found: list[reading.Piece] | None = None
    undo: Reflection | None = None
    is_fresh: bool = False
    kinds: dict[str, str] = reflections.KINDS
    who_reads: dict[str, str] = reflections.SHARED


@router.post("/cases/{case_id}/reflections")
def reflect_on_case(case: CaseToReflectOn, form: PostedReflection, me: Me, db: Db, at: Now) -> Response:
    """Reflect on a case."""
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
    return _answer(about, around(db, about, me)._replace(undo=reflection), "Put away. You can bring it back.")


@router.post("/reflections/{reflection_id}/return")
def bring_back_reflection(reflection: ReflectionToPutAway, me: Me, db: Db, at: Now) -> Response:
    """Bring my own back."""
    reflections.bring_back(db, reflection, by=me, at=at)
    about = _about(db, reflection)
    return _answer(about, around(db, about, me), "It is back.")


def around(db: Session, about: Case | Meeting, me: Person) -> Reflecting:
    """The reflections around a case or a meeting, as `reflections/_reflections.html` shows them."""
    if isinstance(about, Case):
        return Reflecting(
            path("reflect_on_case", case_id=about.id),
            path("show_case", case_id=about.id),
            about.code_name,
            reflections.shown_to(db, me, case_id=about.id),
            reflections.put_away_by(db, me, case_id=about.id),
        )
    return Reflecting(
        path("reflect_on_meeting", meeting_id=about.id),
        path("show_meeting", meeting_id=about.id),
        about.title,
        reflections.shown_to(db, me, meeting_id=about.id),
        reflections.put_away_by(db, me, meeting_id=about.id),
    )


def _reflect(db: Session, about: Case | Meeting, form: Form[ReflectionForm], me: Person, at: datetime) -> Response:
    if not form.is_good:
        return _ask_again(around(db, about, me)._replace(form=form))
    where = {"case_id": about.id} if isinstance(about, Case) else {"meeting_id": about.id}
    words = form.data
    try:
        reflections.add(
            db,
            about.community_id,
            text=words.text,
            kind=words.kind,
            shared=words.shared,
            kept=words.keep,
            **where,
            by=me,
            at=at,
        )
    except reading.NotKept as no:
        found = reading.pieces(words.text, reading.read(words.text))
        return _ask_again(around(db, about, me)._replace(form=form.wrong("keep", no.message), found=found))
    return _answer(about, around(db, about, me), SAID[words.shared])


def _answer(about: Case | Meeting, reflecting: Reflecting, said: str) -> Response:
    # Its author may put away what was written about a case that is closed to them now, but not read it again.
    if here().is_partial and here().may("reflect", about):
        return fragment("reflections/_reflections.html", reflecting=reflecting._replace(is_fresh=True), said=said)
    return see_other(reflecting.back_url + "#reflections", said)


def _ask_again(reflecting: Reflecting) -> Response:
    show = fragment if here().is_partial else page
    name = "reflections/_reflections.html" if here().is_partial else "reflections/new.html"
    return show(name, reflecting=reflecting, form=reflecting.form, status=422)


def _about(db: Session, reflection: Reflection) -> Case | Meeting:
    if reflection.case_id:
        return must_find(cases.by_id(db, reflection.case_id))
    return must_find(meetings.by_id(db, reflection.meeting_id) if reflection.meeting_id else None)
