"""A whole service with records over a real Redis and the in-memory log: redelivery, crashes, dead letters, timers,
catch-up.
"""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from aiokafka import TopicPartition
from aiokafka.errors import KafkaTimeoutError
from fastapi import FastAPI
from redis.asyncio import Redis

from chassis import catchup, inbound, owning
from chassis.aggregate import Aggregate
from chassis.clock import ManualClock
from chassis.dead import PREFIX, GivenUp, Mark, discarding, text_headers
from chassis.decision import Input
from chassis.door import Door
from chassis.failures import Unavailable
from chassis.feed import Record
from chassis.inbound import place
from chassis.inputs import as_input
from chassis.kafka import new_broker
from chassis.service import Service
from chassis.wire import Message
from contracts import topics
from contracts.cloudevents import decode
from tests.harness.counting import Count, counting, decide_mended, message, totals
from tests.harness.host import Host, hosted, parts_on
from tests.harness.log import MemoryFeed, MemoryLog

START = datetime(2026, 3, 2, 1, tzinfo=UTC)
SUBJECT = "ticket:one"
OTHER = "ticket:two"


class Town:
    """One log, one Redis, any number of copies of the counting service."""

    def __init__(self, redis: Redis) -> None:
        self.redis = redis
        self.clock = ManualClock(START)
        self.log = MemoryLog(6, self.clock.now)

    async def copy(
        self, instance: str = "1", committed: Host | None = None, aggregate: Aggregate[Count] | None = None
    ) -> tuple[Host, Door[Count]]:
        service = Service("dispatch", instance, parts_on(self.log, self.redis, self.clock, "dispatch"), FastAPI())
        door = service.door(aggregate or counting())
        sources = (topics.CLASSIFIED, topics.COMMANDS)
        service.consume(new_broker(["127.0.0.1:1"], "dispatch"), *sources, into=door)
        service.due(door)
        host = hosted(service, self.log, [t.name for t in sources] + [topics.retry("dispatch").name])
        if committed:
            host.feed.committed = committed.feed.committed
        await host.join(range(6))
        return host, door

    async def send(self, *messages: Message) -> None:
        await self.log.send(messages)

    def told(self, subject: str = SUBJECT) -> list[int]:
        events = [decode(r.headers, r.value) for r in self.log.records(topics.LIFECYCLE.name)]
        return list(dict.fromkeys(totals([e for e in events if e.subject == subject])))

    def dead(self) -> list[dict[str, str]]:
        return [text_headers(r) for r in self.log.records(topics.dead("dispatch").name)]

    async def replay(self) -> None:
        """What `steward dead replay` does: every letter into the retry topic, in order."""
        for record in self.log.records(topics.dead("dispatch").name):
            if f"{PREFIX}state" not in text_headers(record):
                headers = tuple(record.headers)
                await self.send(
                    Message(topics.retry("dispatch").name, record.key, headers, record.value, record.partition)
                )


@pytest.fixture(autouse=True)
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """No other process has facts in flight here: a catch-up need not wait for them."""
    monkeypatch.setattr(catchup, "SETTLING_SECONDS", 0.0)


@pytest.fixture
def town(redis: Redis) -> Town:
    return Town(redis)


async def test_a_crash_after_the_save_and_before_the_send_is_healed_by_the_next_owner(town: Town) -> None:
    host, _ = await town.copy()
    await town.send(message(SUBJECT, 1, 1), message(SUBJECT, 2, 2))
    town.log.fail_next = 100
    batch = host.feed.poll()
    assert host.service.inbound is not None
    host.service.inbound.leaving.set()
    with pytest.raises(Unavailable):
        await host.service.inbound.on_batch(batch)
    await host.crash()
    town.log.fail_next = 0
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


async def test_a_dead_letter_parks_its_subject_and_no_other(town: Town) -> None:
    host, _ = await town.copy()
    await town.send(message(SUBJECT, 1, 1), message(SUBJECT, -1, 2), message(SUBJECT, 2, 3), message(OTHER, 5, 1))
    await host.drain()
    await town.send(message(SUBJECT, 3, 4))
    await host.drain()
    assert town.told() == [1]
    assert town.told(OTHER) == [5]
    assert [letter[f"{PREFIX}reason"] for letter in town.dead()] == ["handler_failed", "behind", "behind"]


