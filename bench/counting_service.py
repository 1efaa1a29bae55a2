"""The tests' counting service inside the benchmark's own process, on real Kafka and Redis."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from fastapi import FastAPI

from chassis.clock import SystemClock
from chassis.kafka import KafkaReader, SubscriberFeed, new_broker
from chassis.memory import spare_the_collector
from chassis.metrics import create_metrics
from chassis.parts import Parts
from chassis.pool import new_client
from chassis.service import Service
from chassis.wire import KafkaWire
from contracts import topics
from contracts.topics import EMBEDDED_PARTITIONS
from stack.embedded import Running
from tests.harness.counting import counting


@asynccontextmanager
async def counting_service(stack: Running, instance: str) -> AsyncIterator[Service]:
    """Started, its partitions about to be caught up."""
    bootstrap = [str(stack.addresses["kafka"])]
    wire, redis = KafkaWire(bootstrap, instance), new_client(str(stack.addresses["redis"]))
    parts = Parts(
        SystemClock(),
        redis,
        wire,
        KafkaReader(bootstrap),
        SubscriberFeed(),
        create_metrics("dispatch"),
        EMBEDDED_PARTITIONS,
    )
    service = Service("dispatch", instance, parts, FastAPI())
    door = service.door(counting())
    broker = new_broker(bootstrap, "dispatch")
    service.consume(broker, topics.CLASSIFIED, topics.COMMANDS, into=door)
    service.due(door)
    spare_the_collector()
    await wire.start()
    await broker.start()
    try:
        yield service
    finally:
        if service.ownership:
            await service.ownership.stop()
        await broker.stop()
        await wire.stop()
        await redis.aclose()


def consumed(service: Service) -> float:
    """Records handled so far."""
    return float(service.parts.metrics.consumed.labels(topic=topics.CLASSIFIED.name)._value.get())  # noqa: SLF001  no other way to read it


async def until(reached: Callable[[], bool]) -> None:
    """Look again and again."""
    while not reached():  # noqa: ASYNC110  a counter tells nobody
        await asyncio.sleep(0.01)
