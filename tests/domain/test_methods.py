"""The case methods: ours, and how their phases are fitted to other minutes."""

import pytest

from app.domain import methods
from app.domain.methods import Method

OURS = methods.ours().values()


@pytest.mark.parametrize("method", OURS, ids=lambda method: method.key)
def test_every_phase_says_who_speaks_and_what_the_others_do(method: Method) -> None:
    assert method.name and method.basis
    for phase in method.phases:
        assert phase.speaks in methods.SPEAKS
        assert phase.minutes > 0
        assert 0 < len(phase.title) <= 120 and 0 < len(phase.others_do) <= 300
        # Whoever is silent does not speak.
        assert not (phase.presenter_is_silent and phase.speaks in {"presenter", "all"})
        assert not (phase.collects_offers and phase.chooses_offers)


@pytest.mark.parametrize("method", OURS, ids=lambda method: method.key)
def test_its_words_are_ours(method: Method) -> None:
    for text in [method.name, method.basis, *(f"{one.title} {one.others_do}" for one in method.phases)]:
        assert "session" not in text.lower()
        assert not any(mark in text for mark in "[]{}#_§")


@pytest.mark.parametrize("method", OURS, ids=lambda method: method.key)
def test_offers_are_chosen_after_they_were_made(method: Method) -> None:
    makes = [place for place, phase in enumerate(method.phases) if phase.collects_offers]
    chooses = [place for place, phase in enumerate(method.phases) if phase.chooses_offers]
    assert bool(makes) == bool(chooses)
    assert not makes or max(makes) < min(chooses)


def test_the_minutes_are_those_of_the_agendas_they_come_from() -> None:
    known = {key: method.minutes for key, method in methods.ours().items()}
    assert known == {
        "solution_focused": 35,
        "consultancy": 50,
        "echo_case": 25,
        "echo_short": 20,
        "reflective_space": 65,
        "incident": 45,
        "case_clinic": 70,
        "action_learning": 40,
        "balint": 45,
    }


@pytest.mark.parametrize(
    ("minutes", "total", "fitted"),
    [
        ([5, 5, 8, 3, 10, 4], 35, [5, 5, 8, 3, 10, 4]),
        ([5, 5, 8, 3, 10, 4], 70, [10, 10, 16, 6, 20, 8]),
        ([5, 5, 8, 3, 10, 4], 25, [4, 3, 6, 2, 7, 3]),
        ([10, 1, 1], 4, [2, 1, 1]),
        ([1, 1, 1], 2, [1, 1, 1]),
        ([], 10, []),
    ],
)
def test_other_minutes_keep_the_proportions(minutes: list[int], total: int, fitted: list[int]) -> None:
    assert methods.scaled(minutes, total) == fitted


@pytest.mark.parametrize("method", OURS, ids=lambda method: method.key)
def test_fitted_minutes_add_up(method: Method) -> None:
    for total in range(10, 121):
        fitted = methods.scaled([phase.minutes for phase in method.phases], total)
        assert sum(fitted) == total
        assert min(fitted) >= 1
