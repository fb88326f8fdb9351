"""Who is who in the tests, and builders for what they need.

Fatima facilitates. Omar is a member, from Housing. Nia is a member, from Health, and presents a case.
Sol is a sponsor, and should see barriers only. Gus is a guest of today's meeting. Ivy is invited and has not joined.
Zed belongs to another community and should see nothing. Kit keeps the installation and belongs to none.
"""

from dataclasses import dataclass, fields
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlmodel import Session

from app.domain import (
    action_links,
    actions,
    aftercare,
    agenda,
    asks,
    attendance,
    barriers,
    cases,
    communities,
    convening,
    day_mapping,
    detached,
    feeds,
    guests,
    invitations,
    letter_choices,
    mail_links,
    meetings,
    memberships,
    methods,
    miracles,
    notes,
    own_methods,
    people,
    reflections,
    running,
)
from app.domain.actions import Action
from app.domain.aftercare import Aftercare
from app.domain.agenda import AgendaItem
from app.domain.asks import Ask
from app.domain.barriers import Barrier
from app.domain.cases import Case
from app.domain.code_names import NAMES, UsedName
from app.domain.communities import Agency, Community
from app.domain.detached import Detached
from app.domain.meetings import Meeting
from app.domain.memberships import Membership
from app.domain.methods import CaseMethod, MethodPhase
from app.domain.miracles import Miracle
from app.domain.notes import Note
from app.domain.people import Person
from app.domain.reflections import Reflection

# A Tuesday at 12:30 in London, a quarter of an hour into today's meeting.
NOW = datetime(2027, 5, 11, 11, 45, tzinfo=UTC)
TODAY_STARTS = NOW - timedelta(minutes=15)
A_STOP = {"at": "10:15", "place": "A chemist", "way": "On foot", "outcome": "kept", "why": "It opened early"}

# No case of the cast is called what stands in other words on a page anyway: a test that looks for it would find it.
IN_OTHER_WORDS = {"River", "Stream"} | {
    name for name in NAMES if any(name in other for other in NAMES if other != name)
}


@dataclass
class Cast:
    """The community of the tests: people, their places, and one thing of each kind."""

    fatima: Person
    omar: Person
    nia: Person
    sol: Person
    gus: Person
    ivy: Person
    zed: Person
    kit: Person
    community: Community
    elsewhere: Community
    housing: Agency
    health: Agency
    fatimas_place: Membership
    omars_place: Membership
    nias_place: Membership
    sols_place: Membership
    ivys_place: Membership
    last_month: Meeting
    today: Meeting
    next_month: Meeting
    zeds_meeting: Meeting
    step: AgendaItem
    topic: AgendaItem
    note: Note
    offer: Note
    open_action: Action
    done_action: Action
    miracle: Miracle
    barrier: Barrier
    asked_barrier: Barrier
    ask: Ask
    draft: Ask
    draft_case: Case
    offered_case: Case
    open_case: Case
    reflection: Reflection
    nobodys: Detached
    care: Aftercare
    method: CaseMethod
    method_phase: MethodPhase
    zeds_action: Action
    ivys_secret: str
    guest_secret: str
    omars_answer: str
    omars_feed: str
    action_secret: str
    stop_secret: str
    letter_secret: str

    def everything(self) -> dict[str, Any]:
        """All of it by name."""
        return {field.name: getattr(self, field.name) for field in fields(self)}


def build_person(db: Session, name: str, **values: Any) -> Person:
    """A person whose address is their name."""
    email = values.pop("email", f"{name.split(maxsplit=1)[0].lower()}@example.org")
    person = Person(name=name, email=email, created_at=NOW - timedelta(days=200), **values)
    db.add(person)
    db.flush()
    return person


def build_community(db: Session, by: Person, name: str = "Riverside", **values: Any) -> Community:
    """A community that meets every four weeks on Tuesday at 12:30 in London, facilitated by whoever makes it."""
    community = communities.create(db, {"name": name} | values, by=by, at=NOW - timedelta(days=190))
    build_membership(db, community, by, role="facilitator")
    return community