async def test_a_replay_in_order_ends_where_no_fault_would_have(town: Town) -> None:
    host, door = await town.copy()
    await town.send(message(SUBJECT, 1, 1), message(SUBJECT, -1, 2), message(SUBJECT, 2, 3))
    await host.drain()
    await host.crash()
    host, door = await town.copy("1", committed=host, aggregate=counting(decide_mended))
    await town.replay()
    await host.drain()
    assert town.told() == [1, 2, 4]
    assert await host.service.dead.parked(door.partition_of(SUBJECT)) == {}
    await town.send(message(SUBJECT, 3, 4))
    await host.drain()
    assert town.told() == [1, 2, 4, 7]


async def test_a_letter_that_was_given_up_frees_its_subject_and_says_who_and_why(town: Town) -> None:
    """Rule 7: broken bytes can never be handled; what came after them is replayed as if they had not been there."""
    host, door = await town.copy()
    broken = Message(topics.CLASSIFIED.name, SUBJECT.encode(), (), b"\xff")
    await town.send(message(SUBJECT, 1, 1), broken, message(SUBJECT, 2, 3))
    await host.drain()
    partition, letters = door.partition_of(SUBJECT), [one[f"{PREFIX}letter"] for one in town.dead()]
    mark = Mark(letters[0], SUBJECT, settled=True)
    wish = discarding("dispatch", partition, mark, GivenUp("the gateway sent half a record", "op"))
    await town.replay()
    await town.send(wish, wish)
    await host.drain()
    assert town.told() == [1], "broken bytes fail again, and what is behind them has not had its turn"
    [record] = [one for one in town.dead() if one.get(f"{PREFIX}state")]
    assert (record[f"{PREFIX}state"], record[f"{PREFIX}letter"]) == ("discarded", letters[0])
    assert (record[f"{PREFIX}because"], record[f"{PREFIX}by"]) == ("the gateway sent half a record", "op")
    assert await host.service.dead.parked(partition) == {SUBJECT: [letters[1]]}
    await town.replay()
    await host.drain()
    assert town.told() == [1, 3]
    assert await host.service.dead.parked(partition) == {}
    await host.crash()
    await town.redis.flushall()
    successor, _ = await town.copy("2", committed=host)
    await town.send(message(SUBJECT, 4, 4))
    await successor.drain()
    assert town.told() == [1, 3, 7], "given up stays given up when Redis forgot it"


async def test_parked_subjects_are_still_parked_when_redis_forgot_them(town: Town) -> None:
    host, _ = await town.copy()
    await town.send(message(SUBJECT, -1, 1))
    await host.drain()
    await host.crash()
    await town.redis.flushall()
    successor, _ = await town.copy("2", committed=host)
    await town.send(message(SUBJECT, 2, 2))
    await successor.drain()
    assert town.told() == []
    assert [letter[f"{PREFIX}reason"] for letter in town.dead()] == ["handler_failed", "behind"]


async def test_bytes_that_mean_nothing_are_set_aside_and_the_partition_goes_on(town: Town) -> None:
    host, _ = await town.copy()
    rubbish = [
        Message(topics.CLASSIFIED.name, SUBJECT.encode(), (), b"\xff\xfe"),
        Message(topics.CLASSIFIED.name, None, (("ce_type", b"\xff"),), None, 0),
        Message(topics.CLASSIFIED.name, b"\xff\xff", (("ce_id", b""),), b"{}", 3),
    ]
    await town.send(*rubbish, message(OTHER, 5, 1))
    await host.drain()
    assert [letter[f"{PREFIX}reason"] for letter in town.dead()] == ["unreadable"] * 3
    assert town.told(OTHER) == [5]


async def test_a_reader_that_dies_of_a_record_sets_it_aside_and_goes_on(town: Town) -> None:
    host, _ = await town.copy()
    assert host.service.inbound is not None

    def read(record: Record) -> Input:
        if record.value == b"deep":
            raise RecursionError
        return as_input(record)

    host.service.inbound.read = read
    bad = Message(topics.CLASSIFIED.name, SUBJECT.encode(), (), b"deep")
    await town.send(bad, message(OTHER, 5, 1))
    await host.drain()
    assert [letter[f"{PREFIX}reason"] for letter in town.dead()] == ["unreadable"]
    assert town.told(OTHER) == [5]


