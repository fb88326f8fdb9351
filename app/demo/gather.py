"""Brings the demo's people together: the community, its agencies, everybody's place."""

from datetime import datetime, timedelta

from app import clock
from app.demo import people as story
from app.demo.stage import EVERY_WEEKS, STARTS, ZONE, Stage
from app.domain import communities, keepers, letter_choices, memberships, people
from app.domain.communities import Agency

WEEKS_AHEAD = 3


def everybody(stage: Stage) -> None:
    """The community and its members, some weeks before the first meeting."""
    begun = stage.start_of(1) - timedelta(weeks=WEEKS_AHEAD)
    for key, one in story.PEOPLE.items():
        stage.people[key] = people.found_or_added(stage.db, name=one.name, email=f"{key}@example.org", at=begun)
    by = stage.facilitator
    values = {
        "name": story.NAME,
        "place": story.PLACE,
        "purpose": story.PURPOSE,
        "zone": ZONE,
        "every_weeks": EVERY_WEEKS,
        "weekday": clock.local(stage.last, ZONE).weekday(),
        "starts_at": STARTS,
    }
    stage.community = communities.create(stage.db, values, by=by, at=begun)
    agencies = _agencies(stage, begun)
    for key, someone in story.PEOPLE.items():
        _seat(stage, key, agencies[someone.agency], begun)


def _agencies(stage: Stage, begun: datetime) -> dict[str, Agency]:
    made, by = {}, stage.facilitator
    for key, one in story.AGENCIES.items():
        made[key] = communities.agency_named(stage.db, stage.community.id, one.name, one.kind, by=by, at=begun)
        # What each can say yes to was gathered at the first meeting.
        mapped = one._asdict()
        communities.change_agency(stage.db, made[key], mapped, by=by, at=stage.when(1, 1))
    return made


def _seat(stage: Stage, key: str, agency: Agency, begun: datetime) -> None:
    someone, person, by = story.PEOPLE[key], stage.people[key], stage.facilitator
    place = memberships.add(stage.db, stage.community, person, role=someone.role, agency=agency, by=by, at=begun)
    joined = begun + timedelta(days=len(stage.places), hours=2)
    memberships.join(stage.db, place, by=person, at=joined)
    memberships.change_details(
        stage.db, place, agency_id=agency.id, ask_me_about=someone.ask_me_about, by=person, at=joined
    )
    # The weekly letter came this morning, so that it stands in the outbox on whatever day somebody looks.
    if someone.role != "sponsor":
        today = clock.local(stage.at, ZONE).weekday()
        letter_choices.choose(stage.db, person, reminders=True, digest=True, digest_weekday=today, zone="", at=joined)
    if someone.is_keeper:
        keepers.appoint(stage.db, person, by=None, at=begun)
    stage.places[key] = place
