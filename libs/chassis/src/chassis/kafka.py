"""The real Kafka behind the chassis' ports: the subscriber's settings, the feed, topics created or checked."""

import asyncio
from collections.abc import Callable, Sequence
from itertools import chain
from typing import Any

import structlog
from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.abc import ConsumerRebalanceListener
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.coordinator.assignors.range import RangePartitionAssignor
from aiokafka.errors import KafkaError, TopicAlreadyExistsError, for_code
from faststream import AckPolicy
from faststream.kafka import KafkaBroker
from faststream.kafka.message import FAKE_CONSUMER, KafkaAckableMessage

from chassis.failures import Unavailable
from chassis.reader import KafkaReader
from chassis.tolerant import read_tolerantly
from contracts import topics

log = structlog.get_logger(__name__)
REBALANCE_SECONDS = 30
FETCHED_AT_ONCE = 64 * 1024
"""Bytes of a partition that one answer of the broker brings (one batch at least)."""
MOST_RECORDS = 6000
"""A backlog's batch holds some of every partition: while one waits for Redis or Kafka, others decide. At 2,000 it held
two or three of six, and a record took 139 to 154 us by the clock where it takes 123 to 141 (113 of them at work).
"""
LISTENED_MS = 500
"""How long a poll waits for nothing; what comes ends it at once."""
MADE_WITHIN = 100
"""Tenths of a second that Kafka may take to make a topic known."""


class WrongTopics(Exception):  # noqa: N818  an answer that stops the start
    """The cluster's ticket topics are not partitioned alike; the service may not start on them."""


def new_broker(bootstrap: Sequence[str], service: str) -> KafkaBroker:
    """FastStream's broker for a service; nothing connects yet. Annotated models stay in AsyncAPI while raw records
    arrive.
    """
    read_tolerantly()
    return KafkaBroker(
        list(bootstrap), client_id=f"steward-{service}", apply_types=False, logger=None, allow_auto_create_topics=False
    )


def subscribe(
    broker: KafkaBroker,
    *names: str,
    group: str,
    instance: str,
    on_batch: Callable[[tuple[Any, ...]], Any],
    listener: ConsumerRebalanceListener,
    max_records: int = MOST_RECORDS,
) -> Any:  # noqa: ANN401  FastStream's own type is internal
    """One batch subscriber for all of a service's topics, with the settings that at-least-once needs (facts.md)."""
    raw = RawBatches(max_records)
    subscriber = raw.subscriber = broker.subscriber(
        *names,
        batch=True,
        fetch_max_wait_ms=100,
        max_partition_fetch_bytes=FETCHED_AT_ONCE,
        group_id=group,
        group_instance_id=instance,
        auto_offset_reset="earliest",
        isolation_level="read_committed",
        partition_assignment_strategy=[RangePartitionAssignor],
        ack_policy=AckPolicy.NACK_ON_ERROR,
        rebalance_timeout_ms=REBALANCE_SECONDS * 1000,
        session_timeout_ms=10_000,
        heartbeat_interval_ms=1_000,
        listener=listener,
        parser=raw.parse,
        decoder=raw.decode,
    )

    subscriber.get_msg = raw.poll  # type: ignore[method-assign]  # it stands where FastStream asks for its own

    @subscriber  # FastStream reads the annotation, which must be one pydantic knows
    async def handle(batch: tuple[Any, ...]) -> None:
        await on_batch(batch)

    return subscriber


class RawBatches:
    """FastStream's poll, parser and decoder, so that a batch is handed over at once and as the raw records it came as.

    Parser and decoder never raise: FastStream's own parser dies of a header that is no text, and would skip the batch.
    """

    def __init__(self, max_records: int) -> None:
        self.subscriber: Any = None
        self._max_records = max_records

    async def poll(self, consumer: AIOKafkaConsumer) -> tuple[Any, ...]:
        """The next batch, nothing when none came for a while.

        FastStream's own poll sleeps as long again after one that found nothing, and is deaf meanwhile.
        """
        found = await consumer.getmany(timeout_ms=LISTENED_MS, max_records=self._max_records)
        return tuple(chain.from_iterable(found.values()))

    async def parse(self, message: Any) -> KafkaAckableMessage:  # noqa: ANN401  one record or a tuple of them
        """A message whose body is nothing and whose `raw_message` is the records."""
        records = message if isinstance(message, tuple) else (message,)
        consumer = self.subscriber.consumer or FAKE_CONSUMER
        return KafkaAckableMessage(
            body=b"", raw_message=tuple(records), headers={}, message_id="-", correlation_id="-", consumer=consumer
        )

    async def decode(self, message: Any) -> Any:  # noqa: ANN401  see above
        """The records themselves."""
        return message.raw_message


