"""What a running service does beside its batches: it sends what was left behind, and fires what was just armed."""

import asyncio
from datetime import timedelta

import pytest

from chassis import alarm, service
from chassis.decision import HTTP, Input
from chassis.failures import Unavailable
from tests.harness.counting import Add, message
from tests.integration.chassis.town import START, SUBJECT, Town


async def test_what_an_attempt_left_behind_is_sent_by_the_sweep_and_not_before_its_time(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    host, door = await town.copy()
    town.log.fail_next = 1
    with pytest.raises(Unavailable):
        await door.handle(Input("wish-1", Add.TYPE, SUBJECT, HTTP, Add(amount=1), START, START))
    await host.service.sweep()
    assert town.told() == []
    monkeypatch.setattr(service, "SWEPT_AFTER_MS", 0)
    await host.service.sweep()
    assert town.told() == [1]


async def test_a_timer_that_is_armed_wakes_whoever_waits_for_the_next_one(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(alarm, "FARTHEST_SECONDS", 3600)
    host, _ = await town.copy()
    await host.service.fire_due()
    await town.send(message(SUBJECT, 10, 1))
    town.clock.advance(timedelta(minutes=1))
    await host.drain()
    async with asyncio.timeout(10):
        await host.service.alarm.rings()


async def test_a_timer_that_a_look_saw_is_looked_for_again_when_it_comes_due(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(alarm, "FARTHEST_SECONDS", 3600)
    host, _ = await town.copy()
    await town.send(message(SUBJECT, 10, 1))
    await host.drain()
    await host.service.fire_due()
    town.clock.advance(timedelta(minutes=1))
    async with asyncio.timeout(10):
        await host.service.alarm.rings()
