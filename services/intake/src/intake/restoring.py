"""Redis is a cache here too (rule 3): what it lost is made again from Kafka and the spool before anything is taken.

A Redis that was restarted or failed over may have forgotten its last seconds. A repetition of a request of these would
then get a new key, and what is sealed under the first would never open again. So every look at the register compares
the server's own run_id with the one this register was last made whole under; a mismatch is `Unavailable` until the ends
of `tickets.keys` and `tickets.received` have been read again, from a minute before the last mark on.
"""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from chassis.catchup import LogReader
from chassis.decision import floor_ms
from chassis.failures import Unavailable
from chassis.health import Health
from chassis.keys import name as key_name
from chassis.service import Parts
from chassis.store import answering
from contracts import topics
from contracts.cloudevents import Event, Unreadable, decode
from contracts.facts import KeyIssued, RequestReceived
from contracts.ids import subject_of
from intake.domain.identity import Entry
from intake.register import MARK, Register
from intake.spool import Spool, SpoolFull

log = structlog.get_logger(__name__)
EVERY_SECONDS = 1.0
SETTLING_SECONDS = 1.0
"""After a new run_id, until what other processes had in flight has landed on Kafka."""
BACK = timedelta(seconds=60)
SPOOLED = 100_000
WHOLE = "register"


@dataclass(slots=True)
class Restoring:
    """Watches which Redis answers, and makes it whole again. `seen` is the run_id that has got our own spool back."""

    parts: Parts
    register: Register
    spool: Spool
    health: Health
    seen: str = ""

    def __post_init__(self) -> None:
        self.health.catching_up(WHOLE)

    async def watching(self) -> None:
        """Until cancelled: restore what is not whole, note how far what is whole reaches."""
        while True:
            try:
                await self.look()
            except (Unavailable, SpoolFull) as reason:
                log.warning("register_waits", reason=str(reason))
            await asyncio.sleep(EVERY_SECONDS)

    async def look(self) -> None:
        """Once: restore if need be, then set the mark. Raises `Unavailable`, `SpoolFull`."""
        run, marked, since_ms = await self._mark()
        now = self.parts.clock.now()
        if run != self.seen:
            await self._spooled()
        if run != marked:
            self.health.catching_up(WHOLE)
            await asyncio.sleep(SETTLING_SECONDS)
            await self._restore(max(0, since_ms - round(BACK / timedelta(milliseconds=1))))
            log.info("register_restored", run_id=run)
        if run == (await self._mark())[0]:
            await self._set_mark(run, now)
            self.seen = run
            self.health.caught_up(WHOLE)

    async def _mark(self) -> tuple[str, str, int]:
        """The server's run_id, the one the register was whole under, and the moment (ms) up to which it was."""
        with answering():
            server = await self.parts.redis.info("server")
            run, at = await self.parts.redis.hmget(MARK, ["run", "ms"])
        return str(server["run_id"]), _text(run), int(_text(at) or 0)

    async def _set_mark(self, run: str, now: datetime) -> None:
        with answering():
            await self.parts.redis.hset(MARK, mapping={"run": run, "ms": floor_ms(now)})

    async def _restore(self, since_ms: int) -> None:
        for topic in (topics.KEYS, topics.RECEIVED):
            read = (self._partition(topic.name, partition, since_ms) for partition in range(self.parts.partitions))
            await asyncio.gather(*read)

    async def _spooled(self) -> None:
        for waiting in await self.spool.oldest(SPOOLED):
            await self._again([(one.key, one.headers, one.value) for one in waiting.messages])

    async def _partition(self, topic: str, partition: int, since_ms: int) -> None:
        reader: LogReader = self.parts.reader
        end = await reader.end(topic, partition)
        start = await reader.offset_at(topic, partition, since_ms) if since_ms and end else 0
        async for batch in reader.read(topic, partition, start, end):
            await self._again([(record.key, record.headers, record.value) for record in batch])

    async def _again(self, records: Sequence[tuple[bytes | None, Iterable[tuple[str, bytes]], bytes | None]]) -> None:
        """Do to Redis what these records say was done: what is there stays, an erased key goes."""
        with answering():
            async with self.parts.redis.pipeline(transaction=False) as pipe:
                for key, headers, value in records:
                    if not value:
                        pipe.delete(key_name((key or b"").decode().removeprefix(subject_of(""))))
                    elif (event := _event(headers, value)) is not None:
                        match event.data:
                            case KeyIssued(ticket=ticket, wrapped=wrapped):
                                pipe.set(key_name(ticket), wrapped, nx=True)
                            case RequestReceived(ticket=ticket, fingerprint=str(mark), number=number):
                                self.register.restore(pipe, ticket, Entry(mark, number, event.time, event.mode))
                await pipe.execute()


def _event(headers: Iterable[tuple[str, bytes]], value: bytes) -> Event | None:
    try:
        return decode(headers, value)
    except Unreadable as unreadable:
        log.error("own_fact_unreadable", reason=unreadable.message)
        return None


def _text(value: bytes | str | None) -> str:
    return value.decode() if isinstance(value, bytes) else value or ""
