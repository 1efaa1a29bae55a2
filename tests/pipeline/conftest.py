"""One town a test, opened on an ordinary Tuesday morning."""

from collections.abc import AsyncIterator, Iterator
from datetime import datetime
from pathlib import Path

import pytest
from redis.asyncio import Redis

import classifier.app
from chassis import catchup
from classifier.engines import Engines
from classifier.settings import SHIPPED
from tests.pipeline.town import SHANGHAI, Town, environment, opened


@pytest.fixture(scope="session")
def engines() -> Iterator[Engines]:
    """The shipped rule book, loaded once: it takes seconds."""
    loaded = Engines(SHIPPED)
    yield loaded
    loaded.close()


@pytest.fixture
async def town(redis: Redis, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, engines: Engines) -> AsyncIterator[Town]:
    """Five services at 09:00 on Tuesday, 3 March 2026, in Shanghai."""
    monkeypatch.setattr(catchup, "SETTLING_SECONDS", 0.0)
    monkeypatch.setattr(classifier.app, "Engines", lambda _: engines)
    for name, value in environment(tmp_path).items():
        monkeypatch.setenv(name, value)
    async for town in opened(redis, datetime(2026, 3, 3, 9, tzinfo=SHANGHAI)):
        yield town
