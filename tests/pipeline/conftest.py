"""One town a test, opened on an ordinary Tuesday morning."""

from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path

import pytest
from redis.asyncio import Redis

from chassis import catchup
from tests.pipeline.town import SHANGHAI, Town, opened


@pytest.fixture
async def town(redis: Redis, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Town]:
    """Five services at 09:00 on Tuesday, 3 March 2026, in Shanghai."""
    monkeypatch.setattr(catchup, "SETTLING_SECONDS", 0.0)
    async for town in opened(redis, tmp_path, datetime(2026, 3, 3, 9, tzinfo=SHANGHAI)):
        yield town
