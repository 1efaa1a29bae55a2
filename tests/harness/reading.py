"""The in-memory log as the command line reads topics: what `steward.reading` asks of a consumer, no more."""

from collections.abc import Sequence
from typing import Any, cast

from aiokafka import TopicPartition

from steward.reading import Reader
from tests.harness.log import MemoryFeed, MemoryLog


class MemoryConsumer:
    """A consumer without a group."""

    def __init__(self, log: MemoryLog) -> None:
        self._feed = MemoryFeed(log, ())

    def assign(self, parts: Sequence[TopicPartition]) -> None:
        self._feed.positions = dict.fromkeys(parts, 0)

    async def end_offsets(self, parts: Sequence[TopicPartition]) -> dict[TopicPartition, int]:
        return {part: len(self._feed.log.stretches[part.topic, part.partition]) for part in parts}

    async def seek_to_beginning(self, *parts: TopicPartition) -> None:
        for part in parts:
            self._feed.seek(part, 0)

    async def position(self, part: TopicPartition) -> int:
        return await self._feed.position(part)

    async def getmany(self, **_: Any) -> dict[TopicPartition, list[Any]]:
        found: dict[TopicPartition, list[Any]] = {}
        for record in self._feed.poll():
            found.setdefault(TopicPartition(record.topic, record.partition), []).append(record)
        return found


def memory_reader(log: MemoryLog) -> Reader:
    """A reader of everything on the log."""
    names = {topic for topic, _ in log.stretches}
    return Reader(cast("Any", MemoryConsumer(log)), dict.fromkeys(names, log.partitions))
