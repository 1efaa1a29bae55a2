"""Catch-up (rule 3): when a partition becomes ours, or Redis turns out to be another than before, its records are
made what the service's own topic says; outboxes are trimmed of what stands there already, the rest is sent; then
the partition is
certified.

So Redis is a cache: empty, rolled back by two seconds or failed over, it heals from Kafka.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import structlog

from chassis.aggregate import Aggregate, Change
from chassis.dead import mark_of, open_letters
from chassis.failures import Gap
from chassis.feed import LogReader, Record
from chassis.metrics import Metrics
from chassis.outbox import Outbox
from chassis.own import own_facts, read_again
from chassis.record import Record as Kept
from chassis.record import load
from chassis.resting import Resting
from chassis.rows import Heal, Meta
from chassis.saving import saving
from chassis.store import Store
from chassis.stub import Stub, stub_in
from contracts import topics
from contracts.cloudevents import Event

log = structlog.get_logger(__name__)
BACK_MS = 60_000
"""Acknowledgements may overtake each other by so much: the fold begins so long before the kept position."""
SETTLING_SECONDS = 1.0
"""After a new run_id other processes' facts in flight need so long to land on the topic."""
CHUNK = 200


@dataclass(slots=True)
class Folded:
    """How far the own topic was read, and the last sequence seen per subject. `heal`: how its records are saved.

    `later`: subjects that were put away and have later facts, with the ms of their first.
    """

    own: int
    own_ms: int
    heal: Heal
    last: dict[str, int] = field(default_factory=dict)
    later: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CatchUp:
    """The catch-up of one service's partitions."""

    aggregate: Aggregate[Any]
    store: Store
    outbox: Outbox
    reader: LogReader
    metrics: Metrics
    resting: Resting[Any]

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
            await self.resting.put_all_away(partition, done.own_ms)
        await self._bring_up(partition, done)
        return done

    async def _fold_chunk(self, partition: int, records: Sequence[Record], done: Folded) -> None:
        events = own_facts(records, self.aggregate.service)
        done.own_ms = max(done.own_ms, records[-1].timestamp)
        if not events:
            return
        changes = await self._changes(partition, events, done)
        for event in events:
            if change := changes.get(event.subject):
                change.after = read_again(change.after, event, self.aggregate.apply, self.metrics)
            done.last[event.subject] = max(done.last.get(event.subject, 0), event.sequence)
        await self._save(partition, {s: change for s, change in changes.items() if change.changed}, done.heal)

    async def _save(self, partition: int, changes: Mapping[str, Change[Any]], heal: Heal) -> None:
        savings = [saving(self.aggregate, subject, change, heal=True) for subject, change in changes.items()]
        if savings:
            await self.store.save(partition, savings, heal=heal)

    async def _changes(self, partition: int, events: Sequence[Event], done: Folded) -> dict[str, Change[Any]]:
        """What is kept of the facts' subjects, but for those that were put away: they have these facts, or get them
        later. Where records are made anew, only what this fold has made of them so far.
        """
        last = {event.subject: event.sequence for event in sorted(events, key=lambda event: event.sequence)}
        stored, _ = await self.store.load(partition, list(last))
        changes: dict[str, Change[Any]] = {}
        for subject, value in zip(last, stored, strict=True):
            ours = value if done.heal is not Heal.ANEW or subject in done.last else None
            if stub := stub_in(ours):
                if last[subject] > stub.version:
                    done.later[subject] = stub.began_ms
            else:
                kept: Kept[Any] = load(ours, self.aggregate.codec)
                changes[subject] = Change(before=kept, after=kept)
        return changes

    async def _bring_up(self, partition: int, done: Folded) -> None:
        """Who was put away and has later facts gets them all in one reading: one by one each would need its own."""
        oldest_first = sorted(done.later, key=done.later.__getitem__)
        for at in range(0, len(oldest_first), CHUNK):
            wanted = {one: Stub(done.last[one], done.later[one]) for one in oldest_first[at : at + CHUNK]}
            found = await self.resting.back(partition, wanted)
            changes = {subject: Change(before=Kept[Any](), after=record) for subject, record in found.items()}
            await self._save(partition, changes, done.heal)
        await self.resting.put_all_away(partition, done.own_ms)

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
