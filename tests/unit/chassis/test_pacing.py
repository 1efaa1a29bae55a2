"""Between two long steps the loop hears answers; a short one never waits."""

import asyncio

from chassis.pacing import LONG, ROUNDS, Pace


async def step(pace: Pace, name: str, inputs: int, done: list[str]) -> None:
    await pace.turn(inputs)
    done.append(name)


async def hops(done: list[str]) -> None:
    """What an answer starts: some turns of the loop, then it is sent."""
    for _ in range(ROUNDS - 1):
        await asyncio.sleep(0)
    done.append("sent")


async def test_what_an_answer_starts_is_done_between_two_long_steps() -> None:
    pace, done = Pace(), list[str]()
    await asyncio.gather(step(pace, "first", LONG, done), step(pace, "second", LONG, done), hops(done))
    assert done == ["first", "sent", "second"]


async def test_a_short_step_waits_for_nobody() -> None:
    pace, done = Pace(), list[str]()
    await asyncio.gather(*(step(pace, str(n), LONG - 1, done) for n in range(3)), hops(done))
    assert done == ["0", "1", "2", "sent"]


async def test_whoever_is_cancelled_while_waiting_holds_up_nobody() -> None:
    pace, done = Pace(), list[str]()
    await pace.turn(LONG)
    waiting = asyncio.ensure_future(step(pace, "gone", LONG, done))
    after = asyncio.ensure_future(step(pace, "after", LONG, done))
    await asyncio.sleep(0)
    waiting.cancel()
    async with asyncio.timeout(5):
        await after
    assert done == ["after"]
