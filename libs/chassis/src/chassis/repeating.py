"""Side work that is done again and again, as long as the service runs."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

import structlog

from chassis.failures import NotCaughtUp, Unavailable

log = structlog.get_logger(__name__)
BACK_OFF_SECONDS = 1.0
"""The least rest after Kafka or Redis did not answer: nobody is helped by asking fifty times a second."""


async def every(seconds: float, work: Callable[[], Awaitable[Any]], leaving: asyncio.Event | None = None) -> None:
    """Do `work`, rest for so many seconds, and again: until `leaving` is set, or until cancelled where there is none.

    What it cannot do for want of Kafka or Redis waits for the next time.
    """
    leaving = leaving or asyncio.Event()
    while not leaving.is_set():
        rest = seconds
        try:
            await work()
        except (Unavailable, NotCaughtUp) as reason:
            log.warning("background_work_waits", work=work.__qualname__, reason=str(reason))
            rest = max(seconds, BACK_OFF_SECONDS)
        with suppress(TimeoutError):
            async with asyncio.timeout(rest):
                await leaving.wait()
