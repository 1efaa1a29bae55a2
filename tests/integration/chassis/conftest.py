"""A town for each test."""

import pytest
from redis.asyncio import Redis

from chassis import catchup
from tests.integration.chassis.town import Town


@pytest.fixture
def town(redis: Redis, monkeypatch: pytest.MonkeyPatch) -> Town:
    """No other process has facts in flight in it: a catch-up need not wait for them."""
    monkeypatch.setattr(catchup, "SETTLING_SECONDS", 0.0)
    return Town(redis)
