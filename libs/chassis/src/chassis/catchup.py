"""Catch-up (rule 3): when a partition becomes ours, or Redis turns out to be another than before, its records are
made what the service's own topic says; outboxes are trimmed of what stands there already, the rest is sent; then
the partition is
certified.

So Redis is a cache: empty, rolled back by two seconds or failed over, it heals from Kafka.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import structlog

from chassis.aggregate import Aggregate, Change
from chassis.dead import mark_of, open_letters
from chassis.door import saving
from chassis.entries import source_of
from chassis.failures import Fork, Gap, Unavailable
from chassis.feed import Record
from chassis.metrics import Metrics
from chassis.outbox import Outbox
from chassis.record import Record as Kept
from chassis.record import folded, load
from chassis.rows import Heal, Meta
from chassis.store import Store
from contracts import topics
from contracts.cloudevents import Event, Unreadable, decode

log = structlog.get_logger(__name__)
BACK_MS = 60_000
"""Acknowledgements may overtake each other by so much: the fold begins so long before the kept position."""
SETTLING_SECONDS = 1.0
"""After a new run_id other processes' facts in flight need so long to land on the topic."""
CHUNK = 200


class LogReader(Protocol):
    """Reads a stretch of a topic's partition, outside any group."""

    async def end(self, topic: str, partition: int) -> int:
        """The offset after the last record."""
        ...

    async def offset_at(self, topic: str, partition: int, ms: int) -> int:
        """The first offset whose log-append time is at or after `ms`; the end if there is none."""
        ...

    def read(self, topic: str, partition: int, start: int, end: int) -> AsyncIterator[Sequence[Record]]:
        """The records from `start` up to before `end`, in batches."""
        ...

    def follow(self, topic: str, starts: Mapping[int, int]) -> AsyncIterator[Sequence[Record]]:
        """From each partition's start on, for ever, in batches of one partition; what comes is given at once."""
        ...


