"""A round's order: no kind of agency dominates the beginning, latecomers are last, nobody begins twice running."""

from collections import Counter
from datetime import timedelta
from itertools import pairwise
from uuid import UUID, uuid5

from hypothesis import given
from hypothesis import strategies as st

from app.domain.fair_order import CAME_TOGETHER, Voice, fair
from tests.cast import NOW

NAMES = UUID(int=0)


def voice(number: int, kind: str = "housing", minutes: int = 0) -> Voice:
    return Voice(uuid5(NAMES, str(number)), kind, NOW + timedelta(minutes=minutes))


kinds = st.sampled_from(["housing", "health", "police", ""])
on_time = st.lists(kinds, min_size=1, max_size=12).map(
    lambda some: [voice(number, kind, number % 5) for number, kind in enumerate(some)]
)
anybody = st.lists(st.tuples(kinds, st.integers(0, 90)), min_size=1, max_size=12).map(
    lambda some: [voice(number, kind, minutes) for number, (kind, minutes) in enumerate(some)]
)


@given(anybody, st.text(max_size=5), st.randoms())
def test_everybody_speaks_once_in_an_order_that_does_not_hang_on_who_asks(voices, seed, random) -> None:
    order = fair(voices, seed=seed)
    shuffled = list(voices)
    random.shuffle(shuffled)
    assert sorted(order) == sorted(one.id for one in voices)
    assert fair(shuffled, seed=seed) == order


@given(on_time, st.text(max_size=5))
def test_no_kind_speaks_twice_before_every_kind_has_spoken_once(voices, seed) -> None:
    kind_of = {one.id: one.kind for one in voices}
    spoken: Counter[str] = Counter()
    for voice_id in fair(voices, seed=seed):
        spoken[kind_of[voice_id]] += 1
        left = Counter(kind_of.values()) - spoken
        assert all(spoken[kind] >= spoken[kind_of[voice_id]] - 1 for kind in left)


@given(on_time, st.text(max_size=5))
def test_two_of_a_kind_follow_each_other_only_when_no_other_kind_is_left(voices, seed) -> None:
    kind_of = {one.id: one.kind for one in voices}
    order = fair(voices, seed=seed)
    for place, (one, other) in enumerate(pairwise(order)):
        if kind_of[one] == kind_of[other]:
            assert {kind_of[voice_id] for voice_id in order[place:]} == {kind_of[one]}


@given(anybody, st.text(max_size=5), st.integers(0, 11))
def test_whoever_began_last_time_does_not_begin_again(voices, seed, number) -> None:
    last = voices[number % len(voices)].id
    order = fair(voices, seed=seed, not_first=last)
    assert order[0] != last or len(voices) == 1
    assert sorted(order) == sorted(one.id for one in voices)


@given(anybody, st.text(max_size=5))
def test_those_who_came_later_are_at_the_end_as_they_came(voices, seed) -> None:
    came = {one.id: one.came_at for one in voices}
    most_were_here = sorted(came.values())[(len(came) - 1) // 2]
    order = fair(voices, seed=seed)
    late = [came[one] > most_were_here + CAME_TOGETHER for one in order]
    assert late == sorted(late)
    times = [came[one] for one, is_late in zip(order, late, strict=True) if is_late]
    assert times == sorted(times)


def test_a_scribe_who_notes_everybody_late_makes_nobody_late() -> None:
    voices = [voice(0, "housing", 0), voice(1, "housing", 16), voice(2, "health", 16), voice(3, "police", 17)]
    order = fair(voices, seed="x")
    assert {one.kind for one in voices if one.id in order[:3]} == {"housing", "health", "police"}


def test_nobody_is_always_first_by_the_alphabet() -> None:
    voices = [voice(number) for number in range(6)]
    assert len({fair(voices, seed=str(number))[0] for number in range(40)}) == 6
