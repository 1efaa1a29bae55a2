"""What Redis lost and no record holds (tickets' keys, intake's register, dispatch's indexes) is made again from Kafka
(rule 3).

A Redis that was restarted or failed over may have forgotten its last seconds: what is missing there proves nothing.
So every look compares the server's own run_id with the one under which this was last made whole; where they differ the
sources are read again, from a minute before the last mark on. Any process may do it: doing it twice changes nothing.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

import structlog
from redis.asyncio.client import Pipeline

from chassis import catchup
from chassis.answering import answering
from chassis.decision import floor_ms
from chassis.health import Health
from chassis.keys import WHOLE, restore_key
from chassis.parts import Parts
from chassis.repeating import every
from chassis.store import text_of
from contracts import topics

log = structlog.get_logger(__name__)
EVERY_SECONDS = 1.0
BACK_MS = 60_000


class Kept(Protocol):
    """A message as it stands on a topic, or waits to."""

    @property
    def key(self) -> bytes | None: ...
    @property
    def value(self) -> bytes | None: ...
    @property
    def headers(self) -> Sequence[tuple[str, bytes]]: ...


Again = Callable[[Sequence[Kept]], Awaitable[None]]
"""Does to Redis what these messages say was done. May raise `Unavailable`."""
_LOOK = """
local run = string.match(redis.call('INFO', 'server'), 'run_id:(%x+)')
local mark = redis.call('HMGET', KEYS[1], 'run', 'ms')
return {run, mark[1] or '', tonumber(mark[2] or 0)}
"""

_KEEP = """
if redis.call('HGET', KEYS[1], 'run') ~= ARGV[1] then
  return 0
end
redis.call('HSET', KEYS[1], 'ms', ARGV[2])
return 1
"""
"""Moves a mark on where it still stands: a rebuild may have thrown it away, with all that it vouches for."""


async def _nothing() -> None:
    return


@dataclass(slots=True)
class Restoring:
    """Watches which Redis answers, and makes it whole again.

    `marks`: hashes (`run`, `ms`) that say under which run_id it is whole, and when it last was; the first one counts.
    `first` brings back what is not on Kafka yet; `seen` is the run_id that has got it. `reach` is how far back the
    sources matter at all; None for all of it.
    """

    parts: Parts
    health: Health
    what: str
    marks: tuple[str, ...]
    sources: tuple[topics.Topic, ...]
    again: Again
    first: Callable[[], Awaitable[None]] = _nothing
    reach: timedelta | None = None
    seen: str = ""
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    def __post_init__(self) -> None:
        self.health.catching_up(self.what)

    async def watching(self) -> None:
        """Until cancelled: restore what is not whole, note how far what is whole reaches."""
        await every(EVERY_SECONDS, self.look)

    async def whole(self) -> None:
        """Return when it is whole: for a decision that may not miss what was lost this moment. Raises `Unavailable`."""
        run, marked, _ = await self._mark()
        if run != marked:
            await self.look()

    async def look(self) -> None:
        """Once: restore if need be, then set the marks. Raises `Unavailable`."""
        async with self._turn:
            run, marked, since_ms = await self._mark()
            now = self.parts.clock.now()
            if run != self.seen:
                await self.first()
            if run != marked:
                self.health.catching_up(self.what)
                await asyncio.sleep(catchup.SETTLING_SECONDS)  # until what other processes had in flight has landed
                await self._restore(max(self._oldest_ms(now), since_ms - BACK_MS))
                log.info("restored", dependency=self.what, run_id=run)
            elif not await self._kept(run, floor_ms(now)):
                return  # at the next look it is made whole
            if run == (await self._mark())[0]:
                await self._set_marks(self.marks if run != marked else self.marks[1:], run, floor_ms(now))
                self.seen = run
                self.health.caught_up(self.what)

    def _oldest_ms(self, now: datetime) -> int:
        return floor_ms(now - self.reach) if self.reach else 0

    async def _mark(self) -> tuple[str, str, int]:
        """The server's run_id, the one this was whole under, and the moment (ms) up to which it was."""
        with answering():
            run, marked, since_ms = await self.parts.redis.eval(_LOOK, 1, self.marks[0])
        return text_of(run), text_of(marked), int(since_ms)

    async def _kept(self, run: str, ms: int) -> bool:
        """Whether the mark that counts still says that it is whole; it says then that it was until now."""
        with answering():
            return bool(await self.parts.redis.eval(_KEEP, 1, self.marks[0], run, ms))

    async def _set_marks(self, marks: Sequence[str], run: str, ms: int) -> None:
        with answering():
            for mark in marks:
                await self.parts.redis.hset(mark, mapping={"run": run, "ms": ms})

    async def _restore(self, since_ms: int) -> None:
        for topic in self.sources:
            read = (self._partition(topic.name, partition, since_ms) for partition in range(self.parts.partitions))
            await asyncio.gather(*read)

    async def _partition(self, topic: str, partition: int, since_ms: int) -> None:
        """Until nothing new stands there: a key erased meanwhile was put back from an older record, and goes again."""
        reader, end = self.parts.reader, await self.parts.reader.end(topic, partition)
        start = await reader.offset_at(topic, partition, since_ms) if since_ms and end else 0
        while start < end:
            async for batch in reader.read(topic, partition, start, end):
                await self.again(batch)
            start, end = end, await reader.end(topic, partition)


def restoring_keys(parts: Parts, health: Health) -> Restoring:
    """For every service that opens sealed parts: no key is called gone before `tickets.keys` was read again."""
    return Restoring(parts, health, "keys", (WHOLE,), (topics.KEYS,), piped(parts, restore_key_of))


def piped(parts: Parts, put: Callable[[Pipeline, Kept], None]) -> Again:
    """One round trip for a batch of messages: `put` adds to it what one of them says."""

    async def again(messages: Sequence[Kept]) -> None:
        with answering():
            async with parts.redis.pipeline(transaction=False) as pipe:
                for message in messages:
                    put(pipe, message)
                await pipe.execute()

    return again


def restore_key_of(pipe: Pipeline, message: Kept) -> None:
    """Put into a pipeline what a record of `tickets.keys` says."""
    restore_key(pipe, message.key, message.headers, message.value)
