"""The first page, and help."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from fastapi import Response
from sqlmodel import Session

from app import clock
from app.db import Db
from app.domain import action_lines, guests, meetings, memberships, sponsors
from app.domain.communities import Community
from app.domain.memberships import Membership
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
        asked_of_me=_asked_of(db, mine, at),
        takes_on=not mine or any(here().may("see_actions", as_member=place) for place, _ in mine),
        at=at,
        has_keeper_rights=me.is_keeper,
    )


def _asked_of(db: Session, mine: Iterable[tuple[Membership, Community]], at: datetime) -> dict[UUID, int]:
    # How many letters wait for a word of mine, by my place as a sponsor.
    places = [(place, home) for place, home in mine if here().may("see_asks", as_member=place)]
    return {place.id: len(sponsors.desk_of(db, place, clock.today_in(home.zone, at)).waiting) for place, home in places}


@router.get("/help")
def show_help(me: MaybeMe) -> Response:
    """How this works, in a page."""
    return page("home/help.html")
