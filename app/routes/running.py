"""The running meeting: its page, and the presses of whoever runs it. Nothing moves on by itself."""

from datetime import datetime
from typing import Annotated, Any, ClassVar
from uuid import UUID

from fastapi import Depends, Response
from fastapi import Form as Field
from sqlmodel import Session

from app import clock
from app.db import Db
from app.domain import (
    agenda,
    attendance,
    captures,
    cases,
    closing,
    hands,
    lending,
    memberships,
    methods,
    opening,
    pacing,
    rolling,
    running,
)
from app.domain.agenda import AgendaItem
from app.domain.coming_back import ComingBack
from app.domain.meetings import Meeting
from app.domain.people import Person
from app.routes import feedback, offers, rounds, writings
from app.routes.deps import Me, MeetingToRun, MeetingToSee, Now, noun_router
from app.routes.forms import Form, FormModel, Words, empty, posted
from app.routes.here import here
from app.routes.hiding import hidden_cases, opening_veiled
from app.routes.pages import fragments, fragments_alike, page, path, see_other
from app.routes.recognitions import recognised_in

router = noun_router()
NOW = ("running/_now.html", "running/_steps.html")


def seen_step(seen: Annotated[str, Field()] = "") -> UUID | None:
    """The step that stood on the page when the person pressed; none when the agenda was through."""
    try:
        return UUID(seen)
    except ValueError:
        return None


Seen = Annotated[UUID | None, Depends(seen_step)]


class CloseForm(FormModel):
    """Which of the steps that would not come back by themselves come back after all."""

    WORDS: ClassVar[Words] = {"come_back": {"*": "Choose from the list."}}
    come_back: list[UUID] = []


@router.post("/meetings/{meeting_id}/run")
def start_meeting(meeting: MeetingToRun, me: Me, db: Db, at: Now) -> Response:
    """Begin, with the first step."""
    running.start(db, meeting, by=me, at=at)
    return see_other(path("show_meeting", meeting_id=meeting.id))


@router.get("/meetings/{meeting_id}/now")
def show_now(meeting: MeetingToSee, db: Db, at: Now) -> Response:
    """Where the meeting is, and its agenda beside it."""
    return fragments_alike(*NOW, about=meeting, at=at, values=lambda: _now_of(db, meeting, at))


@router.post("/meetings/{meeting_id}/run/next")
def step_on(meeting: MeetingToRun, seen: Seen, me: Me, db: Db, at: Now) -> Response:
    """On to the next step."""
    running.step_on(db, meeting, seen, by=me, at=at)
    return pressed(db, meeting, at)


@router.post("/meetings/{meeting_id}/run/back")
def step_back(meeting: MeetingToRun, seen: Seen, me: Me, db: Db, at: Now) -> Response:
    """Back to the step before."""
    running.step_back(db, meeting, seen, by=me, at=at)
    return pressed(db, meeting, at)


@router.post("/meetings/{meeting_id}/run/pause")
def pause_step(meeting: MeetingToRun, seen: Seen, me: Me, db: Db, at: Now) -> Response:
    """Stop the clock."""
    running.pause(db, meeting, seen, by=me, at=at)
    return pressed(db, meeting, at, "The clock is paused.")


@router.post("/meetings/{meeting_id}/run/resume")
def resume_step(meeting: MeetingToRun, seen: Seen, me: Me, db: Db, at: Now) -> Response:
    """Let the clock go on."""
    running.resume(db, meeting, seen, by=me, at=at)
    return pressed(db, meeting, at, "The clock goes on.")


@router.post("/meetings/{meeting_id}/run/minutes")
def add_minutes(meeting: MeetingToRun, seen: Seen, me: Me, db: Db, at: Now) -> Response:
    """Two more minutes."""
    running.add_minutes(db, meeting, seen, by=me, at=at)
    return pressed(db, meeting, at, "Two more minutes.")


@router.post("/meetings/{meeting_id}/run/parking")
def park_step(meeting: MeetingToRun, seen: Seen, me: Me, db: Db, at: Now) -> Response:
    """Leave the step for another meeting."""
    running.park(db, meeting, seen, by=me, at=at)
    return pressed(db, meeting, at, "Parked. It waits for another meeting, with its notes.")


@router.get("/meetings/{meeting_id}/close")
def confirm_close(meeting: MeetingToRun, db: Db, at: Now) -> Response:
    """What closing means, before it is done."""
    if not meeting.is_running:
        return see_other(path("show_meeting", meeting_id=meeting.id))
    outlook = closing.outlook(db, meeting)
    outlook = outlook._replace(to_look_at=outlook.to_look_at.without(hidden_cases(db, meeting.community_id)))
    choices = [(item.id, item.title) for item in outlook.not_coming_back]
    names = memberships.names_in(db, meeting.community_id)
    return page("running/close.html", meeting=meeting, outlook=outlook, choices=choices, names=names, form=None)


