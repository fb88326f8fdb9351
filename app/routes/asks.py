"""Asks: the letter to a sponsor, written and then sent; and the sponsor's answer, also from the link in it."""

from datetime import date, datetime
from typing import Annotated, Any, ClassVar, Literal

from fastapi import Depends, Request, Response
from pydantic import Field, StringConstraints, ValidationInfo, field_validator
from sqlmodel import Session

from app import clock
from app.db import Db
from app.domain import asks, barriers, communities, joining, mail_links, memberships, outbox, replies, sponsors
from app.domain.asks import Asked
from app.domain.barriers import Barrier
from app.domain.communities import Community
from app.domain.errors import Refused
from app.domain.people import Person
from app.domain.replies import Reply
from app.routes.barriers import SOMEBODY_ELSE, WORDS, RuleForm, asked_gently, my_place, show
from app.routes.coaching import SharedForm, note_kept, read_again
from app.routes.deps import (
    AskToAnswer,
    AskToSend,
    AskToWrite,
    BarrierToAsk,
    CommunityAsks,
    MaybeMe,
    Me,
    Now,
    must_find,
    noun_router,
)
from app.routes.forms import Form, OptionalDay, OptionalId, Words, empty, posted
from app.routes.here import here, this_community
from app.routes.pages import page, path, render, see_other
from app.routes.putting_away import back_again

router = noun_router()
NO_LINK = "(here stands a link for the answer)"
ANOTHER_LETTER = "Somebody changed this letter after you had read it. Read it as it is now, then send it."
THANKS = "Thank you. The community hears your answer at its next meeting."


class AskForm(RuleForm):
    """What we ask, of whom, until when."""

    WORDS: ClassVar[Words] = {
        "sponsor_id": {"*": "Choose whom we ask."},
        "text": {"string_too_short": "Say what we ask for.", "missing": "Say what we ask for."},
        "reply_by": {"*": "Choose a day, or leave it empty."},
    }
    text: Annotated[str, StringConstraints(min_length=1, max_length=600)]
    sponsor_id: OptionalId = None
    reply_by: OptionalDay = None
    # Which letter its writer had read, if one had been begun.
    seen: str = ""


class SendForm(SharedForm):
    """The rule as it goes into the letter: what was caught in a meeting has not been read by the coach yet."""

    text: Annotated[str, StringConstraints(min_length=1, max_length=600)]
    seen: str = ""


class AnswerForm(SharedForm):
    """What a sponsor answers."""

    WORDS: ClassVar[Words] = {
        "word": {"*": "Choose one of the answers."},
        "hear_by": {"*": "Choose a day, or leave it empty."},
    }
    READ = ("why",)
    word: Literal["changed", "exception", "no", "looking"]
    why: Annotated[str, Field(validate_default=True), StringConstraints(max_length=1000)] = ""
    hear_by: OptionalDay = None

    @field_validator("why")
    @classmethod
    def a_no_says_why(cls, why: str, info: ValidationInfo) -> str:
        """“No” needs a reason."""
        if info.data.get("word") == "no" and not why:
            raise ValueError("Say why not, so that the community can understand it.")
        return why


def ask_in_letter(secret: str, request: Request, db: Db, at: Now) -> Asked | None:
    """The one ask that this letter's link opens, while it does; its secret is the key."""
    asked = asks.by_letter(db, secret, at=at, lock=request.method == "POST")
    if asked and request.method == "POST":
        mail_links.refuse_too_often(db, asked.barrier.id, by=must_find(asked.person), at=at)
    return asked


AskInLetter = Annotated[Asked | None, Depends(ask_in_letter)]
Answer = Annotated[Form[AnswerForm], posted(AnswerForm)]


@router.post("/barriers/{barrier_id}/ask")
def write_ask(
    barrier: BarrierToAsk, me: Me, db: Db, at: Now, form: Annotated[Form[AskForm], posted(AskForm)]
) -> Response:
    """Write what we ask; it is read once more before it is sent."""
    read_again(form)
    if asked_gently(db, form, this_community()) or not form.is_good or _is_amiss(db, barrier, form, at):
        return show(db, barrier, at, ask_form=form, status=422)
    sponsor = must_find(memberships.by_id(db, form.data.sponsor_id)) if form.data.sponsor_id else None
    ask = asks.write(db, barrier, form.data.text, sponsor=sponsor, reply_by=form.data.reply_by, by=me, at=at)
    note_kept(db, form, "barriers", barrier, by=me, at=at)
    return see_other(path("show_letter", ask_id=ask.id))


