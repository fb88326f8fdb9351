"""Actions: mine across communities, a community's, and one with all that was said of it."""

from typing import Annotated, Any, ClassVar, Literal
from uuid import UUID

from fastapi import Request, Response
from pydantic import Field, StringConstraints, ValidationInfo, field_validator

from app.db import Db
from app.domain import action_helpers, actions, reading
from app.routes import action_pages
from app.routes.coaching import SharedForm, note_kept, read_again
from app.routes.deps import (
    ActionToPutAway,
    ActionToSee,
    ActionToWorkOn,
    CommunityActions,
    CommunityToAgree,
    Me,
    Now,
    noun_router,
)
from app.routes.forms import Form, OptionalDay, OptionalId, Words, posted
from app.routes.here import here
from app.routes.hiding import is_veiled
from app.routes.pages import path, see_other
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
        "helper_ids": {"*": "Choose people of the list, or nobody."},
    }
    READ = ("text", "first_step")
    BUT = reading.IN_ACTIONS
    text: Annotated[str, StringConstraints(min_length=1, max_length=500)]
    first_step: Annotated[str, StringConstraints(max_length=300)] = ""
    owner_id: OptionalId = None
    due_on: OptionalDay = None
    helper_ids: list[UUID] = []

    def words(self) -> dict[str, Any]:
        """What is written with the action itself."""
        return self.model_dump(include={"text", "first_step", "owner_id", "due_on"})


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
    place: Literal["mine", "community", "agencies", "one"] = "one"

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
def show_my_actions(me: Me, db: Db, at: Now, look: str = "", page: str = "") -> Response:
    """What I took on, what I wrote down and what we wait for, in all my communities."""
    return action_pages.mine(db, me, at, look=look, number=page)


@router.get("/communities/{community_id}/actions")
def list_actions(
    *, community: CommunityActions, me: Me, db: Db, at: Now, show: str = "open", look: str = "", page: str = ""
) -> Response:
    """What this community took on."""
    return action_pages.index(db, community, me, at, show=show, look=look, number=page)


@router.post("/communities/{community_id}/actions")
def agree_action(
    community: CommunityToAgree, me: Me, db: Db, at: Now, form: Annotated[Form[AgreeForm], posted(AgreeForm)]
) -> Response:
    """Agree an action between meetings."""
    found = read_again(form)
    if not form.is_good:
        return action_pages.index(db, community, me, at, form=form, found=found, status=422)
    action = actions.agree(db, community.id, **form.data.words(), by=me, at=at)
    action_helpers.choose(db, action, form.data.helper_ids, by=me, at=at)
    note_kept(db, form, "actions", action, by=me, at=at)
    return see_other(path("list_actions", community_id=community.id), "Agreed. It comes back until somebody ends it.")


@router.get("/actions/{action_id}")
def show_action(action: ActionToSee, me: Me, db: Db, at: Now, *, if_veiled: bool = False) -> Response:
    """The action, and all that was said of it; to an open page only once its words are hidden."""
    if if_veiled and not is_veiled(db, action):
        return Response(status_code=204)
    return action_pages.show(db, action, me, at)


@router.post("/actions/{action_id}")
def change_action(action: ActionToWorkOn, me: Me, db: Db, at: Now, form: PostedChange) -> Response:
    """Change its words, its owner or its date."""
    found = read_again(form)
    if form.is_good and form.data.revision != action.revision:
        form.wrong("text", SOMEBODY_ELSE)
    if not form.is_good:
        return action_pages.show(db, action, me, at, form=form, found=found, status=422)
    actions.change(db, action, **form.data.words(), by=me, at=at)
    action_helpers.choose(db, action, form.data.helper_ids, by=me, at=at)
    note_kept(db, form, "actions", action, by=me, at=at)
    return see_other(path("show_action", action_id=action.id), "Changed.")


@router.post("/actions/{action_id}/word")
def say_of_action(action: ActionToWorkOn, me: Me, db: Db, at: Now, form: PostedWord) -> Response:
    """Say what became of it."""
    found = read_again(form)
    if not form.is_good:
        return action_pages.say_again(db, action, me, at, form=form, found=found)
    data = form.data
    actions.say(db, action, data.word, data.why, due_on=data.due_on, by=me, at=at)
    note_kept(db, form, "actions", action, by=me, at=at)
    if here().is_partial:
        return action_pages.line(db, action, me, at, place=data.place, said=SAID[data.word])
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
