"""One suite for the in-memory log and for real Kafka: what the chassis relies on holds on both."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from os import urandom as random_bytes
from typing import Any
from uuid import uuid4

import pytest
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from msgspec.structs import replace

from chassis.clock import SystemClock
from chassis.decision import to_ms
from chassis.failures import Unavailable
from chassis.feed import LogReader
from chassis.kafka import KafkaReader
from chassis.table import Table
from chassis.wire import KafkaWire, Message, Wire, partition_of
from contracts import topics
from contracts.cloudevents import Event
from stack.embedded import Running
from tests.harness.counting import message
from tests.harness.eventually import eventually
from tests.harness.log import MemoryLog

PARTITIONS = 3


@dataclass(frozen=True, slots=True)
class Log:
    wire: Wire
    reader: LogReader
    topic: str

    async def everything(self, partition: int) -> list[Any]:
        end = await self.reader.end(self.topic, partition)
        return [r async for batch in self.reader.read(self.topic, partition, 0, end) for r in batch]

    def message(self, key: str, value: bytes | None, **more: Any) -> Message:
        return Message(self.topic, key.encode(), (("ce_id", value or b""),), value, **more)


async def _create(bootstrap: list[str], topic: str, config: dict[str, str]) -> None:
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap)
    await admin.start()
    await admin.create_topics([NewTopic(topic, PARTITIONS, 1, topic_configs=config)])
    await admin.close()


@pytest.fixture(params=["memory", "kafka"])
async def log(request: pytest.FixtureRequest) -> AsyncIterator[Log]:
    topic = f"suite.{uuid4()}"
    if request.param == "memory":
        memory = MemoryLog(PARTITIONS, SystemClock().now)
        yield Log(memory, memory, topic)
        return
    stack: Running = request.getfixturevalue("stack")
    bootstrap = [str(stack.addresses["kafka"])]
    await _create(bootstrap, topic, topics.LIFECYCLE.config())
    wire = KafkaWire(bootstrap, "suite")
    await wire.start()
    yield Log(wire, KafkaReader(bootstrap), topic)
    await wire.stop()


async def test_messages_of_a_key_stand_in_the_order_they_were_sent(log: Log) -> None:
    await log.wire.send([log.message("ticket:a", b"%d" % n) for n in range(50)])
    found = await log.everything(partition_of("ticket:a", PARTITIONS))
    assert [r.value for r in found] == [b"%d" % n for n in range(50)]
    assert [r.offset for r in found] == list(range(50))


async def test_positions_say_where_each_message_went(log: Log) -> None:
    keys = [f"ticket:{n}" for n in range(12)]
    positions = await log.wire.send([log.message(key, key.encode()) for key in keys])
    assert [p.partition for p in positions] == [partition_of(key, PARTITIONS) for key in keys]
    for key, position in zip(keys, positions, strict=True):
        found = await log.everything(position.partition)
        assert found[position.offset].value == key.encode()


async def test_a_named_partition_goes_before_the_key(log: Log) -> None:
    wanted = (partition_of("ticket:a", PARTITIONS) + 1) % PARTITIONS
    (position,) = await log.wire.send([log.message("ticket:a", b"x", partition=wanted)])
    assert position.partition == wanted


async def test_headers_and_tombstones_come_back_as_they_went(log: Log) -> None:
    await log.wire.send([log.message("ticket:a", b"v"), log.message("ticket:a", None)])
    first, second = await log.everything(partition_of("ticket:a", PARTITIONS))
    assert dict(first.headers) == {"ce_id": b"v"}
    assert second.value is None


async def test_a_stretch_begins_at_the_first_record_of_a_moment(log: Log) -> None:
    (first,) = await log.wire.send([log.message("ticket:a", b"1")])
    at = partition_of("ticket:a", PARTITIONS)
    assert await log.reader.offset_at(log.topic, at, 0) == 0
    assert await log.reader.offset_at(log.topic, at, first.timestamp_ms) == 0
    assert await log.reader.offset_at(log.topic, at, first.timestamp_ms + 3_600_000) == 1


async def test_reading_ends_where_it_was_told_to(log: Log) -> None:
    await log.wire.send([log.message("ticket:a", b"%d" % n) for n in range(10)])
    at = partition_of("ticket:a", PARTITIONS)
    found = [r.value async for batch in log.reader.read(log.topic, at, 3, 7) for r in batch]
    assert found == [b"3", b"4", b"5", b"6"]
    assert [b async for b in log.reader.read(log.topic, at, 10, 10)] == []


async def test_timestamps_are_the_moments_of_arrival(log: Log) -> None:
    before = to_ms(SystemClock().now())
    (position,) = await log.wire.send([log.message("ticket:a", b"1")])
    assert before - 5 <= position.timestamp_ms <= to_ms(SystemClock().now()) + 5


async def test_a_producer_poisoned_by_a_record_that_the_broker_refuses_is_replaced(stack: Running) -> None:
    bootstrap, topic = [str(stack.addresses["kafka"])], f"narrow.{uuid4()}"
    await _create(bootstrap, topic, {"max.message.bytes": "2000"})
    wire = KafkaWire(bootstrap, "poisoned")
    await wire.start()
    try:
        with pytest.raises(Unavailable):
            await wire.send([Message(topic, b"k", (), random_bytes(8_000))])
        (position,) = await wire.send([Message(topic, b"k", (), b"small")])
        assert position.offset == 0
    finally:
        await wire.stop()


async def test_who_follows_gets_what_is_there_and_what_comes_from_where_it_began(log: Log) -> None:
    table: Table[Event] = Table(log.topic, lambda event: event)
    one, two = (message(subject, amount, 1) for subject, amount in (("ticket:a", 1), ("ticket:b", 2)))

    async def known() -> bool | None:
        return table.get("ticket:a") is not None or None

    async def replaced() -> bool | None:
        return (table.get("ticket:b") is not None and table.get("ticket:a") is None) or None

    await log.wire.send([replace(one, topic=log.topic)])
    following = asyncio.ensure_future(table.follow(log.reader, PARTITIONS))
    await eventually(known)
    await log.wire.send([replace(two, topic=log.topic), log.message("ticket:a", None)])
    await eventually(replaced)
    following.cancel()
    with pytest.raises(asyncio.CancelledError):
        await following


async def test_many_messages_of_named_partitions_keep_their_order_and_say_where_they_stand(log: Log) -> None:
    """They go as whole batches; four of half a megabyte do not fit into one."""
    big = [b"%d" % n + random_bytes(500_000) for n in range(4)]
    values = [b"%d" % n for n in range(60)] + big
    positions = await log.wire.send([log.message("k", v, partition=n % 2) for n, v in enumerate(values)])
    for partition in (0, 1):
        found = await log.everything(partition)
        assert [r.value for r in found] == values[partition::2]
        assert [p.offset for p in positions[partition::2]] == [r.offset for r in found]
