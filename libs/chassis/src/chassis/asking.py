"""Kafka is asked how far partitions go where an effect is due and the last fetch answer too old for it (rule 9).

A fetch waits a tenth of a second for something new, and its answer counts less a margin: a message that is due now
would wait longer for that than for all else. What Kafka says when asked holds for that moment, but for what a replica
does not have yet: good enough to begin something outside, and not to call a deadline missed.
"""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Protocol

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import KafkaError

from chassis.failures import Unavailable

ANSWERS_WITHIN = 2.0
"""Seconds; one that takes longer is of no use, and Kafka taken to be away."""


class Ends(Protocol):
    """Says where partitions end right now."""

    async def ends(self, tps: Sequence[TopicPartition]) -> Mapping[TopicPartition, int]:
        """The offset after the newest record of each. Raises `Unavailable`."""
        ...

    async def stop(self) -> None:
        """Let go of what is held; another question takes it up again."""


class KafkaEnds:
    """`Ends` over a consumer that fetches nothing: one that does would answer only after its long poll."""

    def __init__(self, bootstrap: Sequence[str]) -> None:
        self._bootstrap = list(bootstrap)
        self._consumer: AIOKafkaConsumer | None = None

    async def ends(self, tps: Sequence[TopicPartition]) -> Mapping[TopicPartition, int]:
        """See `Ends`."""
        try:
            async with asyncio.timeout(ANSWERS_WITHIN):
                found: Mapping[TopicPartition, int] = await (await self._started()).end_offsets(tps)
        except (KafkaError, OSError, TimeoutError) as error:
            await self.stop()
            raise Unavailable(f"Kafka does not say where its partitions end ({type(error).__name__})") from error
        return found

    async def _started(self) -> AIOKafkaConsumer:
        if self._consumer is None:
            self._consumer = AIOKafkaConsumer(bootstrap_servers=self._bootstrap, enable_auto_commit=False)
            await self._consumer.start()
        return self._consumer

    async def stop(self) -> None:
        """See `Ends`."""
        consumer, self._consumer = self._consumer, None
        if consumer is not None:
            await consumer.stop()
