"""Words that others will read pass the de-identification coach first; their writer may keep what it finds."""

import hashlib
import hmac
import secrets
from collections.abc import Iterable
from datetime import datetime
from typing import Annotated, Any, ClassVar, NamedTuple

from fastapi.responses import HTMLResponse
from pydantic import Field
from sqlmodel import Session

from app.domain import history, reading
from app.domain.communities import Community
from app.domain.people import Person
from app.routes.forms import Form, FormModel, one_of
from app.routes.here import here
from app.routes.pages import fragment, page

REPLACED = "Replaced. Nothing has been sent yet: read it again first."
MOVED = "The words there have changed since you looked, so we changed nothing. Look again."
MORE = "We found more than you were shown. Read it again, then send it."
# More than any field holds: reading is work for the processor, and spaces count for it though not for a field.
MOST_LETTERS = 10_000
# For whoever writes by a link in a letter, without being signed in.
_nobodys = secrets.token_hex()
# Every form that is read, by the name that its page gives it: the module and the class.
FORMS: dict[str, type["SharedForm"]] = {}


class KeepForm(FormModel):
    """Why what is marked may stay, and what that was: a word to the coach, and no part of what is written."""

    keep: Annotated[str, one_of(reading.KEPT_BECAUSE), Field(exclude=True)] = ""
    # A sign of each finding that was shown when it was chosen.
    kept_of: Annotated[str, Field(exclude=True)] = ""


class SharedForm(KeepForm):
    """A form with words that others will read: those named in READ."""

    READ: ClassVar[tuple[str, ...]] = ("text",)
    # What says nothing about anybody in a text like this.
    BUT: ClassVar[frozenset[reading.Kind]] = frozenset()
    # Whether it waits until its writer has read it again; a draft is only shown what was found.
    STOPS: ClassVar[bool] = True

    @classmethod
    def __pydantic_init_subclass__(cls, **_: Any) -> None:
        """Make it known to the pages by name."""
        FORMS[f"{cls.__module__.rsplit('.', 1)[-1]}.{cls.__name__}"] = cls

    @classmethod
    def is_read(cls, form: Form[Any]) -> bool:
        """Whether others will read it at all, as it is filled in now."""
        return True


class Found(NamedTuple):
    """One text of a form, cut at what was found in it."""

    name: str
    pieces: list[reading.Piece]
    # What the text is part of: the form, or what is being read over.
    of: str = ""

    @property
    def signs(self) -> list[str]:
        """A sign of each finding, which its page sends back with the reason why it is kept."""
        return [sign_of(f"{self.of}.{self.name}", piece) for piece in self.pieces if piece.finding]

    @property
    def text(self) -> str:
        """The whole text."""
        return "".join(piece.text for piece in self.pieces)

    @property
    def findings(self) -> list[reading.Finding]:
        """What was found, in order."""
        return [piece.finding for piece in self.pieces if piece.finding]

    def place(self, finding: reading.Finding) -> str:
        """Where it stands, as a button says it: never the words."""
        return f"{self.name}:{finding.start}:{finding.end}"

    def with_suggestions(self, place: str, *, everywhere: bool) -> str:
        """The text with the suggestion used at this place, or at every one; empty when there is none to use."""
        chosen = [one for one in self.findings if one.suggestion and (everywhere or self.place(one) == place)]
        return reading.replaced(self.text, *chosen) if chosen else ""


def read_again(form: Form[Any], but: frozenset[reading.Kind] | None = None, *, called: str = "") -> list[Found]:
    """What the coach found, text by text; also after a press on “Use it”. The form then waits, and says why.

    `called` is the code name of the case that it is about, which stands where a name stood.
    """
    form.found = _found(form, but, called)
    if form.value("use") or form.value("use_all"):
        form.waits = REPLACED if _use(form, form.found) else MOVED
        form.errors.clear()
        form.found = _found(form, but, called)
    elif form.found and form.is_good and form.data.STOPS and not _was_shown(form, _signs(form.found)):
        form.waits = MORE if form.data.keep else reading.NotKept().message
    return form.found


def kept_in(form: Form[KeepForm], signs: Iterable[str]) -> str:
    """The reason why all that is marked may stay; empty, and the form says why, when some of it was not shown."""
    if not form.is_good or not form.data.keep:
        return ""
    if not _was_shown(form, signs):
        form.wrong("keep", MORE)
        return ""
    return form.data.keep


def sign_of(place: str, piece: reading.Piece) -> str:
    """A sign of a finding at a place of ours, for this browser alone; the words cannot be read from it."""
    sign_in, kind = here().sign_in, piece.finding.type if piece.finding else ""
    key = sign_in.token_hash if sign_in else _nobodys
    return hmac.new(key.encode(), f"{place}\0{kind}\0{piece.text}".encode(), hashlib.sha256).hexdigest()[:16]


def ask_again(piece: str, place: str, *, back_url: str, **values: Any) -> HTMLResponse:
    """A small form again in its place, with what was found; without a script on a page of its own."""
    if not here().is_partial:
        return page("shared/again.html", status=422, piece=piece, back_url=back_url, **values)
    answer = fragment(piece, status=422, **values)
    answer.headers.update({"HX-Retarget": place, "HX-Reswap": "outerHTML"})
    return answer


def note_kept(db: Session, form: Form[Any], noun: str, thing: Any, *, by: Person, at: datetime) -> None:
    """Note that something was kept which the coach had found, of which kinds and why; never what."""
    if not form.is_whole or not form.data.keep or not form.found:
        return
    kept = reading.kept(form.data.keep, [one for part in form.found for one in part.findings])
    community_id = thing.id if isinstance(thing, Community) else thing.community_id
    history.record(db, community_id, noun, "kept_findings", about=thing, by=by, at=at, detail=kept)


def _signs(found: Iterable[Found]) -> list[str]:
    return [sign for part in found for sign in part.signs]


def _was_shown(form: Form[Any], signs: Iterable[str]) -> bool:
    return bool(form.data.keep) and set(signs) <= set(form.data.kept_of.split())


def _found(form: Form[Any], but: frozenset[reading.Kind] | None, called: str) -> list[Found]:
    model = form.model
    if model is None or not issubclass(model, SharedForm) or not model.is_read(form):
        return []
    passed = model.BUT if but is None else but
    # A text that is too long is not read.
    texts = {name: form.value(name) for name in model.READ if not form.error(name)}
    for name in [name for name, text in texts.items() if len(text) > MOST_LETTERS]:
        form.wrong(name, f"Make this shorter: at most {MOST_LETTERS} letters, with its spaces.")
        del texts[name]
    form.is_unread = any(form.value(name).strip() for name in model.READ if name not in texts)
    reading.all_of(texts.values())
    return [
        Found(name, reading.pieces(text, findings), model.__module__)
        for name, text in texts.items()
        if (findings := reading.read(text, but=passed, called=called))
    ]


def _use(form: Form[Any], found: Iterable[Found]) -> bool:
    used = False
    for part in found:
        if text := part.with_suggestions(form.value("use"), everywhere=bool(form.value("use_all"))):
            form.write(part.name, text)
            used = True
    return used
