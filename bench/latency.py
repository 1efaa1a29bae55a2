"""How long a resident waits: accepted → assigned → handed to the provider, at a rate that leaves the machine air and
at the aim's.
"""

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

RATES = (10.0, 50.0)
"""Requests a second: what two cores bear easily, and the aim's."""
SECONDS = 25.0
WARM_UP = 5.0
DRAIN = 30.0


@dataclass(frozen=True, slots=True)
class Waits:
    """In ms, per ticket; `missing` had no message at the gateway in the end."""

    assigned: tuple[float, ...]
    handed: tuple[float, ...]
    missing: int


def measure(seconds: float = SECONDS) -> Figure:
    """Requests one by one at fixed moments, whether or not earlier ones are answered; so long at each rate."""
    with scratch() as plan, start_stack(plan, keep_quiet) as stack:
        found = uvloop.run(_run(plan, stack, seconds))
    return figure(found, seconds)


async def _run(plan: Plan, stack: Running, seconds: float) -> dict[float, Waits]:
    async with services(plan, stack) as place, Watch(place.kafka) as watch:
        await _loaded(watch, Load(place.intake, SITES), WARM_UP, RATES[0])
        loads = {rate: Load(place.intake, SITES, first=n * 1_000_000) for n, rate in enumerate(RATES, 1)}
        for rate, load in loads.items():
            await _loaded(watch, load, seconds, rate)
        return {rate: waits(place, watch, load) for rate, load in loads.items()}


async def _loaded(watch: Watch, load: Load, seconds: float, rate: float) -> None:
    """Under load, then until everybody was told."""
    before = len(watch.told)
    await load.at_a_rate(seconds, rate)
    await watch.until_told(before + len(load.tickets), DRAIN)


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


def figure(found: dict[float, Waits], seconds: float) -> Figure:
    """As a table."""
    rows = [row for rate, waits in found.items() for row in _rows(rate, waits)]
    rates = " and then ".join(f"{rate:.0f}" for rate in found)
    how = f"{rates} requests a second, one by one, {seconds:.0f} s each; {SITES} sites, {os.cpu_count()} cores."
    return Figure("How long a resident waits", how, tuple(rows), " ".join(_limit(*each) for each in found.items()))


def _rows(rate: float, found: Waits) -> list[Row]:
    def row(what: str, values: tuple[float, ...], aim: str) -> Row:
        measured = f"p50 {percentile(values, 0.5):.0f} ms, p99 {percentile(values, 0.99):.0f} ms"
        return Row(f"{rate:.0f}/s, {what}", measured, aim=aim)

    return [
        row("accepted → assigned", found.assigned, "p99 150 ms"),
        row("accepted → handed to the provider", found.handed, "p99 300 ms"),
        Row(f"{rate:.0f}/s, accepted and never handed over", str(found.missing), aim="0"),
    ]


OVERLOADED_MS = 2_000
"""Who waits so long in the middle of the field waits behind others."""


def _limit(rate: float, found: Waits) -> str:
    if percentile(found.handed, 0.5) > OVERLOADED_MS:
        return (
            f"{rate:.0f}/s is more than this machine carries through (see the whole pipeline): what is measured is the "
            "queue before the notifier, not a resident's wait."
        )
    share = percentile(found.assigned, 0.5) / max(1.0, percentile(found.handed, 0.5))
    return (
        f"At {rate:.0f}/s {share:.0%} of the time passes until it is assigned; the rest is the notifier's, whose "
        "message is due only once it is on Kafka as wanted, and goes once it is there as being sent."
    )
