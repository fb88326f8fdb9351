"""What somebody had typed into a form that was refused: the page that says no shows it, to copy or to send again."""

from typing import NamedTuple

from fastapi import Request
from starlette.exceptions import HTTPException

from app.routes.coaching import FORMS
from app.routes.here import here

# What is chosen, counted, or ours says nothing that anybody would miss.
NOT_SENT_AGAIN = {"once", "sent"}
# Words that are read by nobody but their writer, or looked at only afterwards.
MORE = {"what_it_does_to_me", "text"}


class Typed(NamedTuple):
    """The words of a form, and whatever else it held, in its order; and where it was sent."""

    post_url: str
    words: list[tuple[str, str]]
    others: list[tuple[str, str]]


async def typed_in(request: Request) -> Typed | None:
    """The words of the form that was sent; None without any, or when the page that sent them still holds them."""
    if request.method != "POST" or here().is_partial:
        return None
    names = MORE.union(*(form.READ for form in FORMS.values()))
    try:
        form = await request.form()
    except HTTPException:
        return None
    sent = [(name, text) for name, text in form.multi_items() if isinstance(text, str)]
    words = [(name, text) for name, text in sent if name in names and text.strip()]
    others = [(name, text) for name, text in sent if name not in names | NOT_SENT_AGAIN]
    return Typed(request.url.path, words, others) if words else None
