"""Every record against the fold of its topic, with the service's own `apply`: the whole record, not its version alone.

A topic is read again from its beginning, partition by partition. Nothing that a service keeps is trusted for it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from redis.asyncio import Redis

from chassis.decision import to_ms
from chassis.failures import Fork, Gap
from chassis.kafka import KafkaReader
from chassis.record import DIGITS, JsonState, Record, dump, folded, load
from chassis.rows import SEPARATOR
from chassis.store import text_of
from contracts import topics
from contracts.cloudevents import Event, decode
from contracts.topics import EMBEDDED_PARTITIONS as PARTITIONS
from dispatch.domain import state as dispatch_state
from notifier.domain import ledger as notifier_ledger
from sla_monitor.domain import folding as sla_folding
from sla_monitor.domain import state as sla_state

AT_ONCE: Final = 500


@dataclass(frozen=True, slots=True)
class Keeper:
    """A service that keeps records: its own topic, and the pure functions that make records of it."""

    service: str
    own: topics.Topic
    apply: Callable[[Any, Event], Any]
    timers: Callable[[Any], Mapping[str, datetime]]
    codec: JsonState[Any]


KEEPERS: Final = (
    Keeper(
        "dispatch",
        topics.LIFECYCLE,
        dispatch_state.apply,
        dispatch_state.timers,
        JsonState(dispatch_state.State),
    ),
    Keeper("sla-monitor", topics.DEADLINES, sla_folding.apply, sla_state.timers, JsonState(sla_state.Clocks)),
    Keeper(
        "notifier",
        topics.NOTIFICATIONS,
        notifier_ledger.apply,
        notifier_ledger.timers,
        JsonState(notifier_ledger.Ledger),
    ),
)


@dataclass(slots=True)
class Folded:
    """What one partition of one topic comes to. `repeated` counts facts that stand there again under the same id; in
    `twice` are those that do so as another fact of their subject.
    """

    records: dict[str, Record[Any]] = field(default_factory=dict)
    ids: dict[tuple[str, int], str] = field(default_factory=dict)
    types: dict[tuple[str, int], str] = field(default_factory=dict)
    repeated: int = 0
    places: dict[str, tuple[str, int]] = field(default_factory=dict)
    twice: list[str] = field(default_factory=list)
    forks: list[str] = field(default_factory=list)
    gaps: list[str] = field(default_factory=list)

    def take(self, event: Event, apply: Callable[[Any, Event], Any]) -> None:
        place = (event.subject, event.sequence)
        if self.ids.setdefault(place, event.id) != event.id:
            self.forks.append(f"{event.subject} {event.sequence}")
            return
        if self.places.setdefault(event.id, place) != place:
            self.twice.append(f"{event.subject} {event.sequence} {event.type}")
        self.repeated += place in self.types
        self.types[place] = event.type
        try:
            before = self.records.get(event.subject, Record())
            self.records[event.subject] = folded(before, event, apply)
        except Fork as fork:
            self.forks.append(str(fork))
        except Gap as gap:
            self.gaps.append(str(gap))


async def fold(kafka: str, keeper: Keeper, partition: int) -> Folded:
    """One partition of a service's own topic, folded from its beginning."""
    found, reader = Folded(), KafkaReader([kafka])
    end = await reader.end(keeper.own.name, partition)
    async for batch in reader.read(keeper.own.name, partition, 0, end):
        for record in batch:
            found.take(decode(record.headers, record.value), keeper.apply)
    return found


async def astray(redis: Redis, keeper: Keeper, partition: int, found: Folded) -> list[str]:
    """What Redis holds otherwise than the topic says: records, their timers, and outboxes that still wait."""
    prefix = f"{keeper.service}:{{{partition}}}:"
    subjects, wrong = list(found.records), []
    for at in range(0, len(subjects), AT_ONCE):
        some = subjects[at : at + AT_ONCE]
        for subject, stored in zip(some, await redis.mget([f"{prefix}r:{one}" for one in some]), strict=True):
            wrong += _differences(keeper, subject, found.records[subject], stored)
    kept = {text_of(key).removeprefix(f"{prefix}r:") async for key in redis.scan_iter(f"{prefix}r:*", count=1000)}
    wrong += [f"{keeper.service} {subject} stands on no topic" for subject in kept - found.records.keys()]
    wrong += await _timers_astray(redis, keeper, prefix, found)
    dirty = await redis.zrange(f"{prefix}dirty", 0, -1)
    return wrong + [f"{keeper.service} {text_of(subject)} waits in its outbox" for subject in dirty]


def _differences(keeper: Keeper, subject: str, topic: Record[Any], stored: Any) -> list[str]:
    """Field by field. The fold goes through bytes too: what is kept cannot be finer than what can be stored."""
    said = load(f"{topic.version:0{DIGITS}d}".encode() + dump(topic, keeper.codec), keeper.codec)
    held = load(stored, keeper.codec)
    fields = ("version", "state", "handled", "commands", "tail", "mode", "correlation_id")
    return [f"{keeper.service} {subject} {name}" for name in fields if getattr(said, name) != getattr(held, name)]


async def _timers_astray(redis: Redis, keeper: Keeper, prefix: str, found: Folded) -> list[str]:
    held = {text_of(name): int(ms) for name, ms in (await redis.hgetall(f"{prefix}due")).items()}
    said = {
        f"{subject}{SEPARATOR}{name}": to_ms(at)
        for subject, record in found.records.items()
        if record.state is not None
        for name, at in keeper.timers(record.state).items()
    }
    wrong = held.keys() ^ said.keys() | {name for name in held.keys() & said.keys() if held[name] != said[name]}
    return [f"{keeper.service} timer {name.replace(SEPARATOR, ' ')}" for name in wrong]


def partitions() -> range:
    """All partitions of the embedded stack."""
    return range(PARTITIONS)
