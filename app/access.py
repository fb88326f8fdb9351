"""Who may do what: one table of permissions and roles, and the few conditions on things."""

from collections.abc import Callable
from typing import Any, NamedTuple

from app.domain.actions import Action
from app.domain.asks import Asked
from app.domain.cases import Case
from app.domain.discussions import Discussed
from app.domain.memberships import Membership
from app.domain.miracles import Miracle
from app.domain.notes import Note, Offered
from app.domain.pausing import Veiled
from app.domain.reflections import Reflection


class No(NamedTuple):
    """A refusal with its reason, in words for the person."""

    reason: str
    # A thing whose existence is itself confidential is "not found" rather than "not allowed".
    is_hidden: bool = False

    def __bool__(self) -> bool:
        return False


YES = True
Answer = bool | No

FACILITATOR, MEMBER, SPONSOR, GUEST = "facilitator", "member", "sponsor", "guest"
OURS = frozenset({FACILITATOR, MEMBER})
PAUSED = "This case is paused for a while, to keep somebody safe. It is with its presenter and the facilitator."
VEILED = "Its case is paused for a while, so its words are with whoever took it on and the facilitators."
HELD = "A facilitator has paused this case, so a facilitator opens it again. Talk with them; you can withdraw it."

ROLES_THAT_MAY: dict[str, frozenset[str]] = {
    "see_community": OURS,
    "change_community": frozenset({FACILITATOR}),
    "change_members": frozenset({FACILITATOR}),
    "change_own_place": OURS | {SPONSOR},
    "leave_community": OURS | {SPONSOR},
    "see_meetings": OURS,
    "see_meeting": OURS | {GUEST},
    "show_screen": OURS,
    "plan_meetings": frozenset({FACILITATOR}),
    "run_meeting": OURS,
    "take_over_meeting": OURS,
    "see_topics": OURS,
    "propose_topics": OURS,
    "say_own_attendance": OURS | {GUEST},
    "note_attendance": OURS,
    "capture": OURS | {GUEST},
    "put_away_captures": OURS | {GUEST},
    "take_turn": OURS | {GUEST},
    "write_slip": OURS | {GUEST},
    "name_scribe": OURS,
    "see_minutes": OURS,
    "edit_minutes": frozenset({FACILITATOR}),
    "give_feedback": OURS | {GUEST},
    "look_after": frozenset({FACILITATOR}),
    "bring_cases": OURS,
    "see_case": OURS | {GUEST},
    "hear_of_case": OURS | {GUEST},
    "write_case": OURS,
    "pause_case": OURS,
    "resume_case": OURS,
    "recognise": OURS | {GUEST},
    "take_recognition_back": OURS | {GUEST},
    "see_recognitions": frozenset({FACILITATOR}),
    "write_summary": OURS,
    "speak_as_presenter": OURS,
    "set_return": OURS,
    "tell_of_case": OURS,
    "withdraw_case": OURS,
    "approve_cases": frozenset({FACILITATOR}),
    "take_offers": OURS,
    "reflect": OURS,
    "put_away_reflection": OURS,
    "hide_reflections": frozenset({FACILITATOR}),
    "see_actions": OURS,
    "work_on_actions": OURS,
    "see_miracles": OURS,
    "tell_miracles": OURS,
    "change_miracle": OURS,
    "rest_miracles": frozenset({FACILITATOR}),
    "hear_miracles": OURS | {SPONSOR},
    "see_barriers": OURS,
    "see_barrier_figures": OURS | {SPONSOR},
    "name_barriers": OURS,
    "follow_barriers": OURS,
    "write_asks": OURS,
    "ask_sponsors": frozenset({FACILITATOR}),
    "end_barriers": frozenset({FACILITATOR}),
    "see_asks": frozenset({SPONSOR}),
    "answer_ask": frozenset({SPONSOR}),
}
# What may be done with something of a paused case by those who may not read its words.
SHOWS_WITHOUT_WORDS = frozenset({"see_actions", "see_miracles", "see_barriers", "put_away_captures", "answer_ask"})
# Whoever may not do these is not told that there is anything to do.
HIDDEN = frozenset({"look_after"})
WHO = {FACILITATOR: "the facilitator", MEMBER: "members", SPONSOR: "sponsors", GUEST: "guests"}


def may(membership: Membership | None, permission: str, thing: Any = None) -> Answer:
    """Whether this member may do it, to this thing if one is given: True, or a No with the reason."""
    if membership is None or not membership.is_current:
        return No("This belongs to a community that you are not a member of.", is_hidden=True)
    if membership.role not in ROLES_THAT_MAY[permission]:
        return No(_only(permission), is_hidden=permission in HIDDEN or _is_hidden_from(membership, thing))
    condition = CONDITIONS.get(permission)
    if condition is None or thing is None:
        return YES
    return condition(membership, thing)


def _is_hidden_from(membership: Membership, thing: Any) -> bool:
    # A case that is not open yet is not spoken of, not even to say who may do what with it.
    is_hidden_case = isinstance(thing, Case) and not _may_read_case(membership, thing)
    return membership.role in {SPONSOR, GUEST} or is_hidden_case


def _only(permission: str) -> str:
    who = [WHO[role] for role in (FACILITATOR, MEMBER, SPONSOR) if role in ROLES_THAT_MAY[permission]]
    return f"Only {' and '.join(who)} can do this."


def _runs_it(membership: Membership, meeting: Any) -> Answer:
    if membership.role == FACILITATOR or meeting.run_by_id == membership.person_id:
        return YES
    return No("Only the facilitator can do this, or whoever is running the meeting.")


