"""Barriers: the ledger, naming the rule and not the person, and “us too”."""

from datetime import datetime
from typing import Annotated, Any, ClassVar

from fastapi import Depends, Query, Request, Response
from pydantic import StringConstraints
from sqlmodel import Session

from app import clock
from app.db import Db
from app.domain import asks, barrier_words, barriers, code_names, joining, ledger, memberships, standings
from app.domain.barriers import Barrier
from app.domain.communities import Community
from app.domain.errors import Refused
from app.domain.ledger import Sieve
from app.domain.memberships import Membership
from app.routes.coaching import SharedForm, note_kept, read_again
from app.routes.deps import (
    BarrierToJoin,
    BarrierToPutAway,
    BarrierToSee,
    CommunityBarriers,
    CommunityFigures,
    CommunityToNameBarriers,
    Me,
    Now,
    must_find,
    noun_router,
)
from app.routes.forms import Form, Words, empty, one_of, posted
from app.routes.here import here, this_community
from app.routes.hiding import hidden_cases, is_veiled, standing_veiled
from app.routes.pages import page, path, see_other
from app.routes.putting_away import back_again

router = noun_router()
WORDS: dict[str, Any] = {
    "types": barrier_words.TYPES,
    "levels": barrier_words.LEVELS,
    "levers": barrier_words.LEVERS,
    "states": barrier_words.STATES,
    "answers": barrier_words.ANSWERS,
    "endings": barrier_words.ENDINGS,
    "as_a_rule": barrier_words.as_a_rule,
}
SOMEBODY_ELSE = "Somebody else changed it meanwhile. It stands above as it is now; send yours again if it should stand."
Choice = Annotated[str, Query(max_length=20)]


class RuleForm(SharedForm):
    """Words about a rule; `rule` says that they are, although they sound as if they were about somebody."""

    text: Annotated[str, StringConstraints(max_length=600)] = ""
    rule: Annotated[str, StringConstraints(max_length=3)] = ""


class BarrierForm(RuleForm):
    """The rule that stands in the way."""

    WORDS: ClassVar[Words] = {
        "text": {"string_too_short": "Say which rule or gap it is.", "missing": "Say which rule or gap it is."},
    }
    text: Annotated[str, StringConstraints(min_length=1, max_length=600)]
    type: Annotated[str, one_of(barrier_words.TYPES)] = "other"
    level: Annotated[str, one_of(barrier_words.LEVELS)] = ""
    lever: Annotated[str, one_of(barrier_words.LEVERS)] = ""


class DoorForm(RuleForm):
    """How it shows at our door, if somebody likes to say."""

    text: Annotated[str, StringConstraints(max_length=300)] = ""


def sieve_asked(
    *, state: Choice = "", type: Choice = "", level: Choice = "", lever: Choice = "", whose: Choice = "", q: str = ""
) -> Sieve:
    """What the address asks to see of the ledger."""
    return Sieve(state, type, level, lever, whose, q[:100])


SieveAsked = Annotated[Sieve, Depends(sieve_asked)]


@router.get("/communities/{community_id}/barriers")
def list_barriers(community: CommunityBarriers, sieve: SieveAsked, db: Db, at: Now) -> Response:
    """The ledger, or what the sieve lets through."""
    return _index(db, community, at, sieve)


@router.get("/communities/{community_id}/barriers/print")
def print_barriers(community: CommunityBarriers, sieve: SieveAsked, db: Db, at: Now) -> Response:
    """The same on paper."""
    return page("barriers/print.html", **_listed(db, community, at, sieve))


@router.get("/communities/{community_id}/barriers/figures")
def show_barrier_figures(community: CommunityFigures, db: Db, at: Now) -> Response:
    """The community's barriers in numbers: types, levels and states, and no person."""
    today = clock.today_in(community.zone, at)
    return page("barriers/figures.html", figures=ledger.figures(standings.of(db, community.id, today), today))


@router.post("/communities/{community_id}/barriers")
def name_barrier(
    community: CommunityToNameBarriers, me: Me, db: Db, at: Now, form: Annotated[Form[BarrierForm], posted(BarrierForm)]
) -> Response:
    """Name one."""
    read_again(form)
    if asked_gently(db, form, community) or not form.is_good:
        return _index(db, community, at, Sieve(), form=form, status=422)
    barrier = barriers.name(db, community.id, **form.data.model_dump(exclude={"keep", "rule"}), by=me, at=at)
    note_kept(db, form, "barriers", barrier, by=me, at=at)
    return see_other(path("show_barrier", barrier_id=barrier.id), "Named. It comes back until it is ended.")


@router.get("/barriers/{barrier_id}")
def show_barrier(barrier: BarrierToSee, db: Db, at: Now, *, if_veiled: bool = False) -> Response:
    """The barrier, what was asked and what was answered. To an open page only once its words are hidden."""
    if if_veiled and not is_veiled(db, barrier):
        return Response(status_code=204)
    return show(db, barrier, at)


@router.get("/barriers/{barrier_id}/words")
def edit_barrier(barrier: BarrierToPutAway, db: Db) -> Response:
    """Say it in other words, or where it could be lifted."""
    values = barrier.model_dump(include={"text", "type", "level", "lever"})
    return _edit(db, barrier, empty(**values))


