"""The agendas that come with the product, and planning like last time."""

import pytest
from sqlmodel import Session

from app.domain import agenda, meetings, methods, templates
from app.domain.templates import Template
from tests.cast import NOW, Cast

EVERYTHING = templates.everything().values()


def test_there_are_twelve() -> None:
    assert len(EVERYTHING) == 12
    assert {templates.FIRST, templates.USUAL} < templates.everything().keys()


@pytest.mark.parametrize("template", EVERYTHING, ids=lambda template: template.key)
def test_its_minutes_are_the_sum_of_its_steps(template: Template) -> None:
    assert template.minutes == sum(step.minutes for step in template.steps)
    starts = [sum(step.minutes for step in template.steps[:place]) for place in range(len(template.steps))]
    assert [step.start for step in template.steps] == starts


@pytest.mark.parametrize("template", EVERYTHING, ids=lambda template: template.key)
def test_its_words_are_ours(template: Template) -> None:
    said = [template.name, template.basis] + [text for step in template.steps for text in (step.title, step.hint)]
    for text in said:
        assert "session" not in text.lower()
        assert not any(mark in text for mark in "[]{}#_§")
    assert all(len(step.title) <= 200 and len(step.hint) <= 500 for step in template.steps)
    assert {step.led_by for step in template.steps} <= agenda.LED_BY.keys()


@pytest.mark.parametrize("template", EVERYTHING, ids=lambda template: template.key)
def test_a_case_in_it_follows_a_method_of_ours(template: Template) -> None:
    for step in template.steps:
        assert step.title.startswith("Case ") <= bool(step.method)
        assert not step.method or step.method in methods.ours()


def plan(db: Session, cast: Cast, chosen: str, title: str = "") -> meetings.Meeting:
    community = db.merge(cast.community)
    values = {"starts_at": cast.next_month.starts_at, "minutes": 120, "place": ""}
    return templates.plan(db, community, chosen=chosen, title=title, **values, by=cast.fatima, at=NOW)


def test_planning_from_a_template_puts_its_steps_on_the_agenda(db: Session, cast: Cast) -> None:
    meeting = plan(db, cast, "standard120")
    items = agenda.of(db, meeting.id)
    assert [item.title for item in items] == [step.title for step in templates.everything()["standard120"].steps]
    assert [item.position for item in items] == list(range(1, 10))
    assert not any(item.returns for item in items)
    assert agenda.total(items) == 120


def test_a_meeting_without_a_title_is_called_after_its_month(db: Session, cast: Cast) -> None:
    assert plan(db, cast, "empty").title == "June meeting"
    assert plan(db, cast, "empty", title="Summer").title == "Summer"


def test_like_last_time_takes_what_every_meeting_has_and_no_topics(db: Session, cast: Cast) -> None:
    last = meetings.latest_in(db, cast.community.id)
    topic = agenda.by_id(db, cast.topic.id)
    assert last and topic
    agenda.take(db, topic, last, by=cast.fatima, at=NOW)
    meeting = plan(db, cast, "like_before")
    assert [item.title for item in agenda.of(db, meeting.id)] == ["Step 1", "Step 2", "Step 3"]


def test_an_empty_agenda_is_empty(db: Session, cast: Cast) -> None:
    assert agenda.of(db, plan(db, cast, "empty").id) == []


def test_what_is_proposed(db: Session, cast: Cast) -> None:
    like = templates.before(db, cast.community.id)
    assert like and like.meeting.id == cast.next_month.id
    assert templates.proposed(like, like.meeting) == "like_before"
    assert templates.proposed(None, like.meeting) == "standard120"
    assert templates.proposed(None, None) == "founding"
