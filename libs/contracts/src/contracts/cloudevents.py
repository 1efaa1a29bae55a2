"""CloudEvents 1.0 in Kafka's binary mode: attributes in `ce_*` headers, the data as JSON in the value.

The reader is tolerant of what was *added*: unknown headers and unknown fields of facts are ignored. It is not
tolerant of an enum value it does not know. Such a value comes from a newer writer, and a service that decided without
understanding it would fold another record than its newer siblings; so the message is refused as INVALID, set aside
whole, and replayed once the reader is up to date (readers are rolled out before writers). Whatever bytes come in,
`decode` raises `Unreadable` or nothing.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final, cast

from pydantic import ValidationError

from contracts.message import Message, Opaque
from contracts.registry import model_of
from contracts.vocabulary import DeadReason, Mode

Headers = list[tuple[str, bytes]]
MAX_VALUE_BYTES: Final = 1_000_000
_MAX_HEADER = 1_024
_MAX_ERRORS = 5
_CONTENT_TYPE = ("content-type", b"application/json")
_VERSION = ("ce_specversion", b"1.0")
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)", re.ASCII)
_WORD = re.compile(r"[\x21-\x7e]{1,128}", re.ASCII)
_COUNT = re.compile(r"\d{1,18}", re.ASCII)
_MODES: Final = {mode.value: mode for mode in Mode}


class Unreadable(Exception):  # noqa: N818  an answer about the message, not a fault of the program
    """The record can never be read: `reason` for the dead letter, `message` bounded and without personal data."""

    def __init__(self, reason: DeadReason, message: str) -> None:
        super().__init__(message)
        self.reason = reason
        self.message = message


@dataclass(frozen=True, slots=True)
class Event:
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
    headers = [_VERSION, *((name, text.encode()) for name, text in _attributes(event)), _CONTENT_TYPE]
    return headers, value_of(event.data)


def value_of(data: Message) -> bytes:
    """The JSON of a message's data."""
    if isinstance(data, Opaque):
        return data.raw
    return data.__pydantic_serializer__.to_json(data, exclude_none=True)


def type_of(headers: Iterable[tuple[str, bytes | None]]) -> str:
    """The `ce_type` alone, or "" where there is none: enough to pass over what a reader does not want."""
    found = next((value for name, value in headers if name == "ce_type"), None)
    return (found or b"")[:_MAX_HEADER].decode(errors="replace")


def decode(headers: Iterable[tuple[str, bytes | None]], value: bytes | None, *, tolerant: bool = False) -> Event:
    """The event in a record. A record without a value (a tombstone) is for the reader of a compacted topic to see
    first.

    `tolerant` gives `Opaque` data for a type this version does not know.

    Raises:
        Unreadable: UNREADABLE (headers, JSON), UNKNOWN_TYPE, INVALID (the data breaks its model), TOO_LARGE.

    """
    texts = _texts(headers)
    type_name = _required(texts, "ce_type")
    _check_version(texts)
    body = _checked_size(value)
    return Event(
        id=(own := _word(texts, "ce_id")),
        type=type_name,
        source=_word(texts, "ce_source"),
        subject=_required(texts, "ce_subject"),
        time=_instant(_required(texts, "ce_time")),
        sequence=_count(texts, "ce_sequence") or 0,
        causation_id=_word(texts, "ce_causationid", own),
        correlation_id=_word(texts, "ce_correlationid", own),
        mode=_mode(texts.get("ce_mode", Mode.LIVE.value)),
        cause_topic=texts.get("ce_causetopic"),
        cause_sequence=_count(texts, "ce_causesequence"),
        traceparent=texts.get("traceparent"),
        data=_data(type_name, body, tolerant=tolerant),
    )


def _attributes(event: Event) -> Iterable[tuple[str, str]]:
    yield "ce_id", event.id
    yield "ce_type", event.type
    yield "ce_source", event.source
    yield "ce_time", event.time.astimezone(UTC).isoformat().replace("+00:00", "Z")
    yield "ce_subject", event.subject
    yield "ce_sequence", str(event.sequence)
    yield "ce_causationid", event.causation_id or event.id
    yield "ce_correlationid", event.correlation_id or event.id
    yield "ce_mode", event.mode.value
    if event.cause_topic is not None:
        yield "ce_causetopic", event.cause_topic
    if event.cause_sequence is not None:
        yield "ce_causesequence", str(event.cause_sequence)
    if event.traceparent is not None:
        yield "traceparent", event.traceparent


def _texts(headers: Iterable[tuple[str, bytes | None]]) -> dict[str, str]:
    return {name: _text(name, raw) for name, raw in headers if name.startswith("ce_") or name == "traceparent"}


def _text(name: str, raw: bytes | None) -> str:
    if raw is None or len(raw) > _MAX_HEADER:
        raise Unreadable(DeadReason.UNREADABLE, f"header {name[:40]!r} is null or longer than {_MAX_HEADER} bytes")
    try:
        return raw.decode()
    except UnicodeDecodeError:
        raise Unreadable(DeadReason.UNREADABLE, f"header {name[:40]!r} is not UTF-8") from None


def _required(texts: dict[str, str], name: str) -> str:
    if text := texts.get(name):
        return text
    raise Unreadable(DeadReason.UNREADABLE, f"header {name!r} is missing or empty; send CloudEvents 1.0 in binary mode")


def _word(texts: dict[str, str], name: str, otherwise: str = "") -> str:
    if _WORD.fullmatch(text := texts.get(name, otherwise)):
        return text
    raise Unreadable(
        DeadReason.UNREADABLE, f"header {name!r} is missing, or is not 1 to 128 printable ASCII characters"
    )


def _check_version(texts: dict[str, str]) -> None:
    if texts.get("ce_specversion") != "1.0":
        raise Unreadable(
            DeadReason.UNREADABLE, "header 'ce_specversion' is not 1.0; send CloudEvents 1.0 in binary mode"
        )


def _instant(text: str) -> datetime:
    try:
        if _INSTANT.fullmatch(text):
            return datetime.fromisoformat(text).astimezone(UTC)
    except (ValueError, OverflowError):
        pass  # the shape of an instant, but no such day: answered below
    raise Unreadable(DeadReason.UNREADABLE, f"header 'ce_time' is {text[:40]!r}; write RFC 3339 with an offset")


def _count(texts: dict[str, str], name: str) -> int | None:
    if (text := texts.get(name)) is None:
        return None
    if _COUNT.fullmatch(text):
        return int(text)
    raise Unreadable(DeadReason.UNREADABLE, f"header {name!r} is {text[:40]!r}; write a whole number from 0")


def _mode(text: str) -> Mode:
    if mode := _MODES.get(text):
        return mode
    raise Unreadable(DeadReason.UNREADABLE, f"header 'ce_mode' is {text[:40]!r}; write one of {', '.join(_MODES)}")


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
