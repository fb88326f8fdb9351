"""Holds one of the demo's meetings, step by step: who comes, what is said, taken down, agreed and named."""

from datetime import datetime, timedelta

from app.demo import between
from app.demo.agreed import ACTIONS
from app.demo.cases import CASES
from app.demo.meetings import MEETINGS, DemoMeeting
from app.demo.named import BARRIERS
from app.demo.people import PEOPLE
from app.demo.returns import RETURNS
from app.demo.stage import Stage
from app.demo.thread import MIRACLES
from app.domain import agenda, attendance, communities, editing, notes, phases, running
from app.domain.agenda import AgendaItem
from app.domain.meetings import Meeting
from app.domain.phases import Phase

LOOKING_BACK = ("Since last time", "What sponsors")
NAMING = ("Barriers named", "Count and cluster")
READING_BACK = ("Actions read back", "Dates and roles", "Choose one")
AGREEING_RULES = "Ground rules"
SOON = timedelta(minutes=2)


def meeting(stage: Stage, number: int) -> None:
    """From the first chair to the last word."""
    story, made, by = MEETINGS[number], stage.meetings[number], stage.facilitator
    at = stage.start_of(number) + SOON
    running.start(stage.db, made, by=by, at=at)
    _arrive(stage, number, at)
    between.open_with_barriers(stage, number, at + timedelta(minutes=6))
    last_chance = {stage.topics[key].id for key in story.unreached}
    steps = agenda.of(stage.db, made.id)
    for step, following in zip(steps, [*steps[1:], None], strict=True):
        _at_step(stage, number, step, at)
        at += timedelta(minutes=step.minutes)
        if following is None or following.id in last_chance:
            break
        _on(stage, story, made, step, at)
    _name_what_is_left(stage, number, step, at)
    _leave_early(stage, number, at)
    running.close(stage.db, made, by=by, at=at + SOON)
    # The minutes of the last meeting wait to be read over; those before are ready.
    if number < len(MEETINGS):
        editing.make_ready(stage.db, made, kept="agreed", by=by, at=at + SOON)


def _on(stage: Stage, story: DemoMeeting, made: Meeting, step: AgendaItem, at: datetime) -> None:
    is_parked = step.id in {stage.topics[key].id for key in story.parked}
    if is_parked:
        running.park(stage.db, made, step.id, by=stage.facilitator, at=at)
        return
    parts = phases.of(stage.db, step.id)
    for seen, then in zip(parts, _ends_of(parts, at), strict=True):
        running.step_on(stage.db, made, seen.id, by=stage.facilitator, at=then)
    if not parts:
        running.step_on(stage.db, made, step.id, by=stage.facilitator, at=at)


def _ends_of(parts: list[Phase], at: datetime) -> list[datetime]:
    return [at - timedelta(minutes=sum(later.minutes for later in parts[n:])) for n in range(1, len(parts) + 1)]


def _arrive(stage: Stage, number: int, at: datetime) -> None:
    story, made = MEETINGS[number], stage.meetings[number]
    for key, someone in PEOPLE.items():
        if key in story.apologies or (someone.role == "sponsor" and key not in story.sponsors):
            continue
        came = at + timedelta(minutes=14 if key in story.late else 0)
        attendance.say(stage.db, made, stage.places[key], "here", by=stage.facilitator, at=came)


def _leave_early(stage: Stage, number: int, at: datetime) -> None:
    for key in MEETINGS[number].left_early:
        place = stage.places[key]
        gone = at - timedelta(minutes=12)
        attendance.say(stage.db, stage.meetings[number], place, "left", by=stage.facilitator, at=gone)


def _at_step(stage: Stage, number: int, step: AgendaItem, at: datetime) -> None:
    case = next((key for key, made in stage.cases.items() if made.id == step.case_id), "")
    _take_down(stage, number, step, case, at)
    if step.title.startswith(LOOKING_BACK):
        _look_back(stage, number, at)
    if step.title.startswith(AGREEING_RULES):
        between.agree_rules(stage, at)
    in_the_end = at + timedelta(minutes=max(1, step.minutes - 2))
    if case in RETURNS:
        between.keep(stage, case, in_the_end)
    if case or step.title.startswith(READING_BACK):
        for key, one in ACTIONS.items():
            if one.meeting == number and one.case == case:
                between.agree(stage, key, step, in_the_end)
    if case or step.title.startswith(NAMING):
        for key, barrier in BARRIERS.items():
            if barrier.meeting == number and barrier.case == case:
                between.name(stage, key, step, in_the_end)


def _name_what_is_left(stage: Stage, number: int, step: AgendaItem, at: datetime) -> None:
    # Not every agenda has a step for it.
    for key, barrier in BARRIERS.items():
        if barrier.meeting == number and key not in stage.barriers:
            between.name(stage, key, step, at - timedelta(minutes=1))


def _take_down(stage: Stage, number: int, step: AgendaItem, case: str, at: datetime) -> None:
    said = [one for one in MEETINGS[number].said if one.step == case or step.title.startswith(one.step)]
    for place, one in enumerate(said, start=1):
        then = at + timedelta(seconds=place * step.minutes * 60 // (len(said) + 1))
        note = notes.take_down(
            stage.db, stage.meetings[number], step, kind=one.kind, text=one.text, by=stage.people[one.who], at=then
        )
        if one.is_taken:
            presenter = stage.people[CASES[case].presenter]
            notes.take_offer(stage.db, note, by=presenter, at=at + timedelta(minutes=step.minutes - 1))


def _look_back(stage: Stage, number: int, at: datetime) -> None:
    between.say_words(stage, number, 0, at)
    between.say_how_it_is(stage, number, at + timedelta(minutes=6))
    for one in MIRACLES.values():
        if one.meeting == number and one.days == 0:
            between.tell(stage, one, at + timedelta(minutes=4))
    rules = communities.rules_of(stage.db, stage.community.id)
    if not rules.agreed_at:
        communities.agree_rules(stage.db, rules, by=stage.facilitator, at=at)
