"""Arithmetic of the running step: how long it has had, what is left. Pure; no database, no clock."""

import math
from datetime import datetime, timedelta
from typing import NamedTuple


class Run(NamedTuple):
    """When a step ran: `before` are seconds from earlier runs, `paused` seconds of this run that did not count."""

    begun_at: datetime | None
    paused_at: datetime | None = None
    ended_at: datetime | None = None
    paused: int = 0
    before: int = 0


class Face(NamedTuple):
    """What the timer of a running step shows at one moment; `ends_at` is None while it is paused."""

    state: str
    left: int
    minutes: int
    ends_at: datetime | None

    @property
    def used(self) -> int:
        """Seconds used of its minutes: never more than all of them, nor fewer than none."""
        return max(0, min(self.minutes * 60, self.minutes * 60 - self.left))


def spent(run: Run, at: datetime) -> int:
    """Seconds the step has had by now; a pause does not count, nor does anything after its end."""
    if run.begun_at is None:
        return run.before
    until = run.ended_at or run.paused_at or at
    return max(0, run.before + int((until - run.begun_at).total_seconds()) - run.paused)


def left(run: Run, minutes: int, at: datetime) -> int:
    """Seconds left of the step's minutes; below zero when it runs over."""
    return minutes * 60 - spent(run, at)


def ends_at(run: Run, minutes: int) -> datetime | None:
    """When the step's minutes are used up, if it goes on without another pause; None while it does not run.

    It hangs on nothing that passes, so that every page, whenever it asks, counts to the same moment.
    """
    if run.begun_at is None or run.paused_at or run.ended_at:
        return None
    return run.begun_at + timedelta(seconds=minutes * 60 - run.before + run.paused)


def face(run: Run, minutes: int, at: datetime) -> Face:
    """What the timer shows: running, over or paused."""
    seconds = left(run, minutes, at)
    state = "paused" if run.paused_at else "over" if seconds < 0 else "running"
    return Face(state, seconds, minutes, ends_at(run, minutes))


def face_of_break(begun_at: datetime, ends_at: datetime, at: datetime) -> Face:
    """What the timer shows in a break: the same clock, counting to the hour at which we are back."""
    left = math.ceil((ends_at - at).total_seconds())
    minutes = math.ceil((ends_at - begun_at).total_seconds() / 60)
    return Face("over" if left < 0 else "break", left, minutes, ends_at)


def predicted_end(seconds_to_come: int, seconds_left_now: int, at: datetime) -> datetime:
    """When the meeting will end if every step to come takes its minutes; a step running over takes no more."""
    return at + timedelta(seconds=max(0, seconds_left_now) + seconds_to_come)


def spoken(seconds: int) -> str:
    """The time as it is said aloud: "7 minutes 40 seconds"; whether it is left or over is said beside it."""
    minutes, rest = divmod(abs(seconds), 60)
    counted = [
        f"{number} {noun}{'s' if number != 1 else ''}"
        for number, noun in ((minutes, "minute"), (rest, "second"))
        if number
    ]
    return " ".join(counted) or "0 seconds"


def in_words(seconds: int) -> str:
    """The time as it is shown: minutes and seconds, with a plus sign once it runs over."""
    minutes, rest = divmod(abs(seconds), 60)
    return f"{'+' if seconds < 0 else ''}{minutes}:{rest:02}"
