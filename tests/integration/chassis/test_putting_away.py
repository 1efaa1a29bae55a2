"""What rests for the window leaves Redis for its topic, and is there as before for whoever asks (rule 3)."""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from datetime import timedelta

import pytest

from chassis.decision import HTTP, Input
from chassis.door import Door
from chassis.failures import NotCaughtUp, Unavailable
from chassis.record import DIGITS, dump
from chassis.resting import AGAIN_MS, WINDOW
from chassis.stub import stub_in
from contracts import topics
from tests.harness.counting import Add, Count, message
from tests.harness.host import Host
from tests.harness.log import LogRecord, MemoryLog
from tests.integration.chassis.town import OTHER, SUBJECT, Town


@pytest.fixture
async def host(town: Town) -> Host:
    """A copy that has handled two inputs of one subject."""
    host, _ = await town.copy()
    await town.send(message(SUBJECT, 1, 1), message(SUBJECT, 2, 2))
    await host.drain()
    return host


def door_of(host: Host) -> Door[Count]:
    assert host.service.inbound
    assert isinstance(host.service.inbound.handler, Door)
    return host.service.inbound.handler


def command(town: Town, amount: int, id_: str = "key", if_match: int | None = None) -> Input:
    now = town.clock.now()
    return Input(id_, Add.TYPE, SUBJECT, HTTP, Add(amount=amount), now, now, if_match=if_match)


async def test_after_the_window_a_stub_stands_for_the_record_and_gives_it_back_to_the_byte(
    town: Town, host: Host
) -> None:
    stored, door = await town.stored(), door_of(host)
    assert await host.rest(WINDOW - timedelta(milliseconds=1)) == 0
    assert await town.stored() == stored
    assert await host.rest(timedelta(milliseconds=1)) == 1
    stub = stub_in(await town.stored())
    assert stub
    assert stub.version == 2
    assert len(await town.stored()) <= 31
    assert stored[DIGITS:] == dump(await door.record(SUBJECT), door.aggregate.codec)


async def test_looking_at_it_leaves_it_where_it_is_and_asks_the_topic_once(town: Town, host: Host) -> None:
    await host.rest()
    stub, door = await town.stored(), door_of(host)
    first, *more = [await door.record(SUBJECT) for _ in range(3)]
    assert first.state == Count(total=3, seen=(1, 2))
    assert more == [first, first]
    assert await town.stored() == stub
    assert host.service.parts.metrics.brought_back._value.get() == 1


async def test_an_old_input_that_comes_again_opens_nothing_anew(town: Town, host: Host) -> None:
    await host.rest()
    stub, facts = await town.stored(), len(town.log.order)
    host.feed.positions.update(dict.fromkeys(host.feed.positions, 0))
    assert await host.drain() == 2
    assert (await town.stored(), len(town.log.order)) == (stub, facts)
    assert town.told() == [1, 3]


async def test_a_command_wakes_it_and_its_sequence_goes_on(town: Town, host: Host) -> None:
    await host.rest()
    door = door_of(host)
    stale = await door.handle(command(town, 4, if_match=1))
    assert stale.refused
    assert stub_in(await town.stored())
    outcome = await door.handle(command(town, 4, if_match=2))
    assert [fact.sequence for fact in outcome.facts] == [3]
    assert stub_in(await town.stored()) is None
    assert town.told() == [1, 3, 7]
    again = await door.handle(command(town, 4))
    assert again.earlier
    assert await host.rest() == 1
    assert (await door.record(SUBJECT)).version == 3


async def test_two_who_wake_it_at_the_same_time_lose_nothing(town: Town, host: Host) -> None:
    _, other = await town.copy("2", committed=host)
    await host.rest()
    doors = [door_of(host), other]
    await asyncio.gather(*(door.handle(command(town, 1, f"key-{n}")) for n, door in enumerate(doors * 5)))
    assert town.told() == [1, *range(3, 14)]


@pytest.mark.parametrize(
    "amount", [pytest.param(10, id="a timer runs"), pytest.param(7, id="the service waits for more")]
)
async def test_of_what_something_is_expected_stays(town: Town, host: Host, amount: int) -> None:
    await town.send(message(SUBJECT, amount, 3), message(OTHER, 1, 1))
    await host.drain()
    assert await host.rest() == 1
    assert stub_in(await town.stored(OTHER))
    assert stub_in(await town.stored()) is None
    assert await town.redis.zcard(f"dispatch:{{{door_of(host).partition_of(SUBJECT)}}}:resting") == 0


async def test_what_was_saved_and_not_sent_stays_until_it_is(town: Town, host: Host) -> None:
    town.log.fail_next = 1
    with pytest.raises(Unavailable):
        await door_of(host).handle(command(town, 4))
    assert await host.rest() == 0
    assert host.service.outbox
    assert await host.service.outbox.sweep(door_of(host).partition_of(SUBJECT), older_than_ms=0) == 1
    assert await host.rest(timedelta(milliseconds=AGAIN_MS - 1)) == 0
    assert await host.rest(timedelta(milliseconds=1)) == 1


