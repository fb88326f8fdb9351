"""What is done on the wall: another agency saw it too, what is told on to others, and a day on which it rests."""

from fastapi import Request, Response

from app.db import Db
from app.domain import miracles, seconding, wall
from app.domain.errors import Refused
from app.domain.memberships import Membership
from app.routes.deps import CommunityToHear, CommunityToRest, Me, MiracleToTellOf, Now, noun_router
from app.routes.here import here
from app.routes.pages import page, path, see_other
from app.routes.putting_away import back_again

router = noun_router()


@router.get("/communities/{community_id}/told-on")
def list_told_on(community: CommunityToHear, db: Db, at: Now, to: str = "sponsors") -> Response:
    """What our sponsors may hear, or anybody: to look at and to print."""
    to = to if to in miracles.TOLD_ON else "sponsors"
    is_quiet = community.is_quiet(at)
    return page(
        "miracles/told_on.html",
        told=[] if is_quiet else wall.told_on(db, community.id, to),
        to=to,
        is_quiet=is_quiet,
        kinds=miracles.KINDS,
        noticed_by=miracles.NOTICED_BY,
    )


@router.post("/miracles/{miracle_id}/seconding")
def second_miracle(miracle: MiracleToTellOf, request: Request, me: Me, db: Db, at: Now) -> Response:
    """My agency saw it too."""
    seconding.second(db, miracle, _place(), by=me, at=at)
    return back_again(request, "Your agency saw it too.", to=f"second-{miracle.id}")


@router.post("/miracles/{miracle_id}/seconding-taken-back")
def take_seconding_back(miracle: MiracleToTellOf, request: Request, me: Me, db: Db, at: Now) -> Response:
    """Take it back for my agency."""
    seconding.take_back(db, miracle, _place(), by=me, at=at)
    return back_again(request, "Taken back.", to=f"second-{miracle.id}")


@router.post("/communities/{community_id}/miracles/rest")
def rest_miracles(community: CommunityToRest, me: Me, db: Db, at: Now) -> Response:
    """Let them rest for today."""
    wall.rest(db, community, by=me, at=at)
    return see_other(path("list_miracles", community_id=community.id), "They rest today. Tomorrow the wall is back.")


@router.post("/communities/{community_id}/miracles/waking")
def show_miracles_again(community: CommunityToRest, me: Me, db: Db, at: Now) -> Response:
    """Show them again."""
    wall.show_again(db, community, by=me, at=at)
    return see_other(path("list_miracles", community_id=community.id), "They are shown again.")


def _place() -> Membership:
    place = here().membership
    if place is None:
        raise Refused("Only members of this community can say this.")
    return place
