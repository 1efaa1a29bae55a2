"""Looking at the topics from outside: which ticket has come how far, and when. Reads headers only."""

import asyncio
from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Self

from aiokafka import AIOKafkaConsumer, TopicPartition

from contracts import topics
from contracts.facts import NotificationSent, RequestReceived, TicketAssigned
from contracts.topics import EMBEDDED_PARTITIONS

WATCHED = (topics.RECEIVED, topics.CLASSIFIED, topics.LIFECYCLE, topics.DEADLINES, topics.NOTIFICATIONS)


@dataclass(slots=True)
class Watch:
    """The moment of each ticket's first fact of some types, in ms since the epoch; bytes and facts counted.

    `accepted` is intake's own time (`ce_time`); `assigned` and `told` are Kafka's log-append times.
    """

    bootstrap: str
    accepted: dict[str, float] = field(default_factory=dict)
    assigned: dict[str, float] = field(default_factory=dict)
    told: dict[str, float] = field(default_factory=dict)
    facts: Counter[str] = field(default_factory=Counter)
    size: Counter[str] = field(default_factory=Counter)
    _consumer: AIOKafkaConsumer | None = None
    _reading: "asyncio.Task[None] | None" = None

    async def __aenter__(self) -> Self:
        self._consumer = AIOKafkaConsumer(
            bootstrap_servers=self.bootstrap, auto_offset_reset="earliest", enable_auto_commit=False
        )
        await self._consumer.start()
        self._consumer.assign([TopicPartition(t.name, p) for t in WATCHED for p in range(EMBEDDED_PARTITIONS)])
        self._reading = asyncio.ensure_future(self._read(self._consumer))
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._reading and self._consumer:
            self._reading.cancel()
            with suppress(asyncio.CancelledError):
                await self._reading
            await self._consumer.stop()

    async def until_told(self, tickets: int, seconds: float) -> bool:
        """Wait until so many tickets had their first message handed over; False when the time is over."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while len(self.told) < tickets:  # noqa: ASYNC110  the reader has nobody to tell
                    await asyncio.sleep(0.05)
        return len(self.told) >= tickets

    async def _read(self, consumer: AIOKafkaConsumer) -> None:
        while True:
            for tp, records in (await consumer.getmany(timeout_ms=200, max_records=5_000)).items():
                for record in records:
                    self._note(tp.topic, dict(record.headers), record)

    def _note(self, topic: str, headers: Mapping[str, bytes], record: Any) -> None:  # noqa: ANN401  aiokafka's record
        kind, subject = headers["ce_type"].decode(), headers["ce_subject"].decode()
        self.facts[kind] += 1
        self.size[topic] += len(record.value or b"") + sum(len(name) + len(v) for name, v in headers.items())
        match kind:
            case RequestReceived.TYPE:
                moment = datetime.fromisoformat(headers["ce_time"].decode())
                self.accepted.setdefault(subject, moment.timestamp() * 1000)
            case TicketAssigned.TYPE:
                self.assigned.setdefault(subject, record.timestamp)
            case NotificationSent.TYPE:
                self.told.setdefault(subject, record.timestamp)