def _may_read_case(membership: Membership, case: Case) -> Answer:
    if case.presenter_id == membership.person_id:
        return YES
    if membership.role == FACILITATOR and case.offered_at and not case.withdrawn_at:
        return YES
    if case.is_open:
        return YES
    # The group knows of a case that was open: that it is paused is no secret, what stands in it is.
    if case.is_paused:
        return No(PAUSED)
    return No("This case is not open to the group yet.", is_hidden=True)


def _presents_it(membership: Membership, case: Case) -> Answer:
    if case.presenter_id == membership.person_id:
        return YES
    if not _may_read_case(membership, case):
        return No("This case is not open to the group yet.", is_hidden=True)
    return No("Only the presenter can do this.")


def _presents_or_runs(membership: Membership, case: Case) -> Answer:
    if membership.role == FACILITATOR:
        return _may_read_case(membership, case)
    return _presents_it(membership, case)


def _ends_pause(membership: Membership, case: Case) -> Answer:
    if membership.role == FACILITATOR:
        return _may_read_case(membership, case)
    # Whoever set it wanted it to be looked at; the presenter alone would undo what was to keep somebody safe.
    if case.is_paused and case.presenter_id == membership.person_id != case.paused_by_id:
        return No(HELD)
    return _presents_it(membership, case)


def _hears_of_case(membership: Membership, case: Case) -> Answer:
    # A page that shows a case is told that it is paused or withdrawn, and nothing else of it.
    return YES if case.opened_at else _may_read_case(membership, case)


def _may_recognise(membership: Membership, case: Case) -> Answer:
    if case.presenter_id == membership.person_id:
        return No("You bring this case, so you know who it is about. The button is for the others.")
    return _may_read_case(membership, case)


def _sums_up(membership: Membership, discussed: Discussed) -> Answer:
    case, meeting = discussed
    seen = _may_read_case(membership, case)
    if not seen or membership.role == FACILITATOR:
        return seen
    if membership.person_id in {case.presenter_id, meeting.scribe_id, meeting.run_by_id}:
        return YES
    return No("The summary is written by whoever writes for all, by the facilitator or by the presenter.")


def _presents_discussed(membership: Membership, discussed: Discussed) -> Answer:
    return _presents_it(membership, discussed.case)


def _approves_it(membership: Membership, case: Case) -> Answer:
    if case.offered_at and not case.withdrawn_at:
        return YES
    return No("This case has not been handed in.", is_hidden=True)


def _reflects_on(membership: Membership, thing: Any) -> Answer:
    return _may_read_case(membership, thing) if isinstance(thing, Case) else YES


def _wrote_note(membership: Membership, note: Note) -> Answer:
    by_id = _taken_down_by(note)
    if membership.role == FACILITATOR or by_id == membership.person_id:
        return YES
    return No("Only whoever wrote it, or the facilitator, can take it back.")


def _told_it(membership: Membership, miracle: Miracle) -> Answer:
    if membership.role == FACILITATOR or miracle.told_by_id == membership.person_id:
        return YES
    return No("Only whoever told it, or the facilitator, can change it. You can say how it is with it now.")


def _taken_down_by(thing: Any) -> Any:
    names = ("by_id", "agreed_by_id", "told_by_id", "named_by_id")
    return next(getattr(thing, name) for name in names if hasattr(thing, name))


def _chooses(membership: Membership, offer: Offered) -> Answer:
    if membership.role == FACILITATOR or membership.person_id in {offer.presenter_id, offer.run_by_id}:
        return YES
    return No("The presenter chooses which offers to take; whoever runs the meeting may press it for them.")


def _wrote_reflection(membership: Membership, reflection: Reflection) -> Answer:
    if reflection.by_id == membership.person_id:
        return YES
    is_hidden = reflection.shared == "private"
    return No("Only whoever wrote it can take it back.", is_hidden=is_hidden)


def _is_asked(membership: Membership, asked: Asked) -> Answer:
    if asked.ask.sponsor_id == membership.id and asked.ask.sent_at:
        return YES
    return No("This has been asked of another sponsor.", is_hidden=True)


def _works_on(membership: Membership, action: Action | Veiled) -> Answer:
    if isinstance(action, Veiled):
        return No(VEILED)
    return YES if not action.put_away_at else No("This action has been put away.")


def _own_place(membership: Membership, place: Membership) -> Answer:
    if membership.role == FACILITATOR or place.id == membership.id:
        return YES
    return No("You can change your own entry; for another one ask your facilitator.")


CONDITIONS: dict[str, Callable[[Membership, Any], Answer]] = {
    "run_meeting": _runs_it,
    "see_case": _may_read_case,
    "hear_of_case": _hears_of_case,
    "pause_case": _presents_or_runs,
    "resume_case": _ends_pause,
    "recognise": _may_recognise,
    # Also while it is paused: whoever was mistaken may say so, and reads nothing by it.
    "take_recognition_back": _hears_of_case,
    "see_recognitions": _may_read_case,
    "write_summary": _sums_up,
    "speak_as_presenter": _presents_discussed,
    "set_return": _presents_or_runs,
    "tell_of_case": _may_read_case,
    "write_case": _presents_it,
    "withdraw_case": _presents_or_runs,
    "approve_cases": _approves_it,
    "reflect": _reflects_on,
    "put_away_captures": _wrote_note,
    "change_miracle": _told_it,
    "take_offers": _chooses,
    "put_away_reflection": _wrote_reflection,
    "answer_ask": _is_asked,
    "work_on_actions": _works_on,
    "change_own_place": _own_place,
    "leave_community": _own_place,
}
