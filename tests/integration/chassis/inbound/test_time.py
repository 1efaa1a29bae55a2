"""Timers and the watermark: time goes on only as far as the inputs were handled (rule 9)."""

import asyncio
from datetime import timedelta

from aiokafka import TopicPartition

from contracts import topics
from tests.harness.counting import message
from tests.integration.chassis.town import SUBJECT, Town


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
    place = TopicPartition(batch[0].topic, batch[0].partition)
    assert handled[place] == batch[0].offset
    async with door.lock(batch[0].partition):
        taking = asyncio.ensure_future(host.service.inbound.on_batch(batch))
        await asyncio.sleep(0)
        await host.service.look()
        await host.service.look()
        assert handled[place] == batch[0].offset
    await taking
    assert handled[place] == batch[0].offset + 1


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
