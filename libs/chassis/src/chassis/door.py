"""The one door (rule 5): a Kafka record, an HTTP command, a due timer and the result of an effect all come through
here.

load -> decide -> save -> publish -> clear, for up to 500 inputs of one partition at a time. Nothing here knows what
a ticket is.
"""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Generic, TypeVar

import orjson

from chassis.aggregate import Aggregate, Change, Outcome, taken, with_known
from chassis.clock import Clock
from chassis.decision import EFFECT, HTTP, Input
from chassis.entries import Entry
from chassis.failures import Conflict, NotCaughtUp, Rejected, Unavailable
from chassis.metrics import Metrics
from chassis.outbox import Outbox
from chassis.pacing import Pace
from chassis.recent import Recent
from chassis.record import Record
from chassis.resting import Resting
from chassis.saving import saving
from chassis.store import Store
from chassis.stub import Stub, stub_in
from chassis.together import Together
from chassis.wire import partition_of
from contracts.vocabulary import DeadReason

S = TypeVar("S")
CONFLICTS_BORNE = 20
MOST_TOGETHER = 200


@dataclass(frozen=True, slots=True)
class Loaded(Generic[S]):
    """The records of a batch and the subjects that are parked."""

    changes: dict[str, Change[S]]
    parked: Mapping[str, list[str]]


