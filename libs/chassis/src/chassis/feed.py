"""What the chassis needs of a Kafka consumer, and which partitions are ours and how far each is handled (rules 1
and 9).
"""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Protocol

from aiokafka import TopicPartition

from chassis.decision import from_ms

MARGIN = timedelta(milliseconds=100)
"""An answer of the broker may be so much older than the moment we note it."""


class Feed(Protocol):
    """The consumer, as far as it is steered from outside FastStream."""

    def pause(self, *tps: TopicPartition) -> None:
        """Fetch nothing more of these."""

    def resume(self, *tps: TopicPartition) -> None:
        """Fetch these again."""

    def seek(self, tp: TopicPartition, offset: int) -> None:
        """Go on at this offset."""

    async def position(self, tp: TopicPartition) -> int:
        """The next offset that will be delivered."""
        ...

    def highwater(self, tp: TopicPartition) -> int | None:
        """The offset after the newest record, as of the last fetch; None before the first."""
        ...

    def last_poll_timestamp(self, tp: TopicPartition) -> int | None:
        """When the last fetch was answered, ms since the epoch; None before the first."""
        ...

    def assignment(self) -> set[TopicPartition]:
        """What this member reads."""
        ...


class Record(Protocol):
    """A consumer record, as aiokafka's and the tests' log give it; `timestamp` is its log-append time in ms."""

    @property
    def topic(self) -> str: ...
    @property
    def partition(self) -> int: ...
    @property
    def offset(self) -> int: ...
    @property
    def timestamp(self) -> int: ...
    @property
    def key(self) -> bytes | None: ...
    @property
    def value(self) -> bytes | None: ...
    @property
    def headers(self) -> Sequence[tuple[str, Any]]: ...


class LogReader(Protocol):
    """Reads a stretch of a topic's partition, outside any group."""

    async def end(self, topic: str, partition: int) -> int:
        """The offset after the last record."""
        ...

    async def offset_at(self, topic: str, partition: int, ms: int) -> int:
        """The first offset whose log-append time is at or after `ms`; the end if there is none."""
        ...

    def read(self, topic: str, partition: int, start: int, end: int) -> AsyncGenerator[Sequence[Record], None]:
        """The records from `start` up to before `end`, in batches."""
        ...

    def follow(self, topic: str, starts: Mapping[int, int]) -> AsyncIterator[Sequence[Record]]:
        """From each partition's start on, for ever, in batches of one partition; what comes is given at once."""
        ...


@dataclass(slots=True)
class Assignment:
    """Which partitions are ours, which of them are caught up, and how far each topic is handled *and saved*."""

    caught: set[int] = field(default_factory=set)
    handled: dict[TopicPartition, int] = field(default_factory=dict)
    handled_ms: dict[TopicPartition, int] = field(default_factory=dict)
    asked_ms: dict[TopicPartition, int] = field(default_factory=dict)
    """When Kafka was asked, and nothing was left to handle."""
    since: dict[TopicPartition, datetime] = field(default_factory=dict)
    """When it was first seen to be read, for those that are."""
    moved: asyncio.Event = field(default_factory=asyncio.Event)

    def start(self, tp: TopicPartition, position: int) -> None:
        """A partition became ours; what stands before `position` is known to be handled."""
        self.handled[tp] = position
        self.handled_ms.pop(tp, None)
        self.asked_ms.pop(tp, None)

    def lose(self, tps: Iterable[TopicPartition]) -> None:
        """Partitions went to somebody else."""
        for tp in tps:
            self.handled.pop(tp, None)
            self.handled_ms.pop(tp, None)
            self.asked_ms.pop(tp, None)
            self.since.pop(tp, None)
            self.caught.discard(tp.partition)

    def owned(self) -> set[int]:
        """Partition numbers that are ours."""
        return {tp.partition for tp in self.handled}

    def caught_up(self) -> set[TopicPartition]:
        """What is ours and caught up."""
        return {tp for tp in self.handled if tp.partition in self.caught}

    def note(self, last_ms: Mapping[TopicPartition, int], ends: Mapping[TopicPartition, int]) -> None:
        """What came of these is handled and saved: `last_ms` is when the last record was appended, `ends` where the
        feed stood after it.
        """
        for tp, end in ends.items():
            if tp in self.handled:
                self.handled[tp] = end
                self.handled_ms[tp] = last_ms[tp]
        self.moved.set()

    def passed(self, tp: TopicPartition, position: int) -> None:
        """There is nothing left to handle before this position."""
        if tp in self.handled:
            self.handled[tp] = max(self.handled[tp], position)

    def back(self, tp: TopicPartition, offset: int) -> None:
        """The feed goes back to this offset: what comes after it is not handled yet."""
        if tp in self.handled:
            self.handled[tp] = min(self.handled[tp], offset)

    def watermark(self, partition: int, feed: Feed, ungated: frozenset[str]) -> datetime | None:
        """The moment to which this partition's inputs are handled and saved; None while that is not known.

        A topic that is handled to its end is known up to its last fetch answer, less a margin; one that is not, up
        to the last record saved. `position() == highwater()` would lie: the position moves at delivery.
        """
        moments = [self.moment(tp, feed) for tp in self._gating(partition, ungated)]
        known = [moment for moment in moments if moment is not None]
        return min(known) if known and len(known) == len(moments) else None

    def moment(self, tp: TopicPartition, feed: Feed) -> datetime | None:
        """The moment to which one topic's inputs are handled and saved; None while that is not known."""
        end, polled_ms = feed.highwater(tp), feed.last_poll_timestamp(tp)
        if end is None or polled_ms is None:
            return None
        if self.handled[tp] >= end:
            return max(from_ms(polled_ms) - MARGIN, from_ms(self.asked_ms.get(tp, 0)))
        handled_ms = self.handled_ms.get(tp)
        return None if handled_ms is None else from_ms(handled_ms)

    def at_their_end(self, partitions: Iterable[int], feed: Feed, ungated: frozenset[str]) -> list[TopicPartition]:
        """What gates those of these partitions that are handled to their end, as far as the feed knows."""
        gating = [self._gating(partition, ungated) for partition in partitions]
        return [tp for tps in gating if all(self._is_at_its_end(tp, feed) for tp in tps) for tp in tps]

    def asked(self, ends: Mapping[TopicPartition, int], at_ms: int) -> None:
        """Kafka was asked at this moment, and said where these end."""
        for tp, end in ends.items():
            if tp in self.handled and self.handled[tp] >= end:
                self.asked_ms[tp] = at_ms

    def _gating(self, partition: int, ungated: frozenset[str]) -> list[TopicPartition]:
        return [tp for tp in self.handled if tp.partition == partition and tp.topic not in ungated]

    def _is_at_its_end(self, tp: TopicPartition, feed: Feed) -> bool:
        end = feed.highwater(tp)
        return end is not None and self.handled[tp] >= end