@router.post("/barriers/{barrier_id}/words")
def change_barrier(
    barrier: BarrierToPutAway, me: Me, db: Db, at: Now, form: Annotated[Form[BarrierForm], posted(BarrierForm)]
) -> Response:
    """Change them."""
    read_again(form)
    if asked_gently(db, form, this_community()) or not form.is_good:
        return _edit(db, barrier, form, status=422)
    values = form.data.model_dump(exclude={"keep", "rule"})
    try:
        asks.say_rule(db, barrier, values, place=my_place(), by=me, at=at)
    except Refused as no:
        return _edit(db, barrier, form.wrong("text", no.message), status=422)
    note_kept(db, form, "barriers", barrier, by=me, at=at)
    return see_other(path("show_barrier", barrier_id=barrier.id), "Saved.")


@router.post("/barriers/{barrier_id}/joining")
def join_barrier(
    barrier: BarrierToJoin, me: Me, db: Db, at: Now, form: Annotated[Form[DoorForm], posted(DoorForm)]
) -> Response:
    """Us too."""
    read_again(form)
    if asked_gently(db, form, this_community()) or not form.is_good:
        return show(db, barrier, at, join_form=form, status=422)
    joining.join(db, barrier, my_place(), form.data.text, by=me, at=at)
    note_kept(db, form, "barriers", barrier, by=me, at=at)
    return see_other(path("show_barrier", barrier_id=barrier.id), "Your agency has met it too.")


@router.post("/barriers/{barrier_id}/joining/taken-back")
def take_joining_back(barrier: BarrierToJoin, me: Me, db: Db, at: Now) -> Response:
    """Not us after all."""
    joining.take_back(db, barrier, my_place(), by=me, at=at)
    return see_other(path("show_barrier", barrier_id=barrier.id), "Taken back.")


@router.post("/barriers/{barrier_id}/put-away")
def put_away_barrier(barrier: BarrierToPutAway, request: Request, me: Me, db: Db, at: Now) -> Response:
    """Put away what was taken down by mistake."""
    barriers.put_away(db, barrier, by=me, at=at)
    return back_again(request, "Put away. You can bring it back.")


@router.post("/barriers/{barrier_id}/bringing-back")
def bring_back_barrier(barrier: BarrierToPutAway, request: Request, me: Me, db: Db, at: Now) -> Response:
    """Bring it back."""
    barriers.bring_back(db, barrier, by=me, at=at)
    return back_again(request, "It is back.")


def asked_gently(db: Session, form: Form[Any], community: Community) -> bool:
    """Whether to ask, once, if these words are about the rule: they sound as if they were about a person."""
    text = form.value("text")
    found = barrier_words.of_a_person(text, code_names.used_in(db, community.id)) if text else ()
    form.gentle = () if form.value("rule") else found
    return bool(form.gentle)


def show(
    db: Session,
    barrier: Barrier,
    at: datetime,
    *,
    status: int = 200,
    join_form: Form[Any] | None = None,
    ask_form: Form[Any] | None = None,
    end_form: Form[Any] | None = None,
    check_form: Form[Any] | None = None,
) -> Response:
    """The page of a barrier, perhaps with one of its forms to fill in again."""
    community = this_community()
    hidden = hidden_cases(db, community.id)
    standing = standing_veiled(hidden, standings.of_one(db, barrier, clock.today_in(community.zone, at)))
    joined = joining.by_member(db, barrier.id, my_place().id)
    return page(
        "barriers/show.html",
        status=status,
        barrier=standing.barrier,
        standing=standing,
        doors=joining.doors(db, barrier.id),
        joined=joined,
        is_ours=barrier.id in joining.met_by(db, my_place()),
        has_agency=my_place().agency_id is not None,
        gentle=barrier_words.of_a_person(standing.barrier.text, code_names.used_in(db, community.id)),
        sponsors=asks.sponsors_of(db, community.id),
        asked_names=asks.names_of(db, community.id),
        names=memberships.names_in(db, community.id),
        form=join_form or ask_form or end_form or check_form,
        join_form=join_form or empty(text=joined.shows if joined else ""),
        ask_form=ask_form or _letter_so_far(db, standing, community, at),
        end_form=end_form,
        check_form=check_form,
        is_asking=ask_form is not None,
        is_conflict=ask_form is not None and ask_form.error("text") == SOMEBODY_ELSE,
        **WORDS,
    )


def my_place() -> Membership:
    """The membership of whoever asks."""
    return must_find(here().membership)


def _edit(db: Session, barrier: Barrier, form: Form[Any], *, status: int = 200) -> Response:
    is_asked = asks.has_any(db, barrier.id)
    return page("barriers/edit.html", status=status, barrier=barrier, form=form, is_asked=is_asked, **WORDS)


def _letter_so_far(db: Session, standing: standings.Standing, community: Community, at: datetime) -> Form[Any]:
    if draft := standing.draft:
        return empty(sponsor_id=draft.sponsor_id, text=draft.text, reply_by=draft.reply_by, seen=draft.wording)
    return empty(reply_by=asks.usual_day(db, community, at))


def _listed(db: Session, community: Community, at: datetime, sieve: Sieve) -> dict[str, Any]:
    # Veiled before it is sifted: whoever looks for words learns nothing of those that they are not shown.
    hidden, today = hidden_cases(db, community.id), clock.today_in(community.zone, at)
    every = [standing_veiled(hidden, one) for one in standings.of(db, community.id, today)]
    ours = joining.met_by(db, my_place())
    shown = ledger.sifted(every, sieve, mine=my_place().person_id, ours=ours)
    return {"standings": shown, "every": every, "sieve": sieve, "whose": ledger.MINE, "shown": ledger.SHOWN} | WORDS


def _index(
    db: Session, community: Community, at: datetime, sieve: Sieve, *, form: Form[Any] | None = None, status: int = 200
) -> Response:
    return page("barriers/index.html", status=status, form=form, **_listed(db, community, at, sieve))
