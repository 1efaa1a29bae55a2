"""A whole installation on this machine: the embedded stack, the five services, and an orderly end."""

import asyncio
import os
import shutil
import sys
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import aiohttp

from estate import EstateRefused
from estate import load as load_estate
from stack import embedded, preflight
from stack.embedded import Running
from stack.errors import StackError
from stack.ports import LOOPBACK, Ports
from steward import master_key
from steward.answers import CommandError, Exit, ungrouped
from steward.processes import ServiceProcess
from steward.restarting import keep
from steward.services import SERVICES, SHARED, Kind, Place, environment

READY_WITHIN = timedelta(seconds=120)
ASK_SECONDS = 0.15
DATA_MEGABYTES = 300
CALLED_BY_OTHERS = ("intake", "dispatch")
Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be started: where its data goes, which estate, which ports."""

    var: Path
    estate: Path
    ports: Ports = Ports.USUAL
    kinds: Sequence[Kind] = SERVICES
    environ: Mapping[str, str] = field(default_factory=lambda: os.environ)


@dataclass(slots=True)
class Installation:
    """A running one; `kept` ends only by failing."""

    stack: Running
    services: Sequence[ServiceProcess]
    kept: "asyncio.Task[None]"

    def service(self, name: str) -> ServiceProcess:
        return next(service for service in self.services if service.name == name)


def check(plan: Plan) -> None:
    """What would stop the start, found before anything is started. Raises CommandError."""
    plan.var.mkdir(parents=True, exist_ok=True)
    free = shutil.disk_usage(plan.var).free
    for finding in (preflight.python(sys.version_info[:2]), preflight.disk(plan.var, free, DATA_MEGABYTES)):
        if finding.cure:
            raise CommandError(f"{finding.what}; {finding.cure}", Exit.CONFIG)
    if not plan.estate.is_dir():
        raise CommandError(
            f"{plan.estate}: no such folder; name the estate's folder with --estate (the sample is estates/demo)",
            Exit.CONFIG,
        )
    try:
        load_estate(plan.estate)
    except EstateRefused as refused:
        raise CommandError(f"{plan.estate}: the estate is refused:\n{refused}", Exit.CONFIG) from None


def start_stack(plan: Plan, say: Say) -> Running:
    """The servers. Blocking, and to be called before any event loop: a Ctrl-C in here leaves nothing behind."""
    try:
        return embedded.start(plan.var, ports=plan.ports, environ=plan.environ, say=say, shared=SHARED)
    except StackError as error:
        raise CommandError(str(error)) from None


@asynccontextmanager
async def services_on(stack: Running, plan: Plan, say: Say) -> AsyncIterator[Installation]:
    """The five services on a started stack, all ready; stopped in order at the end."""
    services = _prepared(stack, plan)
    kept = asyncio.ensure_future(_launch(stack, services, say))
    try:
        await _first(kept, all_ready(services, say))
        stack.announce(estate=str(plan.estate.absolute()), **addresses(services))
        yield Installation(stack, services, kept)
    finally:
        kept.cancel()
        await asyncio.gather(kept, return_exceptions=True)
        await asyncio.to_thread(stop_in_order, services, say)


def addresses(services: Sequence[ServiceProcess]) -> dict[str, object]:
    """What others find in `var/stack.json` beside the servers."""
    urls = {service.name: service.url for service in services}
    found: dict[str, object] = {name: urls[name] for name in CALLED_BY_OTHERS if name in urls}
    return found | {"metrics": {name: f"{url}/metrics" for name, url in urls.items()}}


def stop_in_order(services: Sequence[ServiceProcess], say: Say) -> None:
    """First who takes requests, then all who work on them: what is on Kafka by then waits there."""
    for group in ([s for s in services if s.name == "intake"], [s for s in services if s.name != "intake"]):
        for service in group:
            service.ask_to_stop()
        for service in group:
            service.wait_until_gone()
            say(f"{service.name} stopped")


async def all_ready(services: Sequence[ServiceProcess], say: Say) -> None:
    """Wait until every /ready says yes. Raises CommandError with what the slowest one said last."""
    waiting = {service.name: "it has not answered yet" for service in services}
    try:
        async with aiohttp.ClientSession() as session, asyncio.timeout(READY_WITHIN.total_seconds()):
            await asyncio.gather(*(_ready(session, service, waiting, say) for service in services))
    except TimeoutError:
        reasons = "; ".join(f"{name}: {why}" for name, why in waiting.items())
        raise CommandError(
            f"not ready after {READY_WITHIN.total_seconds():.0f} s ({reasons}); look into {services[0].log.parent}"
        ) from None


async def _ready(session: aiohttp.ClientSession, service: ServiceProcess, waiting: dict[str, str], say: Say) -> None:
    while why := await _not_ready(session, service):
        waiting[service.name] = why
        await asyncio.sleep(ASK_SECONDS)
    del waiting[service.name]
    say(f"{service.name}: ready at {service.url}")


async def _not_ready(session: aiohttp.ClientSession, service: ServiceProcess) -> str:
    """Why it is not ready yet; empty when it is."""
    try:
        async with session.get(f"{service.url}/ready", timeout=aiohttp.ClientTimeout(total=5)) as answer:
            if answer.status == 200:  # noqa: PLR2004  HTTP's word for yes
                return ""
            errors = (await answer.json(content_type=None)).get("errors", [])
            return ", ".join(str(error.get("message")) for error in errors) or f"it answers {answer.status}"
    except (aiohttp.ClientError, TimeoutError, ValueError):
        return "it does not answer yet"


def _prepared(stack: Running, plan: Plan) -> list[ServiceProcess]:
    place = Place(plan.var, plan.estate, master_key.ensure(plan.var), stack.addresses)
    found = []
    for kind in plan.kinds:
        port = stack.port(kind.port, plan.ports)
        settings = environment(kind, port, place, plan.environ)
        url = f"http://{LOOPBACK}:{port}"
        found.append(ServiceProcess(kind.name, kind.module, url, settings, plan.var.absolute(), stack.zygote))
    return found


async def _launch(stack: Running, services: Sequence[ServiceProcess], say: Say) -> None:
    for service in services:
        await asyncio.to_thread(service.start)
    with ungrouped():
        await keep(stack, services, say)


async def _first(kept: "asyncio.Task[None]", ready: Coroutine[None, None, None]) -> None:
    """Ready, or the first service that gives up."""
    waiting = asyncio.ensure_future(ready)
    await asyncio.wait({kept, waiting}, return_when=asyncio.FIRST_COMPLETED)
    if kept.done():
        waiting.cancel()
        await asyncio.gather(waiting, return_exceptions=True)
        kept.result()
    await waiting
