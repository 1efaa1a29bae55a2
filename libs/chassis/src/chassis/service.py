"""A service put together from the six words (design.md): `consume`, `handle`, `timers`, `publish`, `dead`, `run`.

An `app.py` fills a `Service` in, on its `Parts`; `chassis.run` starts it.
"""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, TypeVar

import structlog
from fastapi import FastAPI
from faststream.kafka import KafkaBroker

from chassis.aggregate import Aggregate, Known
from chassis.alarm import Alarm
from chassis.catchup import CatchUp, RelayCatchUp
from chassis.dead import DeadLetters
from chassis.decision import Input
from chassis.door import Door
from chassis.due import DueWork, Perform
from chassis.feed import Assignment, Record
from chassis.firing import Firing
from chassis.inbound import Handler, Inbound
from chassis.inputs import as_input
from chassis.kafka import SubscriberFeed, subscribe
from chassis.outbox import Outbox
from chassis.owning import Ownership
from chassis.parts import Parts
from chassis.relay import Relay, Transform
from chassis.resting import WINDOW, Resting
from chassis.store import Store
from contracts import topics

log = structlog.get_logger(__name__)
S = TypeVar("S")
SWEPT_AFTER_MS = 2_000


@dataclass(slots=True)
class Service:
    """One service: its parts, the way in, its timed work, its HTTP side, and what else runs beside."""

    name: str
    instance: str
    parts: Parts
    http: FastAPI
    store: Store = field(init=False)
    alarm: Alarm = field(init=False)
    dead: DeadLetters = field(init=False)
    assignment: Assignment = field(default_factory=Assignment)
    inbound: Inbound | None = None
    ownership: Ownership | None = None
    firing: Firing | None = None
    broker: KafkaBroker | None = None
    outbox: Outbox | None = None
    resting: Resting[Any] | None = None
    ungated: frozenset[str] = frozenset()
    run_id: str = ""
    beside: list[Callable[[], Coroutine[Any, Any, None]]] = field(default_factory=list)
    performing: set["asyncio.Task[None]"] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.store = Store(self.parts.redis, self.name)
        self.alarm = Alarm(self.parts.clock)
        self.dead = DeadLetters(self.name, self.store, self.parts.wire, self.parts.metrics)
        self.ungated = frozenset({topics.retry(self.name).name})

    def door(self, aggregate: Aggregate[S], window: timedelta = WINDOW) -> Door[S]:
        """The one door of a service with records; what has rested for the window is put away."""
        parts = self.parts
        self.outbox = Outbox(self.store, parts.wire, aggregate.own)
        ours = self.assignment.caught
        self.resting = Resting(aggregate, self.store, parts.reader, parts.clock, parts.metrics, window, ours)
        return Door(
            aggregate,
            self.store,
            self.outbox,
            self.resting,
            parts.clock,
            parts.metrics,
            lambda: parts.partitions,
            uncaught=self.recover,
            armed=self.alarm.armed,
        )

    def relay(self, transform: Transform, known: Known | None = None) -> Relay:
        """The way through a service without records."""
        return Relay(transform, self.parts.wire, self.parts.metrics, known)

    def consume(
        self,
        broker: KafkaBroker,
        *sources: topics.Topic,
        into: Door[Any] | Relay,
        handler: Handler | None = None,
        read: Callable[[Record], Input] = as_input,
    ) -> Any:  # noqa: ANN401  FastStream's subscriber has no type
        """Subscribe to the sources and to the service's own retry topic, as one batch subscriber; returns FastStream's.

        `handler` takes the batches instead of `into`, to do something of its own around it. `read` makes an input of a
        record: CloudEvents unless said otherwise. It may not raise.
        """
        catch_up: Callable[[int], Awaitable[None]]
        if isinstance(into, Door) and self.outbox and self.resting:
            reader, metrics = self.parts.reader, self.parts.metrics
            catch_up = CatchUp(into.aggregate, self.store, self.outbox, reader, metrics, self.resting).run
        else:
            catch_up = RelayCatchUp(self.name, self.store, self.parts.reader).run
        self.inbound = self._inbound(handler or into, read)
        self.ownership = Ownership(self.parts.feed, self.assignment, catch_up, self.inbound.leaving, self.inbound.busy)
        names = [source.name for source in sources] + [topics.retry(self.name).name]
        subscriber = subscribe(
            broker,
            *names,
            group=self.name,
            instance=self.instance,
            on_batch=self.inbound.on_batch,
            listener=self.ownership,
        )
        self.broker = broker
        if isinstance(self.parts.feed, SubscriberFeed):
            self.parts.feed.subscriber = subscriber
        return subscriber

    def _inbound(self, handler: Handler, read: Callable[[Record], Input]) -> Inbound:
        return Inbound(
            self.name,
            handler,
            self.parts.feed,
            self.assignment,
            self.dead,
            self.parts.clock,
            self.parts.metrics,
            recover=self.recover,
            read=read,
        )

    def due(self, door: Door[Any], perform: Perform | None = None, under_way: int | None = None) -> None:
        """Fire the timers of the door's records; `perform` acts on what each decided (a provider is called there).

        While about `under_way` effects are being performed no further timer fires: what nobody can begin yet waits in
        the due-queue, where it is safe, and not as a promise in memory.
        """
        parts = self.parts
        work = DueWork(door, parts.clock, parts.metrics, perform)
        self.firing = Firing(parts, work, self.assignment, self.alarm, self.ungated, self.performing, under_way)

    async def fire_due(self) -> int:
        """One round over the partitions that are ours and caught up: how many timers fired."""
        return await self.firing.fire_due() if self.firing else 0

    async def look(self) -> None:
        """Once a second: see what moved without a batch, and whether Redis is another one than before (rule 3)."""
        if self.inbound:
            await self.inbound.look()
        caught = sorted(self.assignment.caught)
        run_id, _ = await self.store.run_id()
        before = await self.store.caught(caught) if self.outbox else [self.run_id or run_id] * len(caught)
        self.run_id = run_id
        for partition, known in zip(caught, before, strict=True):
            if known != run_id:
                self.recover(partition)

    def recover(self, partition: int) -> None:
        """Start the catch-up of a partition again, if it is ours: whoever meets a foreign Redis says so here."""
        if self.ownership and partition in self.assignment.caught:
            log.warning("redis_is_another", partition=partition)
            self.ownership.recover(partition)

    async def sweep(self) -> None:
        """Send what an earlier attempt left behind in the outboxes of our partitions."""
        if self.outbox is None:
            return
        for partition in await self.store.left_behind(sorted(self.assignment.caught), SWEPT_AFTER_MS):
            sent = await self.outbox.sweep(partition, older_than_ms=SWEPT_AFTER_MS)
            self.parts.metrics.published.inc(sent)
