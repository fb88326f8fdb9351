"""Meetings: the list, planning one, its page in each state, changing it, calling it off, its agenda on paper."""

from datetime import datetime
from typing import Annotated, Any, ClassVar
from uuid import UUID

from fastapi import Response
from pydantic import Field, StringConstraints, field_validator
from sqlmodel import Session

from app import clock
from app.db import Db
from app.domain import (
    agenda,
    attendance,
    meetings,
    memberships,
    methods,
    minutes,
    reading,
    rhythm,
    templates,
    timetable,
)
from app.domain.communities import Community
from app.domain.convening import outlook as letters_of
from app.domain.feedback import end_of
from app.domain.meetings import Meeting
from app.domain.people import Person
from app.routes import aftercare, feedback, reflections, running
from app.routes.agenda import agenda_of
from app.routes.coaching import SharedForm, note_kept, read_again
from app.routes.deps import CommunityMeetings, CommunityToPlan, Me, MeetingToPlan, MeetingToSee, Now, noun_router
from app.routes.forms import Day, Form, WallTime, Words, empty, posted
from app.routes.here import here, this_community
from app.routes.hiding import hidden_cases
from app.routes.pages import page, path, see_other

router = noun_router()


class WhenAndWhereForm(SharedForm):
    """When and where a meeting is, in the community's own time."""

    WORDS: ClassVar[Words] = {
        "day": {"*": "Choose a day."},
        "wall": {"*": "Write a time such as 12:30."},
        "minutes": {"*": "Write how many minutes it takes, from 10 to 600."},
    }
    READ = ("title",)
    BUT = reading.OF_MEETINGS
    title: Annotated[str, StringConstraints(max_length=120)] = ""
    day: Day
    wall: WallTime
    minutes: Annotated[int, Field(ge=10, le=600)]
    place: Annotated[str, StringConstraints(max_length=200)] = ""

    @field_validator("wall")
    @classmethod
    def to_the_minute(cls, wall: WallTime) -> WallTime:
        """A clock on the wall: no seconds, no zone."""
        return wall.replace(second=0, microsecond=0, tzinfo=None)


class PlanForm(WhenAndWhereForm):
    """A new meeting, with the agenda it begins from."""

    agenda: str

    @field_validator("agenda")
    @classmethod
    def of_the_list(cls, chosen: str) -> str:
        """One of the templates, like before, or empty."""
        if chosen not in {*templates.everything(), templates.LIKE_BEFORE, templates.EMPTY}:
            raise ValueError("Choose one of these agendas.")
        return chosen


class ChangeForm(WhenAndWhereForm):
    """A change, and the version of the meeting that was read before it."""

    WORDS: ClassVar[Words] = WhenAndWhereForm.WORDS | {"title": {"*": "Give the meeting a name."}}
    title: Annotated[str, StringConstraints(min_length=1, max_length=120)]
    revision: int


class ReasonForm(SharedForm):
    """Why it will not be held."""

    WORDS: ClassVar[Words] = {"why": {"*": "Say in a few words why, so that nobody stands before a closed door."}}
    READ = ("why",)
    BUT = reading.OF_MEETINGS
    why: Annotated[str, StringConstraints(min_length=1, max_length=300)]


@router.get("/communities/{community_id}/meetings")
def list_meetings(community: CommunityMeetings, db: Db, at: Now) -> Response:
    """The one running, those to come, and earlier ones."""
    return page(
        "meetings/index.html",
        meetings=meetings.of(db, community.id),
        to_ring=aftercare.still_open(db, community),
        at=at,
    )


@router.get("/communities/{community_id}/meetings/new")
def new_meeting(community: CommunityToPlan, db: Db, at: Now) -> Response:
    """Plan a meeting: everything is proposed."""
    last = meetings.latest_in(db, community.id)
    proposed = clock.local(rhythm.next_time(community, last, at), community.zone)
    form = empty(
        day=f"{proposed:%Y-%m-%d}",
        wall=f"{proposed:%H:%M}",
        minutes=community.minutes,
        place=last.place if last else community.place,
        agenda=templates.proposed(templates.before(db, community.id), last),
    )
    return _planning(db, community, form)


@router.post("/communities/{community_id}/meetings")
def plan_meeting(
    community: CommunityToPlan, me: Me, db: Db, at: Now, form: Annotated[Form[PlanForm], posted(PlanForm)]
) -> Response:
    """Plan it."""
    read_again(form)
    if not _can_be_then(form, community, at):
        return _planning(db, community, form, status=422)
    values, chosen = _values(form, community), form.data.agenda
    meeting = templates.plan(db, community, chosen=chosen, **values, by=me, at=at)
    note_kept(db, form, "meetings", meeting, by=me, at=at)
    return see_other(path("show_meeting", meeting_id=meeting.id), "The meeting is planned.")


@router.get("/meetings/{meeting_id}")
def show_meeting(meeting: MeetingToSee, me: Me, db: Db, at: Now, undo: UUID | None = None) -> Response:
    """The meeting's page, by its state."""
    if meeting.is_running:
        return running.running_page(meeting, me, db, at)
    return _about(meeting, db, at, undo=undo)


@router.get("/meetings/{meeting_id}/edit")
def edit_meeting(meeting: MeetingToPlan, db: Db) -> Response:
    """Change when and where."""
    return page("meetings/edit.html", meeting=meeting, form=_as_it_is(meeting), is_conflict=False)


