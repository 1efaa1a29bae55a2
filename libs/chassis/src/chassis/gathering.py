"""A Redis client whose commands go together: what is asked for in one turn of the event loop is one write and one read.

Of twenty commands side by side each costs a client a quarter of the CPU it costs by itself, of six less than half: most
of it is waking, waiting and a turn of the socket. A batch's partitions, and a call centre's requests, ask side by side.
Nobody waits for an earlier group: where cores are scarce, that would double the way to Redis and back.
"""

import asyncio
from collections.abc import Mapping, Sequence
from contextvars import Context
from typing import Any, NamedTuple

from redis.asyncio import Redis

LARGE = 16 * 1024
"""Bytes of a word from which on a command goes by itself: the save of a backlog keeps Redis for 10 ms, and in a group
everybody would have to wait for the slowest.
"""


class Command(NamedTuple):
    """What `execute_command` was called with, and who waits for the answer."""

    words: tuple[Any, ...]
    options: Mapping[str, Any]
    answer: "asyncio.Future[Any]"


class GatheringRedis(Redis):
    """`redis.asyncio.Redis`, but for commands that block the server's answer (BLPOP and the like): others would wait.

    Each caller gets its own command's answer or error; when the server goes away, all of a group hear it. Who is
    cancelled stops nobody: its command is done or was done, and it does not hear of it.
    """

    def __init__(self, *args: Any, **options: Any) -> None:  # noqa: ANN401  the client's signature
        super().__init__(*args, **options)
        self._asked: list[Command] = []
        self._under_way: set[asyncio.Task[None]] = set()

    async def execute_command(self, *words: Any, **options: Any) -> Any:  # noqa: ANN401  the client's signature
        """Raises what the client raises."""
        if any(isinstance(word, bytes) and len(word) >= LARGE for word in words):
            return await super().execute_command(*words, **options)  # type: ignore[no-untyped-call]  # the client's gap
        loop = asyncio.get_running_loop()
        command = Command(words, options, loop.create_future())
        self._asked.append(command)
        if len(self._asked) == 1:  # it begins when all who are ready by now have asked
            task = loop.create_task(self._answer(), context=Context())
            self._under_way.add(task)
            task.add_done_callback(self._under_way.discard)
        return await command.answer

    async def _answer(self) -> None:
        asked, self._asked = self._asked, []
        try:
            answers = await self._answers(asked)
        except Exception as error:  # noqa: BLE001  it is the callers'
            answers = [error] * len(asked)
        for command, answer in zip(asked, answers, strict=True):
            if command.answer.done():
                continue
            if isinstance(answer, Exception):
                command.answer.set_exception(answer)
            else:
                command.answer.set_result(answer)

    async def _answers(self, commands: Sequence[Command]) -> Sequence[Any]:
        if len(commands) == 1:
            (words, options, _), *_ = commands
            return [await super().execute_command(*words, **options)]  # type: ignore[no-untyped-call]  # the client's gap
        async with self.pipeline(transaction=False) as pipe:
            for words, options, _ in commands:
                pipe.execute_command(*words, **options)
            return await pipe.execute(raise_on_error=False)
