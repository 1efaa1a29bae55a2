"""A ticket's whole story out of the topics, in the order in which Kafka took it; sealed parts opened with the key."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from aiokafka import TopicPartition
from redis.asyncio import Redis
from redis.exceptions import RedisError

from chassis.feed import Record
from chassis.keys import name as key_name
from chassis.store import text_of
from chassis.wire import partition_of
from contracts import topics
from contracts.cloudevents import Event, Unreadable, decode
from contracts.ids import subject_of
from contracts.sealing import SealBroken, open_sealed, unwrap_key
from contracts.vocabulary import Audience
from steward.answers import unreachable
from steward.reading import Reader, appended_at, read_to_end

TOLD_BY = (topics.RECEIVED, topics.CLASSIFIED, topics.LIFECYCLE, topics.DEADLINES, topics.NOTIFICATIONS)
"""In the order of cause and effect, which decides between records of one millisecond."""
RANK = {topic.name: place for place, topic in enumerate(TOLD_BY)}
SEALED_FIELDS = ("sealed", "report", "words", "contact")


@dataclass(frozen=True, slots=True)
class Told:
    """One fact as it stands on its topic. `opened` holds what its sealed parts say, field by field."""

    topic: str
    partition: int
    offset: int
    at: datetime
    event: Event | None
    fault: str = ""
    opened: Mapping[str, Any] = field(default_factory=dict)

    @property
    def type(self) -> str:
        return self.event.type if self.event else ""

    @property
    def sealed(self) -> dict[str, Mapping[Audience, str]]:
        """The fact's sealed fields that hold anything."""
        data = self.event.data if self.event else None
        parts = {name: getattr(data, name, None) for name in SEALED_FIELDS}
        return {name: part for name, part in parts.items() if isinstance(part, Mapping) and part}


async def read_story(source: Reader, ticket: str) -> list[Told]:
    """Every fact about a ticket; a copy of one that is already known (same id) is left out."""
    subject = subject_of(ticket).encode()
    found, seen = [], set()
    async for record in read_to_end(source, _parts(source, subject)):
        if record.key != subject:
            continue
        one = told(record)
        if one.event is None or one.event.id not in seen:
            found.append(one)
        if one.event:
            seen.add(one.event.id)
    return in_order(found)


def in_order(found: Sequence[Told]) -> list[Told]:
    """By log-append time; within a millisecond by cause and effect, then as they stand."""
    return sorted(found, key=lambda one: (one.at, RANK.get(one.topic, len(RANK)), one.partition, one.offset))


def told(record: Record) -> Told:
    """A record as a line of the story; one that cannot be read says so."""
    try:
        event, fault = decode(record.headers, record.value, tolerant=True), ""
    except Unreadable as unreadable:
        event, fault = None, unreadable.message
    return Told(record.topic, record.partition, record.offset, appended_at(record), event, fault)


async def key_of(redis: Redis, ticket: str, master: bytes) -> bytes | None:
    """The ticket's key; None where it is gone: erased, or lost with Redis (then `steward rebuild keys` brings it back).

    Raises SealBroken for another installation's master key, CommandError (3) without Redis.
    """
    try:
        wrapped = await redis.get(key_name(ticket))
    except (RedisError, OSError) as error:
        raise unreachable(f"Redis does not answer ({type(error).__name__}); start it with: steward up") from None
    return unwrap_key(master, text_of(wrapped), subject_of(ticket)) if wrapped else None


def opened(one: Told, key: bytes) -> Told:
    """The same with its sealed parts opened; what does not open stays closed."""
    event = one.event
    if event is None:
        return one
    parts = {name: _open(key, event.subject, part) for name, part in one.sealed.items()}
    readable = {name: part for name, part in parts.items() if part is not None}
    return Told(one.topic, one.partition, one.offset, one.at, event, one.fault, readable)


def _open(key: bytes, subject: str, part: Mapping[Audience, str]) -> dict[str, Any] | None:
    """As the handlers read it, else as whoever it is for."""
    for audience in sorted(part, key=lambda who: who is not Audience.HANDLERS):
        try:
            return open_sealed(key, subject, audience, part[audience])
        except SealBroken:
            continue
    return None


def _parts(source: Reader, subject: bytes) -> list[TopicPartition]:
    known = [parts for topic in TOLD_BY if (parts := source.parts(topic.name))]
    return [parts[partition_of(subject, len(parts))] for parts in known]


def as_json(one: Told) -> dict[str, Any]:
    """A line of the story for scripts: sealed parts by the names of who may open them, and opened where they are."""
    event = one.event
    where = {"topic": one.topic, "partition": one.partition, "offset": one.offset, "at": one.at.isoformat()}
    if event is None:
        return where | {"fault": one.fault}
    data = event.data.model_dump(mode="json", exclude_none=True, exclude=set(SEALED_FIELDS))
    about = {"type": event.type, "id": event.id, "sequence": event.sequence, "source": event.source}
    about |= {"time": event.time.isoformat(), "caused_by": event.causation_id, "mode": event.mode.value}
    sealed = {name: sorted(part) for name, part in one.sealed.items()}
    return where | about | {"data": data, "sealed": sealed} | ({"opened": dict(one.opened)} if one.opened else {})
