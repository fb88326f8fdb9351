"""The pages of actions, put together: mine, a community's, one, and one line of a list."""

from datetime import datetime
from typing import Any
from uuid import UUID

from fastapi import Response
from sqlmodel import Session

from app import clock
from app.domain import (
    action_lines,
    action_lists,
    action_search,
    actions,
    awaited,
    letter_choices,
    memberships,
    snoozing,
)
from app.domain.action_lines import Line
from app.domain.action_search import Search
from app.domain.actions import Action
from app.domain.communities import Community
from app.domain.pausing import Veiled
from app.domain.people import Person
from app.routes.deps import must_find
from app.routes.forms import Form, empty, whole
from app.routes.here import here
from app.routes.hiding import veiled
from app.routes.pages import fragment, page, path


def mine(db: Session, me: Person, at: datetime, *, look: str = "", number: str = "") -> Response:
    """What I have to do with in all my communities, or what of it is looked for."""
    search = action_search.read(look)
    found_all = action_lists.mine(db, me, search, number=whole(number, digits=5, otherwise=1), at=at)
    parts: dict[str, Any] = {
        part: _seen(getattr(found_all, part)) for part in ("took_on", "wrote", "waited_for", "ended")
    }
    return page(
        "actions/mine.html",
        mine=found_all._replace(**parts),
        by_community=action_lists.by_community,
        awaited=awaited.of(db, me, at=at) if search.is_empty else [],
        page_url=lambda at_page: path("show_my_actions", **_asked(search, "", at_page)),
        **_looking(search),
        at=at,
        form=None,
        found=[],
    )


def index(
    db: Session,
    community: Community,
    me: Person,
    at: datetime,
    *,
    show: str = "open",
    look: str = "",
    number: str = "",
    form: Form[Any] | None = None,
    found: Any = (),
    status: int = 200,
) -> Response:
    """The community's actions: those of one kind, or what is looked for, with the form to agree one."""
    search, show = action_search.read(look), show if show in action_lists.SHOWN else "open"
    listed = action_lists.in_community(
        db, community, me, show, search, number=whole(number, digits=5, otherwise=1), at=at
    )
    is_grouped = show == "agencies" and search.is_empty
    promised = action_lists.promised_in(db, community.id, me) if is_grouped else []
    return page(
        "actions/index.html",
        listed=listed._replace(lines=_seen(listed.lines)),
        promised=[group._replace(lines=_seen(group.lines)) for group in promised],
        is_grouped=is_grouped,
        show=show,
        shown=action_lists.SHOWN,
        page_url=lambda at_page: path("list_actions", community_id=community.id, **_asked(search, show, at_page)),
        **_looking(search),
        **_people(db, community.id),
        at=at,
        form=form,
        found=found,
        status=status,
    )


def show(
    db: Session,
    action: Action,
    me: Person,
    at: datetime,
    *,
    form: Form[Any] | None = None,
    word_form: Form[Any] | None = None,
    found: Any = (),
    status: int = 200,
) -> Response:
    """One action, what can be said of it, and all that was."""
    [line] = _seen([action_lines.of_action(db, action, me)])
    story = action_lines.story_of(db, action)
    if isinstance(line.action, Veiled):
        story = [told._replace(why="") for told in story]
    known = {name: getattr(line.action, name) for name in ("text", "first_step", "owner_id", "due_on")}
    known["helper_ids"] = [str(helper.id) for helper in line.helpers]
    return page(
        "actions/show.html",
        line=line,
        story=story,
        words=actions.WORDS,
        **_people(db, action.community_id, action),
        reminder=_reminder(db, action, me, at),
        at=at,
        form=form or word_form,
        change_form=form or empty(**known),
        is_changing=form is not None,
        word_form=word_form,
        found=found,
        status=status,
    )


def say_again(db: Session, action: Action, me: Person, at: datetime, *, form: Form[Any], found: Any) -> Response:
    """What was said, to be looked at again, in the place where it was said."""
    if here().is_partial:
        place = form.value("place") or "mine"
        return line(db, action, me, at, place=place, form=form, found=found, status=422)
    return show(db, action, me, at, word_form=form, found=found, status=422)


def line(
    db: Session,
    action: Action,
    me: Person,
    at: datetime,
    *,
    place: str,
    said: str = "",
    form: Form[Any] | None = None,
    found: Any = (),
    status: int = 200,
) -> Response:
    """One action as the lists show it, after something was said of it."""
    [one] = _seen([action_lines.of_action(db, action, me)])
    return fragment(
        "actions/_action.html", line=one, place=place, at=at, form=form, found=found, said=said, status=status
    )


def _seen(lines: list[Line]) -> list[Line]:
    return [line._replace(action=veiled(_hidden_of(line), line.action)) for line in lines]


def _hidden_of(line: Line) -> set[UUID]:
    # Asked of the line's own membership: some lists go across communities.
    case, place = line.case, line.membership
    if case is None or case.paused_at is None or here().may("approve_cases", None, place):
        return set()
    return set() if here().may("see_case", case, place) else {case.id}


def _reminder(db: Session, action: Action, me: Person, at: datetime) -> dict[str, Any]:
    home = must_find(here().community)
    today = clock.today_in(letter_choices.zone_for(db, me, home), at)
    return {"is_mine": action.owner_id == me.id, "snooze": snoozing.of(db, action, me), "today": today}


def _people(db: Session, community_id: UUID, action: Action | None = None) -> dict[str, list[tuple[str, str]]]:
    people = {str(person.id): person.name for person in action_lines.who_may_own(db, community_id)}
    helpers = list(people.items())
    owner_id = action.owner_id if action else None
    if owner_id and str(owner_id) not in people:
        people[str(owner_id)] = f"{memberships.names_in(db, community_id).get(owner_id, 'Somebody')} (has left)"
    return {"owners": [("", "Nobody yet"), *people.items()], "may_help": helpers}


def _looking(search: Search) -> dict[str, Any]:
    return {"search": search, "look_form": empty(look=search.text), "look_help": action_search.HELP}


def _asked(search: Search, show: str, number: int) -> dict[str, Any]:
    return ({"show": show} if search.is_empty else {"look": search.text}) | {"page": number}
