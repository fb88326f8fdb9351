"""The wall and each little miracle's own page, put together."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from fastapi import Response
from sqlmodel import Session

from app import clock
from app.domain import actions, barriers, cases, meetings, miracles, wall
from app.domain.communities import Community
from app.domain.meetings import Meeting
from app.domain.miracles import Miracle
from app.domain.pro_forma import NEEDS
from app.routes.forms import Form, empty, whole
from app.routes.here import here, this_community
from app.routes.hiding import all_veiled, hidden_cases, on_the_wall, veiled
from app.routes.pages import page, path

KEPT_PUT_AWAY = timedelta(days=30)


def wall_page(
    db: Session,
    community: Community,
    at: datetime,
    *,
    form: Form[Any],
    looked_for: Any = None,
    found: Any = (),
    status: int = 200,
) -> Response:
    """The wall, or what of it is looked for, with the form to tell one."""
    looked_for = looked_for or {}
    wanted, need = _wanted(db, community, looked_for), looked_for.get("need", "")
    today, hidden = clock.today_in(community.zone, at), hidden_cases(db, community.id)
    # Whoever looks for words learns nothing of those that they are not shown.
    shown = wall.look(db, community.id, wanted._replace(unsearched=frozenset(hidden)), here().membership)
    return page(
        "miracles/index.html",
        wall=shown._replace(found=[on_the_wall(hidden, one) for one in shown.found]),
        wanted=wanted,
        need=need if need in NEEDS else "",
        needs=NEEDS,
        search=empty(words=wanted.words, kind=wanted.kind, noticed_by=wanted.noticed_by, need=need),
        page_url=lambda number: _page_url(community, wanted, need, number),
        years_ago=[(years, veiled(hidden, told)) for years, told in wall.years_ago(db, community, today)],
        is_quiet=community.is_quiet(at),
        put_away=all_veiled(hidden, miracles.put_away_in(db, community.id, since=at - KEPT_PUT_AWAY)),
        came_from=veiled(hidden, action_of(db, community, form)),
        came_from_barrier=veiled(hidden, barrier_of(db, community, form)),
        told_at=running_meeting(db, community, form),
        form=form,
        found=found,
        status=status,
        **_choices(db, community),
    )


def own_page(
    db: Session,
    miracle: Miracle,
    *,
    form: Form[Any] | None = None,
    holding_form: Form[Any] | None = None,
    found: Any = (),
    status: int = 200,
) -> Response:
    """One of them: what was told, what has been said since, and the forms to say how it is and to tell it otherwise."""
    stands = miracles.Words(*(getattr(miracle, name) for name in miracles.Words._fields))
    return page(
        "miracles/show.html",
        one=on_the_wall(hidden_cases(db, miracle.community_id), wall.one(db, miracle, here().membership)),
        form=holding_form or form,
        change_form=form or empty(**{name: "" if value is None else value for name, value in stands._asdict().items()}),
        holding_form=holding_form,
        is_changing=form is not None,
        found=found,
        status=status,
        **_choices(db, this_community()),
    )


def _page_url(community: Community, wanted: wall.Wanted, need: str, number: int) -> str:
    looked_for = {"words": wanted.words, "kind": wanted.kind, "noticed_by": wanted.noticed_by, "need": need}
    chosen = {name: value for name, value in looked_for.items() if value}
    return path("list_miracles", community_id=community.id, **chosen, page=number) + "#wall-title"


def _choices(db: Session, community: Community) -> dict[str, Any]:
    return {
        "kinds": miracles.KINDS,
        "noticed_by": miracles.NOTICED_BY,
        "heard_by": miracles.HEARD_BY,
        "case_choices": [("", "No case"), *((str(case.id), case.code_name) for case in cases_seen(db, community))],
    }


def _wanted(db: Session, community: Community, looked_for: Any) -> wall.Wanted:
    need, page_number = looked_for.get("need", ""), looked_for.get("page", "")
    kind, noticed_by = looked_for.get("kind", ""), looked_for.get("noticed_by", "")
    seen = [case for case in cases_seen(db, community) if need in case.need_list] if need in NEEDS else None
    return wall.Wanted(
        words=" ".join(looked_for.get("words", "").split())[:200],
        kind=kind if kind in miracles.KINDS else "",
        noticed_by=noticed_by if noticed_by in miracles.NOTICED_BY else "",
        case_ids=None if seen is None else frozenset(case.id for case in seen),
        page=whole(page_number, digits=5, otherwise=1),
    )


def action_of(db: Session, community: Community, form: Form[Any]) -> actions.Action | None:
    """The action that the form says it came from, if it is one of ours."""
    wanted = form.value("action_id")
    action = actions.by_id(db, UUID(wanted)) if _is_id(wanted) else None
    return action if action and action.community_id == community.id else None


def barrier_of(db: Session, community: Community, form: Form[Any]) -> barriers.Barrier | None:
    """The barrier that the form says it came from, if it is one of ours."""
    wanted = form.value("barrier_id")
    barrier = barriers.by_id(db, UUID(wanted)) if _is_id(wanted) else None
    return barrier if barrier and barrier.community_id == community.id else None


def running_meeting(db: Session, community: Community, form: Form[Any]) -> Meeting | None:
    """The meeting that the form says is going on, if it is."""
    wanted = form.value("meeting_id")
    meeting = meetings.by_id(db, UUID(wanted)) if _is_id(wanted) else None
    return meeting if meeting and meeting.is_running and meeting.community_id == community.id else None


def cases_seen(db: Session, community: Community) -> list[cases.Case]:
    """The cases that whoever asks may see."""
    return [case for case in cases.of(db, community.id) if here().may("see_case", case)]


def _is_id(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