@router.post("/meetings/{meeting_id}")
def change_meeting(
    meeting: MeetingToPlan, me: Me, db: Db, at: Now, form: Annotated[Form[ChangeForm], posted(ChangeForm)]
) -> Response:
    """Change it, unless somebody else did meanwhile: then both are shown."""
    community = this_community()
    read_again(form)
    if not _can_be_then(form, community, at, now=meeting.starts_at):
        return page("meetings/edit.html", meeting=meeting, form=form, is_conflict=False, status=422)
    values = _values(form, community)
    if not meetings.change(db, meeting, **values, revision=form.data.revision, by=me, at=at):
        return page("meetings/edit.html", meeting=meeting, form=form, is_conflict=True, status=409)
    note_kept(db, form, "meetings", meeting, by=me, at=at)
    return see_other(path("show_meeting", meeting_id=meeting.id), "The meeting is changed.")


@router.post("/meetings/{meeting_id}/calling-off")
def call_off_meeting(
    meeting: MeetingToPlan, me: Me, db: Db, at: Now, form: Annotated[Form[ReasonForm], posted(ReasonForm)]
) -> Response:
    """It will not be held."""
    read_again(form)
    if not form.is_good and meeting.is_planned:
        return _about(meeting, db, at, form=form, status=422)
    meetings.call_off(db, meeting, form.data.why if form.is_good else "", by=me, at=at)
    note_kept(db, form, "meetings", meeting, by=me, at=at)
    return see_other(path("show_meeting", meeting_id=meeting.id), "The meeting is called off.")


@router.get("/meetings/{meeting_id}/agenda/print")
def print_agenda(meeting: MeetingToSee, db: Db, at: Now) -> Response:
    """The agenda on paper, with room for notes."""
    items = agenda.of(db, meeting.id)
    known = methods.known(db, meeting.community_id)
    outlines = {item.id: methods.outline(known[item.method], item.minutes) for item in items if item.method in known}
    table = timetable.of(meeting, items)
    return page(
        "agenda/print.html",
        meeting=meeting,
        table=table,
        led_by=agenda.LED_BY,
        methods=known,
        outlines=outlines,
        coming_back=running.to_ask_about(db, meeting, at),
    )


def _planning(db: Session, community: Community, form: Form[Any], status: int = 200) -> Response:
    return page(
        "meetings/new.html",
        form=form,
        all_templates=templates.everything().values(),
        like=templates.before(db, community.id),
        status=status,
    )


def _about(meeting: Meeting, db: Session, at: datetime, *, undo: UUID | None = None, **shown: Any) -> Response:
    show = {"planned": _planned, "closed": _closed, "called_off": _called_off}[meeting.state]
    return page("meetings/show.html", **show(meeting, db, at, undo), **({"status": 200, "form": None} | shown))


def _planned(meeting: Meeting, db: Session, at: datetime, undo: UUID | None) -> dict[str, Any]:
    zone = this_community().zone
    return agenda_of(db, meeting, undo=undo) | {
        "days": meetings.days_until(meeting, zone, at),
        "seats": attendance.seats(db, meeting),
        "outlook": letters_of(db, meeting),
        # What waits for an agenda stands beside the agenda on this page.
        "opening": running.opening_of(db, meeting, at)._replace(waiting=[]),
        "to_ring": aftercare.still_open(db, this_community()),
        "reflecting": reflections.around(db, meeting, _me()),
        "is_open": False,
        "guest_url": "",
    }


def _closed(meeting: Meeting, db: Session, at: datetime, undo: UUID | None) -> dict[str, Any]:
    return {
        "meeting": meeting,
        "caught": minutes.caught_at(db, meeting).without(hidden_cases(db, meeting.community_id)),
        "left_over": minutes.left_over(db, meeting, at),
        "names": memberships.names_in(db, meeting.community_id),
        "reflecting": reflections.around(db, meeting, _me()),
        "end": end_of(db, meeting),
        "to_ring": aftercare.still_open(db, this_community()),
        "waiting_keys": running.waiting_keys(db, at),
        "at": at,
        **feedback.asked(db, meeting, at),
    }


def _called_off(meeting: Meeting, db: Session, at: datetime, undo: UUID | None) -> dict[str, Any]:
    waits = [item for item in agenda.waiting(db, meeting.community_id) if item.meeting_id == meeting.id]
    return {"meeting": meeting, "waits": waits, "outlook": letters_of(db, meeting)}


def _me() -> Person:
    me = here().me
    assert me is not None
    return me


def _can_be_then(form: Form[Any], community: Community, at: datetime, *, now: datetime | None = None) -> bool:
    if form.is_good:
        why_not = rhythm.why_not_then(community, form.data.day, form.data.wall, at=at, now=now)
        if why_not:
            form.wrong("day", why_not)
    return form.is_good


def _values(form: Form[Any], community: Community) -> dict[str, Any]:
    data = form.data
    starts_at = clock.at_local(data.day, data.wall, community.zone)
    return {"title": data.title, "starts_at": starts_at, "minutes": data.minutes, "place": data.place}


def _as_it_is(meeting: Meeting) -> Form[Any]:
    there = clock.local(meeting.starts_at, this_community().zone)
    return empty(
        title=meeting.title,
        day=f"{there:%Y-%m-%d}",
        wall=f"{there:%H:%M}",
        minutes=meeting.minutes,
        place=meeting.place,
        revision=meeting.revision,
    )
