"""My calendar: links with which one's own calendar program follows the meetings and one's own actions."""

import hashlib
from collections.abc import Callable
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from fastapi import Request, Response
from sqlmodel import Session

from app import calendars
from app.calendars import Entry
from app.db import Db
from app.domain import feeds
from app.domain.people import Person
from app.routes.deps import MeWithAnAddress, Now, must_find, noun_router
from app.routes.pages import page, path, see_other

router = noun_router()
# A calendar program may keep it, and asks each time whether it still holds: then we look again who may see what.
KEPT = "private, no-cache"
# As many as tell what such a calendar holds.
SHOWN = 6


class Followed(NamedTuple):
    """One calendar to follow: as an address to paste, and as one that opens a calendar program."""

    name: str
    web_url: str
    program_url: str


@router.get("/calendar")
def show_calendar(request: Request, me: MeWithAnAddress, db: Db, at: Now) -> Response:
    """What there is to follow, since when it can be, and how to."""
    return page("feeds/show.html", feed=feeds.of(db, me), urls=[], **_inside(request, db, me, at))


@router.post("/calendar")
def make_feed(request: Request, me: MeWithAnAddress, db: Db, at: Now) -> Response:
    """Fresh links, shown this once; those before open nothing any more."""
    secret = feeds.make(db, me, at=at)
    urls = [_followed(request, name, secret) for name in ("meetings", "actions")]
    return page("feeds/show.html", feed=feeds.of(db, me), urls=urls, **_inside(request, db, me, at))


@router.post("/calendar/end")
def end_feed(me: MeWithAnAddress, db: Db, at: Now) -> Response:
    """Nobody follows it any more."""
    feeds.switch_off(db, me, at=at)
    return see_other(path("show_calendar"), "Your calendar links are switched off.")


@router.get("/feeds/{secret}/meetings.ics")
def show_meetings_feed(request: Request, secret: str, db: Db, at: Now) -> Response:
    """The meetings, for a calendar program that knows the link."""
    person = must_find(feeds.owner(db, secret))
    link = _links(request, "show_meeting", "meeting_id")
    return _calendar(request, "Little Miracles: meetings", feeds.meetings_of(db, person, link=link, at=at))


@router.get("/feeds/{secret}/actions.ics")
def show_actions_feed(request: Request, secret: str, db: Db, at: Now) -> Response:
    """What its owner said they would do, for a calendar program that knows the link."""
    person = must_find(feeds.owner(db, secret))
    link = _links(request, "show_action", "action_id")
    return _calendar(request, "Little Miracles: my actions", feeds.actions_of(db, person, link=link, at=at))


def _links(request: Request, route: str, name: str) -> Callable[[UUID], str]:
    base: str = request.app.state.settings.base_url
    return lambda thing_id: base + path(route, **{name: thing_id})


def _followed(request: Request, name: str, secret: str) -> Followed:
    url = request.app.state.settings.base_url + path(f"show_{name}_feed", secret=secret)
    return Followed(name, url, f"webcal:{url.partition(':')[2]}")


def _calendar(request: Request, name: str, entries: list[Entry]) -> Response:
    text = calendars.written(entries, name=name)
    # Weak: what leaves may be compressed on its way.
    tag = f'W/"{hashlib.sha256(text.encode()).hexdigest()[:32]}"'
    headers = {"ETag": tag, "Cache-Control": KEPT}
    if tag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    return Response(text, media_type="text/calendar", headers=headers)


def _inside(request: Request, db: Session, me: Person, at: datetime) -> dict[str, Any]:
    """What stands in each of the two now: the next few."""
    ahead = [
        one
        for one in feeds.meetings_of(db, me, link=_links(request, "show_meeting", "meeting_id"), at=at)
        if isinstance(one.ends, datetime) and one.ends > at and one.status != "CANCELLED"
    ]
    mine = feeds.actions_of(db, me, link=_links(request, "show_action", "action_id"), at=at)
    ahead.sort(key=lambda one: one.starts if isinstance(one.starts, datetime) else at)
    return {"ahead": ahead[:SHOWN], "mine": mine[:SHOWN]}
