"""The hub alone: who hears what, how far each topic has come, and when a page's stream ends."""

import asyncio
import re

from app import live
from app.live import ENDED, Hub, events

COMMUNITY, SIGN_IN = "community:1", "sign-in:1"


def told(text: str) -> list[str]:
    return re.findall(r"event: (\w+)", text)


async def opened() -> Hub:
    hub = Hub()
    hub.open(asyncio.get_running_loop())
    return hub


def page(hub: Hub, seen: int | None = None, lasts: float = 60.0):
    asked_at = hub.latest
    seen = asked_at if seen is None else seen
    return events(hub, COMMUNITY, {SIGN_IN}, seen=seen, asked_at=asked_at, lasts=lasts)


async def rest_of(stream) -> list[str]:
    return [noun async for text in stream for noun in told(text)]


def test_a_page_hears_its_own_topic_only() -> None:
    async def story() -> None:
        hub = await opened()
        stream = page(hub)
        assert told(await anext(stream)) == []
        hub.deliver({"community:2": {"notes"}})
        hub.deliver({COMMUNITY: {"agenda", "actions"}})
        assert told(await anext(stream)) == ["actions", "agenda"]
        await stream.aclose()
        assert hub.open_pages == 0

    asyncio.run(story())


def test_several_changes_while_a_page_is_slow_are_told_once_per_noun() -> None:
    async def story() -> None:
        hub = await opened()
        stream = page(hub)
        await anext(stream)
        for _ in range(50):
            hub.deliver({COMMUNITY: {"notes"}})
        text = await anext(stream)
        assert told(text) == ["notes"]
        assert f"id: {hub.version(COMMUNITY)}\n" in text
        await stream.aclose()

    asyncio.run(story())


def test_the_id_never_runs_ahead_of_what_was_told() -> None:
    async def story() -> None:
        hub = await opened()
        stream = page(hub)
        await anext(stream)
        hub.deliver({COMMUNITY: {"notes"}})
        first = hub.version(COMMUNITY)
        waiting = asyncio.ensure_future(anext(stream))
        await asyncio.sleep(0)
        hub.deliver({COMMUNITY: {"actions"}})
        text = await waiting
        assert (f"id: {first}\n" in text) == ("actions" not in told(text))
        await stream.aclose()

    asyncio.run(story())


def test_a_page_that_is_behind_is_told_to_look_again() -> None:
    async def story() -> None:
        hub = await opened()
        seen = hub.latest
        hub.deliver({COMMUNITY: {"notes"}})
        behind, fresh = page(hub, seen), page(hub)
        assert told(await anext(behind)) == ["sync"]
        assert told(await anext(fresh)) == []
        await behind.aclose()
        await fresh.aclose()

    asyncio.run(story())


def test_a_change_of_another_community_does_not_make_a_page_look_again() -> None:
    async def story() -> None:
        hub = await opened()
        seen = hub.latest
        hub.deliver({"community:2": {"notes"}})
        stream = page(hub, seen)
        assert told(await anext(stream)) == []
        await stream.aclose()

    asyncio.run(story())


def test_a_restarted_server_is_ahead_of_the_one_before_it() -> None:
    before = Hub()
    for _ in range(3):
        before.deliver({COMMUNITY: {"notes"}})
    after = Hub()
    after._first_version = after.latest = before.latest + 1000
    assert after.version(COMMUNITY) > before.version(COMMUNITY)


def test_signing_out_ends_the_stream() -> None:
    async def story() -> None:
        hub = await opened()
        stream = page(hub)
        await anext(stream)
        hub.deliver({SIGN_IN: {ENDED}, COMMUNITY: {"members"}})
        assert await asyncio.wait_for(rest_of(stream), 1) == []
        assert hub.open_pages == 0

    asyncio.run(story())


def test_a_sign_out_between_the_guard_and_the_stream_is_not_missed() -> None:
    async def story() -> None:
        hub = await opened()
        stream = page(hub)
        hub.deliver({SIGN_IN: {ENDED}})
        assert await asyncio.wait_for(rest_of(stream), 1) == []

    asyncio.run(story())


def test_a_stream_ends_with_its_sign_in() -> None:
    async def story() -> None:
        hub = await opened()
        stream = page(hub, lasts=0.05)
        assert await asyncio.wait_for(rest_of(stream), 1) == []

    asyncio.run(story())


def test_closing_the_hub_lets_every_page_go() -> None:
    async def story() -> None:
        hub = await opened()
        streams = [page(hub) for _ in range(20)]
        for stream in streams:
            await anext(stream)
        hub.close()
        ended = await asyncio.wait_for(asyncio.gather(*(rest_of(stream) for stream in streams)), 1)
        assert ended == [[]] * 20
        assert hub.open_pages == 0

    asyncio.run(story())


def test_nothing_is_told_before_there_is_a_loop_and_nothing_breaks() -> None:
    hub = Hub()
    hub.deliver({COMMUNITY: {"notes"}})
    assert hub.version(COMMUNITY) == hub.latest


def test_what_is_told_waits_on_the_session_until_the_commit() -> None:
    info: dict[str, dict[str, set[str]]] = {}
    live.tell(info, COMMUNITY, "notes")
    live.tell(info, COMMUNITY, "notes")
    live.tell(info, COMMUNITY, "agenda")
    assert info == {"told": {COMMUNITY: {"notes", "agenda"}}}
