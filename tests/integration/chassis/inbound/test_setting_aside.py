"""Dead letters: what cannot be handled is set aside, and its subject waits; nothing else does (rules 6 and 7)."""

from datetime import timedelta
from typing import Any

import pytest

from chassis import inbound
from chassis.dead import PREFIX, GivenUp, Mark, discarding
from chassis.decision import Input
from chassis.failures import Unavailable
from chassis.feed import Record
from chassis.inputs import as_input
from chassis.wire import Message
from contracts import topics
from tests.harness.counting import counting, decide_mended, message
from tests.integration.chassis.town import OTHER, SUBJECT, Town


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
