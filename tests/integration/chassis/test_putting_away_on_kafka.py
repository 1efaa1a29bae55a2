"""Put away and brought back from real Kafka, by whoever comes next: another reader, another door (rule 3)."""

from datetime import timedelta
from uuid import uuid4

from redis.asyncio import Redis

from chassis.clock import SystemClock
from chassis.decision import HTTP, Input, floor_ms
from chassis.door import Door
from chassis.kafka import KafkaReader
from chassis.metrics import create_metrics
from chassis.outbox import Outbox
from chassis.record import DIGITS, dump
from chassis.resting import Resting
from chassis.rows import Meta
from chassis.store import Store
from chassis.stub import stub_in
from chassis.wire import KafkaWire
from contracts import topics
from stack.embedded import Running
from tests.harness.counting import Add, Count, counting

PARTITIONS = 6
AT_ONCE = timedelta(0)


def a_copy(redis: Redis, wire: KafkaWire, stack: Running) -> tuple[Door[Count], Resting[Count]]:
    store, clock, metrics, aggregate = Store(redis, "dispatch"), SystemClock(), create_metrics("dispatch"), counting()
    reader = KafkaReader([str(stack.addresses["kafka"])])
    resting = Resting(aggregate, store, reader, clock, metrics, AT_ONCE)
    outbox = Outbox(store, wire, topics.LIFECYCLE)
    return Door(aggregate, store, outbox, resting, clock, metrics, lambda: PARTITIONS), resting


def commands(subjects: list[str], amount: int) -> list[Input]:
    now = SystemClock().now()
    return [Input(f"{one}/{amount}", Add.TYPE, one, HTTP, Add(amount=amount), now, now) for one in subjects]


async def test_forty_that_were_put_away_come_back_in_one_reading_as_they_were_and_go_on(
    redis: Redis, wire: KafkaWire, stack: Running
) -> None:
    door, resting = a_copy(redis, wire, stack)
    run_id, _ = await door.store.run_id()
    names = (f"ticket:{uuid4()}" for _ in range(1000))
    subjects = [name for name in names if door.partition_of(name) == 0][:40]
    assert await door.store.certify(0, run_id, Meta(run_id, 0, 0, 0))
    for amount in (1, 2, 3):
        await door.handle_many(0, commands(subjects, amount))
    before = await redis.mget([f"dispatch:{{0}}:r:{one}" for one in subjects])
    assert await resting.put_away(0, floor_ms(SystemClock().now())) == 40
    stored, _ = await door.store.load(0, subjects)
    assert all(stub_in(one) for one in stored)

    successor, bringing = a_copy(redis, wire, stack)
    stubs = {name: stub for name, one in zip(subjects, stored, strict=True) if (stub := stub_in(one))}
    back = await bringing.back(0, stubs)
    assert [dump(back[name], door.aggregate.codec) for name in subjects] == [one[DIGITS:] for one in before if one]
    outcomes = await successor.handle_many(0, commands(subjects, 4))
    assert [fact.sequence for outcome in outcomes for fact in outcome.facts] == [4] * 40
    assert bringing.metrics.brought_back._value.get() == 40
    assert bringing.metrics.bringing_back_seconds._sum.get() > 0
