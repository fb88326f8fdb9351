"""Case methods: ours to read and copy, and a community's own to change."""

from typing import Annotated, Any, ClassVar, Literal
from uuid import UUID

from fastapi import Response
from pydantic import Field as Limit
from pydantic import StringConstraints
from sqlmodel import Session

from app.db import Db
from app.domain import methods, own_methods
from app.domain.methods import CaseMethod, MethodPhase
from app.routes.coaching import SharedForm, note_kept, read_again
from app.routes.deps import CommunityToPlan, Me, MethodToPlan, Now, must_find, noun_router
from app.routes.forms import Form, FormModel, Line, Words, empty, posted
from app.routes.pages import page, path, see_other

router = noun_router()
WHAT = {
    "presenter_is_silent": "The presenter listens and does not reply",
    "collects_questions": "Questions are written down",
    "collects_offers": "Offers are written down",
    "chooses_offers": "The presenter says which offers are taken",
}
Once = Annotated[
    list[Literal["presenter_is_silent", "collects_questions", "collects_offers", "chooses_offers"]], Limit(max_length=4)
]


class BeginForm(SharedForm):
    """What the new method is called, and which one it begins as a copy of."""

    WORDS: ClassVar[Words] = {"name": {"*": "Write what you call it, in a few words."}}
    READ = ("name",)
    name: Annotated[Line, Limit(max_length=120)]
    like: Annotated[str, StringConstraints(max_length=40)] = ""


class NameForm(SharedForm):
    """What it is called; `revision` is the one that was read."""

    WORDS: ClassVar[Words] = {"name": {"*": "Write what you call it, in a few words."}}
    READ = ("name",)
    name: Annotated[Line, Limit(max_length=120)]
    revision: int = 0


class PhaseForm(SharedForm):
    """One phase; `revision` is that of the method that was read."""

    WORDS: ClassVar[Words] = {
        "title": {"*": "Say in a few words what this phase is."},
        "minutes": {"*": "Write how many minutes it takes, from 1 to 120."},
        "speaks": {"*": "Choose who speaks."},
        "what": {"*": "Choose from the list."},
    }
    READ = ("title", "others_do")
    title: Annotated[Line, Limit(max_length=120)]
    minutes: Annotated[int, Limit(ge=1, le=120)]
    speaks: Literal["facilitator", "all", "group", "presenter", "scribe", "guest"]
    others_do: Annotated[str, StringConstraints(max_length=300)] = ""
    what: Once = []
    revision: int = 0

    @property
    def words(self) -> dict[str, Any]:
        """The phase as the method keeps it."""
        flags = {name: name in self.what for name in WHAT}
        return self.model_dump(include={"title", "minutes", "speaks", "others_do"}) | flags


class PlaceForm(FormModel):
    """Which place, counted from one."""

    place: Annotated[int, Limit(ge=-100, le=100)] = 100


PostedPhase = Annotated[Form[PhaseForm], posted(PhaseForm)]


@router.get("/communities/{community_id}/methods")
def list_methods(community: CommunityToPlan, db: Db) -> Response:
    """Ours and the community's own."""
    return _list(db, community.id, None)


@router.post("/communities/{community_id}/methods")
def begin_method(
    community: CommunityToPlan, me: Me, db: Db, at: Now, form: Annotated[Form[BeginForm], posted(BeginForm)]
) -> Response:
    """Begin one, or copy one."""
    read_again(form)
    if not form.is_good:
        return _list(db, community.id, form, 422)
    like = methods.found(db, community.id, form.data.like)
    method = own_methods.begin(db, community.id, form.data.name, like, by=me, at=at)
    note_kept(db, form, "methods", method, by=me, at=at)
    return see_other(path("show_method", method_id=method.id), f"“{method.name}” is yours to change.")


@router.get("/methods/{method_id}")
def show_method(method: MethodToPlan, db: Db) -> Response:
    """One of the community's own, with everything that can be changed."""
    return _show(db, method)


@router.post("/methods/{method_id}")
def rename_method(
    method: MethodToPlan, me: Me, db: Db, at: Now, form: Annotated[Form[NameForm], posted(NameForm)]
) -> Response:
    """Call it something else, unless somebody changed it meanwhile: then both are shown."""
    read_again(form)
    if not form.is_good:
        return _show(db, method, 422, naming=form)
    if not own_methods.rename(db, method, form.data.name, form.data.revision, by=me, at=at):
        return _show(db, method, 409, naming=form, is_conflict=True)
    note_kept(db, form, "methods", method, by=me, at=at)
    return _back(method, "Saved.", "name")


@router.post("/methods/{method_id}/put-away")
def put_away_method(method: MethodToPlan, me: Me, db: Db, at: Now) -> Response:
    """Offer it no more."""
    own_methods.put_away(db, method, by=me, at=at)
    return _back(method, "Put away. You can bring it back.", "put-away")


