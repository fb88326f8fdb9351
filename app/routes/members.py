"""Who belongs to a community: the list, inviting one by one, roles, leaving."""

from typing import Annotated, Any, ClassVar, Literal
from uuid import UUID

from fastapi import Request, Response
from pydantic import AfterValidator, BeforeValidator, Field
from sqlmodel import Session

from app.db import Db
from app.domain import communities, invitations, leaving, member_lines, memberships, reading
from app.domain.communities import AGENCY_KINDS
from app.domain.memberships import GIVEN_ROLES, ROLES
from app.routes.coaching import SharedForm, note_kept, read_again
from app.routes.convening import post_farewell
from app.routes.deps import (
    CommunityToSee,
    CommunityToStaff,
    Me,
    MembershipToChange,
    Now,
    OwnPlace,
    PlaceToLeave,
    PlaceToTake,
    must_find,
    noun_router,
)
from app.routes.forms import Form, FormModel, Line, OptionalLine, Words, empty, posted
from app.routes.here import here
from app.routes.invitations import post_letter, way_in
from app.routes.pages import page, path, see_other

router = noun_router()
ROLE_WORDS = [(given, ROLES[given]) for given in GIVEN_ROLES]
ROLE_HINTS = {
    "facilitator": "Plans and runs meetings, invites people, looks after the group.",
    "member": "Brings cases, offers and actions; sees everything the group shares.",
    "sponsor": "Answers the barriers that are asked of them; sees no case.",
}
KIND_WORDS = list(AGENCY_KINDS.items())
HERE_ALREADY = "Somebody with this address is here already, or has been invited. Look for them in the list."


def _a_whole_address(email: str) -> str:
    if not member_lines.is_address(email):
        raise ValueError("Write the whole e-mail address, such as ana@example.org.")
    return email.lower()


Address = Annotated[str, AfterValidator(_a_whole_address)]
OptionalId = Annotated[UUID | None, BeforeValidator(lambda chosen: chosen or None)]
Role = Literal["facilitator", "member", "sponsor"]


class InviteForm(FormModel):
    """Whom to invite: an agency of the list, or a new one."""

    WORDS: ClassVar[Words] = {
        "name": {"*": "Write the name they go by."},
        "email": {"*": "Write their e-mail address."},
    }
    name: Annotated[Line, Field(max_length=100)]
    email: Address
    role: Role = "member"
    agency_id: OptionalId = None
    new_agency: Annotated[OptionalLine, Field(max_length=120)] = ""
    new_kind: Annotated[str, Field(pattern=f"^({'|'.join(AGENCY_KINDS)})$")] = "other"


class DetailsForm(SharedForm):
    """What a member may be asked about, their own name, and for the facilitator where they come from."""

    READ = ("ask_me_about",)
    BUT = reading.OF_AGENCIES
    name: Annotated[OptionalLine, Field(max_length=100)] = ""
    agency_id: OptionalId = None
    ask_me_about: Annotated[str, Field(max_length=500)] = ""


class RoleForm(FormModel):
    """Which role."""

    role: Role


@router.get("/communities/{community_id}/members")
def list_members(community: CommunityToSee, db: Db, by: str = "kind") -> Response:
    """Everybody, grouped by kind of agency or by name, and which kinds are not with us yet."""
    members = memberships.members_of(db, community.id)
    parts = memberships.who_does_what(members, communities.agencies_of(db, community.id))
    return page("members/index.html", members=members, parts=parts, by_name=by == "name", roles=ROLES)


@router.get("/communities/{community_id}/members/new")
def new_member(community: CommunityToStaff, db: Db) -> Response:
    """Invite somebody."""
    form = empty(role="member", new_kind="other")
    return page("members/new.html", form=form, **_choices(db, community.id))


@router.post("/communities/{community_id}/members")
def invite_member(
    community: CommunityToStaff,
    me: Me,
    db: Db,
    at: Now,
    form: Annotated[Form[InviteForm], posted(InviteForm)],
    *,
    request: Request,
) -> Response:
    """Give them a place and send the letter."""
    if form.is_good and form.data.email in memberships.people_by_email(db, community.id):
        form.wrong("email", HERE_ALREADY)
    if not form.is_good:
        return page("members/new.html", form=form, status=422, **_choices(db, community.id))
    invited = invitations.ask_in(db, community, form.data.model_dump(), by=me, at=at)
    post_letter(request, db, community, invited, by=me, at=at)
    flash = f"{form.data.name} is invited. The letter is on its way."
    return see_other(path("list_members", community_id=community.id), flash)


