"""Plans one of the demo's meetings: its steps, the cases and topics that come to it, who sends apologies."""

from datetime import datetime, timedelta

from app.demo.cases import CASES
from app.demo.meetings import MEETINGS, TOPICS
from app.demo.people import PLACE
from app.demo.stage import Stage
from app.domain import agenda, attendance, bringing, cases, day_mapping, meetings, templates
from app.domain.agenda import AgendaItem
from app.domain.cases import Case
from app.domain.meetings import Meeting

FIRST_CASE_PLACE = 4
COMING = ("bev", "callum", "tomasz", "amina")


def meeting(stage: Stage, number: int) -> None:
    """Plan the meeting with everything that stands on its agenda."""
    story, by = MEETINGS[number], stage.facilitator
    template = templates.everything()[story.template]
    planned_at = stage.when(number, -20)
    made = meetings.plan(
        stage.db,
        stage.community,
        title=story.title,
        starts_at=stage.start_of(number),
        minutes=template.minutes,
        place=PLACE,
        template_key=template.key,
        by=by,
        at=planned_at,
    )
    stage.meetings[number] = made
    # The template's steps of a case give way to the cases themselves, which have as many minutes.
    own_steps = [step for step in template.steps if not step.title.startswith("Case ")]
    templates.fill(stage.db, made, template.model_copy(update={"steps": own_steps}), by=by, at=planned_at)
    _put_on(stage, number, made)
    said = dict.fromkeys(COMING, "coming") if number == len(MEETINGS) else {}
    for key, word in (said | dict.fromkeys(story.apologies, "apologies")).items():
        at = stage.when(number, -3, 7 * len(key))
        attendance.say(stage.db, made, stage.places[key], word, by=stage.people[key], at=at)


def topic(stage: Stage, key: str) -> AgendaItem:
    """The topic; proposed when it is first asked for."""
    if key not in stage.topics:
        story = TOPICS[key]
        stage.topics[key] = agenda.propose(
            stage.db,
            stage.community.id,
            title=story.title,
            why=story.why,
            minutes=story.minutes,
            by=stage.people[story.by],
            at=stage.when(story.after, 2),
        )
    return stage.topics[key]


def case(stage: Stage, key: str, *, at: datetime) -> Case:
    """The case, written by its presenter and as far along as the story says."""
    story = CASES[key]
    by = stage.people[story.presenter]
    made = cases.begin(stage.db, stage.community.id, by=by, at=at)
    cases.write(stage.db, made, dict(story.words), by=by, at=at + timedelta(minutes=25))
    for stop in story.day:
        told = dict(zip(("at", "place", "way", "outcome", "why"), stop, strict=True))
        day_mapping.add(stage.db, made, told, by=by, at=at + timedelta(minutes=28))
    if story.state != "draft":
        cases.offer(stage.db, made, by=by, at=at + timedelta(minutes=31))
    if story.state == "approved":
        bringing.approve(stage.db, made, by=stage.facilitator, at=at + timedelta(days=1))
    stage.cases[key] = made
    return made


def _put_on(stage: Stage, number: int, made: Meeting) -> None:
    story, at = MEETINGS[number], stage.when(number, -7)
    brought = [key for key, one in CASES.items() if one.meeting == number]
    for place, key in enumerate(brought):
        made_case = case(stage, key, at=stage.when(number, -12))
        item = bringing.place_of(stage.db, made_case)
        assert item is not None
        # With the break between the first and the second.
        _take(stage, item, made, place=FIRST_CASE_PLACE + 2 * place, at=at)
    for key in (*story.parked, *story.topics):
        _take(stage, topic(stage, key), made, place=_before_barriers(stage, made), at=at)
    for key in story.unreached:
        _take(stage, topic(stage, key), made, place=None, at=at)


def _take(stage: Stage, item: AgendaItem, made: Meeting, *, place: int | None, at: datetime) -> None:
    agenda.take(stage.db, item, made, by=stage.facilitator, at=at)
    if place:
        agenda.move(stage.db, item, place, by=stage.facilitator, at=at)


def _before_barriers(stage: Stage, made: Meeting) -> int:
    titles = [item.title for item in agenda.of(stage.db, made.id)]
    return titles.index("Barriers named today") + 1
