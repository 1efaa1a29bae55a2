"""A producer that never gets going holds nobody up for ever (rules 2 and 7)."""

import asyncio

import pytest
from aiokafka import AIOKafkaProducer

from chassis import wire
from chassis.failures import Unavailable
from chassis.messages import Message
from chassis.wire import KafkaWire


@pytest.fixture(autouse=True)
def asking_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    """Kafka answers, and gives no producer's id: aiokafka asks again, without end."""

    async def start(_: AIOKafkaProducer) -> None:
        await asyncio.Event().wait()

    monkeypatch.setattr(AIOKafkaProducer, "start", start)
    monkeypatch.setattr(wire, "DEADLINE_SECONDS", 0.05)


async def test_all_who_want_to_send_are_told_within_the_deadline() -> None:
    own = KafkaWire(["127.0.0.1:1"], "test")
    message = Message("topic", b"key", (), b"value")
    async with asyncio.timeout(5):
        answers = await asyncio.gather(*(own.send([message]) for _ in range(3)), return_exceptions=True)
    assert [type(answer) for answer in answers] == [Unavailable] * 3
    await own.stop()
