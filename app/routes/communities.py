"""A community's own page, its rhythm and words, and its ground rules."""

from datetime import time
from typing import Annotated, Any, ClassVar

from fastapi import Response
from pydantic import Field, field_validator, model_validator
from sqlmodel import Session

from app.db import Db
from app.domain import communities, front_page, ground_rules, memberships, reading
from app.domain.communities import NEVER, WEEKDAYS, ZONES, Community
from app.routes.coaching import SharedForm, note_kept, read_again
from app.routes.deps import CommunityToChange, CommunityToSee, Me, MeWithAnAddress, Now, noun_router
from app.routes.forms import Form, FormModel, Line, OptionalLine, WallTime, Words, empty, posted
from app.routes.hiding import all_veiled, hidden_cases
from app.routes.pages import page, path, see_other

router = noun_router()
MONTHS = {6: "Half a year", 12: "One year", 24: "Two years", 36: "Three years", 60: "Five years"}


class CommunityForm(SharedForm):
    """What a community is called, when it meets, and its own words."""

    WORDS: ClassVar[Words] = {
        "name": {"*": "Write a name, such as Riverside."},
        "every_weeks": {"*": "Write how many weeks lie between two meetings: 1 to 26."},
        "weekday": {"*": "Choose a day of the week."},
        "starts_at": {"*": "Write the time as on a clock, such as 12:30."},
        "minutes": {"*": "Write how long a meeting lasts, in minutes: 15 to 480."},
        "keeps_months": {"*": "Choose how long things are kept: 3 to 120 months."},
    }
    READ = ("purpose",)
    BUT = reading.OF_COMMUNITIES
    name: Annotated[Line, Field(max_length=120)]
    place: OptionalLine = ""
    purpose: Annotated[str, Field(max_length=2000)] = ""
    zone: Annotated[str, Field(max_length=60)] = "Europe/London"
    every_weeks: Annotated[int, Field(ge=1, le=26)] = 4
    weekday: Annotated[int, Field(ge=0, le=6)] = 1
    starts_at: WallTime = time(12, 30)
    minutes: Annotated[int, Field(ge=15, le=480)] = 120
    # One letter less than its plural, which is made of it when none is given.
    own_word: Annotated[str, Field(max_length=39)] = ""
    own_word_plural: Annotated[str, Field(max_length=40)] = ""
    keeps_months: Annotated[int, Field(ge=3, le=120)] = 24

    @field_validator("zone")
    @classmethod
    def _a_known_zone(cls, zone: str) -> str:
        if not communities.is_zone(zone):
            raise ValueError("Choose a time zone of the list, such as Europe/London.")
        return zone

    @field_validator("starts_at")
    @classmethod
    def _on_the_wall(cls, wall: time) -> time:
        return time(wall.hour, wall.minute)

    @model_validator(mode="after")
    def _a_word_of_our_own(self) -> "CommunityForm":
        self.own_word = self.own_word or "little miracle"
        self.own_word_plural = self.own_word_plural or f"{self.own_word}s"
        return self


class ChangedCommunityForm(CommunityForm):
    """The same, with the revision that was looked at."""

    revision: int = 0


class RulesForm(SharedForm):
    """A new wording of the ground rules, and the version it was written over."""

    WORDS: ClassVar[Words] = {"text": {"*": "Write the rules, one a line."}}
    BUT = reading.OF_COMMUNITIES
    text: Annotated[str, Field(min_length=1, max_length=8000)]
    version: int = 0


class AgreementForm(FormModel):
    """Which version was agreed."""

    version: int


@router.get("/communities/new")
def new_community(me: MeWithAnAddress) -> Response:
    """Begin a community."""
    return page("communities/new.html", form=_filled(Community(name="", created_at=NEVER)), **_choices())


@router.post("/communities")
def create_community(
    me: MeWithAnAddress, db: Db, at: Now, form: Annotated[Form[CommunityForm], posted(CommunityForm)]
) -> Response:
    """A new community; whoever begins it facilitates it."""
    read_again(form)
    if not form.is_good:
        return page("communities/new.html", form=form, status=422, **_choices())
    community = memberships.begin_community(db, form.data.model_dump(), by=me, at=at)
    note_kept(db, form, "communities", community, by=me, at=at)
    return see_other(path("show_community", community_id=community.id), f"{community.name} has begun.")


