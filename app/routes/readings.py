"""What is being written is read meanwhile, and what was found is shown beneath it: nothing is kept of it."""

import re
from threading import BoundedSemaphore
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response

from app.db import only_looks
from app.routes.coaching import FORMS, MOVED, REPLACED, read_again
from app.routes.deps import Me
from app.routes.forms import Form, read_form
from app.routes.pages import fragment
from app.routes.patient import PatientRoute

# No form is taken here, so no form's token is spent.
router = APIRouter(route_class=PatientRoute)
AN_ID = re.compile(r"[\w-]{0,100}")
DID = {"used": REPLACED, "moved": MOVED}
# Reading is work for the processor, and a running meeting goes before it: whoever comes meanwhile is not answered.
_hands = BoundedSemaphore(2)


async def words_so_far(request: Request) -> Form[Any] | None:
    """The form as far as it is filled in, against what it may hold; None when it is no form of ours."""
    sent = await request.form()
    model = FORMS.get(str(sent.get("coach-of")))
    return await read_form(request, model) if model else None


@router.post("/readings")
@only_looks
def read_words(me: Me, form: Annotated[Form[Any] | None, Depends(words_so_far)]) -> Response:
    """What the coach finds in a form that is being filled in; nothing is stored, sent on or noted."""
    if form is None or not _hands.acquire(blocking=False):
        return Response(status_code=204)
    try:
        return _answer(form)
    finally:
        _hands.release()


def _answer(form: Form[Any]) -> Response:
    found = read_again(form, called=form.value("coach-called")[:40])
    form.waits = DID.get(form.value("coach-did"), "")
    prefix = form.value("coach-prefix")
    return fragment(
        "shared/_coach.html",
        form=form,
        found=found,
        stops=bool(form.model and form.model.STOPS),
        id_prefix=prefix if AN_ID.fullmatch(prefix) else "",
    )