def build_membership(
    db: Session, community: Community, person: Person, role: str = "member", agency: Agency | None = None
) -> Membership:
    """Somebody who has joined."""
    return memberships.add(
        db, community, person, role=role, agency=agency, by=person, at=NOW - timedelta(days=180), joined=True
    )


def build_meeting(
    db: Session, community: Community, by: Person, *, starts_at: datetime, steps: int = 3, title: str = "Our meeting"
) -> Meeting:
    """A planned meeting with a few steps."""
    meeting = meetings.plan(
        db,
        community,
        title=title,
        starts_at=starts_at,
        minutes=120,
        place="The library",
        template_key="",
        by=by,
        at=starts_at - timedelta(days=20),
    )
    for number in range(1, steps + 1):
        build_step(db, meeting, by, title=f"Step {number}")
    return meeting


def build_step(db: Session, meeting: Meeting, by: Person, **values: Any) -> AgendaItem:
    """A step of a template, which does not return by itself."""
    known = {"title": "A step", "minutes": 10, "led_by": "facilitator", "hint": "", "returns": False}
    return agenda.add(db, meeting, **(known | values), by=by, at=NOW - timedelta(days=1))


def build_action(db: Session, community: Community, by: Person, **values: Any) -> Action:
    """An open action of whoever agreed it."""
    known: dict[str, Any] = {"text": "Call the hostel", "owner_id": by.id, "due_on": None, "at": NOW}
    return actions.agree(db, community.id, **(known | values), by=by)


def build_case(db: Session, community: Community, by: Person, *, state: str = "draft", **values: Any) -> Case:
    """A case as far as the state says: draft, offered or approved."""
    at = NOW - timedelta(days=5)
    case = cases.begin(db, community.id, by=by, at=at)
    cases.write(db, case, {"question": "How can we help them stay warm?"} | values, by=by, at=at)
    if state in {"offered", "approved"}:
        cases.offer(db, case, by=by, at=at)
    if state == "approved":
        cases.approve(db, case, by=by, at=at)
    return case


def hold(db: Session, meeting: Meeting, by: Person) -> None:
    """Hold a whole meeting of two hours, step by step."""
    at = meeting.starts_at
    running.start(db, meeting, by=by, at=at)
    for step in agenda.of(db, meeting.id):
        at += timedelta(minutes=step.minutes)
        running.step_on(db, meeting, step.id, by=by, at=at)
    running.close(db, meeting, by=by, at=meeting.starts_at + timedelta(minutes=120))


