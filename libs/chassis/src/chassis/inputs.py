"""From Kafka records to inputs, and from retry records back to the messages they were. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from msgspec.structs import replace

from chassis.dead import NO_SUBJECT, PREFIX, Mark, text_headers, without_ours
from chassis.decision import Input, from_ms
from chassis.failures import Rejected
from chassis.feed import Record
from contracts.cloudevents import Event, Unreadable, decode
from contracts.vocabulary import DeadReason


@dataclass(frozen=True, slots=True)
class Original:
    """A message as it came before it was a dead letter."""

    topic: str
    partition: int
    offset: int
    timestamp: int
    key: bytes | None
    value: bytes | None
    headers: Sequence[tuple[str, bytes]]


def as_input(record: Record) -> Input:
    """A record as an input; what cannot be read becomes one whose data is the `Rejected` that says why."""
    subject = key_of(record)
    try:
        event = decode(record.headers, record.value)
    except Unreadable as unreadable:
        return set_aside(record, Rejected(unreadable.reason, unreadable.message))
    if event.subject != subject:
        message = "the record's key is not its ce_subject; publish with the subject as key"
        return set_aside(record, Rejected(DeadReason.INVALID, message))
    return _readable(record, event)


def key_of(record: Record) -> str:
    """The subject a record belongs to by its key; none where the key is no text."""
    try:
        return (record.key or b"").decode()
    except UnicodeDecodeError:
        return NO_SUBJECT


def original(record: Record) -> Original | None:
    """The message inside a retry record; None if it does not say where it came from."""
    headers = text_headers(record)
    try:
        topic = headers[f"{PREFIX}topic"]
        partition, offset = int(headers[f"{PREFIX}partition"]), int(headers[f"{PREFIX}offset"])
    except (KeyError, ValueError):
        return None
    return Original(topic, partition, offset, record.timestamp, record.key, record.value, without_ours(record.headers))


def retried_mark(record: Record) -> Mark | None:
    """Which letter a retry record replays."""
    headers = text_headers(record)
    letter = headers.get(f"{PREFIX}letter")
    return Mark(letter, headers.get(f"{PREFIX}subject", NO_SUBJECT), settled=True) if letter else None


def corrected(given: Input, record: Record) -> Input:
    """A replayed input happened when it happened, but reached us now."""
    return replace(given, at=from_ms(record.timestamp))


def _readable(record: Record, event: Event) -> Input:
    return Input(
        id=event.id,
        type=event.type,
        subject=event.subject,
        topic=record.topic,
        data=event.data,
        at=from_ms(record.timestamp),
        happened_at=event.time,
        sequence=event.sequence,
        mode=event.mode,
        correlation_id=event.correlation_id,
        traceparent=event.traceparent,
    )


def set_aside(record: Record, rejected: Rejected) -> Input:
    """What stands for a record that cannot be read: an input whose data says why."""
    at = from_ms(record.timestamp)
    identity = f"{record.topic}/{record.partition}/{record.offset}"
    return Input(
        id=identity, type="unreadable", subject=key_of(record), topic=record.topic, data=rejected, at=at, happened_at=at
    )
