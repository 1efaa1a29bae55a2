"""An effect that is due now begins as soon as Kafka says that nothing is left to handle; no deadline does (rule 9)."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from aiokafka import TopicPartition

from chassis.aggregate import Outcome
from chassis.asking import KafkaEnds
from chassis.failures import Unavailable
from chassis.kafka import ensure_topics
from contracts.topics import EMBEDDED_PARTITIONS, RECEIPTS
from stack.embedded import Running
from tests.harness.counting import message
from tests.harness.host import Host
from tests.harness.raw import produce
from tests.integration.chassis.town import START, SUBJECT, Town


async def no_effect(_: Outcome) -> None:
    return


async def waiting(town: Town) -> Host:
    """A copy with a timer that is due now, whose last fetch was answered before."""
    host, _ = await town.copy()
    await town.send(message(SUBJECT, 10, 1))
    await host.drain()
    town.clock.advance(timedelta(seconds=10))
    host.feed.polled_at = START
    host.service.parts.ends = town.log
    return host


def with_effects(host: Host) -> Host:
    assert host.service.firing is not None
    host.service.firing.work = replace(host.service.firing.work, perform=no_effect)
    return host


async def test_an_effect_waits_for_no_fetch_when_kafka_says_that_nothing_is_left(town: Town) -> None:
    assert await with_effects(await waiting(town)).service.fire_due() == 1


async def test_a_timer_that_judges_waits_for_its_fetch(town: Town) -> None:
    host = await waiting(town)
    assert await host.service.fire_due() == 0
    host.feed.polled_at = town.clock.now()
    assert await host.service.fire_due() == 1


async def test_an_effect_waits_while_an_input_is_unread(town: Town) -> None:
    host = with_effects(await waiting(town))
    await town.send(message(SUBJECT, 1, 2))
    assert await host.service.fire_due() == 0
    await host.drain()
    assert await host.service.fire_due() == 1


@pytest.fixture
async def asking(stack: Running) -> AsyncIterator[KafkaEnds]:
    bootstrap = [str(stack.addresses["kafka"])]
    await ensure_topics(bootstrap, EMBEDDED_PARTITIONS, 1)
    ends = KafkaEnds(bootstrap)
    yield ends
    await ends.stop()


async def test_kafka_says_where_its_partitions_end_now(stack: Running, asking: KafkaEnds) -> None:
    places = [TopicPartition(RECEIPTS.name, partition) for partition in range(2)]
    before = await asking.ends(places)
    await produce(str(stack.addresses["kafka"]), RECEIPTS.name, 1, (str(uuid4()).encode(), b"{}", ()))
    after = await asking.ends(places)
    assert [after[place] - before[place] for place in places] == [0, 1]
    await asking.stop()
    assert await asking.ends(places) == after


async def test_where_kafka_is_away_nothing_is_known() -> None:
    nowhere = KafkaEnds(["127.0.0.1:1"])
    with pytest.raises(Unavailable, match="where its partitions end"):
        await nowhere.ends([TopicPartition(RECEIPTS.name, 0)])
