"""What a route may ask for: the database, who is asking, the hour, and loaders that also guard.

A loader finds the thing through my membership (else 404), then asks access (else 403 with the reason).
"""

from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any, TypeVar
from uuid import UUID

from fastapi import APIRouter, BackgroundTasks, Depends, Path, Request

from app import access
from app.db import Database, Db
from app.domain import (
    actions,
    aftercare,
    agenda,
    asks,
    barriers,
    cases,
    communities,
    detached,
    discussions,
    guests,
    invitations,
    meetings,
    memberships,
    miracles,
    notes,
    own_methods,
    reflections,
    sign_ins,
)
from app.domain.communities import Agency, Community
from app.domain.memberships import Membership
from app.domain.methods import CaseMethod
from app.domain.people import Person
from app.domain.sign_ins import SignIn
from app.routes.here import here
from app.routes.hiding import is_veiled
from app.routes.patient import PatientRoute
from app.routes.received import first_time, refuse_anothers_page
from app.routes.refusals import NotAllowed, NotFound, NotSignedIn

Thing = TypeVar("Thing")


async def the_hour(request: Request) -> datetime:
    """What time it is, by the clock that the app was given."""
    moment: datetime = request.app.state.now()
    return moment


# Async, so that reading a clock takes no turn in the pool of threads.
Now = Annotated[datetime, Depends(the_hour)]


def cookie_name(request: Request) -> str:
    """The sign-in cookie's name: bound to our host under TLS; plain on this machine alone, where that cannot be."""
    return "__Host-sign-in" if request.app.state.settings.is_https else "sign-in"


def find_me(request: Request, db: Db, at: Now, later: BackgroundTasks) -> Person | None:
    """Whoever is signed in with this browser, or nobody."""
    if here().demo:
        here().cast = memberships.everybody(db)
    secret = request.cookies.get(cookie_name(request))
    found = sign_ins.current(db, secret, at=at) if secret else None
    if not found:
        here().guest = guests.seat_of(db, secret) if secret else None
        return None
    here().sign_in, here().me = found
    if found[0].seen_at < at - sign_ins.SEEN_EVERY:
        later.add_task(_note_seen, request.app.state.database, found[0].id, at)
    return found[1]


def _note_seen(database: Database, sign_in_id: UUID, at: datetime) -> None:
    # The one thing a GET may leave behind, after its answer: that the sign-in is still in use.
    with database.writing() as db:
        sign_ins.seen(db, sign_in_id, at=at)


MaybeMe = Annotated[Person | None, Depends(find_me)]


def find_me_surely(request: Request, me: MaybeMe) -> Person:
    """Whoever is signed in; else they are asked to. A form from somebody else's page is not taken as theirs."""
    if me is None:
        raise NotSignedIn
    refuse_anothers_page(request, me)
    return me


Me = Annotated[Person, Depends(find_me_surely)]


def my_sign_in(me: Me) -> SignIn:
    """The sign-in of this browser."""
    sign_in = here().sign_in
    assert sign_in is not None
    return sign_in


MySignIn = Annotated[SignIn, Depends(my_sign_in)]


def me_with_an_address(me: Me) -> Person:
    """Whoever is signed in with an e-mail address of their own; a guest of one meeting is not."""
    if not me.email:
        raise NotAllowed("A guest sees one meeting. For anything more, sign in with your own e-mail address.")
    return me


MeWithAnAddress = Annotated[Person, Depends(me_with_an_address)]


def noun_router() -> APIRouter:
    """A router for the routes of one noun; each of them takes a form once, and nobody waits while it is read."""
    return APIRouter(route_class=PatientRoute, dependencies=[Depends(first_time, scope="function")])


def must_find(thing: Thing | None) -> Thing:
    """The thing, or 404."""
    if thing is None:
        raise NotFound
    return thing


def guarded(db: Db, me: Person, permission: str, community_id: UUID, thing: Any = None) -> None:
    """Scope first: no membership, no such thing. Then permission. What was learnt is kept for the page."""
    membership = memberships.of(db, community_id, me.id)
    if membership is None:
        raise NotFound
    here().membership = membership
    here().community = communities.by_id(db, community_id)
    # A guest knows of one meeting: whatever belongs to another is not there, whoever may do what with it.
    if guests.is_outside(db, membership, _meeting_id(thing)):
        raise NotFound
    answer = here().may(permission, thing)
    if isinstance(answer, access.No):
        raise NotFound if answer.is_hidden else NotAllowed(answer.reason)
    # A page that only shows it leaves the words out by itself; everything else is for those who read them.
    if permission not in access.SHOWS_WITHOUT_WORDS and is_veiled(db, getattr(thing, "barrier", thing)):
        raise NotAllowed(access.VEILED)


def _meeting_id(thing: Any) -> UUID | None:
    return thing.id if isinstance(thing, meetings.Meeting) else getattr(thing, "meeting_id", None)


