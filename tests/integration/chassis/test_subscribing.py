"""What a service's subscriber makes of real Kafka: nothing is committed that was not handled (rules 1 and 4), and bytes
that the client library cannot read stop nobody (rule 7).
"""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any
from uuid import uuid4

from chassis.failures import Unavailable
from chassis.kafka import ensure_topics, new_broker, subscribe
from contracts.topics import EMBEDDED_PARTITIONS, RECEIPTS
from stack.embedded import Running
from tests.harness.eventually import eventually
from tests.harness.listening import Nothing
from tests.harness.raw import Name, Rough, produce

Batch = tuple[Any, ...]


@asynccontextmanager
async def reading(stack: Running, on_batch: Callable[[Batch], Awaitable[None]]) -> AsyncIterator[None]:
    """A copy that reads as every service does, a topic that no other test reads."""
    broker, group = new_broker([str(stack.addresses["kafka"])], "subscribing"), f"subscribing-{uuid4()}"
    subscribe(broker, RECEIPTS.name, group=group, instance="one", on_batch=on_batch, listener=Nothing())
    await broker.start()
    try:
        yield
    finally:
        await broker.stop()


async def put(stack: Running, *records: Rough) -> None:
    kafka = str(stack.addresses["kafka"])
    await ensure_topics([kafka], EMBEDDED_PARTITIONS, 1)
    await produce(kafka, RECEIPTS.name, 0, *records)


async def test_a_batch_that_could_not_be_handled_comes_again(stack: Running) -> None:
    key, times = str(uuid4()).encode(), 0
    await put(stack, (key, b"{}", ()))

    async def failing_once(batch: Batch) -> None:
        nonlocal times
        times += sum(record.key == key for record in batch)
        if times == 1:
            raise Unavailable("Redis is away")

    async def again() -> bool:
        return times == 2

    async with reading(stack, failing_once):
        await eventually(again, within=20, saying="the batch that failed did not come again")


async def test_a_header_whose_name_is_no_text_stops_nobody(stack: Running) -> None:
    key = str(uuid4()).encode()
    values: list[bytes | None] = []
    await put(stack, (key, b"rough", [(Name(b"\xff\xfe"), b"\xfd")]))
    await put(stack, (key, b"after it", ()))

    async def noting(batch: Batch) -> None:
        values.extend(record.value for record in batch if record.key == key)

    async def both() -> bool:
        return values == [b"rough", b"after it"]

    async with reading(stack, noting):
        await eventually(both, within=20, saying="what stood after the record did not come")
