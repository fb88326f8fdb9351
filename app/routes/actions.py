"""Actions: mine across communities, a community's, and one with all that was said of it."""

from datetime import datetime
from typing import Annotated, Any, ClassVar, Literal

from fastapi import Request, Response
from pydantic import Field, StringConstraints, ValidationInfo, field_validator
from sqlmodel import Session

from app import clock
from app.db import Db
from app.domain import action_lines, actions, letter_choices, memberships, reading, snoozing
from app.domain.action_lines import Line
from app.domain.actions import Action
from app.domain.communities import Community
from app.domain.pausing import Veiled
from app.domain.people import Person
from app.routes.coaching import SharedForm, note_kept, read_again
from app.routes.deps import (
    ActionToPutAway,
    ActionToSee,
    ActionToWorkOn,
    CommunityActions,
    CommunityToAgree,
    Me,
    Now,
    must_find,
    noun_router,
)
from app.routes.forms import Form, OptionalDay, OptionalId, Words, empty, posted
from app.routes.here import here
from app.routes.hiding import hidden_cases, is_veiled, veiled
from app.routes.pages import fragment, page, path, see_other
from app.routes.putting_away import back_again

router = noun_router()
A_DAY = "Choose a day, or leave it empty for “before we next meet”."
SOMEBODY_ELSE = "Somebody else changed it meanwhile. It stands above as it is now; send yours again if it should stand."
SAID = {
    "done": "Done. Thank you.",
    "changed": "Noted: circumstances changed.",
    "let_go": "Let go, with the reason.",
    "not_yet": "Noted: not done yet. It comes back at the next meeting.",
    "kept": "Kept. It comes back at the next meeting.",
    "reopened": "Open again.",
}


class AgreeForm(SharedForm):
    """What somebody takes on."""

    WORDS: ClassVar[Words] = {
        "text": {"string_too_short": "Say what will be done.", "missing": "Say what will be done."},
        "owner_id": {"*": "Choose somebody of the list, or nobody yet."},
        "due_on": {"*": A_DAY},
    }
    READ = ("text", "first_step")
    BUT = reading.IN_ACTIONS
    text: Annotated[str, StringConstraints(min_length=1, max_length=500)]
    first_step: Annotated[str, StringConstraints(max_length=300)] = ""
    owner_id: OptionalId = None
    due_on: OptionalDay = None


class ChangeForm(AgreeForm):
    """The same, changed; `revision` says which words the person had read."""

    revision: int = 0


class WordForm(SharedForm):
    """What became of it."""

    WORDS: ClassVar[Words] = {"due_on": {"*": A_DAY}}
    READ = ("why",)
    BUT = reading.IN_ACTIONS
    word: Literal["done", "changed", "let_go", "not_yet", "kept", "reopened"]
    why: Annotated[str, Field(validate_default=True), StringConstraints(max_length=500)] = ""
    due_on: OptionalDay = None
    place: Literal["mine", "community", "one"] = "one"

    @field_validator("why")
    @classmethod
    def says_why(cls, why: str, info: ValidationInfo) -> str:
        """Some words need a reason."""
        question = actions.NEEDS_WHY.get(info.data.get("word", ""))
        if question and not why:
            raise ValueError(f"{question} A few words are enough.")
        return why


PostedWord = Annotated[Form[WordForm], posted(WordForm)]
PostedChange = Annotated[Form[ChangeForm], posted(ChangeForm)]


@router.get("/my-actions")
def show_my_actions(me: Me, db: Db, at: Now) -> Response:
    """What I took on, in all my communities."""
    lines = action_lines.owned_by(db, me)
    return page("actions/mine.html", lines=lines, at=at, form=None, found=[])


@router.get("/communities/{community_id}/actions")
def list_actions(community: CommunityActions, me: Me, db: Db, at: Now, show: str = "open") -> Response:
    """What this community took on."""
    return _index(db, community, me, at, show=show)


@router.post("/communities/{community_id}/actions")
def agree_action(
    community: CommunityToAgree, me: Me, db: Db, at: Now, form: Annotated[Form[AgreeForm], posted(AgreeForm)]
) -> Response:
    """Agree an action between meetings."""
    found = read_again(form)
    if not form.is_good:
        return _index(db, community, me, at, form=form, found=found, status=422)
    words = form.data.model_dump(exclude={"keep"})
    action = actions.agree(db, community.id, **words, by=me, at=at)
    note_kept(db, form, "actions", action, by=me, at=at)
    return see_other(path("list_actions", community_id=community.id), "Agreed. It comes back until somebody ends it.")


@router.get("/actions/{action_id}")
def show_action(action: ActionToSee, me: Me, db: Db, at: Now, *, if_veiled: bool = False) -> Response:
    """The action, and all that was said of it; to an open page only once its words are hidden."""
    if if_veiled and not is_veiled(db, action):
        return Response(status_code=204)
    return _show(db, action, me, at)