def place_that_waits_for_me(membership_id: UUID, me: Me, db: Db) -> Membership:
    """The place that the person who is signed in was given; anybody else's is not found."""
    place = must_find(memberships.by_id(db, membership_id, lock=True))
    if place.person_id != me.id:
        raise NotFound
    return place


PlaceToTake = Annotated[Membership, Depends(place_that_waits_for_me)]


def letter_with(secret: str, db: Db) -> invitations.Found:
    """The invitation that this link opens; its secret is the key."""
    return must_find(invitations.found(db, secret))


Letter = Annotated[invitations.Found, Depends(letter_with)]


def _load(noun: str, find: Callable[..., Any], permission: str, *, lock: bool = False) -> Any:
    def load(request: Request, thing_id: Annotated[UUID, Path(alias=f"{noun}_id")], me: Me, db: Db) -> Any:
        # A form that is only shown locks nothing: PostgreSQL refuses to lock in a transaction that only reads.
        thing = must_find(find(db, thing_id, lock=lock and request.method == "POST"))
        if isinstance(thing, Community):
            guarded(db, me, permission, thing.id)
        else:
            guarded(db, me, permission, thing.community_id, thing)
        return thing

    load.permission = permission  # type: ignore[attr-defined]
    return Depends(load)


_to_see = _load


def _to_change(noun: str, find: Callable[..., Any], permission: str) -> Any:
    # Locked on PostgreSQL while it is changed; on SQLite one writer at a time is lock enough.
    return _load(noun, find, permission, lock=True)


CommunityToSee = Annotated[Community, _to_see("community", communities.by_id, "see_community")]
CommunityToChange = Annotated[Community, _to_change("community", communities.by_id, "change_community")]
CommunityToStaff = Annotated[Community, _to_change("community", communities.by_id, "change_members")]
CommunityToPlan = Annotated[Community, _to_change("community", communities.by_id, "plan_meetings")]
CommunityToProposeTo = Annotated[Community, _to_see("community", communities.by_id, "propose_topics")]
CommunityMeetings = Annotated[Community, _to_see("community", communities.by_id, "see_meetings")]
CommunityTopics = Annotated[Community, _to_see("community", communities.by_id, "see_topics")]
CommunityCases = Annotated[Community, _to_see("community", communities.by_id, "bring_cases")]
CommunityActions = Annotated[Community, _to_see("community", communities.by_id, "see_actions")]
CommunityToAgree = Annotated[Community, _to_see("community", communities.by_id, "work_on_actions")]
CommunityMiracles = Annotated[Community, _to_see("community", communities.by_id, "see_miracles")]
CommunityToHear = Annotated[Community, _to_see("community", communities.by_id, "hear_miracles")]
CommunityToRest = Annotated[Community, _to_change("community", communities.by_id, "rest_miracles")]
CommunityToTell = Annotated[Community, _to_see("community", communities.by_id, "tell_miracles")]
CommunityBarriers = Annotated[Community, _to_see("community", communities.by_id, "see_barriers")]
CommunityFigures = Annotated[Community, _to_see("community", communities.by_id, "see_barrier_figures")]
CommunityAsks = Annotated[Community, _to_see("community", communities.by_id, "see_asks")]
CommunityToNameBarriers = Annotated[Community, _to_see("community", communities.by_id, "name_barriers")]

AgencyToChange = Annotated[Agency, _to_change("agency", communities.agency_by_id, "change_members")]
MembershipToChange = Annotated[Membership, _to_change("membership", memberships.by_id, "change_members")]
OwnPlace = Annotated[Membership, _to_change("membership", memberships.by_id, "change_own_place")]
PlaceToLeave = Annotated[Membership, _to_change("membership", memberships.by_id, "leave_community")]

MeetingToSee = Annotated[meetings.Meeting, _to_see("meeting", meetings.by_id, "see_meeting")]
MeetingToPlan = Annotated[meetings.Meeting, _to_change("meeting", meetings.by_id, "plan_meetings")]
MeetingToRun = Annotated[meetings.Meeting, _to_change("meeting", meetings.by_id, "run_meeting")]
MeetingToTakeOver = Annotated[meetings.Meeting, _to_change("meeting", meetings.by_id, "take_over_meeting")]
MeetingToCapture = Annotated[meetings.Meeting, _to_change("meeting", meetings.by_id, "capture")]
MeetingToWriteFor = Annotated[meetings.Meeting, _to_change("meeting", meetings.by_id, "name_scribe")]
MeetingToNoteAttendance = Annotated[meetings.Meeting, _to_change("meeting", meetings.by_id, "note_attendance")]
MeetingToAttend = Annotated[meetings.Meeting, _to_change("meeting", meetings.by_id, "say_own_attendance")]
MeetingToTellAt = Annotated[meetings.Meeting, _to_change("meeting", meetings.by_id, "tell_miracles")]
MeetingScreen = Annotated[meetings.Meeting, _to_see("meeting", meetings.by_id, "show_screen")]
MeetingToTakeTurn = Annotated[meetings.Meeting, _to_change("meeting", meetings.by_id, "take_turn")]
MeetingToWriteAt = Annotated[meetings.Meeting, _to_change("meeting", meetings.by_id, "write_slip")]
MeetingMinutes = Annotated[meetings.Meeting, _to_see("meeting", meetings.by_id, "see_minutes")]
MeetingToEdit = Annotated[meetings.Meeting, _to_change("meeting", meetings.by_id, "edit_minutes")]
MeetingFeedback = Annotated[meetings.Meeting, _to_change("meeting", meetings.by_id, "give_feedback")]
MeetingAftercare = Annotated[meetings.Meeting, _to_change("meeting", meetings.by_id, "look_after")]
AftercareToChange = Annotated[aftercare.Aftercare, _to_change("care", aftercare.by_id, "look_after")]
MeetingToReflectOn = Annotated[meetings.Meeting, _to_see("meeting", meetings.by_id, "reflect")]