def build(db: Session) -> Cast:
    """Everybody, and one thing of each kind."""
    fatima, omar, nia = (build_person(db, name) for name in ("Fatima Aziz", "Omar Reid", "Nia Powell"))
    sol, ivy, zed = (build_person(db, name) for name in ("Sol Marsh", "Ivy Chen", "Zed Otieno"))
    kit = build_person(db, "Kit Doyle", is_keeper=True)
    community = build_community(db, fatima)
    elsewhere = build_community(db, zed, name="Elsewhere")
    for home in (community, elsewhere):
        db.add_all(UsedName(community_id=home.id, name=name) for name in IN_OTHER_WORDS)
    housing, health = (
        communities.agency_named(db, community.id, name, kind, by=fatima, at=NOW - timedelta(days=185))
        for name, kind in (("Northgate Homes", "housing"), ("Community Health", "mental_health"))
    )
    omars_place = build_membership(db, community, omar, agency=housing)
    nias_place = build_membership(db, community, nia, agency=health)
    sols_place = build_membership(db, community, sol, role="sponsor")
    ivys_place = memberships.add(
        db, community, ivy, role="member", agency=housing, by=fatima, at=NOW - timedelta(days=2)
    )
    fatimas_place = memberships.of(db, community.id, fatima.id)
    assert fatimas_place is not None

    last_month = build_meeting(db, community, fatima, starts_at=TODAY_STARTS - timedelta(days=28), title="April")
    then = last_month.starts_at + timedelta(minutes=100)
    running.start(db, last_month, by=fatima, at=last_month.starts_at)
    open_action = build_action(db, community, omar, meeting=last_month, at=then)
    done_action = build_action(db, community, nia, text="Ask the GP", meeting=last_month, at=then)
    miracle = miracles.tell(
        db, community.id, text="They kept the window open all week.", meeting=last_month, by=nia, at=then
    )
    barrier = barriers.name(
        db, community.id, text="Two missed appointments close the file.", meeting=last_month, by=omar, at=then
    )
    topic = agenda.propose(
        db, community.id, title="Winter night shelter", why="Before it is cold", minutes=15, by=omar, at=then
    )
    asked_barrier = barriers.name(
        db, community.id, text="A bus pass needs an address.", meeting=last_month, by=omar, at=then
    )
    ask = asks.ask_now(db, asked_barrier, sols_place, "Could a day centre count?", reply_by=None, by=fatima, at=then)
    asked = asks.by_id(db, ask.id)
    assert asked is not None
    letter_secret = asks.make_link(db, asked, at=then)
    drafted = barriers.name(db, community.id, text="No key without a phone.", by=omar, at=then)
    draft = asks.write(db, drafted, "Could a letter do?", sponsor=sols_place, by=omar, at=then)
    running.close(db, last_month, by=fatima, at=then)
    actions.say(db, done_action, "done", by=nia, at=then + timedelta(days=3))

    today = build_meeting(db, community, fatima, starts_at=TODAY_STARTS, title="May")
    open_case = build_case(db, community, nia, state="approved")
    cases.put_on(db, open_case, today, by=fatima, at=NOW - timedelta(days=1))
    running.start(db, today, by=fatima, at=TODAY_STARTS)
    step = agenda.of(db, today.id)[0]
    note = notes.take_down(db, today, step, kind="note", text="We began on time.", by=omar, at=NOW)
    offer = notes.take_down(db, today, step, kind="offer", text="Try the morning visit.", by=omar, at=NOW)
    # Omar's offer to Nia, so that she may take it and he may not.
    offer.case_id = open_case.id
    attendance.say(db, today, omars_place, "here", by=fatima, at=NOW)
    gus = guests.join(db, today, "Gus", housing, at=NOW)
    next_month = build_meeting(db, community, fatima, starts_at=TODAY_STARTS + timedelta(days=28), title="June")
    draft_case = build_case(db, community, nia)
    day_mapping.add(db, draft_case, A_STOP, by=nia, at=NOW)
    offered_case = build_case(db, community, nia, state="offered")
    reflection = reflections.add(
        db,
        community.id,
        text="How calm the room was.",
        kind="struck",
        shared="private",
        kept="",
        meeting_id=today.id,
        by=omar,
        at=NOW,
    )
    nobodys = detached.add(
        db, community.id, text="I nearly stayed away.", kind="struck", kept="", meeting_id=today.id, at=NOW
    )
    care = aftercare.look_after(db, today, nias_place.id, fatima.id, "", by=fatima, at=NOW)
    likeness = methods.ours()["solution_focused"]
    method = own_methods.begin(db, community.id, "Our way", likeness, by=fatima, at=NOW)
    db.flush()
    method_phase = own_methods.phases_of(db, method)[0]
    zeds_meeting = build_meeting(db, elsewhere, zed, starts_at=TODAY_STARTS, title="Zed's meeting")
    zeds_action = build_action(db, elsewhere, zed, text="Zed's own action")
    ivys_secret = invitations.invite(db, ivys_place, by=fatima, at=NOW - timedelta(days=2))
    guest_secret = guests.make_link(db, today, by=fatima, at=NOW)
    omars_answer = mail_links.make(db, omar, convening.PURPOSE, next_month.id, lasts=timedelta(days=60), at=NOW)
    omars_feed = feeds.make(db, omar, at=NOW)
    action_secret = action_links.make(db, open_action, omar, at=NOW)
    stop_secret = letter_choices.make_stop_link(db, omar, "reminders", at=NOW)
    known = locals()
    return Cast(**{field.name: known[field.name] for field in fields(Cast)})


def sign_up(db: Session, email: str, name: str) -> Person:
    """Somebody new whom nobody invited yet."""
    return people.found_or_added(db, name=name, email=email, at=NOW)
