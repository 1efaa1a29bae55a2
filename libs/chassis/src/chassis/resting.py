"""Putting away what has rested for long, and bringing it back when somebody asks for it (rule 3).

Redis holds what is at work and what lately was. The own topic holds all of it for ever: a subject of which nothing more
is expected leaves a stub (`stub.py`), and whoever loads that gets the record folded from the topic again.
"""

from collections import OrderedDict
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from contextlib import aclosing
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Generic, TypeVar

import structlog

from chassis.aggregate import Aggregate
from chassis.clock import Clock
from chassis.decision import floor_ms
from chassis.failures import Gap, Unavailable
from chassis.feed import LogReader
from chassis.metrics import Metrics
from chassis.own import own_facts, read_again
from chassis.record import Record, load
from chassis.rows import Leaving
from chassis.saving import rests_since
from chassis.store import Store
from chassis.stub import Stub, dumped, stub_in

log = structlog.get_logger(__name__)
S = TypeVar("S")
WINDOW = timedelta(days=60)
AT_ONCE = 200
BEFORE_MS = 600_000
"""Clocks differ: a fact may stand on its topic under an instant so much older than the one it was made at."""
AGAIN_MS = 3_600_000
"""What could not go yet, because its outbox is not empty or a dead letter is open, is looked at again after this."""
KEPT_RECORDS = 500


@dataclass(slots=True)
class Resting(Generic[S]):
    """The records of one service that rest. `window`: how long after its last fact one is put away; `ours`: partitions
    whose records we put away.
    """

    aggregate: Aggregate[S]
    store: Store
    reader: LogReader
    clock: Clock
    metrics: Metrics
    window: timedelta = WINDOW
    ours: AbstractSet[int] = frozenset()
    _recent: OrderedDict[tuple[str, int], Record[S]] = field(default_factory=OrderedDict)
    """What was brought back a moment ago: a ticket is looked at before it is acted on. A version never changes."""

    async def put_away(self, partition: int, now_ms: int, *, heal: bool = False) -> int:
        """Put away up to `AT_ONCE` records that have rested for the window; how many were looked at.

        Raises `NotCaughtUp`, `Unavailable`.
        """
        until_ms = now_ms - self.window // timedelta(milliseconds=1)
        subjects = await self.store.resting(partition, until_ms, AT_ONCE)
        if subjects:
            stored, _ = await self.store.load(partition, subjects)
            leaving = [self._leaving(*each) for each in zip(subjects, stored, strict=True)]
            gone = await self.store.put_away(partition, leaving, until_ms + AGAIN_MS, heal=heal)
            self.metrics.put_away.inc(gone)
        return len(subjects)

    async def look(self) -> None:
        """Now and then: a batch of each partition that is ours. Raises `NotCaughtUp`, `Unavailable`."""
        for partition in sorted(self.ours):
            await self.put_away(partition, floor_ms(self.clock.now()))

    async def put_all_away(self, partition: int, now_ms: int) -> None:
        """For a catch-up: as long as there are any. Raises `Unavailable`."""
        while await self.put_away(partition, now_ms, heal=True) == AT_ONCE:
            pass

    def _leaving(self, subject: str, stored: bytes | None) -> Leaving:
        if stub := stub_in(stored):
            return Leaving(subject, stub.version)
        record: Record[S] = load(stored, self.aggregate.codec)
        rests = rests_since(self.aggregate, record) is not None
        return Leaving(subject, record.version, dumped(record) if rests else b"")

    async def back(self, partition: int, stubs: Mapping[str, Stub]) -> dict[str, Record[S]]:
        """The records of put-away subjects, folded from their topic up to the versions of their stubs.

        All of them in one reading, from the first fact of the oldest on. Raises `Unavailable`, also where the topic
        does not give a version.
        """
        recent = {subject: self._recent.get((subject, stub.version)) for subject, stub in stubs.items()}
        found = {subject: kept for subject, kept in recent.items() if kept}
        missing = {subject: stub for subject, stub in stubs.items() if subject not in found}
        if missing:
            began = self.clock.monotonic()
            found |= await self._read(partition, missing)
            self.metrics.brought_back.inc(len(missing))
            self.metrics.bringing_back_seconds.observe(self.clock.monotonic() - began)
        self._keep(found)
        return found

    def _keep(self, found: Mapping[str, Record[S]]) -> None:
        for subject, record in found.items():
            self._recent[subject, record.version] = record
            self._recent.move_to_end((subject, record.version))
        while len(self._recent) > KEPT_RECORDS:
            self._recent.popitem(last=False)

    async def _read(self, partition: int, stubs: Mapping[str, Stub]) -> dict[str, Record[S]]:
        since_ms = min(stub.began_ms for stub in stubs.values()) - BEFORE_MS
        start = await self.reader.offset_at(self.aggregate.own.name, partition, since_ms)
        for begin in (start, 0) if start else (0,):
            try:
                return await self._folded(partition, stubs, begin)
            except Gap as gap:
                log.warning("own_topic_does_not_give_a_record", partition=partition, offset=begin, reason=str(gap))
                lacking = gap
        raise Unavailable(str(lacking)) from lacking

    async def _folded(self, partition: int, stubs: Mapping[str, Stub], start: int) -> dict[str, Record[S]]:
        """Raises `Gap` where the topic from there on does not give one of them."""
        topic, keys = self.aggregate.own.name, {subject.encode() for subject in stubs}
        found: dict[str, Record[S]] = {subject: Record() for subject in stubs}
        waiting = set(stubs)
        end = await self.reader.end(topic, partition)
        async with aclosing(self.reader.read(topic, partition, start, end)) as batches:
            async for batch in batches:
                for event in own_facts([one for one in batch if one.key in keys], self.aggregate.service):
                    if (subject := event.subject) in waiting:
                        found[subject] = read_again(found[subject], event, self.aggregate.apply, self.metrics)
                        if found[subject].version == stubs[subject].version:
                            waiting.discard(subject)
                if not waiting:
                    return found
        raise Gap(self._lacking(partition, {subject: stubs[subject] for subject in waiting}, found))

    def _lacking(self, partition: int, stubs: Mapping[str, Stub], found: Mapping[str, Record[S]]) -> str:
        subject, stub = next(iter(stubs.items()))
        return (
            f"{len(stubs)} records were put away and cannot be made again: {subject} had {stub.version} facts, "
            f"{self.aggregate.own.name}/{partition} gives {found[subject].version}; restore the topic"
        )
