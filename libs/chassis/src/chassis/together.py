"""Group commit: calls that come while an earlier one is under way are done together in the next.

One call alone waits for nothing. Under load one load, one save and one publishing serve all that came meanwhile.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextvars import Context
from typing import Generic, TypeVar

A = TypeVar("A")
B = TypeVar("B")


class Together(Generic[A, B]):
    """`do` takes up to `most` arguments in the order they came and gives one answer each.

    What `do` raises, every one of its callers gets. A caller that is cancelled stops nobody: its call is done or was
    done, and it does not hear of it, as with any request under way.
    """

    def __init__(self, do: Callable[[Sequence[A]], Awaitable[Sequence[B]]], most: int) -> None:
        self._do = do
        self._most = most
        self._waiting: list[tuple[A, asyncio.Future[B]]] = []
        self._working: asyncio.Task[None] | None = None

    async def ask(self, one: A) -> B:
        """The answer to one call."""
        future: asyncio.Future[B] = asyncio.get_running_loop().create_future()
        self._waiting.append((one, future))
        if self._working is None or self._working.done():
            # in a context of its own: log lines of a group are not the first caller's
            self._working = asyncio.get_running_loop().create_task(self._work(), context=Context())
        return await future

    async def _work(self) -> None:
        while self._waiting:
            group, self._waiting = self._waiting[: self._most], self._waiting[self._most :]
            try:
                answers = await self._do([one for one, _ in group])
            except Exception as error:  # noqa: BLE001  it is the callers'
                for _, future in group:
                    if not future.done():
                        future.set_exception(error)
                continue
            for (_, future), answer in zip(group, answers, strict=True):
                if not future.done():
                    future.set_result(answer)
