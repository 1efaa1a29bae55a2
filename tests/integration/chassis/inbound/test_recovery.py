"""What a crash, another Redis or a rebalance leaves behind is healed (rules 1, 3 and 4)."""

import pytest
from aiokafka import TopicPartition
from aiokafka.errors import KafkaTimeoutError
from msgspec.structs import replace

from chassis import owning
from contracts import topics
from tests.harness.counting import Count, message
from tests.harness.log import MemoryFeed
from tests.integration.chassis.town import SUBJECT, Town


async def test_a_crash_after_the_save_and_before_the_send_is_healed_by_the_next_owner(town: Town) -> None:
    host, crashed = await town.copy()
    await town.send(message(SUBJECT, 1, 1), message(SUBJECT, 2, 2))
    await town.save_without_sending(host, crashed)
    successor, door = await town.copy("2", committed=host)
    await successor.drain()
    assert town.told() == [1, 3]
    assert (await door.record(SUBJECT)).version == 2


async def test_what_a_stranger_put_on_our_own_topic_stops_no_catch_up_and_is_no_fact(town: Town) -> None:
    host, _ = await town.copy()
    await town.send(message(SUBJECT, 1, 1))
    await host.drain()
    forged = message(SUBJECT, 500, 2, topic=topics.LIFECYCLE)
    await town.send(forged, replace(forged, headers=(), value=b"neither json nor anything"))
    await town.redis.flushall()
    successor, door = await town.copy("2", committed=host)
    record = await door.record(SUBJECT)
    assert (record.version, record.state) == (1, Count(total=1, seen=(1,)))
    await town.send(message(SUBJECT, 2, 2))
    await successor.drain()
    assert (await door.record(SUBJECT)).version == 2


async def test_redis_that_lost_everything_heals_from_the_topic(town: Town) -> None:
    host, _ = await town.copy()
    await town.send(*(message(SUBJECT, 1, n) for n in range(1, 8)), message(SUBJECT, 10, 8))
    await host.drain()
    await host.crash()
    await town.redis.flushall()
    successor, door = await town.copy("2", committed=host)
    record = await door.record(SUBJECT)
    assert (record.version, record.state and record.state.total) == (8, 17)
    assert await successor.service.store.armed(door.partition_of(SUBJECT)) == 1


async def test_records_rolled_back_under_a_running_service_heal_without_a_fork(town: Town) -> None:
    host, door = await town.copy()
    await town.send(message(SUBJECT, 1, 1))
    await host.drain()
    partition = door.partition_of(SUBJECT)
    key = f"dispatch:{{{partition}}}:r:{SUBJECT}"
    old = await town.redis.get(key)
    await town.send(message(SUBJECT, 2, 2))
    await host.drain()
    assert old
    await town.redis.set(key, old)
    await town.redis.hset(f"dispatch:{{{partition}}}:meta", "caught", "f" * 40)
    await town.send(message(SUBJECT, 4, 3))
    await host.pump()
    await host.caught_up()
    await host.drain()
    assert town.told() == [1, 3, 7]
    assert (await door.record(SUBJECT)).version == 3


async def test_a_partition_whose_position_kafka_would_not_tell_at_first_is_taken_over_all_the_same(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    host, _ = await town.copy()
    monkeypatch.setattr(owning, "RETRY_SECONDS", 0.0)
    position, fails = host.feed.position, iter([True, True])

    async def sometimes(tp: TopicPartition) -> int:
        if next(fails, False):
            raise KafkaTimeoutError
        return await position(tp)

    monkeypatch.setattr(MemoryFeed, "position", lambda _, tp: sometimes(tp))
    await host.join(range(6))
    await town.send(message(SUBJECT, 1, 1))
    await host.drain()
    assert town.told() == [1]


async def test_a_service_that_stops_is_not_told_to_stay_by_a_last_assignment(town: Town) -> None:
    host, _ = await town.copy()
    assert host.service.inbound is not None
    assert host.service.ownership is not None
    host.service.inbound.leaving.set()
    await host.service.ownership.stop()
    await host.service.ownership.on_partitions_assigned(list(host.feed.assignment()))
    assert host.service.inbound.leaving.is_set()
    await host.crash()
