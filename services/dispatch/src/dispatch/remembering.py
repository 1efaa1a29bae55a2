"""The indexes are a cache too (rule 3): what Redis lost of them is noted again from the end of `tickets.lifecycle`.

A Redis that was restarted or failed over may have forgotten its last seconds: three neighbours whose reports fell on
both sides of that would never be found together (D-105), a repeat not be noticed (D-104). So every decision that asks
the indexes first compares the server's own run_id with the one they were last made whole under, and while they differ
the facts are read again, from a minute before the last time they were known to be whole.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

import structlog

from chassis import catchup
from chassis.aggregate import source_of
from chassis.decision import floor_ms
from chassis.service import Parts
from chassis.store import answering, text_of
from contracts import topics
from contracts.cloudevents import Event, Unreadable, decode

log = structlog.get_logger(__name__)
MARK = "dispatch:whole"
BACK = timedelta(seconds=60)
_LOOK = """
local run = string.match(redis.call('INFO', 'server'), 'run_id:(%x+)')
if redis.call('HGET', KEYS[1], 'run') == run then
  redis.call('HSET', KEYS[1], 'ms', ARGV[1])
  return {run, 1, 0}
end
return {run, 0, tonumber(redis.call('HGET', KEYS[1], 'ms') or 0)}
"""
Note = Callable[[Sequence[Event]], Awaitable[None]]


@dataclass(slots=True)
class Remembering:
    """Keeps the indexes whole. `note` does to them what events say was done; doing it again changes nothing.

    `reach` is how far back the indexes look: an empty Redis is noted anew from there on.
    """

    parts: Parts
    reach: timedelta
    note: Note
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def whole(self) -> None:
        """Return when the indexes hold what the facts say. Raises `Unavailable`."""
        if (await self._look())[1]:
            return
        async with self._turn:
            run, is_whole, since_ms = await self._look()
            if not is_whole:
                await asyncio.sleep(catchup.SETTLING_SECONDS)
                await self._again(since_ms)
                await self._mark(run)

    async def _look(self) -> tuple[str, bool, int]:
        """The server's run_id, whether the indexes are whole under it, and when (ms) they last were."""
        with answering():
            now_ms = floor_ms(self.parts.clock.now())
            run, is_whole, since_ms = await self.parts.redis.eval(_LOOK, 1, MARK, now_ms)
        return text_of(run), bool(is_whole), int(since_ms)

    async def _mark(self, run: str) -> None:
        with answering():
            await self.parts.redis.hset(MARK, mapping={"run": run, "ms": floor_ms(self.parts.clock.now())})

    async def _again(self, since_ms: int) -> None:
        oldest = floor_ms(self.parts.clock.now() - self.reach)
        start = max(oldest, since_ms - round(BACK / timedelta(milliseconds=1)))
        log.info("indexes_noted_again")
        await asyncio.gather(*(self._partition(partition, start) for partition in range(self.parts.partitions)))

    async def _partition(self, partition: int, start_ms: int) -> None:
        reader, name = self.parts.reader, topics.LIFECYCLE.name
        end = await reader.end(name, partition)
        start = await reader.offset_at(name, partition, start_ms) if end else 0
        async for batch in reader.read(name, partition, start, end):
            await self.note([event for record in batch if (event := _own(record.headers, record.value))])


def _own(headers: Sequence[tuple[str, bytes]], value: bytes | None) -> Event | None:
    """One of our facts; the catch-up tells of what cannot be read."""
    try:
        event = decode(headers, value)
    except Unreadable:
        return None
    return event if event.source == source_of("dispatch") else None
