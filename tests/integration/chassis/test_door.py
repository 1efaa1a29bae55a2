"""The one door over a real Redis: saves, versions, outboxes, redelivery, conflicts (rules 3, 4, 5)."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from redis.asyncio import Redis

from chassis.aggregate import Outcome
from chassis.clock import ManualClock
from chassis.decision import HTTP, Input, to_ms
from chassis.door import Door
from chassis.due import as_input
from chassis.failures import NotCaughtUp, Unavailable
from chassis.metrics import create_metrics
from chassis.outbox import Outbox
from chassis.resting import Resting
from chassis.rows import Meta
from chassis.store import Store
from contracts import topics
from contracts.cloudevents import decode
from contracts.vocabulary import DeadReason, Mode, RefusalReason
from tests.harness.counting import Add, Count, counting, totals
from tests.harness.eventually import eventually
from tests.harness.log import MemoryLog

SUBJECT = "ticket:one"
START = datetime(2026, 3, 2, 1, tzinfo=UTC)


class Bench:
    """A door, and the log and the clock behind it."""

    def __init__(self, redis: Redis) -> None:
        self.clock = ManualClock(START)
        self.log = MemoryLog(6, self.clock.now)
        self.store = Store(redis, "dispatch")
        self.metrics = create_metrics("dispatch")
        self.aggregate = counting()
        outbox = Outbox(self.store, self.log, topics.LIFECYCLE)
        resting = Resting(self.aggregate, self.store, self.log, self.clock, self.metrics)
        self.door: Door[Count] = Door(self.aggregate, self.store, outbox, resting, self.clock, self.metrics, lambda: 6)

    async def certify(self) -> None:
        run_id, _ = await self.store.run_id()
        for partition in range(6):
            assert await self.store.certify(partition, run_id, Meta(run_id, 0, 0, 0))

    async def add(self, amount: int, sequence: int = 0, **changes: object) -> Outcome:
        return await self.door.handle(self.input(amount, sequence, **changes))

    def input(self, amount: int, sequence: int = 0, **changes: object) -> Input:
        now = self.clock.now()
        values = {
            "id": f"in-{sequence}-{amount}",
            "type": Add.TYPE,
            "subject": SUBJECT,
            "topic": topics.CLASSIFIED.name if sequence else HTTP,
            "data": Add(amount=amount),
            "at": now,
            "happened_at": now,
            "sequence": sequence,
        }
        return Input(**(values | changes))  # type: ignore[arg-type]

    def published(self) -> list[int]:
        return totals([decode(r.headers, r.value) for r in self.log.records(topics.LIFECYCLE.name)])


@pytest.fixture
async def bench(redis: Redis) -> Bench:
    bench = Bench(redis)
    await bench.certify()
    return bench


async def test_an_input_becomes_a_fact_on_the_topic_and_a_record(bench: Bench) -> None:
    outcome = await bench.add(3, sequence=1)
    assert [fact.sequence for fact in outcome.facts] == [1]
    record = await bench.door.record(SUBJECT)
    assert (record.version, record.state) == (1, Count(total=3, seen=(3,)))
    assert bench.published() == [3]


async def test_the_same_input_again_changes_nothing(bench: Bench) -> None:
    await bench.add(3, sequence=1)
    again = await bench.add(3, sequence=1)
    assert again.facts == ()
    assert bench.published() == [3]


async def test_a_repeated_command_gets_its_first_result(bench: Bench) -> None:
    await bench.add(4, id="key-1")
    again = await bench.add(4, id="key-1")
    assert again.earlier is not None
    assert again.earlier.facts == ((1, "steward.count.added.v1"),)
    assert bench.published() == [4]


async def test_a_seen_sequence_with_another_id_is_a_fork(bench: Bench) -> None:
    await bench.add(3, sequence=1)
    forked = await bench.add(5, sequence=1)
    assert forked.dead is not None
    assert forked.dead.reason is DeadReason.FORK
    assert bench.published() == [3]


async def test_a_command_for_another_sequence_is_refused_with_the_current_one(bench: Bench) -> None:
    await bench.add(3, sequence=1)
    outcome = await bench.add(4, id="key", if_match=7)
    assert outcome.refused is not None
    assert outcome.refused.reason is RefusalReason.STALE_SEQUENCE
    assert outcome.version == 1


async def test_what_was_saved_but_not_sent_goes_first_with_the_next_input(bench: Bench) -> None:
    bench.log.fail_next = 1
    with pytest.raises(Unavailable):
        await bench.add(1, sequence=1)
    await bench.add(2, sequence=2)
    assert bench.published() == [1, 3]


async def test_a_redelivered_input_sends_what_its_first_attempt_could_not(bench: Bench) -> None:
    bench.log.fail_next = 1
    with pytest.raises(Unavailable):
        await bench.add(1, sequence=1)
    await bench.add(1, sequence=1)
    assert bench.published() == [1]


async def test_an_answer_of_kafka_that_is_lost_repeats_the_same_id(bench: Bench) -> None:
    bench.log.cut_next = 1
    with pytest.raises(Unavailable):
        await bench.add(1, sequence=1)
    await bench.add(1, sequence=1)
    ids = {dict(r.headers)["ce_id"] for r in bench.log.records(topics.LIFECYCLE.name)}
    assert len(ids) == 1
    assert len(bench.log.records(topics.LIFECYCLE.name)) == 2


async def test_nothing_is_saved_on_a_redis_that_was_not_caught_up(bench: Bench, redis: Redis) -> None:
    await bench.add(1, sequence=1)
    await redis.hset(f"dispatch:{{{bench.door.partition_of(SUBJECT)}}}:meta", "caught", "0" * 40)
    with pytest.raises(NotCaughtUp):
        await bench.add(2, sequence=2)
    assert (await bench.door.record(SUBJECT)).version == 1


async def test_two_writers_of_one_record_lose_no_input(bench: Bench, redis: Redis) -> None:
    other = Bench(redis)
    other.log = bench.log
    other.door.outbox = bench.door.outbox
    for n in range(1, 20, 2):
        first, second = bench.input(1, id=f"k{n}"), bench.input(1, id=f"k{n + 1}")
        await asyncio.gather(bench.door.handle(first), other.door.handle(second))
    record = await bench.door.record(SUBJECT)
    assert record.state is not None
    assert record.state.total == 20
    firsts = list(dict.fromkeys(bench.published()))
    assert firsts == list(range(1, 21))


async def test_a_batch_is_saved_whole_with_every_subject_in_order(bench: Bench) -> None:
    same = [bench.input(1, sequence=n, id=f"i{n}") for n in range(1, 51)]
    outcomes = await bench.door.handle_many(bench.door.partition_of(SUBJECT), same)
    assert [o.version for o in outcomes] == list(range(1, 51))
    assert bench.metrics.saved._value.get() == 1
    assert bench.published() == list(range(1, 51))


async def test_a_wish_is_on_its_topic_before_its_fact_is(bench: Bench) -> None:
    bench.log.fail_next = 1
    with pytest.raises(Unavailable):
        await bench.add(100, sequence=1)
    assert bench.log.records(topics.LIFECYCLE.name) == []
    await bench.add(100, sequence=1)
    assert len(bench.log.records(topics.COMMANDS.name)) == 1
    assert bench.published() == [100]


async def test_a_fact_is_not_sent_before_kafka_said_that_it_has_the_wish(bench: Bench) -> None:
    bench.log.cut_next = 1
    with pytest.raises(Unavailable):
        await bench.add(100, sequence=1)
    assert [record.topic for record in bench.log.order] == [topics.COMMANDS.name]
    await bench.add(100, sequence=1)
    assert [record.topic for record in bench.log.order][1:] == [topics.COMMANDS.name, topics.LIFECYCLE.name]
    assert len({dict(record.headers)["ce_id"] for record in bench.log.records(topics.COMMANDS.name)}) == 1


async def test_a_decision_that_dies_sets_its_message_aside_without_quoting_it(bench: Bench) -> None:
    outcome = await bench.add(-1, sequence=1)
    assert outcome.dead is not None
    assert outcome.dead.reason is DeadReason.HANDLER_FAILED
    assert outcome.dead.message.startswith("ZeroDivisionError at counting.py:")


async def test_a_refused_command_from_the_topic_is_a_fact_and_from_http_an_answer(bench: Bench) -> None:
    http = await bench.add(0, id="a")
    assert http.refused is not None
    assert http.facts == ()
    topic = await bench.add(0, id="b", topic=topics.COMMANDS.name)
    assert [fact.type for fact in topic.facts] == ["steward.count.refused.v1"]


async def test_an_imported_input_makes_imported_facts_and_so_does_its_timer(bench: Bench) -> None:
    await bench.add(10, sequence=1, mode=Mode.IMPORT)
    bench.clock.advance(timedelta(seconds=11))
    claimed = await bench.store.claim(bench.door.partition_of(SUBJECT), 10**15)
    assert [timer.name for timer in claimed] == ["ten"]
    outcome = await bench.door.handle(as_input(claimed[0], bench.clock.now()))
    assert [fact.mode for fact in outcome.facts] == [Mode.IMPORT]


async def test_only_partitions_where_a_timer_is_due_or_a_lease_has_run_out_are_woken(bench: Bench) -> None:
    partition = bench.door.partition_of(SUBJECT)
    outcome = await bench.add(10, sequence=1)
    due_ms = to_ms(outcome.given.at) + 10_000
    assert await bench.store.waking({partition: due_ms - 1, (partition + 1) % 6: due_ms}) == ([], due_ms)
    assert await bench.store.waking({partition: due_ms}) == ([partition], None)
    await bench.store.claim(partition, due_ms, lease_ms=50)
    assert await bench.store.waking({partition: due_ms}) == ([], None)

    async def woken() -> bool:
        return await bench.store.waking({partition: due_ms}) == ([partition], None)

    await eventually(woken)


async def test_what_comes_while_another_is_under_way_is_saved_with_it(bench: Bench) -> None:
    outcomes = await asyncio.gather(*(bench.add(n, sequence=0, id=f"c{n}") for n in range(1, 30)))
    assert [outcome.version for outcome in outcomes] == list(range(1, 30))
    assert totals([event for outcome in outcomes for event in outcome.facts])[-1] == 435
    assert bench.metrics.saved._value.get() == 1
