"""Little miracles: the wall, telling one in twenty seconds, and each one's own page."""

from typing import Annotated, Any, ClassVar
from uuid import UUID

from fastapi import Request, Response
from pydantic import StringConstraints
from sqlmodel import Session

from app.db import Db
from app.domain import actions, cases, miracles, pacing
from app.domain.communities import Community
from app.domain.meetings import Meeting
from app.domain.miracles import Miracle
from app.routes.coaching import SharedForm, note_kept, read_again
from app.routes.deps import (
    CommunityMiracles,
    CommunityToTell,
    Me,
    MiracleToChange,
    MiracleToPutAway,
    MiracleToSee,
    Now,
    noun_router,
)
from app.routes.forms import Form, OptionalId, Words, empty, one_of, posted
from app.routes.here import here, this_community
from app.routes.hiding import is_veiled
from app.routes.miracle_pages import (
    action_of,
    barrier_of,
    cases_seen,
    own_page,
    running_meeting,
    wall_page,
)
from app.routes.pages import path, see_other
from app.routes.putting_away import back_again

router = noun_router()
SOMEBODY_ELSE = "Somebody else changed it meanwhile. It stands above as it is now; send yours again if it should stand."


class MiracleForm(SharedForm):
    """What moved, however little; only the text is needed."""

    WORDS: ClassVar[Words] = {
        "text": {
            "string_too_short": "Tell it in a sentence or two.",
            "missing": "Tell it in a sentence or two.",
            "string_too_long": "Two sentences are enough: at most 600 letters.",
        },
        "action_id": {"*": "Choose one of the list."},
        "case_id": {"*": "Choose one of the list."},
        "barrier_id": {"*": "Choose one of the list."},
    }
    READ = ("text", "did_differently", "hoped", "real_ending")
    text: Annotated[str, StringConstraints(min_length=1, max_length=600)]
    did_differently: Annotated[str, StringConstraints(max_length=500)] = ""
    hoped: Annotated[str, StringConstraints(max_length=300)] = ""
    real_ending: Annotated[str, StringConstraints(max_length=300)] = ""
    kind: Annotated[str, one_of(miracles.KINDS)] = ""
    noticed_by: Annotated[str, one_of(miracles.NOTICED_BY)] = ""
    heard_by: Annotated[str, one_of(miracles.HEARD_BY)] = "here"
    action_id: OptionalId = None
    case_id: OptionalId = None
    barrier_id: OptionalId = None
    meeting_id: OptionalId = None


class ChangeForm(MiracleForm):
    """The same, changed; `revision` says which words the person had read."""

    revision: int = 0


PostedChange = Annotated[Form[ChangeForm], posted(ChangeForm)]


@router.get("/communities/{community_id}/miracles")
def list_miracles(
    *,
    community: CommunityMiracles,
    request: Request,
    db: Db,
    at: Now,
    action_id: UUID | None = None,
    barrier_id: UUID | None = None,
    meeting_id: UUID | None = None,
) -> Response:
    """The wall; with an action or a barrier, ready to tell what moved after it, perhaps in the middle of a meeting."""
    known = {"action_id": action_id, "barrier_id": barrier_id, "meeting_id": meeting_id, "heard_by": "here"}
    return wall_page(
        db, community, at, form=empty(**known, case_id=_case_of(db, action_id)), looked_for=request.query_params
    )


@router.post("/communities/{community_id}/miracles")
def tell_miracle(
    community: CommunityToTell, me: Me, db: Db, at: Now, form: Annotated[Form[MiracleForm], posted(MiracleForm)]
) -> Response:
    """Tell one."""
    found = read_again(form)
    _only_what_may_be_seen(db, community, form)
    if not form.is_good:
        return wall_page(db, community, at, form=form, found=found, status=422)
    meeting = running_meeting(db, community, form)
    told = miracles.tell(db, community.id, **_told_where(db, meeting), **_words(form)._asdict(), by=me, at=at)
    note_kept(db, form, "miracles", told, by=me, at=at)
    back = path("show_meeting", meeting_id=meeting.id) if meeting else path("list_miracles", community_id=community.id)
    return see_other(back, "Told. It opens our next meeting.")


