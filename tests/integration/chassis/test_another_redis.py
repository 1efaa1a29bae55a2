"""Redis restarts, empties or fails over: a look, HTTP and a timer notice it, not Kafka input alone (rule 3)."""

from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

from chassis import catchup
from chassis.decision import HTTP, Input
from chassis.failures import NotCaughtUp
from stack.embedded import Running, start
from tests.harness.counting import Add, message
from tests.harness.host import Host
from tests.integration.chassis.town import SUBJECT, Town


@pytest.fixture(autouse=True)
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(catchup, "SETTLING_SECONDS", 0.0)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Running]:
    """A server of our own, to be restarted."""
    with start(tmp_path, kafka=False, mail=False, sms=False, ports="free", environ={}) as running:
        yield running


@pytest.fixture
async def town(server: Running) -> AsyncIterator[Town]:
    client = Redis.from_url(str(server.addresses["redis"]), retry=Retry(NoBackoff(), 0))
    yield Town(client)
    await client.aclose()


async def counted(town: Town) -> Host:
    host, _ = await town.copy()
    await town.send(message(SUBJECT, 10, 1))
    await host.drain()
    return host


async def restarted(town: Town, server: Running) -> None:
    server.restart("redis")
    await town.redis.connection_pool.disconnect()


async def test_a_restart_without_any_input_is_noticed_by_the_next_look(town: Town, server: Running) -> None:
    host = await counted(town)
    await restarted(town, server)
    await host.service.look()
    assert host.service.ownership is not None
    assert host.service.ownership.recovering() == list(range(6))
    await host.caught_up()
    town.clock.advance(timedelta(seconds=11))
    assert await host.service.fire_due() == 1


async def test_a_timer_that_meets_another_redis_starts_the_catch_up(town: Town, server: Running) -> None:
    host = await counted(town)
    await restarted(town, server)
    town.clock.advance(timedelta(seconds=11))
    await host.service.fire_due()
    await host.caught_up()
    await town.redis.zadd(f"dispatch:{{{partition(host)}}}:inflight", {f"{SUBJECT}\x1ften": 0})
    assert await host.service.fire_due() == 1


async def test_a_command_over_http_that_meets_another_redis_starts_the_catch_up(town: Town, server: Running) -> None:
    host, door = await town.copy()
    await restarted(town, server)
    now = town.clock.now()
    asked = Input("k", Add.TYPE, SUBJECT, HTTP, Add(amount=1), now, now)
    with pytest.raises(NotCaughtUp):
        await door.handle(asked)
    await host.caught_up()
    await door.handle(asked)
    assert town.told() == [1]


async def test_a_redis_that_was_emptied_is_noticed_by_the_next_look(town: Town) -> None:
    host = await counted(town)
    await town.redis.flushall()
    await host.service.look()
    await host.caught_up()
    town.clock.advance(timedelta(seconds=11))
    assert await host.service.fire_due() == 1


def partition(host: Host) -> int:
    assert host.service.firing is not None
    return host.service.firing.work.door.partition_of(SUBJECT)
