"""Records that another version of a service left in Redis in its own form are made anew from the topic (rule 3)."""

from datetime import timedelta

import pytest
from msgspec import msgpack
from redis.asyncio import Redis

from chassis.failures import Unavailable
from chassis.record import DIGITS
from contracts import topics
from contracts.cloudevents import decode
from tests.harness.counting import message
from tests.integration.chassis.town import OTHER, SUBJECT, Town


async def of_older_form(redis: Redis, form: str = "older") -> None:
    """As if a version before this one had written all that is there."""
    for key in await redis.keys("dispatch:*:r:*"):
        stored = await redis.get(key)
        assert isinstance(stored, bytes)
        body = msgpack.decode(stored[DIGITS:])
        await redis.set(key, stored[:DIGITS] + msgpack.encode(body[:-1]))
    for key in await redis.keys("dispatch:*:meta"):
        await redis.hset(key, "form", form)


async def test_records_of_an_older_form_are_made_anew_however_long_they_lay_still(town: Town) -> None:
    host, _ = await town.copy()
    await town.send(message(SUBJECT, 3, 1), message(SUBJECT, 10, 2))
    await host.drain()
    town.clock.advance(timedelta(hours=2))
    await town.send(message(OTHER, 5, 1))
    await host.drain()
    await host.crash()
    await of_older_form(town.redis)
    successor, door = await town.copy("2", committed=host)
    record = await door.record(SUBJECT)
    assert (record.version, record.state and record.state.seen) == (2, (3, 10))
    assert (await door.record(OTHER)).version == 1
    assert await successor.service.fire_due() == 1
    assert (await door.record(SUBJECT)).version == 3


async def test_what_was_saved_in_the_older_form_and_not_sent_is_sent_and_becomes_part_of_the_record(town: Town) -> None:
    host, crashed = await town.copy()
    await town.send(message(SUBJECT, 1, 1))
    await host.drain()
    await town.send(message(SUBJECT, 2, 2))
    await town.save_without_sending(host, crashed)
    await of_older_form(town.redis)
    successor, door = await town.copy("2", committed=host)
    assert (await door.record(SUBJECT)).version == 2
    await successor.drain()
    assert town.told() == [1, 3]
    assert await town.waiting() == 0


async def test_a_record_that_a_later_version_wrote_meanwhile_is_no_bug_but_a_wait_that_names_its_cure(
    town: Town,
) -> None:
    host, door = await town.copy()
    await town.send(message(SUBJECT, 1, 1))
    await host.drain()
    await of_older_form(town.redis, form=door.aggregate.codec.form)
    with pytest.raises(Unavailable, match="steward rebuild"):
        await door.record(SUBJECT)


async def test_records_of_this_form_are_not_read_again(town: Town) -> None:
    host, _ = await town.copy()
    await town.send(message(SUBJECT, 1, 1))
    await host.drain()
    await host.crash()
    [key] = await town.redis.keys(f"dispatch:*:r:{SUBJECT}")
    kept = await town.redis.get(key)
    await town.copy("2", committed=host)
    assert await town.redis.get(key) == kept
    facts = [decode(r.headers, r.value) for r in town.log.records(topics.LIFECYCLE.name)]
    assert [fact.sequence for fact in facts] == [1]
