"""The topics are made by whichever service comes first; what Kafka refuses is said with its reason."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from uuid import uuid4

import pytest

from chassis.failures import Unavailable
from chassis.kafka import ensure_topics
from contracts import topics
from contracts.topics import EMBEDDED_PARTITIONS, RECEIPTS
from stack.embedded import Running

More = Callable[[], str]


@pytest.fixture
def more(monkeypatch: pytest.MonkeyPatch) -> More:
    """One topic more, which no Kafka has yet: its name."""

    def added() -> str:
        name = f"test.{uuid4()}"
        monkeypatch.setattr(topics, "TOPICS", (*topics.TOPICS, replace(RECEIPTS, name=name)))
        return name

    return added


async def test_five_services_that_start_at_once_make_them_once(stack: Running, more: More) -> None:
    kafka = [str(stack.addresses["kafka"])]
    more()
    made = await asyncio.gather(*(ensure_topics(kafka, EMBEDDED_PARTITIONS, 1) for _ in range(5)))
    assert made == [EMBEDDED_PARTITIONS] * 5


async def test_a_topic_that_kafka_refuses_is_named_with_kafkas_reason(stack: Running, more: More) -> None:
    kafka = [str(stack.addresses["kafka"])]
    await ensure_topics(kafka, EMBEDDED_PARTITIONS, 1)
    name = more()
    with pytest.raises(Unavailable, match=rf"^Kafka refuses to make the topic {name}: .*replication factor"):
        await ensure_topics(kafka, EMBEDDED_PARTITIONS, 3)
