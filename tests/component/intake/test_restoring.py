"""Redis loses its last seconds, or all: keys, numbers, identities come back from Kafka and the spool (rule 3)."""

from pathlib import Path

import pytest
from redis.asyncio import Redis

from chassis.clock import ManualClock
from chassis.failures import Unavailable
from chassis.wire import Message
from contracts import topics
from contracts.ids import subject_of
from tests.component.intake.conftest import LEAK, NOW, Desk, opened, serving
from tests.harness.log import MemoryLog

OTHER = LEAK | {"id": "cc-2", "text": "门禁坏了"}


async def emptied(desk: Desk) -> None:
    """What a rollback beyond the last mark looks like: the mark is another run's, and data is missing."""
    await desk.redis.flushall()
    await desk.redis.hset("intake:whole", mapping={"run": "an earlier run", "ms": 0})


async def test_nothing_is_taken_until_redis_is_whole_again(desk: Desk) -> None:
    await desk.post(LEAK)
    await emptied(desk)
    waiting = await desk.post(LEAK)
    assert (waiting.status_code, int(waiting.headers["retry-after"]) > 0) == (503, True)
    await desk.restoring.look()
    assert (await desk.post(LEAK)).status_code == 200


async def test_it_is_ready_only_once_the_register_is_whole(tmp_path: Path, redis: Redis) -> None:
    clock = ManualClock(NOW)
    started = opened(tmp_path, redis, MemoryLog(6, clock.now), clock)
    started.health.started = True
    assert [reason for reason in started.health.ready(clock.now()).reasons if "register" in reason]
    async for found in serving(started):
        assert not [reason for reason in found.health.ready(clock.now()).reasons if "register" in reason]


async def test_keys_numbers_and_identities_come_back_as_they_were(desk: Desk) -> None:
    before = [(await desk.post(body)).json() for body in (LEAK, OTHER)]
    kept = set(await desk.redis.keys("*")) - {b"intake:whole", b"keys:whole"}
    names = {name: await desk.redis.get(name) for name in kept}
    await emptied(desk)
    await desk.restoring.look()
    assert {name: await desk.redis.get(name) for name in names} == names
    assert len(names) == 6
    assert [(await desk.post(body)).json() for body in (LEAK, OTHER)] == before
    other_body = await desk.post(LEAK | {"text": "别的事情"})
    assert other_body.json()["errors"][0]["reason"] == "different_body"
    assert len({record.value for record in desk.log.records(topics.RECEIVED.name)}) == 2


async def test_what_waits_in_the_spool_comes_back_as_well(desk: Desk) -> None:
    desk.log.fail_next = 1
    before = (await desk.post(LEAK)).json()
    await emptied(desk)
    desk.restoring.seen = ""
    await desk.restoring.look()
    again = await desk.post(LEAK)
    assert (again.status_code, again.json()) == (200, before)
    await desk.publishing.drain()
    assert len({record.value for record in desk.log.records(topics.RECEIVED.name)}) == 1


async def test_an_erased_key_stays_erased(desk: Desk) -> None:
    before = (await desk.post(LEAK)).json()
    await desk.log.send([Message(topics.KEYS.name, subject_of(before["ticket"]).encode(), (), None)])
    await desk.redis.hset("intake:whole", mapping={"run": "an earlier run", "ms": 0})  # with the key still in Redis
    await desk.restoring.look()
    assert not await desk.redis.get(f"keys:{before['ticket']}")  # D-108
    assert (await desk.post(LEAK)).json() == before
    assert not await desk.redis.get(f"keys:{before['ticket']}")


async def test_what_intake_made_whole_need_not_be_read_by_the_others(desk: Desk) -> None:
    assert await desk.redis.hget("keys:whole", "run") == await desk.redis.hget("intake:whole", "run") != b""


async def test_only_what_may_be_missing_is_read_again(desk: Desk) -> None:
    await desk.post(LEAK)
    await desk.redis.flushall()
    marked_at = round(NOW.timestamp() * 1000)
    await desk.redis.hset("intake:whole", mapping={"run": "an earlier run", "ms": marked_at + 61_000})
    await desk.restoring.look()
    assert (await desk.post(LEAK)).status_code == 201  # the mark said that all of this had been safe


async def test_a_restart_on_the_same_redis_reads_nothing_again(tmp_path: Path, redis: Redis) -> None:
    clock = ManualClock(NOW)
    log = MemoryLog(6, clock.now)
    async for first in serving(opened(tmp_path, redis, log, clock)):
        before = (await first.post(LEAK)).json()
    log.stretches.clear()
    async for second in serving(opened(tmp_path, redis, log, clock)):
        assert (await second.post(LEAK)).json() == before


async def test_without_redis_it_says_so(desk_without_redis: Desk) -> None:
    with pytest.raises(Unavailable):
        await desk_without_redis.restoring.look()
