"""Bringing in a list of people: pasted or from a file, looked at first, never stored as it was sent."""

from pathlib import PurePath
from typing import Annotated, Any, ClassVar

from fastapi import Depends, Request, Response
from pydantic import Field
from sqlmodel import Session
from starlette.datastructures import UploadFile

from app.db import Db
from app.domain import member_import, member_lines
from app.domain.communities import AGENCY_KINDS, Community
from app.domain.member_import import Preview
from app.domain.member_lines import MOST_BYTES
from app.domain.memberships import ROLES
from app.routes.deps import CommunityToStaff, Me, Now, noun_router
from app.routes.forms import Form, FormModel, Words, checked
from app.routes.invitations import post_letter
from app.routes.pages import page, path, see_other

router = noun_router()
TYPES = {"text/csv", "text/plain", "text/tab-separated-values", "application/csv", "application/vnd.ms-excel"}
ENDINGS = {".csv", ".tsv", ".txt"}
TOO_LARGE = "This is more than 200 kilobytes. Bring in a part of it at a time."
NOT_A_LIST = "This is not a list that we can read. In your spreadsheet choose “Save as”, then CSV, and send that file."


class ListForm(FormModel):
    """The list as text."""

    WORDS: ClassVar[Words] = {
        "text": {"*": "Paste your list here, or choose a file.", "string_too_long": TOO_LARGE},
    }
    text: Annotated[str, Field(min_length=1, max_length=MOST_BYTES)]


async def read_list(request: Request) -> Form[ListForm]:
    """The list as it was pasted or, when a file was chosen, as the file says. The file goes no further than here."""
    sent = await request.form()
    file, text = sent.get("file"), sent.get("text")
    if isinstance(file, UploadFile) and file.filename:
        return _from_file(file.filename, file.content_type or "", await file.read(MOST_BYTES + 1))
    return checked(ListForm, {"text": text if isinstance(text, str) else ""})


List = Annotated[Form[ListForm], Depends(read_list)]


@router.get("/communities/{community_id}/members/import")
def new_import(community: CommunityToStaff) -> Response:
    """Paste a list, or choose a file."""
    return _shown(None, None)


@router.post("/communities/{community_id}/members/import/preview")
def preview_import(community: CommunityToStaff, db: Db, form: List) -> Response:
    """What the import would do, line by line; nothing is written."""
    return _shown(form, _looked_at(db, community, form))


@router.post("/communities/{community_id}/members/import")
def import_members(community: CommunityToStaff, me: Me, db: Db, at: Now, form: List, *, request: Request) -> Response:
    """Invite everybody on the list: agencies, places and letters, all of it or nothing."""
    preview = _looked_at(db, community, form)
    if preview is None or not preview.is_ready:
        return _shown(form, preview)
    arrived = member_import.bring_in(db, community, preview, by=me, at=at)
    for invited in arrived:
        post_letter(request, db, community, invited, by=me, at=at)
    flash = (
        f"{len(arrived)} {'person is' if len(arrived) == 1 else 'people are'} invited. The letters are on their way."
    )
    return see_other(path("list_members", community_id=community.id), flash)


def _from_file(name: str, kind: str, content: bytes) -> Form[ListForm]:
    if len(content) > MOST_BYTES:
        return Form(errors={"file": TOO_LARGE})
    is_typed = PurePath(name).suffix.lower() in ENDINGS and kind.partition(";")[0] in TYPES | {
        "application/octet-stream"
    }
    text = member_lines.decoded(content) if is_typed else None
    if text is None:
        return Form(errors={"file": NOT_A_LIST})
    return checked(ListForm, {"text": text.replace("\x00", "")})


def _looked_at(db: Session, community: Community, form: Form[ListForm]) -> Preview | None:
    return member_import.preview(db, community, form.data.text) if form.is_good else None


def _shown(form: Form[ListForm] | None, preview: Preview | None) -> Response:
    if form and preview and (preview.problem or preview.faults):
        form.wrong("text", preview.problem or "Put the lines named above right, then look again.")
    status = 422 if form and form.errors else 200
    known: dict[str, Any] = {"kinds": AGENCY_KINDS, "roles": ROLES}
    return page("members/import.html", form=form, preview=preview, status=status, **known)
