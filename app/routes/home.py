"""The first page, and help."""

from fastapi import Response

from app.db import Db
from app.domain import action_lines, guests, meetings, memberships
from app.routes.deps import MaybeMe, Now, noun_router
from app.routes.here import here
from app.routes.pages import page, path, see_other

router = noun_router()


@router.get("/")
def show_home(me: MaybeMe, db: Db, at: Now) -> Response:
    """My communities with their next meetings, and my open actions; a guest knows of one meeting."""
    if me is None:
        return see_other(path("show_sign_in"))
    its_guest = guests.meeting_of(db, me)
    if its_guest:
        return see_other(path("show_meeting", meeting_id=its_guest.id))
    mine = memberships.communities_of(db, me)
    next_meetings = meetings.next_of(db, {community.id for _, community in mine}, at)
    return page(
        "home/show.html",
        communities=mine,
        next_meetings=next_meetings,
        my_actions=action_lines.owned_by(db, me),
        # A sponsor answers what is asked of them; actions are other people's.
        takes_on=not mine or any(here().may("see_actions", as_member=place) for place, _ in mine),
        at=at,
        has_keeper_rights=me.is_keeper,
    )


@router.get("/help")
def show_help(me: MaybeMe) -> Response:
    """How this works, in a page."""
    return page("home/help.html")