@router.post("/actions/{action_id}")
def change_action(action: ActionToWorkOn, me: Me, db: Db, at: Now, form: PostedChange) -> Response:
    """Change its words, its owner or its date."""
    found = read_again(form)
    if form.is_good and form.data.revision != action.revision:
        form.wrong("text", SOMEBODY_ELSE)
    if not form.is_good:
        return _show(db, action, me, at, form=form, found=found, status=422)
    words = form.data.model_dump(exclude={"keep", "revision"})
    actions.change(db, action, **words, by=me, at=at)
    note_kept(db, form, "actions", action, by=me, at=at)
    return see_other(path("show_action", action_id=action.id), "Changed.")


@router.post("/actions/{action_id}/word")
def say_of_action(action: ActionToWorkOn, me: Me, db: Db, at: Now, form: PostedWord) -> Response:
    """Say what became of it."""
    found = read_again(form)
    if not form.is_good:
        return _say_again(db, action, me, at, form=form, found=found)
    data = form.data
    actions.say(db, action, data.word, data.why, due_on=data.due_on, by=me, at=at)
    note_kept(db, form, "actions", action, by=me, at=at)
    if here().is_partial:
        return _line(db, action, me, at, place=data.place, said=SAID[data.word])
    return see_other(path("show_action", action_id=action.id), SAID[data.word])


@router.post("/actions/{action_id}/earlier-words/removal")
def forget_earlier_words(action: ActionToPutAway, me: Me, db: Db, at: Now) -> Response:
    """Take out what it said before it was changed."""
    actions.forget_earlier_words(db, action, by=me, at=at)
    return see_other(path("show_action", action_id=action.id), "The earlier words are gone.")


@router.post("/actions/{action_id}/put-away")
def put_away_action(action: ActionToPutAway, request: Request, me: Me, db: Db, at: Now) -> Response:
    """Put away what was taken down by mistake."""
    actions.put_away(db, action, by=me, at=at)
    return back_again(request, "Put away. You can bring it back.")


@router.post("/actions/{action_id}/return")
def bring_back_action(action: ActionToPutAway, request: Request, me: Me, db: Db, at: Now) -> Response:
    """Bring it back."""
    actions.bring_back(db, action, by=me, at=at)
    return back_again(request, "It is back.")


def _index(
    db: Session,
    community: Community,
    me: Person,
    at: datetime,
    *,
    show: str = "open",
    form: Form[Any] | None = None,
    found: Any = (),
    status: int = 200,
) -> Response:
    lines = _seen(db, community.id, action_lines.in_community(db, community.id, me))
    return page(
        "actions/index.html",
        lines=action_lines.only(lines, show, me),
        show=show if show in action_lines.SHOWN else "open",
        shown=action_lines.SHOWN,
        owners=_owners(db, community.id),
        at=at,
        form=form,
        found=found,
        status=status,
    )


def _show(
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
    [line] = _seen(db, action.community_id, [action_lines.of_action(db, action, me)])
    story = action_lines.story_of(db, action)
    if isinstance(line.action, Veiled):
        story = [told._replace(why="") for told in story]
    known = {name: getattr(line.action, name) for name in ("text", "first_step", "owner_id", "due_on")}
    return page(
        "actions/show.html",
        line=line,
        story=story,
        words=actions.WORDS,
        owners=_owners(db, action.community_id, action),
        reminder=_reminder(db, action, me, at),
        at=at,
        form=form or word_form,
        change_form=form or empty(**known),
        is_changing=form is not None,
        word_form=word_form,
        found=found,
        status=status,
    )


def _reminder(db: Session, action: Action, me: Person, at: datetime) -> dict[str, Any]:
    home = must_find(here().community)
    today = clock.today_in(letter_choices.zone_for(db, me, home), at)
    return {"is_mine": action.owner_id == me.id, "snooze": snoozing.of(db, action, me), "today": today}


def _say_again(db: Session, action: Action, me: Person, at: datetime, *, form: Form[Any], found: Any) -> Response:
    if here().is_partial:
        place = form.value("place") or "mine"
        return _line(db, action, me, at, place=place, form=form, found=found, status=422)
    return _show(db, action, me, at, word_form=form, found=found, status=422)


def _line(
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
    [line] = _seen(db, action.community_id, [action_lines.of_action(db, action, me)])
    return fragment(
        "actions/_action.html", line=line, place=place, at=at, form=form, found=found, said=said, status=status
    )


def _seen(db: Session, community_id: Any, lines: list[Line]) -> list[Line]:
    hidden = hidden_cases(db, community_id)
    return [line._replace(action=veiled(hidden, line.action)) for line in lines] if hidden else lines


def _owners(db: Session, community_id: Any, action: Action | None = None) -> list[tuple[str, str]]:
    people = {str(person.id): person.name for person in action_lines.who_may_own(db, community_id)}
    owner_id = action.owner_id if action else None
    if owner_id and str(owner_id) not in people:
        people[str(owner_id)] = f"{memberships.names_in(db, community_id).get(owner_id, 'Somebody')} (has left)"
    return [("", "Nobody yet"), *people.items()]
