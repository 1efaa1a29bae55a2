"""Topics read from outside any group, to their end or on and on: nothing is committed, nobody is disturbed."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import KafkaError

from chassis.decision import from_ms
from chassis.feed import Record
from chassis.tolerant import read_tolerantly
from contracts import topics
from steward.answers import unreachable

POLL_MS = 100
AT_ONCE = 2_000


@dataclass(frozen=True, slots=True)
class Reader:
    """A consumer without a group, and how many partitions each topic has."""

    consumer: AIOKafkaConsumer
    counts: Mapping[str, int]

    def parts(self, *names: str) -> list[TopicPartition]:
        """The topics' partitions in order; none of a topic that does not exist yet."""
        return [TopicPartition(name, n) for name in names for n in range(self.counts.get(name, 0))]


@asynccontextmanager
async def reader(bootstrap: Sequence[str]) -> AsyncIterator[Reader]:
    """Connected. Raises CommandError (3) when Kafka does not answer."""
    read_tolerantly()
    consumer = AIOKafkaConsumer(
        bootstrap_servers=list(bootstrap), enable_auto_commit=False, fetch_max_wait_ms=50, auto_offset_reset="earliest"
    )
    try:
        await consumer.start()
        yield Reader(consumer, await _counts(bootstrap))
    except (KafkaError, OSError) as error:
        raise unreachable(
            f"Kafka at {','.join(bootstrap)} does not answer ({type(error).__name__}); start it with: steward up"
        ) from None
    finally:
        # one that is stopped before it read anything answers with its own cancellation
        await asyncio.gather(consumer.stop(), return_exceptions=True)


async def _counts(bootstrap: Sequence[str]) -> dict[str, int]:
    admin = AIOKafkaAdminClient(bootstrap_servers=list(bootstrap))
    try:
        await admin.start()
        described = await admin.describe_topics([topic.name for topic in topics.TOPICS])
    finally:
        await admin.close()
    return {found["topic"]: len(found["partitions"]) for found in described}


async def read_to_end(source: Reader, parts: Sequence[TopicPartition]) -> AsyncIterator[Record]:
    """Everything that stands in these partitions now, each partition in its order."""
    if not parts:
        return
    consumer = source.consumer
    consumer.assign(list(parts))
    ends = await consumer.end_offsets(list(parts))
    await consumer.seek_to_beginning(*parts)
    while await _behind(consumer, ends):
        for record in _flat(await consumer.getmany(timeout_ms=POLL_MS, max_records=AT_ONCE)):
            if record.offset < ends[TopicPartition(record.topic, record.partition)]:
                yield record


async def follow(
    source: Reader, parts: Sequence[TopicPartition], starts: Mapping[TopicPartition, int]
) -> AsyncIterator[Record]:
    """Everything from `starts` on, for ever."""
    consumer = source.consumer
    consumer.assign(list(parts))
    for part in parts:
        consumer.seek(part, starts.get(part, 0))
    while True:
        for record in _flat(await consumer.getmany(timeout_ms=POLL_MS, max_records=AT_ONCE)):
            yield record


async def sizes(source: Reader, parts: Sequence[TopicPartition]) -> dict[TopicPartition, tuple[int, int]]:
    """First and next offset of each partition."""
    first, after = await source.consumer.beginning_offsets(list(parts)), await source.consumer.end_offsets(list(parts))
    return {part: (first[part], after[part]) for part in parts}


def appended_at(record: Record) -> datetime:
    """When Kafka took it (log-append time)."""
    return from_ms(record.timestamp)


async def _behind(consumer: AIOKafkaConsumer, ends: Mapping[TopicPartition, int]) -> bool:
    for part, end in ends.items():
        if end > 0 and await consumer.position(part) < end:
            return True
    return False


def _flat(found: Mapping[TopicPartition, Iterable[Any]]) -> list[Record]:
    return [record for records in found.values() for record in records]
