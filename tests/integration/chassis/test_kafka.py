"""The counting service as real processes on real Kafka and Redis: kill -9, restart, rebalance (rules 1 to 4)."""

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from aiokafka import AIOKafkaProducer

from chassis.kafka import KafkaReader
from chassis.wire import KafkaWire, Message
from contracts import topics
from contracts.cloudevents import decode
from stack.embedded import Running
from tests.harness.counting import message, totals
from tests.harness.eventually import eventually
from tests.harness.process import ROOT, Child, launch

pytestmark = pytest.mark.timeout(180)
PARTITIONS = 6


class Copies:
    """Copies of the counting service."""

    def __init__(self, stack: Running, folder: Path) -> None:
        self._folder = folder
        self._running: list[Child] = []
        self.environment = {
            "KAFKA_BOOTSTRAP": str(stack.addresses["kafka"]),
            "REDIS_URL": str(stack.addresses["redis"]),
            "STEWARD_ESTATE": str(ROOT / "estates" / "demo"),
            "HTTP_PORT": "0",
            "KAFKA_PARTITIONS": str(PARTITIONS),
        }

    def start(self, instance: str) -> Child:
        child = launch(
            "tests.harness.counting_main",
            self._folder / f"{instance}.log",
            self.environment | {"INSTANCE_ID": instance},
        )
        self._running.append(child)
        return child

    def end(self) -> None:
        for child in self._running:
            if child.process.poll() is None:
                child.kill()


@pytest.fixture
def copies(stack: Running, tmp_path: Path) -> Iterator[Copies]:
    found = Copies(stack, tmp_path)
    yield found
    found.end()


async def lifecycle(stack: Running, prefix: str) -> dict[str, list[int]]:
    """The distinct running totals per subject, in the order of the topic."""
    reader = KafkaReader([str(stack.addresses["kafka"])])
    found: dict[str, list[int]] = {}
    ids: set[str] = set()
    for partition in range(PARTITIONS):
        end = await reader.end(topics.LIFECYCLE.name, partition)
        async for batch in reader.read(topics.LIFECYCLE.name, partition, 0, end):
            for record in batch:
                event = decode(record.headers, record.value)
                if event.subject.startswith(prefix) and event.id not in ids:
                    ids.add(event.id)
                    found.setdefault(event.subject, []).extend(totals([event]))
    return found


async def reached(stack: Running, subject: str, total: int) -> None:
    """Wait until a subject has been counted so far: the service is at work."""

    async def so_far() -> bool:
        return total in (await lifecycle(stack, subject)).get(subject, [])

    await eventually(so_far, saying=f"{subject} did not reach {total}")


async def transaction(stack: Running, message: Message, *, commit: bool) -> None:
    """What an integrator with a transactional producer does."""
    producer = AIOKafkaProducer(bootstrap_servers=[str(stack.addresses["kafka"])], transactional_id=str(uuid4()))
    await producer.start()
    try:
        await producer.begin_transaction()
        await producer.send_and_wait(message.topic, message.value, message.key, headers=list(message.headers))
        await (producer.commit_transaction() if commit else producer.abort_transaction())
    finally:
        await producer.stop()


async def test_killed_at_random_it_loses_nothing_and_counts_nothing_twice(
    stack: Running, copies: Copies, wire: KafkaWire
) -> None:
    subjects = [f"ticket:k{n}" for n in range(40)]
    child = copies.start("k1")
    for n in range(1, 26):
        await wire.send([message(subject, 1, n) for subject in subjects])
        if n % 8 == 0:
            await reached(stack, subjects[0], n - 3)
            child.kill()
            child = copies.start("k1")
    expected = {subject: list(range(1, 26)) for subject in subjects}

    async def counted() -> bool:
        return await lifecycle(stack, "ticket:k") == expected

    await eventually(counted, within=60, saying="not every input was counted exactly once and in order")


async def test_copies_that_come_and_go_keep_the_order_of_every_subject(
    stack: Running, copies: Copies, wire: KafkaWire
) -> None:
    subjects = [f"ticket:c{n}" for n in range(40)]
    first = copies.start("c1")
    for n in range(1, 31):
        await wire.send([message(subject, 1, n) for subject in subjects])
        if n == 8:
            await reached(stack, subjects[0], 6)
            copies.start("c2")
        if n == 16:
            await reached(stack, subjects[0], 14)
            copies.start("c3")
        if n == 24:
            await reached(stack, subjects[0], 22)
            assert first.stop() == 0
    expected = {subject: list(range(1, 31)) for subject in subjects}

    async def counted() -> bool:
        return await lifecycle(stack, "ticket:c") == expected

    await eventually(counted, within=90, saying="order or count of a subject broke")


async def huge(stack: Running, key: bytes) -> None:
    """What no producer of ours may send: the broker's limit is for the compressed batch."""
    bootstrap = [str(stack.addresses["kafka"])]
    producer = AIOKafkaProducer(bootstrap_servers=bootstrap, compression_type="gzip", max_request_size=10_000_000)
    await producer.start()
    try:
        await producer.send_and_wait(topics.CLASSIFIED.name, b"x" * 5_000_000, key)
    finally:
        await producer.stop()


async def test_transactions_and_huge_messages_of_integrators_stop_nobody_and_take_nothing_with_them(
    stack: Running, copies: Copies, wire: KafkaWire
) -> None:
    copies.start("t1")
    await wire.send([message("ticket:t0", 1, 1)])
    await reached(stack, "ticket:t0", 1)
    await transaction(stack, message("ticket:t0", 2, 2), commit=True)
    await transaction(stack, message("ticket:t0", 4, 3), commit=False)
    await huge(stack, b"ticket:t2")  # on the same partition
    await transaction(stack, message("ticket:t0", 8, 3), commit=True)

    async def counted() -> bool:
        return await lifecycle(stack, "ticket:t") == {"ticket:t0": [1, 3, 11]}

    await eventually(counted, within=30, saying="the committed inputs, and only they, were not counted")
