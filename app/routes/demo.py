"""Only in the demo: become any of the cast with one press, and see the mails that would have been sent."""

from uuid import UUID

from fastapi import Request, Response

from app.db import Db
from app.domain import outbox, people, sign_ins
from app.routes.deps import MaybeMe, Now, must_find, noun_router
from app.routes.pages import page
from app.routes.sign_in import signed_in

router = noun_router()


@router.get("/demo")
def show_cast(me: MaybeMe) -> Response:
    """Who there is to become, and what each might try first."""
    return page("demo/cast.html")


@router.post("/demo/people/{person_id}")
def become(person_id: UUID, request: Request, db: Db, at: Now) -> Response:
    """Become this person."""
    person = must_find(people.by_id(db, person_id))
    secret = sign_ins.begin(db, person, device="the demo", at=at)
    return signed_in(request, secret, "/")


@router.get("/demo/outbox")
def show_outbox(me: MaybeMe, db: Db) -> Response:
    """The mails that would have been sent."""
    return page("demo/outbox.html", letters=outbox.latest(db))