@router.get("/asks/{ask_id}/letter")
def show_letter(asked: AskToWrite, db: Db, at: Now) -> Response:
    """The letter as it would be sent, to read once more."""
    return _letter(db, asked, at, empty(text=asked.barrier.text, seen=asked.wording))


@router.post("/asks/{ask_id}/letter")
def send_ask(
    asked: AskToSend, request: Request, me: Me, db: Db, at: Now, *, form: Annotated[Form[SendForm], posted(SendForm)]
) -> Response:
    """Send it."""
    read_again(form)
    if not form.is_good or _is_another_letter(asked, form):
        return _letter(db, asked, at, form, status=422)
    barriers.change(db, asked.barrier, {"text": form.data.text}, by=me, at=at)
    asks.send(db, asked, by=me, at=at)
    note_kept(db, form, "barriers", asked.barrier, by=me, at=at)
    _post_letter(db, request, "mail/barrier_ask.txt", asked, by=me, at=at)
    return see_other(path("show_barrier", barrier_id=asked.barrier.id), "Sent. The letter is on its way.")


@router.post("/asks/{ask_id}/put-away")
def put_away_ask(asked: AskToWrite, me: Me, db: Db, at: Now) -> Response:
    """Put away a letter that was not sent."""
    asks.put_away(db, asked, by=me, at=at)
    return see_other(path("show_barrier", barrier_id=asked.barrier.id), "Put away. You can bring it back.")


@router.post("/asks/{ask_id}/bringing-back")
def bring_back_ask(asked: AskToWrite, me: Me, db: Db, at: Now) -> Response:
    """Bring it back."""
    asks.bring_back(db, asked, by=me, at=at)
    return see_other(path("show_barrier", barrier_id=asked.barrier.id), "It is back.")


@router.post("/asks/{ask_id}/reminder")
def remind_sponsor(asked: AskToSend, request: Request, me: Me, db: Db, at: Now) -> Response:
    """A gentle second letter."""
    asks.remind(db, asked, by=me, at=at)
    _post_letter(db, request, "mail/barrier_ask_again.txt", asked, by=me, at=at)
    return back_again(request, "A second letter is on its way.", to=f"remind-{asked.ask.id}")


@router.get("/communities/{community_id}/asks")
def list_asks(community: CommunityAsks, db: Db, at: Now) -> Response:
    """What this community asks of the sponsor who is looking."""
    today = clock.today_in(community.zone, at)
    return page("asks/index.html", desk=sponsors.desk_of(db, my_place(), today), reply_form=_so_far, **WORDS)


@router.get("/asks/{ask_id}")
def show_ask(asked: AskToAnswer, db: Db, at: Now) -> Response:
    """One ask, and its answer."""
    return _ask(db, asked, at)


@router.post("/asks/{ask_id}/answer")
def answer_ask(asked: AskToAnswer, me: Me, db: Db, at: Now, form: Answer) -> Response:
    """The sponsor's answer."""
    if not _answered(db, asked, form, by=me, at=at):
        return _ask(db, asked, at, form=form, status=422)
    return see_other(path("show_ask", ask_id=asked.ask.id), THANKS)


@router.get("/replies/{secret}")
def show_ask_in_letter(secret: str, asked: AskInLetter, me: MaybeMe, db: Db, at: Now) -> Response:
    """The one ask that a letter is about, without signing in. Looking changes nothing."""
    return _ask(db, asked, at, secret=secret) if asked else page("asks/link_ended.html", status=410)


@router.post("/replies/{secret}")
def answer_from_letter(secret: str, asked: AskInLetter, me: MaybeMe, db: Db, at: Now, *, form: Answer) -> Response:
    """The sponsor's answer, from the letter."""
    if asked is None:
        return page("asks/link_ended.html", status=410)
    if not _answered(db, asked, form, by=must_find(asked.person), at=at):
        return _ask(db, asked, at, secret=secret, form=form, status=422)
    return see_other(path("show_ask_in_letter", secret=secret), THANKS)


