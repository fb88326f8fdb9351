"""Ways: some deeds one after another with the same barrier, or the same little miracle, and meetings in between.

A rule is drawn now and then, and another one hardly ever after it; on a way they come together.
"""

from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from app.domain import holding
from app.domain.barrier_words import ANSWERS
from tests.domain.life.ground import MEMBERS, pick, yes_or_no


def drawn(*deeds: tuple[int, SearchStrategy[Any]]) -> SearchStrategy[Any]:
    """One of these, each as often as its number says."""
    return st.sampled_from([deed for times, deed in deeds for _ in range(times)]).flatmap(lambda deed: deed)


TWO = [[5], [5], [6], [5, 6], [6, 5]]
members, few_days = st.sampled_from(MEMBERS), st.sampled_from([0, 7, 14, 30])
words, at_meetings = st.sampled_from([*ANSWERS]), st.sampled_from([True, True, False])
# What may be done with a barrier. Some of it needs something else first, so it is drawn more often; many make a way.
BARRIER_DEEDS = drawn(
    (1, st.tuples(st.just("name"), st.sampled_from(["here", "between", "a planned one"]), members)),
    (2, st.tuples(st.just("say_us_too"), members, yes_or_no)),
    (2, st.tuples(st.just("write_a_letter"), st.sampled_from(["write", "write", "put away", "bring back"]))),
    (4, st.tuples(st.just("ask"), st.sampled_from(TWO), few_days)),
    (8, st.tuples(st.just("answer"), pick, words, few_days)),
    (4, st.tuples(st.just("meet"), st.sampled_from([0, 28]))),
    (8, st.tuples(st.just("meet_on_its_day"), pick, st.sampled_from([0, 0, 1, -1]))),
    (6, st.tuples(st.just("tell_of_answers"), st.sampled_from([True, True, True, False]))),
    (6, st.tuples(st.just("wait"), st.sampled_from([1, 8, 30, 80, 80]))),
    (3, st.tuples(st.just("hear_from_two"), words, st.one_of(st.none(), words), few_days)),
    (3, st.tuples(st.just("send_second_letters"))),
    (3, st.tuples(st.just("look_at_the_door"), st.sampled_from(["holds", "back"]), at_meetings)),
    (3, st.tuples(st.just("choose_a_day_to_look"), st.sampled_from([1, 20, 60]))),
    (2, st.tuples(st.just("end"), yes_or_no)),
    (3, st.tuples(st.just("put_away"), st.sampled_from([[True], [False], [True, False], [True, False]]))),
)
WAYS = st.lists(BARRIER_DEEDS, min_size=8, max_size=24)

MIRACLE_DEEDS = drawn(
    (2, st.tuples(st.just("tell"), st.sampled_from(["here", "between", "a planned one"]), members)),
    (2, st.tuples(st.just("tell_it_otherwise"))),
    (6, st.tuples(st.just("say_how_it_holds"), st.sampled_from([*holding.WORDS]), at_meetings)),
    (6, st.tuples(st.just("say_we_saw_it_too"), members, st.sampled_from([True, True, False]))),
    (4, st.tuples(st.just("work_elsewhere"), st.sampled_from(MEMBERS[1:]))),
    (3, st.tuples(st.just("meet"), st.sampled_from([0, 28]))),
    (3, st.tuples(st.just("meet_and_ask"), pick, st.sampled_from([0, 0, 1, -1]))),
    (3, st.tuples(st.just("wait"), st.sampled_from([1, 30, 80]))),
    (2, st.tuples(st.just("put_miracle_away"), st.sampled_from([True, False, False]))),
    (1, st.tuples(st.just("rest_for_today"))),
)
LATER = st.lists(MIRACLE_DEEDS, min_size=4, max_size=14)
