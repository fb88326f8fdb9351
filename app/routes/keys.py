"""The keyboard: which keys there are, and whether I use them."""

from typing import Annotated, Literal

from fastapi import Response

from app.db import Db
from app.domain import people
from app.routes.deps import Me, noun_router
from app.routes.forms import Form, FormModel, posted
from app.routes.pages import page, path, see_other

router = noun_router()


class KeysForm(FormModel):
    """On or off."""

    keys: Literal["on", "off"]


@router.get("/keyboard")
def show_keys(me: Me) -> Response:
    """The list of keys."""
    return page("keys/show.html")


@router.post("/keyboard")
def switch_keys(me: Me, db: Db, form: Annotated[Form[KeysForm], posted(KeysForm)]) -> Response:
    """Switch my keys on or off."""
    if not form.is_good:
        return see_other(path("show_keys"))
    people.use_shortcuts(db, me, form.data.keys == "on")
    return see_other(path("show_keys"), f"Your keys are {form.data.keys}.")
