"""A key that Redis may only have lost is waited for; one that was erased does not come back (rule 3, D-108)."""

from collections.abc import Sequence
from dataclasses import dataclass

import pytest
from redis.asyncio import Redis

from chassis import catchup
from chassis.clock import ManualClock
from chassis.failures import Unavailable
from chassis.health import Health
from chassis.keys import Keys
from chassis.restoring import Kept, Restoring, restoring_keys
from chassis.wire import Message
from contracts import topics
from contracts.cloudevents import Event, encode
from contracts.facts import KeyIssued
from contracts.ids import event_id, subject_of, ticket_id
from contracts.sealing import wrap_key
from tests.component.chassis_edges.conftest import START
from tests.harness.host import parts_on
from tests.harness.log import MemoryLog

MASTER, KEY = bytes(range(32)), bytes(range(32, 64))
TICKET, OTHER = ticket_id("gate", "one"), ticket_id("gate", "two")


@dataclass(slots=True)
class Desk:
    """One process' keys and its restoring."""

    log: MemoryLog
    keys: Keys
    restoring: Restoring
    health: Health
    clock: ManualClock

    async def issued(self, ticket: str) -> None:
        """What intake wrote when the request came."""
        fact = KeyIssued(ticket=ticket, wrapped=wrap_key(MASTER, KEY, subject_of(ticket)))
        event = Event(
            id=event_id(ticket, fact.TYPE, 0),
            type=fact.TYPE,
            source="/test",
            subject=subject_of(ticket),
            time=START,
            data=fact,
        )
        headers, value = encode(event)
        await self.log.send([Message(topics.KEYS.name, subject_of(ticket).encode(), tuple(headers), value)])

    async def erased(self, ticket: str) -> None:
        """What dispatch does: Redis, the topic, Redis again."""
        await self.keys.erase(ticket)
        await self.log.send([Message(topics.KEYS.name, subject_of(ticket).encode(), (), None)])
        await self.keys.erase(ticket)


@pytest.fixture
def desk(redis: Redis, monkeypatch: pytest.MonkeyPatch) -> Desk:
    monkeypatch.setattr(catchup, "SETTLING_SECONDS", 0.0)
    clock = ManualClock(START)
    log, health = MemoryLog(3, clock.now), Health(started=True)
    restoring = restoring_keys(parts_on(log, redis, clock, "classifier"), health)
    return Desk(log, Keys(redis, MASTER, clock), restoring, health, clock)


async def test_a_missing_key_is_not_gone_until_the_topic_was_read(desk: Desk) -> None:
    await desk.issued(TICKET)
    with pytest.raises(Unavailable, match="are being read again"):
        await desk.keys.get_many([TICKET, OTHER])
    await desk.restoring.look()
    assert await desk.keys.get_many([TICKET, OTHER]) == {TICKET: KEY, OTHER: None}


async def test_a_service_is_not_ready_before_its_keys_are_back(desk: Desk) -> None:
    assert desk.health.ready(START).reasons == ("keys is being caught up",)
    await desk.restoring.look()
    assert desk.health.ready(START).ok


async def test_a_redis_that_comes_back_as_another_is_read_again(desk: Desk, redis: Redis) -> None:
    await desk.issued(TICKET)
    await desk.restoring.look()
    await redis.delete(f"keys:{TICKET}")
    await redis.hset("keys:whole", mapping={"run": "an earlier run"})
    with pytest.raises(Unavailable):
        await desk.keys.get_many([TICKET])
    await desk.restoring.look()
    assert await desk.keys.get_many([TICKET]) == {TICKET: KEY}


async def test_what_a_rebuild_throws_away_during_a_look_is_made_again_at_the_next(desk: Desk, redis: Redis) -> None:
    async def rebuilt() -> None:
        await redis.flushall()

    await desk.issued(TICKET)
    await desk.restoring.look()
    desk.restoring.first, desk.restoring.seen = rebuilt, ""
    await desk.restoring.look()
    await desk.restoring.look()
    assert await desk.keys.get_many([TICKET]) == {TICKET: KEY}


async def test_what_was_erased_before_stays_erased(desk: Desk) -> None:
    await desk.issued(TICKET)
    await desk.erased(TICKET)
    await desk.restoring.look()
    assert await desk.keys.get_many([TICKET]) == {TICKET: None}


async def test_what_is_erased_while_the_topic_is_read_stays_erased(desk: Desk, redis: Redis) -> None:
    """Its key was already read, and is put back after dispatch deleted it: the topic's new end says so."""
    await desk.issued(TICKET)
    put_back = desk.restoring.again

    async def late(messages: Sequence[Kept]) -> None:
        if any(message.value for message in messages):
            await desk.erased(TICKET)
        await put_back(messages)

    desk.restoring.again = late
    await desk.restoring.look()
    assert not await redis.get(f"keys:{TICKET}")
    assert await desk.keys.get_many([TICKET]) == {TICKET: None}


async def test_a_record_of_the_topic_that_nobody_can_read_stops_nothing(desk: Desk) -> None:
    await desk.log.send([Message(topics.KEYS.name, subject_of(OTHER).encode(), (), b"not json")])
    await desk.issued(TICKET)
    await desk.restoring.look()
    assert (await desk.keys.get_many([TICKET]))[TICKET] == KEY