@router.post("/methods/{method_id}/return")
def bring_back_method(method: MethodToPlan, me: Me, db: Db, at: Now) -> Response:
    """Offer it again."""
    own_methods.bring_back(db, method, by=me, at=at)
    return _back(method, "It is back.", "put-away")


@router.post("/methods/{method_id}/phases")
def add_phase(method: MethodToPlan, me: Me, db: Db, at: Now, form: PostedPhase) -> Response:
    """A phase more."""
    read_again(form)
    if not form.is_good:
        return _show(db, method, 422, adding=form)
    phase = own_methods.add_phase(db, method, form.data.words, by=me, at=at)
    note_kept(db, form, "methods", method, by=me, at=at)
    return _back(method, f"“{phase.title}” is added.", f"phase-{phase.id}")


@router.get("/methods/{method_id}/phases/{phase_id}")
def edit_phase(method: MethodToPlan, phase_id: UUID, db: Db) -> Response:
    """One phase, to change."""
    phase = must_find(own_methods.phase_of(db, method, phase_id))
    what = [name for name in WHAT if getattr(phase, name)]
    return _phase_page(method, phase, empty(**phase.model_dump(), what=what, revision=method.revision))


@router.post("/methods/{method_id}/phases/{phase_id}")
def change_phase(*, method: MethodToPlan, phase_id: UUID, me: Me, db: Db, at: Now, form: PostedPhase) -> Response:
    """Change it, unless somebody changed the method meanwhile: then both are shown."""
    phase = must_find(own_methods.phase_of(db, method, phase_id))
    read_again(form)
    if not form.is_good:
        return _phase_page(method, phase, form, 422)
    if not own_methods.change_phase(db, method, phase, form.data.words, form.data.revision, by=me, at=at):
        return _phase_page(method, phase, form, 409, is_conflict=True)
    note_kept(db, form, "methods", method, by=me, at=at)
    return _back(method, f"“{phase.title}” is changed.", f"phase-{phase.id}")


@router.post("/methods/{method_id}/phases/{phase_id}/move")
def move_phase(
    *,
    method: MethodToPlan,
    phase_id: UUID,
    me: Me,
    db: Db,
    at: Now,
    form: Annotated[Form[PlaceForm], posted(PlaceForm)],
) -> Response:
    """Move it to another place."""
    phase = must_find(own_methods.phase_of(db, method, phase_id))
    own_methods.move_phase(db, method, phase, form.data.place if form.is_good else phase.position, by=me, at=at)
    return _back(method, f"“{phase.title}” is phase {phase.position}.", f"phase-{phase.id}")


@router.post("/methods/{method_id}/phases/{phase_id}/taking-off")
def take_off_phase(method: MethodToPlan, phase_id: UUID, me: Me, db: Db, at: Now) -> Response:
    """Take it off; it can be put back."""
    phase = must_find(own_methods.phase_of(db, method, phase_id))
    own_methods.take_off_phase(db, method, phase, by=me, at=at)
    return _back(method, f"“{phase.title}” is off. You can put it back.", f"off-{phase.id}")


@router.post("/methods/{method_id}/phases/{phase_id}/return")
def put_back_phase(method: MethodToPlan, phase_id: UUID, me: Me, db: Db, at: Now) -> Response:
    """Put it back."""
    phase = must_find(own_methods.phase_of(db, method, phase_id))
    own_methods.put_back_phase(db, method, phase, by=me, at=at)
    return _back(method, f"“{phase.title}” is back.", f"phase-{phase.id}")


def _list(db: Session, community_id: UUID, form: Form[Any] | None, status: int = 200) -> Response:
    known = methods.known(db, community_id)
    values = {"known": known, "own": own_methods.of(db, community_id), "form": form, "speaks": methods.SPEAKS}
    return page("methods/index.html", status=status, likes=methods.ways(known, set())[1:], **values)


def _show(db: Session, method: CaseMethod, status: int = 200, **shown: Any) -> Response:
    values = {
        "method": method,
        "phases": own_methods.phases_of(db, method),
        "taken_off": own_methods.phases_of(db, method, taken_off=True),
        "naming": empty(name=method.name),
        "adding": None,
        "is_conflict": False,
        **_words(),
    }
    return page("methods/show.html", status=status, **(values | shown))


def _phase_page(
    method: CaseMethod, phase: MethodPhase, form: Form[Any], status: int = 200, *, is_conflict: bool = False
) -> Response:
    values = {"method": method, "phase": phase, "form": form, "is_conflict": is_conflict, **_words()}
    return page("methods/phase.html", status=status, **values)


def _words() -> dict[str, Any]:
    return {"speaks": methods.SPEAKS, "what": WHAT}


def _back(method: CaseMethod, said: str, anchor: str) -> Response:
    return see_other(path("show_method", method_id=method.id) + f"#{anchor}", said)
