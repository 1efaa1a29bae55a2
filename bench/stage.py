"""One stage with state against raw aiokafka, on the same broker in the same run.

Raw: consume a batch, produce each record with `acks=all`, commit. Stage: consume, load, decide, save in one Lua call,
publish from the outbox, clear, commit. Both move the same records; the figure is the ratio of their rates.
"""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass

import uvloop
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from fastapi import FastAPI
from redis.asyncio import Redis

from chassis.clock import SystemClock
from chassis.kafka import KafkaReader, SubscriberFeed, ensure_topics, new_broker
from chassis.metrics import create_metrics
from chassis.run import new_pool
from chassis.service import Parts, Service
from chassis.wire import KafkaWire
from contracts import topics
from stack.embedded import Running
from tests.harness.counting import counting, message

PARTITIONS = 6
SUBJECTS = 2_000
BATCH = 500


@dataclass(frozen=True, slots=True)
class Figure:
    """Records a second of both, and their ratio."""

    records: int
    raw: float
    stage: float

    @property
    def ratio(self) -> float:
        return self.stage / self.raw


def measure(stack: Running, records: int) -> Figure:
    """Raw first, then the stage, on topics filled with the same records."""
    return uvloop.run(_measure(stack, records))


async def _measure(stack: Running, records: int) -> Figure:
    bootstrap, redis_url = [str(stack.addresses["kafka"])], str(stack.addresses["redis"])
    await ensure_topics(bootstrap, PARTITIONS, 1)
    await _fill(bootstrap, records)
    raw = await _raw(bootstrap, records)
    stage = await _stage(bootstrap, redis_url, records)
    return Figure(records, records / raw, records / stage)


async def _fill(bootstrap: list[str], records: int) -> None:
    wire = KafkaWire(bootstrap, "bench-fill")
    await wire.start()
    for start in range(0, records, SUBJECTS):
        await wire.send([message(f"ticket:{n}", 1, start // SUBJECTS + 1) for n in range(SUBJECTS)])
    await wire.stop()


async def _raw(bootstrap: list[str], records: int) -> float:
    consumer = AIOKafkaConsumer(
        topics.CLASSIFIED.name,
        bootstrap_servers=bootstrap,
        group_id="bench-raw",
        auto_offset_reset="earliest",
        enable_auto_commit=False,
    )
    producer = AIOKafkaProducer(
        bootstrap_servers=bootstrap,
        acks="all",
        enable_idempotence=True,
        linger_ms=2,
        max_batch_size=256 * 1024,
        compression_type="zstd",
    )
    await asyncio.gather(consumer.start(), producer.start())
    done, started = 0, time.perf_counter()
    while done < records:
        batch = await consumer.getmany(timeout_ms=100, max_records=BATCH)
        found = [record for stretch in batch.values() for record in stretch]
        sends = [
            await producer.send(topics.DEADLINES.name, value=r.value, key=r.key, headers=list(r.headers)) for r in found
        ]
        await asyncio.gather(*sends)
        if found:
            await consumer.commit()
        done += len(found)
    taken = time.perf_counter() - started
    await asyncio.gather(consumer.stop(), producer.stop())
    return taken


async def _stage(bootstrap: list[str], redis_url: str, records: int) -> float:
    wire, reader = KafkaWire(bootstrap, "bench-stage"), KafkaReader(bootstrap)
    redis = Redis(connection_pool=new_pool(redis_url))
    parts = Parts(SystemClock(), redis, wire, reader, SubscriberFeed(), create_metrics("dispatch"), PARTITIONS)
    service = Service("dispatch", "bench", parts, FastAPI())
    door = service.door(counting())
    broker = new_broker(bootstrap, "dispatch")
    service.consume(broker, topics.CLASSIFIED, topics.COMMANDS, into=door)
    await wire.start()
    await broker.start()
    consumed = parts.metrics.consumed.labels(topic=topics.CLASSIFIED.name)
    await _until(lambda: consumed._value.get() > 0)  # noqa: SLF001  prometheus-client has no other way to read it
    before, started = consumed._value.get(), time.perf_counter()  # noqa: SLF001
    await _until(lambda: consumed._value.get() >= records)  # noqa: SLF001
    taken = time.perf_counter() - started
    await broker.stop()
    await wire.stop()
    await redis.aclose()
    return float(taken * records / (records - before))


async def _until(reached: Callable[[], bool]) -> None:
    while not reached():  # noqa: ASYNC110  a counter tells nobody
        await asyncio.sleep(0.01)