def _is_amiss(db: Session, barrier: Barrier, form: Form[AskForm], at: datetime) -> bool:
    if asks.has_passed(db, barrier, form.data.reply_by, at):
        form.wrong("reply_by", "Choose a day that is still to come.")
    draft = asks.draft_of(db, barrier.id)
    stands = draft.wording if draft else ""
    if form.data.seen != stands:
        # Both are shown now; what is sent once more was read beside the other.
        form.wrong("text", SOMEBODY_ELSE).write("seen", stands)
    return not form.is_good


def _is_another_letter(asked: Asked, form: Form[SendForm]) -> bool:
    if asked.ask.sent_at or asked.place is None or form.data.seen == asked.wording:
        return False
    form.wrong("text", ANOTHER_LETTER).write("seen", asked.wording)
    form.write("text", asked.barrier.text)
    return True


def _answered(db: Session, asked: Asked, form: Form[AnswerForm], *, by: Person, at: datetime) -> bool:
    read_again(form)
    if not form.is_good:
        return False
    try:
        replies.answer(db, asked, form.data.word, form.data.why, hear_by=form.data.hear_by, by=by, at=at)
    except Refused as no:
        # Where nothing else stands in the way, it is the day.
        if not replies.can_answer(db, asked):
            raise
        return form.wrong("hear_by", no.message).is_good
    note_kept(db, form, "barriers", asked.barrier, by=by, at=at)
    return True


def _ask(
    db: Session, asked: Asked, at: datetime, *, secret: str = "", form: Form[Any] | None = None, status: int = 200
) -> Response:
    home = _home(db, asked)
    today = clock.today_in(home.zone, at)
    return page(
        "asks/show.html",
        status=status,
        home=home,
        line=sponsors.line_of(db, asked, today),
        secret=secret,
        form=form,
        reply_form=_so_far,
        **WORDS,
    )


def _so_far(reply: Reply | None) -> Form[Any]:
    # After “looking” comes another answer; any other is mended, and so stands there to be mended.
    return empty() if reply is None or reply.word == "looking" else empty(why=reply.why, hear_by=reply.hear_by)


def _letter(db: Session, asked: Asked, at: datetime, form: Form[Any], *, status: int = 200) -> Response:
    day = asked.ask.reply_by or asks.usual_day_for(db, asked.barrier, at)
    text = _text("mail/barrier_ask.txt", db, asked, link=NO_LINK, rule=form.value("text"), day=day)
    # A letter breaks its lines for letter boxes; a page breaks them where it ends.
    paragraphs = [" ".join(part.split()) for part in text.strip().split("\n\n")]
    return page("asks/letter.html", status=status, asked=asked, paragraphs=paragraphs, day=day, form=form)


def _post_letter(db: Session, request: Request, template: str, asked: Asked, *, by: Person, at: datetime) -> None:
    link = request.app.state.settings.base_url + path("show_ask_in_letter", secret=asks.make_link(db, asked, at=at))
    text = _text(template, db, asked, link=link, rule=asked.barrier.text, day=asked.ask.reply_by)
    again = " once more" if asked.ask.reminded_at else ""
    subject = f"{_home(db, asked).name} asks{again} for your help with a rule"
    email = must_find(asked.person).email or ""
    outbox.post(db, to=email, kind="barrier_ask", subject=subject, text=text, reply_to=by.email or "", at=at)


def _text(template: str, db: Session, asked: Asked, *, link: str, rule: str, day: date | None) -> str:
    home = _home(db, asked)
    kinds = joining.kinds_of(db, home.id).get(asked.barrier.id, [])
    name = memberships.as_shown(asked.place, asked.person).name if asked.person else "(nobody chosen yet)"
    known = {"home": home, "ask": asked.ask, "day": day, "rule": rule, "kinds": kinds, "link": link}
    return render(template, sponsor_name=" ".join(name.split()), **known)


def _home(db: Session, asked: Asked) -> Community:
    return here().community or must_find(communities.by_id(db, asked.community_id))
