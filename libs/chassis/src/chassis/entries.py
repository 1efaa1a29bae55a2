"""From what a decision says to what stands in an outbox: facts and wishes as events, events as messages. Pure."""

from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct

from chassis.decision import Input, Wish
from chassis.failures import Rejected
from contracts import topics
from contracts.cloudevents import Event, encode
from contracts.facts import Fact
from contracts.ids import event_id
from contracts.message import Message
from contracts.vocabulary import DeadReason

SURELY_SMALL = topics.MAX_REQUEST_BYTES // 2


class Entry(Struct, frozen=True, gc=False):
    """One message in an outbox: the sequence it belongs to, where it goes, its headers and value."""

    sequence: int
    topic: str
    headers: tuple[tuple[str, bytes], ...]
    value: bytes


def made(service: str, facts: Sequence[Fact], given: Input, version: int, now: datetime) -> tuple[Event, ...]:
    """The facts of a decision as events: ids derived from their cause (rule 2), sequences from the record's version."""
    source = source_of(service)
    return tuple([_event(source, given, now, given.subject, fact, n, version + 1 + n) for n, fact in enumerate(facts)])


def wished(service: str, wishes: Sequence[Wish], given: Input, sequence: int, now: datetime) -> list[Entry]:
    """Wishes go before the facts of their decision: a fact that stands on the topic proves that they went out.

    Raises:
        Rejected: one is larger than its topic takes.

    """
    source = source_of(service)
    return [
        entry_of(wish.topic, _event(source, given, now, wish.subject, wish.data, n, 0), sequence)
        for n, wish in enumerate(wishes)
    ]


def entry_of(topic: str, event: Event, sequence: int) -> Entry:
    """An event on its way into the outbox. Raises `Rejected` if it is larger than its topic takes (rule 4)."""
    headers, value = encode(event)
    # ours are a dozen headers of at most a kilobyte: they are counted only where it could matter
    if len(value) > SURELY_SMALL and (size := _size(headers, value)) > topics.MAX_REQUEST_BYTES:
        raise Rejected(
            DeadReason.TOO_LARGE, f"{event.type} would take {size} bytes, {topic} takes {topics.MAX_REQUEST_BYTES}"
        )
    return Entry(sequence, topic, tuple(headers), value)


def source_of(service: str) -> str:
    """The `ce_source` of everything a service writes."""
    return f"/steward/{service}"


def _event(source: str, given: Input, now: datetime, subject: str, data: Message, n: int, sequence: int) -> Event:
    return Event(
        id=event_id(given.id, data.TYPE, n),
        type=data.TYPE,
        source=source,
        subject=subject,
        time=now,
        data=data,
        sequence=sequence,
        causation_id=given.id,
        correlation_id=given.correlation_id or given.id,
        mode=given.mode,
        cause_topic=given.topic,
        cause_sequence=given.sequence,
        traceparent=given.traceparent,
    )


def _size(headers: Sequence[tuple[str, bytes]], value: bytes) -> int:
    return len(value) + sum(len(name) + len(content) for name, content in headers)
