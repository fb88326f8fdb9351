"""Barriers: the rule and not the person; asked of a sponsor, answered, or silent."""

from datetime import datetime, timedelta
from typing import Annotated, Any, ClassVar, Literal
from uuid import UUID

from fastapi import Request, Response
from pydantic import Field, StringConstraints, ValidationInfo, field_validator
from sqlmodel import Session

from app import clock
from app.db import Db
from app.domain import asks, barriers, memberships, outbox, people
from app.domain.barriers import Barrier
from app.domain.communities import Community
from app.domain.memberships import Membership
from app.routes.coaching import SharedForm, note_kept, read_again
from app.routes.deps import (
    BarrierToAnswer,
    BarrierToAsk,
    BarrierToEnd,
    BarrierToJoin,
    BarrierToPutAway,
    BarrierToSee,
    CommunityBarriers,
    CommunityToNameBarriers,
    Me,
    Now,
    must_find,
    noun_router,
)
from app.routes.forms import Form, OptionalDay, Words, empty, one_of, posted
from app.routes.here import here
from app.routes.pages import page, path, render, see_other
from app.routes.putting_away import back_again

router = noun_router()
USUAL_WAIT = timedelta(weeks=4)


class BarrierForm(SharedForm):
    """The rule that stands in the way."""

    WORDS: ClassVar[Words] = {
        "text": {"string_too_short": "Say which rule or gap it is.", "missing": "Say which rule or gap it is."},
    }
    text: Annotated[str, StringConstraints(min_length=1, max_length=600)]
    type: Annotated[str, one_of(barriers.TYPES)] = "other"
    level: Annotated[str, one_of(barriers.LEVELS)] = ""


class AskForm(SharedForm):
    """What we ask, of whom, until when."""

    WORDS: ClassVar[Words] = {
        "sponsor_id": {"*": "Choose whom we ask."},
        "text": {"string_too_short": "Say what we ask for.", "missing": "Say what we ask for."},
        "reply_by": {"*": "Choose a day, or leave it empty."},
    }
    sponsor_id: UUID
    text: Annotated[str, StringConstraints(min_length=1, max_length=600)]
    reply_by: OptionalDay = None


class AnswerForm(SharedForm):
    """What a sponsor answers."""

    WORDS: ClassVar[Words] = {"word": {"*": "Choose one of the answers."}}
    READ = ("why",)
    word: Literal["changed", "exception", "no", "looking"]
    why: Annotated[str, Field(validate_default=True), StringConstraints(max_length=1000)] = ""

    @field_validator("why")
    @classmethod
    def a_no_says_why(cls, why: str, info: ValidationInfo) -> str:
        """“No” needs a reason."""
        if info.data.get("word") == "no" and not why:
            raise ValueError("Say why not, so that the community can understand it.")
        return why


class EndForm(SharedForm):
    """How it ended, and why."""

    WORDS: ClassVar[Words] = {
        "ending": {"*": "Choose how it ended."},
        "why": {
            "string_too_short": "Say in a few words what happened, so that nobody wonders later.",
            "missing": "Say in a few words what happened, so that nobody wonders later.",
        },
    }
    READ = ("why",)
    ending: Literal["lifted", "exception", "let_go"]
    why: Annotated[str, StringConstraints(min_length=1, max_length=500)]


@router.get("/communities/{community_id}/barriers")
def list_barriers(community: CommunityBarriers, db: Db, at: Now) -> Response:
    """All barriers; a sponsor sees those asked of them."""
    return _index(db, community, at)


@router.post("/communities/{community_id}/barriers")
def name_barrier(
    community: CommunityToNameBarriers, me: Me, db: Db, at: Now, form: Annotated[Form[BarrierForm], posted(BarrierForm)]
) -> Response:
    """Name one."""
    found = read_again(form)
    if not form.is_good:
        return _index(db, community, at, form=form, found=found, status=422)
    barrier = barriers.name(db, community.id, **form.data.model_dump(exclude={"keep"}), by=me, at=at)
    note_kept(db, form, "barriers", barrier, by=me, at=at)
    return see_other(path("show_barrier", barrier_id=barrier.id), "Named. It comes back until it is ended.")


@router.get("/barriers/{barrier_id}")
def show_barrier(barrier: BarrierToSee, db: Db, at: Now) -> Response:
    """The barrier, what was asked and what was answered."""
    return _show(db, barrier, at)


@router.post("/barriers/{barrier_id}/joining")
def join_barrier(barrier: BarrierToJoin, me: Me, db: Db, at: Now) -> Response:
    """Us too."""
    barriers.join(db, barrier, _my_place(), by=me, at=at)
    return see_other(path("show_barrier", barrier_id=barrier.id), "Your agency has met it too.")


