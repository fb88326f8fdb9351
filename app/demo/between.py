"""What happens to the demo's thread at meetings and between them: actions, little miracles, barriers, reflections."""

from datetime import date, datetime, timedelta
from typing import Any

from app import clock
from app.demo.agreed import ACTIONS
from app.demo.cases import CASES
from app.demo.named import BARRIERS
from app.demo.people import ONE_MORE_RULE, SPONSOR
from app.demo.returns import RETURNS
from app.demo.stage import Stage
from app.demo.thoughts import REFLECTIONS, Thought
from app.demo.thread import MIRACLES, Told
from app.domain import (
    actions,
    asks,
    barriers,
    bringing,
    communities,
    detached,
    discussions,
    follow_ups,
    joining,
    memberships,
    miracles,
    notes,
    opening,
    reflections,
    replies,
    returns,
    seconding,
)
from app.domain.agenda import AgendaItem

RULES_REWRITTEN_AFTER = 3


def after(stage: Stage, number: int) -> None:
    """Everything from the end of this meeting to the start of the next."""
    for offset in (number, number + 1):
        days = range(0, 40) if offset == number else range(-20, 0)
        for day in days:
            _on_day(stage, offset, day)
    if number == RULES_REWRITTEN_AFTER:
        text = f"{communities.rules_of(stage.db, stage.community.id).text}\n{ONE_MORE_RULE}"
        at = stage.when(number, 2)
        communities.rewrite_rules(stage.db, stage.community, text, by=stage.facilitator, at=at)


def _on_day(stage: Stage, number: int, days: int) -> None:
    if days:
        say_words(stage, number, days, stage.when(number, days))
        for told in MIRACLES.values():
            if (told.meeting, told.days) == (number, days):
                tell(stage, told, stage.when(number, days, 11))
    _barriers_on_day(stage, number, days)
    for thought in REFLECTIONS:
        if (thought.meeting, thought.days) == (number, days):
            _think(stage, thought)


def agree(stage: Stage, key: str, step: AgendaItem, at: datetime) -> None:
    """Agree the action at the running step."""
    one = ACTIONS[key]
    owner = stage.people[one.owner]
    stage.actions[key] = actions.agree(
        stage.db,
        stage.community.id,
        text=one.text,
        owner_id=owner.id,
        due_on=stage.day_of(one.meeting, one.due_days) if one.due_days else None,
        first_step=one.first_step,
        meeting=stage.meetings[one.meeting],
        agenda_item_id=step.id,
        case_id=step.case_id,
        by=owner,
        at=at + timedelta(seconds=len(stage.actions)),
    )


def say_words(stage: Stage, number: int, days: int, at: datetime) -> None:
    """What the owners say of their actions on that day."""
    meeting = stage.meetings[number] if days == 0 else None
    for key, one in ACTIONS.items():
        for word in one.words:
            if (word.meeting, word.days) == (number, days):
                by = stage.people[one.owner]
                actions.say(stage.db, stage.actions[key], word.word, word.why, meeting=meeting, by=by, at=at)


def keep(stage: Stage, key: str, at: datetime) -> None:
    """What is kept of a case at its meeting: a question, a summary, a takeaway, and the day on which we ask again."""
    story, case = RETURNS[key], stage.cases[key]
    found = discussions.by_case(stage.db, case.id)
    assert found is not None
    presenter = stage.people[CASES[key].presenter]
    if story.question:
        who, text = story.question
        step = bringing.place_of(stage.db, case)
        notes.take_down(stage.db, found.meeting, step, kind="question", text=text, by=stage.people[who], at=at)
    writer = presenter if story.is_confirmed else stage.facilitator
    discussions.write_summary(stage.db, found, story.summary, "", by=writer, at=at)
    if story.takeaway:
        discussions.write_takeaway(stage.db, found, story.takeaway, "", by=presenter, at=at)
    day = returns.day_of(story.when, None, clock.today_in(stage.community.zone, at))
    returns.set_day(stage.db, case, day, meeting=found.meeting, by=presenter, at=at)
    stage.db.flush()


def say_how_it_is(stage: Stage, number: int, at: datetime) -> None:
    """What is told of the cases whose day has come."""
    for key, story in RETURNS.items():
        if story.told_at == number:
            known: dict[str, Any] = {"today": stage.day_of(number), "meeting": stage.meetings[number], "at": at}
            returns.tell(stage.db, stage.cases[key], story.told, by=stage.people[story.told_by], **known)


