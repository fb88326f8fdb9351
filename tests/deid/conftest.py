"""The tests of the rules read by the rules alone; only those of the model ask the model."""

from collections.abc import Iterator

import pytest

from app.deid import rules_only


@pytest.fixture(autouse=True)
def _by_rules(request: pytest.FixtureRequest) -> Iterator[None]:
    if request.module.__name__.endswith(("test_deid_model", "test_deid_measured")):
        yield
        return
    with rules_only():
        yield
