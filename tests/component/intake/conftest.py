"""Intake in process: its real app on an in-memory log, a real Redis, and the test's clock."""

import base64
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

from chassis.clock import ManualClock
from chassis.failures import Unavailable
from chassis.health import Health
from chassis.http import create_http
from chassis.restoring import Restoring
from chassis.run import Base
from chassis.service import Service
from contracts import topics
from contracts.cloudevents import Event, decode
from intake.app import create
from intake.publishing import Publishing
from intake.settings import Settings
from tests.harness.host import Host, hosted, parts_on
from tests.harness.log import MemoryLog

NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
MASTER = bytes(range(32))
LEAK: dict[str, Any] = {
    "id": "cc-1",
    "site": "sh-lanting",
    "channel": "phone",
    "text": "天花板漏水，滴到床上了",
    "unit": "1201室",
    "reporter": {"name": "林知夏", "phone": "138 1234 5678", "language": "zh-Hans"},
    "taken_by": "zhou-min",
}


@dataclass(slots=True)
class Desk:
    """What a test holds of one intake."""

    service: Service
    app: FastAPI
    log: MemoryLog
    clock: ManualClock
    publishing: Publishing
    redis: Redis
    client: httpx.AsyncClient
    host: Host
    restoring: Restoring
    health: Health
    settings: Settings

    async def post(
        self, body: Any, path: str = "/v1/requests", key: str = "demo-call-centre", **headers: str
    ) -> httpx.Response:
        given = {"authorization": f"Bearer {key}", "accept-language": "en"}
        given |= {name.replace("_", "-"): value for name, value in headers.items()}
        return await self.client.post(path, json=body, headers=given)

    def events(self, topic: topics.Topic) -> list[Event]:
        return [decode(record.headers, record.value) for record in self.log.records(topic.name)]

    async def metric(self, name: str) -> float:
        lines = (await self.client.get("/metrics")).text.splitlines()
        return sum(float(line.rsplit(" ", 1)[1]) for line in lines if line.startswith(name))


def settings_of(folder: Path, **changes: Any) -> Settings:
    given: dict[str, Any] = {
        "kafka_bootstrap": ("127.0.0.1:1",),
        "redis_url": "redis://127.0.0.1:1/0",
        "steward_estate": Path("estates/demo"),
        "steward_master_key": base64.b64encode(MASTER).decode(),
        "intake_spool": folder / "spool",
    }
    return Settings(**(given | changes))


def opened(folder: Path, redis: Redis, log: MemoryLog, clock: ManualClock, **changes: Any) -> Desk:
    """An intake on this log; `publishing.kafka` is on, as after the drainer's first look."""
    parts, health = parts_on(log, redis, clock, "intake"), Health()
    app = create_http("intake", health, parts.metrics, clock)
    settings = settings_of(folder, **changes)
    service = create(settings, Base(parts, app, health, "intake-test"))
    publishing: Publishing = service.beside[0].__self__  # type: ignore[attr-defined]  # the drainer is its method
    publishing.kafka = True
    restoring: Restoring = service.beside[1].__self__  # type: ignore[attr-defined]
    client = httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://steward")
    host = hosted(service, log, [topics.REQUESTS.name, topics.retry("intake").name])
    return Desk(service, app, log, clock, publishing, redis, client, host, restoring, health, settings)


async def serving(desk: Desk) -> AsyncIterator[Desk]:
    with suppress(Unavailable):
        await desk.restoring.look()
    async with desk.client:
        yield desk
    desk.publishing.spool.close()


@pytest.fixture(autouse=True)
def _settled(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody else has anything in flight here."""
    monkeypatch.setattr("chassis.catchup.SETTLING_SECONDS", 0)


@pytest.fixture
async def desk(tmp_path: Path, redis: Redis) -> AsyncIterator[Desk]:
    clock = ManualClock(NOW)
    async for found in serving(opened(tmp_path, redis, MemoryLog(6, clock.now), clock)):
        yield found


@pytest.fixture
async def desk_of_one_call(tmp_path: Path, redis: Redis) -> AsyncIterator[Desk]:
    clock = ManualClock(NOW)
    limits = {"intake_requests_per_second": 1.0, "intake_burst": 1}
    async for found in serving(opened(tmp_path, redis, MemoryLog(6, clock.now), clock, **limits)):
        yield found


@pytest.fixture
async def desk_without_redis(tmp_path: Path) -> AsyncIterator[Desk]:
    clock = ManualClock(NOW)
    nobody = Redis.from_url("redis://127.0.0.1:1/0", retry=Retry(NoBackoff(), 0))
    async for found in serving(opened(tmp_path, nobody, MemoryLog(6, clock.now), clock)):
        yield found
    await nobody.aclose()
