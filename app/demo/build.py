"""Tells the demo's story in the order in which it happened, through the rules of the trade, so its history is true."""

from datetime import datetime, timedelta

from sqlmodel import Session

from app.demo import between, gather, hold, plan
from app.demo.cases import CASES
from app.demo.meetings import MEETINGS, TOPICS
from app.demo.stage import Stage, next_start
from app.domain.communities import Community


def build(db: Session, *, at: datetime) -> Community:
    """The whole community, with half a year behind it and a meeting ahead."""
    stage = Stage(db, at, next_start(at))
    gather.everybody(stage)
    for number in MEETINGS:
        plan.meeting(stage, number)
        if stage.start_of(number) < at:
            hold.meeting(stage, number)
            between.after(stage, number)
    for key in TOPICS:
        plan.topic(stage, key)
    for key, story in CASES.items():
        if not story.meeting:
            plan.case(stage, key, at=at - timedelta(days=2))
    db.flush()
    return stage.community
