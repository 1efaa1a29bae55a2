import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Literal

import httpx
import pytest
from fastapi import Depends, FastAPI
from pydantic import BaseModel, ConfigDict

from chassis.clock import ManualClock
from chassis.health import Health
from chassis.http import BodyLimits, Caller, IdempotencyKey, Problem, RateLimiter, bearer, create_http, key_digest
from chassis.metrics import Metrics, create_metrics

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
KEY = "an-invented-key"
GATE = Caller("gate", "call_centre", frozenset({"S01"}))


class Meter(BaseModel):
    model_config = ConfigDict(extra="forbid")

    name: str
    unit: Literal["kwh", "m3"] = "kwh"


@dataclass(frozen=True, slots=True)
class Served:
    app: FastAPI
    clock: ManualClock
    health: Health
    metrics: Metrics
    client: httpx.AsyncClient

    async def post(self, body: object, *, key: str = KEY, language: str = "en", **headers: str) -> httpx.Response:
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        given = {"authorization": f"Bearer {key}", "content-type": "application/json", "idempotency-key": "k1"}
        given |= {"accept-language": language} | {k.replace("_", "-"): v for k, v in headers.items()}
        return await self.client.post("/meters", content=content, headers=given)


def app_of(clock: ManualClock, health: Health, metrics: Metrics) -> FastAPI:
    app = create_http("meters", health, metrics, clock, limits=BodyLimits(max_bytes=2000))
    caller_of = bearer({key_digest(KEY): GATE}, clock, RateLimiter(per_second=0.5, burst=3))

    @app.post("/meters", status_code=201)
    async def add(meter: Meter, caller: Annotated[Caller, Depends(caller_of)], key: IdempotencyKey) -> dict[str, str]:
        return {"name": meter.name, "caller": caller.id, "key": key}

    @app.get("/meters/{number}")
    async def show(number: int) -> dict[str, int]:
        if number == 13:
            raise RuntimeError("a secret that Mrs Invented told us")
        if number == 14:
            raise Problem(409, detail="moved on", headers={"ETag": '"3"'})
        return {"number": number}

    return app


@pytest.fixture
async def served() -> AsyncIterator[Served]:
    clock, health, metrics = ManualClock(START), Health(), create_metrics("meters")
    app = app_of(clock, health, metrics)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://steward") as client:
        yield Served(app, clock, health, metrics, client)
