"""Handing messages to Kafka's producer: many for one partition as one batch, a future for the batch and not for each.

A future and a callback for every message cost more than sending it. aiokafka's batch
interface numbers a batch like any other (idempotence holds), sends it at once, and lets a later one of the same
partition wait.
"""

import asyncio
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from aiokafka import AIOKafkaProducer

from chassis.messages import Message, Position

WORTH_A_BATCH = 4
"""Fewer go one by one: several callers' few messages meet in one batch then, which ends its linger together."""


@dataclass(frozen=True, slots=True)
class Shipment:
    """Messages on their way: where they stood in the call, and what will say where the first of them stands."""

    places: Sequence[int]
    first: "asyncio.Future[Any]"


async def ship(producer: AIOKafkaProducer, messages: Sequence[Message]) -> list[Shipment]:
    """Give all messages to the producer, in order for each partition. Raises aiokafka's errors."""
    singles: list[int] = []
    groups: defaultdict[tuple[str, int], list[int]] = defaultdict(list)
    for place, message in enumerate(messages):
        if message.partition is None:
            singles.append(place)
        else:
            groups[message.topic, message.partition].append(place)
    sent: list[Shipment] = []
    for (topic, partition), places in groups.items():
        if len(places) < WORTH_A_BATCH:
            singles += places
        else:
            sent += await _as_batches(producer, topic, partition, messages, places)
    return sent + [Shipment((place,), await _alone(producer, messages[place])) for place in singles]


async def arrived(shipments: Sequence[Shipment]) -> list[Position]:
    """Where the messages stand, in the order of the call, once all are acknowledged. Raises aiokafka's errors."""
    found: dict[int, Position] = {}
    for shipment, first in zip(shipments, await asyncio.gather(*(one.first for one in shipments)), strict=True):
        for n, place in enumerate(shipment.places):
            found[place] = Position(first.topic, first.partition, first.offset + n, first.timestamp)
    return [found[place] for place in range(len(found))]


async def _as_batches(
    producer: AIOKafkaProducer, topic: str, partition: int, messages: Sequence[Message], places: Sequence[int]
) -> list[Shipment]:
    sent: list[Shipment] = []
    batch, inside = producer.create_batch(), 0
    for n, place in enumerate(places):
        if not _added(batch, messages[place]):
            sent.append(await _closed(producer, topic, partition, batch, places[inside:n]))
            batch, inside = producer.create_batch(), n
            _added(batch, messages[place])  # the first one always finds room
    sent.append(await _closed(producer, topic, partition, batch, places[inside:]))
    return sent


def _added(batch: Any, message: Message) -> bool:  # noqa: ANN401  aiokafka ships no types
    added = batch.append(timestamp=None, key=message.key, value=message.value, headers=list(message.headers))
    return added is not None


async def _closed(
    producer: AIOKafkaProducer,
    topic: str,
    partition: int,
    batch: Any,  # noqa: ANN401  aiokafka ships no types
    places: Sequence[int],
) -> Shipment:
    """Closed, nobody else's message gets in, so the places are counted from the batch's own first."""
    batch.close()
    return Shipment(places, await producer.send_batch(batch, topic, partition=partition))


async def _alone(producer: AIOKafkaProducer, message: Message) -> "asyncio.Future[Any]":
    future: asyncio.Future[Any] = await producer.send(
        message.topic,
        value=message.value,
        key=message.key,
        partition=message.partition,
        headers=list(message.headers),
    )
    return future
