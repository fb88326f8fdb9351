"""Barriers that come back at a meeting: answers to tell, silence, what is looked at again at the door, and the rest."""

from datetime import date
from typing import NamedTuple

from sqlmodel import Session, col, select

from app import clock
from app.domain import communities, standings
from app.domain.barriers import Barrier
from app.domain.errors import Refused
from app.domain.follow_ups import CHECKS, HOLDS, BarrierFollowUp
from app.domain.meetings import Meeting
from app.domain.replies import Reply
from app.domain.standings import Standing


class AtMeeting(NamedTuple):
    """What a meeting opens with about barriers, each in the order in which it is best gone through."""

    answers: list[Standing]
    silent: list[Standing]
    checks: list[Standing]
    waiting: list[Standing]


class Heard(NamedTuple):
    """A sponsor's answer that a meeting was told of, or what was said there of whether it holds at the door."""

    barrier: Barrier
    reply: Reply | None = None
    said: BarrierFollowUp | None = None


def carried_into(db: Session, meeting: Meeting, today: date) -> AtMeeting:
    """What comes back at this meeting: all that was not at its end when it began, named anywhere else."""
    known = [
        one
        for one in standings.of(db, meeting.community_id, today, until=meeting.closed_at)
        if one.barrier.meeting_id != meeting.id and not _ended_before(one, meeting)
    ]
    nearest = _nearest(db, meeting)
    answers = [one for one in known if one.to_tell_at(meeting)]
    checks = [one for one in known if one not in answers and _is_to_check(one, meeting, nearest)]
    silent = [one for one in known if one not in answers and one not in checks and one.is_silent]
    taken = {id(one) for one in [*answers, *checks, *silent]}
    waiting = [one for one in known if id(one) not in taken and (not one.has_rest or not one.is_open)]
    return AtMeeting(
        sorted(answers, key=lambda one: one.to_tell_at(meeting)[-1].at),
        sorted(silent, key=lambda one: -one.silent_days),
        # By the answer's own day, which stays when it has been looked at: no row moves away from under a reader.
        sorted(checks, key=lambda one: (_first_day(one), one.barrier.named_at)),
        sorted(waiting, key=lambda one: one.barrier.named_at),
    )


def heard_at(db: Session, meeting: Meeting) -> list[Heard]:
    """What this meeting was told of barriers, and what it said of those that were to be looked at again."""
    told = select(Reply, Barrier).join(Barrier, col(Barrier.id) == Reply.barrier_id)
    told = told.where(Reply.told_meeting_id == meeting.id, col(Reply.mended_at).is_(None))
    looked = select(BarrierFollowUp, Barrier).join(Barrier, col(Barrier.id) == BarrierFollowUp.barrier_id)
    looked = looked.where(BarrierFollowUp.meeting_id == meeting.id, col(BarrierFollowUp.word).in_(CHECKS))
    answers = [Heard(barrier, reply=reply) for reply, barrier in db.exec(told.order_by(col(Reply.at)))]
    # Of what was said twice there, the last word counts.
    last = {
        barrier.id: Heard(barrier, said=said) for said, barrier in db.exec(looked.order_by(col(BarrierFollowUp.number)))
    }
    return [one for one in [*answers, *last.values()] if not one.barrier.put_away_at]


def to_look_at(db: Session, barrier: Barrier, today: date) -> Reply:
    """The answer for which a day to look at the door can be chosen now; a day that would not count is refused."""
    one = standings.of_one(db, barrier, today)
    if one.change is None:
        raise Refused("There is nothing to look at again yet: nothing has changed.")
    if one.ending and one.ending.word != HOLDS:
        raise Refused("This barrier has been ended. Open it again first, then choose a day.")
    if one.is_history(one.change):
        raise Refused("It no longer holds, so there is nothing to look at again yet. Ask a sponsor once more.")
    if one.change not in one.changes:
        raise Refused("Its sponsor has been asked anew since. Choose a day when they have answered.")
    return one.change


def _first_day(one: Standing) -> date:
    return (one.change and one.change.check_day) or date.max


def _is_to_check(one: Standing, meeting: Meeting, nearest: date) -> bool:
    if one.said_at(meeting):
        return True
    return one.check_day is not None and one.check_day <= nearest


def _ended_before(one: Standing, meeting: Meeting) -> bool:
    return one.ending is not None and (meeting.started_at is None or one.ending.at <= meeting.started_at)


def _nearest(db: Session, meeting: Meeting) -> date:
    # Looked at again at the meeting nearest to its day: the one before it, if the next one is further away.
    community = communities.by_id(db, meeting.community_id)
    assert community is not None
    return clock.today_in(community.zone, meeting.started_at or meeting.starts_at) + community.half_the_rhythm
