"""Words that others will read pass the de-identification coach first; their writer may keep what it finds."""

from datetime import datetime
from typing import Any, ClassVar

from sqlmodel import Session

from app.domain import history, reading
from app.domain.people import Person
from app.routes.forms import Form, FormModel


class SharedForm(FormModel):
    """A form with words that others will read: those named in READ."""

    READ: ClassVar[tuple[str, ...]] = ("text",)
    # What says nothing about anybody in a text like this.
    BUT: ClassVar[frozenset[reading.Kind]] = frozenset()
    keep: bool = False


def read_again(form: Form[Any], but: frozenset[reading.Kind] | None = None) -> list[list[reading.Piece]]:
    """What the coach found, text by text. The form then waits until its writer has read it again, and says so."""
    if not form.is_good or form.data.keep:
        return []
    found = _found(form.data, but)
    if found:
        form.wrong("keep", reading.NotKept().message)
    return found


def note_kept(db: Session, form: Form[Any], noun: str, thing: Any, *, by: Person, at: datetime) -> None:
    """Note that something was kept which the coach had found; never what."""
    if form.data.keep and _found(form.data):
        history.record(db, thing.community_id, noun, "kept_findings", about=thing, by=by, at=at)


def _found(data: SharedForm, but: frozenset[reading.Kind] | None = None) -> list[list[reading.Piece]]:
    texts = [getattr(data, name) for name in data.READ]
    passed = data.BUT if but is None else but
    return [reading.pieces(text, findings) for text in texts if (findings := reading.read(text, but=passed))]
