"""What Redis lost and no record holds (tickets' keys, intake's register) is made again from Kafka (rule 3).

A Redis that was restarted or failed over may have forgotten its last seconds: what is missing there proves nothing.
So every look compares the server's own run_id with the one under which this was last made whole; where they differ the
sources are read again, from a minute before the last mark on. Any process may do it: doing it twice changes nothing.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

import structlog
from redis.asyncio.client import Pipeline

from chassis import catchup
from chassis.decision import floor_ms
from chassis.failures import Unavailable
from chassis.health import Health
from chassis.keys import WHOLE, restore_key
from chassis.service import Parts
from chassis.store import answering, text_of
from contracts import topics

log = structlog.get_logger(__name__)
EVERY_SECONDS = 1.0
BACK = timedelta(seconds=60)


class Kept(Protocol):
    """A message as it stands on a topic, or waits to."""

    @property
    def key(self) -> bytes | None: ...
    @property
    def value(self) -> bytes | None: ...
    @property
    def headers(self) -> Sequence[tuple[str, bytes]]: ...


Again = Callable[[Pipeline, Kept], None]
"""Puts into a pipeline what a message says was done to Redis."""


async def _nothing() -> None:
    return


@dataclass(slots=True)
class Restoring:
    """Watches which Redis answers, and makes it whole again.

    `marks`: hashes (`run`, `ms`) that say under which run_id it is whole, and when it last was; the first one counts.
    `first` brings back what is not on Kafka yet; `seen` is the run_id that has got it.
    """

    parts: Parts
    health: Health
    what: str
    marks: tuple[str, ...]
    sources: tuple[topics.Topic, ...]
    again: Again
    first: Callable[[], Awaitable[None]] = _nothing
    seen: str = ""

    def __post_init__(self) -> None:
        self.health.catching_up(self.what)

    async def watching(self) -> None:
        """Until cancelled: restore what is not whole, note how far what is whole reaches."""
        while True:
            try:
                await self.look()
            except Unavailable as reason:
                log.warning("restoring_waits", dependency=self.what, reason=str(reason))
                if (task := asyncio.current_task()) and task.cancelling():
                    return  # a cancellation that came out of the client as an error
            await asyncio.sleep(EVERY_SECONDS)

    async def look(self) -> None:
        """Once: restore if need be, then set the marks. Raises `Unavailable`."""
        run, marked, since_ms = await self._mark()
        now = self.parts.clock.now()
        if run != self.seen:
            await self.first()
        if run != marked:
            self.health.catching_up(self.what)
            await asyncio.sleep(catchup.SETTLING_SECONDS)  # until what other processes had in flight has landed
            await self._restore(max(0, since_ms - round(BACK / timedelta(milliseconds=1))))
            log.info("restored", dependency=self.what, run_id=run)
        if run == (await self._mark())[0]:
            await self._set_marks(run, floor_ms(now))
            self.seen = run
            self.health.caught_up(self.what)

    async def _mark(self) -> tuple[str, str, int]:
        """The server's run_id, the one this was whole under, and the moment (ms) up to which it was."""
        with answering():
            server = await self.parts.redis.info("server")
            run, at = await self.parts.redis.hmget(self.marks[0], ["run", "ms"])
        return str(server["run_id"]), text_of(run or b""), int(text_of(at or b"") or 0)

    async def _set_marks(self, run: str, ms: int) -> None:
        with answering():
            for mark in self.marks:
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
                await self.put_back(batch)
            start, end = end, await reader.end(topic, partition)

    async def put_back(self, messages: Iterable[Kept]) -> None:
        """Do to Redis what these messages say was done. Raises `Unavailable`."""
        with answering():
            async with self.parts.redis.pipeline(transaction=False) as pipe:
                for message in messages:
                    self.again(pipe, message)
                await pipe.execute()


def restoring_keys(parts: Parts, health: Health) -> Restoring:
    """For every service that opens sealed parts: no key is called gone before `tickets.keys` was read again."""
    return Restoring(parts, health, "keys", (WHOLE,), (topics.KEYS,), _key_again)


def _key_again(pipe: Pipeline, message: Kept) -> None:
    restore_key(pipe, message.key, message.headers, message.value)
