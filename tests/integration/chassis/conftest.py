"""A town for each test; and a wire to real Kafka."""

from collections.abc import AsyncIterator

import pytest
from redis.asyncio import Redis

from chassis import catchup
from chassis.kafka import ensure_topics
from chassis.wire import KafkaWire
from contracts.topics import EMBEDDED_PARTITIONS
from stack.embedded import Running
from tests.integration.chassis.town import Town


@pytest.fixture
def town(redis: Redis, monkeypatch: pytest.MonkeyPatch) -> Town:
    """No other process has facts in flight in it: a catch-up need not wait for them."""
    monkeypatch.setattr(catchup, "SETTLING_SECONDS", 0.0)
    return Town(redis)


@pytest.fixture
async def wire(stack: Running) -> AsyncIterator[KafkaWire]:
    bootstrap = [str(stack.addresses["kafka"])]
    await ensure_topics(bootstrap, EMBEDDED_PARTITIONS, 1)
    wire = KafkaWire(bootstrap, "test")
    await wire.start()
    yield wire
    await wire.stop()
