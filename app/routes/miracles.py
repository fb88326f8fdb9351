"""Little miracles: the wall, and telling one in twenty seconds."""

from datetime import timedelta
from typing import Annotated, Any, ClassVar
from uuid import UUID

from fastapi import Request, Response
from pydantic import StringConstraints
from sqlmodel import Session

from app.db import Db
from app.domain import actions, cases, meetings, miracles, pacing
from app.domain.communities import Community
from app.domain.meetings import Meeting
from app.routes.coaching import SharedForm, note_kept, read_again
from app.routes.deps import CommunityMiracles, CommunityToTell, Me, MiracleToPutAway, Now, noun_router
from app.routes.forms import Form, OptionalId, Words, empty, one_of, posted
from app.routes.here import here
from app.routes.pages import page, path, see_other
from app.routes.putting_away import back_again

router = noun_router()
KEPT_PUT_AWAY = timedelta(days=30)


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
    }
    READ = ("text", "did_differently")
    text: Annotated[str, StringConstraints(min_length=1, max_length=600)]
    did_differently: Annotated[str, StringConstraints(max_length=500)] = ""
    kind: Annotated[str, one_of(miracles.KINDS)] = ""
    noticed_by: Annotated[str, one_of(miracles.NOTICED_BY)] = ""
    action_id: OptionalId = None
    case_id: OptionalId = None
    meeting_id: OptionalId = None


@router.get("/communities/{community_id}/miracles")
def list_miracles(
    *,
    community: CommunityMiracles,
    db: Db,
    at: Now,
    kind: str = "",
    action_id: UUID | None = None,
    meeting_id: UUID | None = None,
) -> Response:
    """The wall; with an action, ready to tell what moved after it, perhaps in the middle of a meeting."""
    return _wall(db, community, at, kind=kind, form=empty(action_id=action_id, meeting_id=meeting_id))


@router.post("/communities/{community_id}/miracles")
def tell_miracle(
    community: CommunityToTell, me: Me, db: Db, at: Now, form: Annotated[Form[MiracleForm], posted(MiracleForm)]
) -> Response:
    """Tell one."""
    found = read_again(form)
    _only_what_may_be_seen(db, community, form)
    if not form.is_good:
        return _wall(db, community, at, form=form, found=found, status=422)
    meeting = _running_meeting(db, community, form)
    told = miracles.tell(db, community.id, **_words(db, form, meeting), by=me, at=at)
    note_kept(db, form, "miracles", told, by=me, at=at)
    back = path("show_meeting", meeting_id=meeting.id) if meeting else path("list_miracles", community_id=community.id)
    return see_other(back, "Told. It opens our next meeting.")


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


def _wall(
    db: Session,
    community: Community,
    at: Any,
    *,
    form: Form[Any],
    kind: str = "",
    found: Any = (),
    status: int = 200,
) -> Response:
    kind = kind if kind in miracles.KINDS else ""
    return page(
        "miracles/index.html",
        wall=miracles.wall(db, community.id, kind),
        put_away=miracles.put_away_in(db, community.id, since=at - KEPT_PUT_AWAY),
        kind=kind,
        kinds=miracles.KINDS,
        noticed_by=miracles.NOTICED_BY,
        came_from=_action(db, community, form),
        told_at=_running_meeting(db, community, form),
        case_choices=[("", "No case"), *((str(case.id), case.code_name) for case in _cases(db, community))],
        form=form,
        found=found,
        status=status,
    )


def _action(db: Session, community: Community, form: Form[Any]) -> actions.Action | None:
    wanted = form.value("action_id")
    action = actions.by_id(db, UUID(wanted)) if _is_id(wanted) else None
    return action if action and action.community_id == community.id else None


def _running_meeting(db: Session, community: Community, form: Form[Any]) -> Meeting | None:
    wanted = form.value("meeting_id")
    meeting = meetings.by_id(db, UUID(wanted)) if _is_id(wanted) else None
    return meeting if meeting and meeting.is_running and meeting.community_id == community.id else None


def _words(db: Session, form: Form[MiracleForm], meeting: Meeting | None) -> dict[str, Any]:
    words = form.data.model_dump(exclude={"keep", "meeting_id"})
    step = pacing.step_of(db, meeting) if meeting else None
    return words | {"meeting": meeting, "agenda_item_id": step.id if step else None}


def _cases(db: Session, community: Community) -> list[cases.Case]:
    return [case for case in cases.of(db, community.id) if here().may("see_case", case)]


def _only_what_may_be_seen(db: Session, community: Community, form: Form[MiracleForm]) -> None:
    if not form.is_good:
        return
    if form.data.action_id and not _action(db, community, form):
        form.wrong("text", "We cannot find the action that this came from. Tell it without.")
    if form.data.case_id and form.data.case_id not in {case.id for case in _cases(db, community)}:
        form.wrong("case_id", "Choose one of the list.")


def _is_id(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