class SubscriberFeed:
    """`feed.Feed` over FastStream's subscriber, whose consumer exists only while it runs."""

    def __init__(self) -> None:
        self.subscriber: Any = None

    @property
    def _consumer(self) -> AIOKafkaConsumer:
        consumer = self.subscriber.consumer if self.subscriber else None
        if consumer is None:
            raise Unavailable("the Kafka consumer is not running")
        return consumer

    def pause(self, *tps: TopicPartition) -> None:
        """See `Feed`."""
        self._consumer.pause(*tps)

    def resume(self, *tps: TopicPartition) -> None:
        """See `Feed`."""
        self._consumer.resume(*tps)

    def seek(self, tp: TopicPartition, offset: int) -> None:
        """See `Feed`."""
        self._consumer.seek(tp, offset)

    async def position(self, tp: TopicPartition) -> int:
        """See `Feed`."""
        return int(await self._consumer.position(tp))

    def highwater(self, tp: TopicPartition) -> int | None:
        """See `Feed`."""
        return None if tp not in self.assignment() else self._consumer.highwater(tp)

    def last_poll_timestamp(self, tp: TopicPartition) -> int | None:
        """See `Feed`."""
        return None if tp not in self.assignment() else self._consumer.last_poll_timestamp(tp)

    def assignment(self) -> set[TopicPartition]:
        """See `Feed`."""
        return set(self._consumer.assignment())


async def ensure_topics(bootstrap: Sequence[str], partitions: int, replication: int) -> int:
    """Create what is missing; return the number of partitions. Raises `Unavailable`, `WrongTopics`."""
    admin = AIOKafkaAdminClient(bootstrap_servers=list(bootstrap))
    try:
        await admin.start()
        have = set(await admin.list_topics())
        lacking = [topic for topic in topics.TOPICS if topic.name not in have]
        if lacking:
            await _create(admin, lacking, partitions, replication)
        counts = await _counts(admin)
    except (KafkaError, OSError) as error:
        raise Unavailable(f"Kafka does not answer at {','.join(bootstrap)} ({type(error).__name__})") from error
    finally:
        await admin.close()
    if missing := [name for name, count in counts.items() if not count]:
        raise Unavailable(f"Kafka is still making {len(missing)} topics")
    return common_partitions(counts)


async def _create(
    admin: AIOKafkaAdminClient, missing: Sequence[topics.Topic], partitions: int, replication: int
) -> None:
    """All in one request. Raises `Unavailable` with Kafka's reason; what another service has made meanwhile is well."""
    wanted = [NewTopic(topic.name, partitions, replication, topic_configs=topic.config()) for topic in missing]
    answer = await admin.create_topics(wanted)
    for name, code, reason in answer.topic_errors:
        if code not in {0, TopicAlreadyExistsError.errno}:
            raise Unavailable(f"Kafka refuses to make the topic {name}: {reason or for_code(code).__name__}")


async def _counts(admin: AIOKafkaAdminClient) -> dict[str, int]:
    """Partitions per topic; a topic just made takes a moment to be known."""
    counts: dict[str, int] = {}
    for _ in range(MADE_WITHIN):
        described = await admin.describe_topics([topic.name for topic in topics.TOPICS])
        counts = {found["topic"]: len(found["partitions"]) for found in described}
        if all(counts.values()):
            break
        await asyncio.sleep(0.1)
    return counts


def common_partitions(counts: dict[str, int]) -> int:
    """The one number of partitions all topics have. Raises `WrongTopics` where they differ: tickets would be torn
    apart.
    """
    if len(set(counts.values())) == 1:
        return next(iter(counts.values()))
    usual = max(set(counts.values()), key=list(counts.values()).count)
    odd = ", ".join(f"{name} has {count}" for name, count in sorted(counts.items()) if count != usual)
    raise WrongTopics(
        f"topics must all have the same number of partitions ({usual} here), but {odd}; recreate them alike"
    )


__all__ = [
    "KafkaReader",
    "SubscriberFeed",
    "WrongTopics",
    "common_partitions",
    "ensure_topics",
    "new_broker",
    "subscribe",
]
