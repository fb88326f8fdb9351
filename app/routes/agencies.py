"""The agencies of a community and what they can say yes to."""

from typing import Annotated, Any, ClassVar

from fastapi import Response
from pydantic import Field

from app.db import Db
from app.domain import communities, reading
from app.domain.communities import AGENCY_KINDS
from app.routes.coaching import SharedForm, note_kept, read_again
from app.routes.deps import AgencyToChange, CommunityToSee, CommunityToStaff, Me, Now, noun_router
from app.routes.forms import Form, Line, Words, empty, posted
from app.routes.pages import page, path, see_other

router = noun_router()
KIND_WORDS = list(AGENCY_KINDS.items())


class AgencyForm(SharedForm):
    """An agency, its kind, and what it can say yes to."""

    WORDS: ClassVar[Words] = {
        "name": {"*": "Write what the agency is called."},
        "kind": {"*": "Choose the kind that fits best."},
    }
    READ = ("can_say_yes_to",)
    BUT = reading.OF_AGENCIES
    name: Annotated[Line, Field(max_length=120)]
    kind: Annotated[str, Field(pattern=f"^({'|'.join(AGENCY_KINDS)})$")]
    can_say_yes_to: Annotated[str, Field(max_length=1000)] = ""


@router.get("/communities/{community_id}/agencies")
def list_agencies(community: CommunityToSee, db: Db) -> Response:
    """The agencies, and for the facilitator a form to add one."""
    return page("agencies/index.html", form=None, agencies=communities.agencies_of(db, community.id), **_words())


@router.post("/communities/{community_id}/agencies")
def add_agency(
    community: CommunityToStaff, me: Me, db: Db, at: Now, form: Annotated[Form[AgencyForm], posted(AgencyForm)]
) -> Response:
    """Add an agency."""
    read_again(form)
    if not form.is_good:
        agencies = communities.agencies_of(db, community.id)
        return page("agencies/index.html", form=form, agencies=agencies, status=422, **_words())
    agency = communities.add_agency(db, community, form.data.model_dump(), by=me, at=at)
    note_kept(db, form, "agencies", agency, by=me, at=at)
    return see_other(path("list_agencies", community_id=community.id), f"{agency.name} is on the list.")


@router.get("/agencies/{agency_id}")
def edit_agency(agency: AgencyToChange) -> Response:
    """One agency, to change."""
    return page("agencies/edit.html", agency=agency, form=empty(**agency.model_dump()), **_words())


@router.post("/agencies/{agency_id}")
def change_agency(
    agency: AgencyToChange, me: Me, db: Db, at: Now, form: Annotated[Form[AgencyForm], posted(AgencyForm)]
) -> Response:
    """Change it."""
    read_again(form)
    if not form.is_good:
        return page("agencies/edit.html", agency=agency, form=form, status=422, **_words())
    communities.change_agency(db, agency, form.data.model_dump(), by=me, at=at)
    note_kept(db, form, "agencies", agency, by=me, at=at)
    return see_other(path("list_agencies", community_id=agency.community_id), "Saved.")


def _words() -> dict[str, Any]:
    return {"kind_words": KIND_WORDS, "kinds": AGENCY_KINDS}