@router.get("/memberships/{membership_id}")
def edit_member(place: OwnPlace, me: Me, db: Db) -> Response:
    """One member: their own entry, or for the facilitator anybody's."""
    member = must_find(memberships.member(db, place))
    form = empty(name=member.person.name, agency_id=place.agency_id or "", ask_me_about=place.ask_me_about)
    return page("members/edit.html", member=member, form=form, **_choices(db, place.community_id, place.role))


@router.post("/memberships/{membership_id}")
def change_member(
    place: OwnPlace, me: Me, db: Db, at: Now, form: Annotated[Form[DetailsForm], posted(DetailsForm)]
) -> Response:
    """Change what somebody may be asked about; the facilitator also changes the agency."""
    read_again(form)
    if not form.is_good:
        member, choices = must_find(memberships.member(db, place)), _choices(db, place.community_id, place.role)
        return page("members/edit.html", member=member, form=form, status=422, **choices)
    agency_id = form.data.agency_id if here().may("change_members") else place.agency_id
    about, name = form.data.ask_me_about, form.data.name
    memberships.change_details(db, place, agency_id=agency_id, ask_me_about=about, name=name, by=me, at=at)
    note_kept(db, form, "members", place, by=me, at=at)
    return see_other(_back_from(place), "Saved.")


@router.post("/memberships/{membership_id}/role")
def change_role(
    *,
    request: Request,
    place: MembershipToChange,
    me: Me,
    db: Db,
    at: Now,
    form: Annotated[Form[RoleForm], posted(RoleForm)],
) -> Response:
    """Give another role; a sponsor does not come to the meetings, which go out of their calendar."""
    for one in leaving.change_role(db, place, form.data.role if form.is_good else "", by=me, at=at):
        post_farewell(request, db, one, at=at)
    return see_other(_back_from(place), f"Now {ROLES[place.role].lower()}.")


@router.post("/memberships/{membership_id}/departure")
def leave_community(request: Request, place: PlaceToLeave, me: Me, db: Db, at: Now) -> Response:
    """Leave, or end somebody's membership; the meetings to come go out of their calendar."""
    for one in leaving.take_leave(db, place, by=me, at=at):
        post_farewell(request, db, one, at=at)
    if place.person_id == me.id:
        return see_other(path("show_home"), "You have left. Thank you for having been part of it.")
    flash = "Their place has ended. What they wrote and took on stays."
    return see_other(path("list_members", community_id=place.community_id), flash)


@router.post("/memberships/{membership_id}/invitation")
def invite_again(place: MembershipToChange, me: Me, db: Db, at: Now, request: Request) -> Response:
    """Another letter; the link in the earlier one stops working."""
    invited = invitations.invite_again(db, place, by=me, at=at)
    post_letter(request, db, must_find(here().community), invited, by=me, at=at)
    return see_other(path("list_members", community_id=place.community_id), "Another letter is on its way.")


@router.post("/memberships/{membership_id}/joining")
def join_community(place: PlaceToTake, me: Me, db: Db, at: Now) -> Response:
    """Take the place that waits for me."""
    memberships.join(db, place, by=me, at=at)
    return see_other(way_in(place), "Welcome.")


def _choices(db: Session, community_id: UUID, role: str = "") -> dict[str, Any]:
    agencies = [(str(agency.id), agency.name) for agency in communities.agencies_of(db, community_id)]
    return {
        "agencies": agencies,
        "role_words": ROLE_WORDS,
        "role_hints": ROLE_HINTS,
        "role_names": ROLES,
        "role_form": empty(role=role),
        "kind_words": KIND_WORDS,
    }


def _back_from(place: memberships.Membership) -> str:
    name = "list_members" if here().may("change_members") else "edit_member"
    return path(name, community_id=place.community_id) if name == "list_members" else path(name, membership_id=place.id)
