"""Topics read from outside any group, to their end or on and on: nothing is committed, nobody is disturbed."""

from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import KafkaError

from chassis.decision import from_ms
from chassis.feed import Record
from steward.answers import unreachable

POLL_MS = 100
AT_ONCE = 2_000


@asynccontextmanager
async def reader(bootstrap: Sequence[str]) -> AsyncIterator[AIOKafkaConsumer]:
    """A connected consumer without a group. Raises CommandError (3) when Kafka does not answer."""
    consumer = AIOKafkaConsumer(
        bootstrap_servers=list(bootstrap), enable_auto_commit=False, fetch_max_wait_ms=50, auto_offset_reset="earliest"
    )
    try:
        await consumer.start()
        yield consumer
    except (KafkaError, OSError) as error:
        raise unreachable(
            f"Kafka at {','.join(bootstrap)} does not answer ({type(error).__name__}); start it with: steward up"
        ) from None
    finally:
        await consumer.stop()


def partitions_of(consumer: AIOKafkaConsumer, topic: str) -> list[TopicPartition]:
    """A topic's partitions in order; none where the topic does not exist yet."""
    return [TopicPartition(topic, n) for n in sorted(consumer.partitions_for_topic(topic) or ())]


async def read_to_end(consumer: AIOKafkaConsumer, parts: Sequence[TopicPartition]) -> AsyncIterator[Record]:
    """Everything that stands in these partitions now, each partition in its order."""
    if not parts:
        return
    consumer.assign(list(parts))
    ends = await consumer.end_offsets(list(parts))
    await consumer.seek_to_beginning(*parts)
    while await _behind(consumer, ends):
        for record in _flat(await consumer.getmany(timeout_ms=POLL_MS, max_records=AT_ONCE)):
            if record.offset < ends[TopicPartition(record.topic, record.partition)]:
                yield record


async def follow(
    consumer: AIOKafkaConsumer, parts: Sequence[TopicPartition], starts: Mapping[TopicPartition, int]
) -> AsyncIterator[Record]:
    """Everything from `starts` on, for ever."""
    consumer.assign(list(parts))
    for part in parts:
        consumer.seek(part, starts.get(part, 0))
    while True:
        for record in _flat(await consumer.getmany(timeout_ms=POLL_MS, max_records=AT_ONCE)):
            yield record


async def sizes(consumer: AIOKafkaConsumer, parts: Sequence[TopicPartition]) -> dict[TopicPartition, tuple[int, int]]:
    """First and next offset of each partition."""
    first, after = await consumer.beginning_offsets(list(parts)), await consumer.end_offsets(list(parts))
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
