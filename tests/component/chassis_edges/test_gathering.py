"""Commands that are asked for together go to Redis together; each caller still has its own answer and its own error."""

import asyncio
from contextlib import suppress

import pytest
from redis.asyncio import Redis
from redis.exceptions import ConnectionError as Away
from redis.exceptions import ResponseError

from chassis.gathering import LARGE
from chassis.pool import new_client

MANY = 60


async def reads(redis: Redis) -> int:
    """How often the server has read from its clients so far."""
    return int((await redis.info("stats"))["total_reads_processed"])


async def test_what_is_asked_for_at_the_same_time_is_one_round_trip(redis: Redis) -> None:
    await redis.mset({f"n:{n}": n for n in range(MANY)})
    before = await reads(redis)
    found = await asyncio.gather(*(redis.get(f"n:{n}") for n in range(MANY)))
    assert [int(value or -1) for value in found] == list(range(MANY))
    assert await reads(redis) - before == 2, "one for all of them, one for the question itself"


async def test_large_ones_wait_for_nobody_and_hold_up_nobody(redis: Redis) -> None:
    before = await reads(redis)
    await asyncio.gather(*(redis.set(f"large:{n}", b"x" * LARGE) for n in range(4)))
    assert await reads(redis) - before > 4, "each by itself, and the question"


async def test_they_are_done_in_the_order_they_were_asked(redis: Redis) -> None:
    await asyncio.gather(*(redis.rpush("list", n) for n in range(MANY)))
    assert await redis.lrange("list", 0, -1) == [b"%d" % n for n in range(MANY)]


async def test_what_comes_later_waits_for_no_earlier_group(redis: Redis) -> None:
    slow = asyncio.ensure_future(redis.blpop(["nothing yet"], timeout=5))
    await asyncio.sleep(0.05)
    await redis.rpush("nothing yet", "something")
    assert await slow == (b"nothing yet", b"something")


async def test_an_error_is_only_its_own_caller_s(redis: Redis) -> None:
    await redis.set("text", "words")
    found = await asyncio.gather(
        redis.get("text"), redis.lpush("text", "no list"), redis.info("server"), return_exceptions=True
    )
    assert found[0] == b"words"
    assert isinstance(found[1], ResponseError)
    assert found[2]["redis_version"]


async def test_a_script_the_server_has_forgotten_is_told_again_by_each_that_wants_it(redis: Redis) -> None:
    script = redis.register_script("return tonumber(ARGV[1]) * 2")
    await redis.script_flush()
    assert await asyncio.gather(*(script(args=[n]) for n in range(MANY))) == [2 * n for n in range(MANY)]


async def test_who_is_cancelled_takes_nothing_from_the_others(redis: Redis) -> None:
    asking = [asyncio.ensure_future(redis.incr("counted")) for _ in range(MANY)]
    await asyncio.sleep(0)
    asking[0].cancel()
    with suppress(asyncio.CancelledError):
        await asking[0]
    assert sorted(await asyncio.gather(*asking[1:])) == list(range(2, MANY + 1))


async def test_a_server_that_is_gone_is_told_to_all_of_them() -> None:
    nobody = new_client("redis://127.0.0.1:1/0")
    found = await asyncio.gather(*(nobody.get(f"n:{n}") for n in range(MANY)), return_exceptions=True)
    assert all(isinstance(one, Away) for one in found)
    await nobody.aclose()


@pytest.mark.parametrize("turns", range(8))
async def test_after_a_cancellation_at_any_turn_the_next_answer_is_the_next_question_s(
    redis: Redis, turns: int
) -> None:
    await redis.mset({"one": 1, "two": 2})
    asking = asyncio.ensure_future(redis.get("one"))
    for _ in range(turns):
        await asyncio.sleep(0)
    asking.cancel()
    assert await redis.get("two") == b"2"