@router.post("/barriers/{barrier_id}/ask")
def ask_sponsor(
    barrier: BarrierToAsk,
    request: Request,
    me: Me,
    db: Db,
    at: Now,
    *,
    form: Annotated[Form[AskForm], posted(AskForm)],
) -> Response:
    """Ask a sponsor, by letter."""
    found = read_again(form)
    if not form.is_good:
        return _show(db, barrier, at, ask_form=form, found=found, status=422)
    sponsor = must_find(memberships.by_id(db, form.data.sponsor_id))
    barriers.ask(db, barrier, sponsor, form.data.text, reply_by=form.data.reply_by, by=me, at=at)
    note_kept(db, form, "barriers", barrier, by=me, at=at)
    _post_letter(db, request.app.state.settings.base_url, barrier, sponsor, at)
    return see_other(path("show_barrier", barrier_id=barrier.id), "Asked. The letter is on its way.")


@router.post("/barriers/{barrier_id}/answer")
def answer_barrier(
    barrier: BarrierToAnswer, me: Me, db: Db, at: Now, form: Annotated[Form[AnswerForm], posted(AnswerForm)]
) -> Response:
    """The sponsor's answer."""
    found = read_again(form)
    if not form.is_good:
        return _show(db, barrier, at, answer_form=form, found=found, status=422)
    barriers.answer(db, barrier, form.data.word, form.data.why, by=me, at=at)
    note_kept(db, form, "barriers", barrier, by=me, at=at)
    return see_other(path("show_barrier", barrier_id=barrier.id), "Thank you. The community sees your answer.")


@router.post("/barriers/{barrier_id}/ending")
def end_barrier(
    barrier: BarrierToEnd, me: Me, db: Db, at: Now, form: Annotated[Form[EndForm], posted(EndForm)]
) -> Response:
    """End it, with a reason."""
    found = read_again(form)
    if not form.is_good:
        return _show(db, barrier, at, end_form=form, found=found, status=422)
    barriers.end(db, barrier, form.data.ending, form.data.why, by=me, at=at)
    note_kept(db, form, "barriers", barrier, by=me, at=at)
    return see_other(path("show_barrier", barrier_id=barrier.id), "Ended, with the reason.")


@router.post("/barriers/{barrier_id}/return")
def reopen_barrier(barrier: BarrierToEnd, me: Me, db: Db, at: Now) -> Response:
    """It is there again."""
    barriers.reopen(db, barrier, by=me, at=at)
    return see_other(path("show_barrier", barrier_id=barrier.id), "Open again.")


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


def _index(
    db: Session,
    community: Community,
    at: datetime,
    *,
    form: Form[Any] | None = None,
    found: Any = (),
    status: int = 200,
) -> Response:
    return page(
        "barriers/index.html",
        barriers=barriers.seen_by(db, _my_place()),
        blocked=barriers.kinds_blocked(db, community.id),
        types=barriers.TYPES,
        levels=barriers.LEVELS,
        answers=barriers.ANSWERS,
        endings=barriers.ENDINGS,
        today=clock.today_in(community.zone, at),
        at=at,
        form=form,
        found=found,
        status=status,
    )


def _show(
    db: Session,
    barrier: Barrier,
    at: datetime,
    *,
    ask_form: Form[Any] | None = None,
    answer_form: Form[Any] | None = None,
    end_form: Form[Any] | None = None,
    found: Any = (),
    status: int = 200,
) -> Response:
    today = clock.today_in(_here_community().zone, at)
    return page(
        "barriers/show.html",
        barrier=barrier,
        said=asks.shown_to(asks.of(db, barrier.id), _my_place()),
        sponsors=asks.sponsors_of(db, barrier.community_id),
        has_joined=barriers.has_joined(db, barrier, _my_place()),
        blocked=barriers.kinds_blocked(db, barrier.community_id),
        types=barriers.TYPES,
        levels=barriers.LEVELS,
        answers=barriers.ANSWERS,
        endings=barriers.ENDINGS,
        today=today,
        at=at,
        form=ask_form or answer_form or end_form,
        ask_form=ask_form or empty(reply_by=today + USUAL_WAIT),
        answer_form=answer_form,
        end_form=end_form,
        is_asking=ask_form is not None,
        found=found,
        status=status,
    )


def _post_letter(db: Session, base_url: str, barrier: Barrier, sponsor: Membership, at: datetime) -> None:
    community = _here_community()
    person = must_find(people.by_id(db, sponsor.person_id))
    text = render(
        "mail/barrier_ask.txt",
        sponsor_name=" ".join(person.name.split()),
        home=community,
        barrier=barrier,
        agencies=len(barriers.kinds_blocked(db, community.id).get(barrier.id, [])),
        link=base_url + path("show_barrier", barrier_id=barrier.id),
    )
    subject = f"{community.name} asks for your help with a rule"
    outbox.post(db, to=person.email or "", kind="barrier_ask", subject=subject, text=text, at=at)


def _my_place() -> Membership:
    return must_find(here().membership)


def _here_community() -> Community:
    return must_find(here().community)
