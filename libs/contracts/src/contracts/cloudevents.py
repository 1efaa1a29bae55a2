"""CloudEvents 1.0 in Kafka's binary mode: attributes in `ce_*` headers, the data as JSON in the value.

The reader is tolerant of what was *added*: unknown headers and unknown fields of facts are ignored. It is not
tolerant of an enum value it does not know. Such a value comes from a newer writer, and a service that decided without
understanding it would fold another record than its newer siblings; so the message is refused as INVALID, set aside
whole, and replayed once the reader is up to date (readers are rolled out before writers). Whatever bytes come in,
`decode` raises `Unreadable` or nothing.
"""

from collections.abc import Iterable
from datetime import UTC, datetime
from functools import lru_cache
from typing import Final, cast

from msgspec import Struct
from pydantic import ValidationError

from contracts import attributes
from contracts.attributes import Unreadable
from contracts.message import Message, Opaque
from contracts.registry import model_of
from contracts.vocabulary import DeadReason, Mode

__all__ = ["MAX_VALUE_BYTES", "Event", "Headers", "Unreadable", "decode", "encode", "type_of", "value_of"]

Headers = list[tuple[str, bytes]]
MAX_VALUE_BYTES: Final = 1_000_000
_MAX_ERRORS = 5
_CONTENT_TYPE = ("content-type", b"application/json")
_VERSION = ("ce_specversion", b"1.0")


class Event(Struct, frozen=True, gc=False):
    """One message with its attributes. `sequence` counts a subject's facts on its writer's topic from 1; 0 = has none.

    `causation_id` is the id of the input that caused it, `correlation_id` that of the first one; `cause_topic` and
    `cause_sequence` say where the input stood, so that "handled inputs" is part of the fold (rule 3).
    """

    id: str
    type: str
    source: str
    subject: str
    time: datetime
    data: Message
    sequence: int = 0
    causation_id: str = ""
    correlation_id: str = ""
    mode: Mode = Mode.LIVE
    cause_topic: str | None = None
    cause_sequence: int | None = None
    traceparent: str | None = None


def encode(event: Event) -> tuple[Headers, bytes]:
    """Headers and value of an event; fields without a value are left out.

    The data is taken as valid: models are frozen and were checked when made.
    """
    return _headers(event), value_of(event.data)


def value_of(data: Message) -> bytes:
    """The JSON of a message's data."""
    if isinstance(data, Opaque):
        return data.raw
    return data.__pydantic_serializer__.to_json(data, exclude_none=True)


def type_of(headers: Iterable[tuple[str, bytes | None]]) -> str:
    """The `ce_type` alone, or "" where there is none: enough to pass over what a reader does not want."""
    found = next((value for name, value in headers if name == "ce_type"), None)
    return (found or b"")[: attributes.MAX_HEADER].decode(errors="replace")


def decode(headers: Iterable[tuple[str, bytes | None]], value: bytes | None, *, tolerant: bool = False) -> Event:
    """The event in a record. A record without a value (a tombstone) is for the reader of a compacted topic to see
    first.

    `tolerant` gives `Opaque` data for a type this version does not know.

    Raises:
        Unreadable: UNREADABLE (headers, JSON), UNKNOWN_TYPE, INVALID (the data breaks its model), TOO_LARGE.

    """
    found = attributes.texts(headers)
    type_name = attributes.required(found, "ce_type")
    attributes.check_version(found)
    body = _checked_size(value)
    return Event(
        id=(own := attributes.word(found, "ce_id")),
        type=type_name,
        source=attributes.word(found, "ce_source"),
        subject=attributes.required(found, "ce_subject"),
        time=attributes.instant(attributes.required(found, "ce_time")),
        sequence=attributes.count(found, "ce_sequence") or 0,
        causation_id=attributes.word(found, "ce_causationid", own),
        correlation_id=attributes.word(found, "ce_correlationid", own),
        mode=attributes.mode(found.get("ce_mode", Mode.LIVE.value)),
        cause_topic=found.get("ce_causetopic"),
        cause_sequence=attributes.count(found, "ce_causesequence"),
        traceparent=found.get("traceparent"),
        data=_data(type_name, body, tolerant=tolerant),
    )


def _headers(event: Event) -> Headers:
    # one plain list: this runs for every message, a generator of pairs takes twice the time
    headers = [
        _VERSION,
        ("ce_id", event.id.encode()),
        ("ce_type", event.type.encode()),
        ("ce_source", event.source.encode()),
        ("ce_time", _stamp(event.time)),
        ("ce_subject", event.subject.encode()),
        ("ce_sequence", b"%d" % event.sequence),
        ("ce_causationid", (event.causation_id or event.id).encode()),
        ("ce_correlationid", (event.correlation_id or event.id).encode()),
        ("ce_mode", event.mode.encode()),
    ]
    if event.cause_topic is not None:
        headers.append(("ce_causetopic", event.cause_topic.encode()))
    if event.cause_sequence is not None:
        headers.append(("ce_causesequence", b"%d" % event.cause_sequence))
    if event.traceparent is not None:
        headers.append(("traceparent", event.traceparent.encode()))
    headers.append(_CONTENT_TYPE)
    return headers


@lru_cache(maxsize=64)
def _stamp(time: datetime) -> bytes:
    """All facts of a batch carry the same instant."""
    return time.astimezone(UTC).isoformat().replace("+00:00", "Z").encode()


def _checked_size(value: bytes | None) -> bytes:
    if not value:
        raise Unreadable(DeadReason.UNREADABLE, "the record has no value")
    if len(value) > MAX_VALUE_BYTES:
        raise Unreadable(DeadReason.TOO_LARGE, f"the value has {len(value)} bytes, {MAX_VALUE_BYTES} are allowed")
    return value


def _data(type_name: str, value: bytes, *, tolerant: bool) -> Message:
    model = model_of(type_name)
    if model is None:
        if tolerant:
            return Opaque(raw=value)
        raise Unreadable(DeadReason.UNKNOWN_TYPE, f"this version knows no type {type_name[:80]!r}")
    try:
        # the core validator itself: `model_validate_json` costs a third more
        return cast("Message", model.__pydantic_validator__.validate_json(value))
    except ValidationError as error:
        raise _unreadable(type_name, error) from None


def _unreadable(type_name: str, error: ValidationError) -> Unreadable:
    # never the input itself: it may hold personal data
    problems = error.errors(include_input=False, include_url=False, include_context=False)
    not_json = any(problem["type"] == "json_invalid" for problem in problems)
    places = [
        f"{'.'.join(map(str, problem['loc']))[:80]}: {problem['msg'][:120]}" for problem in problems[:_MAX_ERRORS]
    ]
    more = f" (and {len(problems) - _MAX_ERRORS} more)" if len(problems) > _MAX_ERRORS else ""
    reason = DeadReason.UNREADABLE if not_json else DeadReason.INVALID
    return Unreadable(reason, f"{type_name}: {'; '.join(places)}{more}")
