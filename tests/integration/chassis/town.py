"""A town of copies of the counting service, on a real Redis and the in-memory log."""

from datetime import UTC, datetime

import pytest
from fastapi import FastAPI
from redis.asyncio import Redis

from chassis.aggregate import Aggregate
from chassis.clock import ManualClock
from chassis.dead import PREFIX, text_headers
from chassis.door import Door
from chassis.failures import Unavailable
from chassis.inputs import as_input
from chassis.kafka import new_broker
from chassis.service import Service
from chassis.wire import Message
from contracts import topics
from contracts.cloudevents import decode
from tests.harness.counting import Count, counting, totals
from tests.harness.host import Host, hosted, parts_on
from tests.harness.log import MemoryLog

START = datetime(2026, 3, 2, 1, tzinfo=UTC)
SUBJECT = "ticket:one"
OTHER = "ticket:two"


class Town:
    """One log, one Redis, any number of copies of the counting service."""

    def __init__(self, redis: Redis) -> None:
        self.redis = redis
        self.clock = ManualClock(START)
        self.log = MemoryLog(6, self.clock.now)

    async def copy(
        self, instance: str = "1", committed: Host | None = None, aggregate: Aggregate[Count] | None = None
    ) -> tuple[Host, Door[Count]]:
        service = Service("dispatch", instance, parts_on(self.log, self.redis, self.clock, "dispatch"), FastAPI())
        door = service.door(aggregate or counting())
        sources = (topics.CLASSIFIED, topics.COMMANDS)
        service.consume(new_broker(["127.0.0.1:1"], "dispatch"), *sources, into=door)
        service.due(door)
        host = hosted(service, self.log, [t.name for t in sources] + [topics.retry("dispatch").name])
        if committed:
            host.feed.committed = committed.feed.committed
        await host.join(range(6))
        return host, door

    async def stored(self, subject: str = SUBJECT) -> bytes:
        """What Redis holds of a subject."""
        [key] = await self.redis.keys(f"dispatch:*:r:{subject}")
        stored = await self.redis.get(key)
        assert isinstance(stored, bytes)
        return stored

    async def send(self, *messages: Message) -> None:
        await self.log.send(messages)

    async def save_without_sending(self, host: Host, door: Door[Count]) -> None:
        """What a crash between the save and the send leaves behind: the next batch's facts wait in their outboxes."""
        inputs = [as_input(record) for record in host.feed.poll()]
        self.log.fail_next = 100
        with pytest.raises(Unavailable):
            await door.handle_many(door.partition_of(SUBJECT), inputs)
        self.log.fail_next = 0
        assert await self.waiting() == len(inputs)
        await host.crash()

    async def waiting(self) -> int:
        """How many facts wait in outboxes."""
        return sum([await self.redis.llen(key) for key in await self.redis.keys("dispatch:*:o:*")])

    def told(self, subject: str = SUBJECT) -> list[int]:
        events = [decode(r.headers, r.value) for r in self.log.records(topics.LIFECYCLE.name)]
        return list(dict.fromkeys(totals([e for e in events if e.subject == subject])))

    def dead(self) -> list[dict[str, str]]:
        return [text_headers(r) for r in self.log.records(topics.dead("dispatch").name)]

    async def replay(self) -> None:
        """What `steward dead replay` does: every letter into the retry topic, in order."""
        for record in self.log.records(topics.dead("dispatch").name):
            if f"{PREFIX}state" not in text_headers(record):
                headers = tuple(record.headers)
                await self.send(
                    Message(topics.retry("dispatch").name, record.key, headers, record.value, record.partition)
                )
