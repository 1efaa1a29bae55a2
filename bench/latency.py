"""How long a resident waits: accepted → assigned → handed to the provider, at a rate that leaves the machine air."""

import json
import os
from dataclasses import dataclass
from datetime import datetime

import uvloop

from bench.figure import Figure, Row, percentile
from bench.load import Load, phone
from bench.place import SITES, Place, scratch, services
from bench.watch import Watch
from contracts.ids import subject_of
from stack.embedded import Running
from steward.installation import Plan, start_stack
from steward.screen import keep_quiet

RATE = 50.0
SECONDS = 30.0
WARM_UP = 5.0
DRAIN = 30.0


@dataclass(frozen=True, slots=True)
class Waits:
    """In ms, per ticket; `missing` had no message at the gateway in the end."""

    assigned: tuple[float, ...]
    handed: tuple[float, ...]
    missing: int


def measure(seconds: float = SECONDS) -> Figure:
    """Requests one by one at fixed moments, whether or not earlier ones are answered."""
    with scratch() as plan, start_stack(plan, keep_quiet) as stack:
        waits = uvloop.run(_run(plan, stack, seconds))
    return figure(waits, seconds)


async def _run(plan: Plan, stack: Running, seconds: float) -> Waits:
    async with services(plan, stack) as place, Watch(place.kafka) as watch:
        warm = Load(place.intake, SITES)
        await warm.at_a_rate(WARM_UP, RATE)
        load = Load(place.intake, SITES, first=1_000_000)
        await load.at_a_rate(seconds, RATE)
        await watch.until_told(len(warm.tickets) + len(load.tickets), DRAIN)
        return waits(place, watch, load)


def waits(place: Place, watch: Watch, load: Load) -> Waits:
    """From the moment intake took a request to Kafka's for its assignment, and to the gateway's for its message."""
    arrived = _arrivals(place)
    assigned, handed = [], []
    for ticket, n in load.tickets.items():
        subject = subject_of(ticket)
        accepted = watch.accepted.get(subject)
        if accepted is None or subject not in watch.assigned or phone(n) not in arrived:
            continue
        assigned.append(max(0.0, watch.assigned[subject] - accepted))
        handed.append(arrived[phone(n)] - accepted)
    return Waits(tuple(assigned), tuple(handed), len(load.tickets) - len(handed))


def _arrivals(place: Place) -> dict[str, float]:
    """The first message of each telephone at the gateway, in ms since the epoch."""
    found: dict[str, float] = {}
    for line in (place.plan.var / "sms" / "messages.jsonl").read_text("utf-8").splitlines():
        message = json.loads(line)
        moment = datetime.fromisoformat(message["accepted_at"]).timestamp() * 1000
        found.setdefault("+" + message["phone"].removeprefix("+"), moment)
    return found


def figure(found: Waits, seconds: float) -> Figure:
    """As a table."""

    def row(what: str, values: tuple[float, ...], aim: str) -> Row:
        return Row(what, f"p50 {percentile(values, 0.5):.0f} ms, p99 {percentile(values, 0.99):.0f} ms", aim=aim)

    rows = (
        row("accepted → assigned", found.assigned, "p99 150 ms"),
        row("accepted → handed to the provider", found.handed, "p99 300 ms"),
        Row("accepted and never handed over", str(found.missing), aim="0"),
    )
    how = f"{RATE:.0f} requests a second one by one for {seconds:.0f} s, {SITES} sites, {os.cpu_count()} cores."
    return Figure("How long a resident waits", how, rows, _limit(found))


OVERLOADED_MS = 2_000
"""Who waits so long in the middle of the field waits behind others."""


def _limit(found: Waits) -> str:
    if percentile(found.handed, 0.5) > OVERLOADED_MS:
        return (
            "More comes in than this machine carries through (see the whole pipeline): what is measured is the queue "
            "before the notifier, not a resident's wait."
        )
    share = percentile(found.assigned, 0.5) / max(1.0, percentile(found.handed, 0.5))
    return (
        f"Until it is assigned, {share:.0%} of the time passes; the rest is the notifier's, whose timer waits for the "
        "watermark (a margin of 100 ms) and a look at the due-queue (every 20 ms)."
    )
