"""The HTTP session of a provider: opened at the first call, closed when the service leaves."""

import asyncio
from collections.abc import Iterable

import aiohttp


class Line:
    """One session for all calls, so that connections are used again. `timeout` in seconds holds for a whole call."""

    def __init__(self, timeout: float) -> None:
        self._timeout = aiohttp.ClientTimeout(total=timeout)
        self._session: aiohttp.ClientSession | None = None

    @property
    def session(self) -> aiohttp.ClientSession:
        """The session, opened where the first call is made."""
        if self._session is None or self._session.closed:
            self._session = aiohttp.ClientSession(timeout=self._timeout)
        return self._session

    async def close(self) -> None:
        """Close what is open."""
        if self._session is not None:
            await self._session.close()

    async def until_left(self, calls: Iterable["asyncio.Task[None]"]) -> None:
        """Run beside the service: when it leaves, let the calls under way end, then close."""
        try:
            await asyncio.Event().wait()
        finally:
            await asyncio.gather(*calls, return_exceptions=True)
            await self.close()
