"""Stretches of topics read outside any group, on the real Kafka (`feed.LogReader`)."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import KafkaError

from chassis.failures import Unavailable
from chassis.feed import Record
from chassis.tolerant import read_tolerantly

READ_AT_ONCE = 4
FOLLOWING_MS = 500


class KafkaReader:
    """`feed.LogReader` over consumers of its own, outside any group."""

    def __init__(self, bootstrap: Sequence[str]) -> None:
        read_tolerantly()
        self._bootstrap = list(bootstrap)
        self._turn = asyncio.Semaphore(READ_AT_ONCE)

    @asynccontextmanager
    async def _consumer(self, fetch_ms: int = 50) -> AsyncIterator[AIOKafkaConsumer]:
        """One that is assigned nothing yet: asked for offsets, a fetching one would answer after its long poll."""
        consumer = AIOKafkaConsumer(
            bootstrap_servers=self._bootstrap,
            enable_auto_commit=False,
            fetch_max_wait_ms=fetch_ms,
            auto_offset_reset="earliest",
        )
        try:
            await consumer.start()
            yield consumer
        except (KafkaError, OSError) as error:
            raise Unavailable(f"Kafka does not answer ({type(error).__name__})") from error
        finally:
            await consumer.stop()

    async def end(self, topic: str, partition: int) -> int:
        """See `LogReader`."""
        tp = TopicPartition(topic, partition)
        async with self._turn, self._consumer() as consumer:
            return int((await consumer.end_offsets([tp]))[tp])

    async def offset_at(self, topic: str, partition: int, ms: int) -> int:
        """See `LogReader`."""
        tp = TopicPartition(topic, partition)
        async with self._turn, self._consumer() as consumer:
            found = (await consumer.offsets_for_times({tp: max(ms, 0)}))[tp]
            return int(found.offset if found else (await consumer.end_offsets([tp]))[tp])

    async def read(self, topic: str, partition: int, start: int, end: int) -> AsyncGenerator[Sequence[Record], None]:
        """See `LogReader`."""
        if start >= end:
            return
        tp = TopicPartition(topic, partition)
        async with self._turn, self._consumer() as consumer:
            first = (await consumer.beginning_offsets([tp]))[tp]
            consumer.assign([tp])
            consumer.seek(tp, max(start, first))
            while await consumer.position(tp) < end:
                found = await consumer.getmany(tp, timeout_ms=200, max_records=2_000)
                records = [record for record in found.get(tp, []) if record.offset < end]
                if records:
                    yield records

    async def follow(self, topic: str, starts: Mapping[int, int]) -> AsyncIterator[Sequence[Record]]:
        """See `LogReader`."""
        tps = {TopicPartition(topic, partition): start for partition, start in starts.items()}
        async with self._consumer(FOLLOWING_MS) as consumer:
            firsts = await consumer.beginning_offsets(list(tps))
            consumer.assign(list(tps))
            for tp, start in tps.items():
                consumer.seek(tp, max(start, firsts[tp]))
            while True:
                for records in (await consumer.getmany(timeout_ms=FOLLOWING_MS)).values():
                    yield records
