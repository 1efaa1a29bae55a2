"""One batch from Kafka, partition by partition: drop what is no longer ours, take the rest through, set aside what
cannot be handled, and return, so that FastStream commits; or raise, so that it seeks back (rules 1, 4 and 7).
"""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from itertools import groupby
from typing import Protocol

import structlog
from aiokafka import TopicPartition

from chassis.aggregate import Outcome, where
from chassis.clock import Clock
from chassis.dead import NO_SUBJECT, DeadLetters, GivenUp, Letter, Mark, first_open, given_up_in, letter_of
from chassis.decision import Input
from chassis.failures import NotCaughtUp, Rejected, Unavailable
from chassis.feed import Assignment, Feed, Record
from chassis.inputs import as_input, corrected, original, retried_mark, set_aside
from chassis.metrics import Metrics
from chassis.pacing import Pace
from contracts import topics
from contracts.vocabulary import DeadReason

log = structlog.get_logger(__name__)
BACK_OFF_SECONDS = (0.1, 0.2, 0.5, 1, 2, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5)
"""About a minute, then the batch is given back to Kafka."""
SAVED_AT_ONCE = 500
"""Records of one partition that go through the door together. At 500 a save holds Redis up for about 10 ms and the
stage moved 5,415 records/s, at 200 4,391 (in batches of 2,000); more would be felt by others.
"""
GIVE_BACK_SECONDS = 60.0
"""The same where each attempt takes long by itself: Kafka expects us back before `max_poll_interval_ms`."""