def tell(stage: Stage, one: Told, at: datetime) -> None:
    """Tell the little miracle; on a meeting's own day, at that meeting."""
    case, action = stage.cases.get(one.case), stage.actions.get(one.action)
    told = miracles.tell(
        stage.db,
        stage.community.id,
        text=one.text,
        kind=one.kind,
        noticed_by=one.noticed_by,
        did_differently=one.differently,
        hoped=one.hoped,
        heard_by=one.heard_by,
        meeting=stage.meetings[one.meeting] if one.days == 0 else None,
        case_id=case.id if case else None,
        action_id=action.id if action else None,
        by=stage.people[one.by],
        at=at,
    )
    for who in one.seconded:
        place = memberships.of(stage.db, stage.community.id, stage.people[who].id)
        assert place is not None
        seconding.second(stage.db, told, place, by=stage.people[who], at=at)


def name(stage: Stage, key: str, step: AgendaItem, at: datetime) -> None:
    """Name the barrier at the running step; others join in the days after."""
    one = BARRIERS[key]
    stage.barriers[key] = barriers.name(
        stage.db,
        stage.community.id,
        text=one.text,
        type=one.type,
        level=one.level,
        lever=one.lever,
        meeting=stage.meetings[one.meeting],
        agenda_item_id=step.id,
        case_id=step.case_id,
        by=stage.people[one.by],
        at=at,
    )
    for place, who in enumerate(one.joined, start=1):
        then, shows = at + timedelta(minutes=place), dict(enumerate(one.doors, start=1)).get(place, "")
        joining.join(stage.db, stage.barriers[key], stage.places[who], shows, by=stage.people[who], at=then)


def agree_rules(stage: Stage, at: datetime) -> None:
    """By show of hands."""
    rules = communities.rules_of(stage.db, stage.community.id)
    communities.agree_rules(stage.db, rules, by=stage.facilitator, at=at + timedelta(minutes=15))


def _barriers_on_day(stage: Stage, number: int, days: int) -> None:
    today = (number, days)
    for key, one in BARRIERS.items():
        if one.ask and one.ask[:2] == today:
            _ask(stage, key, one.ask[2], stage.day_of(number, days + one.ask[3]), stage.when(number, days, 118))
        if one.draft and (one.meeting, 1) == today:
            asks.write(
                stage.db, stage.barriers[key], one.draft, by=stage.people[one.by], at=stage.when(number, days, 30)
            )
        if one.answer and one.answer[:2] == today:
            word, why = one.answer[2:]
            by, at = stage.people[SPONSOR], stage.when(number, days, 120)
            asked = asks.by_id(stage.db, stage.asks[key].id)
            assert asked is not None
            replies.answer(stage.db, asked, word, why, hear_by=stage.day_of(number, 63), by=by, at=at)
        if one.ending and (one.ending[0], 0) == today:
            by, at = stage.facilitator, stage.when(number, 0, 110)
            follow_ups.end(stage.db, stage.barriers[key], one.ending[1], one.ending[2], by=by, at=at)


def open_with_barriers(stage: Stage, number: int, at: datetime) -> None:
    """What is said of barriers while a meeting opens: answers are told, and what changed is looked at again."""
    meeting, by = stage.meetings[number], stage.facilitator
    for key, one in BARRIERS.items():
        if one.told == number:
            opening.say_of_barrier(stage.db, meeting, stage.barriers[key], "told", by=by, at=at)
        if one.check and one.check[0] == number:
            word, why = one.check[1:]
            follow_ups.check(stage.db, stage.barriers[key], word, why, meeting=meeting, by=by, at=at)


def _ask(stage: Stage, key: str, text: str, reply_by: date, at: datetime) -> None:
    sponsor, by = stage.places[SPONSOR], stage.facilitator
    barrier = stage.barriers[key]
    stage.asks[key] = asks.ask_now(stage.db, barrier, sponsor, text, reply_by=reply_by, by=by, at=at)


def _think(stage: Stage, thought: Thought) -> None:
    case, at = stage.cases.get(thought.case), stage.when(thought.meeting, thought.days, 130)
    known: dict[str, Any] = {
        "text": thought.text,
        "kind": thought.kind,
        "kept": "",
        "meeting_id": None if case else stage.meetings[thought.meeting].id,
        "case_id": case.id if case else None,
        "at": at,
    }
    if thought.shared == "detached":
        detached.add(stage.db, stage.community.id, **known)
        return
    reflections.add(stage.db, stage.community.id, **known, shared=thought.shared, by=stage.people[thought.by])
