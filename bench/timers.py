"""The due-queue: a million timers armed; how fast they fire through the door, how late, and what each one holds."""

import asyncio
import time
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import uvloop

from bench.counting_service import consumed, counting_service, until
from bench.figure import Figure, Row, percentile
from chassis.decision import to_ms
from chassis.kafka import ensure_topics
from chassis.repeating import every
from chassis.rows import Heal, Saving
from chassis.run import DUE_EVERY
from chassis.service import Service
from chassis.store import Store
from contracts import topics
from contracts.cloudevents import decode
from contracts.topics import EMBEDDED_PARTITIONS as PARTITIONS
from stack.embedded import Running, start
from tests.harness.counting import Fired, message

ARMED = 1_000_000
EACH = 5
AT_ONCE = 200
BURST = 20_000
STEADY_RATE = 200
STEADY = 2_000


@dataclass(frozen=True, slots=True)
class Queue:
    """What was seen: timers armed a second, bytes each, fired a second at the limit, lateness at a steady rate."""

    armed_rate: float
    bytes_each: float
    fired_rate: float
    late_ms: tuple[int, ...]


def measure() -> Figure:
    """On a stack of its own."""
    with TemporaryDirectory() as var, start(Path(var), mail=False, sms=False, ports="free", environ={}) as stack:
        found = uvloop.run(_run(stack))
    rows = (
        Row(f"armed, {EACH} a record, in saves of {AT_ONCE} records", f"{found.armed_rate:,.0f}/s"),
        Row("memory a timer", f"{found.bytes_each:.0f} B"),
        Row(f"fired through the door, {BURST:,} due at once", f"{found.fired_rate:,.0f}/s"),
        Row(
            f"lateness at {STEADY_RATE} a second",
            f"p50 {percentile(found.late_ms, 0.5):.0f} ms, p99 {percentile(found.late_ms, 0.99):.0f} ms",
        ),
    )
    limit = (
        "What is fired goes through load, decide, save, publish and clear like any input: the queue itself is cheap. "
        "Lateness is the watermark's margin of 100 ms and the time between two fetches."
    )
    how = f"{ARMED:,} timers stand armed while others fire; Kafka, Redis and the service share the cores."
    return Figure("Due-queue", how, rows, limit)


async def _run(stack: Running) -> Queue:
    await ensure_topics([str(stack.addresses["kafka"])], PARTITIONS, 1)
    async with counting_service(stack, "bench-timers") as service:
        armed = await _arm(service)
        size = await _bytes(service.store, service)
        stop = asyncio.Event()
        firing = asyncio.ensure_future(every(DUE_EVERY, service.fire_due, stop))
        burst = await _fired(service, "burst", BURST, None)
        steady = await _fired(service, "steady", STEADY, STEADY_RATE)
        stop.set()
        await firing
    span = max(at for at, _ in burst) - min(at for at, _ in burst)
    return Queue(armed, size, BURST / span, tuple(late for _, late in steady))


async def _arm(service: Service) -> float:
    """A million timers of other subjects, due in a month: five a record, as a ticket has clocks."""
    due = to_ms(service.parts.clock.now() + timedelta(days=30))
    began = time.monotonic()
    for first in range(0, ARMED // EACH, AT_ONCE):
        rows = [
            Saving(f"ticket:armed-{n}", 0, 1, b"", arm=tuple((f"clock-{k}", due + n) for k in range(EACH)))
            for n in range(first, first + AT_ONCE)
        ]
        await service.store.save(first // AT_ONCE % PARTITIONS, rows, heal=Heal.FORWARD)
    return ARMED / (time.monotonic() - began)


async def _bytes(store: Store, service: Service) -> float:
    """What the queue's own keys hold, a timer."""
    kinds = ("due", "armed")
    keys = [f"{service.name}:{{{partition}}}:{kind}" for partition in range(PARTITIONS) for kind in kinds]
    sizes = [await service.parts.redis.memory_usage(key, samples=0) or 0 for key in keys]
    return sum(sizes) / sum([await store.armed(partition) for partition in range(PARTITIONS)])


async def _fired(service: Service, name: str, count: int, rate: int | None) -> list[tuple[float, int]]:
    """Records that each arm a timer ten seconds after they came: when each fired (s), and how late (ms)."""
    before = consumed(service)
    began = time.monotonic()
    step = rate // 10 if rate else 1_000
    for first in range(0, count, step):
        await service.parts.wire.send([message(f"ticket:{name}-{n}", 10, 1) for n in range(first, first + step)])
        if rate:
            await asyncio.sleep(max(0.0, began + (first + step) / rate - time.monotonic()))
    await until(lambda: consumed(service) >= before + count)
    found: list[tuple[float, int]] = []
    while len(found) < count:
        await asyncio.sleep(1)  # each look reads the topic whole: seldom enough not to disturb what is measured
        found = await _facts(service, name)
    return found


async def _facts(service: Service, name: str) -> list[tuple[float, int]]:
    reader, found = service.parts.reader, []
    for partition in range(PARTITIONS):
        end = await reader.end(topics.LIFECYCLE.name, partition)
        async for batch in reader.read(topics.LIFECYCLE.name, partition, 0, end):
            events = [
                decode(r.headers, r.value) for r in batch if (r.key or b"").startswith(b"ticket:" + name.encode())
            ]
            found += [(e.time.timestamp(), e.data.late_ms) for e in events if isinstance(e.data, Fired)]
    return found
