"""Copies of every service from one to three on one machine: what passes, how long a rebalance holds up, what is lost.

One machine has the same cores for three copies as for one, so this is not how the system scales; it shows that copies
may come at any time under load.
"""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import uvloop

from bench.figure import Figure, Row
from bench.load import Load
from bench.place import SITES, Place, scratch, services
from bench.watch import Watch
from contracts.ids import subject_of
from stack.embedded import Running
from stack.ports import LOOPBACK
from steward import master_key
from steward.installation import Plan, all_ready, start_stack
from steward.processes import ServiceProcess
from steward.screen import keep_quiet
from steward.services import SERVICES, environment
from steward.services import Place as Shared

RATE = 20.0
SECONDS = 20.0
DRAIN = 90.0
MOST = 3


@dataclass(slots=True)
class Phase:
    """So many copies: tickets assigned a second, and the longest time in which none was."""

    copies: int
    rate: float
    pause: float


@dataclass(slots=True)
class Growth:
    """All phases, and what was missing or came twice in the end."""

    phases: list[Phase] = field(default_factory=list)
    accepted: int = 0
    lost: int = 0
    failed: int = 0


def measure() -> Figure:
    """Under a steady load, a copy more of every service twice."""
    with scratch() as plan, start_stack(plan, keep_quiet) as stack:
        growth = uvloop.run(_run(plan, stack))
    rows = [
        Row(f"{p.copies} of each: assigned; longest time without one", f"{p.rate:.0f}/s; {p.pause:.1f} s")
        for p in growth.phases
    ]
    rows += [
        Row("accepted", str(growth.accepted)),
        Row("requests that got no answer", str(growth.failed), aim="0"),
        Row("accepted and never assigned", str(growth.lost), aim="0"),
    ]
    how = (
        f"{RATE:.0f} requests a second for {SECONDS:.0f} s with each number of copies; the copies start under load, so "
        "their start and the rebalances of five groups lie inside."
    )
    limit = "All copies share the cores: starting five processes takes more of them than the load does."
    return Figure("Copies from one to three", how, tuple(rows), limit)


async def _run(plan: Plan, stack: Running) -> Growth:
    growth, more = Growth(), list[ServiceProcess]()
    async with services(plan, stack) as place, Watch(place.kafka) as watch:
        load = Load(place.intake, SITES)
        try:
            for copies in range(1, MOST + 1):
                growth.phases.append(await _phase(place, watch, load, copies, more))
            await _until_assigned(watch, load)
        finally:
            await asyncio.to_thread(_stop, more)
    growth.accepted, growth.failed = len(load.tickets), load.failed
    growth.lost = sum(1 for ticket in load.tickets if subject_of(ticket) not in watch.assigned)
    return growth


async def _phase(place: Place, watch: Watch, load: Load, copies: int, more: list[ServiceProcess]) -> Phase:
    """Load, into which the next copy of every service is started."""
    began, before = time.time_ns() / 1e6, len(watch.assigned)
    sending = asyncio.ensure_future(load.at_a_rate(SECONDS, RATE))
    if copies > 1:
        added = [_copy(place, kind_at, copies) for kind_at in range(len(SERVICES))]
        more += added
        for service in added:
            await asyncio.to_thread(service.start)
        await all_ready(added, keep_quiet)
    await sending
    await _until_assigned(watch, load)
    moments = sorted(ms for ms in watch.assigned.values() if ms >= began)
    span = (moments[-1] - moments[0]) / 1000
    return Phase(copies, (len(watch.assigned) - before) / span, longest(moments) / 1000)


def longest(moments: Sequence[float]) -> float:
    """The longest time between two moments in order; 0 where there are not two."""
    return max((later - earlier for earlier, later in pairwise(moments)), default=0.0)


def _copy(place: Place, at: int, number: int) -> ServiceProcess:
    """One more of a service: its own name, port and instance, everything else as the first has it."""
    kind, plan = SERVICES[at], place.plan
    port = place.stack.port(0, plan.ports)
    shared = Shared(plan.var, plan.estate, master_key.ensure(plan.var), place.stack.addresses)
    settings = environment(kind, port, shared, plan.environ) | {"INSTANCE_ID": f"copy-{number}"}
    name = f"{kind.name}-{number}"
    url, var = f"http://{LOOPBACK}:{port}", plan.var.absolute()
    return ServiceProcess(name, kind.module, url, settings, var, place.stack.zygote)


async def _until_assigned(watch: Watch, load: Load) -> None:
    ends = time.monotonic() + DRAIN
    while time.monotonic() < ends and any(  # noqa: ASYNC110  the reader has nobody to tell
        subject_of(t) not in watch.assigned for t in load.tickets
    ):
        await asyncio.sleep(0.1)


def _stop(more: Sequence[ServiceProcess]) -> None:
    for service in more:
        service.ask_to_stop()
    for service in more:
        service.wait_until_gone()
