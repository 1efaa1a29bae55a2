"""Kafka as far as the chassis sees it, in memory and on the test's clock. Passes
`tests/integration/chassis/test_log_suite.py`.
"""

from collections import defaultdict
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from aiokafka import TopicPartition

from chassis.decision import to_ms
from chassis.failures import Unavailable
from chassis.wire import Message, Position, partition_of


@dataclass(frozen=True, slots=True)
class LogRecord:
    topic: str
    partition: int
    offset: int
    timestamp: int
    key: bytes | None
    value: bytes | None
    headers: Sequence[tuple[str, Any]]
    marker: bool = False


@dataclass(slots=True)
class MemoryLog:
    """A wire, a log reader, and who says where it ends; `order` is everything in the order of arrival.

    `fail_next` makes so many sends fail before anything is written, `cut_next` after it.
    """

    partitions: int
    now: Callable[[], datetime]
    stretches: defaultdict[tuple[str, int], list[LogRecord]] = field(default_factory=lambda: defaultdict(list))
    order: list[LogRecord] = field(default_factory=list)
    fail_next: int = 0
    cut_next: int = 0

    async def send(self, messages: Sequence[Message]) -> list[Position]:
        if self.fail_next:
            self.fail_next -= 1
            raise Unavailable("the log was told to fail")
        positions = [self._append(message) for message in messages]
        if self.cut_next:
            self.cut_next -= 1
            raise Unavailable("the log was told to lose its answer")
        return positions

    def _append(self, message: Message) -> Position:
        partition = message.partition
        if partition is None:
            partition = partition_of(message.key or b"", self.partitions)
        stretch = self.stretches[message.topic, partition]
        record = LogRecord(
            message.topic, partition, len(stretch), to_ms(self.now()), message.key, message.value, list(message.headers)
        )
        stretch.append(record)
        self.order.append(record)
        return Position(record.topic, partition, record.offset, record.timestamp)

    async def end(self, topic: str, partition: int) -> int:
        return len(self.stretches[topic, partition])

    async def ends(self, tps: Sequence[TopicPartition]) -> Mapping[TopicPartition, int]:
        return {tp: len(self.stretches[tp.topic, tp.partition]) for tp in tps}

    async def stop(self) -> None:
        """There is nothing to let go of."""

    async def offset_at(self, topic: str, partition: int, ms: int) -> int:
        stretch = self.stretches[topic, partition]
        return next((record.offset for record in stretch if record.timestamp >= ms), len(stretch))

    async def read(self, topic: str, partition: int, start: int, end: int) -> AsyncGenerator[Sequence[LogRecord], None]:
        found = [record for record in self.stretches[topic, partition][start:end] if not record.marker]
        if found:
            yield found

    async def follow(self, topic: str, starts: Mapping[int, int]) -> AsyncIterator[Sequence[LogRecord]]:
        """What stands there, then nothing more: who follows asks again after a while."""
        for partition, start in starts.items():
            async for batch in self.read(topic, partition, start, await self.end(topic, partition)):
                yield batch

    def mark(self, topic: str, partition: int) -> None:
        """The end of a transaction: it takes an offset and is delivered to nobody."""
        stretch = self.stretches[topic, partition]
        stretch.append(LogRecord(topic, partition, len(stretch), to_ms(self.now()), None, None, [], marker=True))

    def records(self, topic: str) -> list[LogRecord]:
        """Everything on a topic, by partition and offset."""
        return [r for (name, _), stretch in sorted(self.stretches.items()) if name == topic for r in stretch]


@dataclass(slots=True)
class MemoryFeed:
    """One group's view of the log. It fetches all the time, or never did (`blind`), or not since `polled_at`."""

    log: MemoryLog
    topics: tuple[str, ...]
    positions: dict[TopicPartition, int] = field(default_factory=dict)
    paused: set[TopicPartition] = field(default_factory=set)
    committed: dict[TopicPartition, int] = field(default_factory=dict)
    polled_at: datetime | None = None
    blind: bool = False

    def join(self, partitions: Sequence[int]) -> list[TopicPartition]:
        tps = [TopicPartition(topic, partition) for topic in self.topics for partition in partitions]
        self.positions = {tp: self.committed.get(tp, 0) for tp in tps}
        self.paused.clear()
        return tps

    def pause(self, *tps: TopicPartition) -> None:
        self.paused.update(tps)

    def resume(self, *tps: TopicPartition) -> None:
        self.paused.difference_update(tps)

    def seek(self, tp: TopicPartition, offset: int) -> None:
        self.positions[tp] = offset

    async def position(self, tp: TopicPartition) -> int:
        return self.positions[tp]

    def highwater(self, tp: TopicPartition) -> int | None:
        return None if self.blind else len(self.log.stretches[tp.topic, tp.partition])

    def last_poll_timestamp(self, tp: TopicPartition) -> int | None:  # noqa: ARG002  the port's shape
        return None if self.blind else to_ms(self.polled_at or self.log.now()) + 100

    def assignment(self) -> set[TopicPartition]:
        return set(self.positions)

    def poll(self, most: int = 200) -> tuple[LogRecord, ...]:
        """A batch, as aiokafka would give it; positions move at delivery."""
        batch: list[LogRecord] = []
        for tp, position in self.positions.items():
            if tp not in self.paused:
                found = self.log.stretches[tp.topic, tp.partition][position : position + most - len(batch)]
                self.positions[tp] = position + len(found)
                batch += [record for record in found if not record.marker]
        return tuple(batch)

    def commit(self) -> None:
        self.committed.update(self.positions)

    def give_back(self, batch: Sequence[LogRecord]) -> None:
        """What NACK does: each partition goes back to its earliest record of the batch."""
        first: dict[TopicPartition, int] = {}
        for record in batch:
            first.setdefault(TopicPartition(record.topic, record.partition), record.offset)
        self.positions.update(first)