@router.get("/communities/{community_id}")
def show_community(community: CommunityToSee, db: Db, at: Now) -> Response:
    """The community at a glance."""
    front = front_page.of(db, community, at)
    told = all_veiled(hidden_cases(db, community.id), front.miracles)
    return page("communities/show.html", front=front._replace(miracles=told), at=at)


@router.get("/communities/{community_id}/edit")
def edit_community(community: CommunityToChange) -> Response:
    """Its name, rhythm and words, to change."""
    return page("communities/edit.html", form=_filled(community), is_stale=False, **_choices(community))


@router.post("/communities/{community_id}")
def change_community(
    community: CommunityToChange,
    me: Me,
    db: Db,
    at: Now,
    form: Annotated[Form[ChangedCommunityForm], posted(ChangedCommunityForm)],
) -> Response:
    """Change them, unless somebody else did while this person was typing: then both are shown."""
    read_again(form)
    if not form.is_good:
        return page("communities/edit.html", form=form, is_stale=False, status=422, **_choices(community))
    if form.data.revision != community.revision:
        return page("communities/edit.html", form=form, is_stale=True, status=409, **_choices(community))
    communities.change(db, community, form.data.model_dump(exclude={"revision"}), by=me, at=at)
    note_kept(db, form, "communities", community, by=me, at=at)
    return see_other(path("show_community", community_id=community.id), "Saved.")


@router.get("/communities/{community_id}/ground-rules")
def show_ground_rules(community: CommunityToSee, db: Db) -> Response:
    """The ground rules: the version in force, and a newer one that waits to be agreed."""
    return page("communities/ground_rules.html", form=None, is_stale=False, **_rules(db, community))


@router.post("/communities/{community_id}/ground-rules")
def rewrite_ground_rules(
    community: CommunityToChange, me: Me, db: Db, at: Now, form: Annotated[Form[RulesForm], posted(RulesForm)]
) -> Response:
    """A new wording, which waits to be agreed; over a version not seen yet, both are shown."""
    read_again(form)
    if not form.is_good:
        return page("communities/ground_rules.html", form=form, is_stale=False, status=422, **_rules(db, community))
    if form.data.version != communities.rules_of(db, community.id).version:
        return page("communities/ground_rules.html", form=form, is_stale=True, status=409, **_rules(db, community))
    communities.rewrite_rules(db, community, form.data.text, by=me, at=at)
    note_kept(db, form, "communities", community, by=me, at=at)
    return see_other(path("show_ground_rules", community_id=community.id), "Written. Read it together, then agree it.")


@router.post("/communities/{community_id}/ground-rules/agreement")
def agree_ground_rules(
    community: CommunityToChange, me: Me, db: Db, at: Now, form: Annotated[Form[AgreementForm], posted(AgreementForm)]
) -> Response:
    """The group has agreed the newest version."""
    ground_rules.agree_newest(db, community, form.data.version if form.is_good else -1, by=me, at=at)
    return see_other(path("show_ground_rules", community_id=community.id), "Agreed. Thank you.")


def _filled(community: Community) -> Form[CommunityForm]:
    values = community.model_dump() | {"starts_at": f"{community.starts_at:%H:%M}"}
    return empty(**values)


def _choices(community: Community | None = None) -> dict[str, Any]:
    own = [community.zone] if community and community.zone not in ZONES else []
    months = dict(MONTHS)
    if community and community.keeps_months not in months:
        months[community.keeps_months] = f"{community.keeps_months} months"
    zones = [(zone, zone.replace("_", " ")) for zone in (*own, *ZONES)]
    return {"weekdays": WEEKDAYS, "zones": zones, "months": months}


def _rules(db: Session, community: Community) -> dict[str, Any]:
    rules = ground_rules.now_in(db, community.id)
    fresh = empty(text=rules.newest.text)
    return {"rules": rules, "fresh": fresh, "names": memberships.names_in(db, community.id)}
