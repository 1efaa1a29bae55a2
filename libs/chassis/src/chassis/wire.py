"""Publishing to Kafka: idempotent, `acks=all`, in order, under an own deadline (rules 2 and 4).

The producer is replaced when it is poisoned: after one record that the broker refuses, aiokafka answers
`OutOfOrderSequence` for ever. Whatever was given to the old one and not acknowledged is sent again from the
outboxes' heads.
"""

import asyncio
from collections.abc import Awaitable, Sequence
from functools import lru_cache
from typing import Protocol

from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError
from aiokafka.partitioner import murmur2

from chassis.failures import Unavailable
from chassis.messages import Message, Position
from chassis.shipping import arrived, ship
from contracts import topics

DEADLINE_SECONDS = 10.0


class Wire(Protocol):
    """What the chassis needs of a producer."""

    async def send(self, messages: Sequence[Message]) -> list[Position]:
        """Send all, in order; return when every one is acknowledged, raise `Unavailable` otherwise."""
        ...


@lru_cache(maxsize=10_000)
def partition_of(key: str | bytes, partitions: int) -> int:
    """Kafka's own choice of partition for a key (murmur2). Remembered: a subject's inputs come close together."""
    raw = key.encode() if isinstance(key, str) else key
    return int(murmur2(raw) & 0x7FFFFFFF) % partitions


class KafkaWire:
    """The real wire."""

    def __init__(self, bootstrap: Sequence[str], client_id: str) -> None:
        self._bootstrap = list(bootstrap)
        self._client_id = client_id
        self._producer: AIOKafkaProducer | None = None
        self._replacing = asyncio.Lock()

    async def start(self) -> None:
        """Connect; raises `Unavailable` when no broker answers."""
        producer = AIOKafkaProducer(
            bootstrap_servers=self._bootstrap,
            client_id=self._client_id,
            acks="all",
            enable_idempotence=True,
            linger_ms=2,
            max_batch_size=256 * 1024,
            max_request_size=topics.MAX_REQUEST_BYTES + 16 * 1024,
            compression_type="zstd",
            request_timeout_ms=8_000,
        )
        try:
            async with asyncio.timeout(DEADLINE_SECONDS):  # it asks for its id until it gets one, while all wait for it
                await producer.start()
        except (KafkaError, TimeoutError, OSError) as error:
            await _abandon(producer)
            raise Unavailable(f"Kafka does not answer at {','.join(self._bootstrap)}") from error
        self._producer = producer

    async def stop(self) -> None:
        """Let go of the connection; what is unsent stays in the outboxes."""
        producer, self._producer = self._producer, None
        if producer:
            await _quietly(producer.stop())

    async def send(self, messages: Sequence[Message]) -> list[Position]:
        """See `Wire.send`."""
        producer = self._producer
        if producer is None:
            await self._replace(None)
            producer = self._producer
        if producer is None:
            raise Unavailable("Kafka's producer is being replaced")
        try:
            async with asyncio.timeout(DEADLINE_SECONDS):
                return await arrived(await ship(producer, messages))
        except (KafkaError, TimeoutError, OSError) as error:
            await self._replace(producer)
            raise Unavailable(f"Kafka did not acknowledge ({type(error).__name__})") from error

    async def _replace(self, poisoned: AIOKafkaProducer | None) -> None:
        async with self._replacing:
            if self._producer is not poisoned:
                return
            self._producer = None
            if poisoned:
                await _abandon(poisoned)
            await self.start()


async def _abandon(producer: AIOKafkaProducer) -> None:
    """Stop a producer for good: one that is cut off while it stops would go on and deliver its messages much later."""
    await _quietly(producer.stop())
    sender = producer._sender  # noqa: SLF001  aiokafka has no other way to end it
    if sender is not None and sender.sender_task is not None:
        sender.sender_task.cancel()
    await _quietly(producer.client.close())


async def _quietly(stopping: Awaitable[None]) -> None:
    """A client that is thrown away may not hold us up, nor tell us how it died."""
    try:
        async with asyncio.timeout(2):
            await stopping
    except (KafkaError, TimeoutError, OSError):
        return


__all__ = ["KafkaWire", "Message", "Position", "Wire", "partition_of"]
