"""Requests as call centres send them: many, in batches, again and again until each is accepted."""

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import httpx

from contracts.ids import subject_of
from tests.chaos import estate, plan
from tests.chaos.installation import Installation
from tests.chaos.watching import Watcher
from tests.harness.eventually import eventually

BATCH = 25
SENDERS = 4
AGAIN_SECONDS = 0.2
UNDER_WAY = 1_500
"""The faults shall meet the whole run, not its first minute."""
STANDSTILL = 240
"""Seconds for which nothing may come through at all."""
CALL_CENTRE = {"Authorization": "Bearer demo-call-centre"}
TEXTS = (
    "楼道灯不亮了。",
    "厨房水管漏水，麻烦派人来修。",
    "The lobby smells of rubbish again.",
    "保安态度不好，请处理。",
)
MATTERS = ("楼道灯不亮了。", "大堂又有垃圾的臭味。", "保安态度不好，请处理。", "有车一直占着我的固定车位。")
"""Each of another category: in a building that has a group case about one, a report about the same joins it."""
GROUP = 3
"""So many residents of one building about one matter are a group case (D-105)."""
EVERY_TENTH = 10


def request(name: str, n: int) -> dict[str, Any]:
    """Request number `n` of a load. Every resident has a phone and a place of their own; nine of ten are alone with
    their matter, the tenth are neighbours in threes.
    """
    neighbours = n % EVERY_TENTH == 0
    trio = n // EVERY_TENTH // GROUP
    text = MATTERS[trio // (estate.SITES * estate.BUILDINGS)] if neighbours else TEXTS[n // 7 % len(TEXTS)]
    where = {"building": estate.building(trio // estate.SITES)} if neighbours else {}
    return {
        "id": f"{name}-{plan.SEED}-{n}",
        "site": estate.site(trio if neighbours else n),
        "channel": "web",
        "text": text,
        "place": f"公共区域 {n:05d}",
        "unit": f"{n:05d}",
        "reporter": {"name": "林测试", "phone": f"+86199{n:08d}", "language": "zh-Hans"},
        **where,
    }


def cases_in(requests: int) -> int:
    """How many group cases that many requests become."""
    return len(range(0, requests, EVERY_TENTH)) // GROUP


@dataclass(slots=True)
class Load:
    """A load under way, from request number `first` on: which request became which ticket. No more than `allowed` are
    begun, to the batch: four senders that looked at what is accepted were through before the faults came. And no more
    than `UNDER_WAY` before the ones before them have come through.
    """

    place: Installation
    watcher: Watcher
    name: str
    requests: int
    first: int = 0
    allowed: int = 0
    begun: int = 0
    accepted: dict[str, str] = field(default_factory=dict)
    asked_again: int = 0

    @property
    def subjects(self) -> set[str]:
        return {subject_of(ticket) for ticket in self.accepted.values()}

    async def run(self) -> None:
        """Send all; returns when every one is accepted."""
        end = self.first + self.requests
        batches = iter([range(at, min(at + BATCH, end)) for at in range(self.first, end, BATCH)])
        async with httpx.AsyncClient(headers=CALL_CENTRE, timeout=10) as client, asyncio.TaskGroup() as sending:
            for _ in range(SENDERS):
                sending.create_task(self._send(client, batches))

    async def _may_send(self) -> bool:
        return self.begun < self.allowed and len(self.subjects - self.watcher.told) < UNDER_WAY

    async def _send(self, client: httpx.AsyncClient, batches: Iterator[range]) -> None:
        for numbers in batches:
            await eventually(
                self._may_send, within=STANDSTILL, every=0.2, saying="the load stands still: nothing comes through"
            )
            self.begun += len(numbers)
            await self._until_accepted(client, numbers)

    async def _until_accepted(self, client: httpx.AsyncClient, numbers: Sequence[int]) -> None:
        waiting = [request(self.name, n) for n in numbers]
        while waiting := [one for one in waiting if one["id"] not in self.accepted]:
            if not await self._posted(client, waiting):
                self.asked_again += 1
                await asyncio.sleep(AGAIN_SECONDS)

    async def _posted(self, client: httpx.AsyncClient, waiting: Sequence[dict[str, Any]]) -> bool:
        """Whether intake took all of these. It may be away; it may not refuse one."""
        try:
            answer = await client.post(f"{self.place.url('intake')}/v1/requests:batch", json={"requests": waiting})
            found = answer.json()["requests"] if answer.status_code == httpx.codes.OK else []
        except (httpx.TransportError, ValueError):
            found = []
        self.accepted |= {one["id"]: one["ticket"] for one in found if one["status"] in (200, 201)}
        refused = [one for one in found if one["status"] not in (200, 201, 503)]
        assert not refused, f"intake refused what it should take: {refused[:2]}"
        return all(one["id"] in self.accepted for one in waiting)
