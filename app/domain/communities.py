"""Communities of practice: their rhythm, the ground rules they begin with, their agencies."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlmodel import Field, Session, SQLModel, col, select

from app import clock
from app.db import new_id
from app.domain import history
from app.domain.errors import Refused
from app.domain.people import Person

WEEKDAYS = {
    0: "Monday",
    1: "Tuesday",
    2: "Wednesday",
    3: "Thursday",
    4: "Friday",
    5: "Saturday",
    6: "Sunday",
}
AGENCY_KINDS = {
    "housing": "Housing",
    "homelessness": "Homelessness and outreach",
    "mental_health": "Mental health",
    "substance_use": "Drug and alcohol support",
    "probation": "Probation",
    "police": "Police",
    "social_care": "Adult social care",
    "primary_care": "GP and primary care",
    "hospital": "Hospital",
    "lived_experience": "Lived-experience group",
    "domestic_abuse": "Domestic abuse support",
    "council": "Council",
    "voluntary": "Charity or community group",
    "other": "Another kind",
}
NEVER = datetime.min.replace(tzinfo=UTC)
# The zones offered first; any other that the time zone database knows may be set as well.
ZONES = (
    "Europe/London",
    "Europe/Dublin",
    "Europe/Jersey",
    "Europe/Guernsey",
    "Europe/Isle_of_Man",
    "Europe/Lisbon",
    "Europe/Madrid",
    "Europe/Paris",
    "Europe/Berlin",
    "Europe/Oslo",
    "Europe/Warsaw",
    "Europe/Athens",
    "America/New_York",
    "America/Toronto",
    "Australia/Sydney",
    "Pacific/Auckland",
    "UTC",
)
# The rules a community begins with; product.md's default set. Each community may change and agree its own.
FIRST_RULES = """Situations, never names; agencies by what they do.
Recognise someone? Say nothing; press the button.
Stories stay; learning may leave.
Strengths first: theirs and ours.
Questions before advice.
The presenter chooses.
"The system is failing this person": no blame.
Lived-experience members are equal, paid, prepared, never asked for their own story.
Speak as if the person were here.
"Not yet" and "held steady" are results.
Take actions within your power; the rest is a barrier.
Danger goes through your own safeguarding route today.
You may pass, pause or leave."""


class Community(SQLModel, table=True):
    """A community of practice and the rhythm in which it meets."""

    id: UUID = Field(default_factory=new_id, primary_key=True)
    name: str = Field(max_length=120)
    place: str = Field(default="", max_length=200)
    purpose: str = Field(default="", max_length=2000)
    zone: str = Field(default="Europe/London", max_length=60)
    every_weeks: int = 4
    weekday: int = 1
    starts_at: time = time(12, 30)
    minutes: int = 120
    own_word: str = Field(default="little miracle", max_length=40)
    own_word_plural: str = Field(default="little miracles", max_length=40)
    keeps_months: int = 24
    created_at: datetime
    revision: int = 1
    # The day on which little miracles rest, because there is something to grieve.
    quiet_on: date | None = None

    def is_quiet(self, at: datetime) -> bool:
        """Whether little miracles rest on this day, by the community's own calendar."""
        return self.quiet_on is not None and self.quiet_on == clock.today_in(self.zone, at)

    @property
    def half_the_rhythm(self) -> timedelta:
        """How far a day may lie after a meeting to be nearer to it than to the next one."""
        return timedelta(days=max(1, self.every_weeks) * 7 // 2)

    @property
    def rhythm(self) -> str:
        """When it meets, in words."""
        weeks = "every week" if self.every_weeks == 1 else f"every {self.every_weeks} weeks"
        return f"{weeks} on {WEEKDAYS[self.weekday]} at {self.starts_at:%H:%M}"


class GroundRules(SQLModel, table=True):
    """One version of a community's ground rules; an agreed version is never changed, only followed by a newer one."""

    __tablename__ = "ground_rules"

    id: UUID = Field(default_factory=new_id, primary_key=True)
    community_id: UUID = Field(foreign_key="community.id", index=True, ondelete="CASCADE")
    version: int
    text: str = Field(max_length=8000)
    written_at: datetime
    agreed_at: datetime | None = None

    @property
    def lines(self) -> list[str]:
        """The rules one by one."""
        return [line.strip() for line in self.text.splitlines() if line.strip()]


class Agency(SQLModel, table=True):
    """An organisation whose workers come, or are missing."""

    id: UUID = Field(default_factory=new_id, primary_key=True)
    community_id: UUID = Field(foreign_key="community.id", index=True, ondelete="CASCADE")
    name: str = Field(max_length=120)
    kind: str = Field(max_length=30)
    can_say_yes_to: str = Field(default="", max_length=1000)


def create(db: Session, values: dict[str, Any], *, by: Person, at: datetime) -> Community:
    """A new community with the first ground rules, not yet agreed. Who facilitates it is a membership."""
    community = Community(**values, created_at=at)
    db.add(community)
    db.flush()
    db.add(GroundRules(community_id=community.id, version=1, text=FIRST_RULES, written_at=at))
    history.record(db, community.id, "communities", "created", about=community, by=by, at=at)
    return community


def change(db: Session, community: Community, values: dict[str, Any], *, by: Person, at: datetime) -> None:
    """Change the community's name, rhythm and the like."""
    if all(getattr(community, name) == value for name, value in values.items()):
        return
    community.sqlmodel_update(values)
    community.revision += 1
    db.add(community)
    history.record(db, community.id, "communities", "changed", about=community, by=by, at=at)


def by_id(db: Session, community_id: UUID, *, lock: bool = False) -> Community | None:
    """The community; locked for change on PostgreSQL when asked."""
    return db.get(Community, community_id, with_for_update=lock or None)


def is_zone(name: str) -> bool:
    """Whether the time zone database knows this name."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def rules_of(db: Session, community_id: UUID) -> GroundRules:
    """The newest version of the ground rules."""
    statement = select(GroundRules).where(GroundRules.community_id == community_id)
    return db.exec(statement.order_by(col(GroundRules.version).desc())).first() or GroundRules(
        community_id=community_id, version=0, text="", written_at=NEVER
    )


def rewrite_rules(db: Session, community: Community, text: str, *, by: Person, at: datetime) -> GroundRules:
    """A new version of the rules; it waits to be agreed."""
    now = rules_of(db, community.id)
    if now.text == text:
        return now
    rules = GroundRules(community_id=community.id, version=now.version + 1, text=text, written_at=at)
    db.add(rules)
    history.record(db, community.id, "ground_rules", "rewritten", about=rules, by=by, at=at)
    return rules


def agree_rules(db: Session, rules: GroundRules, *, by: Person, at: datetime) -> None:
    """The group has agreed this version."""
    if rules.agreed_at:
        return
    rules.agreed_at = at
    db.add(rules)
    history.record(db, rules.community_id, "ground_rules", "agreed", about=rules, by=by, at=at)


def agencies_of(db: Session, community_id: UUID) -> list[Agency]:
    """The community's agencies by name."""
    statement = select(Agency).where(Agency.community_id == community_id)
    return list(db.exec(statement.order_by(col(Agency.name))))


def agency_named(db: Session, community_id: UUID, name: str, kind: str, *, by: Person, at: datetime) -> Agency:
    """The agency of that name, whatever its capitals; added when it is new."""
    for agency in agencies_of(db, community_id):
        if agency.name.casefold() == name.strip().casefold():
            return agency
    agency = Agency(community_id=community_id, name=name.strip(), kind=kind)
    db.add(agency)
    db.flush()
    history.record(db, community_id, "agencies", "added", about=agency, by=by, at=at)
    return agency


def add_agency(db: Session, community: Community, values: dict[str, Any], *, by: Person, at: datetime) -> Agency:
    """A new agency; refused when the community has one of that name."""
    agency = Agency(**values, community_id=community.id)
    _refuse_same_name(db, agency, agency.name)
    db.add(agency)
    db.flush()
    history.record(db, community.id, "agencies", "added", about=agency, by=by, at=at)
    return agency


def agency_chosen(
    db: Session, community: Community, agency_id: UUID | None, *, name: str, kind: str, by: Person, at: datetime
) -> Agency | None:
    """The agency of a new name if one is given, else the one of that id, else none."""
    if name:
        return agency_named(db, community.id, name, kind, by=by, at=at)
    return agency_in(db, community.id, agency_id)


def agency_in(db: Session, community_id: UUID, agency_id: UUID | None) -> Agency | None:
    """The community's agency of that id, or none for no id; another community's agency is refused."""
    if agency_id is None:
        return None
    agency = agency_by_id(db, agency_id)
    if agency is None or agency.community_id != community_id:
        raise Refused("Choose an agency of this community, or add a new one.")
    return agency


def agency_by_id(db: Session, agency_id: UUID, *, lock: bool = False) -> Agency | None:
    """The agency; locked for change on PostgreSQL when asked."""
    return db.get(Agency, agency_id, with_for_update=lock or None)


def change_agency(db: Session, agency: Agency, values: dict[str, Any], *, by: Person, at: datetime) -> None:
    """Change an agency's name, kind, or what it can say yes to."""
    if all(getattr(agency, name) == value for name, value in values.items()):
        return
    _refuse_same_name(db, agency, values["name"])
    agency.sqlmodel_update(values)
    db.add(agency)
    history.record(db, agency.community_id, "agencies", "changed", about=agency, by=by, at=at)


def _refuse_same_name(db: Session, agency: Agency, name: str) -> None:
    others = [one for one in agencies_of(db, agency.community_id) if one.id != agency.id]
    if any(one.name.casefold() == name.casefold() for one in others):
        raise Refused(f"“{name}” is on the list already. Change that entry instead.")
