"""The timer's arithmetic, for whatever presses come in whatever order."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from app.domain import timer
from app.domain.timer import Run

BEGAN = datetime(2027, 5, 11, 11, 30, tzinfo=UTC)
SECONDS = st.integers(min_value=0, max_value=4 * 3600)
MINUTES = st.integers(min_value=1, max_value=180)


def after(seconds: float) -> datetime:
    return BEGAN + timedelta(seconds=seconds)


@given(passed=SECONDS, minutes=MINUTES, before=SECONDS, paused=SECONDS)
def test_what_is_left_and_what_was_spent_make_the_whole(passed: int, minutes: int, before: int, paused: int) -> None:
    run = Run(BEGAN, paused=min(paused, passed), before=before)
    assert timer.left(run, minutes, after(passed)) + timer.spent(run, after(passed)) == minutes * 60


@given(passed=SECONDS, later=SECONDS, minutes=MINUTES, before=SECONDS)
def test_every_page_counts_to_the_same_moment_whenever_it_asks(
    passed: int, later: int, minutes: int, before: int
) -> None:
    run = Run(BEGAN, before=before)
    ends = timer.ends_at(run, minutes)
    assert ends is not None
    for at in (after(passed), after(passed + later)):
        assert at + timedelta(seconds=timer.left(run, minutes, at)) == ends


@given(until_pause=SECONDS, pause=SECONDS, then=SECONDS, minutes=MINUTES)
def test_a_pause_does_not_count(until_pause: int, pause: int, then: int, minutes: int) -> None:
    straight = timer.left(Run(BEGAN), minutes, after(until_pause + then))
    with_pause = timer.left(Run(BEGAN, paused=pause), minutes, after(until_pause + pause + then))
    assert with_pause == straight


@given(until_pause=SECONDS, waited=SECONDS, minutes=MINUTES)
def test_a_paused_clock_stands(until_pause: int, waited: int, minutes: int) -> None:
    run = Run(BEGAN, paused_at=after(until_pause))
    face = timer.face(run, minutes, after(until_pause + waited))
    assert (face.state, face.left, face.ends_at) == ("paused", minutes * 60 - until_pause, None)


@given(passed=SECONDS, minutes=MINUTES)
def test_the_bar_never_shows_more_than_all(passed: int, minutes: int) -> None:
    face = timer.face(Run(BEGAN), minutes, after(passed))
    assert 0 <= face.used <= minutes * 60
    assert face.state == ("over" if passed > minutes * 60 else "running")


@given(passed=SECONDS, minutes=MINUTES, to_come=SECONDS)
def test_running_over_costs_only_the_time_that_has_passed(passed: int, minutes: int, to_come: int) -> None:
    left = timer.left(Run(BEGAN), minutes, after(passed))
    end = timer.predicted_end(to_come, left, after(passed))
    assert end == after(max(passed, minutes * 60) + to_come)


@given(seconds=st.integers(min_value=-7200, max_value=7200))
def test_the_words_say_the_same_seconds(seconds: int) -> None:
    minutes, rest = timer.in_words(seconds).removeprefix("+").split(":")
    assert int(minutes) * 60 + int(rest) == abs(seconds)
    assert timer.in_words(seconds).startswith("+") == (seconds < 0)


def test_a_step_that_ended_stands_still_and_has_no_end_to_come() -> None:
    run = Run(BEGAN, ended_at=after(300))
    assert timer.spent(run, after(9000)) == 300
    assert timer.ends_at(run, 10) is None


def test_a_step_that_has_not_begun_keeps_what_it_had() -> None:
    assert timer.spent(Run(None, before=120), after(0)) == 120


def test_the_time_is_said_in_words() -> None:
    said = {460: "7 minutes 40 seconds", 61: "1 minute 1 second", -120: "2 minutes", 5: "5 seconds", 0: "0 seconds"}
    assert {seconds: timer.spoken(seconds) for seconds in said} == said