@router.get("/miracles/{miracle_id}")
def show_miracle(miracle: MiracleToSee, db: Db, *, if_veiled: bool = False) -> Response:
    """One of them, and what has been said of it since; to an open page only once its words are hidden."""
    if if_veiled and not is_veiled(db, miracle):
        return Response(status_code=204)
    return own_page(db, miracle)


@router.post("/miracles/{miracle_id}")
def change_miracle(miracle: MiracleToChange, me: Me, db: Db, at: Now, form: PostedChange) -> Response:
    """Tell it otherwise, who may hear it, or how it ended."""
    found = read_again(form)
    _only_what_may_be_seen(db, this_community(), form, before=miracle)
    if form.is_good and form.data.revision != miracle.revision:
        form.wrong("text", SOMEBODY_ELSE)
    if not form.is_good:
        return own_page(db, miracle, form=form, found=found, status=422)
    miracles.change(db, miracle, _changed(db, miracle, form), by=me, at=at)
    note_kept(db, form, "miracles", miracle, by=me, at=at)
    return see_other(path("show_miracle", miracle_id=miracle.id), "Changed.")


@router.post("/miracles/{miracle_id}/put-away")
def put_away_miracle(miracle: MiracleToPutAway, request: Request, me: Me, db: Db, at: Now) -> Response:
    """Put away what was told by mistake."""
    miracles.put_away(db, miracle, by=me, at=at)
    return back_again(request, "Put away. It stands under “Put away” for a month, if you want it back.")


@router.post("/miracles/{miracle_id}/return")
def bring_back_miracle(miracle: MiracleToPutAway, request: Request, me: Me, db: Db, at: Now) -> Response:
    """Bring it back."""
    miracles.bring_back(db, miracle, by=me, at=at)
    return back_again(request, "It is back.")


def _changed(db: Session, miracle: Miracle, form: Form[ChangeForm]) -> miracles.Words:
    # What it came from is not asked again, nor a case that whoever changes it may not see.
    words = _words(form)._replace(action_id=miracle.action_id, barrier_id=miracle.barrier_id)
    is_seen = miracle.case_id is None or miracle.case_id in {case.id for case in cases_seen(db, this_community())}
    return words if is_seen else words._replace(case_id=miracle.case_id)


def _words(form: Form[Any]) -> miracles.Words:
    return miracles.Words(**{name: getattr(form.data, name) for name in miracles.Words._fields})


def _told_where(db: Session, meeting: Meeting | None) -> dict[str, Any]:
    step = pacing.step_of(db, meeting) if meeting else None
    return {"meeting": meeting, "agenda_item_id": step.id if step else None}


def _case_of(db: Session, action_id: UUID | None) -> UUID | None:
    """What moved after an action most likely belongs to the case of that action."""
    action = actions.by_id(db, action_id) if action_id else None
    case = cases.by_id(db, action.case_id) if action and action.case_id else None
    return case.id if case and here().may("see_case", case) else None


def _only_what_may_be_seen(db: Session, community: Community, form: Form[Any], before: Miracle | None = None) -> None:
    if not form.is_good:
        return
    if form.data.action_id and not action_of(db, community, form):
        form.wrong("text", "We cannot find the action that this came from. Tell it without.")
    if form.data.barrier_id and not barrier_of(db, community, form):
        form.wrong("text", "We cannot find the barrier that this came from. Tell it without.")
    seen = {case.id for case in cases_seen(db, community)} | ({before.case_id} if before else set())
    if form.data.case_id and form.data.case_id not in seen:
        form.wrong("case_id", "Choose one of the list.")
