"""Nothing agreed, promised, parked or hoped for disappears between meetings: random communities, held to a plain model.

The model keeps, in its own words, what should still be there (`life/known.py`). It never asks the domain what that is.
What the domain shows is looked at whenever a meeting opens, and for every planned meeting at the end.
"""

import os
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize

from tests.domain.life.actions import Actions
from tests.domain.life.barriers import Barriers
from tests.domain.life.cases import Cases
from tests.domain.life.ground import PACES, yes_or_no
from tests.domain.life.miracles import Miracles
from tests.domain.life.ways import LATER, WAYS

settings.register_profile("nothing-is-lost", max_examples=16, stateful_step_count=30, deadline=None)
settings.register_profile("nothing-is-lost-long", max_examples=1500, stateful_step_count=60, deadline=None)
PROFILE = settings.get_profile(os.environ.get("NOTHING_IS_LOST", "nothing-is-lost"))


class Communities(Cases, Actions, Miracles, Barriers):
    """One community, and whatever its people do."""

    @initialize(pace=st.sampled_from(PACES), has_met=yes_or_no)
    def begin(self, pace: int, has_met: bool) -> None:
        self.found_it(pace)
        self.propose(is_a_case=False)
        self.plan(days=28, chosen="template")
        if has_met:
            self.take(which=0, where=0)
            self.start(which=0)


class HopesAndBarriers(Miracles, Barriers):
    """One where people only tell little miracles and name barriers: so there is time for each to go its whole way."""

    @initialize(pace=st.sampled_from(PACES), is_new=yes_or_no, barrier=WAYS, miracle=LATER)
    def begin(self, pace: int, is_new: bool, barrier: list[tuple[Any, ...]], miracle: list[tuple[Any, ...]]) -> None:
        self.found_it(pace)
        self.plan(days=28, chosen="")
        self.work_on_barrier(0, [("name", "a planned one" if is_new else "between", 1)])
        self.work_on_barrier(0, barrier)
        self.work_on_miracle(0, miracle)


class TestNothingIsLost(Communities.TestCase):
    settings = settings(PROFILE, suppress_health_check=list(HealthCheck))


class TestNoHopeIsLost(HopesAndBarriers.TestCase):
    # A way holds many deeds, so a few steps are enough.
    settings = settings(
        PROFILE,
        max_examples=PROFILE.max_examples * 5 // 2,
        stateful_step_count=4,
        suppress_health_check=list(HealthCheck),
    )
