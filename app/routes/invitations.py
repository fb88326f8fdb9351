"""The invitation letter, and the page its link opens."""

from datetime import datetime

from fastapi import Request, Response
from sqlmodel import Session

from app import access, clock
from app.db import Db
from app.domain import invitations, outbox
from app.domain.communities import Community
from app.domain.invitations import Invited
from app.domain.memberships import Membership
from app.domain.people import Person
from app.routes.deps import Letter, MaybeMe, Me, Now, noun_router
from app.routes.pages import page, path, render, see_other

router = noun_router()


@router.get("/invitations/{secret}")
def show_invitation(secret: str, letter: Letter, me: MaybeMe, at: Now) -> Response:
    """Who invites, and what to do next. Looking changes nothing."""
    is_mine = me is not None and me.id == letter.place.person_id
    if is_mine and letter.place.is_current:
        return see_other(way_in(letter.place))
    is_open = letter.is_open(at)
    return page(
        "invitations/show.html",
        status=200 if is_open else 410,
        secret=secret,
        letter=letter,
        is_mine=is_mine,
        is_open=is_open,
        hint=_hint(letter.person),
    )


@router.post("/invitations/{secret}")
def accept_invitation(letter: Letter, me: Me, db: Db, at: Now) -> Response:
    """Join, with the address that the letter was sent to."""
    invitations.accept(db, letter, by=me, at=at)
    return see_other(way_in(letter.place), f"Welcome to {letter.community.name}.")


def way_in(place: Membership) -> str:
    """Where a member begins: the community's page, or for a sponsor, what is asked of them."""
    name = "list_asks" if access.may(place, "see_community") is not access.YES else "show_community"
    return path(name, community_id=place.community_id)


def post_letter(
    request: Request, db: Session, community: Community, invited: Invited, *, by: Person, at: datetime
) -> None:
    """Put the invitation's letter into the outbox."""
    link = request.app.state.settings.base_url + path("show_invitation", secret=invited.secret)
    text = render(
        "mail/invitation.txt",
        invited_name=_one_line(invited.place.invited_as),
        inviter=_one_line(by.name),
        home=community,
        link=link,
        last_day=clock.today_in(community.zone, at + invitations.LASTS),
    )
    subject = f"{by.name} invites you to {community.name}"
    outbox.post(db, to=invited.person.email or "", kind="invitation", subject=subject, text=text, at=at)


def _one_line(text: str) -> str:
    # Nobody can write lines of their own into a letter that we send.
    return " ".join(text.split())


def _hint(person: Person) -> str:
    """Enough of the address for its owner to know it, not enough for anybody else to write to it."""
    before, _, after = (person.email or "").partition("@")
    return f"{before[:1]}…@{after}"
