"""My letters: which come by themselves, and when; and the link by which each kind is stopped."""

from typing import Annotated, Any, Literal

from fastapi import Depends, Response
from pydantic import Field, field_validator
from sqlmodel import Session

from app.db import Db
from app.domain import communities, digests, letter_choices
from app.domain.communities import WEEKDAYS, ZONES
from app.domain.letter_choices import KINDS, StopLink
from app.domain.people import Person
from app.routes.deps import MeWithAnAddress, Now, noun_router
from app.routes.forms import Form, FormModel, empty, posted
from app.routes.pages import page, path, see_other
from app.routes.refusals import LinkEnded

router = noun_router()
ONE_CLICK = "List-Unsubscribe"


class LettersForm(FormModel):
    """Which letters come, and when."""

    comes: list[Literal["reminders", "digest"]] = []
    digest_weekday: Annotated[int, Field(ge=0, le=6)] = 0
    zone: Annotated[str, Field(max_length=60)] = ""

    @field_validator("zone")
    @classmethod
    def _a_known_zone(cls, zone: str) -> str:
        if zone and not communities.is_zone(zone):
            raise ValueError("Choose a time zone of the list, such as Europe/London.")
        return zone


class StopForm(FormModel):
    """A press on the page, which may let them come again, or the mail program's own, which says so in these words."""

    again: Annotated[str, Field(max_length=10)] = ""
    one_click: Annotated[str, Field(alias=ONE_CLICK, max_length=40)] = ""


@router.get("/my-letters")
def show_my_letters(me: MeWithAnAddress, db: Db) -> Response:
    """What comes by itself, and when."""
    chosen = letter_choices.of(db, me)
    comes = [kind for kind in KINDS if getattr(chosen, kind)]
    return _mine(db, me, empty(comes=comes, digest_weekday=chosen.digest_weekday, zone=chosen.zone))


@router.post("/my-letters")
def choose_my_letters(
    me: MeWithAnAddress, db: Db, at: Now, form: Annotated[Form[LettersForm], posted(LettersForm)]
) -> Response:
    """Choose."""
    if not form.is_good:
        return _mine(db, me, form, status=422)
    data = form.data
    known = {"reminders": "reminders" in data.comes, "digest": "digest" in data.comes}
    letter_choices.choose(db, me, **known, digest_weekday=data.digest_weekday, zone=data.zone, at=at)
    return see_other(path("show_my_letters"), "Saved.")


@router.post("/my-letters/links/end")
def end_my_links(me: MeWithAnAddress, db: Db, at: Now) -> Response:
    """Let no link in any letter I was sent open anything any more."""
    letter_choices.end_links(db, me, at=at)
    return see_other(path("show_my_letters"), "The links in the letters you have open nothing any more.")


def letters_to_stop(secret: str, db: Db, at: Now) -> StopLink:
    """Whose letters this link stops, and of which kind; its secret is the key."""
    found = letter_choices.stop_link(db, secret, at=at)
    if found is None:
        raise LinkEnded
    return found


ToStop = Annotated[StopLink, Depends(letters_to_stop)]


@router.get("/letters/{secret}/stop")
def show_stop(secret: str, found: ToStop, db: Db) -> Response:
    """One button. A mail scanner that opens this stops nothing."""
    return _stop(db, secret, found)


@router.post("/letters/{secret}/stop")
def stop_letters(
    secret: str, found: ToStop, db: Db, at: Now, form: Annotated[Form[StopForm], posted(StopForm)]
) -> Response:
    """Stop them, by the button or by the mail program's own (RFC 8058); or let them come again."""
    letter_choices.switch(db, found.person, found.kind, on=bool(form.value("again")), at=at)
    # A mail program follows no redirect, and shows nothing.
    return _stop(db, secret, found) if form.value(ONE_CLICK) else see_other(path("show_stop", secret=secret))


def _mine(db: Session, me: Person, form: Form[Any], status: int = 200) -> Response:
    named = list(dict.fromkeys(zone for zone in (form.value("zone"), *ZONES) if zone))
    return page(
        "letters/mine.html",
        status=status,
        form=form,
        kinds=KINDS,
        weekdays=[(str(number), day) for number, day in WEEKDAYS.items()],
        zones=[("", "The same as my community"), *((zone, zone.replace("_", " ")) for zone in named)],
        is_due_any=bool(digests.homes_of(db, me)),
    )


def _stop(db: Session, secret: str, found: StopLink) -> Response:
    comes = letter_choices.wants(db, found.person, found.kind)
    return page("letters/stop.html", secret=secret, kind=found.kind, what=KINDS[found.kind], comes=comes)
