"""The envelope: what goes into headers and value comes out again; what cannot be read says why (D-109)."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from msgspec.structs import replace

from contracts.cloudevents import MAX_VALUE_BYTES, Unreadable, decode, encode, type_of
from contracts.examples import example_event
from contracts.facts import TicketAssigned
from contracts.message import Opaque
from contracts.requests import Request
from contracts.vocabulary import DeadReason, Mode

EVENT = example_event(TicketAssigned)
HEADERS, VALUE = encode(EVENT)


def _with(name: str, raw: bytes | None) -> list[tuple[str, bytes | None]]:
    return [(key, raw if key == name else value) for key, value in HEADERS]


def _without(name: str) -> list[tuple[str, bytes | None]]:
    return [(key, value) for key, value in HEADERS if key != name]


def test_an_event_comes_back_as_it_was() -> None:
    assert decode(HEADERS, VALUE) == EVENT


def test_headers_are_cloudevents_in_binary_mode() -> None:
    names = dict(HEADERS)
    assert names["ce_specversion"] == b"1.0"
    assert names["ce_type"] == b"steward.ticket.assigned.v1"
    assert names["content-type"] == b"application/json"
    assert names["ce_time"] == b"2026-03-02T01:30:00Z"


def test_a_field_without_a_value_is_left_out() -> None:
    assert b"null" not in VALUE


def test_what_an_outside_writer_leaves_out_has_a_sensible_value() -> None:
    optional = {
        "ce_sequence",
        "ce_causationid",
        "ce_correlationid",
        "ce_mode",
        "ce_causetopic",
        "ce_causesequence",
        "traceparent",
    }
    event = decode([(key, raw) for key, raw in HEADERS if key not in optional], VALUE)
    assert (event.sequence, event.mode, event.cause_topic, event.cause_sequence) == (0, Mode.LIVE, None, None)
    assert (event.causation_id, event.correlation_id) == (event.id, event.id)


def test_import_mode_travels() -> None:
    headers, value = encode(replace(EVENT, mode=Mode.IMPORT))
    assert decode(headers, value).mode is Mode.IMPORT


def test_an_instant_with_an_offset_is_read_as_utc() -> None:
    event = decode(_with("ce_time", b"2026-03-02T09:30:00.250+08:00"), VALUE)
    assert event.time == datetime(2026, 3, 2, 1, 30, 0, 250_000, tzinfo=UTC)
    assert event.time.tzinfo is UTC


def test_an_event_written_with_an_offset_is_sent_as_utc() -> None:
    china = EVENT.time.astimezone(timezone(timedelta(hours=8)))
    assert dict(encode(replace(EVENT, time=china))[0])["ce_time"] == b"2026-03-02T01:30:00Z"


@pytest.mark.parametrize("name", ["ce_id", "ce_type", "ce_source", "ce_subject", "ce_time", "ce_specversion"])
def test_a_missing_attribute_is_named(name: str) -> None:
    for headers in (_without(name), _with(name, b"")):
        with pytest.raises(Unreadable, match=name) as refused:
            decode(headers, VALUE)
        assert refused.value.reason is DeadReason.UNREADABLE


@pytest.mark.parametrize(
    ("name", "raw"),
    [
        ("ce_id", b"\xff\xfe"),
        ("ce_id", None),
        ("ce_id", b"a b"),
        ("ce_id", b"x" * 129),
        ("ce_subject", b"x" * 2_000),
        ("ce_time", b"yesterday"),
        ("ce_time", b"2026-02-30T00:00:00Z"),
        ("ce_time", b"2026-03-02T01:30:00"),
        ("ce_time", b"0001-01-01T00:00:00+23:59"),
        ("ce_sequence", b"-1"),
        ("ce_sequence", "٣".encode()),
        ("ce_causesequence", b"9" * 19),
        ("ce_mode", b"shadow"),
        ("ce_specversion", b"0.3"),
        ("traceparent", b"\x80"),
    ],
)
def test_a_bad_header_is_unreadable_and_named(name: str, raw: bytes | None) -> None:
    with pytest.raises(Unreadable, match=name) as refused:
        decode(_with(name, raw), VALUE)
    assert refused.value.reason is DeadReason.UNREADABLE


def test_headers_of_others_are_passed_over_whatever_they_hold() -> None:
    assert decode([*HEADERS, ("x-vendor", None), ("other", b"\xff")], VALUE) == EVENT


@pytest.mark.parametrize(
    "value", [None, b"", b"{", b"\xff\xfe", b"[" * 50_000, b'{"a":' * 50_000, b"nul", b'"\\ud800"']
)
def test_what_is_not_json_is_unreadable(value: bytes | None) -> None:
    with pytest.raises(Unreadable) as refused:
        decode(HEADERS, value)
    assert refused.value.reason is DeadReason.UNREADABLE


@pytest.mark.parametrize("value", [b"[]", b"1", b"null", b"{}", b'{"snapshot": 3}'])
def test_json_that_breaks_its_model_is_invalid_and_says_where(value: bytes) -> None:
    with pytest.raises(Unreadable, match=r"steward\.ticket\.assigned\.v1") as refused:
        decode(HEADERS, value)
    assert refused.value.reason is DeadReason.INVALID


@pytest.mark.parametrize("text", ["0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59"])
def test_an_instant_at_the_end_of_the_calendar_is_invalid_like_any_other_bad_value(text: str) -> None:
    with pytest.raises(Unreadable, match="received_at") as refused:
        decode(HEADERS, VALUE.replace(b'"received_at":"2026-03-02T01:30:00Z"', f'"received_at":"{text}"'.encode()))
    assert refused.value.reason is DeadReason.INVALID


def test_a_value_that_is_too_large_is_refused_before_it_is_parsed() -> None:
    with pytest.raises(Unreadable) as refused:
        decode(HEADERS, b" " * (MAX_VALUE_BYTES + 1))
    assert refused.value.reason is DeadReason.TOO_LARGE


def test_a_newer_writers_field_is_ignored() -> None:
    assert decode(HEADERS, b'{"invented_later": {"a": 1},' + VALUE[1:]) == EVENT


def test_a_newer_writers_enum_value_is_set_aside_not_guessed() -> None:
    value = VALUE.replace(b'"site_table"', b'"invented_later"')
    with pytest.raises(Unreadable, match="reasons") as refused:
        decode(HEADERS, value)
    assert refused.value.reason is DeadReason.INVALID


def test_an_unknown_type_is_refused_unless_the_reader_asks_for_it() -> None:
    headers = _with("ce_type", b"steward.ticket.sung.v1")
    with pytest.raises(Unreadable, match="knows no type") as refused:
        decode(headers, VALUE)
    assert refused.value.reason is DeadReason.UNKNOWN_TYPE
    tolerated = decode(headers, VALUE, tolerant=True)
    assert tolerated.data == Opaque(raw=VALUE)
    assert encode(tolerated)[1] == VALUE


def test_a_refusal_never_repeats_what_was_sent() -> None:
    headers, _ = encode(example_event(Request))
    with pytest.raises(Unreadable) as refused:
        decode(headers, '{"id":"1","site":"S07","channel":"王先生 13800000000","text":7}'.encode())
    assert "13800000000" not in refused.value.message


def test_a_refusal_is_short_however_much_is_wrong() -> None:
    headers, _ = encode(example_event(Request))
    with pytest.raises(Unreadable) as refused:
        decode(headers, b"{" + b",".join(b'"%s%d": 1' % (b"k" * 500, n) for n in range(500)) + b"}")
    assert len(refused.value.message) < 1_500
    assert "more)" in refused.value.message


def test_the_type_can_be_seen_without_reading_the_rest() -> None:
    assert type_of(HEADERS) == EVENT.type
    assert type_of([]) == ""
    assert type_of([("ce_type", None)]) == ""
    assert type_of([("ce_type", b"\xff")]) == "\ufffd"


def test_an_event_is_frozen() -> None:
    with pytest.raises(AttributeError):
        EVENT.id = "other"  # type: ignore[misc]