@dataclass(slots=True)
class Folded:
    """How far the own topic was read, and the last sequence seen per subject. `heal`: how its records are saved."""

    own: int
    own_ms: int
    heal: Heal
    last: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CatchUp:
    """The catch-up of one service's partitions."""

    aggregate: Aggregate[Any]
    store: Store
    outbox: Outbox
    reader: LogReader
    metrics: Metrics

    async def run(self, partition: int) -> None:
        """Bring a partition's records up to their topic and certify them. Raises `Unavailable`, `Gap`."""
        while True:
            run_id, _ = await self.store.run_id()
            meta = await self._standing(partition)
            if meta.caught != run_id:
                await asyncio.sleep(SETTLING_SECONDS)
            done = await self._folded(partition, meta)
            await self._trim(partition, done)
            await self.outbox.sweep(partition, older_than_ms=0)
            dead = await fold_letters(self.aggregate.service, self.store, self.reader, partition, max(meta.dead, 0))
            certificate = Meta(run_id, done.own, done.own_ms, dead, self._form)
            if await self.store.certify(partition, run_id, certificate):
                return

    @property
    def _form(self) -> str:
        return self.aggregate.codec.form

    async def _standing(self, partition: int) -> Meta:
        """What is known of the partition; only its letters if its records are in another form than this version's."""
        meta = await self.store.meta(partition)
        if meta.form == self._form:
            return meta
        if meta.own >= 0:
            log.warning("records_of_another_form_are_made_anew", partition=partition)
        await self.store.doubt(partition)
        return Meta(dead=meta.dead, form=meta.form)

    async def _folded(self, partition: int, meta: Meta) -> Folded:
        if meta.form == self._form:
            return await self._folded_on(partition, meta)
        await self.outbox.sweep(partition, older_than_ms=0)  # so that the topic holds all that was ever saved
        return await self._fold(partition, meta, Heal.ANEW)

    async def _folded_on(self, partition: int, meta: Meta) -> Folded:
        try:
            return await self._fold(partition, meta)
        except Gap as gap:
            log.warning("own_topic_read_again_from_the_start", partition=partition, reason=str(gap))
            return await self._fold(partition, Meta())

    async def _fold(self, partition: int, meta: Meta, heal: Heal = Heal.FORWARD) -> Folded:
        topic = self.aggregate.own.name
        start = 0
        if meta.own >= 0:
            start = min(meta.own, await self.reader.offset_at(topic, partition, meta.own_ms - BACK_MS))
        end = await self.reader.end(topic, partition)
        done = Folded(end, meta.own_ms, heal)
        async for batch in self.reader.read(topic, partition, start, end):
            for at in range(0, len(batch), CHUNK):
                await self._fold_chunk(partition, batch[at : at + CHUNK], done)
        return done

    async def _fold_chunk(self, partition: int, records: Sequence[Record], done: Folded) -> None:
        events = [_own_event(record) for record in records if _is_own(record, self.aggregate.service)]
        done.own_ms = max(done.own_ms, records[-1].timestamp)
        subjects = list(dict.fromkeys(event.subject for event in events))
        if not subjects:
            return
        changes = await self._changes(partition, subjects, done)
        for event in events:
            self._apply(changes[event.subject], event)
            done.last[event.subject] = max(done.last.get(event.subject, 0), event.sequence)
        savings = [
            saving(self.aggregate, subject, change, heal=True) for subject, change in changes.items() if change.changed
        ]
        if savings:
            await self.store.save(partition, savings, heal=done.heal)

    async def _changes(self, partition: int, subjects: Sequence[str], done: Folded) -> dict[str, Change[Any]]:
        """What is kept of the subjects; where records are made anew, only what this fold has made of them so far."""
        stored, _ = await self.store.load(partition, subjects)
        changes: dict[str, Change[Any]] = {}
        for subject, value in zip(subjects, stored, strict=True):
            ours = done.heal is not Heal.ANEW or subject in done.last
            kept: Kept[Any] = load(value if ours else None, self.aggregate.codec)
            changes[subject] = Change(before=kept, after=kept)
        return changes

    def _apply(self, change: Change[Any], event: Event) -> None:
        try:
            change.after = folded(change.after, event, self.aggregate.apply)
        except Fork as fork:
            self.metrics.forks.inc()
            log.error("fork_on_own_topic", subject=event.subject, sequence=event.sequence, reason=str(fork))

    async def _trim(self, partition: int, done: Folded) -> None:
        """Outboxes lose what is already on the topic: a fact there proves that its wishes went out before it."""
        dirty = await self.store.dirty(partition, most=100_000)
        on_topic = [subject for subject in dirty if subject in done.last]
        for at in range(0, len(on_topic), CHUNK):
            await self.store.clear(partition, {s: done.last[s] for s in on_topic[at : at + CHUNK]})


async def fold_letters(service: str, store: Store, reader: LogReader, partition: int, start: int) -> int:
    """Make the parked subjects what `dead.<service>` says from `start` on; the offset after its last record."""
    topic = topics.dead(service).name
    end = await reader.end(topic, partition)
    marks = []
    async for batch in reader.read(topic, partition, start, end):
        marks += [mark for record in batch if (mark := mark_of(record)) is not None]
    if marks:
        await store.park(partition, open_letters(await store.parked(partition), marks))
    return end


@dataclass(frozen=True, slots=True)
class RelayCatchUp:
    """The catch-up of a service without records: which of its letters are open."""

    service: str
    store: Store
    reader: LogReader

    async def run(self, partition: int) -> None:
        """Raises `Unavailable`."""
        await fold_letters(self.service, self.store, self.reader, partition, 0)


def _is_own(record: Record, service: str) -> bool:
    """Whether a service wrote this record of its topic. What a stranger put there is no fact: it may not stop us."""
    source = next((value for name, value in record.headers if name == "ce_source"), None)
    if source == source_of(service).encode():
        return True
    log.error("stranger_on_own_topic", partition=record.partition, offset=record.offset)
    return False


def _own_event(record: Record) -> Event:
    """A fact of our own topic; one we cannot read was written by a newer version and must stop us, loudly."""
    try:
        return decode(record.headers, record.value)
    except Unreadable as unreadable:
        log.error("own_fact_unreadable", partition=record.partition, offset=record.offset, reason=unreadable.message)
        raise Unavailable(
            f"own fact at {record.topic}/{record.partition}/{record.offset} cannot be read ({unreadable.message}); "
            "run a version that knows it"
        ) from unreadable