Shares = Mapping[TopicPartition, Sequence[Record]]
"""What a batch holds of each topic's partition; none is empty."""


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
    pace: Pace = field(default_factory=Pace)
    batches: int = 0
    _looked: int = -1
    _stood: dict[TopicPartition, int] = field(default_factory=dict)

    async def on_batch(self, records: Sequence[Record]) -> None:
        """Handle a batch. Raises `Unavailable` when Kafka or Redis stayed away or we are leaving: nothing may be
        committed.
        """
        self.batches += 1
        async with self.busy:
            shares = shares_of(records)
            await self._pass_gaps(shares.keys())
            by_partition: defaultdict[int, dict[TopicPartition, Sequence[Record]]] = defaultdict(dict)
            for tp, share in shares.items():
                by_partition[tp.partition][tp] = share
            self.metrics.batch_size.observe(len(records))
            answers = await asyncio.gather(
                *(self._partition(partition, found) for partition, found in by_partition.items()),
                return_exceptions=True,
            )
        for answer in answers:
            if isinstance(answer, BaseException):
                raise answer

    async def _partition(self, partition: int, shares: Shares) -> None:
        ends = await self._delivered(shares)
        mine = {tp: share for tp, share in shares.items() if tp in ends}
        self.metrics.redelivered.inc(sum(len(share) for tp, share in shares.items() if tp not in ends))
        if partition not in self.assignment.caught:
            self._hold(mine)
            return
        try:
            await self._until_available(lambda: self._take(partition, mine))
        except NotCaughtUp:
            self._hold(mine)
            self.recover(partition)
            return
        self.assignment.note({tp: share[-1].timestamp for tp, share in mine.items()}, ends)
        for tp, share in mine.items():
            self.metrics.consumed.labels(topic=tp.topic).inc(len(share))

    async def _delivered(self, shares: Shares) -> dict[TopicPartition, int]:
        """How far the feed has come with each topic's share of a batch; a share fetched before a rebalance is left
        out: whoever has the partition now reads it anew (rule 1).

        The position may be beyond the last record + 1: markers of transactions and compacted records take offsets too.
        """
        positions = {tp: await self.feed.position(tp) for tp in shares if tp in self.feed.assignment()}
        return {tp: position for tp, position in positions.items() if position > shares[tp][-1].offset}

    async def _pass_gaps(self, coming: AbstractSet[TopicPartition]) -> None:
        """Between two batches nothing is on its way: what lies before a position is handled, or was nothing to handle.

        The end of a transaction, deleted and compacted records move a position without bringing anything.
        """
        for tp in self.assignment.caught_up() - coming:
            if tp in self.feed.assignment():
                self.assignment.passed(tp, await self.feed.position(tp))

    async def look(self) -> None:
        """Now and then: where a position stood still between two looks without a batch, nothing is on its way."""
        before, looked = self._stood, self._looked
        assigned = self.feed.assignment()
        self._stood = {tp: await self.feed.position(tp) for tp in self.assignment.caught_up() & assigned}
        self._looked = self.batches
        if looked == self.batches and not self.busy.locked():
            for tp, position in self._stood.items() & before.items():
                self.assignment.passed(tp, position)

    def _hold(self, shares: Shares) -> None:
        """Come back to these later without holding up other partitions: FastStream commits positions, this one
        stays.
        """
        for tp, share in shares.items():
            self.feed.pause(tp)
            self.feed.seek(tp, share[0].offset)
            self.assignment.back(tp, share[0].offset)

    async def _until_available(self, work: Callable[[], Awaitable[None]]) -> None:
        began = self.clock.monotonic()
        for seconds in BACK_OFF_SECONDS:
            if self.leaving.is_set():
                raise Unavailable("the service is leaving; whoever comes next takes this batch")
            try:
                return await work()
            except Unavailable as unavailable:
                self.metrics.unavailable.inc()
                log.warning("unavailable", reason=str(unavailable), seconds=seconds)
                if self.clock.monotonic() - began >= GIVE_BACK_SECONDS:
                    raise
                await self._rest(seconds)
            except NotCaughtUp:
                raise
            except Exception:
                log.exception("batch_failed", seconds=seconds)
                await self._rest(seconds)
        return await work()

    async def _rest(self, seconds: float) -> None:
        try:
            async with asyncio.timeout(seconds):
                await self.leaving.wait()
        except TimeoutError:
            return

    async def _take(self, partition: int, shares: Shares) -> None:
        """In order of arrival; replayed dead letters one at a time, since each may free its subject."""
        retries = topics.retry(self.service).name
        for of_retries, run in groupby(shares.items(), key=lambda item: item[0].topic == retries):
            found = [record for _, share in run for record in share]
            if of_retries:
                for record in found:
                    await self._retried(partition, record)
            else:
                for start in range(0, len(found), SAVED_AT_ONCE):
                    await self._fresh(partition, found[start : start + SAVED_AT_ONCE])

    async def _fresh(self, partition: int, records: Sequence[Record]) -> None:
        await self.pace.turn(len(records))
        pairs = [(record, self._input(record)) for record in records]
        lost = [(r, i, i.data) for r, i in pairs if i.subject == NO_SUBJECT and isinstance(i.data, Rejected)]
        known = [(r, i) for r, i in pairs if i.subject != NO_SUBJECT or not isinstance(i.data, Rejected)]
        started = self.clock.monotonic()
        outcomes = await self.handler.handle_many(partition, [i for _, i in known]) if known else []
        self.metrics.handling_seconds.observe(self.clock.monotonic() - started)
        dead = [(r, i, o.dead) for (r, i), o in zip(known, outcomes, strict=True) if o.dead]
        letters = [self._letter(record, given.subject, rejected) for record, given, rejected in lost + dead]
        await self.dead.write(partition, letters, self.clock.now())

    def _input(self, record: Record) -> Input:
        """A reader may not raise; should it, its record is set aside and not the partition stopped."""
        try:
            return self.read(record)
        except Exception as error:  # noqa: BLE001  see above
            return set_aside(record, Rejected(DeadReason.UNREADABLE, where(error)))

    def _letter(self, record: Record, subject: str, rejected: Rejected) -> Letter:
        self.metrics.rejected.labels(reason=rejected.reason.value).inc()
        if rejected.reason is DeadReason.FORK:
            self.metrics.forks.inc()
        log.error("dead_letter", subject=subject, reason=rejected.reason, message=rejected.message)
        return letter_of(record, subject, rejected)

    async def _retried(self, partition: int, record: Record) -> None:
        mark, message, given_up = retried_mark(record), original(record), given_up_in(record)
        if mark is not None and given_up is not None:
            await self._discarded(partition, mark, given_up)
            return
        if mark is None or message is None:
            log.warning("retry_without_origin", topic=record.topic, partition=record.partition, offset=record.offset)
            return
        if not first_open(await self.dead.parked(partition), mark):
            log.info("retry_not_in_turn", subject=mark.subject, reference=mark.letter)
            return
        given = corrected(self._input(message), record)
        outcomes = await self.handler.handle_many(partition, [given], retried=True)
        if outcomes[0].dead:
            log.error("replay_failed", subject=mark.subject, reference=mark.letter, reason=outcomes[0].dead.reason)
            return
        await self.dead.settle(partition, mark)

    async def _discarded(self, partition: int, mark: Mark, given_up: GivenUp) -> None:
        """Nothing is handled, so its turn need not have come; asked for twice, it is given up once."""
        if mark.letter not in (await self.dead.parked(partition)).get(mark.subject, ()):
            log.info("discard_of_no_open_letter", subject=mark.subject, reference=mark.letter)
            return
        await self.dead.settle(partition, mark, given_up)
        log.warning("letter_discarded", subject=mark.subject, reference=mark.letter)


def shares_of(records: Sequence[Record]) -> dict[TopicPartition, list[Record]]:
    """A batch by topic and partition, each in its own order; Kafka promises none between them."""
    found: defaultdict[tuple[str, int], list[Record]] = defaultdict(list)
    for record in records:
        found[record.topic, record.partition].append(record)
    return {TopicPartition(*place): share for place, share in found.items()}
