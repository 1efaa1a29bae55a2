"""Fixtures of several levels: one embedded stack a session, a fresh Redis database a test."""

import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import structlog
from hypothesis import HealthCheck, settings
from redis.asyncio import Redis

from chassis.memory import spare_the_collector
from chassis.pool import new_client
from stack.embedded import Running, start

structlog.configure(processors=[structlog.processors.JSONRenderer(default=repr)])
"""Plainly: left alone it draws every local variable of every frame of an exception, which takes seconds."""
settings.register_profile("searching", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("repeating", settings.get_profile("searching"), derandomize=True)
settings.load_profile(os.environ.get("STEWARD_PROPERTIES", "searching"))
"""No property is timed: three runs share two cores. `searching` tries others each time, `repeating` the same ones."""
LONGEST = ("test_up_send_show.py", "test_kafka.py", "test_demo.py", "test_outside_parts.py", "test_intake.py")
"""Files that several workers begin with, so that nobody is left alone with one at the end: a minute or more each."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest files first, all else as it was."""
    first = {name: place for place, name in enumerate(LONGEST)}
    items.sort(key=lambda item: first.get(item.path.name, len(first)))


@pytest.fixture(scope="session")
def redis_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a real Redis-compatible server, for as long as the session runs."""
    var: Path = tmp_path_factory.mktemp("redis")
    with start(var, kafka=False, mail=False, sms=False, ports="free", environ={}) as running:
        yield str(running.addresses["redis"])


@pytest.fixture
async def redis(redis_server: str) -> AsyncIterator[Redis]:
    """A client on an empty database, connected as the services are."""
    client = new_client(redis_server)
    await client.flushall()
    yield client
    await client.aclose()


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """Real Kafka and a real Redis, mail sink and SMS gateway, for as long as the session runs."""
    with start(tmp_path_factory.mktemp("stack"), ports="free", environ={}) as running:
        os.environ.pop("KAFKA_BOOTSTRAP", None)
        yield running


def pytest_collection_finish() -> None:
    """All that was imported stays for the session: the garbage collector need not go through it again and again."""
    spare_the_collector()
