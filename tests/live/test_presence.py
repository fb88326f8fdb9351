"""Who has a page open, alone: when somebody is missed, when not, and that nothing of it lasts."""

import asyncio
from uuid import uuid4

import pytest

from app.presence import Patience, Presence

MEETING, FATIMA, OMAR = uuid4(), uuid4(), uuid4()
TOPIC = "community:1"
QUICK = Patience(lost=0.3, aside=0.9, on_its_way=0.1, forgotten=0.9)


def opened() -> tuple[Presence, list[str]]:
    told: list[str] = []
    presence = Presence(told.append, QUICK)
    presence.open(asyncio.get_running_loop())
    return presence, told


def alive(presence: Presence) -> None:
    presence.alive(MEETING, FATIMA, TOPIC)


async def signs(presence: Presence, times: int) -> None:
    for _ in range(times):
        alive(presence)
        await asyncio.sleep(0.05)


def test_nobody_is_missed_who_was_never_seen() -> None:
    async def story() -> None:
        presence, told = opened()
        presence.aside(MEETING, FATIMA)
        await asyncio.sleep(0.45)
        assert (presence.absence(MEETING, FATIMA), presence.absence(MEETING, None), told) == ("", "", [])

    asyncio.run(story())


def test_nobody_is_missed_while_signs_come() -> None:
    async def story() -> None:
        presence, told = opened()
        await signs(presence, 10)
        assert (presence.absence(MEETING, FATIMA), told) == ("", [])

    asyncio.run(story())


def test_when_the_signs_stop_it_is_told_once_and_once_more_when_they_come_back() -> None:
    async def story() -> None:
        presence, told = opened()
        alive(presence)
        await asyncio.sleep(0.45)
        assert (presence.absence(MEETING, FATIMA), told) == ("lost", [TOPIC])
        assert presence.absence(MEETING, OMAR) == presence.absence(uuid4(), FATIMA) == ""
        await signs(presence, 4)
        assert (presence.absence(MEETING, FATIMA), told) == ("", [TOPIC, TOPIC])
        await asyncio.sleep(0.45)
        assert (presence.absence(MEETING, FATIMA), told) == ("lost", [TOPIC] * 3)

    asyncio.run(story())


def test_a_page_that_was_put_aside_is_missed_after_some_minutes_only() -> None:
    async def story() -> None:
        presence, told = opened()
        alive(presence)
        presence.aside(MEETING, FATIMA)
        alive(presence)  # it was on its way already
        await asyncio.sleep(0.6)
        assert (presence.absence(MEETING, FATIMA), told) == ("", [])
        await asyncio.sleep(0.45)
        assert (presence.absence(MEETING, FATIMA), told) == ("away", [TOPIC])

    asyncio.run(story())


def test_a_page_that_comes_back_to_the_front_is_watched_as_before() -> None:
    async def story() -> None:
        presence, told = opened()
        alive(presence)
        await asyncio.sleep(0.1)
        presence.aside(MEETING, FATIMA)
        await asyncio.sleep(0.35)
        alive(presence)
        await asyncio.sleep(0.45)
        assert (presence.absence(MEETING, FATIMA), told) == ("lost", [TOPIC])

    asyncio.run(story())


def test_in_other_hands_nobody_is_missed_any_more() -> None:
    async def story() -> None:
        presence, told = opened()
        alive(presence)
        presence.let_be(MEETING)
        await asyncio.sleep(0.45)
        assert (presence.absence(MEETING, FATIMA), told) == ("", [])

    asyncio.run(story())


def test_nothing_of_it_lasts() -> None:
    async def story() -> None:
        presence, told = opened()
        alive(presence)
        await asyncio.sleep(0.45)
        assert presence.absence(MEETING, FATIMA) == "lost"
        await asyncio.sleep(1.1)
        assert (presence.absence(MEETING, FATIMA), told, presence._signs) == ("", [TOPIC], {})

    asyncio.run(story())


@pytest.mark.parametrize("opened_pages", [1, 3])
def test_pages_are_counted_while_they_are_open(opened_pages: int) -> None:
    presence = Presence(lambda topic: None)
    presence.came(MEETING, OMAR)
    for _ in range(opened_pages):
        presence.came(MEETING, FATIMA)
    assert presence.pages(MEETING) == {FATIMA: opened_pages, OMAR: 1}
    for _ in range(opened_pages):
        presence.went(MEETING, FATIMA)
    presence.went(MEETING, OMAR)
    assert presence.pages(MEETING) == {} and not presence._pages


def test_without_a_loop_nobody_is_watched_and_nothing_breaks() -> None:
    presence = Presence(lambda topic: None)
    presence.alive(MEETING, FATIMA, TOPIC)
    assert presence.absence(MEETING, FATIMA) == ""
