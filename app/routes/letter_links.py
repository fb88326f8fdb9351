"""The link in a reminder: say what became of one action without signing in. Opening it changes nothing."""

from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import Depends, Request, Response
from sqlmodel import Session

from app import clock
from app.db import Db
from app.domain import action_links, actions, letter_choices, mail_links, miracles, reading, snoozing
from app.domain.action_links import Opened
from app.routes.actions import SAID, PostedWord
from app.routes.coaching import note_kept, read_again
from app.routes.deps import ActionToWorkOn, Me, Now, noun_router
from app.routes.forms import Form, FormModel, posted
from app.routes.here import here
from app.routes.miracles import MiracleForm
from app.routes.pages import page, path, see_other
from app.routes.refusals import LinkEnded

router = noun_router()
WILL = {
    "week": "We remind you again in a week.",
    "day_before": "We remind you the day before.",
    "never": "We do not remind you of this one again.",
    "usual": "We remind you as usual.",
}


class WishForm(FormModel):
    """When to be reminded again."""

    word: Literal["week", "day_before", "never", "usual"]


PostedWish = Annotated[Form[WishForm], posted(WishForm)]


def action_by_letter(request: Request, secret: str, db: Db, at: Now) -> Opened:
    """The one action that this link is about; its secret is the key."""
    found = action_links.opened(db, secret, lock=request.method == "POST", at=at)
    if found is None:
        raise LinkEnded
    if request.method == "POST":
        mail_links.refuse_too_often(db, found.action.id, by=found.person, at=at)
    return found


ByLetter = Annotated[Opened, Depends(action_by_letter)]


@router.get("/letters/{secret}/action")
def show_action_by_letter(secret: str, found: ByLetter, db: Db, at: Now) -> Response:
    """This one action, and what can be said of it. A mail scanner that opens this says nothing."""
    return _show(db, secret, found, at)


@router.post("/letters/{secret}/action")
def say_by_letter(secret: str, found: ByLetter, db: Db, at: Now, form: PostedWord) -> Response:
    """Say what became of it."""
    read_again(form)
    if not form.is_good:
        return _show(db, secret, found, at, word_form=form)
    data = form.data
    actions.say(db, found.action, data.word, data.why, due_on=data.due_on, by=found.person, at=at)
    note_kept(db, form, "actions", found.action, by=found.person, at=at)
    return see_other(path("show_action_by_letter", secret=secret), SAID[data.word])


@router.post("/letters/{secret}/reminder")
def move_reminder_by_letter(secret: str, found: ByLetter, db: Db, at: Now, form: PostedWish) -> Response:
    """Be reminded again at another time, or not of this one."""
    back = path("show_action_by_letter", secret=secret)
    if not form.is_good:
        return see_other(back)
    today = clock.today_in(letter_choices.zone_for(db, found.person, found.community), at)
    snoozing.wish(db, found.action, form.data.word, today=today, by=found.person, at=at)
    return see_other(back, WILL[form.data.word])


@router.post("/letters/{secret}/miracle")
def tell_by_letter(
    secret: str, found: ByLetter, db: Db, at: Now, form: Annotated[Form[MiracleForm], posted(MiracleForm)]
) -> Response:
    """Tell what moved after it."""
    action_links.refuse_too_many_told(db, found)
    read_again(form)
    if not form.is_good:
        return _show(db, secret, found, at, miracle_form=form)
    told = miracles.tell(
        db,
        found.community.id,
        text=form.data.text,
        action_id=found.action.id,
        case_id=found.action.case_id,
        by=found.person,
        at=at,
    )
    note_kept(db, form, "miracles", told, by=found.person, at=at)
    return see_other(path("show_action_by_letter", secret=secret), "Told. It opens our next meeting.")


@router.post("/actions/{action_id}/reminder")
def move_reminder(action: ActionToWorkOn, me: Me, db: Db, at: Now, form: PostedWish) -> Response:
    """Be reminded again at another time, or not of this one; by whoever took it on."""
    back = path("show_action", action_id=action.id)
    if not form.is_good:
        return see_other(back)
    home = here().community
    assert home is not None
    today = clock.today_in(letter_choices.zone_for(db, me, home), at)
    snoozing.wish(db, action, form.data.word, today=today, by=me, at=at)
    return see_other(back, WILL[form.data.word])


def _show(
    db: Session,
    secret: str,
    found: Opened,
    at: datetime,
    *,
    word_form: Form[Any] | None = None,
    miracle_form: Form[Any] | None = None,
) -> Response:
    form = word_form or miracle_form
    return page(
        "letters/action.html",
        status=422 if form else 200,
        secret=secret,
        action=found.action,
        # As in the letter: whoever reads somebody's mailbox reads no more here than there.
        text=reading.settled(found.action.text, but=reading.IN_ACTIONS),
        first_step=reading.settled(found.action.first_step, but=reading.IN_ACTIONS),
        home=found.community,
        # What came from a case that is paused or withdrawn is told to whoever signs in.
        is_hidden=found.case is not None and not found.case.is_open,
        is_past=found.action.is_past(clock.today_in(found.community.zone, at)),
        has_told=action_links.told(db, found) > 0,
        snooze=snoozing.of(db, found.action, found.person),
        form=form,
        word_form=word_form,
        miracle_form=miracle_form,
        today=clock.today_in(letter_choices.zone_for(db, found.person, found.community), at),
    )
