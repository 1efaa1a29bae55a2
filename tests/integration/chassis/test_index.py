"""Add and count in one call: exactly the last of those who come together finds them all (D-105)."""

from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest
from redis.asyncio import Redis

from chassis.index import Index

START = datetime(2026, 3, 3, 9, tzinfo=UTC)
DAY = timedelta(hours=24)
MOMENTS = {name: START + timedelta(minutes=n) for n, name in enumerate("abc")}


@pytest.mark.parametrize("order", list(permutations("abc")), ids="".join)
async def test_in_whatever_order_three_are_handled_one_finds_three(redis: Redis, order: tuple[str, ...]) -> None:
    index = Index(redis, "dispatch")
    found = [await index.add_and_count("b:S1/B3", name, MOMENTS[name], DAY) for name in order]
    assert [len(members) for members in found] == [1, 2, 3]
    assert found[-1] == list(order)


async def test_asking_again_gives_the_first_answer(redis: Redis) -> None:
    index = Index(redis, "dispatch")
    for name in "abc":
        await index.add_and_count("t", name, MOMENTS[name], DAY)
    assert await index.add_and_count("t", "b", MOMENTS["b"] + timedelta(hours=1), DAY) == ["a", "b"]


async def test_asking_again_for_the_whole_list_tells_of_those_that_came_since_each_in_its_place(redis: Redis) -> None:
    index = Index(redis, "dispatch")
    listed = [await index.add_and_list("t", name, MOMENTS[name], DAY) for name in "abc"]
    assert listed == [["a"], ["a", "b"], ["a", "b", "c"]]
    assert await index.add_and_list("t", "b", MOMENTS["b"], DAY) == ["a", "b", "c"]


async def test_what_lies_outside_the_window_does_not_count(redis: Redis) -> None:
    index = Index(redis, "dispatch")
    await index.add_and_count("t", "old", START, DAY)
    assert await index.add_and_count("t", "new", START + DAY + timedelta(seconds=1), DAY) == ["new"]


async def test_what_is_older_than_two_windows_is_forgotten(redis: Redis) -> None:
    index = Index(redis, "dispatch")
    await index.add_and_count("t", "old", START, DAY)
    await index.add_and_count("t", "new", START + 3 * DAY, DAY)
    assert await redis.zrange("dispatch:{t}", 0, -1) == [b"new"]
    assert await redis.zrange("dispatch:{t}:order", 0, -1) == [b"new"]