MethodToPlan = Annotated[CaseMethod, _to_change("method", own_methods.by_id, "plan_meetings")]
ItemToPlan = Annotated[agenda.AgendaItem, _to_change("item", agenda.by_id, "plan_meetings")]
NoteToPutAway = Annotated[notes.Note, _to_change("note", notes.by_id, "put_away_captures")]
OfferToTake = Annotated[notes.Offered, _to_change("note", notes.offer_by_id, "take_offers")]

CaseToSee = Annotated[cases.Case, _to_see("case", cases.by_id, "see_case")]
CaseToWrite = Annotated[cases.Case, _to_change("case", cases.by_id, "write_case")]
CaseToWithdraw = Annotated[cases.Case, _to_change("case", cases.by_id, "withdraw_case")]
CaseToApprove = Annotated[cases.Case, _to_change("case", cases.by_id, "approve_cases")]
CaseToHearOf = Annotated[cases.Case, _to_see("case", cases.by_id, "hear_of_case")]
CaseToPause = Annotated[cases.Case, _to_change("case", cases.by_id, "pause_case")]
CaseToResume = Annotated[cases.Case, _to_change("case", cases.by_id, "resume_case")]
CaseToRecognise = Annotated[cases.Case, _to_change("case", cases.by_id, "recognise")]
CaseToTakeBack = Annotated[cases.Case, _to_change("case", cases.by_id, "take_recognition_back")]
CaseToSumUp = Annotated[discussions.Discussed, _to_change("case", discussions.by_case, "write_summary")]
CaseToSpeakFor = Annotated[discussions.Discussed, _to_change("case", discussions.by_case, "speak_as_presenter")]
CaseToAskAbout = Annotated[cases.Case, _to_change("case", cases.by_id, "set_return")]
CaseToTellOf = Annotated[cases.Case, _to_change("case", cases.by_id, "tell_of_case")]
ReflectionToPutAway = Annotated[
    reflections.Reflection, _to_change("reflection", reflections.by_id, "put_away_reflection")
]
DetachedToHide = Annotated[detached.Detached, _to_change("detached", detached.by_id, "hide_reflections")]
ActionToSee = Annotated[actions.Action, _to_see("action", actions.by_id, "see_actions")]
ActionToWorkOn = Annotated[actions.Action, _to_change("action", actions.by_id, "work_on_actions")]
ActionToPutAway = Annotated[actions.Action, _to_change("action", actions.by_id, "put_away_captures")]
MiracleToSee = Annotated[miracles.Miracle, _to_see("miracle", miracles.by_id, "see_miracles")]
MiracleToTellOf = Annotated[miracles.Miracle, _to_change("miracle", miracles.by_id, "tell_miracles")]
MiracleToChange = Annotated[miracles.Miracle, _to_change("miracle", miracles.by_id, "change_miracle")]
MiracleToPutAway = Annotated[miracles.Miracle, _to_change("miracle", miracles.by_id, "put_away_captures")]
BarrierToSee = Annotated[barriers.Barrier, _to_see("barrier", barriers.by_id, "see_barriers")]
BarrierToJoin = Annotated[barriers.Barrier, _to_change("barrier", barriers.by_id, "name_barriers")]
BarrierToFollow = Annotated[barriers.Barrier, _to_change("barrier", barriers.by_id, "follow_barriers")]
BarrierToAsk = Annotated[barriers.Barrier, _to_change("barrier", barriers.by_id, "write_asks")]
BarrierToEnd = Annotated[barriers.Barrier, _to_change("barrier", barriers.by_id, "end_barriers")]
BarrierToPutAway = Annotated[barriers.Barrier, _to_change("barrier", barriers.by_id, "put_away_captures")]
AskToWrite = Annotated[asks.Asked, _to_change("ask", asks.by_id, "write_asks")]
AskToSend = Annotated[asks.Asked, _to_change("ask", asks.by_id, "ask_sponsors")]
AskToAnswer = Annotated[asks.Asked, _to_change("ask", asks.by_id, "answer_ask")]
