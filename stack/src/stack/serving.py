"""Runs a small HTTP application until the process is told to stop."""

import asyncio
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import web

from stack.ports import LOOPBACK

PATIENCE_SECONDS = 0.5  # a request told to take minutes shall not hold up the stop


@asynccontextmanager
async def serving(app: web.Application, port: int) -> AsyncIterator[None]:
    """Serve `app` on the loopback's `port`. No access log: a query carries phone numbers and addresses (D-108)."""
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=PATIENCE_SECONDS)
    await runner.setup()
    try:
        await web.TCPSite(runner, LOOPBACK, port).start()
        yield
    finally:
        await runner.cleanup()


def told_to_stop() -> asyncio.Event:
    """Set at SIGTERM or SIGINT. Asked for before anything answers: who sees the port open may say stop at once."""
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    return stop
