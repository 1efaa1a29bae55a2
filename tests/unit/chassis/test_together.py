"""Calls that come while an earlier one is under way are done together."""

import asyncio
from collections.abc import Sequence

import pytest

from chassis.failures import Unavailable
from chassis.together import Together


class Slow:
    """Notes which arguments came together; each call waits to be let go."""

    def __init__(self) -> None:
        self.groups: list[list[int]] = []
        self.go = asyncio.Semaphore(0)
        self.fails = False

    async def do(self, given: Sequence[int]) -> list[int]:
        self.groups.append(list(given))
        await self.go.acquire()
        if self.fails:
            raise Unavailable("Redis does not answer")
        return [one * 10 for one in given]


async def asked(together: Together[int, int], *numbers: int) -> list["asyncio.Task[int]"]:
    tasks = [asyncio.create_task(together.ask(one)) for one in numbers]
    for _ in range(3):  # each task asks, then the work begins
        await asyncio.sleep(0)
    return tasks


async def test_what_comes_while_one_is_under_way_goes_together_in_the_order_it_came() -> None:
    slow = Slow()
    together = Together(slow.do, 3)
    tasks = await asked(together, 1)
    tasks += await asked(together, 2, 3, 4, 5)
    for _ in range(3):
        slow.go.release()
    assert await asyncio.gather(*tasks) == [10, 20, 30, 40, 50]
    assert slow.groups == [[1], [2, 3, 4], [5]]


async def test_what_fails_fails_for_all_who_waited_for_it_and_for_nobody_else() -> None:
    slow = Slow()
    together = Together(slow.do, 10)
    slow.fails = True
    tasks = await asked(together, 1, 2)
    slow.go.release()
    answers = await asyncio.gather(*tasks, return_exceptions=True)
    assert [type(answer) for answer in answers] == [Unavailable, Unavailable]
    slow.fails = False
    later = await asked(together, 3)
    slow.go.release()
    assert await later[0] == 30


async def test_a_caller_that_gives_up_holds_up_nobody() -> None:
    slow = Slow()
    together = Together(slow.do, 10)
    first, second = await asked(together, 1, 2)
    first.cancel()
    slow.go.release()
    assert await second == 20
    with pytest.raises(asyncio.CancelledError):
        await first
