"""A compacted topic followed into memory by every process that needs it (people's choices): no group, no state of
record.
"""

from collections.abc import Callable, Sequence
from contextlib import aclosing
from typing import Generic, TypeVar

import structlog

from chassis.feed import LogReader, Record
from chassis.repeating import every
from contracts.cloudevents import Event, Unreadable, decode

log = structlog.get_logger(__name__)
V = TypeVar("V")
PAUSE_SECONDS = 0.5


class Table(Generic[V]):
    """The newest value per key. `ready` once the topic was read to its end for the first time."""

    def __init__(self, topic: str, value: Callable[[Event], V]) -> None:
        self.topic = topic
        self._value = value
        self._rows: dict[str, V] = {}
        self._next: dict[int, int] = {}
        self.ready = False

    def get(self, key: str) -> V | None:
        """The newest value of a key."""
        return self._rows.get(key)

    def take(self, key: str, headers: list[tuple[str, bytes]], value: bytes | None) -> None:
        """One record; without a value it deletes its key."""
        if not value:
            self._rows.pop(key, None)
            return
        try:
            self._rows[key] = self._value(decode(headers, value))
        except Unreadable as unreadable:
            log.error("table_record_unreadable", topic=self.topic, reason=unreadable.message)

    async def catch_up(self, reader: LogReader, partitions: int) -> None:
        """Read to the end. Raises `Unavailable`."""
        for partition in range(partitions):
            end = await reader.end(self.topic, partition)
            async for batch in reader.read(self.topic, partition, self._next.get(partition, 0), end):
                self._take_all(batch)
            self._next[partition] = end
        self.ready = True

    async def follow(self, reader: LogReader, partitions: int) -> None:
        """Go on reading until cancelled, through one consumer that stays."""

        async def reading() -> None:
            if not self.ready:
                await self.catch_up(reader, partitions)
            async with aclosing(reader.follow(self.topic, dict(self._next))) as batches:  # type: ignore[type-var]
                async for batch in batches:
                    self._take_all(batch)
                    self._next[batch[-1].partition] = batch[-1].offset + 1

        await every(PAUSE_SECONDS, reading)

    def _take_all(self, batch: Sequence[Record]) -> None:
        for record in batch:
            self.take((record.key or b"").decode(errors="replace"), list(record.headers), record.value)
