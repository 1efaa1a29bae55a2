"""Following the topics while a load runs: how far every ticket has come, from each record once."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

import orjson
from aiokafka import AIOKafkaConsumer, TopicPartition

from chassis.tolerant import read_tolerantly
from contracts import topics
from contracts.cloudevents import decode
from contracts.facts import (
    ClocksSet,
    NotificationFailed,
    NotificationSent,
    NotificationSuppressed,
    NotificationUnknown,
    NotificationWanted,
    TicketOpened,
)
from contracts.topics import EMBEDDED_PARTITIONS as PARTITIONS
from contracts.vocabulary import MessageChannel
from tests.harness.eventually import eventually

STORY = (topics.LIFECYCLE, topics.DEADLINES, topics.NOTIFICATIONS)
ENDS = frozenset(
    fact.TYPE.encode() for fact in (NotificationSent, NotificationFailed, NotificationSuppressed, NotificationUnknown)
)
POLL_MS = 200


@asynccontextmanager
async def following(kafka: str, note: Callable[[Iterable[Any]], None]) -> AsyncIterator[None]:
    """Give every record of the three own topics to `note`, from the first on, while this lasts.

    It has heard of Kafka before anything is done to it; later Kafka may go and come.
    """
    read_tolerantly()
    consumer = AIOKafkaConsumer(
        bootstrap_servers=[kafka], enable_auto_commit=False, auto_offset_reset="earliest", fetch_max_wait_ms=POLL_MS
    )
    try:
        await consumer.start()
        consumer.assign([TopicPartition(topic.name, n) for topic in STORY for n in range(PARTITIONS)])
        task = asyncio.ensure_future(_follow(consumer, note))
        try:
            yield
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
    finally:
        with suppress(Exception):
            await consumer.stop()


async def _follow(consumer: AIOKafkaConsumer, note: Callable[[Iterable[Any]], None]) -> None:
    while True:
        for records in (await consumer.getmany(timeout_ms=POLL_MS, max_records=2_000)).values():
            note(records)


@dataclass(slots=True)
class Heard:
    """Everything that was said on the three own topics, for proofs about single tickets."""

    records: dict[tuple[str, bytes | None], list[Any]] = field(default_factory=dict)

    def note(self, records: Iterable[Any]) -> None:
        for record in records:
            self.records.setdefault((record.topic, record.key), []).append(record)

    def data(self, topic: topics.Topic, subject: str) -> list[Any]:
        """The facts of a subject on a topic, so far."""
        found = self.records.get((topic.name, subject.encode()), ())
        return [decode(record.headers, record.value).data for record in found]


@dataclass(slots=True)
class Watcher:
    """What the topics have told so far. `wanted` holds, by subject, the notifications that have come to no end."""

    opened: set[str] = field(default_factory=set)
    clocked: set[str] = field(default_factory=set)
    told: set[str] = field(default_factory=set)
    wanted: dict[str, set[str]] = field(default_factory=dict)
    ended: set[str] = field(default_factory=set)
    sent_by_sms: set[str] = field(default_factory=set)
    facts: int = 0

    @asynccontextmanager
    async def following(self, kafka: str) -> AsyncIterator["Watcher"]:
        """Follow the topics meanwhile."""
        async with following(kafka, self._note):
            yield self

    def unfinished(self, subjects: Iterable[str]) -> set[str]:
        """Those that are not opened, have no clocks, or still owe somebody a message."""
        return {one for one in subjects if self.standing(one)}

    def standing(self, subject: str) -> list[str]:
        """What a subject still lacks."""
        lacks = {"not opened": self.opened, "without clocks": self.clocked, "nobody told": self.told}
        owed = self.wanted.get(subject, set())
        return [what for what, those in lacks.items() if subject not in those] + [f"owes {one}" for one in owed]

    async def reached(self, opened: int) -> None:
        """Wait until so many tickets are opened."""

        async def so_many() -> bool:
            return len(self.opened) >= opened

        await eventually(so_many, within=90, saying=f"{opened} tickets were not opened")

    def _note(self, records: Iterable[Any]) -> None:
        for record in records:
            self.facts += 1
            kind = next((value for name, value in record.headers if name == "ce_type"), b"")
            subject = (record.key or b"").decode()
            if kind == TicketOpened.TYPE.encode():
                self.opened.add(subject)
            elif kind == ClocksSet.TYPE.encode():
                self.clocked.add(subject)
            elif record.topic == topics.NOTIFICATIONS.name:
                self._notification(subject, kind, record.value)

    def _notification(self, subject: str, kind: bytes, value: bytes) -> None:
        said = orjson.loads(value)
        notification = str(said["notification"])
        if kind == NotificationSent.TYPE.encode() and said["channel"] == MessageChannel.SMS:
            self.sent_by_sms.add(notification)
        if kind in ENDS:
            self.ended.add(notification)
            self.told.add(subject)
            self.wanted.get(subject, set()).discard(notification)
        elif kind == NotificationWanted.TYPE.encode() and notification not in self.ended:
            self.wanted.setdefault(subject, set()).add(notification)
