"""Waiting for something real, with a deadline and without a fixed sleep."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

T = TypeVar("T")


async def eventually(
    ask: Callable[[], Awaitable[T | None]],
    *,
    within: float = 30.0,
    every: float = 0.05,
    saying: str = "it did not happen",
) -> T:
    """The first truthy answer of `ask`, asked `every` so many seconds; AssertionError with the last one after `within`
    seconds.
    """
    answer: T | None = None
    try:
        async with asyncio.timeout(within):
            while not (answer := await ask()):  # noqa: ASYNC110  it is about what others do
                await asyncio.sleep(every)
            return answer
    except TimeoutError:
        raise AssertionError(f"{saying} within {within} s; last seen: {answer!r}") from None