async def test_what_is_parked_stays(town: Town, host: Host) -> None:
    await town.send(message(SUBJECT, -1, 3))
    await host.drain()
    assert len(town.dead()) == 1
    assert await host.rest() == 0


async def test_whoever_saves_meanwhile_wins(town: Town, host: Host, monkeypatch: pytest.MonkeyPatch) -> None:
    store, door = host.service.store, door_of(host)
    putting = store.put_away

    async def late(*given: object, **more: object) -> int:
        await door.handle(command(town, 4))
        return await putting(*given, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(type(store), "put_away", lambda _, *given, **more: late(*given, **more))
    assert await host.rest() == 0
    assert (await door.record(SUBJECT)).version == 3
    assert stub_in(await town.stored()) is None


async def test_nothing_is_put_away_on_a_redis_that_was_not_caught_up(town: Town, host: Host) -> None:
    partition = door_of(host).partition_of(SUBJECT)
    await town.redis.hset(f"dispatch:{{{partition}}}:meta", "caught", "f" * 40)
    with pytest.raises(NotCaughtUp):
        await host.rest()
    assert stub_in(await town.stored()) is None


async def test_a_rebuild_of_old_history_leaves_stubs_and_what_is_new_in_full(town: Town, host: Host) -> None:
    town.clock.advance(WINDOW)
    await town.send(message(OTHER, 5, 1))
    await host.drain()
    await host.crash()
    await town.redis.flushall()
    _, door = await town.copy("2", committed=host)
    assert stub_in(await town.stored())
    assert stub_in(await town.stored(OTHER)) is None
    assert (await door.record(SUBJECT)).state == Count(total=3, seen=(1, 2))


def a_record_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """A long history comes in many batches."""
    read = MemoryLog.read

    async def slowly(
        log: MemoryLog, topic: str, partition: int, start: int, end: int
    ) -> AsyncGenerator[Sequence[LogRecord], None]:
        async for batch in read(log, topic, partition, start, end):
            for record in batch:
                yield [record]

    monkeypatch.setattr(MemoryLog, "read", slowly)


async def test_a_rebuild_puts_away_as_it_goes_and_knows_who_was_woken_again(
    town: Town, host: Host, monkeypatch: pytest.MonkeyPatch
) -> None:
    same = next(
        name
        for n in range(99)
        if door_of(host).partition_of(name := f"ticket:{n}") == door_of(host).partition_of(SUBJECT)
    )
    town.clock.advance(WINDOW)
    await town.send(message(same, 5, 1))
    await host.drain()
    town.clock.advance(timedelta(days=1))
    await town.send(message(SUBJECT, 10, 3), message(SUBJECT, 3, 4))
    await host.drain()
    await host.crash()
    stored = await town.stored()
    await town.redis.flushall()
    a_record_at_a_time(monkeypatch)
    successor, _ = await town.copy("2", committed=host)
    assert successor.service.parts.metrics.put_away._value.get() == 1
    assert await town.stored() == stored
    assert await successor.service.store.armed(door_of(host).partition_of(SUBJECT)) == 1


async def test_a_redis_that_was_rolled_back_to_a_stub_gets_what_came_later(town: Town, host: Host) -> None:
    await host.rest()
    [key] = await town.redis.keys(f"dispatch:*:r:{SUBJECT}")
    stub, door = await town.stored(), door_of(host)
    await door.handle(command(town, 4))
    await town.redis.set(key, stub)
    await town.redis.hset(f"dispatch:{{{door.partition_of(SUBJECT)}}}:meta", "caught", "f" * 40)
    await town.send(message(SUBJECT, 5, 3))
    await host.pump()
    await host.caught_up()
    await host.drain()
    assert town.told() == [1, 3, 7, 12]
    assert (await door.record(SUBJECT)).version == 4


async def test_stubs_of_another_form_are_made_anew_as_well(town: Town, host: Host) -> None:
    await host.rest()
    await host.crash()
    await town.send(message(SUBJECT, 4, 3))
    for key in await town.redis.keys("dispatch:*:meta"):
        await town.redis.hset(key, "form", "older")
    successor, door = await town.copy("2", committed=host)
    await successor.drain()
    assert (await door.record(SUBJECT)).state == Count(total=7, seen=(1, 2, 4))


async def test_a_topic_that_lacks_its_facts_is_a_wait_that_says_so_and_not_a_new_subject(
    town: Town, host: Host
) -> None:
    await host.rest()
    door = door_of(host)
    del town.log.stretches[topics.LIFECYCLE.name, door.partition_of(SUBJECT)][1:]
    with pytest.raises(Unavailable, match=f"{SUBJECT} had 2 facts, .* gives 1; restore the topic"):
        await door.handle(command(town, 4))
    assert stub_in(await town.stored())


async def test_facts_that_stand_under_an_older_instant_than_they_were_made_at_are_found(town: Town) -> None:
    town.log.now = lambda: town.clock.now() - timedelta(days=1)
    host, door = await town.copy()
    await town.send(message(SUBJECT, 1, 1))
    await host.drain()
    await host.rest()
    assert (await door.record(SUBJECT)).version == 1
