"""The only place that renders: whole pages, fragments, redirects; and what templates may call."""

import hashlib
import json
from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode
from uuid import UUID

from fastapi.responses import HTMLResponse, RedirectResponse
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from app import browsers, bundles, clock, doors
from app.domain import holding, reading, timer
from app.domain.meetings import Meeting
from app.routes.here import here

STATIC = Path(__file__).resolve().parent.parent / "static"
_paths: dict[str, Callable[..., str]] = {}
# Where the newest forms led, so that a double click ends where the single one would have.
_led: dict[str, str] = {}
MOST_REMEMBERED = 2000
REFUSED = 400


def page(name: str, *, status: int = 200, **values: Any) -> HTMLResponse:
    """A whole page."""
    here().is_refused = status >= REFUSED
    return HTMLResponse(render(name, status=status, **values), status_code=status)


def fragment(name: str, *, status: int = 200, said: str = "", **values: Any) -> HTMLResponse:
    """A piece of a page with one root element; `said` is spoken in the page's status region."""
    here().is_refused = status >= REFUSED
    answer = HTMLResponse(render(name, **values), status_code=status)
    if said:
        # JSON escapes keep the header ASCII, whatever the words.
        answer.headers["HX-Trigger"] = json.dumps({"said": said})
    return answer


def fragments(*names: str, said: str = "", status: int = 200, **values: Any) -> HTMLResponse:
    """Several pieces in one answer; all but the first say themselves where they go (hx-swap-oob)."""
    answer = fragment(names[0], said=said, status=status, **values)
    first = bytes(answer.body).decode()
    return HTMLResponse(
        first + "".join(render(name, oob=True, **values) for name in names[1:]),
        status_code=status,
        headers={key: value for key, value in answer.headers.items() if key.startswith("hx-")},
    )


def fragments_alike(*names: str, about: Meeting, at: datetime, values: Callable[[], Mapping[str, Any]]) -> HTMLResponse:
    """The same, only looked at, and rendered once for all who would get the same bytes; see `alike.py`."""

    def build() -> str:
        known = values()
        return render(names[0], **known) + "".join(render(name, oob=True, **known) for name in names[1:])

    return HTMLResponse(here().pieces.get((names, about.id), here(), at, build))


def see_other(path: str, flash: str = "") -> RedirectResponse:
    """Go and look there; `flash` is shown once on the page that follows."""
    _remember_where(here().once, path)
    answer = RedirectResponse(path, status_code=303)
    if flash:
        answer.set_cookie("flash", quote(flash), max_age=60, httponly=True, samesite="lax")
    return answer


def where_it_led(once: str) -> str:
    """Where the form with this mark led when it was sent the first time, while we remember."""
    return _led.get(once, "")


def render(name: str, **values: Any) -> str:
    """The template's text."""
    now = here()
    known = {
        "me": now.me,
        "membership": now.membership,
        "community": now.community,
        "may": now.may,
        "demo": now.demo,
        "cast": now.cast,
        "flash": now.flash,
        "version": now.version,
        "oob": False,
    }
    return _environment().get_template(name).render(known | values)


def in_a_letter(template: str, /, **values: Any) -> str:
    """The text of a letter that comes by itself: no request asked for it, so nobody is known but who it is for."""
    return _environment().get_template(template).render(values)


def path(name: str, /, **params: Any) -> str:
    """The path of a route by its function's name; what is left over becomes the query."""
    return _paths[name](**params)


def know_paths(paths: dict[str, Callable[..., str]]) -> None:
    """Take the site's routes, once they are all known."""
    _paths.clear()
    _paths.update(paths)


def with_query(address: str, params: dict[str, Any]) -> str:
    """The address with these parameters behind it, if there are any."""
    return f"{address}?{urlencode(params)}" if params else address


@cache
def static(file: str) -> str:
    """A static file's address; it changes with the content, so browsers may keep it for ever."""
    content = (STATIC / file).read_bytes()
    return f"/static/{file}?v={hashlib.sha256(content).hexdigest()[:12]}"


def once_token() -> str:
    """A fresh one-use token for a form."""
    return here().fresh_token()


def _remember_where(once: str, path: str) -> None:
    if not once:
        return
    _led[once] = path
    if len(_led) > MOST_REMEMBERED:
        del _led[next(iter(_led))]


def _coached() -> str:
    here().is_coached = True
    if here().me:
        # Somebody is about to write: what knows names is there by the time they pause.
        reading.warm()
    return ""


KNOWN = {
    "in_words": reading.in_words,
    "kept_because": reading.KEPT_BECAUSE,
    "coached": _coached,
    "who_read": reading.who_read,
    "is_coached": lambda: here().is_coached,
    "holding_words": holding.WORDS,
}


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("app"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.globals.update(
        path=path,
        static=static,
        picture=_picture,
        bundle=bundles.address,
        once_token=once_token,
        qr=doors.drawing,
        guest_door=_guest_door,
        **KNOWN,
        key_for=_key_for,
    )
    environment.filters.update(_filters())
    return environment


def _filters() -> dict[str, Callable[..., Any]]:
    return {
        "local_time": _local_time,
        "local_day": _local_day,
        "local_clock": _local_clock,
        "utc": _utc,
        "utc_ms": _utc_ms,
        "plain_day": _plain_day,
        "clock": timer.in_words,
        "spoken": timer.spoken,
        "browser_name": browsers.name,
    }


@cache
def _picture(name: str) -> Markup:
    """One of our icons; meaning always stands in words beside it."""
    shape = Markup('<svg class="icon" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>')
    return shape.format(static("icons.svg"), name)


def _key_for(letter: str) -> str:
    """The key with this letter as `aria-keyshortcuts` writes it; none for whoever has switched their keys off."""
    me = here().me
    return f"Alt+Shift+{letter}" if letter and me and me.uses_shortcuts else ""


def _guest_door(meeting_id: UUID) -> str:
    return here().doors.url(meeting_id)


def _local_time(moment: datetime, zone: str) -> str:
    there = clock.local(moment, zone)
    return f"{there:%A} {there.day} {there:%B %Y}, {there:%H:%M}"


def _local_day(moment: datetime, zone: str) -> str:
    day = clock.local(moment, zone).date()
    return f"{day.day} {day:%B %Y}"


def _local_clock(moment: datetime, zone: str) -> str:
    return f"{clock.local(moment, zone):%H:%M}"


def _plain_day(day: date) -> str:
    # Mostly a day that is still to come: people think of it by its name.
    return f"{day:%A} {day.day} {day:%B %Y}"


def _utc(moment: datetime) -> str:
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}"


def _utc_ms(moment: datetime) -> str:
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{moment.microsecond // 1000:03}Z"
