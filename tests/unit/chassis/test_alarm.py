"""The due-queues are looked at when it is worth it, and never later than a timer that was armed meanwhile."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from chassis.alarm import FARTHEST_SECONDS, NOW, Alarm
from chassis.clock import ManualClock
from chassis.decision import to_ms

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
NOON_MS = to_ms(START)


async def rang_within(alarm: Alarm, seconds: float) -> bool:
    try:
        async with asyncio.timeout(seconds):
            await alarm.rings()
    except TimeoutError:
        return False
    return True


@pytest.mark.parametrize("due_ms", [NOW, NOON_MS - 5_000, NOON_MS])
async def test_what_is_due_rings_at_once(due_ms: int) -> None:
    alarm = Alarm(ManualClock(START))
    alarm.begin()
    alarm.armed(due_ms)
    assert await rang_within(alarm, FARTHEST_SECONDS / 4)


async def test_with_nothing_known_it_rings_after_the_farthest_and_not_before() -> None:
    alarm = Alarm(ManualClock(START))
    alarm.begin()
    assert not await rang_within(alarm, FARTHEST_SECONDS / 4)
    assert await rang_within(alarm, FARTHEST_SECONDS * 20)


async def test_a_timer_that_is_armed_sooner_while_one_waits_rings() -> None:
    alarm = Alarm(ManualClock(START))
    alarm.begin()
    alarm.armed(to_ms(START + timedelta(hours=1)))
    waiting = asyncio.ensure_future(rang_within(alarm, FARTHEST_SECONDS / 2))
    await asyncio.sleep(0)
    alarm.armed(NOON_MS)
    assert await waiting


async def test_a_later_one_changes_nothing() -> None:
    alarm = Alarm(ManualClock(START))
    alarm.begin()
    alarm.armed(NOON_MS)
    alarm.armed(NOON_MS + 60_000)
    assert await rang_within(alarm, FARTHEST_SECONDS / 4)


async def test_what_is_armed_while_the_queues_are_looked_at_is_not_forgotten() -> None:
    alarm = Alarm(ManualClock(START))
    alarm.begin()
    alarm.armed(NOON_MS)  # by a save, before the answer of the look comes
    alarm.armed(NOON_MS + 60_000)  # what the look saw
    assert await rang_within(alarm, FARTHEST_SECONDS / 4)


async def test_what_was_known_before_a_look_is_forgotten_with_it() -> None:
    alarm = Alarm(ManualClock(START))
    alarm.armed(NOON_MS)
    alarm.begin()
    assert not await rang_within(alarm, FARTHEST_SECONDS / 4)
