"""Invented requests, sent to intake as a call centre does: so many under way at once, or so many a second."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import aiohttp

from bench.sites import site_id

TEXTS = (
    "楼道灯不亮了。",
    "厨房水管漏水，麻烦派人来修。",
    "The lobby smells of rubbish again.",
    "大堂保安态度不好，请处理。",
    "电梯运行有异响，麻烦检查。",
    "停车费多收了一个月，请核实。",
)
KEY = {"Authorization": "Bearer demo-call-centre"}


def phone(n: int) -> str:
    """The n-th resident's telephone: everybody has one of their own, so no limit per person holds anything back."""
    return f"+86199{n:08d}"


def request(n: int, sites: int) -> dict[str, Any]:
    """The n-th request, at one of `sites` sites."""
    return {
        "id": f"bench-{n}",
        "site": site_id(n % sites),
        "channel": "web",
        "text": TEXTS[n % len(TEXTS)],
        "unit": f"{n:06d}",
        "reporter": {"name": "林测试", "phone": phone(n), "language": "zh-Hans"},
    }


@dataclass(slots=True)
class Load:
    """What was sent: the ticket of each number that was accepted, and what went wrong."""

    url: str
    sites: int
    first: int = 0
    tickets: dict[str, int] = field(default_factory=dict)
    failed: int = 0
    _next: int = field(init=False)

    def __post_init__(self) -> None:
        self._next = self.first

    async def keep_under_way(self, seconds: float, most: int, batch: int, done: Callable[[], int]) -> None:
        """For so long: batches, as long as at most `most` tickets are accepted and not `done`."""
        ends = time.monotonic() + seconds
        async with aiohttp.ClientSession(headers=KEY) as session:

            async def sender() -> None:
                while time.monotonic() < ends:
                    if self._next - self.first - done() < most:
                        await self._batch(session, batch)
                    else:
                        await asyncio.sleep(0.005)

            await asyncio.gather(*(sender() for _ in range(4)))

    async def at_a_rate(self, seconds: float, per_second: float) -> None:
        """For so long: one request after the other at fixed moments, whether or not the earlier ones are answered."""
        started = time.monotonic()
        async with aiohttp.ClientSession(headers=KEY) as session, asyncio.TaskGroup() as sending:
            for n in range(round(seconds * per_second)):
                await asyncio.sleep(max(0.0, started + n / per_second - time.monotonic()))
                sending.create_task(self._batch(session, 1))

    async def _batch(self, session: aiohttp.ClientSession, size: int) -> None:
        numbers = range(self._next, self._next + size)
        self._next += size
        try:
            body = {"requests": [request(n, self.sites) for n in numbers]}
            async with session.post(f"{self.url}/v1/requests:batch", json=body) as answer:
                found = (await answer.json())["requests"] if answer.status == 200 else []
        except (aiohttp.ClientError, TimeoutError):
            found = []
        taken = {one["ticket"]: n for one, n in zip(found, numbers, strict=False) if one["status"] in (200, 201)}
        self.tickets |= taken
        self.failed += size - len(taken)
