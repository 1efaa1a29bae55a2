"""Records that no client library would write, byte for byte as Kafka takes them."""

import asyncio
from collections.abc import Sequence
from typing import Any

from aiokafka import TopicPartition
from aiokafka.client import AIOKafkaClient
from aiokafka.errors import NotLeaderForPartitionError
from aiokafka.protocol.produce import ProduceRequest
from aiokafka.record.default_records import _DefaultRecordBatchBuilderPy

MAGIC = 2
NO_PRODUCER = -1
MOST = 16 << 20
TRIES = 100
Rough = tuple[bytes | None, bytes | None, Sequence[tuple[Any, bytes | None]]]
"""Key, value, headers; a header's name may be a `Name`."""


class Name(bytes):
    """A header's name as bytes, whatever they are."""

    def encode(self, *_: str) -> bytes:
        return bytes(self)


def batch_of(records: Sequence[Rough], codec: int = 0) -> bytes:
    """Records as one batch."""
    builder = _DefaultRecordBatchBuilderPy(MAGIC, codec, 0, NO_PRODUCER, NO_PRODUCER, NO_PRODUCER, MOST)
    for offset, (key, value, headers) in enumerate(records):
        builder.append(offset, None, key, value, list(headers))
    return bytes(builder.build())


async def produce(kafka: str, topic: str, partition: int, *records: Rough) -> int:
    """Put records on a partition as they are; the offset of the first."""
    client = AIOKafkaClient(bootstrap_servers=[kafka])
    await client.bootstrap()
    try:
        await client.set_topics([topic])
        node = client.cluster.leader_for_partition(TopicPartition(topic, partition))
        asked = ProduceRequest(None, -1, 10_000, [(topic, [(partition, batch_of(records))])])
        for _ in range(TRIES):
            answer = await client.send(node, asked)
            error, offset = answer.topics[0][1][0][1:3]
            if error != NotLeaderForPartitionError.errno:
                break
            await asyncio.sleep(0.1)  # the topic was just made: who leads it has yet to hear of it
    finally:
        await client.close()
    assert error == 0, f"Kafka refused a record for {topic}/{partition}: error {error}"
    return int(offset)