async def test_an_error_nobody_foresaw_is_tried_again_and_not_committed(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    host, door = await town.copy()
    monkeypatch.setattr(inbound, "BACK_OFF_SECONDS", (0.0, 0.0))
    load, calls = door.store.load, iter([True, True, False])

    async def sometimes(*args: Any) -> Any:
        if next(calls, False):
            raise LookupError
        return await load(*args)

    monkeypatch.setattr(door.store, "load", sometimes)
    await town.send(message(SUBJECT, 1, 1))
    await host.drain()
    assert town.told() == [1]


async def test_a_batch_whose_attempts_take_long_is_given_back_after_a_minute(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    host, door = await town.copy()
    monkeypatch.setattr(inbound, "BACK_OFF_SECONDS", (0.0,) * 15)
    attempts = []

    async def slow(*_: Any) -> Any:
        attempts.append(town.clock.now())
        town.clock.advance(timedelta(seconds=20))
        raise Unavailable("slow")

    monkeypatch.setattr(door.store, "load", slow)
    await town.send(message(SUBJECT, 1, 1))
    with pytest.raises(Unavailable):
        await host.pump()
    assert len(attempts) == 3


async def test_a_fork_among_the_inputs_is_an_alarm(town: Town) -> None:
    host, _ = await town.copy()
    await town.send(message(SUBJECT, 1, 1), message(SUBJECT, 2, 1))
    await host.drain()
    assert [letter[f"{PREFIX}reason"] for letter in town.dead()] == ["fork"]
    assert host.service.parts.metrics.forks._value.get() == 1


async def test_a_timer_fires_once_its_watermark_has_passed_it_and_says_how_late(town: Town) -> None:
    host, door = await town.copy()
    await town.send(message(SUBJECT, 10, 1))
    await host.drain()
    town.clock.advance(timedelta(seconds=9, milliseconds=999))
    assert await host.service.fire_due() == 0
    town.clock.advance(timedelta(milliseconds=1))
    assert await host.service.fire_due() == 1
    assert await host.service.fire_due() == 0
    record = await door.record(SUBJECT)
    assert record.state is not None
    assert record.state.fired == 1


async def test_a_timer_waits_while_older_inputs_are_unread(town: Town) -> None:
    host, _ = await town.copy()
    await town.send(message(SUBJECT, 10, 1))
    await host.drain()
    town.clock.advance(timedelta(seconds=5))
    await town.send(message(SUBJECT, 1, 2))
    town.clock.advance(timedelta(hours=1))
    assert await host.service.fire_due() == 0
    await host.drain()
    assert await host.service.fire_due() == 1


async def test_the_end_of_a_transaction_takes_no_record_with_it(town: Town) -> None:
    host, door = await town.copy()
    await town.send(message(SUBJECT, 1, 1))
    town.log.mark(topics.CLASSIFIED.name, door.partition_of(SUBJECT))
    await host.drain()
    assert town.told() == [1]


async def test_the_end_of_a_transaction_does_not_hold_up_time(town: Town) -> None:
    host, door = await town.copy()
    await town.send(message(SUBJECT, 10, 1))
    await host.drain()
    town.log.mark(topics.COMMANDS.name, door.partition_of(SUBJECT))
    town.clock.advance(timedelta(seconds=11))
    assert host.feed.poll() == ()
    await host.service.look()
    await host.service.look()
    assert await host.service.fire_due() == 1


async def test_a_batch_under_way_is_not_taken_for_handled(town: Town) -> None:
    host, door = await town.copy()
    await town.send(message(SUBJECT, 10, 1))
    await host.drain()
    await town.send(message(SUBJECT, 1, 2))
    assert host.service.inbound is not None
    handled = host.service.assignment.handled
    await host.service.look()
    batch = host.feed.poll()
    await host.service.look()
    assert handled[place(batch[0])] == batch[0].offset
    async with door.lock(batch[0].partition):
        taking = asyncio.ensure_future(host.service.inbound.on_batch(batch))
        await asyncio.sleep(0)
        await host.service.look()
        await host.service.look()
        assert handled[place(batch[0])] == batch[0].offset
    await taking
    assert handled[place(batch[0])] == batch[0].offset + 1


async def test_a_lease_that_ran_out_is_claimed_again_by_somebody_else(town: Town) -> None:
    host, door = await town.copy()
    await town.send(message(SUBJECT, 10, 1))
    await host.drain()
    town.clock.advance(timedelta(seconds=20))
    partition = door.partition_of(SUBJECT)
    far = 10**15
    assert len(await host.service.store.claim(partition, far, lease_ms=1)) == 1
    await asyncio.sleep(0.01)
    assert len(await host.service.store.claim(partition, far)) == 1
    assert len(await host.service.store.claim(partition, far)) == 0
