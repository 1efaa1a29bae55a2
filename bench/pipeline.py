"""The whole pipeline: five processes with Kafka, Redis, the SMS gateway and the load itself on one machine's cores."""

import os
import time
from dataclasses import dataclass

import uvloop

from bench.figure import Figure, Row
from bench.load import Load
from bench.place import SITES, Place, cpu_seconds, scratch, services
from bench.watch import Watch
from stack.embedded import Running
from steward.installation import Plan, start_stack
from steward.screen import keep_quiet

SECONDS = 60.0
WARM_UP = 5.0
UNDER_WAY = 600
BATCH = 20
DRAIN = 60.0


@dataclass(frozen=True, slots=True)
class Flow:
    """What came through: tickets, seconds, and each process' CPU in ms a ticket."""

    tickets: int
    seconds: float
    cpu_ms: dict[str, float]
    facts: dict[str, float]
    lost: int

    @property
    def rate(self) -> float:
        return self.tickets / self.seconds


def measure(seconds: float = SECONDS) -> Figure:
    """Tickets a second from the request to the first message handed to the provider, sustained."""
    with scratch() as plan, start_stack(plan, keep_quiet) as stack:
        flow = uvloop.run(_run(plan, stack, seconds))
    return figure(flow)


async def _run(plan: Plan, stack: Running, seconds: float) -> Flow:
    async with services(plan, stack) as place, Watch(place.kafka) as watch:
        await _load(place, watch, Load(place.intake, SITES), WARM_UP)
        return await _load(place, watch, Load(place.intake, SITES, first=1_000_000), seconds)


async def _load(place: Place, watch: Watch, load: Load, seconds: float) -> Flow:
    """Under load for so long, then until everything has come through."""
    pids, before, own = place.pids(), len(watch.told), time.process_time()
    used = {name: cpu_seconds(pid) for name, pid in pids.items()}
    facts, started = watch.facts.copy(), time.monotonic()
    await load.keep_under_way(seconds, UNDER_WAY, BATCH, lambda: len(watch.told) - before)
    await watch.until_told(before + len(load.tickets), DRAIN)
    through, taken, whole = len(watch.told) - before, time.monotonic() - started, len(load.tickets)
    cpu = {name: 1000 * (cpu_seconds(pid) - used[name]) / whole for name, pid in pids.items()}
    cpu["load and watch"] = 1000 * (time.process_time() - own) / whole
    each = {kind: (count - facts[kind]) / whole for kind, count in watch.facts.items()}
    return Flow(through, taken, cpu, each, whole - through)


def figure(flow: Flow) -> Figure:
    """As a table."""
    total = sum(flow.cpu_ms.values())
    rows = [
        Row("tickets from request to first message", f"{flow.rate:.0f}/s", aim="300/s"),
        Row("accepted and not told a minute later", str(flow.lost), aim="0"),
        Row("facts a ticket on the five topics", f"{sum(flow.facts.values()):.1f}"),
        Row("CPU a ticket, everything", f"{total:.1f} ms", "1"),
    ]
    rows += [
        Row(f"CPU a ticket, {name}", f"{ms:.2f} ms", f"{ms / total:.2f}")
        for name, ms in sorted(flow.cpu_ms.items(), key=lambda pair: -pair[1])
        if ms > 0.01
    ]
    return Figure(
        "Whole pipeline",
        f"From the first request to the last message {flow.seconds:.0f} s, at most {UNDER_WAY} tickets under way, "
        f"requests in batches of {BATCH}, {SITES} sites; Kafka, Redis, the SMS gateway and the load itself on the same "
        f"{os.cpu_count()} cores.",
        tuple(rows),
        limit=_limit(flow),
    )


def _limit(flow: Flow) -> str:
    heaviest = max(flow.cpu_ms, key=lambda name: flow.cpu_ms[name])
    cores = flow.rate * sum(flow.cpu_ms.values()) / 1000
    return f"CPU: {cores:.1f} of {os.cpu_count()} cores went into it; the most into {heaviest}."
