"""One batch from Kafka, partition by partition: drop what is no longer ours, take the rest through, set aside what
cannot be handled, and return, so that FastStream commits; or raise, so that it seeks back (rules 1, 4 and 7).
"""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Protocol

import structlog
from aiokafka import TopicPartition

from chassis.aggregate import Outcome
from chassis.clock import Clock
from chassis.dead import NO_SUBJECT, DeadLetters, first_open, letter_of
from chassis.decision import Input
from chassis.failures import NotCaughtUp, Rejected, Unavailable
from chassis.feed import Assignment, Feed, Record
from chassis.inputs import as_input, corrected, is_retry, original, retried_mark
from chassis.metrics import Metrics

log = structlog.get_logger(__name__)
BACK_OFF_SECONDS = (0.1, 0.2, 0.5, 1, 2, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5)
"""About a minute, then the batch is given back to Kafka."""


class Handler(Protocol):
    """What is done with the inputs of one partition: the door of a service with records, or a stateless relay."""

    async def handle_many(self, partition: int, given: Sequence[Input], *, retried: bool = False) -> list[Outcome]:
        """One outcome per input, in order."""
        ...


@dataclass(slots=True)
class Inbound:
    """The way of a batch through a service."""

    service: str
    handler: Handler
    feed: Feed
    assignment: Assignment
    dead: DeadLetters
    clock: Clock
    metrics: Metrics
    recover: Callable[[int], None]
    read: Callable[[Record], Input] = as_input
    leaving: asyncio.Event = field(default_factory=asyncio.Event)
    busy: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def on_batch(self, records: Sequence[Record]) -> None:
        """Handle a batch. Raises `Unavailable` when Kafka or Redis stayed away or we are leaving: nothing may be
        committed.
        """
        async with self.busy:
            by_partition: defaultdict[int, list[Record]] = defaultdict(list)
            for record in records:
                by_partition[record.partition].append(record)
            self.metrics.batch_size.observe(len(records))
            answers = await asyncio.gather(
                *(self._partition(partition, found) for partition, found in by_partition.items()),
                return_exceptions=True,
            )
        for answer in answers:
            if isinstance(answer, BaseException):
                raise answer

    async def _partition(self, partition: int, records: list[Record]) -> None:
        if not await self._ours(partition, records):
            self.metrics.redelivered.inc(len(records))
            return
        try:
            await self._until_available(lambda: self._take(partition, records))
        except NotCaughtUp:
            self._hold(records)
            self.recover(partition)
            return
        self.assignment.note(records)
        for topic, count in _counts(records).items():
            self.metrics.consumed.labels(topic=topic).inc(count)

    async def _ours(self, partition: int, records: Sequence[Record]) -> bool:
        """A batch fetched before a rebalance is dropped: whoever has the partition now reads it anew (rule 1)."""
        if partition not in self.assignment.caught:
            self._hold([r for r in records if TopicPartition(r.topic, r.partition) in self.feed.assignment()])
            return False
        last = {TopicPartition(r.topic, r.partition): r.offset for r in records}
        assigned = self.feed.assignment()
        for tp, offset in last.items():
            if tp not in assigned or await self.feed.position(tp) != offset + 1:
                return False
        return True

    def _hold(self, records: Sequence[Record]) -> None:
        """Come back to these later without holding up other partitions: FastStream commits positions, this one
        stays.
        """
        first: dict[TopicPartition, int] = {}
        for record in records:
            first.setdefault(TopicPartition(record.topic, record.partition), record.offset)
        for tp, offset in first.items():
            self.feed.pause(tp)
            self.feed.seek(tp, offset)

    async def _until_available(self, work: Callable[[], Awaitable[None]]) -> None:
        for seconds in BACK_OFF_SECONDS:
            if self.leaving.is_set():
                raise Unavailable("the service is leaving; whoever comes next takes this batch")
            try:
                return await work()
            except Unavailable as unavailable:
                self.metrics.unavailable.inc()
                log.warning("unavailable", reason=str(unavailable), seconds=seconds)
                await self._rest(seconds)
        return await work()

    async def _rest(self, seconds: float) -> None:
        try:
            async with asyncio.timeout(seconds):
                await self.leaving.wait()
        except TimeoutError:
            return

    async def _take(self, partition: int, records: Sequence[Record]) -> None:
        """In order of arrival; replayed dead letters one at a time, since each may free its subject."""
        for retry, run in groupby(records, key=lambda record: is_retry(record, self.service)):
            if retry:
                for record in run:
                    await self._retried(partition, record)
            else:
                await self._fresh(partition, list(run))

    async def _fresh(self, partition: int, records: Sequence[Record]) -> None:
        pairs = [(record, self.read(record)) for record in records]
        lost = [(r, i.data) for r, i in pairs if i.subject == NO_SUBJECT and isinstance(i.data, Rejected)]
        known = [(r, i) for r, i in pairs if i.subject != NO_SUBJECT]
        started = self.clock.monotonic()
        outcomes = await self.handler.handle_many(partition, [i for _, i in known]) if known else []
        self.metrics.handling_seconds.observe(self.clock.monotonic() - started)
        letters = [letter_of(record, NO_SUBJECT, rejected) for record, rejected in lost]
        for (record, given), outcome in zip(known, outcomes, strict=True):
            if outcome.dead:
                letters.append(letter_of(record, given.subject, outcome.dead))
                self.metrics.rejected.labels(reason=outcome.dead.reason.value).inc()
                log.error(
                    "dead_letter", subject=given.subject, reason=outcome.dead.reason, message=outcome.dead.message
                )
        await self.dead.write(partition, letters, self.clock.now())

    async def _retried(self, partition: int, record: Record) -> None:
        mark, message = retried_mark(record), original(record)
        if mark is None or message is None:
            log.warning("retry_without_origin", topic=record.topic, partition=record.partition, offset=record.offset)
            return
        if not first_open(await self.dead.parked(partition), mark):
            log.info("retry_not_in_turn", subject=mark.subject, reference=mark.letter)
            return
        given = corrected(self.read(message), record)
        outcomes = await self.handler.handle_many(partition, [given], retried=True)
        if outcomes[0].dead:
            log.error("replay_failed", subject=mark.subject, reference=mark.letter, reason=outcomes[0].dead.reason)
            return
        await self.dead.settle(partition, mark)


def _counts(records: Sequence[Record]) -> dict[str, int]:
    counts: defaultdict[str, int] = defaultdict(int)
    for record in records:
        counts[record.topic] += 1
    return counts
