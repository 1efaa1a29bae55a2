"""A message on its way to Kafka, and where it stands afterwards: plain values."""

from msgspec import Struct


class Message(Struct, frozen=True, gc=False):
    """One message to send; `partition` only where it must not follow from the key."""

    topic: str
    key: bytes | None
    headers: tuple[tuple[str, bytes], ...]
    value: bytes | None
    partition: int | None = None


class Position(Struct, frozen=True, gc=False):
    """Where a message stands: topic, partition, offset, log-append time in ms."""

    topic: str
    partition: int
    offset: int
    timestamp_ms: int
