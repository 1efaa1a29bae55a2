"""What is done about a service that ended by itself: a decision, and the loop that acts on it."""

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from stack.embedded import Running
from steward.answers import CommandError, Exit
from steward.processes import ServiceProcess

LOOK_SECONDS = 0.25
STEADY = timedelta(seconds=60)
LONGEST = timedelta(seconds=30)
Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Again:
    """Start it once more after `wait`; `failures` is how many ends in a row there were now."""

    wait: timedelta
    failures: int


@dataclass(frozen=True, slots=True)
class GiveUp:
    """Its configuration is refused: starting again would not help."""


def after_end(exit_code: int, failures: int, ran_for: timedelta) -> Again | GiveUp:
    """1 s, 2 s, 4 s … up to 30 s; after a minute of steady work the count begins anew."""
    if exit_code == Exit.CONFIG:
        return GiveUp()
    counted = 1 if ran_for >= STEADY else failures + 1
    return Again(min(LONGEST, timedelta(seconds=2 ** min(counted - 1, 10))), counted)


async def keep(stack: Running, services: Sequence[ServiceProcess], say: Say) -> None:
    """Look after all until cancelled. Raises CommandError (78) when a service refuses its configuration."""
    async with asyncio.TaskGroup() as looking:
        for service in services:
            looking.create_task(_keep_service(service, say))
        looking.create_task(_keep_parts(stack, say))


async def _keep_service(service: ServiceProcess, say: Say) -> None:
    while True:
        await asyncio.sleep(LOOK_SECONDS)
        code = service.exit_code
        if code is None or service.stopping:
            continue
        ran_for = timedelta(seconds=time.monotonic() - service.started)
        match after_end(code, service.failures, ran_for):
            case GiveUp():
                raise CommandError(
                    f"{service.name} refuses its configuration; correct it and start again.\n{service.last_words()}",
                    Exit.CONFIG,
                )
            case Again(wait, failures):
                seconds = wait.total_seconds()
                say(f"{service.name} ended (exit code {code}); again in {seconds:.0f} s, see {service.log}")
                service.failures = failures
                await asyncio.sleep(seconds)
                await asyncio.to_thread(service.start)


async def _keep_parts(stack: Running, say: Say) -> None:
    while True:
        await asyncio.sleep(LOOK_SECONDS)
        for name in stack.fallen():
            say(f"{name} ended by itself; starting it again on its data")
            await asyncio.to_thread(stack.restart, name)
