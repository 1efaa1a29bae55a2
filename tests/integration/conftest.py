"""A wire to real Kafka, on which all topics stand."""

from collections.abc import AsyncIterator

import pytest

from chassis.kafka import ensure_topics
from chassis.wire import KafkaWire
from contracts.topics import EMBEDDED_PARTITIONS
from stack.embedded import Running


@pytest.fixture
async def wire(stack: Running) -> AsyncIterator[KafkaWire]:
    bootstrap = [str(stack.addresses["kafka"])]
    await ensure_topics(bootstrap, EMBEDDED_PARTITIONS, 1)
    wire = KafkaWire(bootstrap, "test")
    await wire.start()
    yield wire
    await wire.stop()