@router.post("/meetings/{meeting_id}/close")
def close_meeting(
    meeting: MeetingToRun, me: Me, db: Db, at: Now, form: Annotated[Form[CloseForm], posted(CloseForm)]
) -> Response:
    """Close it."""
    chosen = form.data.come_back if form.is_good else []
    closing.close(db, meeting, chosen, by=me, at=at)
    return see_other(path("show_meeting", meeting_id=meeting.id), "The meeting is closed. Thank you all for coming.")


def running_page(
    meeting: Meeting,
    me: Person,
    db: Session,
    at: datetime,
    *,
    form: Form[Any] | None = None,
    status: int = 200,
) -> Response:
    """The page of a running meeting, for everybody who may see it."""
    step = steps_of(db, meeting, at)
    place = step["place"]
    caught = captures.of_meeting(db, meeting, place.now).without(hidden_cases(db, meeting.community_id))
    values = {
        **step,
        **bar_of(db, meeting, form=form, kind=place.catches),
        **offers.beside(db, meeting, place),
        "caught": caught,
        "offered": offers.among(db, meeting, caught),
        "waiting_keys": waiting_keys(db, at),
        "opening": opening_of(db, meeting, at),
        "names": memberships.names_in(db, meeting.community_id),
        "version": here().version,
        "is_open": False,
        "guest_url": "",
        **rounds.round_of(db, meeting),
        **writings.sheet_of(db, meeting),
        **feedback.asked(db, meeting, at),
    }
    return page("running/show.html", status=status, **values)


def steps_of(db: Session, meeting: Meeting, at: datetime) -> dict[str, Any]:
    """What `running/_now.html` and `running/_steps.html` show, but for the names."""
    place = pacing.place(db, meeting, at)
    on_agenda = cases.by_ids(db, {item.case_id for item in place.items if item.case_id})
    known = {"meeting": meeting, "place": place, "cases": on_agenda, "led_by": agenda.LED_BY, "at": at}
    now = place.now
    known["recognised"] = recognised_in(db, on_agenda.get(now.case_id) if now and now.case_id else None)
    return known | {"missed": missed_now(meeting), "speaks": methods.SPEAKS} | _strip_of(db, meeting, place, at)


def bar_of(
    db: Session,
    meeting: Meeting,
    *,
    form: Form[Any] | None = None,
    kind: str = "note",
    is_fresh: bool = False,
) -> dict[str, Any]:
    """What `captures/_form.html` shows, at first as this kind; a fresh form after one was saved takes the focus."""
    seats = attendance.seats(db, meeting)
    return {
        "meeting": meeting,
        "seats": seats,
        "kinds": attendance.kinds_here(seats),
        "owners": [("", "Nobody yet"), *((person.id, person.name) for person in captures.who_may_own(seats))],
        "form": form or empty(kind=kind),
        "is_fresh": is_fresh,
    }


def waiting_keys(db: Session, at: datetime) -> list[str]:
    """With which this browser locks away what it could not send yet, for `captures/_waiting.html`."""
    sign_in = here().sign_in
    assert sign_in is not None
    return captures.keys_for_waiting(db, sign_in, at=at)


def opening_of(db: Session, meeting: Meeting, at: datetime) -> opening.Opening:
    """What the meeting opens with, for `opening/_opening.html`."""
    community = here().community
    assert community is not None
    found = opening.of_meeting(db, meeting, clock.today_in(community.zone, at))
    return opening_veiled(db, meeting.community_id, found)


def to_ask_about(db: Session, meeting: Meeting, at: datetime) -> list[ComingBack]:
    """The cases whose day has come, as paper may name them: none that is paused, and none for a guest."""
    if not here().may("see_meetings"):
        return []
    return [back for back in opening_of(db, meeting, at).returns if back.is_open and back.case.is_open]


def missed_now(meeting: Meeting) -> str:
    """What is said of the page of whoever runs the meeting when it is missed; else nothing."""
    return hands.MISSED.get(here().presence.absence(meeting.id, meeting.run_by_id), "")


def step_of(db: Session, meeting: Meeting) -> AgendaItem | None:
    """The step the meeting is at."""
    return pacing.step_of(db, meeting)


def pressed(db: Session, meeting: Meeting, at: datetime, said: str = "", **shown: Any) -> Response:
    """The answer to a press: where the meeting is now, spoken too."""
    if not here().is_partial:
        return see_other(path("show_meeting", meeting_id=meeting.id), said)
    return _where_we_are(db, meeting, at, said, **shown)


def _strip_of(db: Session, meeting: Meeting, place: pacing.Place, at: datetime) -> dict[str, Any]:
    offers = lending.offers(place.items, place.now)
    return {
        "offers": offers,
        "best": lending.best(offers),
        "lent": lending.of(db, place.items),
        "rolled": rolling.of(db, meeting),
        "next_planned": rolling.next_planned(db, meeting, at),
        "ways_open": False,
        "just_rolled": None,
    }


def _where_we_are(db: Session, meeting: Meeting, at: datetime, said: str = "", **shown: Any) -> Response:
    return fragments(*NOW, said=said, **_now_of(db, meeting, at) | shown)


def _now_of(db: Session, meeting: Meeting, at: datetime) -> dict[str, Any]:
    return steps_of(db, meeting, at) | {"names": memberships.names_in(db, meeting.community_id)}
