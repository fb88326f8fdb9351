"""The door for guests: one link to one meeting, a name, and they are in."""

from typing import Annotated, ClassVar

from fastapi import Request, Response
from pydantic import StringConstraints, field_validator

from app.db import Db
from app.domain import guests, memberships
from app.domain.communities import AGENCY_KINDS
from app.domain.meetings import Meeting
from app.routes.deps import MaybeMe, Me, MeetingScreen, MeetingToRun, Now, must_find, noun_router
from app.routes.forms import Form, FormModel, Words, empty, posted
from app.routes.here import here
from app.routes.pages import fragment, page, path, see_other
from app.routes.sign_in import signed_in

router = noun_router()


class GuestForm(FormModel):
    """What a guest says of themself: what we call them, and the kind of place they come from."""

    WORDS: ClassVar[Words] = {"name": {"*": "Write what we may call you. A first name is enough."}}
    name: Annotated[str, StringConstraints(min_length=1, max_length=100)]
    kind: str = ""

    @field_validator("kind")
    @classmethod
    def of_the_list(cls, kind: str) -> str:
        """One of the kinds, or nothing."""
        if kind and kind not in AGENCY_KINDS:
            raise ValueError("Choose one of the list.")
        return kind


@router.post("/meetings/{meeting_id}/guest-link")
def make_guest_link(request: Request, meeting: MeetingToRun, me: Me, db: Db, at: Now) -> Response:
    """A fresh link for guests, shown this once; the one before stops working."""
    secret = guests.make_link(db, meeting, by=me, at=at)
    url = request.app.state.settings.base_url + path("show_guest_door", secret=secret)
    if here().is_partial:
        return fragment("guests/_link.html", said="The link is ready.", meeting=meeting, guest_url=url)
    return page("guests/link.html", meeting=meeting, guest_url=url)


@router.post("/meetings/{meeting_id}/guest-code")
def put_guest_code_on_screen(request: Request, meeting: MeetingToRun, me: Me, db: Db, at: Now) -> Response:
    """A fresh link as a QR code on the big screen, for a while."""
    secret = guests.make_link(db, meeting, for_screen=True, by=me, at=at)
    here().doors.show(meeting.id, request.app.state.settings.base_url + path("show_guest_door", secret=secret))
    return _on_screen(meeting, "The QR code is on the big screen.")


@router.post("/meetings/{meeting_id}/guest-code/end")
def take_off_guest_code(meeting: MeetingToRun, me: Me, db: Db, at: Now) -> Response:
    """Take it off the screen."""
    guests.take_off_screen(db, meeting, by=me, at=at)
    here().doors.take_off(meeting.id)
    return _on_screen(meeting, "The QR code is off the screen.")


@router.get("/meetings/{meeting_id}/guest-code")
def show_guest_code(meeting: MeetingScreen) -> Response:
    """What the big screen shows of it."""
    return fragment("guests/_qr.html", meeting=meeting)


@router.get("/guest/{secret}")
def show_guest_door(secret: str, me: MaybeMe, db: Db, at: Now) -> Response:
    """Ask a guest what we may call them; opening this changes nothing."""
    meeting = must_find(guests.meeting_for(db, secret, at=at))
    if me and memberships.of(db, meeting.community_id, me.id):
        return see_other(path("show_meeting", meeting_id=meeting.id))
    return _door(secret, meeting, empty())


@router.post("/guest/{secret}")
def join_as_guest(
    request: Request, secret: str, db: Db, at: Now, form: Annotated[Form[GuestForm], posted(GuestForm)]
) -> Response:
    """Come in."""
    meeting = must_find(guests.meeting_for(db, secret, lock=True, at=at))
    if not form.is_good:
        return _door(secret, meeting, form, status=422)
    device = request.headers.get("user-agent", "")
    mine = guests.come_in(db, meeting, form.data.name, form.data.kind, device=device, at=at)
    lasts = int(guests.stays(meeting, at).total_seconds())
    return signed_in(request, mine, path("show_meeting", meeting_id=meeting.id), lasts)


def _on_screen(meeting: Meeting, said: str) -> Response:
    if here().is_partial:
        return fragment("guests/_link.html", said=said, meeting=meeting, guest_url="")
    return see_other(path("show_meeting", meeting_id=meeting.id) + "#guest-link", said)


def _door(secret: str, meeting: Meeting, form: Form[GuestForm], status: int = 200) -> Response:
    kinds = [("", "I would rather not say"), *AGENCY_KINDS.items()]
    return page("guests/door.html", status=status, secret=secret, meeting=meeting, form=form, kinds=kinds)