class Door(Generic[S]):
    """`handle` for one input, `handle_many` for a batch of one partition."""

    def __init__(
        self,
        aggregate: Aggregate[S],
        store: Store,
        outbox: Outbox,
        resting: Resting[S],
        clock: Clock,
        metrics: Metrics,
        partitions: Callable[[], int],
        *,
        uncaught: Callable[[int], None] = lambda _: None,
        armed: Callable[[int], None] = lambda _: None,
    ) -> None:
        self.aggregate = aggregate
        self.store = store
        self.outbox = outbox
        self._resting = resting
        self._recent = Recent(aggregate.codec)
        self._clock = clock
        self._metrics = metrics
        self._partitions = partitions
        self._uncaught = uncaught
        self._armed = armed
        self._pace = Pace()
        self._locks: defaultdict[int, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._handling: dict[int, Together[Input, Outcome]] = {}
        self._reading: dict[int, Together[str, Record[S] | Stub]] = {}

    def lock(self, partition: int) -> asyncio.Lock:
        """Whoever works on a partition inside this process takes its turn; between processes the version check
        decides.
        """
        return self._locks[partition]

    def partition_of(self, subject: str) -> int:
        """The partition a subject lives in. Raises `Unavailable` before Kafka has said how many there are."""
        if not (partitions := self._partitions()):
            raise Unavailable("Kafka has not answered yet; the number of partitions is not known")
        return partition_of(subject, partitions)

    async def record(self, subject: str) -> Record[S]:
        """A subject's record as it stands. Raises `Unavailable`."""
        partition = self.partition_of(subject)
        if partition not in self._reading:
            self._reading[partition] = Together(partial(self._kept, partition), MOST_TOGETHER)
        kept = await self._reading[partition].ask(subject)
        if isinstance(kept, Stub):  # by itself: those who asked together with it need not wait for the topic
            return (await self._resting.back(partition, {subject: kept}))[subject]
        return kept

    async def _kept(self, partition: int, subjects: Sequence[str]) -> list[Record[S] | Stub]:
        stored, _ = await self.store.load(partition, subjects)
        held = zip(subjects, stored, strict=True)
        return [stub_in(value) or self._recent.load(subject, value) for subject, value in held]

    async def handle(self, given: Input) -> Outcome:
        """Take one input through; its facts are on Kafka when this returns. Raises `Unavailable`, `NotCaughtUp`.

        What comes while another input of the same partition is under way goes through with it.
        """
        partition = self.partition_of(given.subject)
        if partition not in self._handling:
            self._handling[partition] = Together(partial(self.handle_many, partition), MOST_TOGETHER)
        return await self._handling[partition].ask(given)

    async def handle_many(self, partition: int, given: Sequence[Input], *, retried: bool = False) -> list[Outcome]:
        """Take inputs of one partition through, in order; one outcome each. Raises `Unavailable`, `NotCaughtUp`.

        `retried` inputs are replayed dead letters: the only ones that may pass while their subject is parked.
        """
        inputs = await self._with_known(given)
        async with self.lock(partition):
            for _ in range(CONFLICTS_BORNE):
                loaded = await self._loaded(partition, inputs)
                outcomes = self._decided(loaded, inputs, self._clock.now(), retried=retried)
                try:
                    await self._save_and_send(partition, loaded)
                except Conflict as conflict:
                    self._metrics.version_conflicts.inc(len(conflict.subjects))
                    continue
                except NotCaughtUp:
                    self._uncaught(partition)
                    raise
                return outcomes
        raise Unavailable(
            f"partition {partition} is fought over: {CONFLICTS_BORNE} saves in a row met another writer's"
        )

    async def _with_known(self, given: Sequence[Input]) -> Sequence[Input]:
        if self.aggregate.known is None:
            return given
        return await with_known(self.aggregate.known, given)

    async def _loaded(self, partition: int, given: Sequence[Input]) -> Loaded[S]:
        subjects = list(dict.fromkeys(one.subject for one in given))
        stored, letters = await self.store.load(partition, subjects)
        back = await self._back(partition, dict(zip(subjects, stored, strict=True)))
        await self._pace.turn(len(given))  # from here to the save nothing waits
        changes: dict[str, Change[S]] = {}
        for subject, value in zip(subjects, stored, strict=True):
            record = back[subject] if subject in back else self._recent.load(subject, value)
            changes[subject] = Change(before=record, after=record)
        parked = {s: orjson.loads(found) for s, found in zip(subjects, letters, strict=True) if found}
        return Loaded(changes, parked)

    async def _back(self, partition: int, stored: Mapping[str, bytes | None]) -> Mapping[str, Record[S]]:
        stubs = {subject: stub for subject, value in stored.items() if (stub := stub_in(value))}
        return await self._resting.back(partition, stubs) if stubs else {}

    def _decided(self, loaded: Loaded[S], given: Sequence[Input], now: datetime, *, retried: bool) -> list[Outcome]:
        return [self._one(loaded, one, now, retried=retried) for one in given]

    def _one(self, loaded: Loaded[S], given: Input, now: datetime, *, retried: bool) -> Outcome:
        change = loaded.changes[given.subject]
        waits = change.dead or given.subject in loaded.parked
        if waits and not retried and given.topic not in (HTTP, EFFECT):
            message = "its subject waits behind an earlier dead letter; replay that one first"
            return Outcome(given, dead=Rejected(DeadReason.BEHIND, message), version=change.after.version)
        return taken(self.aggregate, change, given, now)

    async def _save_and_send(self, partition: int, loaded: Loaded[S]) -> None:
        changed = {subject: change for subject, change in loaded.changes.items() if change.changed}
        again = [subject for subject, change in loaded.changes.items() if change.unsent]
        if changed:
            savings = [saving(self.aggregate, subject, change) for subject, change in changed.items()]
            lengths = await self.store.save(partition, savings)
            for row in savings:
                self._recent.note(row.subject, row.body, changed[row.subject].after)
            self._metrics.saved.inc(len(savings))
            if timers := [due for row in savings for _, due in row.arm]:
                self._armed(min(timers))
            boxes = await self._boxes(partition, changed, dict(zip(changed, lengths, strict=True)))
            self._metrics.published.inc(await self.outbox.send(partition, boxes))
        if rest := [subject for subject in again if subject not in changed]:
            await self.outbox.resend(partition, rest)

    async def _boxes(
        self, partition: int, changed: Mapping[str, Change[S]], lengths: Mapping[str, int]
    ) -> dict[str, Sequence[Entry]]:
        """What to send of each subject: its own new entries, or the whole box where an earlier one still waits in
        it.
        """
        boxes: dict[str, Sequence[Entry]] = {subject: change.entries for subject, change in changed.items()}
        behind = [subject for subject, change in changed.items() if lengths[subject] > len(change.entries)]
        if behind:
            boxes |= zip(behind, await self.store.outboxes(partition, behind), strict=True)
        return boxes
