"""A town for each test."""

import pytest
from redis.asyncio import Redis

from chassis import catchup
from tests.integration.chassis.town import Town


@pytest.fixture(autouse=True)
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """No other process has facts in flight here: a catch-up need not wait for them."""
    monkeypatch.setattr(catchup, "SETTLING_SECONDS", 0.0)


@pytest.fixture
def town(redis: Redis) -> Town:
    return Town(redis)
