"""Signing in with an e-mailed code, signing out, and my sign-ins."""

import secrets
from typing import Annotated, ClassVar
from uuid import UUID

from fastapi import Request, Response
from pydantic import AfterValidator, StringConstraints

from app.db import Db
from app.domain import people, sign_ins
from app.routes.deps import MaybeMe, Me, MySignIn, Now, cookie_name, must_find, noun_router
from app.routes.forms import Form, FormModel, Words, empty, posted
from app.routes.pages import page, path, see_other
from app.routes.refusals import own_path

router = noun_router()
NOT_AN_ADDRESS = "Write your whole e-mail address, such as ana@example.org."
WRONG_CODE = "This code does not fit, or its ten minutes are over. Look again, or ask for a new one."


class EmailForm(FormModel):
    """Who wants to sign in."""

    WORDS: ClassVar[Words] = {"email": {"*": NOT_AN_ADDRESS}}
    email: Annotated[
        str, AfterValidator(people.tidy_email), StringConstraints(pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$", max_length=254)
    ]
    after: str = "/"


class CodeForm(FormModel):
    """The code from the letter."""

    WORDS: ClassVar[Words] = {"code": {"*": "Type the code from the e-mail."}}
    code: Annotated[str, StringConstraints(min_length=1, max_length=40)]
    after: str = "/"


@router.get("/sign-in")
def show_sign_in(request: Request, me: MaybeMe, after: str = "/") -> Response:
    """Ask for the e-mail address."""
    if me:
        return see_other(own_path(after))
    return page("sign_in/email.html", form=empty(after=own_path(after)))


@router.post("/sign-in")
def ask_for_code(request: Request, db: Db, at: Now, form: Annotated[Form[EmailForm], posted(EmailForm)]) -> Response:
    """Send a code, if we know the address; the answer is the same if we do not."""
    if not form.is_good:
        return page("sign_in/email.html", form=form, status=422)
    browser = secrets.token_urlsafe(24)
    sign_ins.ask(db, form.data.email, browser=browser, place=_place(request), at=at)
    answer = see_other(path("show_code", after=own_path(form.data.after)))
    _remember_asking(request, answer, f"{browser}|{people.tidy_email(form.data.email)}")
    return answer


@router.get("/sign-in/code")
def show_code(request: Request, me: MaybeMe, after: str = "/") -> Response:
    """Ask for the code."""
    _browser, email = _asking(request)
    if not email:
        return see_other(path("show_sign_in"))
    return page("sign_in/code.html", form=empty(after=own_path(after)), email=email)


@router.post("/sign-in/code")
def sign_in(request: Request, db: Db, at: Now, form: Annotated[Form[CodeForm], posted(CodeForm)]) -> Response:
    """Sign in, in the browser that asked."""
    browser, email = _asking(request)
    if not form.is_good:
        return page("sign_in/code.html", form=form, email=email, status=422)
    device = request.headers.get("user-agent", "")
    secret = sign_ins.enter(db, form.data.code, email=email, browser=browser, device=device, at=at)
    if secret is None:
        return page("sign_in/code.html", form=form.wrong("code", WRONG_CODE), email=email, status=422)
    return signed_in(request, secret, own_path(form.data.after))


@router.post("/sign-out")
def sign_out(request: Request, me: Me, sign_in: MySignIn, db: Db, at: Now) -> Response:
    """Sign out here: on the server and in the browser."""
    sign_ins.end(db, sign_in, by=me, at=at)
    answer = see_other(path("show_sign_in"), "You are signed out.")
    answer.delete_cookie(cookie_name(request), secure=request.app.state.settings.is_https, httponly=True)
    answer.headers["Clear-Site-Data"] = '"cache", "storage"'
    return answer


@router.get("/sign-ins")
def list_sign_ins(me: Me, sign_in: MySignIn, db: Db, at: Now) -> Response:
    """The browsers I am signed in with."""
    return page("sign_in/sign_ins.html", sign_ins=sign_ins.open_for(db, me, at=at), this=sign_in)


@router.post("/sign-ins/{sign_in_id}/end")
def end_sign_in(sign_in_id: UUID, me: Me, db: Db, at: Now) -> Response:
    """Sign out another browser of mine."""
    mine = {one.id: one for one in sign_ins.open_for(db, me, at=at)}
    sign_ins.end(db, must_find(mine.get(sign_in_id)), by=me, at=at)
    return see_other(path("list_sign_ins"), "That browser is signed out.")


def signed_in(request: Request, secret: str, after: str, seconds: int | None = None) -> Response:
    """Go on, signed in: the secret goes into the cookie."""
    answer = see_other(after)
    lasts = seconds or int(sign_ins.ABSOLUTE.total_seconds())
    is_https = request.app.state.settings.is_https
    answer.set_cookie(
        cookie_name(request), secret, max_age=lasts, secure=is_https, httponly=True, samesite="lax", path="/"
    )
    answer.delete_cookie(_asking_name(request), secure=is_https, httponly=True)
    return answer


def _place(request: Request) -> str:
    return sign_ins.place_of(request.client.host) if request.client else ""


def _asking_name(request: Request) -> str:
    return "__Host-asking" if request.app.state.settings.is_https else "asking"


def _remember_asking(request: Request, answer: Response, value: str) -> None:
    is_https = request.app.state.settings.is_https
    answer.set_cookie(
        _asking_name(request), value, max_age=900, secure=is_https, httponly=True, samesite="lax", path="/"
    )


def _asking(request: Request) -> tuple[str, str]:
    asked = request.cookies.get(_asking_name(request), "")
    browser, _, email = asked.partition("|") if asked.isprintable() else ("", "", "")
    return browser, email
